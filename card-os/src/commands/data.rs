//! GET DATA, PUT DATA: data objects that belong to a DF, stored under their tag.

use apdu_spec::access::Mode;
use apdu_spec::file::Kind;
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::request::{GetData, PutData};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{NodeId, Part, Room};
use crate::reply::Reply;
use crate::storage::ITEM_MAX;

pub(super) fn get_data(
    cx: &mut Context<'_>,
    command: GetData,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let in_mf = cx.channels.current().df == NodeId::MF;
    if command.tag == SERIAL_TAG && (in_mf || cx.lost) {
        return reply.put(cx.serial);
    }
    let df = cx.find_df()?;
    let open = cx.open(df, &[Kind::Df], Mode::GET_DATA)?;
    let key = Part::data_object(open.id, command.tag).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    let length = cx.store.len(key)?.ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    if length > reply.room() {
        return Err(StatusWord::NO_PRECISE_DIAGNOSIS);
    }
    cx.store.read(key, 0, reply.space(length)?).map(drop)
}

pub(super) fn put_data(
    cx: &mut Context<'_>,
    command: PutData<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let df = cx.find_df()?;
    let open = cx.open(df, &[Kind::Df], Mode::PUT_DATA)?;
    let fixed = open.id == NodeId::MF && command.tag == SERIAL_TAG;
    if fixed {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    if command.data.len() > ITEM_MAX {
        return Err(StatusWord::NOT_ENOUGH_MEMORY);
    }
    cx.reserve(Room::of(1, command.data.len()))?;
    let key = Part::data_object(open.id, command.tag).ok_or(StatusWord::INCORRECT_P1_P2)?;
    cx.store.put(key, command.data)
}
