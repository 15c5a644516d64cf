//! A power-fail-safe log on NOR flash: items by key, and counters.
//!
//! ```
//! use card_os::storage::{Key, Store};
//! use test_vectors::flash::SimFlash;
//!
//! # fn main() -> Result<(), card_os::storage::Error> {
//! let mut store: Store<_, 16> = Store::format(SimFlash::<1024>::new(8)).map_err(|(_, e)| e)?;
//! store.put(Key::new(1, 0), b"a file")?;
//! store.set_counter(0, 3)?; // three tries
//! store.commit()?;
//!
//! let spent = store.spend(0)?; // in flash before the comparison
//! assert_eq!(spent.left(), 2);
//! store.restore(spent, 3)?;
//! store.commit()?;
//!
//! let mut store: Store<_, 16> = Store::mount(store.into_flash()).map_err(|(_, e)| e)?;
//! assert_eq!(store.counter(0)?, Some(3));
//! # Ok(())
//! # }
//! ```
//!
#![doc = include_str!("../STORAGE.md")]

mod counter;
#[cfg(test)]
mod document;
mod entry;
mod error;
mod index;
mod log;
mod media;
mod mount;
mod overlay;
mod transaction;
mod word;

use embedded_storage::nor_flash::NorFlash;
use zeroize::Zeroize;

use counter::Counters;
pub use counter::SpentTry;
pub use error::Error;
use index::Index;
use media::{CHUNK, Media};
pub(crate) use overlay::{ByteOperation, Overlay};
use transaction::OpenTransaction;
use word::{ENTRY, Kind, SLOTS, SNAPSHOT, data_words};

/// Counter slots of a store: 0 to 31.
pub const COUNTER_SLOTS: u8 = SLOTS;

/// Highest value of a counter.
pub const COUNTER_MAX: u8 = 15;

/// Bytes of the longest item; a page of less than 8 KiB holds less, see
/// [`Store::longest_item`].
pub const ITEM_MAX: usize = word::ITEM_MAX;

/// Words of four bytes that an item with `len` bytes of data takes in flash.
#[must_use]
pub const fn item_words(len: usize) -> u32 {
    // Longer than any item: never fits.
    if len > ITEM_MAX {
        return u32::MAX;
    }
    #[allow(clippy::cast_possible_truncation, reason = "at most 4095")]
    let len = len as u16;
    ENTRY + data_words(len)
}

/// Name of an item. Ordered by object, then part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The object: a file, a key, a rule.
    pub object: u16,
    /// Which part of it.
    pub part: u16,
}

impl Key {
    /// The key of one part of an object.
    #[must_use]
    pub const fn new(object: u16, part: u16) -> Self {
        Self { object, part }
    }
}

/// What may be done with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoreState {
    /// Mounted; nothing was written in this session.
    Mounted,
    /// The newest page is of this session.
    Writing,
    /// A write failed: items can still be read.
    ReadOnly,
    /// Not mounted, or reading failed while the index was built or changed: it cannot be trusted,
    /// and nothing is read or written.
    IndexInvalid,
}

/// The log over a flash region, with an index of at most `ENTRIES` items.
///
/// Reads see what is committed, never what is only staged.
#[derive(Debug)]
pub struct Store<F, const ENTRIES: usize> {
    media: Media<F>,
    state: StoreState,
    /// Sequence of the newest page.
    newest: u32,
    /// Sequence of the oldest page that counts.
    first: u32,
    /// End of the newest page's snapshot.
    body: u32,
    /// End of the newest page for entries.
    limit: u32,
    /// Next word of the newest page to program.
    at: u32,
    /// End of what is accepted in the newest page.
    end: u32,
    /// The word before `end`, as it was accepted.
    tail: u32,
    index: Index<ENTRIES>,
    counters: Counters,
    /// Words of all items in the index.
    live: u32,
    /// Words of the longest item since the mount.
    largest: u32,
    transaction: OpenTransaction,
    /// A spent try is the last word there is.
    unsealed: bool,
}

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// A store that is not mounted: nothing is read and nothing written.
    pub(crate) const fn new(flash: F) -> Self {
        Self {
            media: Media::new(flash),
            state: StoreState::IndexInvalid,
            newest: 0,
            first: 0,
            body: SNAPSHOT,
            limit: 0,
            at: SNAPSHOT,
            end: SNAPSHOT,
            tail: word::BLANK,
            index: Index::new(),
            counters: Counters::new(),
            live: 0,
            largest: 0,
            transaction: OpenTransaction::NONE,
            unsealed: false,
        }
    }

    /// Clears it in place: an index of any size is never copied over the stack.
    fn clear(&mut self) {
        self.state = StoreState::IndexInvalid;
        (self.newest, self.first) = (0, 0);
        (self.body, self.limit) = (SNAPSHOT, 0);
        (self.at, self.end, self.tail) = (SNAPSHOT, SNAPSHOT, word::BLANK);
        self.index.clear();
        self.counters = Counters::new();
        (self.live, self.largest) = (0, 0);
        self.transaction = OpenTransaction::NONE;
        self.unsealed = false;
    }

    /// Gives the flash back. What is staged and not committed is void.
    pub fn into_flash(self) -> F {
        self.media.flash
    }

    /// The flash, to look at.
    pub fn flash(&self) -> &F {
        &self.media.flash
    }

    /// The flash, for other use by its owner (counting, synchronising). Who
    /// writes through it breaks the store.
    pub fn flash_mut(&mut self) -> &mut F {
        &mut self.media.flash
    }

    /// Words that items may take, all told: `(pages - 3) * (room - largest + 1)`,
    /// `room` being a page's words less 44 (less 59 in pages of 256 KiB) and
    /// `largest` the longest item in words. See "Space" in STORAGE.md.
    #[must_use]
    pub fn capacity_words(&self) -> u32 {
        self.capacity_with(self.largest.max(self.transaction.largest))
    }

    fn capacity_with(&self, largest: u32) -> u32 {
        let geometry = self.media.geometry;
        let packed = geometry.room().saturating_sub(largest.saturating_sub(1));
        geometry.window().saturating_sub(1).saturating_mul(packed)
    }

    /// Words that the committed items take.
    #[must_use]
    pub fn live_words(&self) -> u32 {
        self.live
    }

    /// Whether `words` more (see [`item_words`]) fit beside what is committed
    /// and staged, in items of at most `longest` bytes: the longer the longest
    /// item, the less a page is packed.
    #[must_use]
    pub fn fits(&self, words: u32, longest: usize) -> bool {
        let largest = self.largest.max(self.transaction.largest).max(item_words(longest));
        self.live.max(self.transaction.projected).saturating_add(words)
            <= self.capacity_with(largest)
    }

    /// Bytes that one command surely writes to a file kept in items of 256, wherever it begins:
    /// a transaction is at most a page.
    #[must_use]
    pub fn longest_write(&self) -> usize {
        let items = self.media.geometry.room().saturating_sub(2) / item_words(256);
        usize::try_from(items).unwrap_or(0).saturating_sub(1).saturating_mul(256)
    }

    /// Objects that one transaction surely removes.
    #[must_use]
    pub fn most_removals(&self) -> usize {
        let removals = self.media.geometry.room().saturating_sub(2) / ENTRY;
        usize::try_from(removals).unwrap_or(0)
    }

    /// Index entries that are free.
    #[must_use]
    pub fn free_entries(&self) -> usize {
        let used = self.index.entries().len() + self.transaction.new_keys;
        ENTRIES.saturating_sub(used)
    }

    /// Bytes of the longest item that fits a page (with its transaction's
    /// Commit and one counter).
    #[must_use]
    pub fn longest_item(&self) -> usize {
        let words = self.media.geometry.room().saturating_sub(ENTRY + 2);
        usize::try_from(words.saturating_mul(4)).map_or(ITEM_MAX, |n| n.min(ITEM_MAX))
    }

    /// Whether the item is there.
    #[must_use]
    pub fn contains(&self, key: Key) -> bool {
        self.index.get(key).is_some()
    }

    /// All keys, ascending.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = Key> + DoubleEndedIterator + '_ {
        self.index.entries().iter().map(|e| e.key)
    }

    /// The parts of an object, ascending.
    pub fn parts(
        &self,
        object: u16,
    ) -> impl ExactSizeIterator<Item = u16> + DoubleEndedIterator + '_ {
        self.index.object(object).iter().map(|e| e.key.part)
    }

    /// How many parts an object has.
    #[must_use]
    pub fn part_count(&self, object: u16) -> usize {
        self.index.object(object).len()
    }

    /// The lowest part of an object.
    #[must_use]
    pub fn first_part(&self, object: u16) -> Option<u16> {
        self.index.object(object).first().map(|e| e.key.part)
    }

    /// The highest part of an object.
    #[must_use]
    pub fn last_part(&self, object: u16) -> Option<u16> {
        self.index.object(object).last().map(|e| e.key.part)
    }

    /// Bytes of an item; `None` when it is not there.
    ///
    /// # Errors
    /// [`Error::Flash`]; [`Error::Damaged`] when its head no longer reads.
    pub fn len(&mut self, key: Key) -> Result<Option<usize>, Error> {
        self.readable()?;
        match self.index.get(key) {
            Some(address) => Ok(Some(usize::from(self.item_len(address)?))),
            None => Ok(None),
        }
    }

    /// Whether nothing is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.entries().is_empty()
    }

    /// Copies an item's bytes from `at` on into `out`, as many as there are and
    /// fit, and gives their number: 0 behind the end. Checks were made when
    /// the item was written or mounted.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Flash`]; [`Error::Damaged`] when its head
    /// no longer reads.
    pub fn read(&mut self, key: Key, at: usize, out: &mut [u8]) -> Result<usize, Error> {
        self.readable()?;
        let address = self.index.get(key).ok_or(Error::NotFound)?;
        let len = usize::from(self.item_len(address)?);
        let there = len.saturating_sub(at).min(out.len());
        let mut chunk = [0; CHUNK];
        let mut done = 0;
        let mut result = Ok(there);
        while done < there {
            let skip = (at + done) % 4;
            let word = u32::try_from((at + done) / 4).unwrap_or(u32::MAX);
            let want = (skip + there - done).min(CHUNK);
            let part = chunk.get_mut(..want.next_multiple_of(4)).unwrap_or_default();
            let from = address.saturating_add(2).saturating_add(word);
            if let Err(error) = self.media.bytes(from, part) {
                result = Err(error);
                break;
            }
            let bytes = part.iter().take(want).skip(skip);
            for (to, byte) in out.iter_mut().take(there).skip(done).zip(bytes) {
                *to = *byte;
            }
            done += want - skip;
        }
        chunk.zeroize();
        result
    }

    fn readable(&self) -> Result<(), Error> {
        match self.state {
            StoreState::IndexInvalid => Err(Error::Flash),
            _ => Ok(()),
        }
    }

    fn damaged<T>(&self, sequence: u32, word: u32) -> Result<T, Error> {
        Err(Error::Damaged { page: self.media.geometry.slot(sequence), word })
    }

    /// The page that counts and holds this address.
    fn page_of(&self, address: u32) -> (u32, u32) {
        let geometry = self.media.geometry;
        let slot = address.checked_div(geometry.words).unwrap_or(0);
        let at = address.checked_rem(geometry.words).unwrap_or(0);
        let back = (geometry.slot(self.newest) + geometry.pages.get() - slot) % geometry.pages;
        (self.newest.wrapping_sub(back), at)
    }

    /// Bytes of data of the item at this address.
    fn item_len(&mut self, address: u32) -> Result<u16, Error> {
        let (sequence, at) = self.page_of(address);
        match word::decode(self.media.word(address)?, sequence, at) {
            Some((Kind::Item, len)) => Ok(len),
            _ => self.damaged(sequence, at),
        }
    }
}
