//! Turning to the next page: room, evacuation, snapshot.

use embedded_storage::nor_flash::NorFlash;

use super::word::{BLANK, Header, Kind, OPEN, PageHead, SNAPSHOT, counter_payload, encode};
use super::{Error, Store, StoreState, item_words};

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// Turns to a new page of this session now, so that what the mount
    /// accepted cannot read differently after the next one. The first write of
    /// a session does the same; one erase.
    ///
    /// # Errors
    /// [`Error::Flash`], [`Error::Damaged`]; [`Error::Full`] after 2^32 pages.
    pub fn settle(&mut self) -> Result<(), Error> {
        self.writable()?;
        if self.state == StoreState::Writing {
            return Ok(());
        }
        let result = self.open(0);
        self.latch_write_failure(result)
    }

    /// Sees that the newest page is of this session and has `words` free,
    /// turning pages and taking the staged entries along. What is kept free for
    /// counters is for counters that take effect `at_once`.
    pub(super) fn room(&mut self, words: u32, at_once: bool) -> Result<(), Error> {
        self.writable()?;
        if self.state == StoreState::Writing
            && self.holds(words + u32::from(self.transaction.void), at_once)
        {
            return Ok(());
        }
        let from = self.newest;
        let (start, stop) = match self.transaction.count {
            0 => (self.at, self.at),
            _ => (self.transaction.start, self.at),
        };
        let need = (stop - start).saturating_add(words);
        if need > self.media.geometry.room() {
            return Err(Error::Full);
        }
        // By the limit on live data one of these has room: see "Space".
        for _ in 0..=self.media.geometry.window() {
            self.open(need)?;
            if self.holds(need, at_once) {
                return self.restage(from, start, stop);
            }
        }
        self.damaged(self.newest, self.at)
    }

    fn holds(&self, words: u32, at_once: bool) -> bool {
        let end = match at_once {
            true => self.media.geometry.words,
            false => self.limit,
        };
        self.at.saturating_add(words) <= end
    }

    /// Copies the staged entries to the page just opened.
    fn restage(&mut self, from: u32, start: u32, stop: u32) -> Result<(), Error> {
        self.transaction.start = self.at;
        let mut at = start;
        while at < stop {
            let (kind, words) = self.entry_at(from, at)?;
            if kind == Kind::StagedCounter {
                let address = self.media.geometry.address(from, at);
                let word = self.media.word(address)?;
                let Some((_, payload)) = super::word::decode(word, from, at) else {
                    return self.damaged(from, at);
                };
                self.program_next(kind, payload)?;
            } else {
                self.copy_entry((from, at), words)?;
            }
            at += words;
        }
        Ok(())
    }

    /// Programs a store's first page.
    pub(super) fn open_first(&mut self) -> Result<(), Error> {
        let header = Header { sequence: 0, first: 0, end: 0, tail: BLANK };
        self.program_page(header, [None; super::word::SLOTS as usize], false)
    }

    /// Opens the next page, with room for `need` words if the live data of the
    /// oldest page leaves it; if not, packed with live data of further pages.
    pub(super) fn open(&mut self, need: u32) -> Result<(), Error> {
        // Before anything is erased: what will be copied must be right.
        let counters = self.counter_values()?;
        let geometry = self.media.geometry;
        let sequence = self.newest.checked_add(1).ok_or(Error::Full)?;
        let evict = sequence - self.first >= geometry.window();
        let evicted = if evict { self.live_in(self.first)? } else { 0 };
        let pack = evict && geometry.room().saturating_sub(evicted) < need;
        // A page ahead of this one is left over from a session whose last page
        // no longer reads; it must not be found once this page's session is
        // over. It is spare, as the one before it was.
        let ahead = sequence.saturating_add(1);
        if let PageHead::Header(h) = self.media.header(ahead)?
            && h.sequence > sequence
        {
            self.media.erase(ahead)?;
        }
        self.media.erase(sequence)?;
        let header = Header {
            sequence,
            first: self.first + u32::from(evict),
            end: self.end,
            tail: self.tail,
        };
        self.program_page(header, counters, pack)
    }

    /// Programs a page up to its Open words.
    fn program_page(
        &mut self,
        header: Header,
        counters: [Option<u8>; super::word::SLOTS as usize],
        pack: bool,
    ) -> Result<(), Error> {
        let geometry = self.media.geometry;
        let sequence = header.sequence;
        let oldest = self.first;
        let bytes = header.bytes(geometry);
        self.media.program(geometry.address(sequence, 0), &bytes)?;
        if self.media.header(sequence)? != PageHead::Header(header) {
            return Err(Error::Flash);
        }
        self.state = StoreState::Writing;
        self.newest = sequence;
        self.at = SNAPSHOT;
        let mut count = 0u32;
        for (slot, value) in (0u8..).zip(counters) {
            if let Some(value) = value {
                self.program_next(Kind::StagedCounter, counter_payload(slot, value))?;
                count += 1;
            }
        }
        self.limit = geometry.limit(count);
        let mut page = oldest;
        while page < header.first || (pack && page < sequence) {
            let (copied, all) = self.evacuate(page, page >= header.first)?;
            count = count.saturating_add(copied);
            if !all {
                break;
            }
            page += 1;
        }
        let stop = self.at;
        let [low, high, ..] = count.to_le_bytes();
        self.program_next(Kind::Commit, u16::from_le_bytes([low, high]) & 0xFFF)?;
        self.body = geometry.aligned(self.at);
        self.verify_entries(sequence, SNAPSHOT, stop)?;
        self.apply(sequence, SNAPSHOT, stop)?;
        let granules = u16::try_from(self.body / geometry.granule()).unwrap_or(0);
        for at in OPEN {
            let word = encode(Kind::Open, granules, sequence, at);
            self.media.program_word(geometry.address(sequence, at), word)?;
        }
        // The mark: a page without a word behind its snapshot does not count.
        // When it is right, the Open words were not the last thing programmed.
        self.at = self.body;
        self.program_next(Kind::Abort, 0)?;
        self.first = header.first;
        self.end = self.body;
        self.tail = BLANK;
        self.transaction.void = false;
        Ok(())
    }

    /// Copies the live items of a page, as many as fit when `partly`; gives
    /// their number and whether that was all.
    fn evacuate(&mut self, page: u32, partly: bool) -> Result<(u32, bool), Error> {
        let mut copied = 0;
        let mut place = 0;
        while let Some(entry) = self.index.entries().get(place).copied() {
            place += 1;
            let (sequence, at) = self.page_of(entry.address);
            if sequence != page {
                continue;
            }
            let words = item_words(usize::from(self.item_len(entry.address)?));
            if self.at + words + 2 > self.limit {
                if partly {
                    return Ok((copied, false));
                }
                // Any page's items fit any other: the index is wrong.
                return self.damaged(page, at);
            }
            self.copy_entry((sequence, at), words)?;
            copied += 1;
        }
        Ok((copied, true))
    }

    /// Words of the live items of a page.
    fn live_in(&mut self, page: u32) -> Result<u32, Error> {
        let mut words = 0u32;
        let mut place = 0;
        while let Some(entry) = self.index.entries().get(place).copied() {
            place += 1;
            if self.page_of(entry.address).0 == page {
                let len = self.item_len(entry.address)?;
                words = words.saturating_add(item_words(usize::from(len)));
            }
        }
        Ok(words)
    }
}
