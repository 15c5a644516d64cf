//! SEARCH RECORD (ISO/IEC 7816-4:2020, 11.4.7): which records hold a string.

use super::Ne;
use super::records::{short, short_bits};
use crate::command::{Command, Le};
use crate::file::Sfi;
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// From which record on, in which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchOrder {
    /// Forward from the first record with this identifier, among those that have it (0: all).
    First(u8),
    /// Backward from the last one.
    Last(u8),
    /// Forward from the one after the current record.
    Next(u8),
    /// Backward from the one before the current record.
    Previous(u8),
    /// Forward from this record number; 0 is the current record.
    From(u8),
    /// Backward from this record number.
    BackFrom(u8),
    /// Forward from the record after this number (enhanced search).
    After(u8),
    /// Backward from the record before this number (enhanced search).
    Before(u8),
}

/// Where in a record the string is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchStart {
    /// From this offset on.
    Offset(u8),
    /// Behind the first byte of this value.
    Value(u8),
}

/// How SEARCH RECORD searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordSearch {
    /// From the first byte of each record on; the data field is the string. One of the first six
    /// orders.
    Simple(SearchOrder),
    /// As the search indication, the first two bytes of the data field, says; the string follows
    /// it. P1 is the identifier or number that the indication refers to.
    Enhanced(u8),
}

/// SEARCH RECORD. The answer is the numbers of the records that hold the string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchRecord<'a> {
    /// The EF; `None` is the current one.
    pub ef: Option<Sfi>,
    /// How.
    pub search: RecordSearch,
    /// Search indication and string, 1 to 255 bytes.
    pub data: &'a [u8],
    /// How many numbers; [`Ne::NONE`] to be told by the status word alone.
    pub ne: Ne,
}

impl SearchOrder {
    const fn decode(p1: u8, mode: u8) -> Self {
        match mode & 0x07 {
            0 => Self::First(p1),
            1 => Self::Last(p1),
            2 => Self::Next(p1),
            3 => Self::Previous(p1),
            4 => Self::From(p1),
            5 => Self::BackFrom(p1),
            6 => Self::After(p1),
            _ => Self::Before(p1),
        }
    }

    const fn encode(self) -> (u8, u8) {
        match self {
            Self::First(p1) => (p1, 0),
            Self::Last(p1) => (p1, 1),
            Self::Next(p1) => (p1, 2),
            Self::Previous(p1) => (p1, 3),
            Self::From(p1) => (p1, 4),
            Self::BackFrom(p1) => (p1, 5),
            Self::After(p1) => (p1, 6),
            Self::Before(p1) => (p1, 7),
        }
    }

    /// Are the records taken in the order of their numbers?
    #[must_use]
    pub const fn is_forward(self) -> bool {
        matches!(self, Self::First(_) | Self::Next(_) | Self::From(_) | Self::After(_))
    }
}

impl RecordSearch {
    /// Order, start in the record and string of a search, from P1-P2 and the data field.
    ///
    /// # Errors
    /// `6A80` for a search indication that is reserved, and without a string behind it.
    pub const fn parse(self, data: &[u8]) -> Result<(SearchOrder, SearchStart, &[u8]), StatusWord> {
        match (self, data) {
            (Self::Simple(order), data) => Ok((order, SearchStart::Offset(0), data)),
            (Self::Enhanced(p1), [indication @ 0x00..=0x0F, second, string @ ..])
                if !string.is_empty() =>
            {
                let start = match *indication & 0x08 {
                    0 => SearchStart::Offset(*second),
                    _ => SearchStart::Value(*second),
                };
                Ok((SearchOrder::decode(p1, *indication), start, string))
            }
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }

    /// The search indication for this order and start, and its P1.
    #[must_use]
    pub const fn indication(order: SearchOrder, start: SearchStart) -> ([u8; 2], Self) {
        let (p1, mode) = order.encode();
        let bytes = match start {
            SearchStart::Offset(offset) => [mode, offset],
            SearchStart::Value(value) => [mode | 0x08, value],
        };
        (bytes, Self::Enhanced(p1))
    }
}

impl<'a> TypedCommand<'a> for SearchRecord<'a> {
    const INSTRUCTION: Instruction = Instruction::SearchRecord;

    fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
        let search = match (command.p1, command.p2 & 0x07) {
            (0xFF, _) => return Err(StatusWord::INCORRECT_P1_P2),
            (p1, 6 | 7) => RecordSearch::Enhanced(p1),
            (p1, mode) => RecordSearch::Simple(SearchOrder::decode(p1, mode)),
        };
        Ok(Self { ef: short(command.p2)?, search, data: command.data, ne: Ne::of(command) })
    }

    fn encode(&self) -> (u8, u8, &'a [u8], Le) {
        let (p1, mode) = match self.search {
            RecordSearch::Simple(order) => order.encode(),
            RecordSearch::Enhanced(p1) => (p1, 6),
        };
        (p1, short_bits(self.ef) | mode, self.data, self.ne.le())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_indication_reads_back_as_it_was_written() {
        for mode in 0..8 {
            let order = SearchOrder::decode(5, mode);
            for start in [SearchStart::Offset(3), SearchStart::Value(0x2C)] {
                let ([first, second], search) = RecordSearch::indication(order, start);
                let data = [first, second, 0xAA];
                assert_eq!(search.parse(&data), Ok((order, start, &[0xAA][..])));
            }
        }
    }

    #[test]
    fn a_reserved_indication_and_a_missing_string_are_6a80() {
        let search = RecordSearch::Enhanced(1);
        for data in [&[0x10, 0, 1][..], &[0x04, 0], &[0x04], &[]] {
            assert_eq!(search.parse(data), Err(StatusWord::INCORRECT_DATA), "{data:02X?}");
        }
    }
}
