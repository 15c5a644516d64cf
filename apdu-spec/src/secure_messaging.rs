//! Secure messaging (ISO/IEC 7816-4:2020, clause 10): how a command and its answer stand in data
//! objects. Nothing here has a key, or encrypts.
//!
//! A secured command has the class bits of an authenticated header and in its data field, in this
//! order: the plain data field as `81`, or encrypted as `87` (`85` for an odd instruction), if
//! there is one; the plain Le field as `97`, if there is one; a cryptographic checksum as `8E`. Its
//! answer has the response data field as `87` or `85`, the status word as `99`, and a checksum.
//! Both sides count: the send sequence counter is raised before every command and before every
//! answer, and it is the first block under every checksum.

use core::ops::Range;

use crate::command::{Le, Length};
use crate::status::StatusWord;
use crate::tlv::{Tag, Writer, header};

/// Length of a cryptographic checksum, in bytes: the first half of an AES-CMAC.
pub const CHECKSUM_LEN: usize = 8;
/// Length of a block, in bytes: cryptograms and what a checksum covers are padded to whole ones.
pub const BLOCK_LEN: usize = 16;
/// The label in the derivation of the keys of a session from a shared key (NIST SP 800-108r1, 4.1;
/// the label is ours).
pub const DERIVATION_LABEL: &[u8] = b"secure messaging";
/// DO `81`: a plain value. Even instructions only: the data fields of the odd ones are BER-TLV.
pub const PLAIN_VALUE: u8 = 0x81;
/// DO `85`: the cryptogram of a data field that is BER-TLV: of an odd instruction.
pub const CRYPTOGRAM_OF_TLV: u8 = 0x85;
/// DO `87`: the padding indicator `01` and the cryptogram of a data field: of an even instruction.
pub const CRYPTOGRAM: u8 = 0x87;
/// DO `8E`: a cryptographic checksum.
pub const CHECKSUM: u8 = 0x8E;
/// DO `97`: an Le field, of one byte, or of two in extended length.
pub const LE: u8 = 0x97;
/// DO `99`: a status word.
pub const STATUS: u8 = 0x99;
/// The padding indicator of DO `87`: padded as ISO/IEC 7816-4:2020, 10.2.3.1 says (`80`, then
/// `00`).
pub const PADDING_INDICATOR: u8 = 0x01;
/// The most bytes by which an answer grows: the header of DO `87` with its indicator, the padding,
/// the status word, the checksum.
pub const ANSWER_OVERHEAD: usize = 5 + BLOCK_LEN + 4 + 2 + CHECKSUM_LEN;
/// The longest response data field that a secured answer has: with its padding and indicator it is
/// the longest value of a data object.
pub const ANSWER_DATA_MAX: usize = 0xFFFF / BLOCK_LEN * BLOCK_LEN - 1;

const PADDING: [u8; BLOCK_LEN] = {
    let mut padding = [0; BLOCK_LEN];
    padding[0] = 0x80;
    padding
};

/// The send sequence counter, as it stands before everything that a checksum covers.
#[must_use]
pub const fn counter_block(counter: u64) -> [u8; BLOCK_LEN] {
    (counter as u128).to_be_bytes()
}

/// CLA, INS, P1, P2 of the secured command, padded to a block.
#[must_use]
pub const fn header_block([cla, ins, p1, p2]: [u8; 4]) -> [u8; BLOCK_LEN] {
    let mut block = [0; BLOCK_LEN];
    [block[0], block[1], block[2], block[3], block[4]] = [cla, ins, p1, p2, PADDING[0]];
    block
}

/// What follows so many bytes to make whole blocks: at least the byte `80`.
#[must_use]
pub fn padding(length: usize) -> &'static [u8] {
    PADDING.get(length % BLOCK_LEN..).map_or(&[], |rest| PADDING.get(..rest.len()).unwrap_or(&[]))
}

/// The number of bytes before the padding of whole blocks; `None` when they are not padded.
#[must_use]
pub fn unpadded(blocks: &[u8]) -> Option<usize> {
    let end = blocks.iter().rposition(|byte| *byte != 0)?;
    let padded = blocks.len().saturating_sub(end) <= BLOCK_LEN && blocks.get(end) == Some(&0x80);
    padded.then_some(end)
}

/// The tag under which the data field of this instruction is encrypted.
#[must_use]
pub const fn cryptogram_tag(ins: u8) -> u8 {
    if ins & 1 == 0 { CRYPTOGRAM } else { CRYPTOGRAM_OF_TLV }
}

/// A data field as it stands in a secured one: where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataField {
    /// There is none.
    Absent,
    /// They are these.
    Plain(Range<usize>),
    /// They are encrypted, in whole blocks.
    Encrypted(Range<usize>),
}

/// The data field of a secured command, taken apart. Nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecuredCommand {
    /// Where the plain data field is.
    pub data: DataField,
    /// The plain Le field, and whether it is short or extended; without one as the command itself.
    pub le: Le,
    /// The form of the plain Le field, when there is one.
    pub length: Option<Length>,
    /// How many bytes, from the first, the checksum covers besides the header.
    pub covered: usize,
    /// The checksum.
    pub checksum: [u8; CHECKSUM_LEN],
}

impl SecuredCommand {
    /// Takes apart the data field of a secured command with this instruction byte.
    ///
    /// # Errors
    /// `6987` when there is no checksum, `6988` when a data object is not what it must be, or not
    /// in its place.
    pub fn parse(ins: u8, field: &[u8]) -> Result<Self, StatusWord> {
        let mut objects = Objects { field, at: 0 };
        let data = objects.data_field(ins, true)?;
        let (le, length) = match objects.take(LE)? {
            None => (Le::Absent, None),
            Some(value) => match *field.get(value).unwrap_or_default() {
                [0] => (Le::Any, Some(Length::Short)),
                [le] => (Le::Exact(le.into()), Some(Length::Short)),
                [0, 0] => (Le::Any, Some(Length::Extended)),
                [high, low] => (Le::Exact(u16::from_be_bytes([high, low])), Some(Length::Extended)),
                _ => return Err(StatusWord::SM_DATA_OBJECTS_INCORRECT),
            },
        };
        let (covered, checksum) = objects.checksum()?;
        Ok(Self { data, le, length, covered, checksum })
    }
}

/// The data field of a secured answer, taken apart. Nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecuredAnswer {
    /// Where the response data field is.
    pub data: DataField,
    /// The status word.
    pub status: StatusWord,
    /// How many bytes, from the first, the checksum covers.
    pub covered: usize,
    /// The checksum.
    pub checksum: [u8; CHECKSUM_LEN],
}

impl SecuredAnswer {
    /// Takes apart the data field of the answer to a secured command with this instruction byte.
    ///
    /// # Errors
    /// As [`SecuredCommand::parse`]; `6987` also when there is no status word.
    pub fn parse(ins: u8, field: &[u8]) -> Result<Self, StatusWord> {
        let mut objects = Objects { field, at: 0 };
        let data = objects.data_field(ins, false)?;
        let status = objects.take(STATUS)?.ok_or(StatusWord::SM_DATA_OBJECTS_MISSING)?;
        let status = field.get(status).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
        let status = status.ok_or(StatusWord::SM_DATA_OBJECTS_INCORRECT)?;
        let (covered, checksum) = objects.checksum()?;
        Ok(Self { data, status: StatusWord::new(u16::from_be_bytes(status)), covered, checksum })
    }

    /// The header of the data object that a response data field of so many blocks' bytes stands in
    /// when it is encrypted, with the padding indicator where there is one; how many bytes it has.
    #[must_use]
    pub fn header(ins: u8, cryptogram: usize, out: &mut [u8; 8]) -> usize {
        let tag = cryptogram_tag(ins);
        let indicator = usize::from(tag == CRYPTOGRAM);
        let mut writer = Writer::new(out);
        writer.header(tag, cryptogram.saturating_add(indicator));
        if indicator == 1 {
            writer.raw(&[PADDING_INDICATOR]);
        }
        writer.finish().map_or(0, <[u8]>::len)
    }
}

/// The data objects of a field, one after the other.
struct Objects<'a> {
    field: &'a [u8],
    at: usize,
}

impl Objects<'_> {
    /// Where the value of the next data object is, when it has this tag.
    fn take(&mut self, tag: u8) -> Result<Option<Range<usize>>, StatusWord> {
        let rest = self.field.get(self.at..).unwrap_or_default();
        if rest.first() != Some(&tag) {
            return Ok(None);
        }
        let malformed = StatusWord::SM_DATA_OBJECTS_INCORRECT;
        let (found, length, before) = header(rest).ok_or(malformed)?;
        let start = self.at.saturating_add(before);
        let end = start.saturating_add(length);
        if found != Tag::from(tag) || self.field.get(start..end).is_none() {
            return Err(malformed);
        }
        self.at = end;
        Ok(Some(start..end))
    }

    fn data_field(&mut self, ins: u8, may_be_plain: bool) -> Result<DataField, StatusWord> {
        let malformed = StatusWord::SM_DATA_OBJECTS_INCORRECT;
        let tag = cryptogram_tag(ins);
        if may_be_plain
            && tag == CRYPTOGRAM
            && let Some(value) = self.take(PLAIN_VALUE)?
        {
            return if value.is_empty() { Err(malformed) } else { Ok(DataField::Plain(value)) };
        }
        let Some(mut value) = self.take(tag)? else { return Ok(DataField::Absent) };
        if tag == CRYPTOGRAM {
            if self.field.get(value.start) != Some(&PADDING_INDICATOR) {
                return Err(malformed);
            }
            value.start = value.start.saturating_add(1);
        }
        if value.is_empty() || !value.len().is_multiple_of(BLOCK_LEN) {
            return Err(malformed);
        }
        Ok(DataField::Encrypted(value))
    }

    /// The last data object, and how many bytes are before it.
    fn checksum(mut self) -> Result<(usize, [u8; CHECKSUM_LEN]), StatusWord> {
        let covered = self.at;
        let Some(value) = self.take(CHECKSUM)? else {
            let nothing_left = covered == self.field.len();
            return Err(if nothing_left {
                StatusWord::SM_DATA_OBJECTS_MISSING
            } else {
                StatusWord::SM_DATA_OBJECTS_INCORRECT
            });
        };
        let checksum = self.field.get(value).and_then(|bytes| bytes.try_into().ok());
        match checksum {
            Some(checksum) if self.at == self.field.len() => Ok((covered, checksum)),
            _ => Err(StatusWord::SM_DATA_OBJECTS_INCORRECT),
        }
    }
}

#[cfg(test)]
mod tests;
