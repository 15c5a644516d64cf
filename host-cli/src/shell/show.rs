//! How answers look: data objects as a tree, everything else as a dump.

use std::fmt::Write as _;

use apdu_spec::request::{BinaryTarget, Ne, ReadBinary, ReadRecord, RecordRange, RecordReference};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{Reader, Tlv};

use crate::card::session::{Session, SessionError};

/// Data objects in data objects are shown to this depth.
const DEPTH: usize = 8;
/// Bytes in a line of a dump.
const LINE: usize = 16;

/// Bytes of an answer or a file, as whole lines.
#[must_use]
pub fn content(bytes: &[u8]) -> String {
    // What follows the last data object of a file that is not full has no meaning.
    let end = bytes.iter().rposition(|byte| *byte != 0xFF).map_or(0, |at| at + 1);
    tree(&bytes[..end], 0).unwrap_or_else(|| dump(bytes))
}

/// Data objects; `None` when it is not made of them.
fn tree(bytes: &[u8], depth: usize) -> Option<String> {
    let objects: Vec<Tlv<'_>> = Reader::new(bytes).collect::<Result<_, _>>().ok()?;
    let outermost_is_a_template = depth > 0 || objects.iter().all(|o| o.tag.is_constructed());
    if objects.is_empty() && depth == 0 || !outermost_is_a_template || depth > DEPTH {
        return None;
    }
    let mut text = String::new();
    for object in objects {
        let indent = "  ".repeat(depth);
        let inner = object.tag.is_constructed().then(|| tree(object.value, depth + 1)).flatten();
        let _ = write!(text, "{indent}{:?} [{}]", object.tag, object.value.len());
        match inner {
            Some(inner) => {
                let _ = write!(text, "\n{inner}");
            }
            None => {
                let _ = writeln!(
                    text,
                    " {}{}",
                    hex::encode_upper(object.value),
                    readable(object.value)
                );
            }
        }
    }
    Some(text)
}

/// What is text is shown as text too.
fn readable(bytes: &[u8]) -> String {
    let is_text = bytes.len() > 2 && bytes.iter().all(|byte| matches!(byte, 0x20..=0x7E));
    if is_text { format!("  \"{}\"", String::from_utf8_lossy(bytes)) } else { String::new() }
}

/// Offsets, digits and characters.
fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (line, at) in bytes.chunks(LINE).zip((0..).step_by(LINE)) {
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02X}")).collect();
        let characters: String = line
            .iter()
            .map(|byte| if matches!(byte, 0x20..=0x7E) { char::from(*byte) } else { '.' })
            .collect();
        let _ = writeln!(text, "{at:04X}  {:<47}  {characters}", digits.join(" "));
    }
    text
}

/// Columns as wide as they must be.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

/// Words in lines of at most 80 characters.
#[must_use]
pub fn columns(words: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in words {
        if length > 0 && length + 2 + word.len() > 80 {
            text.push('\n');
            length = 0;
        }
        let gap = "  ";
        text.push_str(gap);
        text.push_str(&word);
        length += gap.len() + word.len();
    }
    text.push('\n');
    text
}

/// All bytes of the current transparent EF.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn whole_file(session: &mut Session<'_>) -> Result<Vec<u8>, SessionError> {
    session.one_file(every_block)
}

fn every_block(session: &mut Session<'_>) -> Result<Vec<u8>, SessionError> {
    let mut content = Vec::new();
    loop {
        let Ok(offset) = u16::try_from(content.len()) else { return Ok(content) };
        if offset > 0x7FFF {
            return Ok(content);
        }
        let target = BinaryTarget::Current(offset);
        match session.request(ReadBinary { target, ne: Ne::ANY }) {
            Ok(answer) if answer.data.is_empty() => return Ok(content),
            Ok(answer) => {
                content.extend(&answer.data);
                if answer.status == StatusWord::END_OF_FILE_REACHED {
                    return Ok(content);
                }
            }
            Err(SessionError::Refused { status: StatusWord::WRONG_OFFSET, .. }) if offset > 0 => {
                return Ok(content);
            }
            Err(cause) => return Err(cause),
        }
    }
}

/// All records of the current EF as lines, and the status word that ended them: `9000` when it
/// was the end of the file, of an empty one too.
///
/// # Errors
/// When the card does not answer.
pub fn all_records(session: &mut Session<'_>) -> Result<(String, StatusWord), SessionError> {
    session.one_file(every_record)
}

fn every_record(session: &mut Session<'_>) -> Result<(String, StatusWord), SessionError> {
    let mut text = String::new();
    for number in 1..=254 {
        let place = RecordReference::Number(number);
        let request = ReadRecord { ef: None, place, range: RecordRange::One, ne: Ne::ANY };
        match session.request(request) {
            Ok(answer) => {
                let _ = writeln!(text, "#{number}");
                text.push_str(&content(&answer.data));
            }
            Err(SessionError::Refused { status: StatusWord::RECORD_NOT_FOUND, .. }) => break,
            Err(SessionError::Refused { status, .. }) => return Ok((text, status)),
            Err(cause) => return Err(cause),
        }
    }
    Ok((text, StatusWord::SUCCESS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_a_tree_and_the_rest_a_dump() {
        let fcp = [0x62, 0x08, 0x82, 0x01, 0x38, 0x84, 0x03, b'a', b'b', b'c', 0xFF, 0xFF];
        assert_eq!(content(&fcp), "62 [8]\n  82 [1] 38\n  84 [3] 616263  \"abc\"\n");
        let text = content(b"JPKIAPICCTOKEN2     ");
        assert_eq!(
            text,
            "0000  4A 50 4B 49 41 50 49 43 43 54 4F 4B 45 4E 32 20  JPKIAPICCTOKEN2 \n\
             0010  20 20 20 20                                          \n"
        );
        assert_eq!(content(&[]), "");
        assert!(content(&[0x62, 0x7F, 0x01]).starts_with("0000"));
    }
}
