//! Formatting, and finding the state again: reading only.

use embedded_storage::nor_flash::NorFlash;

use super::word::{
    BLANK, ENTRY, Header, Kind, OPEN, PageHead, SLOTS, SNAPSHOT, counter_of, counter_payload,
    decode, encode, torn_from,
};
use super::{Error, Store, StoreState, item_words};

/// A page that counts.
#[derive(Clone, Copy, Debug)]
struct Page {
    header: Header,
    /// End of its snapshot.
    body: u32,
}

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// Erases the region and makes an empty store in it. A cut on the way
    /// leaves a region to format again.
    ///
    /// # Errors
    /// The flash, and [`Error::Geometry`] for a region of fewer than 4 pages,
    /// more than 65535, or pages that are not 512 bytes to 256 KiB;
    /// [`Error::Flash`].
    pub fn format(flash: F) -> Result<Self, (F, Error)> {
        let mut store = Self::new(flash);
        match store.make() {
            Ok(()) => Ok(store),
            Err(error) => Err((store.into_flash(), error)),
        }
    }

    /// Finds the state that was committed last. Writes nothing.
    ///
    /// # Errors
    /// The flash, untouched, and [`Error::Foreign`], [`Error::Newer`],
    /// [`Error::Damaged`], [`Error::Geometry`] (also for a store of another
    /// shape), [`Error::Full`] (more items than `ENTRIES`), [`Error::Flash`].
    pub fn mount(flash: F) -> Result<Self, (F, Error)> {
        let mut store = Self::new(flash);
        match store.load() {
            Ok(()) => Ok(store),
            Err(error) => Err((store.into_flash(), error)),
        }
    }

    /// As [`format`](Self::format), in place.
    ///
    /// # Errors
    /// As there; the store is as it was before it was mounted.
    pub(crate) fn make(&mut self) -> Result<(), Error> {
        self.initialise(Self::make_pages)
    }

    /// As [`mount`](Self::mount), in place. The former state in RAM is dropped.
    ///
    /// # Errors
    /// As there; the store is as it was before it was mounted.
    pub(crate) fn load(&mut self) -> Result<(), Error> {
        self.initialise(Self::load_pages)
    }

    /// Begins anew; what failed leaves nothing.
    fn initialise(&mut self, begin: fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        self.clear();
        let begun = self.media.measure().and_then(|()| begin(self));
        if begun.is_err() {
            self.clear();
        }
        begun
    }

    fn make_pages(&mut self) -> Result<(), Error> {
        for page in 0..self.media.geometry.pages.get() {
            self.media.erase(page)?;
        }
        self.open_first()
    }

    fn load_pages(&mut self) -> Result<(), Error> {
        let newest = self.find_newest()?;
        let Header { sequence, first, .. } = newest.header;
        let span = sequence.checked_sub(first);
        if span.is_none_or(|span| span >= self.media.geometry.window()) {
            return self.damaged(sequence, 4);
        }
        self.newest = sequence;
        self.first = first;
        let mut page = match first {
            _ if first == sequence => newest,
            _ => self.older_page(first)?,
        };
        while page.header.sequence < sequence {
            let number = page.header.sequence + 1;
            let next = match number {
                _ if number == sequence => newest,
                _ => self.older_page(number)?,
            };
            let recorded_end = Some((next.header.end, next.header.tail));
            self.replay(page, recorded_end)?;
            page = next;
        }
        (self.end, self.tail) = self.replay(page, None)?;
        self.body = page.body;
        self.at = self.end;
        self.state = StoreState::Mounted;
        Ok(())
    }

    /// The newest page that counts.
    fn find_newest(&mut self) -> Result<Page, Error> {
        let pages = self.media.geometry.pages.get();
        let mut below = None;
        // A later format may have continued what this one began: in the pages of this format that
        // are left, a spent try may not be spent.
        for slot in 0..pages {
            if let PageHead::NewerFormat(format) = self.media.header(slot)? {
                return Err(Error::Newer { format });
            }
        }
        // More than two that do not count are no accident, and end in refusal.
        for _ in 0..pages {
            let mut best: Option<Header> = None;
            for slot in 0..pages {
                if let PageHead::Header(h) = self.media.header(slot)?
                    && below.is_none_or(|b| h.sequence < b)
                    && best.is_none_or(|b| h.sequence > b.sequence)
                {
                    best = Some(h);
                }
            }
            let Some(header) = best else { break };
            // The session that began the next page relied on this one: then its
            // Open words are enough, for its mark may be weak.
            let body = match below {
                Some(next) if next == header.sequence.saturating_add(1) => {
                    self.snapshot_end(header.sequence)?
                }
                _ => self.counts(header.sequence)?,
            };
            if let Some(body) = body {
                return self.confirm(Page { header, body });
            }
            below = Some(header.sequence);
        }
        self.refuse()
    }

    /// A newer page whose header alone was changed must not be overlooked: that
    /// would bring back the state, and the tries, of the page before.
    fn confirm(&mut self, page: Page) -> Result<Page, Error> {
        let next = page.header.sequence.saturating_add(1);
        if let PageHead::Header(h) = self.media.header(next)?
            && h.sequence == next
        {
            // Its header is right, so it was found not to count.
            return Ok(page);
        }
        // When the snapshot is wrong too, the page is what an erase that was
        // cut left of an opening that was cut.
        match self.counts(next)? {
            Some(body) if self.snapshot_holds(next, body)? => self.damaged(next, 0),
            _ => Ok(page),
        }
    }

    /// Whether a snapshot reads from its start to its Commit.
    fn snapshot_holds(&mut self, sequence: u32, body: u32) -> Result<bool, Error> {
        let mut at = SNAPSHOT;
        while at < body {
            let word = self.media.word(self.media.geometry.address(sequence, at))?;
            let words = match decode(word, sequence, at) {
                Some((Kind::StagedCounter, _)) => 1,
                Some((Kind::Item, len)) => {
                    let words = item_words(usize::from(len));
                    let fits = at.saturating_add(words) < body;
                    if !fits || !self.entry_holds(sequence, at, words)? {
                        return Ok(false);
                    }
                    words
                }
                Some((Kind::Commit, _)) => {
                    return Ok(self.media.geometry.aligned(at + 1) == body);
                }
                _ => return Ok(false),
            };
            at += words;
        }
        Ok(false)
    }

    /// Whether the page of this number counts, and the end of its snapshot: one
    /// Open word is right and the mark behind the snapshot is. Without that,
    /// nothing relies on the page, and its predecessor has the same content.
    fn counts(&mut self, sequence: u32) -> Result<Option<u32>, Error> {
        let Some(body) = self.snapshot_end(sequence)? else {
            return Ok(None);
        };
        let address = self.media.geometry.address(sequence, body);
        let first = self.media.word(address)?;
        if decode(first, sequence, body).is_none()
            && self.media.last_used(sequence, body + 1)?.is_none()
        {
            // Blank, cut, or changed: the last is damage.
            self.torn_tail(sequence, body, first, 0)?;
            return Ok(None);
        }
        Ok(Some(body))
    }

    /// The end of a page's snapshot by its Open words; either will do.
    fn snapshot_end(&mut self, sequence: u32) -> Result<Option<u32>, Error> {
        let geometry = self.media.geometry;
        for at in OPEN {
            let word = self.media.word(geometry.address(sequence, at))?;
            if let Some((Kind::Open, granules)) = decode(word, sequence, at) {
                let body = u32::from(granules) * geometry.granule().get();
                return Ok(Some(body).filter(|body| *body < geometry.words));
            }
        }
        Ok(None)
    }

    /// A page within the window that is not the newest: its content was settled
    /// when the next was opened, so its Open words are enough.
    fn older_page(&mut self, sequence: u32) -> Result<Page, Error> {
        match self.media.header(sequence)? {
            PageHead::Header(header) if header.sequence == sequence => {
                match self.snapshot_end(sequence)? {
                    Some(body) => Ok(Page { header, body }),
                    None => self.damaged(sequence, OPEN[0]),
                }
            }
            _ => self.damaged(sequence, 0),
        }
    }

    /// Why there is no page that counts.
    fn refuse<T>(&mut self) -> Result<T, Error> {
        let mut reason = Error::Foreign;
        for slot in 0..self.media.geometry.pages.get() {
            match self.media.header(slot)? {
                PageHead::OtherGeometry => return Err(Error::Geometry),
                PageHead::Header(_) | PageHead::MagicOnly => {
                    reason = Error::Damaged { page: slot, word: 0 };
                }
                PageHead::NewerFormat(_) | PageHead::Nothing => {}
            }
        }
        Err(reason)
    }

    /// Takes a page's transactions over, in order. `recorded_end` is what the page
    /// behind it says of its end; without it the page is the newest and ends
    /// where it no longer reads. Gives the end and the word before it.
    fn replay(
        &mut self,
        page: Page,
        recorded_end: Option<(u32, u32)>,
    ) -> Result<(u32, u32), Error> {
        let geometry = self.media.geometry;
        let sequence = page.header.sequence;
        let stop = recorded_end.map_or(geometry.words, |(end, _)| end);
        if stop > geometry.words || stop < page.body {
            return self.damaged(sequence, stop);
        }
        // The page's own snapshot has every counter.
        self.counters = super::counter::Counters::new();
        let (mut at, mut start, mut count) = (SNAPSHOT, SNAPSHOT, 0u32);
        let mut accepted = (SNAPSHOT, BLANK);
        let mut snapshot = true;
        while at < stop {
            let word = match recorded_end {
                Some((end, tail)) if at + 1 == end && at >= page.body => tail,
                _ => self.media.word(geometry.address(sequence, at))?,
            };
            match decode(word, sequence, at) {
                Some((Kind::Commit, payload)) if u32::from(payload) == count & 0xFFF => {
                    self.apply(sequence, start, at)?;
                    (at, start, count) = (at + 1, at + 1, 0);
                    accepted = (at, word);
                    if snapshot {
                        if geometry.aligned(at) != page.body {
                            return self.damaged(sequence, at);
                        }
                        snapshot = false;
                        self.limit = geometry.limit(self.counters.count());
                        (at, start) = (page.body, page.body);
                        accepted = (at, BLANK);
                    }
                }
                Some((Kind::Abort, 0)) if !snapshot => {
                    (at, start, count) = (at + 1, at + 1, 0);
                }
                Some((Kind::Counter, payload)) if !snapshot && count == 0 => {
                    let Some((slot, value)) = counter_of(payload) else {
                        return self.damaged(sequence, at);
                    };
                    self.counters.set(slot, value, at);
                    (at, start) = (at + 1, at + 1);
                    accepted = (at, word);
                }
                Some((Kind::StagedCounter, payload)) if counter_of(payload).is_some() => {
                    (at, count) = (at + 1, count.saturating_add(1));
                }
                Some((kind @ (Kind::Item | Kind::RemovePart | Kind::RemoveObject), payload)) => {
                    // Not read again: it may be the word that was cut.
                    let words = match kind {
                        Kind::Item => item_words(usize::from(payload)),
                        _ => ENTRY,
                    };
                    let behind = at.saturating_add(words);
                    if behind > stop {
                        return self.damaged(sequence, at);
                    }
                    if !self.entry_holds(sequence, at, words)? {
                        // Cut while it was programmed: then nothing is behind.
                        let last = self.media.last_used(sequence, behind)?;
                        if recorded_end.is_some() || snapshot || last.is_some() {
                            return self.damaged(sequence, at);
                        }
                        return Ok(accepted);
                    }
                    (at, count) = (behind, count.saturating_add(1));
                }
                None if recorded_end.is_none() && !snapshot => {
                    self.torn_tail(sequence, at, word, count)?;
                    return Ok(accepted);
                }
                _ => return self.damaged(sequence, at),
            }
        }
        if snapshot || (recorded_end.is_some() && accepted.0 != stop) {
            return self.damaged(sequence, at);
        }
        Ok(accepted)
    }

    /// The newest page ends at a word that is no structure: blank, or what a
    /// cut left of a word that could have come next. Anything else was changed.
    fn torn_tail(&mut self, sequence: u32, at: u32, word: u32, count: u32) -> Result<(), Error> {
        let last = self.media.last_used(sequence, at.saturating_add(1))?;
        if let Some(last) = last {
            return self.damaged(sequence, last);
        }
        let could = |kind, payload| torn_from(word, encode(kind, payload, sequence, at));
        let [low, high, ..] = count.to_le_bytes();
        let commit = u16::from_le_bytes([low, high]) & 0xFFF;
        let counter = |kind| {
            (0..SLOTS).any(|slot| (0..16).any(|value| could(kind, counter_payload(slot, value))))
        };
        if word == BLANK
            || could(Kind::Abort, 0)
            || (count > 0 && could(Kind::Commit, commit))
            || (count == 0 && counter(Kind::Counter))
            || counter(Kind::StagedCounter)
            || could(Kind::RemovePart, 0)
            || could(Kind::RemoveObject, 0)
            || (0..=0xFFF).any(|len| could(Kind::Item, len))
        {
            Ok(())
        } else {
            self.damaged(sequence, at)
        }
    }
}
