//! READ, WRITE, UPDATE, SEARCH and ERASE BINARY.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, WriteBehaviour};
use apdu_spec::limits::SEARCH_MAX;
use apdu_spec::request::{
    BinaryTarget, DiscretionaryData, EraseBinary, EraseBinaryOdd, Ne, ReadBinary, ReadBinaryOdd,
    SearchBinary, SearchBinaryOdd, UpdateBinary, UpdateBinaryOdd, WriteBinary, WriteBinaryOdd,
    offset, write_offset,
};
use apdu_spec::status::StatusWord;

use super::part::part;
use crate::context::Context;
use crate::guard::FileRef;
use crate::objects::{TransparentFile, WriteMode};
use crate::reply::Reply;

#[inline(never)]
pub(super) fn read_binary(
    cx: &mut Context<'_>,
    command: ReadBinary,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.target)?;
    let file = open(cx, found, AccessMode::READ)?;
    let at = command.target.offset();
    let rest = remaining_from(&file, at)?;
    let count = match command.ne.exact() {
        Some(exact) if exact > rest => {
            reply.warn(StatusWord::END_OF_FILE_REACHED);
            rest
        }
        Some(exact) => exact,
        None => rest.min(command.ne.most()),
    };
    let count = count.min(reply.room());
    file.read(cx.store, at, reply.space(count)?)
}

#[inline(never)]
pub(super) fn read_binary_odd(
    cx: &mut Context<'_>,
    command: ReadBinaryOdd<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_ef_by(command.ef)?;
    let file = open(cx, found, AccessMode::READ)?;
    let at = DiscretionaryData::parse(command.data)?.only_offset()?;
    let rest = remaining_from(&file, at)?;
    file.read(cx.store, at, part(reply, command.ne, rest)?)
}

#[inline(never)]
pub(super) fn write_binary(
    cx: &mut Context<'_>,
    command: WriteBinary<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.target)?;
    let (file, write_mode) = open_to_write(cx, found)?;
    write(cx, &file, command.target.offset(), command.data, write_mode)
}

#[inline(never)]
pub(super) fn write_binary_odd(
    cx: &mut Context<'_>,
    command: WriteBinaryOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_ef_by(command.ef)?;
    let (file, write_mode) = open_to_write(cx, found)?;
    let (at, data) = DiscretionaryData::parse(command.data)?.offset_and_data()?;
    write(cx, &file, at, data, write_mode)
}

#[inline(never)]
pub(super) fn update_binary(
    cx: &mut Context<'_>,
    command: UpdateBinary<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.target)?;
    let file = open(cx, found, AccessMode::UPDATE)?;
    write(cx, &file, command.target.offset(), command.data, WriteMode::Replace)
}

#[inline(never)]
pub(super) fn update_binary_odd(
    cx: &mut Context<'_>,
    command: UpdateBinaryOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_ef_by(command.ef)?;
    let file = open(cx, found, AccessMode::UPDATE)?;
    let (at, data) = DiscretionaryData::parse(command.data)?.offset_and_data()?;
    write(cx, &file, at, data, WriteMode::Replace)
}

#[inline(never)]
pub(super) fn search_binary(
    cx: &mut Context<'_>,
    command: SearchBinary<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.target)?;
    let file = open(cx, found, AccessMode::READ)?;
    match search(cx, &file, command.target.offset(), command.data)? {
        // At most 65534: two bytes, whatever the offset.
        Some(at) if command.ne != Ne::NONE => {
            reply.put(&u16::try_from(at).unwrap_or(u16::MAX).to_be_bytes())
        }
        Some(_) => Ok(()),
        None => nothing_found(reply),
    }
}

#[inline(never)]
pub(super) fn search_binary_odd(
    cx: &mut Context<'_>,
    command: SearchBinaryOdd<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_ef_by(command.ef)?;
    let file = open(cx, found, AccessMode::READ)?;
    let (from, string) = DiscretionaryData::parse(command.data)?.offset_and_maybe_data()?;
    let string = match string {
        Some([]) => return Err(StatusWord::INCORRECT_DATA),
        // As long as the other form has it.
        Some(string) if string.len() > usize::from(SEARCH_MAX) => {
            return Err(StatusWord::INCORRECT_DATA);
        }
        string => string.unwrap_or_default(),
    };
    match search(cx, &file, from, string)? {
        Some(at) if command.ne != Ne::NONE => reply.write(|w| write_offset(w, at)),
        Some(_) => Ok(()),
        None => nothing_found(reply),
    }
}

#[inline(never)]
pub(super) fn erase_binary(
    cx: &mut Context<'_>,
    command: EraseBinary<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.target)?;
    let file = open(cx, found, AccessMode::UPDATE)?;
    let from = command.target.offset();
    remaining_from(&file, from)?;
    let to = match command.data {
        [] => None,
        bytes => Some(offset(bytes)?),
    };
    erase(cx, &file, from, to)
}

#[inline(never)]
pub(super) fn erase_binary_odd(
    cx: &mut Context<'_>,
    command: EraseBinaryOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.find_ef_by(command.ef)?;
    let file = open(cx, found, AccessMode::UPDATE)?;
    let (from, to) = DiscretionaryData::parse(command.data)?.range()?;
    if let Some(from) = from {
        remaining_from(&file, from)?;
    }
    erase(cx, &file, from.unwrap_or(0), to)
}

fn find(cx: &mut Context<'_>, target: BinaryTarget) -> Result<FileRef, StatusWord> {
    cx.find_ef(match target {
        BinaryTarget::Current(_) => None,
        BinaryTarget::Short(sfi, _) => Some(sfi),
    })
}

fn open(
    cx: &mut Context<'_>,
    found: FileRef,
    mode: AccessMode,
) -> Result<TransparentFile, StatusWord> {
    let open = cx.open(found, &[Kind::Transparent], mode)?;
    // An EF that a command names becomes the current one (ISO/IEC 7816-4:2020, 7.3.3).
    cx.channels.current().select_ef(open.node.parent, open.id);
    open.transparent(cx)
}

/// Opens for WRITE; where WRITE replaces what is there, UPDATE must be allowed too.
fn open_to_write(
    cx: &mut Context<'_>,
    found: FileRef,
) -> Result<(TransparentFile, WriteMode), StatusWord> {
    let file = open(cx, found, AccessMode::APPEND)?;
    let behaviour = cx.tree.write_behaviour(found.id);
    if behaviour == WriteBehaviour::Proprietary {
        open(cx, found, AccessMode::UPDATE)?;
    }
    Ok((file, behaviour.into()))
}

/// The bytes from an offset on to the end: at least one.
fn remaining_from(file: &TransparentFile, at: usize) -> Result<usize, StatusWord> {
    file.size.checked_sub(at).filter(|rest| *rest > 0).ok_or(StatusWord::WRONG_OFFSET)
}

fn write(
    cx: &mut Context<'_>,
    file: &TransparentFile,
    at: usize,
    data: &[u8],
    write_mode: WriteMode,
) -> Result<(), StatusWord> {
    if data.len() > remaining_from(file, at)? {
        return Err(StatusWord::NOT_ENOUGH_MEMORY);
    }
    file.write(cx.store, at, data, write_mode)
}

/// Without a string, the first erased byte is looked for.
fn search(
    cx: &mut Context<'_>,
    file: &TransparentFile,
    from: usize,
    string: &[u8],
) -> Result<Option<usize>, StatusWord> {
    remaining_from(file, from)?;
    let erased = [file.erased];
    file.search(cx.store, from, if string.is_empty() { &erased } else { string })
}

/// The search was unsuccessful (ISO/IEC 7816-4:2020, table 6).
fn nothing_found(reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    reply.warn(StatusWord::END_OF_FILE_REACHED);
    Ok(())
}

fn erase(
    cx: &mut Context<'_>,
    file: &TransparentFile,
    from: usize,
    to: Option<usize>,
) -> Result<(), StatusWord> {
    let to = to.unwrap_or(file.size);
    if to > file.size {
        return Err(StatusWord::WRONG_OFFSET);
    }
    // The first byte that is kept is behind the first that is erased.
    if to < from || to == from && to < file.size {
        return Err(StatusWord::INCORRECT_DATA);
    }
    file.erase(cx.store, from, to)
}
