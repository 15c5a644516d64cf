//! EFs of records. A record is one item; its part number grows with every record appended, so
//! that a cyclic file is a window that moves over the part numbers.

use apdu_spec::file::{Kind, Shape};
use apdu_spec::request::Place;
use apdu_spec::status::StatusWord;

use super::store::ObjectStore;
use super::tree::NodeId;
use crate::storage::Key;

/// Part numbers of records go round here: far more than records in a file, so that the window of
/// a cyclic file is never mistaken.
const ROUND: u16 = 0x4000;

/// An EF of records that may be read or written: see `Context::open`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordFile {
    pub(crate) id: NodeId,
    pub(crate) kind: Kind,
    /// Longest record, or the length of each, in bytes.
    pub(crate) length: usize,
    /// Most records.
    pub(crate) most: u8,
    /// Records that are there.
    pub(crate) count: u8,
    /// Part number of the oldest record.
    oldest: u16,
}

/// Where a command's record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordPlace {
    /// Record number, 1 to `count`.
    pub(crate) number: u8,
    /// The command moves the record pointer there.
    pub(crate) moves: bool,
}

impl RecordFile {
    pub(crate) fn new(
        store: &dyn ObjectStore,
        id: NodeId,
        kind: Kind,
        shape: &Shape,
    ) -> Result<Self, StatusWord> {
        let Shape::Records { length, count: most } = *shape else {
            return Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE);
        };
        let (count, oldest) = match store.parts(id.object(), ROUND) {
            None => (0, 0),
            // The window stands across the end of the round: it begins in the upper half.
            Some(parts) if parts.last - parts.first >= ROUND / 2 => {
                let lower = store.parts(id.object(), ROUND / 2).map_or(0, |parts| parts.count);
                let upper = u16::try_from(parts.count - lower).unwrap_or(0);
                (parts.count, ROUND.saturating_sub(upper))
            }
            Some(parts) => (parts.count, parts.first),
        };
        let count = u8::try_from(count).map_err(|_| StatusWord::MEMORY_FAILURE)?;
        Ok(Self { id, kind, length: usize::from(length), most, count, oldest })
    }

    /// Finds the record that a command names.
    ///
    /// # Errors
    /// `6A83` when there is none.
    pub(crate) fn find(
        &self,
        store: &mut dyn ObjectStore,
        place: Place,
        current: u8,
    ) -> Result<RecordPlace, StatusWord> {
        let (identifier, mut number, forward) = match place {
            Place::Number(number) => {
                let number = if number == 0 { current } else { number };
                return self.existing(number).map(|number| RecordPlace { number, moves: false });
            }
            Place::First(identifier) => (identifier, 1, true),
            Place::Last(identifier) => (identifier, self.count, false),
            Place::Next(identifier) => (identifier, current.saturating_add(1), true),
            // Without a current record, "previous" is the last one (ISO/IEC 7816-4:2020, 7.3.4).
            Place::Previous(identifier) if current == 0 => (identifier, self.count, false),
            Place::Previous(identifier) => (identifier, current.saturating_sub(1), false),
        };
        loop {
            let at = self.existing(number)?;
            if identifier == 0 || self.identifier(store, at)? == Some(identifier) {
                return Ok(RecordPlace { number: at, moves: true });
            }
            number = if forward { number.saturating_add(1) } else { number.saturating_sub(1) };
        }
    }

    /// Length of a record in bytes.
    pub(crate) fn len(&self, store: &mut dyn ObjectStore, number: u8) -> Result<usize, StatusWord> {
        store.len(self.key(number))?.ok_or(StatusWord::RECORD_NOT_FOUND)
    }

    /// Reads a record from its first byte on; gives the number of bytes read.
    pub(crate) fn read(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        out: &mut [u8],
    ) -> Result<usize, StatusWord> {
        store.read(self.key(number), 0, out)
    }

    /// Replaces a record that is there.
    pub(crate) fn update(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        data: &[u8],
    ) -> Result<(), StatusWord> {
        self.check_length(data)?;
        store.put(self.key(number), data)
    }

    /// Appends a record: at the end of a linear file; in a cyclic file as number 1, in place of
    /// the oldest one when the file is full.
    ///
    /// # Errors
    /// `6A80` for a length that the file does not take, `6A84` when a linear file is full.
    pub(crate) fn append(
        &self,
        store: &mut dyn ObjectStore,
        data: &[u8],
    ) -> Result<(), StatusWord> {
        self.check_length(data)?;
        if self.count >= self.most {
            if self.kind != Kind::Cyclic {
                return Err(StatusWord::NOT_ENOUGH_MEMORY);
            }
            store.remove(self.part(0))?;
        }
        store.put(self.part(u16::from(self.count)), data)
    }

    fn existing(&self, number: u8) -> Result<u8, StatusWord> {
        let exists = (1..=self.count).contains(&number);
        if exists { Ok(number) } else { Err(StatusWord::RECORD_NOT_FOUND) }
    }

    /// The identifier of a record: the tag of the simple-TLV data object it holds.
    fn identifier(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
    ) -> Result<Option<u8>, StatusWord> {
        let mut first = [0];
        let read = store.read(self.key(number), 0, &mut first)?;
        Ok((read == 1).then_some(first[0]))
    }

    fn check_length(&self, data: &[u8]) -> Result<(), StatusWord> {
        let fits = match self.kind {
            Kind::LinearVariable => data.len() <= self.length,
            _ => data.len() == self.length,
        };
        if fits { Ok(()) } else { Err(StatusWord::INCORRECT_DATA) }
    }

    /// The item of a record: number 1 is the oldest of a linear, the newest of a cyclic file.
    fn key(&self, number: u8) -> Key {
        let age = match self.kind {
            Kind::Cyclic => self.count.saturating_sub(number),
            _ => number.saturating_sub(1),
        };
        self.part(u16::from(age))
    }

    /// The item of the `nth` record, counted from the oldest.
    fn part(&self, nth: u16) -> Key {
        let part = self.oldest.wrapping_add(nth) % ROUND;
        Key { object: self.id.object(), part }
    }
}
