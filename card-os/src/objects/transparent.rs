//! Transparent EFs: bytes in blocks, a block never written reads as erased.

use apdu_spec::status::StatusWord;

use super::file::{Header, Part};
use super::store::ObjectStore;
use super::tree::NodeId;
use super::write_mode::{WriteMode, position};
use crate::storage::Key;

/// Bytes per block: one item of the storage.
pub(crate) const BLOCK: usize = 256;

/// Bytes that a search looks at together; a string is at most half as long.
const WINDOW: usize = 2 * BLOCK;

/// A transparent EF that may be read or written: see `Context::open`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TransparentFile {
    pub(crate) id: NodeId,
    pub(crate) size: usize,
    /// A byte in the logically erased state.
    pub(crate) erased: u8,
}

impl TransparentFile {
    /// Reads from an offset on; `out` ends within the file.
    pub(crate) fn read(
        &self,
        store: &mut dyn ObjectStore,
        at: usize,
        out: &mut [u8],
    ) -> Result<(), StatusWord> {
        let mut at = at;
        let mut rest = out;
        while !rest.is_empty() {
            let (key, inside) = self.locate(at)?;
            let (part, next) = rest.split_at_mut(rest.len().min(BLOCK - inside));
            let read = store.read(key, inside, part)?;
            part.get_mut(read..).unwrap_or_default().fill(self.erased);
            at = at.saturating_add(part.len());
            rest = next;
        }
        Ok(())
    }

    /// Writes from an offset on; the data ends within the file.
    pub(crate) fn write(
        &self,
        store: &mut dyn ObjectStore,
        at: usize,
        data: &[u8],
        write_mode: WriteMode,
    ) -> Result<(), StatusWord> {
        let mut at = at;
        let mut rest = data;
        while !rest.is_empty() {
            let (key, inside) = self.locate(at)?;
            let (part, next) = rest.split_at(rest.len().min(BLOCK - inside));
            let mut block = [self.erased; BLOCK];
            let before = store.read(key, 0, &mut block)?;
            let end = inside.saturating_add(part.len());
            let there = block.get_mut(inside..end).ok_or(StatusWord::WRONG_OFFSET)?;
            write_mode.apply(there, part)?;
            store.put(key, block.get(..before.max(end)).unwrap_or_default())?;
            at = at.saturating_add(part.len());
            rest = next;
        }
        Ok(())
    }

    /// Erases from an offset up to one that is kept; both are within the file or at its end.
    pub(crate) fn erase(
        &self,
        store: &mut dyn ObjectStore,
        from: usize,
        to: usize,
    ) -> Result<(), StatusWord> {
        if from == 0 && to >= self.size {
            return self.erase_all(store);
        }
        let mut at = from;
        while at < to {
            let (key, inside) = self.locate(at)?;
            let count = to.saturating_sub(at).min(BLOCK - inside);
            let end = inside.saturating_add(count);
            match store.len(key)? {
                None => {}
                // Nothing of the block is left: so little is written for the longest file.
                Some(length) if inside == 0 && length <= end => store.remove(key)?,
                Some(length) => {
                    let mut block = [self.erased; BLOCK];
                    let length = store.read(key, 0, &mut block)?.min(length);
                    if let Some(there) = block.get_mut(inside..end.min(length)) {
                        there.fill(self.erased);
                        store.put(key, block.get(..length).unwrap_or_default())?;
                    }
                }
            }
            at = at.saturating_add(count);
        }
        Ok(())
    }

    /// Removes every block at once, so that the longest file is erased by a short transaction.
    fn erase_all(&self, store: &mut dyn ObjectStore) -> Result<(), StatusWord> {
        if store.parts(self.id.object(), Part::HEADER).is_none() {
            return Ok(());
        }
        let mut header = Header::empty();
        header.read(store, self.id)?;
        store.remove_all(self.id.object())?;
        header.store(store, self.id)
    }

    /// The first offset from this one on of a string of 1 to [`BLOCK`] bytes.
    pub(crate) fn search(
        &self,
        store: &mut dyn ObjectStore,
        from: usize,
        string: &[u8],
    ) -> Result<Option<usize>, StatusWord> {
        let mut window = [0; WINDOW];
        let mut at = from;
        while at.saturating_add(string.len()) <= self.size {
            let count = self.size.saturating_sub(at).min(WINDOW);
            let looked_at = window.get_mut(..count).unwrap_or_default();
            self.read(store, at, looked_at)?;
            if let Some(found) = position(looked_at, string) {
                return Ok(Some(at.saturating_add(found)));
            }
            // The last bytes may begin a string that goes on behind them.
            let step = count.saturating_sub(string.len()).saturating_add(1);
            at = at.saturating_add(step);
        }
        Ok(None)
    }

    fn locate(&self, at: usize) -> Result<(Key, usize), StatusWord> {
        let part = u16::try_from(at / BLOCK).map_err(|_| StatusWord::WRONG_OFFSET)?;
        Ok((Key { object: self.id.object(), part }, at % BLOCK))
    }
}
