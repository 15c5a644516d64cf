//! What the objects of the card ask of the storage, without its type parameters: handlers are
//! compiled once, whatever the flash and the size of the index.

use apdu_spec::status::StatusWord;
use embedded_storage::nor_flash::NorFlash;

use super::file::Room;
use super::tree::NO_SLOT;
use crate::storage::{self, Key, Overlay, SpentTry, Store, item_words};

/// The storage as the card's objects see it. Reads see what was committed before this command.
pub(crate) trait ObjectStore {
    /// Length of an item in bytes.
    fn len(&mut self, key: Key) -> Result<Option<usize>, StatusWord>;
    /// Reads from an item, from a byte on; gives the number of bytes read. 0 when there is none.
    fn read(&mut self, key: Key, at: usize, out: &mut [u8]) -> Result<usize, StatusWord>;
    /// The number of parts of an object below `before`, and the least and greatest of them.
    fn parts(&self, object: u16, before: u16) -> Option<Parts>;
    /// The nth part of an object, in ascending order.
    fn part(&self, object: u16, nth: usize) -> Option<u16>;
    /// Is there anything of this object?
    fn holds(&self, object: u16) -> bool;
    /// Writes an item, within the command's transaction.
    fn put(&mut self, key: Key, data: &[u8]) -> Result<(), StatusWord>;
    /// Writes an item in place of the one that is there, made of that one, within the command's
    /// transaction.
    fn put_over(&mut self, key: Key, overlay: &Overlay<'_>) -> Result<(), StatusWord>;
    /// Removes an item, within the command's transaction.
    fn remove(&mut self, key: Key) -> Result<(), StatusWord>;
    /// Removes everything of an object, within the command's transaction.
    fn remove_all(&mut self, object: u16) -> Result<(), StatusWord>;
    /// Would so much more still fit?
    fn fits(&self, room: Room) -> bool;
    /// Tries left, as the flash holds them.
    fn tries(&mut self, slot: u8) -> Result<Option<u8>, StatusWord>;
    /// Spends a try, at once and for good.
    fn spend(&mut self, slot: u8) -> Result<SpentTry, StatusWord>;
    /// Gives the tries back after a comparison that came out equal, within the command's
    /// transaction.
    fn restore(&mut self, spent: SpentTry, tries: u8) -> Result<(), StatusWord>;
    /// Sets the tries, within the command's transaction.
    fn set_tries(&mut self, slot: u8, tries: u8) -> Result<(), StatusWord>;
    /// Words that items of this object's data parts (below `before`) take.
    fn words_below(&mut self, object: u16, before: u16) -> Result<(u32, usize), StatusWord>;
}

/// The parts of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) count: usize,
    pub(crate) first: u16,
    pub(crate) last: u16,
}

/// What the storage refuses, in the card's words. What is damaged is never explained further: a
/// host can do nothing about it.
pub(crate) fn status(error: storage::Error) -> StatusWord {
    match error {
        storage::Error::Full => StatusWord::NOT_ENOUGH_MEMORY,
        storage::Error::Blocked => StatusWord::AUTHENTICATION_METHOD_BLOCKED,
        _ => StatusWord::MEMORY_FAILURE,
    }
}

impl<F: NorFlash, const ENTRIES: usize> ObjectStore for Store<F, ENTRIES> {
    fn len(&mut self, key: Key) -> Result<Option<usize>, StatusWord> {
        Store::len(self, key).map_err(status)
    }

    fn read(&mut self, key: Key, at: usize, out: &mut [u8]) -> Result<usize, StatusWord> {
        match Store::read(self, key, at, out) {
            Err(storage::Error::NotFound) => Ok(0),
            other => other.map_err(status),
        }
    }

    fn parts(&self, object: u16, before: u16) -> Option<Parts> {
        let mut parts = Store::parts(self, object);
        let last = parts.rfind(|part| *part < before)?;
        let count = parts.len() + 1;
        Some(Parts { count, first: parts.next().unwrap_or(last), last })
    }

    fn part(&self, object: u16, nth: usize) -> Option<u16> {
        Store::parts(self, object).nth(nth)
    }

    fn holds(&self, object: u16) -> bool {
        self.part_count(object) != 0
    }

    fn put(&mut self, key: Key, data: &[u8]) -> Result<(), StatusWord> {
        Store::put(self, key, data).map_err(status)
    }

    fn put_over(&mut self, key: Key, overlay: &Overlay<'_>) -> Result<(), StatusWord> {
        Store::put_over(self, key, overlay).map_err(status)
    }

    fn remove(&mut self, key: Key) -> Result<(), StatusWord> {
        self.remove_part(key).map_err(status)
    }

    fn remove_all(&mut self, object: u16) -> Result<(), StatusWord> {
        self.remove_object(object).map_err(status)
    }

    fn fits(&self, room: Room) -> bool {
        Store::fits(self, room.words, room.longest) && self.free_entries() >= room.items
    }

    fn tries(&mut self, slot: u8) -> Result<Option<u8>, StatusWord> {
        if slot == NO_SLOT { Ok(None) } else { self.counter(slot).map_err(status) }
    }

    fn spend(&mut self, slot: u8) -> Result<SpentTry, StatusWord> {
        Store::spend(self, slot).map_err(status)
    }

    fn restore(&mut self, spent: SpentTry, tries: u8) -> Result<(), StatusWord> {
        Store::restore(self, spent, tries).map_err(status)
    }

    fn set_tries(&mut self, slot: u8, tries: u8) -> Result<(), StatusWord> {
        self.set_counter(slot, tries).map_err(status)
    }

    fn words_below(&mut self, object: u16, before: u16) -> Result<(u32, usize), StatusWord> {
        let Some(parts) = ObjectStore::parts(self, object, before) else { return Ok((0, 0)) };
        let mut words = 0u32;
        for nth in 0..parts.count {
            let Some(part) = Store::parts(self, object).nth(nth) else { break };
            let length = Store::len(self, Key { object, part }).map_err(status)?.unwrap_or(0);
            words = words.saturating_add(item_words(length));
        }
        Ok((words, parts.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_storage_refuses_has_a_status_word() {
        use storage::Error::{Blocked, Flash, Foreign, Full, Geometry, NotFound, State};
        assert_eq!(status(Full), StatusWord::NOT_ENOUGH_MEMORY);
        assert_eq!(status(Blocked), StatusWord::AUTHENTICATION_METHOD_BLOCKED);
        for damage in [Flash, Foreign, Geometry, NotFound, State] {
            assert_eq!(status(damage), StatusWord::MEMORY_FAILURE, "{damage:?}");
        }
    }
}
