//! EFs of records. A record is one item; its part number grows with every record appended, so
//! that a cyclic file is a window that moves over the part numbers.
//!
//! An erased record stays in its place as an empty item: in a file of records of one length it
//! reads as that many erased bytes, in a file of variable records as an empty record.

use apdu_spec::file::{Kind, KindParameters, RECORD_MAX};
use apdu_spec::request::RecordReference;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{SIMPLE_HEADER_MAX, SimpleTlv};

use super::store::ObjectStore;
use super::tree::NodeId;
use super::write_mode::WriteMode;
use crate::storage::{Key, Overlay};

/// Part numbers of records go round here: far more than records in a file, so that the window of
/// a cyclic file is never mistaken.
const ROUND: u16 = 0x4000;

/// Bytes of a record that are in RAM at a time, where all of them are looked at.
const PIECE: usize = 64;

/// The same, where a string is looked for.
const WINDOW: usize = 128;

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

/// Where a command's record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordPlace {
    /// Record number, 1 to `count`.
    pub(crate) number: u8,
    /// The command moves the record pointer there.
    pub(crate) moves: bool,
}

impl RecordFile {
    /// The records of an EF that was opened, by its identity and kind.
    ///
    /// # Errors
    /// `6981` when it is no EF of records, `6581` when it has more than there can be.
    pub(crate) fn new(
        store: &dyn ObjectStore,
        (id, kind): (NodeId, Kind),
        parameters: KindParameters,
        simple_tlv: bool,
        erased: u8,
    ) -> Result<Self, StatusWord> {
        let KindParameters::Records { length, count: most } = parameters else {
            return Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE);
        };
        let (count, oldest) = match store.parts(id.object(), ROUND) {
            None => (0, 0),
            // The records wrap around the end of the numbers: the oldest is in the upper half.
            Some(parts) if parts.last - parts.first >= ROUND / 2 => {
                let lower = store.parts(id.object(), ROUND / 2).map_or(0, |parts| parts.count);
                let upper = u16::try_from(parts.count - lower).unwrap_or(0);
                (parts.count, ROUND.saturating_sub(upper))
            }
            Some(parts) => (parts.count, parts.first),
        };
        let count = u8::try_from(count).map_err(|_| StatusWord::MEMORY_FAILURE)?;
        Ok(Self { id, kind, length: usize::from(length), most, count, simple_tlv, erased, oldest })
    }

    /// Finds the record that a command names.
    ///
    /// # Errors
    /// `6A83` when there is none.
    pub(crate) fn find(
        &self,
        store: &mut dyn ObjectStore,
        place: RecordReference,
        current: u8,
    ) -> Result<RecordPlace, StatusWord> {
        let (identifier, mut number, forward) = match place {
            RecordReference::Number(number) => {
                let number = if number == 0 { current } else { number };
                return self.existing(number).map(|number| RecordPlace { number, moves: false });
            }
            RecordReference::First(identifier) => (identifier, 1, true),
            RecordReference::Last(identifier) => (identifier, self.count, false),
            RecordReference::Next(identifier) => (identifier, current.saturating_add(1), true),
            // Without a current record, "previous" is the last one (ISO/IEC 7816-4:2020, 7.3.4).
            RecordReference::Previous(identifier) if current == 0 => {
                (identifier, self.count, false)
            }
            RecordReference::Previous(identifier) => (identifier, current.saturating_sub(1), false),
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

    /// Does a record hold a string, from a byte on? It is looked at piece by piece: a record is
    /// never in RAM.
    pub(crate) fn holds(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        from: usize,
        string: &[u8],
    ) -> Result<bool, StatusWord> {
        let len = self.len(store, number)?;
        let Some(last) = len.checked_sub(string.len()) else { return Ok(false) };
        let mut window = [0; WINDOW];
        let mut at = from;
        while at <= last {
            let count = len.saturating_sub(at).min(WINDOW);
            let seen = window.get_mut(..count).unwrap_or_default();
            self.read(store, number, at, seen)?;
            // An empty string is found at the end of the record.
            let starts = last.saturating_sub(at).saturating_add(1).min(count.max(1));
            for start in 0..starts {
                let seen = seen.get(start..).unwrap_or_default();
                let (begin, rest) = string.split_at(string.len().min(seen.len()));
                let behind = at.saturating_add(start).saturating_add(begin.len());
                if seen.starts_with(begin) && self.is_equal_at(store, number, behind, rest)? {
                    return Ok(true);
                }
            }
            at = at.saturating_add(starts);
        }
        Ok(false)
    }

    /// Does a record hold this string at this position?
    fn is_equal_at(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        at: usize,
        string: &[u8],
    ) -> Result<bool, StatusWord> {
        let mut at = at;
        let mut piece = [0; PIECE];
        for wanted in string.chunks(PIECE) {
            let seen = piece.get_mut(..wanted.len()).unwrap_or_default();
            self.read(store, number, at, seen)?;
            if seen != wanted {
                return Ok(false);
            }
            at = at.saturating_add(wanted.len());
        }
        Ok(true)
    }

    /// The first position of a byte in a record.
    pub(crate) fn position(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        value: u8,
    ) -> Result<Option<usize>, StatusWord> {
        let len = self.len(store, number)?;
        let mut piece = [0; PIECE];
        let mut at = 0usize;
        while at < len {
            let seen = piece.get_mut(..len.saturating_sub(at).min(PIECE)).unwrap_or_default();
            self.read(store, number, at, seen)?;
            if let Some(found) = seen.iter().position(|byte| *byte == value) {
                return Ok(Some(at.saturating_add(found)));
            }
            at = at.saturating_add(seen.len());
        }
        Ok(None)
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
        self.check(data, data.len())?;
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
        write_mode: WriteMode,
    ) -> Result<(), StatusWord> {
        let len = self.len(store, number)?.max(data.len());
        if len > usize::from(RECORD_MAX) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let mut piece = [0; PIECE];
        for at in (0..len).step_by(PIECE) {
            let there = piece.get_mut(..len.saturating_sub(at).min(PIECE)).unwrap_or_default();
            self.read(store, number, at, there)?;
            write_mode.check(there)?;
        }
        // The data has the length that the file takes, also where it is combined with what is
        // there.
        self.check_length(data.len())?;
        self.change(store, number, len, 0, data, write_mode)
    }

    /// Changes a part of a record that is there.
    ///
    /// # Errors
    /// `6B00` when it begins behind the record, `6A84` when it ends behind, `6A80` when the
    /// record would be one that the file does not take.
    pub(crate) fn update_part(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        at: usize,
        data: &[u8],
        write_mode: WriteMode,
    ) -> Result<(), StatusWord> {
        let len = self.len(store, number)?;
        if at >= len {
            return Err(StatusWord::WRONG_OFFSET);
        }
        if at.saturating_add(data.len()) > len {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        self.change(store, number, len, at, data, write_mode)
    }

    /// Puts data over a part of a record, which is `len` bytes long then. Those that are there may
    /// be written over.
    fn change(
        &self,
        store: &mut dyn ObjectStore,
        number: u8,
        len: usize,
        at: usize,
        data: &[u8],
        write_mode: WriteMode,
    ) -> Result<(), StatusWord> {
        let operation = write_mode.operation();
        let overlay = Overlay { len, erased: self.erased, at, data, operation };
        let mut head = [0; SIMPLE_HEADER_MAX];
        let head = head.get_mut(..len.min(SIMPLE_HEADER_MAX)).unwrap_or_default();
        self.read(store, number, 0, head)?;
        overlay.put(0, head);
        self.check(head, len)?;
        store.put_over(self.key(number), &overlay)
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
        self.check(data, data.len())?;
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

    /// Does the file take a record that begins so and has so many bytes?
    fn check(&self, head: &[u8], len: usize) -> Result<(), StatusWord> {
        self.check_length(len)?;
        if self.simple_tlv {
            let (_, length, before) =
                SimpleTlv::header(head).map_err(|_| StatusWord::INCORRECT_DATA)?;
            let rest =
                len.checked_sub(before.saturating_add(length)).ok_or(StatusWord::INCORRECT_DATA)?;
            // A record of fixed length may be longer than the data object in it.
            if rest > 0 && !self.has_one_length() {
                return Err(StatusWord::INCORRECT_DATA);
            }
        }
        Ok(())
    }

    fn check_length(&self, len: usize) -> Result<(), StatusWord> {
        let fits = if self.has_one_length() { len == self.length } else { len <= self.length };
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
