//! Staging, committing and dropping.
//!
//! Entries are programmed as they are staged; nothing of them is kept in RAM.
//! The Commit word commits them, and they are read again to update the index.

use embedded_storage::nor_flash::NorFlash;

use super::entry::key_from;
use super::word::{BLANK, ENTRY, ITEM_MAX, Kind, decode, encode};
use super::{Error, Key, Overlay, Store, StoreState, item_words};

/// The transaction that is open, if any.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenTransaction {
    /// First entry's position in the newest page, when `count` is not 0.
    pub(super) start: u32,
    /// Entries programmed.
    pub(super) count: u32,
    /// Dropped entries lie before the next word and need an Abort.
    pub(super) void: bool,
    /// The counter that is not programmed yet: slot, value.
    pub(super) counter: Option<(u8, u8)>,
    /// Live words after the Commit, at most.
    pub(super) projected: u32,
    /// Index entries the Commit takes, at most.
    pub(super) new_keys: usize,
    /// Words of the longest item staged.
    pub(super) largest: u32,
}

impl OpenTransaction {
    /// No transaction is open.
    pub(super) const NONE: Self = Self {
        start: 0,
        count: 0,
        void: false,
        counter: None,
        projected: 0,
        new_keys: 0,
        largest: 0,
    };
}

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// Whether a transaction is open: something staged, neither committed nor
    /// dropped.
    #[must_use]
    pub fn is_staged(&self) -> bool {
        self.transaction.count > 0 || self.transaction.counter.is_some()
    }

    /// Stages an item, new or replacing the one of this key.
    ///
    /// # Errors
    /// [`Error::Full`] when the data would not fit for good, the index is full,
    /// or the transaction outgrows a page: this entry is not staged, those
    /// before it are. [`Error::Flash`]; [`Error::Damaged`].
    pub fn put(&mut self, key: Key, data: &[u8]) -> Result<(), Error> {
        let program = |store: &mut Self| store.program_entry(Kind::Item, key, data);
        let result = self.stage_item(key, data.len(), program);
        self.latch_write_failure(result)
    }

    /// Stages an item in place of the one of this key, made of that one piece by piece: no whole
    /// item is ever in RAM.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`Error::NotFound`].
    pub(crate) fn put_over(&mut self, key: Key, overlay: &Overlay<'_>) -> Result<(), Error> {
        if !self.contains(key) {
            return Err(Error::NotFound);
        }
        let program = |store: &mut Self| store.program_over(key, overlay);
        let result = self.stage_item(key, overlay.len, program);
        self.latch_write_failure(result)
    }

    /// Stages the removal of one item.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is neither committed nor staged;
    /// [`Error::Full`] when the transaction outgrows a page; [`Error::Flash`];
    /// [`Error::Damaged`].
    pub fn remove_part(&mut self, key: Key) -> Result<(), Error> {
        if !self.contains(key) && !self.is_item_staged(|k| k == key)? {
            return Err(Error::NotFound);
        }
        let result = self.stage_removal(Kind::RemovePart, key);
        self.latch_write_failure(result)
    }

    /// Stages the removal of all parts of an object, three words together.
    ///
    /// # Errors
    /// As [`remove_part`](Self::remove_part).
    pub fn remove_object(&mut self, object: u16) -> Result<(), Error> {
        if self.part_count(object) == 0 && !self.is_item_staged(|k| k.object == object)? {
            return Err(Error::NotFound);
        }
        let result = self.stage_removal(Kind::RemoveObject, Key::new(object, 0));
        self.latch_write_failure(result)
    }

    /// Commits everything staged, all of it or nothing; does nothing when nothing is staged.
    ///
    /// # Errors
    /// [`Error::Full`] when the waiting counter outgrows the page; [`Error::Flash`] and
    /// [`Error::Damaged`]: whether it was committed is known after the next mount.
    pub fn commit(&mut self) -> Result<(), Error> {
        let result = self.commit_staged();
        self.latch_write_failure(result)
    }

    /// Drops everything staged. Cannot fail: the Abort word is programmed before the next entry.
    pub fn abort(&mut self) {
        let void = self.transaction.void || self.transaction.count > 0;
        self.transaction = OpenTransaction { void, projected: self.live, ..OpenTransaction::NONE };
    }

    /// After a failed write nothing more is written in this session: the word
    /// may be weak, and only a new session turns to a new page.
    pub(super) fn latch_write_failure<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let (
            Err(Error::Flash | Error::Damaged { .. }),
            StoreState::Mounted | StoreState::Writing,
        ) = (&result, self.state)
        {
            self.state = StoreState::ReadOnly;
        }
        result
    }

    pub(super) fn writable(&self) -> Result<(), Error> {
        match self.state {
            StoreState::Mounted | StoreState::Writing => Ok(()),
            StoreState::ReadOnly | StoreState::IndexInvalid => Err(Error::Flash),
        }
    }

    /// Programs a structural word and returns it.
    pub(super) fn program_next(&mut self, kind: Kind, payload: u16) -> Result<u32, Error> {
        let word = encode(kind, payload, self.newest, self.at);
        let address = self.media.geometry.address(self.newest, self.at);
        self.unsealed = false;
        self.media.program_word(address, word)?;
        self.at += 1;
        Ok(word)
    }

    /// Marks dropped entries as such.
    pub(super) fn void_staged(&mut self) -> Result<(), Error> {
        if self.transaction.void {
            self.program_next(Kind::Abort, 0)?;
            self.transaction.void = false;
        }
        Ok(())
    }

    /// Room for `words`: an entry, and the waiting counter and the Commit that
    /// may follow it.
    pub(super) fn stage_room(&mut self, words: u32) -> Result<(), Error> {
        self.room(words, false)?;
        self.void_staged()?;
        if self.transaction.count == 0 {
            self.transaction.start = self.at;
            self.transaction.projected = self.live;
        }
        Ok(())
    }

    /// Stages an item of so many bytes, which `program` programs.
    fn stage_item(
        &mut self,
        key: Key,
        len: usize,
        program: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.writable()?;
        let words = item_words(len);
        if len > ITEM_MAX {
            return Err(Error::Full);
        }
        let again = self.is_item_staged(|k| k == key)?;
        let known = self.index.get(key);
        // An item put twice in one transaction frees its predecessor once.
        let freed = match known {
            Some(address) if !again => item_words(usize::from(self.item_len(address)?)),
            _ => 0,
        };
        let before = match self.transaction.count {
            0 => self.live,
            _ => self.transaction.projected,
        };
        let before = before.max(freed);
        let projected = before.saturating_add(words) - freed;
        let largest = self.largest.max(self.transaction.largest).max(words);
        let new_keys = self.transaction.new_keys + usize::from(known.is_none() && !again);
        if projected > self.capacity_with(largest)
            || self.index.entries().len() + new_keys > ENTRIES
        {
            return Err(Error::Full);
        }
        self.stage_room(words.saturating_add(2))?;
        program(self)?;
        self.transaction.projected = projected;
        self.transaction.largest = self.transaction.largest.max(words);
        self.transaction.new_keys = new_keys;
        Ok(())
    }

    fn stage_removal(&mut self, kind: Kind, key: Key) -> Result<(), Error> {
        self.writable()?;
        self.stage_room(ENTRY + 2)?;
        self.program_entry(kind, key, &[])
    }

    /// Whether an item with such a key is staged.
    fn is_item_staged(&mut self, matches: impl Fn(Key) -> bool) -> Result<bool, Error> {
        if self.transaction.count == 0 {
            return Ok(false);
        }
        let mut at = self.transaction.start;
        while at < self.at {
            let address = self.media.geometry.address(self.newest, at);
            let (kind, words) = self.entry_at(self.newest, at)?;
            if kind == Kind::Item && matches(key_from(self.media.word(address + 1)?)) {
                return Ok(true);
            }
            at += words;
        }
        Ok(false)
    }

    fn commit_staged(&mut self) -> Result<(), Error> {
        if !self.is_staged() {
            // A store that no longer writes still answers what only reads.
            return Ok(());
        }
        self.writable()?;
        if let Some((slot, value)) = self.transaction.counter {
            if self.transaction.count == 0 {
                self.write_counter(slot, value)?;
                self.transaction = OpenTransaction::NONE;
                return Ok(());
            }
            self.stage_counter(slot, value, 2)?;
            self.transaction.counter = None;
        }
        if self.transaction.count == 0 {
            return Ok(());
        }
        let (start, stop) = (self.transaction.start, self.at);
        self.verify_entries(self.newest, start, stop)?;
        let [low, high, ..] = self.transaction.count.to_le_bytes();
        let payload = u16::from_le_bytes([low, high]) & 0xFFF;
        self.tail = self.program_next(Kind::Commit, payload)?;
        self.end = self.at;
        self.transaction = OpenTransaction::NONE;
        self.apply(self.newest, start, stop)
    }

    /// Enters committed entries into the index and the counters.
    pub(super) fn apply(&mut self, sequence: u32, start: u32, stop: u32) -> Result<(), Error> {
        let result = self.apply_entries(sequence, start, stop);
        if result.is_err() {
            self.state = StoreState::IndexInvalid;
        }
        result
    }

    fn apply_entries(&mut self, sequence: u32, start: u32, stop: u32) -> Result<(), Error> {
        let mut at = start;
        while at < stop {
            let address = self.media.geometry.address(sequence, at);
            let (kind, words) = self.entry_at(sequence, at)?;
            if kind == Kind::StagedCounter {
                self.apply_counter(sequence, at)?;
            } else {
                let key = key_from(self.media.word(address + 1)?);
                match kind {
                    Kind::Item => {
                        self.subtract_words(key)?;
                        self.index.set(key, address)?;
                        self.live = self.live.saturating_add(words);
                        self.largest = self.largest.max(words);
                    }
                    Kind::RemovePart => {
                        self.subtract_words(key)?;
                        self.index.remove(key);
                    }
                    _ => {
                        while let Some(part) = self.last_part(key.object) {
                            let key = Key::new(key.object, part);
                            self.subtract_words(key)?;
                            self.index.remove(key);
                        }
                    }
                }
            }
            at += words;
        }
        Ok(())
    }

    fn apply_counter(&mut self, sequence: u32, at: u32) -> Result<(), Error> {
        let address = self.media.geometry.address(sequence, at);
        let word = self.media.word(address).unwrap_or(BLANK);
        let payload = decode(word, sequence, at).and_then(|(_, p)| super::word::counter_of(p));
        let Some((slot, value)) = payload else {
            return self.damaged(sequence, at);
        };
        self.counters.set(slot, value, at);
        Ok(())
    }

    /// Takes the words of an item out of the sum, if it is there.
    fn subtract_words(&mut self, key: Key) -> Result<(), Error> {
        if let Some(address) = self.index.get(key) {
            let words = item_words(usize::from(self.item_len(address)?));
            self.live = self.live.saturating_sub(words);
        }
        Ok(())
    }
}
