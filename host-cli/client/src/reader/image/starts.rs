//! The starts of a card made from a seed: a number that only grows, outside the flash.

use super::{CRC, Image, STARTS_AT};
use crate::seed::Seed;

/// Bytes of the number.
const NUMBER: usize = 8;

impl Image {
    /// Counts a start of a card made from a seed, and gives the seed and the number of this start.
    /// [`Image::write_through`] puts it on the disk: the card answers nothing before that. `None`
    /// when the card has no seed, or its start cannot be counted: the numbers of a start that was
    /// not counted would be drawn a second time.
    pub(in crate::reader) const fn start(&mut self) -> Option<(Seed, u64)> {
        let Some(seed) = self.seed else { return None };
        if self.read_only() {
            return None;
        }
        // Nobody starts it so often.
        self.starts = self.starts.saturating_add(1);
        Some((seed, self.starts))
    }
}

/// The number and its check, which lie in one sector of any disk.
pub(super) fn field(starts: u64) -> Vec<u8> {
    let number = starts.to_be_bytes();
    [&number[..], &CRC.checksum(&number).to_be_bytes()].concat()
}

/// Reads it from the header block; `None` when the check does not fit. Going on from a number that
/// may be too low would repeat what must not repeat.
pub(super) fn parse(block: &[u8]) -> Option<u64> {
    let (number, check) = block.get(STARTS_AT..)?.split_first_chunk::<NUMBER>()?;
    let check = check.first_chunk()?;
    (u32::from_be_bytes(*check) == CRC.checksum(number)).then(|| u64::from_be_bytes(*number))
}
