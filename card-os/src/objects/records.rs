//! EFs of records. A record is one item; its part number grows with every record appended, so
//! that a cyclic file is a window that moves over the part numbers.
//!
//! An erased record stays in its place as an empty item: in a file of records of one length it
//! reads as that many erased bytes, in a file of variable records as an empty record.

use apdu_spec::file::{Kind, RECORD_MAX, Shape};
use apdu_spec::request::Place;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::SimpleTlv;

use super::combine::Combine;
use super::guard::Open;
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
    /// Every record is a simple-TLV data object.
    simple_tlv: bool,
    /// A byte in the logically erased state.
    erased: u8,
    /// Part number of the oldest record.
    oldest: u16,
}

/// The bytes of one record, while a command works on them.
pub(crate) struct Content {
    bytes: [u8; RECORD_MAX as usize],
    len: usize,
}

impl Content {
    /// The record.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
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
        open: &Open,
        simple_tlv: bool,
        erased: u8,
    ) -> Result<Self, StatusWord> {
        let (id, kind) = (open.id, open.node.kind);
        let Shape::Records { length, count: most } = open.shape else {
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
        Ok(Self {
            id,
            kind,
            length: usize::from(length),
            most,
            count,
            simple_tlv,
            erased,
            oldest,
        })
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
        let stored = store.len(self.key(number))?.ok_or(StatusWord::RECORD_NOT_FOUND)?;
        Ok(if self.has_one_length() { self.length } else { stored })
    }

    /// Reads from a record, from a byte on; `out` ends within the record.
    pub(crate) fn read(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        at: usize,
        out: &mut [u8],
    ) -> Result<(), StatusWord> {
        let read = store.read(self.key(number), at, out)?;
        out.get_mut(read..).unwrap_or_default().fill(self.erased);
        Ok(())
    }

    /// Reads a whole record; what is behind it reads as erased.
    pub(crate) fn content(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
    ) -> Result<Content, StatusWord> {
        let len = self.len(store, number)?;
        let mut content = Content { bytes: [self.erased; RECORD_MAX as usize], len };
        if let Some(place) = content.bytes.get_mut(..len) {
            self.read(store, number, 0, place)?;
        }
        Ok(content)
    }

    /// Replaces a record that is there.
    ///
    /// # Errors
    /// `6A80` for a record that the file does not take.
    pub(crate) fn update(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        data: &[u8],
    ) -> Result<(), StatusWord> {
        self.check(data)?;
        store.put(self.key(number), data)
    }

    /// Writes over a record that is there; the result is as long as the longer of both.
    ///
    /// # Errors
    /// `6985` when the record may be written once and is not erased; `6A80` for a record that the
    /// file does not take.
    pub(crate) fn write(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        data: &[u8],
        combine: Combine,
    ) -> Result<(), StatusWord> {
        let mut content = self.content(store, number)?;
        let len = content.len.max(data.len());
        let there = content.bytes.get_mut(..len).ok_or(StatusWord::INCORRECT_DATA)?;
        combine.apply(there, data)?;
        // What is brought has the length that the file takes, even where it only meets bytes.
        self.check_length(data)?;
        self.update(store, number, there)
    }

    /// Changes a part of a record that is there.
    ///
    /// # Errors
    /// `6B00` when it begins outside the record, `6A84` when it ends outside, `6A80` when the
    /// record would be one that the file does not take.
    pub(crate) fn update_part(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        at: usize,
        data: &[u8],
        combine: Combine,
    ) -> Result<(), StatusWord> {
        let mut content = self.content(store, number)?;
        if at >= content.len {
            return Err(StatusWord::WRONG_OFFSET);
        }
        let end = at.saturating_add(data.len());
        if end > content.len {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        let there = content.bytes.get_mut(at..end).ok_or(StatusWord::WRONG_OFFSET)?;
        combine.apply(there, data)?;
        self.update(store, number, content.bytes())
    }

    /// Sets a record that is there to the logically erased state.
    pub(crate) fn erase(&self, store: &mut dyn ObjectStore, number: u8) -> Result<(), StatusWord> {
        match store.len(self.key(number))? {
            Some(0) => Ok(()),
            _ => store.put(self.key(number), &[]),
        }
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
        self.check(data)?;
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

    /// The identifier of a record: its first byte, which is the tag of the simple-TLV data object
    /// it holds. An erased record has none.
    pub(crate) fn identifier(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
    ) -> Result<Option<u8>, StatusWord> {
        let mut first = [0];
        let read = store.read(self.key(number), 0, &mut first)?;
        Ok((read == 1).then_some(first[0]))
    }

    /// Are all its records as long as each other?
    pub(crate) fn has_one_length(&self) -> bool {
        self.kind != Kind::LinearVariable
    }

    /// Does the file take this as a record?
    fn check(&self, data: &[u8]) -> Result<(), StatusWord> {
        self.check_length(data)?;
        if self.simple_tlv {
            let (_, rest) = SimpleTlv::parse(data).map_err(|_| StatusWord::INCORRECT_DATA)?;
            // A record of fixed length may be longer than the data object in it.
            if !rest.is_empty() && !self.has_one_length() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        Ok(())
    }

    fn check_length(&self, data: &[u8]) -> Result<(), StatusWord> {
        let fits = if self.has_one_length() {
            data.len() == self.length
        } else {
            data.len() <= self.length
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
