//! READ RECORD, UPDATE RECORD, APPEND RECORD.

use apdu_spec::access::Mode;
use apdu_spec::file::{Kind, Sfi};
use apdu_spec::request::{AppendRecord, Place, ReadRecord, RecordRange, UpdateRecord};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{RecordFile, RecordPlace};
use crate::reply::Reply;

const KINDS: &[Kind] = &[Kind::LinearFixed, Kind::LinearVariable, Kind::Cyclic];

pub(super) fn read_record(
    cx: &mut Context<'_>,
    command: ReadRecord,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, Mode::READ)?;
    let place = find(cx, &file, command.place)?;
    let most = command.ne.most();
    match command.range {
        RecordRange::One => read_one(cx, &file, place.number, &command, reply)?,
        RecordRange::ToLast => {
            for number in place.number..=file.count {
                append_to(cx, &file, number, most, reply)?;
            }
        }
        RecordRange::FromLast => {
            for number in (place.number..=file.count).rev() {
                append_to(cx, &file, number, most, reply)?;
            }
        }
    }
    if command.ne.exact().is_some_and(|exact| exact > reply.len()) {
        reply.warn(StatusWord::END_OF_FILE_REACHED);
    }
    point(cx, place);
    Ok(())
}

pub(super) fn update_record(
    cx: &mut Context<'_>,
    command: UpdateRecord<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, Mode::UPDATE)?;
    if file.kind == Kind::Cyclic && matches!(command.place, Place::Previous(_)) {
        // In a cyclic EF "previous" is the record about to become number 1 (ISO/IEC
        // 7816-4:2020, 11.4.5): the same as APPEND RECORD, which must be allowed too.
        let file = open(cx, None, Mode::APPEND)?;
        file.append(cx.store, command.data)?;
        cx.channels.current().record = 1;
        return Ok(());
    }
    let place = find(cx, &file, command.place)?;
    file.update(cx.store, place.number, command.data)?;
    point(cx, place);
    Ok(())
}

pub(super) fn append_record(
    cx: &mut Context<'_>,
    command: AppendRecord<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, Mode::APPEND)?;
    file.append(cx.store, command.data)?;
    // The record appended is the current one (ISO/IEC 7816-4:2020, 7.3.4).
    let last = file.count.saturating_add(1);
    cx.channels.current().record = if file.kind == Kind::Cyclic { 1 } else { last };
    Ok(())
}

fn open(cx: &mut Context<'_>, sfi: Option<Sfi>, mode: Mode) -> Result<RecordFile, StatusWord> {
    let found = cx.find_ef(sfi)?;
    let open = cx.open(found, KINDS, mode)?;
    cx.channels.current().make_current(open.node.parent, open.id);
    open.records(cx)
}

fn find(cx: &mut Context<'_>, file: &RecordFile, place: Place) -> Result<RecordPlace, StatusWord> {
    let current = cx.channels.current().record;
    file.find(cx.store, place, current)
}

fn point(cx: &mut Context<'_>, place: RecordPlace) {
    if place.moves {
        cx.channels.current().record = place.number;
    }
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
    file.read(cx.store, number, reply.space(length)?).map(drop)
}

/// Appends a record to the answer, as far as Ne and the card's buffer allow.
fn append_to(
    cx: &mut Context<'_>,
    file: &RecordFile,
    number: u8,
    most: usize,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let room = most.saturating_sub(reply.len()).min(reply.room());
    let length = file.len(cx.store, number)?.min(room);
    file.read(cx.store, number, reply.space(length)?).map(drop)
}
