//! GET DATA, PUT DATA: data objects that belong to a DF, stored under their tag.

mod lists;

use apdu_spec::access::AccessMode;
use apdu_spec::file::Kind;
use apdu_spec::limits::PUT_MAX;
use apdu_spec::list::List;
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::request::{GetData, GetDataOdd, PutData, PutDataOdd};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use super::selection::nearby;
use crate::context::Context;
use crate::guard::FileRef;
use crate::objects::{NodeId, Part, Room};
use crate::reply::Reply;
use crate::storage::ITEM_MAX;

#[inline(never)]
pub(super) fn get_data(
    cx: &mut Context<'_>,
    command: GetData,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let in_mf = cx.channels.current().df == NodeId::MF;
    if command.tag == SERIAL_TAG && (in_mf || cx.damaged) {
        return reply.put(cx.serial);
    }
    let df = cx.find_df()?;
    let open = cx.open(df, &[Kind::Df], AccessMode::GET_DATA)?;
    let key = Part::data_object(open.id, command.tag).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    let length = cx.store.len(key)?.ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
    cx.store.read(key, 0, reply.space(length)?).map(drop)
}

#[inline(never)]
pub(super) fn put_data(
    cx: &mut Context<'_>,
    command: PutData<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let df = cx.find_df()?;
    let open = cx.open(df, &[Kind::Df], AccessMode::PUT_DATA)?;
    if open.id == NodeId::MF && command.tag == SERIAL_TAG {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    if command.data.len() > ITEM_MAX {
        return Err(StatusWord::NOT_ENOUGH_MEMORY);
    }
    cx.reserve(Room::of(1, command.data.len()))?;
    let key = Part::data_object(open.id, command.tag).ok_or(StatusWord::INCORRECT_P1_P2)?;
    cx.store.put(key, command.data)
}

#[inline(never)]
pub(super) fn get_data_odd(
    cx: &mut Context<'_>,
    command: GetDataOdd<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.file)?;
    let open = cx.open(found, &[Kind::Df], AccessMode::GET_DATA)?;
    lists::answer(cx, open.id, List::parse(command.data)?, reply)?;
    if reply.len() == 0 { Err(StatusWord::REFERENCE_NOT_FOUND) } else { Ok(()) }
}

/// All of them, or none.
#[inline(never)]
pub(super) fn put_data_odd(
    cx: &mut Context<'_>,
    command: PutDataOdd<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = find(cx, command.file)?;
    let open = cx.open(found, &[Kind::Df], AccessMode::PUT_DATA)?;
    let mut room = Room::default();
    for object in tlv::Reader::new(command.data) {
        let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
        let tag = stored_tag(object.tag).ok_or(StatusWord::INCORRECT_DATA)?;
        if open.id == NodeId::MF && tag == SERIAL_TAG {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let same = |other: &tlv::Tlv<'_>| other.tag == object.tag;
        if tlv::Reader::new(command.data).map_while(Result::ok).filter(same).count() != 1 {
            // Which of them is meant?
            return Err(StatusWord::INCORRECT_DATA);
        }
        if object.value.len() > ITEM_MAX || room.items == PUT_MAX {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        room = room.and(Room::of(1, object.value.len()));
    }
    if room.items == 0 {
        return Err(StatusWord::INCORRECT_DATA);
    }
    cx.reserve(room)?;
    for object in tlv::Reader::new(command.data).map_while(Result::ok) {
        let key = stored_tag(object.tag).and_then(|tag| Part::data_object(open.id, tag));
        cx.store.put(key.ok_or(StatusWord::INCORRECT_DATA)?, object.value)?;
    }
    Ok(())
}

/// The file that P1-P2 name: the current DF or one near it.
fn find(cx: &mut Context<'_>, file: u16) -> Result<FileRef, StatusWord> {
    let df = cx.channels.current().df;
    let id = nearby(cx, df, file).ok_or(StatusWord::FILE_NOT_FOUND)?;
    cx.file_ref(id, StatusWord::FILE_NOT_FOUND)
}

/// The number under which a data object is stored: its tag of one byte (from `40` on) or two, as
/// GET DATA names it in P1-P2.
fn stored_tag(tag: tlv::Tag) -> Option<u16> {
    let number = u16::try_from(tag.value()).ok()?;
    matches!(number, 0x0040..=0x00FE | 0x4000..=0xFEFF).then_some(number)
}

/// The tag of what is stored under a number; `None` for a number that is no BER-TLV tag.
fn tag_of(number: u16) -> Option<tlv::Tag> {
    let [first, second] = number.to_be_bytes();
    let is_tag = match first {
        0 => second >= 0x40 && second & 0x1F != 0x1F,
        _ => first >= 0x40 && first != 0xFF && first & 0x1F == 0x1F && second & 0x80 == 0,
    };
    is_tag.then(|| tlv::Tag::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_tag_when_its_bytes_are_one() {
        for number in [0x0040, 0x005E, 0x00C0, 0x5F20, 0x7F21, 0xBF7F] {
            assert_eq!(tag_of(number), Some(tlv::Tag::from(number)), "{number:04X}");
        }
        // Too low; the first byte of a longer tag; its second byte says that there is a third.
        for number in [0x003E, 0x003F, 0x005F, 0x3F20, 0xFF20, 0x5E20, 0x5F80, 0x5FA0, 0x4000] {
            assert_eq!(tag_of(number), None, "{number:04X}");
        }
    }
}
