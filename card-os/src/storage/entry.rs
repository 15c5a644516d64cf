//! Entries in flash: head, key, data, check; programmed, copied, read back.

use embedded_storage::nor_flash::NorFlash;
use zeroize::Zeroize;

use super::media::CHUNK;
use super::word::{ENTRY, Kind, decode, encode, entry_check};
use super::{Error, Key, Overlay, Store, item_words};

impl<F: NorFlash, const ENTRIES: usize> Store<F, ENTRIES> {
    /// Programs an entry: head, key, data, check.
    pub(super) fn program_entry(&mut self, kind: Kind, key: Key, data: &[u8]) -> Result<(), Error> {
        let len = u16::try_from(data.len()).map_err(|_| Error::Full)?;
        let head = encode(kind, len, self.newest, self.at);
        let mut check = entry_check(self.newest, self.at, head);
        let key = key_bytes(key);
        let address = self.media.geometry.address(self.newest, self.at);
        let whole = data.len() & !3;
        let (body, rest) = data.split_at_checked(whole).unwrap_or((data, &[]));
        let mut last = [0; 4];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        check.update(&key);
        check.update(body);
        let mut behind = address + 2 + u32::try_from(body.len() / 4).unwrap_or(0);
        self.media.program(address, &head.to_le_bytes())?;
        self.media.program(address + 1, &key)?;
        self.media.program(address + 2, body)?;
        if !rest.is_empty() {
            check.update(&last);
            self.media.program(behind, &last)?;
            behind += 1;
        }
        last.zeroize();
        let check = check.finalize().to_le_bytes();
        self.media.program(behind, &check)?;
        self.at += behind + 1 - address;
        self.transaction.count = self.transaction.count.saturating_add(1);
        Ok(())
    }

    /// Programs an item that is made of the one of this key: see [`put_over`](Self::put_over).
    pub(super) fn program_over(&mut self, key: Key, overlay: &Overlay<'_>) -> Result<(), Error> {
        let len = overlay.len;
        let payload = u16::try_from(len).map_err(|_| Error::Full)?;
        let head = encode(Kind::Item, payload, self.newest, self.at);
        let mut check = entry_check(self.newest, self.at, head);
        let name = key_bytes(key);
        check.update(&name);
        let address = self.media.geometry.address(self.newest, self.at);
        self.media.program(address, &head.to_le_bytes())?;
        self.media.program(address + 1, &name)?;
        let mut behind = address + 2;
        let mut chunk = [0; CHUNK];
        let mut done = 0;
        let mut result = Ok(());
        while done < len && result.is_ok() {
            let count = (len - done).min(CHUNK);
            // Behind the end of the item are zeros, to the next word.
            chunk.fill(0);
            let piece = chunk.get_mut(..count).unwrap_or_default();
            piece.fill(overlay.erased);
            result = self.read(key, done, piece).map(drop);
            overlay.put(done, piece);
            let part = chunk.get(..count.next_multiple_of(4)).unwrap_or_default();
            check.update(part);
            result = result.and_then(|()| self.media.program(behind, part));
            behind += u32::try_from(part.len() / 4).unwrap_or(0);
            done += count;
        }
        chunk.zeroize();
        result?;
        let check = check.finalize().to_le_bytes();
        self.media.program(behind, &check)?;
        self.at += behind + 1 - address;
        self.transaction.count = self.transaction.count.saturating_add(1);
        Ok(())
    }

    /// Copies an entry from another page to the end of this one.
    pub(super) fn copy_entry(&mut self, from: (u32, u32), words: u32) -> Result<(), Error> {
        let (sequence, at) = from;
        let geometry = self.media.geometry;
        let source = geometry.address(sequence, at);
        let target = geometry.address(self.newest, self.at);
        let old_head = self.media.word(source)?;
        let Some((kind, payload)) = decode(old_head, sequence, at) else {
            return self.damaged(sequence, at);
        };
        let head = encode(kind, payload, self.newest, self.at);
        let mut old = entry_check(sequence, at, old_head);
        let mut new = entry_check(self.newest, self.at, head);
        self.media.program(target, &head.to_le_bytes())?;
        let mut behind = target + 1;
        let held = self.each_chunk(source, words, |store, part| {
            old.update(part);
            new.update(part);
            store.media.program(behind, part)?;
            behind += u32::try_from(part.len() / 4).unwrap_or(1);
            Ok(())
        })?;
        if held != old.finalize() {
            return self.damaged(sequence, at);
        }
        let check = new.finalize().to_le_bytes();
        self.media.program(behind, &check)?;
        self.at += words;
        Ok(())
    }

    /// Kind and words of the entry at a position known to hold one.
    pub(super) fn entry_at(&mut self, sequence: u32, at: u32) -> Result<(Kind, u32), Error> {
        let address = self.media.geometry.address(sequence, at);
        match decode(self.media.word(address)?, sequence, at) {
            Some((Kind::Item, len)) => Ok((Kind::Item, item_words(usize::from(len)))),
            Some((kind @ (Kind::RemovePart | Kind::RemoveObject), _)) => Ok((kind, ENTRY)),
            Some((Kind::StagedCounter, _)) => Ok((Kind::StagedCounter, 1)),
            _ => self.damaged(sequence, at),
        }
    }

    /// Reads every entry back and checks it.
    pub(super) fn verify_entries(
        &mut self,
        sequence: u32,
        start: u32,
        stop: u32,
    ) -> Result<(), Error> {
        let mut at = start;
        while at < stop {
            let (kind, words) = self.entry_at(sequence, at)?;
            if kind != Kind::StagedCounter && !self.entry_holds(sequence, at, words)? {
                return Err(Error::Flash);
            }
            at += words;
        }
        Ok(())
    }

    /// Whether an entry's check is right.
    pub(super) fn entry_holds(
        &mut self,
        sequence: u32,
        at: u32,
        words: u32,
    ) -> Result<bool, Error> {
        let address = self.media.geometry.address(sequence, at);
        let head = self.media.word(address)?;
        let mut check = entry_check(sequence, at, head);
        let held = self.each_chunk(address, words, |_, part| {
            check.update(part);
            Ok(())
        })?;
        Ok(held == check.finalize())
    }

    /// Reads the data between the head and the check of an entry, a chunk at a time; returns the
    /// check that is there.
    fn each_chunk(
        &mut self,
        address: u32,
        words: u32,
        mut work: impl FnMut(&mut Self, &[u8]) -> Result<(), Error>,
    ) -> Result<u32, Error> {
        let mut chunk = [0; CHUNK];
        let mut done = 1;
        let mut result = Ok(());
        while done + 1 < words && result.is_ok() {
            let bytes = usize::try_from((words - 1 - done).min(16) * 4).unwrap_or(4);
            let part = chunk.get_mut(..bytes).unwrap_or_default();
            result = self.media.bytes(address + done, part).and_then(|()| work(self, part));
            done += u32::try_from(bytes / 4).unwrap_or(1);
        }
        chunk.zeroize();
        result?;
        self.media.word(address + done)
    }
}

/// A key as it lies in flash.
fn key_bytes(key: Key) -> [u8; 4] {
    let [a, b] = key.object.to_le_bytes();
    let [c, d] = key.part.to_le_bytes();
    [a, b, c, d]
}

/// A key read from flash.
pub(super) fn key_from(word: u32) -> Key {
    let [a, b, c, d] = word.to_le_bytes();
    Key::new(u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]))
}
