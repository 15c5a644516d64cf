//! New bytes over an item that is there, without all of it in RAM.

use apdu_spec::bytes;

/// How a new byte is combined with the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOperation {
    /// It replaces it.
    Replace,
    /// Logical AND.
    And,
    /// Logical OR.
    Or,
    /// Logical exclusive OR.
    Xor,
}

impl ByteOperation {
    /// Puts `data` over the first of the bytes that are there.
    pub(crate) fn put(self, there: &mut [u8], data: &[u8]) {
        let pairs = there.iter_mut().zip(data);
        match self {
            Self::Replace => bytes::copy(there, data),
            Self::And => pairs.for_each(|(there, byte)| *there &= byte),
            Self::Or => pairs.for_each(|(there, byte)| *there |= byte),
            Self::Xor => pairs.for_each(|(there, byte)| *there ^= byte),
        }
    }
}

/// What becomes of an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlay<'a> {
    /// Its length then, in bytes.
    pub(crate) len: usize,
    /// The byte that fills what is behind the end of the item that is there.
    pub(crate) erased: u8,
    /// Where the new bytes begin.
    pub(crate) at: usize,
    /// The new bytes.
    pub(crate) data: &'a [u8],
    /// How they are combined with those that are there.
    pub(crate) operation: ByteOperation,
}

impl Overlay<'_> {
    /// Puts the new bytes over a piece of the item, which begins at `from`.
    pub(crate) fn put(&self, from: usize, piece: &mut [u8]) {
        let there = piece.get_mut(self.at.saturating_sub(from)..).unwrap_or_default();
        let data = self.data.get(from.saturating_sub(self.at)..).unwrap_or_default();
        let count = there.len().min(data.len());
        if let (Some(there), Some(data)) = (there.get_mut(..count), data.get(..count)) {
            self.operation.put(there, data);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_every_length_come_out_as_the_whole() {
        let there = [0b1100; 9];
        for (at, data) in [(0, &[0b1010; 9][..]), (0, &[0b1010]), (3, &[0b1010; 4]), (8, &[1])] {
            for operation in
                [ByteOperation::Replace, ByteOperation::And, ByteOperation::Or, ByteOperation::Xor]
            {
                let overlay = Overlay { len: 9, erased: 0, at, data, operation };
                let mut whole = there;
                operation.put(&mut whole[at..at + data.len()], data);
                for size in 1..=9 {
                    let mut pieces = there;
                    let parts = (0..).step_by(size).zip(pieces.chunks_mut(size));
                    parts.for_each(|(from, piece)| overlay.put(from, piece));
                    assert_eq!(pieces, whole, "{operation:?} at {at}, pieces of {size}");
                }
            }
        }
    }
}
