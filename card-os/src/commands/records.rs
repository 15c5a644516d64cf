//! READ, WRITE, UPDATE, APPEND and ERASE RECORD.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, Sfi, WriteBehaviour};
use apdu_spec::request::{
    AppendRecord, DiscretionaryData, EraseRecord, ReadRecord, ReadRecordOdd, RecordRange,
    RecordReference, UpdateRecord, UpdateRecordOdd, WriteRecord,
};
use apdu_spec::status::StatusWord;

use super::part::part;
use crate::context::Context;
use crate::objects::{RecordFile, RecordPlace, WriteMode};
use crate::reply::Reply;

const KINDS: &[Kind] = &[Kind::LinearFixed, Kind::LinearVariable, Kind::Cyclic];

#[inline(never)]
pub(super) fn read_record(
    cx: &mut Context<'_>,
    command: ReadRecord,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::READ)?;
    let place = find(cx, &file, command.place)?;
    let exact = command.ne.exact();
    match command.range {
        RecordRange::One => read_one(cx, &file, place.number, &command, reply)?,
        RecordRange::ToLast => {
            for number in place.number..=file.count {
                append_to(cx, &file, number, exact, reply)?;
            }
        }
        RecordRange::FromLast => {
            for number in (place.number..=file.count).rev() {
                append_to(cx, &file, number, exact, reply)?;
            }
        }
    }
    if exact.is_some_and(|exact| exact > reply.len()) {
        reply.warn(StatusWord::END_OF_FILE_REACHED);
    }
    set_record_pointer(cx, place);
    Ok(())
}

#[inline(never)]
pub(super) fn read_record_odd(
    cx: &mut Context<'_>,
    command: ReadRecordOdd<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::READ)?;
    let place = find(cx, &file, command.place)?;
    let at = DiscretionaryData::parse(command.data)?.only_offset()?;
    let rest = file.len(cx.store, place.number)?.checked_sub(at).filter(|rest| *rest > 0);
    let value = part(reply, command.ne, rest.ok_or(StatusWord::WRONG_OFFSET)?)?;
    file.read(cx.store, place.number, at, value)?;
    set_record_pointer(cx, place);
    Ok(())
}

#[inline(never)]
pub(super) fn write_record(
    cx: &mut Context<'_>,
    command: WriteRecord<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::APPEND)?;
    if file.kind == Kind::Cyclic && matches!(command.place, RecordReference::Previous(_)) {
        return append(cx, &file, command.data);
    }
    let behaviour = cx.tree.write_behaviour(file.id);
    if behaviour == WriteBehaviour::Proprietary {
        // What is there is replaced, for which UPDATE must be allowed too.
        open(cx, None, AccessMode::UPDATE)?;
    }
    let place = find(cx, &file, command.place)?;
    file.write(cx.store, place.number, command.data, behaviour.into())?;
    set_record_pointer(cx, place);
    Ok(())
}

#[inline(never)]
pub(super) fn update_record(
    cx: &mut Context<'_>,
    command: UpdateRecord<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::UPDATE)?;
    if file.kind == Kind::Cyclic && matches!(command.place, RecordReference::Previous(_)) {
        // In a cyclic EF "previous" is the record about to become number 1 (ISO/IEC
        // 7816-4:2020, 11.4.5): the same as APPEND RECORD, which must be allowed too.
        let file = open(cx, None, AccessMode::APPEND)?;
        return append(cx, &file, command.data);
    }
    let place = find(cx, &file, command.place)?;
    file.update(cx.store, place.number, command.data)?;
    set_record_pointer(cx, place);
    Ok(())
}

#[inline(never)]
pub(super) fn update_record_odd(
    cx: &mut Context<'_>,
    command: UpdateRecordOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::UPDATE)?;
    let place = find(cx, &file, RecordReference::Number(command.number))?;
    let (at, data) = DiscretionaryData::parse(command.data)?.offset_and_data()?;
    let write_mode = WriteMode::from(command.operation);
    file.update_part(cx.store, place.number, at, data, write_mode)
}

#[inline(never)]
pub(super) fn append_record(
    cx: &mut Context<'_>,
    command: AppendRecord<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::APPEND)?;
    append(cx, &file, command.data)
}

#[inline(never)]
pub(super) fn erase_record(
    cx: &mut Context<'_>,
    command: EraseRecord,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::UPDATE)?;
    let place = find(cx, &file, RecordReference::Number(command.number))?;
    let last = if command.to_last { file.count } else { place.number };
    for number in place.number..=last {
        file.erase(cx.store, number)?;
    }
    Ok(())
}

pub(super) fn open(
    cx: &mut Context<'_>,
    sfi: Option<Sfi>,
    mode: AccessMode,
) -> Result<RecordFile, StatusWord> {
    let found = cx.find_ef(sfi)?;
    let open = cx.open(found, KINDS, mode)?;
    if sfi.is_some() {
        // It is the current EF from then on, and its record pointer is reset (ISO/IEC 7816-4:2020,
        // 11.4.2).
        cx.channels.current().select_ef(open.node.parent, open.id);
    }
    open.records(cx)
}

pub(super) fn find(
    cx: &mut Context<'_>,
    file: &RecordFile,
    place: RecordReference,
) -> Result<RecordPlace, StatusWord> {
    let current = cx.channels.current().record;
    file.find(cx.store, place, current)
}

fn set_record_pointer(cx: &mut Context<'_>, place: RecordPlace) {
    if place.moves {
        cx.channels.current().record = place.number;
    }
}

/// Appends a record, which is the current one then (ISO/IEC 7816-4:2020, 7.3.4).
fn append(cx: &mut Context<'_>, file: &RecordFile, data: &[u8]) -> Result<(), StatusWord> {
    file.append(cx.store, data)?;
    let last = file.count.saturating_add(1);
    cx.channels.current().record = if file.kind == Kind::Cyclic { 1 } else { last };
    Ok(())
}

fn read_one(
    cx: &mut Context<'_>,
    file: &RecordFile,
    number: u8,
    command: &ReadRecord,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let length = file.len(cx.store, number)?;
    match command.ne.exact() {
        Some(exact) if exact < length => return Err(StatusWord::wrong_le(length)),
        _ => {}
    }
    file.read(cx.store, number, 0, reply.space(length)?)
}

/// Appends a record to the answer, up to Le when that is a number. What is longer than the buffer
/// is `6A84`: an answer is never truncated silently.
fn append_to(
    cx: &mut Context<'_>,
    file: &RecordFile,
    number: u8,
    exact: Option<usize>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let whole = file.len(cx.store, number)?;
    let length = exact.map_or(whole, |exact| whole.min(exact.saturating_sub(reply.len())));
    file.read(cx.store, number, 0, reply.space(length)?)
}
