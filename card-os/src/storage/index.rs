//! Where every item lies: a sorted table in RAM, eight bytes an entry.

use super::{Error, Key};

/// A key and the word address of its item within the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) address: u32,
}

/// At most `ENTRIES` items, ascending by key.
#[derive(Debug)]
pub(super) struct Index<const ENTRIES: usize> {
    entries: [Entry; ENTRIES],
    used: usize,
}

impl<const ENTRIES: usize> Index<ENTRIES> {
    pub(super) const fn new() -> Self {
        const FREE: Entry = Entry { key: Key { object: 0, part: 0 }, address: 0 };
        Self { entries: [FREE; ENTRIES], used: 0 }
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.used = 0;
    }

    /// The entries in use.
    pub(super) fn entries(&self) -> &[Entry] {
        self.entries.get(..self.used).unwrap_or(&[])
    }

    pub(super) fn get(&self, key: Key) -> Option<u32> {
        let entries = self.entries();
        let place = entries.binary_search_by_key(&key, |e| e.key).ok()?;
        Some(entries.get(place)?.address)
    }

    /// The entries of one object.
    pub(super) fn object(&self, object: u16) -> &[Entry] {
        let entries = self.entries();
        let from = entries.partition_point(|e| e.key.object < object);
        let to = entries.partition_point(|e| e.key.object <= object);
        entries.get(from..to).unwrap_or(&[])
    }

    /// Enters `key` or moves it.
    pub(super) fn set(&mut self, key: Key, address: u32) -> Result<(), Error> {
        match self.entries().binary_search_by_key(&key, |e| e.key) {
            Ok(place) => {
                if let Some(entry) = self.entries.get_mut(place) {
                    entry.address = address;
                }
            }
            Err(place) => {
                let tail = self.entries.get_mut(place..=self.used).ok_or(Error::Full)?;
                // `rotate` and `copy_within` bring a panicking path along.
                let mut moved = Entry { key, address };
                for entry in tail {
                    core::mem::swap(entry, &mut moved);
                }
                self.used += 1;
            }
        }
        Ok(())
    }

    /// Takes `key` out, if it is there.
    pub(super) fn remove(&mut self, key: Key) {
        let Ok(place) = self.entries().binary_search_by_key(&key, |e| e.key) else {
            return;
        };
        if let Some(tail) = self.entries.get_mut(place..self.used) {
            let mut moved = Entry { key, address: 0 };
            for entry in tail.iter_mut().rev() {
                core::mem::swap(entry, &mut moved);
            }
            self.used = self.used.saturating_sub(1);
        }
    }
}
