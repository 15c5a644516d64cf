//! What transparent EFs and records hold.

use apdu_spec::file::{FileId, Sfi};
use apdu_spec::instruction::Instruction;
use apdu_spec::profile::{Application, Object, ObjectKind, Structure};
use apdu_spec::request::{BinaryTarget, Ne, ReadBinary, ReadRecord, RecordRange, RecordReference};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::{find_file, read_at, unless};
use crate::card::session::{Dialect, Session, SessionError};

/// The most bytes asked for by one READ BINARY. Without extended length it is 256.
const BLOCK: usize = 2048;
/// The size of a file that nobody knows: as many bytes as it has.
const UNKNOWN: usize = usize::MAX;
/// What real cards are asked for by one READ BINARY.
const SHORT_BLOCK: usize = 256;

/// The whole content of a transparent EF of the current DF; `None` when there is no such file.
///
/// # Errors
/// When the card refuses (`6982` without the PIN), or does not answer.
pub fn read(session: &mut Session<'_>, object: &Object) -> Result<Option<Vec<u8>>, SessionError> {
    read_file(session, object.fid)
}

/// As [`read`], by file identifier.
///
/// # Errors
/// As [`read`].
pub fn read_file(session: &mut Session<'_>, fid: FileId) -> Result<Option<Vec<u8>>, SessionError> {
    read_extent(session, fid, Extent::Object { header: 7 })
}

/// How long the content of a file is, for a card that does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many bytes.
    Bytes(u16),
    /// One data object; its length stands in its first bytes, of which so many are read.
    Object {
        /// How many: as programs for real cards ask for.
        header: u16,
    },
}

impl Extent {
    /// What the description of a file says; where it holds a data object, `header` bytes show how
    /// long that is.
    #[must_use]
    pub fn of(application: &Application, fid: FileId, header: u16) -> Self {
        match application.object(fid).map(|object| object.kind) {
            Some(ObjectKind::File(_, Structure::Whole { size })) => Self::Bytes(size),
            _ => Self::Object { header },
        }
    }
}

/// As [`read_file`]; a card that does not say how long the file is gives as much as `extent` says.
///
/// # Errors
/// As [`read`].
pub fn read_extent(
    session: &mut Session<'_>,
    fid: FileId,
    extent: Extent,
) -> Result<Option<Vec<u8>>, SessionError> {
    session.one_file(|session| select_and_read(session, fid, extent))
}

fn select_and_read(
    session: &mut Session<'_>,
    fid: FileId,
    extent: Extent,
) -> Result<Option<Vec<u8>>, SessionError> {
    let Some(selected) = find_file(session, fid)? else {
        return Ok(None);
    };
    let size = match (selected.size, extent) {
        (Some(size), _) => size,
        (None, _) if session.dialect() != Dialect::Plain => UNKNOWN,
        (None, Extent::Bytes(count)) => count.into(),
        (None, Extent::Object { header }) => {
            let read = ReadBinary { target: BinaryTarget::Current(0), ne: Ne::exactly(header) };
            let header = session.request(read)?.data;
            match object_length(&header) {
                Some(length) => length,
                // Filler, or nothing at all: the file is empty.
                None => return Ok(Some(header)),
            }
        }
    };
    let content = read_current(session, size)?;
    // Filler is content too: what is shorter than the file is a part of it.
    let received = content.len();
    if received < size && size != UNKNOWN {
        let instruction = Instruction::ReadBinary;
        return Err(SessionError::Short { instruction, expected: size, received });
    }
    Ok(Some(content))
}

/// The refusal of a file whose access rules the security status does not satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRefusal {
    /// The file.
    pub fid: FileId,
    /// The command that was refused.
    pub instruction: Instruction,
    /// The status word.
    pub status: StatusWord,
}

impl FileRefusal {
    /// The refusal of the file with this identifier as an error; `None` when it is not among these.
    #[must_use]
    pub fn find(closed: &[Self], fid: FileId) -> Option<SessionError> {
        let found = closed.iter().find(|closed| closed.fid == fid)?;
        let Self { instruction, status, .. } = *found;
        Some(SessionError::Refused { instruction, status })
    }
}

/// As [`read_extent`]; a file that the card refuses for want of a PIN or code is noted, and is
/// none.
///
/// # Errors
/// When the card refuses for another reason, or does not answer.
pub fn read_opened(
    session: &mut Session<'_>,
    fid: FileId,
    extent: Extent,
    closed: &mut Vec<FileRefusal>,
) -> Result<Option<Vec<u8>>, SessionError> {
    match read_extent(session, fid, extent) {
        Err(SessionError::Refused {
            instruction,
            status:
                status @ (StatusWord::SECURITY_STATUS_NOT_SATISFIED
                | StatusWord::CONDITIONS_NOT_SATISFIED),
        }) => {
            closed.push(FileRefusal { fid, instruction, status });
            Ok(None)
        }
        other => other,
    }
}

/// The length of a data object with its header, from the first bytes of a file; `None` when no
/// data object begins there. The tags `FFxx` of the attribute applications count.
fn object_length(header: &[u8]) -> Option<usize> {
    let tag = match header {
        [0x00 | 0xFF, 0x00 | 0xFF, ..] | [0x00, ..] | [] => return None,
        [first, ..] if first & 0x1F == 0x1F => 2,
        _ => 1,
    };
    match header.get(tag..)? {
        [length @ ..=0x7F, ..] => Some(tag + 1 + usize::from(*length)),
        [0x81, length, ..] => Some(tag + 2 + usize::from(*length)),
        [0x82, high, low, ..] => Some(tag + 3 + usize::from(u16::from_be_bytes([*high, *low]))),
        _ => None,
    }
}

/// So many bytes of the current transparent EF, or as many as it has.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_current(session: &mut Session<'_>, size: usize) -> Result<Vec<u8>, SessionError> {
    session.one_file(|session| read_blocks(session, size))
}

fn read_blocks(session: &mut Session<'_>, size: usize) -> Result<Vec<u8>, SessionError> {
    let block = if session.dialect() == Dialect::Plain { SHORT_BLOCK } else { BLOCK };
    let mut content = Vec::new();
    // Other cards are not asked by odd instructions, and a file has at most 65535 bytes.
    let end = if session.dialect() == Dialect::Full { 0x1_0000 } else { 0x8000 };
    while content.len() < end {
        let wanted = size.saturating_sub(content.len()).min(block);
        if wanted == 0 {
            break;
        }
        match read_at(session, content.len(), wanted) {
            Ok(part) if part.data.is_empty() => break,
            Ok(part) => {
                content.extend(part.data);
                if part.status == StatusWord::END_OF_FILE_REACHED {
                    break;
                }
            }
            // The end of a file whose size is not known.
            Err(SessionError::Refused { status: StatusWord::WRONG_OFFSET, .. }) => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(content)
}

/// The first data object in a file's content, tag and length included, without the filler
/// behind it; `None` when the file is empty or holds no data object.
#[must_use]
pub fn data_object(content: &[u8]) -> Option<&[u8]> {
    if matches!(content, [] | [0x00 | 0xFF, ..]) {
        return None;
    }
    let mut reader = tlv::Reader::new(content);
    reader.next()?.ok()?;
    content.get(..reader.position())
}

/// The value of the template `FFxx` that a file of an attribute application begins with. In a
/// sequence of data objects FF is filler (ISO/IEC 7816-4:2020, 6.3), so that these tags are read
/// at the start of a file and nowhere else.
#[must_use]
pub fn template(content: &[u8], tag: Tag) -> Option<&[u8]> {
    let [0xFF, rest @ ..] = content else { return None };
    let object = tlv::Reader::new(rest).next()?.ok()?;
    (rest.first().is_some_and(|low| tag == Tag::new(0xFF00 | u32::from(*low))))
        .then_some(object.value)
}

/// Record `number`, 1 to 254, of an EF of records in the current DF; `None` when there is no
/// such record or file.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_record(
    session: &mut Session<'_>,
    object: &Object,
    number: u8,
) -> Result<Option<Vec<u8>>, SessionError> {
    if session.dialect() == Dialect::Plain {
        return plain_record(session, object, number);
    }
    if find_file(session, object.fid)?.is_none() {
        return Ok(None);
    }
    let record = record(number);
    let answer = unless(StatusWord::RECORD_NOT_FOUND, session.request(record))?;
    Ok(answer.map(|answer| answer.data))
}

/// READ RECORD as real cards know it: the file by its short identifier, without SELECT.
fn plain_record(
    session: &mut Session<'_>,
    object: &Object,
    number: u8,
) -> Result<Option<Vec<u8>>, SessionError> {
    let Some(ef) = Sfi::new(object.reference() & 0x1F) else { return Ok(None) };
    match session.request(ReadRecord { ef: Some(ef), ..record(number) }) {
        Ok(answer) => Ok(Some(answer.data)),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Every record of an EF of the current DF, number 1 first; none when there is no such file.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_records(
    session: &mut Session<'_>,
    object: &Object,
) -> Result<Vec<Vec<u8>>, SessionError> {
    session.one_file(|session| {
        if session.dialect() == Dialect::Plain {
            return all_records(|number| plain_record(session, object, number));
        }
        if find_file(session, object.fid)?.is_none() {
            return Ok(Vec::new());
        }
        read_current_records(session)
    })
}

/// Every record of the current EF, number 1 first.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read_current_records(session: &mut Session<'_>) -> Result<Vec<Vec<u8>>, SessionError> {
    session.one_file(|session| {
        all_records(|number| {
            let answer = unless(StatusWord::RECORD_NOT_FOUND, session.request(record(number)))?;
            Ok(answer.map(|answer| answer.data))
        })
    })
}

/// Record 1 and those behind it, up to the first that is not there.
fn all_records(
    read: impl FnMut(u8) -> Result<Option<Vec<u8>>, SessionError>,
) -> Result<Vec<Vec<u8>>, SessionError> {
    (1..=254).map(read).map_while(Result::transpose).collect()
}

const fn record(number: u8) -> ReadRecord {
    ReadRecord {
        ef: None,
        place: RecordReference::Number(number),
        range: RecordRange::One,
        ne: Ne::ANY,
    }
}

#[cfg(test)]
mod tests {
    use super::object_length;

    #[test]
    fn the_length_of_a_file_is_that_of_its_object() {
        assert_eq!(object_length(&[0x30, 0x82, 0x04, 0x71]), Some(0x471 + 4));
        assert_eq!(object_length(&[0xFF, 0x10, 0x0C, b'3', b'7', b'9', b'4']), Some(15));
        assert_eq!(object_length(&[0xFF, 0x20, 0x81, 0x90, 0xDF, 0x21, 0x08]), Some(0x90 + 4));
        assert_eq!(object_length(&[0x7F, 0x21, 0x82, 0x02, 0x00, 0x5F, 0x4E]), Some(0x200 + 5));
    }

    #[test]
    fn filler_and_half_a_header_are_no_object() {
        assert_eq!(object_length(&[0xFF; 7]), None);
        assert_eq!(object_length(&[0x00; 7]), None);
        assert_eq!(object_length(&[0x30, 0x82, 0x04]), None);
        assert_eq!(object_length(&[0x30, 0x80, 0x00, 0x00]), None);
        assert_eq!(object_length(&[]), None);
    }
}
