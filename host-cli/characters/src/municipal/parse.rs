//! Reads a mapping file, line by line.

use std::collections::BTreeMap;

use super::error::{MapError, MapFault};
use super::{Entry, EntryKind, HEADER, MAX_BYTES, is_givable};
use crate::jis::is_certifiable;
use crate::mj::MjNumber;
use crate::readable::{is_selector, unreadable};

/// A fault, and the column in which it is.
type CellFault = (usize, MapFault);

const CODE: usize = 1;
const KIND: usize = 2;
const VALUE: usize = 3;

pub(super) fn entries(bytes: &[u8]) -> Result<BTreeMap<char, Entry>, MapError> {
    if bytes.len() > MAX_BYTES {
        return Err(MapError { line: 1, column: 0, fault: MapFault::Size });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (mut entries, mut lines) = (BTreeMap::new(), BTreeMap::new());
    let mut headed = false;
    for (line, content) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let at = |(column, fault)| MapError { line, column, fault };
        let content = std::str::from_utf8(content).map_err(|_| at((0, MapFault::Encoding)))?;
        let content = content.strip_suffix('\r').unwrap_or(content);
        if !headed {
            headed = true;
            if content != HEADER {
                return Err(at((0, MapFault::Header)));
            }
        } else if !content.is_empty() {
            let (character, entry) = entry(content).map_err(at)?;
            if let Some(first) = lines.insert(character, line) {
                return Err(at((CODE, MapFault::Twice(character, first))));
            }
            entries.insert(character, entry);
        }
    }
    Ok(entries)
}

fn entry(line: &str) -> Result<(char, Entry), CellFault> {
    let cells = cells(line)?;
    let [code_cell, kind, value, note] = cells.as_slice() else {
        return Err((0, MapFault::Columns(cells.len())));
    };
    let character = code(code_cell).ok_or((CODE, MapFault::Code))?;
    let class = unreadable(character.encode_utf8(&mut [0; 4])).next().map(|found| found.class);
    let assigned = match class {
        None => true,
        Some(class) if is_givable(class) => false,
        Some(_) => return Err((CODE, MapFault::NotGivable(character))),
    };
    if is_certifiable(character) {
        return Err((CODE, MapFault::Held(character)));
    }
    if assigned && matches!(kind.as_str(), "mj" | "ivs") {
        return Err((KIND, MapFault::Assigned(character)));
    }
    let (text, kind) = match kind.as_str() {
        "mj" => mj(value),
        "ivs" => sequence(value),
        "substitute" => substitute(value),
        _ => return Err((KIND, MapFault::Kind)),
    }
    .map_err(|fault| (VALUE, fault))?;
    Ok((character, Entry { text, kind, note: note.clone() }))
}

fn mj(value: &str) -> Result<(String, EntryKind), MapFault> {
    let number: MjNumber = value.parse().map_err(MapFault::Mj)?;
    let text = number.character().text().ok_or(MapFault::NoCharacter(number))?;
    Ok((text, EntryKind::Mj(number)))
}

/// A sequence as codes, or as itself.
fn sequence(value: &str) -> Result<(String, EntryKind), MapFault> {
    let text = written_or_codes(value).ok_or(MapFault::Sequence)?;
    let mut characters = text.chars();
    let (base, selector) = (characters.next(), characters.next());
    if let Some(private) = text.chars().find(|found| is_private(*found)) {
        return Err(MapFault::PrivateValue(private));
    }
    match (base, selector, characters.next()) {
        (Some(base), Some(selector), None) if is_selector(selector) => {
            let number = MjNumber::of(base, Some(selector)).ok_or(MapFault::Sequence)?;
            Ok((text, EntryKind::Sequence(number)))
        }
        _ => Err(MapFault::Sequence),
    }
}

fn substitute(value: &str) -> Result<(String, EntryKind), MapFault> {
    let text = written_or_codes(value).ok_or(MapFault::OneCharacter)?;
    let mut characters = text.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else {
        return Err(MapFault::OneCharacter);
    };
    if is_private(character) {
        return Err(MapFault::PrivateValue(character));
    }
    if !is_certifiable(character) || character == ' ' {
        return Err(MapFault::NotHeld(character));
    }
    Ok((text, EntryKind::Substitute))
}

fn is_private(character: char) -> bool {
    unreadable(character.encode_utf8(&mut [0; 4])).any(|found| is_givable(found.class))
}

/// `U+9089 U+E0117` as what it names; anything else as it is.
fn written_or_codes(value: &str) -> Option<String> {
    if value.starts_with("U+") { value.split(' ').map(code).collect() } else { Some(value.into()) }
}

fn code(text: &str) -> Option<char> {
    let digits = text.strip_prefix("U+").filter(|digits| (4..=6).contains(&digits.len()))?;
    let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    char::from_u32(u32::from_str_radix(digits?, 16).ok()?)
}

/// The cells of a line (RFC 4180, 2; a cell does not go on to the next line).
fn cells(line: &str) -> Result<Vec<String>, CellFault> {
    let (mut cells, mut rest) = (Vec::new(), line);
    loop {
        let fault = (cells.len() + 1, MapFault::Quote);
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => unquoted(quoted).ok_or(fault)?,
            None => {
                let (cell, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
                (cell.to_owned(), after)
            }
        };
        if !rest.starts_with('"') && cell.contains('"') {
            return Err(fault);
        }
        cells.push(cell);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(cells),
            None => return Err(fault),
        }
    }
}

/// The content of a cell in quotation marks, and what follows it.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let (mut cell, mut rest) = (String::new(), quoted);
    loop {
        let (part, after) = rest.split_once('"')?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                cell.push('"');
                rest = next;
            }
            None => return Some((cell, after)),
        }
    }
}
