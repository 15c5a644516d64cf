//! Drawing codes at random.
//!
//! The unused codes of all blocks stand in one row, and each is drawn with the same probability: the
//! row is shuffled (Fisher and Yates), one place a draw, and only places whose content has moved are
//! kept. A draw takes one number below the count of unused codes and looks at two places: it does not
//! search, so the last code of a full block comes as quickly as the first, and nothing is tried
//! again because it is taken.
//!
//! **Memory**: one entry of 16 bytes (about 40 with the table around it) for each used code that
//! stands behind the front of the row, so never more than there are used codes; nothing for the size
//! of a block.
//!
//! **Sequence**: that a draw is the successor of the one before is as probable as any other
//! outcome, and is not excluded: a rule that excludes some outcomes tells whoever knows one code what
//! the next one is not, and the rule "every unused code is equally probable" is the one that can be
//! checked.

use std::collections::HashMap;

use rand_core::CryptoRng;

use crate::block::{Block, Blocks};

/// The numbers of a block, both ends among them, and where they stand in the row.
#[derive(Clone, Copy)]
struct Stretch {
    first: u64,
    last: u64,
    /// The place of the first.
    start: u64,
}

/// The unused codes of some blocks, to be drawn from: the ten digits before the check digit.
#[derive(Clone)]
pub struct Pool {
    /// By their numbers, and so by their places too.
    stretches: Vec<Stretch>,
    /// How many places of the row are used up.
    front: u64,
    /// How many places there are.
    length: u64,
    /// What stands at a place behind the front, where it is not the place's own number.
    moved: HashMap<u64, u64>,
}

/// What is left is not shown.
impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("left", &self.left()).finish_non_exhaustive()
    }
}

impl Pool {
    /// The codes of blocks, without those that are used: each at most once in `used`; those of no
    /// block are passed over.
    #[must_use]
    pub fn new(blocks: &Blocks, used: impl Iterator<Item = u64>) -> Self {
        let mut length = 0_u64;
        let stretch = |block: &Block| {
            let start = length;
            length = length.saturating_add(block.size());
            Stretch { first: block.first(), last: block.last(), start }
        };
        let stretches = blocks.iter().map(stretch).collect();
        let mut pool = Self { stretches, front: 0, length, moved: HashMap::new() };
        let used: Vec<u64> = used.filter_map(|number| pool.place_of(number)).collect();
        pool.front = used.len() as u64;
        // The front holds the used numbers: a used one behind it changes places with an unused one
        // in it, of which there are as many.
        let (mut within, mut behind) = (Vec::new(), Vec::new());
        for place in used {
            if place < pool.front { within.push(place) } else { behind.push(place) }
        }
        within.sort_unstable();
        let mut within = within.into_iter().peekable();
        let unused = (0..pool.front).filter(|place| within.next_if_eq(place).is_none());
        pool.moved = behind.into_iter().zip(unused).collect();
        pool
    }

    /// How many are left.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.length.saturating_sub(self.front)
    }

    /// Draws one of those left, each with the same probability, and takes it out; `None` when there
    /// are none.
    pub fn draw(&mut self, rng: &mut dyn CryptoRng) -> Option<u64> {
        let place = self.front.checked_add(below(self.left(), rng)?)?;
        let drawn = self.moved.get(&place).copied().unwrap_or(place);
        let front = self.moved.remove(&self.front).unwrap_or(self.front);
        if place != self.front {
            self.moved.insert(place, front);
        }
        self.front = self.front.checked_add(1)?;
        self.number_at(drawn)
    }

    fn place_of(&self, number: u64) -> Option<u64> {
        let at = self.stretches.partition_point(|stretch| stretch.first <= number);
        let stretch = self.stretches.get(at.checked_sub(1)?)?;
        let is_within = number <= stretch.last;
        is_within.then(|| stretch.start.checked_add(number - stretch.first))?
    }

    fn number_at(&self, place: u64) -> Option<u64> {
        let at = self.stretches.partition_point(|stretch| stretch.start <= place);
        let stretch = self.stretches.get(at.checked_sub(1)?)?;
        stretch.first.checked_add(place - stretch.start)
    }
}

/// A number below `bound`, each with the same probability; `None` when the bound is 0.
///
/// The upper half of a product of 64 by 64 bits is the number; the few products that would make some
/// numbers more frequent are drawn again (Lemire, "Fast random integer generation in an interval",
/// 2019). 2^64 modulo the 10^10 codes that there are is 3.7 * 10^9: one draw in
/// 5 * 10^9 is repeated.
fn below(bound: u64, rng: &mut dyn CryptoRng) -> Option<u64> {
    // 2^64 modulo the bound.
    let surplus = bound.wrapping_neg().checked_rem(bound)?;
    loop {
        let random = rng.next_u64();
        if random.wrapping_mul(bound) >= surplus {
            return u64::try_from((u128::from(random) * u128::from(bound)) >> 64).ok();
        }
    }
}

#[cfg(test)]
mod tests;
