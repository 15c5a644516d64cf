//! The first of many things, for a message that somebody reads.

use std::fmt;

/// How many are shown.
const SHOWN: usize = 10;

/// The first of some things, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt<T> {
    /// The first of them.
    pub first: Vec<T>,
    /// How many there are.
    pub count: usize,
}

impl<T> Excerpt<T> {
    /// How many are not shown.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.count.saturating_sub(self.first.len())
    }
}

impl<T> FromIterator<T> for Excerpt<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut excerpt = Self { first: Vec::new(), count: 0 };
        for thing in things {
            if excerpt.first.len() < SHOWN {
                excerpt.first.push(thing);
            }
            excerpt.count += 1;
        }
        excerpt
    }
}

impl<T: fmt::Display> fmt::Display for Excerpt<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, thing) in self.first.iter().enumerate() {
            write!(f, "{}{thing}", if place == 0 { "" } else { ", " })?;
        }
        match self.more() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
