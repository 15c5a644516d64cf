//! GET DATA, PUT DATA: data objects that belong to a DF, stored under their tag.

use apdu_spec::access::Mode;
use apdu_spec::file::Kind;
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::request::{GetData, PutData};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{NodeId, Room};
use crate::reply::Reply;
use crate::storage::{ITEM_MAX, Key};

pub(super) fn get_data(
    cx: &mut Context<'_>,
    command: GetData,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let df = cx.find_df()?;
    if df.id == NodeId::MF && command.tag == SERIAL_TAG {
        return reply.put(cx.serial);
    }
    let open = cx.open(df, &[Kind::Df], Mode::GET_DATA)?;
    let key = Key { object: open.id.object(), part: command.tag };
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
    cx.store.put(Key { object: open.id.object(), part: command.tag }, command.data)
}
