//! A terminal inside a session of secure messaging, implemented independently of the card and of
//! the host, from the standard and SPEC.md alone.
//!
//! It is a connection to a card that secures every command, so that any player of commands can play
//! them inside a session.

mod listener;

use std::fmt;

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::tlv;

use crate::mac::aes_cmac;
use crate::scenario::{self, CardConnection};

pub use listener::{Exchange, listen};

const BLOCK: usize = 16;
/// P1 of MUTUAL AUTHENTICATE that opens a session.
const OPENS_SESSION: u8 = 0x01;

/// A session with a card.
pub struct SecureMessagingTerminal<'c> {
    /// The connection to the card.
    pub card: &'c mut dyn CardConnection,
    keys: SessionKeys,
}

/// The keys of a session and its send sequence counter.
#[derive(Clone, Debug)]
pub struct SessionKeys {
    encryption: [u8; BLOCK],
    checksum: [u8; BLOCK],
    counter: u128,
}

impl SessionKeys {
    /// Opens a session with the key of this reference.
    ///
    /// # Errors
    /// What the card answered, when it is not as it must be; also when its authentication code is
    /// wrong.
    pub fn open(
        card: &mut dyn CardConnection,
        reference: u8,
        key: &[u8; 16],
    ) -> Result<Self, String> {
        let serial = scenario::serial(card)?;
        Self::open_with(card, reference, key, &serial)
    }

    /// As [`SessionKeys::open`], when the serial number is known: nothing is selected for it.
    ///
    /// # Errors
    /// As [`SessionKeys::open`].
    pub fn open_with(
        card: &mut dyn CardConnection,
        reference: u8,
        key: &[u8; 16],
        serial: &[u8],
    ) -> Result<Self, String> {
        let challenge = scenario::succeed(card, &[0x00, 0x84, 0x00, 0x00, 0x10])?;
        let nonce = [0xA5; 16];
        let proof = aes_cmac(key, &[&[5], serial, &challenge, &nonce].concat());
        let header = [0x00, 0x82, OPENS_SESSION, reference, 32];
        let answer = scenario::succeed(card, &[&header, &nonce[..], &proof, &[0]].concat())?;
        if answer != aes_cmac(key, &[&[6], serial, &nonce, &challenge].concat()) {
            return Err("the card did not prove that it has the key".to_owned());
        }
        Ok(Self::derive(key, serial, &challenge, &nonce))
    }

    fn derive(key: &[u8; 16], serial: &[u8], challenge: &[u8], nonce: &[u8]) -> Self {
        let derive = |number: u32| {
            let number = number.to_be_bytes();
            let label = b"secure messaging\0";
            let bits = 256_u32.to_be_bytes();
            aes_cmac(key, &[&number, &label[..], serial, challenge, nonce, &bits].concat())
        };
        Self::new(derive(1), derive(2))
    }

    /// A session that begins with these keys.
    #[must_use]
    pub const fn new(encryption: [u8; BLOCK], checksum: [u8; BLOCK]) -> Self {
        Self { encryption, checksum, counter: 0 }
    }

    /// Counts an answer that nobody looks at.
    pub const fn skip_answer(&mut self) {
        self.counter += 1;
    }

    /// The bytes of a command, secured.
    #[must_use]
    pub fn command(&mut self, command: &Command<'_>) -> Vec<u8> {
        self.counter += 1;
        let mut objects = Vec::new();
        if !command.data.is_empty() {
            let value = self.encrypt(command.data);
            objects.extend(match command.ins % 2 {
                0 => object(0x87, &[&[1], &value[..]].concat()),
                _ => object(0x85, &value),
            });
        }
        self.under_checksum(command, objects)
    }

    /// The bytes of a command of an even instruction, secured, its data field as it is.
    #[must_use]
    pub fn command_in_the_clear(&mut self, command: &Command<'_>) -> Vec<u8> {
        self.counter += 1;
        self.under_checksum(command, object(0x81, command.data))
    }

    /// The bytes of a command with these data objects before the checksum, which is right: for what
    /// no right terminal sends.
    #[must_use]
    pub fn command_of_objects(&mut self, command: &Command<'_>, objects: Vec<u8>) -> Vec<u8> {
        self.counter += 1;
        let without_le = Command { le: Le::Absent, ..*command };
        self.under_checksum(&without_le, objects)
    }

    fn under_checksum(&self, command: &Command<'_>, mut objects: Vec<u8>) -> Vec<u8> {
        let class =
            Class { secure_messaging: SecureMessaging::IsoHeaderAuthenticated, ..command.class };
        let le = match (command.le, command.length) {
            (Le::Absent, _) => vec![],
            (Le::Any, Length::Short) | (Le::Exact(256), Length::Short) => vec![0],
            (Le::Any, Length::Extended) => vec![0, 0],
            (Le::Exact(le), Length::Short) => vec![le.to_be_bytes()[1]],
            (Le::Exact(le), Length::Extended) => le.to_be_bytes().to_vec(),
        };
        if !le.is_empty() {
            objects.extend(object(0x97, &le));
        }
        let header = [class.to_byte(), command.ins, command.p1, command.p2];
        let mut covered = [&self.counter.to_be_bytes(), &padded(&header)[..]].concat();
        if !objects.is_empty() {
            covered.extend(padded(&objects));
        }
        let checksum = aes_cmac(&self.checksum, &covered);
        objects.extend(object(0x8E, &checksum[..8]));
        let length = if objects.len() > 255 { Length::Extended } else { command.length };
        let secured = Command { class, data: &objects, le: Le::Any, length, ..*command };
        let mut bytes = vec![0; objects.len() + 16];
        let length = secured.encode(&mut bytes).map_or(0, <[u8]>::len);
        bytes.truncate(length);
        bytes
    }

    /// Sends a command, secured, and gathers what comes back, still secured.
    ///
    /// # Errors
    /// What the connection to the card says when it fails.
    pub fn send(
        &mut self,
        card: &mut dyn CardConnection,
        command: &Command<'_>,
    ) -> Result<Vec<u8>, String> {
        let mut answer = card.transmit(&self.command(command))?;
        while let [part @ .., 0x61, more] = &answer[..] {
            let get_response = [command.class.channel, 0xC0, 0x00, 0x00, *more];
            answer = [part, &card.transmit(&get_response)?].concat();
        }
        Ok(answer)
    }

    /// The answer in a secured one to a command with this instruction byte: data and status word.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn answer(&mut self, ins: u8, secured: &[u8]) -> Result<Vec<u8>, String> {
        self.counter += 1;
        let (objects, status) =
            secured.split_at_checked(secured.len().wrapping_sub(2)).ok_or("short")?;
        let field = |tag: u8| tlv::find(objects, tag);
        let inside = field(0x99).ok_or_else(|| format!("no DO 99 in {}", hex::encode(secured)))?;
        if inside != status {
            return Err(format!("{status:02X?} outside, {inside:02X?} inside"));
        }
        let covered = objects.len().checked_sub(10).ok_or("no DO 8E")?;
        let (covered, checksum) = objects.split_at(covered);
        let whole =
            aes_cmac(&self.checksum, &[&self.counter.to_be_bytes(), &padded(covered)[..]].concat());
        if checksum[..2] != [0x8E, 8] || checksum[2..] != whole[..8] {
            return Err("the checksum of the answer is wrong".to_owned());
        }
        let cryptogram = match ins % 2 {
            0 => field(0x87).map(|value| value.strip_prefix(&[1]).unwrap_or_default()),
            _ => field(0x85),
        };
        let mut data = match cryptogram {
            Some(value) => self.decrypt(value)?,
            None => vec![],
        };
        data.extend_from_slice(status);
        Ok(data)
    }

    fn iv(&self) -> [u8; BLOCK] {
        let mut iv = self.counter.to_be_bytes().into();
        Aes128::new(&self.encryption.into()).encrypt_block(&mut iv);
        iv.into()
    }

    fn encrypt(&self, plain: &[u8]) -> Vec<u8> {
        let cipher = Aes128::new(&self.encryption.into());
        let mut before = self.iv();
        let mut out = Vec::new();
        for block in padded(plain).chunks(BLOCK) {
            let mut block = xor(block, &before).into();
            cipher.encrypt_block(&mut block);
            before = block.into();
            out.extend(before);
        }
        out
    }

    fn decrypt(&self, cryptogram: &[u8]) -> Result<Vec<u8>, String> {
        let cipher = Aes128::new(&self.encryption.into());
        let mut before = self.iv();
        let mut out = Vec::new();
        for encrypted in cryptogram.chunks(BLOCK) {
            let encrypted: [u8; BLOCK] = encrypted.try_into().map_err(|_| "no whole blocks")?;
            let mut block = encrypted.into();
            cipher.decrypt_block(&mut block);
            out.extend(xor(&<[u8; BLOCK]>::from(block), &before));
            before = encrypted;
        }
        let end = out.iter().rposition(|byte| *byte != 0).filter(|end| out[*end] == 0x80);
        out.truncate(end.ok_or("no padding")?);
        Ok(out)
    }
}

impl fmt::Debug for SecureMessagingTerminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureMessagingTerminal").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl SecureMessagingTerminal<'_> {
    /// In a session that has these keys.
    pub fn with(card: &mut dyn CardConnection, keys: SessionKeys) -> SecureMessagingTerminal<'_> {
        SecureMessagingTerminal { card, keys }
    }

    /// Opens a session with the key of this reference.
    ///
    /// # Errors
    /// As [`SessionKeys::open`].
    pub fn open<'c>(
        card: &'c mut dyn CardConnection,
        reference: u8,
        key: &[u8; 16],
    ) -> Result<SecureMessagingTerminal<'c>, String> {
        let keys = SessionKeys::open(card, reference, key)?;
        Ok(SecureMessagingTerminal { card, keys })
    }
}

impl CardConnection for SecureMessagingTerminal<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let command = Command::parse(command).map_err(|status| format!("{status}"))?;
        let answer = self.keys.send(self.card, &command)?;
        self.keys.answer(command.ins, &answer)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.card.reset()
    }
}

fn object(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![0; value.len() + 8];
    let mut writer = tlv::Writer::new(&mut out);
    writer.tlv(tag, value);
    writer.finish().map(<[u8]>::to_vec).unwrap_or_default()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = [bytes, &[0x80]].concat();
    padded.resize(padded.len().next_multiple_of(BLOCK), 0);
    padded
}

fn xor(one: &[u8], other: &[u8; BLOCK]) -> [u8; BLOCK] {
    std::array::from_fn(|at| one[at] ^ other[at])
}
