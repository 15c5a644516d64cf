//! A session of secure messaging, as a card keeps it: its keys, its counter, and what they make of
//! a command and of an answer. Written from SPEC.md; with the card it shares how the data objects
//! of a command are taken apart, and nothing else.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};
use apdu_spec::class::{Class, SecureMessaging};
use apdu_spec::command::Command;
use apdu_spec::file::Algorithm;
use apdu_spec::instruction::Instruction;
use apdu_spec::secure_messaging::{DataField, SecuredCommand};
use apdu_spec::status::StatusWord;
use cmac::Cmac;

use super::authentication::mac_of;
use super::{Model, Refusal, object};

const BLOCK: usize = 16;
const LABEL: &[u8] = b"secure messaging";

/// How a command came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Protection {
    pub(super) integrity: bool,
    pub(super) confidentiality: bool,
}

impl Protection {
    /// That of a chain, which is as well protected as the least of its commands.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            integrity: self.integrity && other.integrity,
            confidentiality: self.confidentiality && other.confidentiality,
        }
    }
}

/// Keys, and how far both sides have counted.
#[derive(Clone, Debug)]
pub(super) struct Session {
    encryption: Vec<u8>,
    checksum: Vec<u8>,
    counter: u128,
}

/// A command that came inside a session.
pub(super) struct OpenedCommand {
    /// The command without its data field.
    pub(super) header: Command<'static>,
    pub(super) data: Vec<u8>,
    pub(super) protection: Protection,
    /// The most bytes of the secured answer that may come at once.
    pub(super) ne: usize,
    /// How its answer will be sealed.
    pub(super) seal: Seal,
}

/// How an answer is sealed.
#[derive(Clone, Debug)]
pub(super) struct Seal {
    session: Session,
    ins: u8,
}

impl Session {
    /// The session that a key opens, with what both sides drew for it.
    pub(super) fn derive(key: &[u8], serial: &[u8], challenge: &[u8], nonce: &[u8]) -> Self {
        let bits = u32::try_from(key.len() * 16).unwrap_or_default().to_be_bytes();
        let block = |number: u32| {
            let number = number.to_be_bytes();
            cmac(key, &[&number, LABEL, &[0], serial, challenge, nonce, &bits].concat())
        };
        let blocks = u32::try_from(key.len() / BLOCK).unwrap_or_default();
        let encryption = (1..=blocks).flat_map(block).collect();
        let checksum = (blocks + 1..=2 * blocks).flat_map(block).collect();
        Self { encryption, checksum, counter: 0 }
    }

    /// The command in a secured one, as far as it is one.
    pub(super) fn open(&mut self, class: Class, bytes: &[u8]) -> Result<OpenedCommand, Refusal> {
        const INCORRECT: StatusWord = StatusWord::SM_DATA_OBJECTS_INCORRECT;
        let outer = Command::parse(bytes)?;
        let objects = SecuredCommand::parse(outer.ins, outer.data)?;
        self.counter += 1;
        let header = [class.to_byte(), outer.ins, outer.p1, outer.p2];
        let covered = &outer.data[..objects.covered];
        let mut message = [self.counter.to_be_bytes().to_vec(), padded(&header)].concat();
        if !covered.is_empty() {
            message.extend(padded(covered));
        }
        if cmac(&self.checksum, &message)[..8] != objects.checksum {
            return Err(INCORRECT);
        }
        let is_plain = matches!(objects.data, DataField::Plain(_));
        let data = match objects.data {
            DataField::Absent => Vec::new(),
            DataField::Plain(range) => outer.data[range].to_vec(),
            DataField::Encrypted(range) => {
                let data = self.decrypt(&outer.data[range]).ok_or(INCORRECT)?;
                if data.is_empty() {
                    return Err(INCORRECT);
                }
                data
            }
        };
        let class = class.with_secure_messaging(SecureMessaging::None);
        let length = objects.length.unwrap_or(outer.length);
        let header = Command { class, data: &[], le: objects.le, length, ..outer.without_data() };
        let protection = Protection { integrity: true, confidentiality: !is_plain };
        let mut session = self.clone();
        session.counter += 1;
        self.counter += 1;
        let seal = Seal { session, ins: outer.ins };
        Ok(OpenedCommand { header, data, protection, ne: outer.ne(), seal })
    }

    fn iv(&self) -> [u8; BLOCK] {
        encrypt_block(&self.encryption, self.counter.to_be_bytes())
    }

    fn encrypt(&self, data: &[u8]) -> Vec<u8> {
        let mut before = self.iv();
        let (blocks, mut out) = (padded(data), Vec::new());
        for block in blocks.as_chunks().0 {
            before = encrypt_block(&self.encryption, xor(block, &before));
            out.extend(before);
        }
        out
    }

    /// `None` when what comes out is not padded.
    fn decrypt(&self, cryptogram: &[u8]) -> Option<Vec<u8>> {
        let mut before = self.iv();
        let mut out = Vec::new();
        for block in cryptogram.as_chunks().0 {
            out.extend(xor(&decrypt_block(&self.encryption, *block), &before));
            before = *block;
        }
        let end = out.iter().rposition(|byte| *byte != 0)?;
        let is_padded = out[end] == 0x80 && out.len() - end <= BLOCK;
        out.truncate(end);
        is_padded.then_some(out)
    }
}

impl Seal {
    /// The secured answer.
    pub(super) fn seal(&self, data: &[u8], status: StatusWord) -> Vec<u8> {
        let mut objects = match (data, self.ins % 2) {
            ([], _) => Vec::new(),
            (_, 0) => object(0x87u8, &[&[1], &self.session.encrypt(data)[..]].concat()),
            _ => object(0x85u8, &self.session.encrypt(data)),
        };
        objects.extend(object(0x99u8, &status.to_bytes()));
        let message = [self.session.counter.to_be_bytes().to_vec(), padded(&objects)].concat();
        objects.extend(object(0x8Eu8, &cmac(&self.session.checksum, &message)[..8]));
        objects
    }

    /// The length of the secured answer with so many bytes.
    pub(super) fn len(&self, data: usize) -> usize {
        self.seal(&vec![0; data], StatusWord::SUCCESS).len()
    }

    /// So many bytes that are in this secured answer, when it is one with this status word.
    pub(super) fn open(&self, answer: &[u8], len: usize, status: StatusWord) -> Option<Vec<u8>> {
        let cryptogram = match len {
            0 => &[],
            _ => {
                let end = answer.len().checked_sub(14)?;
                answer.get(end.checked_sub((len / BLOCK + 1) * BLOCK)?..end)?
            }
        };
        let data = if len == 0 { Vec::new() } else { self.session.decrypt(cryptogram)? };
        (data.len() == len && self.seal(&data, status) == answer).then_some(data)
    }
}

impl Model {
    /// Is a session open?
    #[must_use]
    pub const fn is_in_session(&self) -> bool {
        self.session.is_some()
    }

    /// The session ends, and with it every security status.
    pub(super) fn end_session(&mut self) {
        if self.session.take().is_some() {
            self.chain = None;
            self.revoke_everywhere(|_| true);
        }
    }

    /// The command was answered: the session that it prepared begins.
    pub(super) fn begin_prepared(&mut self) {
        if let Some((session, key)) = self.prepared.take() {
            if !self.is_in_session() {
                // From the clear the key that opens it comes along, and nothing else.
                let current = self.current;
                for (at, channel) in self.channels.iter_mut().enumerate() {
                    let Some(channel) = channel else { continue };
                    channel.security_status.retain(|id| at == current && *id == key);
                }
            }
            (self.session, self.session_key) = (Some(session), Some(key));
        }
    }

    /// The command in one that came while a session is open.
    pub(super) fn unwrapped(&mut self, bytes: &[u8]) -> Result<OpenedCommand, Refusal> {
        let [cla, _, ..] = *bytes else { return Err(StatusWord::WRONG_LENGTH) };
        let class = Class::parse(cla)?;
        self.set_current(class)?;
        let session = self.session.as_mut().ok_or(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED)?;
        match class.secure_messaging {
            SecureMessaging::None => Err(StatusWord::SM_DATA_OBJECTS_MISSING),
            SecureMessaging::IsoHeaderAuthenticated => session.open(class, bytes),
            _ => Err(StatusWord::SECURE_MESSAGING_NOT_SUPPORTED),
        }
    }

    /// Is it GET RESPONSE in the clear for the rest of an answer that waits on this channel?
    pub(super) fn is_rest(&self, bytes: &[u8], waits_on: Option<usize>) -> bool {
        let [cla, ins, ..] = *bytes else { return false };
        let row = Instruction::GetResponse.row();
        Class::parse(cla).is_ok_and(|class| {
            (class.family, ins) == (row.family, row.ins)
                && Some(usize::from(class.channel)) == waits_on
                && !class.chained
                && class.secure_messaging == SecureMessaging::None
        })
    }
}

fn cmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let code = match Algorithm::Aes256.secret_len() == key.len() {
        true => mac_of::<Cmac<Aes256>>(key, message),
        false => mac_of::<Cmac<Aes128>>(key, message),
    };
    code.unwrap_or_default()
}

fn encrypt_block(key: &[u8], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = block.into();
    if let Ok(cipher) = Aes128::new_from_slice(key) {
        cipher.encrypt_block(&mut block);
    } else if let Ok(cipher) = Aes256::new_from_slice(key) {
        cipher.encrypt_block(&mut block);
    }
    block.into()
}

fn decrypt_block(key: &[u8], block: [u8; BLOCK]) -> [u8; BLOCK] {
    let mut block = block.into();
    if let Ok(cipher) = Aes128::new_from_slice(key) {
        cipher.decrypt_block(&mut block);
    } else if let Ok(cipher) = Aes256::new_from_slice(key) {
        cipher.decrypt_block(&mut block);
    }
    block.into()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = [bytes, &[0x80]].concat();
    padded.resize(padded.len().next_multiple_of(BLOCK), 0);
    padded
}

fn xor(one: &[u8; BLOCK], other: &[u8; BLOCK]) -> [u8; BLOCK] {
    std::array::from_fn(|at| one[at] ^ other[at])
}
