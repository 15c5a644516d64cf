//! A session of secure messaging: its keys, its counter, and what they do to a command and an
//! answer (ISO/IEC 7816-4:2020, clause 10). There is one, for all channels of the card: while it is
//! open every command must be secured, and the first one that is not what it must be ends it.

mod agreement;
mod binding;

use apdu_spec::bytes;
use apdu_spec::class::SecureMessaging;
use apdu_spec::command::Command;
use apdu_spec::file::Algorithm;
use apdu_spec::secure_messaging::{
    BLOCK_LEN, CHECKSUM, CHECKSUM_LEN, DERIVATION_LABEL, DataField, STATUS, SecuredAnswer,
    SecuredCommand, counter_block, header_block, padding, unpadded,
};
use apdu_spec::status::StatusWord;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use crate::crypto::{Crypto, KeyError, MAC_LEN};
use crate::objects::{NodeId, SuccessfulVerification};

pub(crate) use binding::PermittedKey;
use binding::{Binding, CompressedKey};

/// The longest key of a session, in bytes: AES-256.
const KEY_MAX: usize = 32;

/// How a command came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Protection {
    /// Its header and data field are under a checksum, and so will be its answer.
    pub(crate) integrity: bool,
    /// Its data field, if it has one, was encrypted, and so will be that of its answer.
    pub(crate) confidentiality: bool,
}

impl Protection {
    /// That of two commands of one chain.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            integrity: self.integrity && other.integrity,
            confidentiality: self.confidentiality && other.confidentiality,
        }
    }
}

/// The session, and the one that will be opened when a command has been answered. Their keys stay
/// in their places, and are zeroised there.
pub(crate) struct Session {
    open: SessionKeys,
    is_open: bool,
    prepared: SessionKeys,
    /// What has the security status while the prepared session lasts.
    opener: Option<Opener>,
}

/// What has the security status for as long as a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opener {
    /// The key or password that its keys come from.
    Object(NodeId),
    /// What had it by the session before: the same parties go on with other keys.
    Before,
}

/// Keys of a session, zeroised when dropped, and how far it has counted.
struct SessionKeys {
    algorithm: Algorithm,
    encryption: [u8; KEY_MAX],
    checksum: [u8; KEY_MAX],
    counter: u64,
    binding: Binding,
}

impl Session {
    pub(crate) const fn new() -> Self {
        Self {
            open: SessionKeys::none(),
            is_open: false,
            prepared: SessionKeys::none(),
            opener: None,
        }
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Ends it, and drops what was prepared.
    pub(crate) fn close(&mut self) {
        self.is_open = false;
        self.open.forget();
        self.drop_prepared();
    }

    /// What it knows of the terminal.
    pub(crate) const fn binding(&mut self) -> &mut Binding {
        &mut self.open.binding
    }

    /// Drops what a command prepared that was refused in the end.
    pub(crate) fn drop_prepared(&mut self) {
        self.open.binding.settle(false);
        self.opener = None;
        self.prepared.forget();
    }

    /// Derives keys for the time after the answer to this command, from a key that both sides have
    /// and from what both drew for it.
    ///
    /// # Errors
    /// For a key that is none of AES.
    pub(crate) fn prepare(
        &mut self,
        crypto: &mut dyn Crypto,
        peer: NodeId,
        key: (Algorithm, &[u8]),
        context: [&[u8]; 3],
    ) -> Result<(), KeyError> {
        self.drop_prepared();
        self.prepared.derive(crypto, key, context)?;
        self.opener = Some(Opener::Object(peer));
        Ok(())
    }

    /// Takes keys for the time after the answer to this command, agreed on by a password, and the
    /// key of the card in this PACE, which terminal authentication is for.
    pub(crate) fn prepare_keys(
        &mut self,
        verification: &SuccessfulVerification,
        algorithm: Algorithm,
        [encryption, checksum]: [&[u8]; 2],
        card: &CompressedKey,
    ) {
        self.drop_prepared();
        self.prepared.algorithm = algorithm;
        self.prepared.binding.open(card);
        bytes::copy(&mut self.prepared.encryption, encryption);
        bytes::copy(&mut self.prepared.checksum, checksum);
        self.opener = Some(Opener::Object(verification.node()));
    }

    /// The command is answered: what it prepared is the session now, and this is what has the
    /// security status by it.
    pub(crate) fn begin_prepared(&mut self) -> Option<Opener> {
        self.open.binding.settle(true);
        let opener = self.opener?;
        self.open.copy(&self.prepared);
        self.is_open = true;
        self.drop_prepared();
        Some(opener)
    }

    /// The keys of the open session.
    fn keys(&mut self) -> Result<&mut SessionKeys, StatusWord> {
        if self.is_open { Ok(&mut self.open) } else { Err(StatusWord::SM_DATA_OBJECTS_INCORRECT) }
    }

    /// Checks the data field of a secured command and gives the command inside; its own data field
    /// is decrypted in its place. `outer` is the command as it came, without its data field.
    ///
    /// # Errors
    /// `6987` a data object is missing, `6988` one is not what it must be.
    #[inline(never)]
    pub(crate) fn open_command<'b>(
        &mut self,
        crypto: &mut dyn Crypto,
        outer: &Command<'_>,
        field: &'b mut [u8],
    ) -> Result<(Command<'b>, Protection), StatusWord> {
        let keys = self.keys()?;
        let secured = SecuredCommand::parse(outer.ins, field)?;
        let header = [outer.class.to_byte(), outer.ins, outer.p1, outer.p2];
        keys.count()?;
        let covered = field.get(..secured.covered).unwrap_or_default();
        let checksum = keys.checksum(crypto, Some(header), covered)?;
        if !bool::from(checksum.as_slice().ct_eq(&secured.checksum)) {
            return Err(StatusWord::SM_DATA_OBJECTS_INCORRECT);
        }
        let class = outer.class.with_secure_messaging(SecureMessaging::None);
        let length = secured.length.unwrap_or(outer.length);
        let mut protection = Protection { integrity: true, confidentiality: true };
        let data = match secured.data {
            DataField::Absent => &[][..],
            DataField::Plain(range) => {
                protection.confidentiality = false;
                field.get(range).unwrap_or_default()
            }
            DataField::Encrypted(range) => {
                let place = field.get_mut(range).unwrap_or_default();
                keys.decrypt(crypto, place)?;
                let end = unpadded(place).filter(|end| *end > 0);
                let end = end.ok_or(StatusWord::SM_DATA_OBJECTS_INCORRECT)?;
                place.get(..end).unwrap_or_default()
            }
        };
        let command = Command { class, data, le: secured.le, length, ..*outer };
        Ok((command, protection))
    }

    /// Makes an answer a secured one: the first `len` bytes of `reply` are the response data field,
    /// encrypted in their place. The length of it all.
    ///
    /// # Errors
    /// `6A84` when `reply` is too short, `6988` when the session cannot go on.
    #[inline(never)]
    pub(crate) fn secure_answer(
        &mut self,
        crypto: &mut dyn Crypto,
        ins: u8,
        reply: &mut [u8],
        len: usize,
        status: StatusWord,
    ) -> Result<usize, StatusWord> {
        let keys = self.keys()?;
        keys.count()?;
        let mut end = 0;
        if len > 0 {
            let padding = padding(len);
            let cryptogram = len.saturating_add(padding.len());
            let mut header = [0; 8];
            let fields = SecuredAnswer::header(ins, cryptogram, &mut header);
            end = fields.saturating_add(cryptogram);
            let place = reply.get_mut(..end).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
            bytes::move_up(place, len, fields);
            bytes::copy(place, header.get(..fields).unwrap_or_default());
            let place = place.get_mut(fields..).unwrap_or_default();
            bytes::copy(place.get_mut(len..).unwrap_or_default(), padding);
            keys.encrypt(crypto, place)?;
        }
        let [high, low] = status.to_bytes();
        end = append(reply, end, &[STATUS, 2, high, low])?;
        let covered = reply.get(..end).unwrap_or_default();
        let checksum = keys.checksum(crypto, None, covered)?;
        end = append(reply, end, &[CHECKSUM, 8])?;
        append(reply, end, &checksum)
    }
}

impl SessionKeys {
    const fn none() -> Self {
        Self {
            algorithm: Algorithm::Aes128,
            encryption: [0; KEY_MAX],
            checksum: [0; KEY_MAX],
            counter: 0,
            binding: Binding::none(),
        }
    }

    fn forget(&mut self) {
        self.encryption.zeroize();
        self.checksum.zeroize();
        self.counter = 0;
        self.binding.forget();
    }

    fn copy(&mut self, other: &Self) {
        (self.algorithm, self.counter) = (other.algorithm, other.counter);
        bytes::copy(&mut self.encryption, &other.encryption);
        bytes::copy(&mut self.checksum, &other.checksum);
        self.binding.copy(&other.binding);
    }

    /// Derives the keys of a session (NIST SP 800-108r1, 4.1: the counter mode, with AES-CMAC).
    fn derive(
        &mut self,
        crypto: &mut dyn Crypto,
        (algorithm, secret): (Algorithm, &[u8]),
        [serial, challenge, nonce]: [&[u8]; 3],
    ) -> Result<(), KeyError> {
        (self.algorithm, self.counter) = (algorithm, 0);
        let length = algorithm.secret_len();
        let bits = u32::try_from(length.saturating_mul(16)).unwrap_or(u32::MAX).to_be_bytes();
        let mut number = 0_u32;
        for key in [&mut self.encryption, &mut self.checksum] {
            let key = key.get_mut(..length).ok_or(KeyError)?;
            let (blocks, _) = key.as_chunks_mut::<MAC_LEN>();
            for block in blocks {
                number = number.saturating_add(1);
                let number = number.to_be_bytes();
                let parts: [&[u8]; 7] =
                    [&number, DERIVATION_LABEL, &[0], serial, challenge, nonce, &bits];
                crypto.mac(algorithm, secret, &parts, block)?;
            }
        }
        Ok(())
    }

    /// The next command or answer.
    fn count(&mut self) -> Result<(), StatusWord> {
        let next = self.counter.checked_add(1).ok_or(StatusWord::SM_DATA_OBJECTS_INCORRECT)?;
        self.counter = next;
        Ok(())
    }

    /// The checksum over the counter, the header of a command, and data objects.
    fn checksum(
        &self,
        crypto: &mut dyn Crypto,
        header: Option<[u8; 4]>,
        objects: &[u8],
    ) -> Result<[u8; CHECKSUM_LEN], StatusWord> {
        let counter = counter_block(self.counter);
        let header = header.map(header_block);
        let header = header.as_ref().map_or(&[][..], |block| block);
        let padding = if objects.is_empty() { &[] } else { padding(objects.len()) };
        let mut whole = [0; MAC_LEN];
        let parts: [&[u8]; 4] = [&counter, header, objects, padding];
        let secret = self.key(&self.checksum);
        crypto.mac(self.algorithm, secret, &parts, &mut whole).map_err(unusable)?;
        Ok(whole.first_chunk().copied().unwrap_or_default())
    }

    fn encrypt(&self, crypto: &mut dyn Crypto, bytes: &mut [u8]) -> Result<(), StatusWord> {
        let iv = self.iv(crypto)?;
        let (blocks, _) = bytes.as_chunks_mut::<BLOCK_LEN>();
        crypto.encrypt(self.algorithm, self.key(&self.encryption), &iv, blocks).map_err(unusable)
    }

    fn decrypt(&self, crypto: &mut dyn Crypto, bytes: &mut [u8]) -> Result<(), StatusWord> {
        let iv = self.iv(crypto)?;
        let (blocks, _) = bytes.as_chunks_mut::<BLOCK_LEN>();
        crypto.decrypt(self.algorithm, self.key(&self.encryption), &iv, blocks).map_err(unusable)
    }

    /// The counter, encrypted.
    fn iv(&self, crypto: &mut dyn Crypto) -> Result<[u8; BLOCK_LEN], StatusWord> {
        let mut iv = [counter_block(self.counter)];
        let secret = self.key(&self.encryption);
        crypto.encrypt(self.algorithm, secret, &[0; BLOCK_LEN], &mut iv).map_err(unusable)?;
        let [iv] = iv;
        Ok(iv)
    }

    /// As many bytes as the algorithm's keys have.
    fn key<'k>(&self, key: &'k [u8; KEY_MAX]) -> &'k [u8] {
        key.get(..self.algorithm.secret_len()).unwrap_or_default()
    }
}

impl Drop for SessionKeys {
    fn drop(&mut self) {
        self.forget();
    }
}

const fn unusable(_: KeyError) -> StatusWord {
    StatusWord::SM_DATA_OBJECTS_INCORRECT
}

/// Puts bytes behind the first `end`; where they end.
fn append(reply: &mut [u8], end: usize, bytes: &[u8]) -> Result<usize, StatusWord> {
    let after = end.saturating_add(bytes.len());
    let place = reply.get_mut(end..after).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
    bytes::copy(place, bytes);
    Ok(after)
}

#[cfg(test)]
mod tests;
