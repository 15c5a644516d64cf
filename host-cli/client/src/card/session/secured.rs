//! Secure messaging of a conversation: its keys, its counter, and what they do to a command and an
//! answer (ISO/IEC 7816-4:2020, clause 10; SPEC.md, "Secure messaging").

use aes::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt as _, BlockModeEncrypt as _,
    BlockSizeUser, InnerIvInit as _, KeyInit, consts::U16,
};
use aes::{Aes128, Aes256};
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::secure_messaging::{
    ANSWER_OVERHEAD, BLOCK_LEN, CHECKSUM, CHECKSUM_LEN, DataField, LE, SecuredAnswer,
    counter_block, header_block, padding, unpadded,
};
use apdu_spec::status::StatusWord;
use cbc::{Decryptor, Encryptor};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Answer, SecureMessagingFailure as Failure};
use crate::card::authentication::{AesKey, AesKeyValue};

/// The keys of a session and its send sequence counter, which is 0 at first. The protocol that
/// agreed on them with the card hands them to
/// [`Session::begin_secure_messaging`](super::Session::begin_secure_messaging). They are zeroised
/// when they are dropped.
pub struct SecureMessaging {
    encryption: AesKeyValue,
    checksum: AesKeyValue,
    counter: u64,
}

impl SecureMessaging {
    /// A session that begins: the key that encrypts, and the one that checksums are made with.
    #[must_use]
    pub fn new(encryption: &AesKey<'_>, checksum: &AesKey<'_>) -> Self {
        Self { encryption: encryption.into(), checksum: checksum.into(), counter: 0 }
    }

    /// The data field of a command, secured; `outside` is its header as it goes, with the class of
    /// secure messaging.
    ///
    /// # Errors
    /// When the counter has come to its end.
    pub(super) fn wrap(
        &mut self,
        command: &Command<'_>,
        outside: [u8; 4],
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.count()?;
        let mut field = Zeroizing::new(Vec::with_capacity(field_len(command)));
        if !command.data.is_empty() {
            let padding = padding(command.data.len());
            let mut header = [0; 8];
            let cryptogram = command.data.len() + padding.len();
            let length = SecuredAnswer::header(command.ins, cryptogram, &mut header);
            field.extend_from_slice(header.get(..length).unwrap_or_default());
            let start = field.len();
            field.extend_from_slice(command.data);
            field.extend_from_slice(padding);
            self.encrypt(field.get_mut(start..).unwrap_or_default());
        }
        let (le, length) = le_field(command.le, command.length);
        if let Some(le) = le.get(..length).filter(|le| !le.is_empty()) {
            field.extend([LE, le.len().to_le_bytes()[0]]);
            field.extend_from_slice(le);
        }
        let checksum = self.checksum(Some(outside), &field);
        field.extend([CHECKSUM, CHECKSUM_LEN.to_le_bytes()[0]]);
        field.extend(checksum);
        Ok(field)
    }

    /// The answer in a secured one to a command with this instruction byte: `field` is its data
    /// field, gathered from all its parts, `outside` the status word that it came with.
    ///
    /// # Errors
    /// When it is not what the card says inside this session.
    pub(super) fn unwrap(
        &mut self,
        ins: u8,
        field: &[u8],
        outside: StatusWord,
    ) -> Result<Answer, Failure> {
        self.count()?;
        if field.is_empty() {
            return Err(Failure::Unsecured(outside));
        }
        let answer = SecuredAnswer::parse(ins, field).map_err(|status| match status {
            StatusWord::SM_DATA_OBJECTS_MISSING => Failure::ObjectMissing,
            _ => Failure::ObjectIncorrect,
        })?;
        let covered = field.get(..answer.covered).unwrap_or_default();
        if !bool::from(self.checksum(None, covered).ct_eq(&answer.checksum)) {
            return Err(Failure::Checksum);
        }
        if answer.status != outside {
            return Err(Failure::Status { inside: answer.status, outside });
        }
        let data = match answer.data {
            DataField::Absent => Vec::new(),
            DataField::Plain(range) => field.get(range).unwrap_or_default().to_vec(),
            DataField::Encrypted(range) => {
                let mut data = Zeroizing::new(field.get(range).unwrap_or_default().to_vec());
                self.decrypt(&mut data);
                let end = unpadded(&data).filter(|end| *end > 0).ok_or(Failure::Padding)?;
                data.get(..end).unwrap_or_default().to_vec()
            }
        };
        Ok(Answer { data, status: outside })
    }

    /// The next command or answer.
    fn count(&mut self) -> Result<(), Failure> {
        self.counter = self.counter.checked_add(1).ok_or(Failure::Exhausted)?;
        Ok(())
    }

    /// The checksum over the counter, the header of a command, and data objects.
    fn checksum(&self, header: Option<[u8; 4]>, objects: &[u8]) -> [u8; CHECKSUM_LEN] {
        let counter = counter_block(self.counter);
        let header = header.map(header_block);
        let header = header.as_ref().map_or(&[][..], |block| block);
        let padding = if objects.is_empty() { &[] } else { padding(objects.len()) };
        let code = self.checksum.key().code(&[&counter, header, objects, padding].concat());
        code.first_chunk().copied().unwrap_or_default()
    }

    fn encrypt(&self, bytes: &mut [u8]) {
        match self.encryption.key() {
            AesKey::Aes128(key) => encrypt(Aes128::new(key.into()), self.counter, bytes),
            AesKey::Aes256(key) => encrypt(Aes256::new(key.into()), self.counter, bytes),
        }
    }

    fn decrypt(&self, bytes: &mut [u8]) {
        match self.encryption.key() {
            AesKey::Aes128(key) => decrypt(Aes128::new(key.into()), self.counter, bytes),
            AesKey::Aes256(key) => decrypt(Aes256::new(key.into()), self.counter, bytes),
        }
    }
}

/// The keys are not shown.
impl std::fmt::Debug for SecureMessaging {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecureMessaging").field("counter", &self.counter).finish_non_exhaustive()
    }
}

/// The length of the data field that [`SecureMessaging::wrap`] makes of a command, in bytes.
pub(super) fn field_len(command: &Command<'_>) -> usize {
    let data = command.data.len();
    let cryptogram = match data {
        0 => 0,
        _ => {
            let cryptogram = data + padding(data).len();
            SecuredAnswer::header(command.ins, cryptogram, &mut [0; 8]) + cryptogram
        }
    };
    let le = match le_field(command.le, command.length).1 {
        0 => 0,
        length => 2 + length,
    };
    cryptogram + le + 2 + CHECKSUM_LEN
}

/// The most bytes of a secured answer with a response data field of at most so many.
pub(super) const fn secured_most(most: usize) -> usize {
    most.saturating_add(ANSWER_OVERHEAD)
}

/// The Le field and how many bytes it has.
const fn le_field(le: Le, length: Length) -> ([u8; 2], usize) {
    match (le, length) {
        (Le::Absent, _) => ([0, 0], 0),
        (Le::Any, Length::Short) => ([0, 0], 1),
        (Le::Any, Length::Extended) => ([0, 0], 2),
        (Le::Exact(le), Length::Short) => ([le.to_be_bytes()[1], 0], 1),
        (Le::Exact(le), Length::Extended) => (le.to_be_bytes(), 2),
    }
}

fn encrypt<C>(cipher: C, counter: u64, bytes: &mut [u8])
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let iv = initial(&cipher, counter);
    Encryptor::inner_iv_init(cipher, &iv).encrypt_blocks(blocks(bytes));
}

fn decrypt<C>(cipher: C, counter: u64, bytes: &mut [u8])
where
    C: BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let iv = initial(&cipher, counter);
    Decryptor::inner_iv_init(cipher, &iv).decrypt_blocks(blocks(bytes));
}

/// The initial value of a message: the counter, encrypted.
fn initial<C>(cipher: &C, counter: u64) -> Array<u8, U16>
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let mut block = counter_block(counter).into();
    cipher.encrypt_block(&mut block);
    block
}

fn blocks(bytes: &mut [u8]) -> &mut [Array<u8, U16>] {
    Array::cast_slice_from_core_mut(bytes.as_chunks_mut::<BLOCK_LEN>().0)
}

#[cfg(test)]
mod tests;
