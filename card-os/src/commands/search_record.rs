//! SEARCH RECORD.

use apdu_spec::access::AccessMode;
use apdu_spec::request::{
    Ne, RecordReference, RecordSearch, SearchOrder, SearchRecord, SearchStart,
};
use apdu_spec::status::StatusWord;

use super::records::{find, open};
use crate::context::Context;
use crate::objects::RecordFile;
use crate::reply::Reply;

#[inline(never)]
pub(super) fn search_record(
    cx: &mut Context<'_>,
    command: SearchRecord<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let file = open(cx, command.ef, AccessMode::READ)?;
    if let RecordSearch::Simple(order) = command.search {
        // The start record is checked before the data field.
        find(cx, &file, first(order)?)?;
    }
    let (order, start, string) = command.search.parse(command.data)?;
    let begin = find(cx, &file, first(order)?)?;
    if file.has_one_length() && string.len() > file.length {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let identifier = identifier(order);
    let mut pointed = None;
    let mut at = Some(begin.number).filter(|number| *number <= file.count);
    while let Some(number) = at {
        let is_meant = identifier == 0 || file.identifier(cx.store, number)? == Some(identifier);
        if is_meant && holds(cx, &file, number, start, string)? {
            pointed = pointed.or(Some(number));
            if command.ne != Ne::NONE {
                reply.put(&[number])?;
            }
        }
        at = if order.is_forward() {
            number.checked_add(1).filter(|next| *next <= file.count)
        } else {
            number.checked_sub(1).filter(|next| *next > 0)
        };
    }
    match pointed {
        // The first that was found is the current record.
        Some(number) => cx.channels.current().record = number,
        None => reply.warn(StatusWord::END_OF_FILE_REACHED),
    }
    Ok(())
}

/// The record that a search begins with.
fn first(order: SearchOrder) -> Result<RecordReference, StatusWord> {
    Ok(match order {
        SearchOrder::First(identifier) => RecordReference::First(identifier),
        SearchOrder::Last(identifier) => RecordReference::Last(identifier),
        SearchOrder::Next(identifier) => RecordReference::Next(identifier),
        SearchOrder::Previous(identifier) => RecordReference::Previous(identifier),
        SearchOrder::From(number) | SearchOrder::BackFrom(number) => {
            RecordReference::Number(number)
        }
        SearchOrder::After(0) => RecordReference::Next(0),
        SearchOrder::After(number) => RecordReference::Number(number.saturating_add(1)),
        SearchOrder::Before(0) => RecordReference::Previous(0),
        // Number 0 is the current record: there is none before the first one.
        SearchOrder::Before(1) => return Err(StatusWord::RECORD_NOT_FOUND),
        SearchOrder::Before(number) => RecordReference::Number(number.saturating_sub(1)),
    })
}

/// The identifier that records must have; 0 is any.
const fn identifier(order: SearchOrder) -> u8 {
    match order {
        SearchOrder::First(identifier)
        | SearchOrder::Last(identifier)
        | SearchOrder::Next(identifier)
        | SearchOrder::Previous(identifier) => identifier,
        _ => 0,
    }
}

/// Does a record hold the string where it is looked for?
fn holds(
    cx: &mut Context<'_>,
    file: &RecordFile,
    number: u8,
    start: SearchStart,
    string: &[u8],
) -> Result<bool, StatusWord> {
    let from = match start {
        SearchStart::Offset(offset) => usize::from(offset),
        SearchStart::Value(value) => match file.position(cx.store, number, value)? {
            Some(at) => at.saturating_add(1),
            None => return Ok(false),
        },
    };
    file.holds(cx.store, number, from, string)
}
