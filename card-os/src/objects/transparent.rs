//! Transparent EFs: bytes in blocks, a block never written reads as zeros.

use apdu_spec::bytes;
use apdu_spec::status::StatusWord;

use super::store::ObjectStore;
use super::tree::NodeId;
use crate::storage::Key;

/// Bytes per block: one item of the storage.
pub(crate) const BLOCK: usize = 256;

/// A transparent EF that may be read or written: see `Context::open`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TransparentFile {
    pub(crate) id: NodeId,
    pub(crate) size: usize,
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
            let (key, inside) = self.place(at)?;
            let (part, next) = rest.split_at_mut(rest.len().min(BLOCK - inside));
            let read = store.read(key, inside, part)?;
            part.get_mut(read..).unwrap_or_default().fill(0);
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
    ) -> Result<(), StatusWord> {
        let mut at = at;
        let mut rest = data;
        while !rest.is_empty() {
            let (key, inside) = self.place(at)?;
            let (part, next) = rest.split_at(rest.len().min(BLOCK - inside));
            let mut block = [0; BLOCK];
            let before = store.read(key, 0, &mut block)?;
            let end = inside.saturating_add(part.len());
            bytes::copy(block.get_mut(inside..end).ok_or(StatusWord::WRONG_OFFSET)?, part);
            store.put(key, block.get(..before.max(end)).unwrap_or_default())?;
            at = at.saturating_add(part.len());
            rest = next;
        }
        Ok(())
    }

    fn place(&self, at: usize) -> Result<(Key, usize), StatusWord> {
        let part = u16::try_from(at / BLOCK).map_err(|_| StatusWord::WRONG_OFFSET)?;
        Ok((Key { object: self.id.object(), part }, at % BLOCK))
    }
}
