//! Counters: PIN tries and the like, one word a change.

use embedded_storage::nor_flash::NorFlash;

use super::word::{Kind, SLOTS, counter_of, counter_payload, decode};
use super::{COUNTER_MAX, Error, Store, StoreState};

/// The counters' last accepted words; all of them are in the newest page,
/// because every page starts with a copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counters {
    /// Value by slot; none when the slot was never set.
    values: [Option<u8>; SLOTS as usize],
    /// Position of the word in the newest page, which has at most 65536.
    places: [u16; SLOTS as usize],
}

impl Counters {
    pub(super) const fn new() -> Self {
        Self { values: [None; SLOTS as usize], places: [0; SLOTS as usize] }
    }

    pub(super) fn set(&mut self, slot: u8, value: u8, at: u32) {
        let slot = usize::from(slot);
        if let (Some(v), Some(p)) = (self.values.get_mut(slot), self.places.get_mut(slot)) {
            *v = Some(value);
            *p = u16::try_from(at).unwrap_or(u16::MAX);
        }
    }

    /// Slots that are set.
    pub(super) fn count(&self) -> u32 {
        self.values.iter().flatten().map(|_| 1).sum()
    }

    fn get(&self, slot: u8) -> Option<(u8, u32)> {
        let slot = usize::from(slot);
        let value = (*self.values.get(slot)?)?;
        Some((value, u32::from(*self.places.get(slot)?)))
    }
}

/// Proof that a try was spent and the flash holds it. Made by
/// [`Store::spend`] only; [`Store::restore`] takes it back.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a try was spent; compare now"]
pub struct SpentTry {
    slot: u8,
    left: u8,
}

impl SpentTry {
    /// The counter.
    #[must_use]
    pub fn slot(&self) -> u8 {
        self.slot
    }

    /// Tries left after this one.
    #[must_use]
    pub fn left(&self) -> u8 {
        self.left
    }
}

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// The counter's committed value, read from its place in the flash and
    /// compared with RAM; `None` when it was never set.
    ///
    /// # Errors
    /// [`Error::State`] for a slot above 31; [`Error::Flash`];
    /// [`Error::Damaged`] when flash and RAM differ.
    pub fn counter(&mut self, slot: u8) -> Result<Option<u8>, Error> {
        self.readable()?;
        if slot >= SLOTS {
            return Err(Error::State);
        }
        let Some((value, at)) = self.counters.get(slot) else {
            return Ok(None);
        };
        // The last word of an earlier session may have been cut and read
        // differently each time: what the mount read counts.
        let word = if self.state == StoreState::Mounted && at + 1 == self.end {
            self.tail
        } else {
            let address = self.media.geometry.address(self.newest, at);
            self.media.word(address)?
        };
        match decode(word, self.newest, at) {
            Some((Kind::Counter | Kind::StagedCounter, payload))
                if counter_of(payload) == Some((slot, value)) =>
            {
                Ok(Some(value))
            }
            _ => self.damaged(self.newest, at),
        }
    }

    /// Spends one try: programs the word and reads it back before it returns.
    /// A transaction of its own.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a counter never set; [`Error::Blocked`] at 0;
    /// [`Error::State`] while entries are staged, or for a slot above 31;
    /// [`Error::Flash`], [`Error::Damaged`], [`Error::Full`] (the log's end,
    /// after 2^32 pages): nothing was given.
    pub fn spend(&mut self, slot: u8) -> Result<SpentTry, Error> {
        if self.is_staged() {
            return Err(Error::State);
        }
        let left = self.counter(slot)?.ok_or(Error::NotFound)?;
        let left = left.checked_sub(1).ok_or(Error::Blocked)?;
        let result = self.room(2, true).and_then(|()| self.write_counter(slot, left));
        self.latch_write_failure(result)?;
        self.unsealed = true;
        let held = self.counter(slot);
        match self.latch_write_failure(held)? {
            Some(held) if held == left => Ok(SpentTry { slot, left }),
            _ => self.damaged(self.newest, self.end),
        }
    }

    /// Programs a word behind a spent try that is not restored. The last word of a page may be
    /// taken for one that a cut left; with one behind it, a change to it is damage, and does not
    /// bring the try back. Does nothing when something was written since.
    ///
    /// # Errors
    /// [`Error::Flash`]: the try stays spent.
    pub fn seal_spent_try(&mut self) -> Result<(), Error> {
        // Dropped entries are behind it as well.
        if !self.unsealed || self.transaction.void || self.state != StoreState::Writing {
            return Ok(());
        }
        let result = self.program_next(Kind::Abort, 0);
        self.latch_write_failure(result).map(drop)
    }

    /// Gives the tries back after a right comparison, in the transaction of the
    /// command: `value` takes effect with [`commit`](Self::commit).
    ///
    /// # Errors
    /// As [`set_counter`](Self::set_counter).
    #[allow(clippy::needless_pass_by_value, reason = "the token is used up")]
    pub fn restore(&mut self, spent: SpentTry, value: u8) -> Result<(), Error> {
        self.set_counter(spent.slot, value)
    }

    /// Sets a counter, new or not, with the transaction's
    /// [`commit`](Self::commit).
    ///
    /// # Errors
    /// [`Error::State`] for a slot above 31 or a value above 15;
    /// [`Error::Full`] when the transaction outgrows a page; [`Error::Flash`].
    pub fn set_counter(&mut self, slot: u8, value: u8) -> Result<(), Error> {
        if slot >= SLOTS || value > COUNTER_MAX {
            return Err(Error::State);
        }
        self.writable()?;
        // One counter waits in RAM: alone in its transaction it needs no
        // Commit, which makes a VERIFY two words.
        if let Some((other, held)) = self.transaction.counter.filter(|(s, _)| *s != slot) {
            // Itself, the counter that waits next, and the Commit.
            let result = self.stage_counter(other, held, 3);
            self.latch_write_failure(result)?;
        }
        self.transaction.counter = Some((slot, value));
        Ok(())
    }

    /// Programs the counter that waited as an entry of the transaction, with
    /// room for `words` from it on.
    pub(super) fn stage_counter(&mut self, slot: u8, value: u8, words: u32) -> Result<(), Error> {
        self.stage_room(words)?;
        let payload = counter_payload(slot, value);
        self.program_next(Kind::StagedCounter, payload)?;
        self.transaction.count = self.transaction.count.saturating_add(1);
        Ok(())
    }

    /// Programs a counter that takes effect at once.
    pub(super) fn write_counter(&mut self, slot: u8, value: u8) -> Result<(), Error> {
        self.room(1, true)?;
        self.void_staged()?;
        let at = self.at;
        self.tail = self.program_next(Kind::Counter, counter_payload(slot, value))?;
        self.end = self.at;
        self.counters.set(slot, value, at);
        Ok(())
    }

    /// Every counter's value, read past RAM.
    pub(super) fn counter_values(&mut self) -> Result<[Option<u8>; SLOTS as usize], Error> {
        let mut values = [None; SLOTS as usize];
        for (slot, value) in (0..SLOTS).zip(&mut values) {
            *value = self.counter(slot)?;
        }
        Ok(values)
    }
}
