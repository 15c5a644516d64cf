//! Where choices come from.

use crate::rng::TestRng;

/// A source of choices.
pub trait Choices {
    /// Any byte.
    fn byte(&mut self) -> u8;

    /// A number below `bound`; 0 for a bound of 0. Takes one byte for a bound up to 256.
    fn below(&mut self, bound: usize) -> usize {
        let mut number = usize::from(self.byte());
        if bound > 0x100 {
            number = number << 8 | usize::from(self.byte());
        }
        number.checked_rem(bound).unwrap_or(0)
    }

    /// The same for a byte.
    fn below_u8(&mut self, bound: u8) -> u8 {
        self.byte().checked_rem(bound).unwrap_or(0)
    }

    /// True once in so many times, at most 256. Choices that are zero are false: they make what is
    /// right.
    fn one_in(&mut self, times: u8) -> bool {
        self.below_u8(times.max(2)) == 1
    }

    /// So many bytes.
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }
}

impl Choices for TestRng {
    fn byte(&mut self) -> u8 {
        self.next_u64().to_be_bytes()[0]
    }
}

/// Choices made before, by a fuzzer; zeros when they are used up.
#[derive(Clone, Debug)]
pub struct RecordedChoices<'a>(&'a [u8]);

impl<'a> RecordedChoices<'a> {
    /// These.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Are all used up?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is left.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next bytes as they are: fewer than asked for at the end.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

impl Choices for RecordedChoices<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }
}
