//! Random numbers from a seed: for cards that repeat byte for byte, and are never to be believed.
//!
//! Whoever knows the seed, a number of 64 bits, knows every key that was drawn from it. Each use
//! draws from a stream of its own, so that no use repeats what another one drew.

use chacha20::ChaCha20Rng;
use der::DateTime;
use rand_core::SeedableRng as _;
use sha2::{Digest as _, Sha256};

/// What everything is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// What the numbers are for.
#[derive(Clone, Copy, Debug)]
pub enum NumberUse<'a> {
    /// The serial number of a card of this kind and profile.
    Serial {
        /// Name of the kind.
        kind: &'a str,
        /// Profile and keys, as the card says them.
        card: &'a [u8],
    },
    /// The keys of the authority, which is made for this moment: two certificates of one key and
    /// one serial number would differ.
    Authority(DateTime),
    /// What the authority draws when it issues the card with this serial number.
    Issuing(&'a [u8]),
    /// What the card with this serial number draws from its start of this number on; it is made
    /// in start 0.
    Card {
        /// Its serial number.
        serial: &'a [u8],
        /// Number of the start.
        start: u64,
    },
}

impl Seed {
    /// The numbers for a use: ChaCha20 under the SHA-256 of seed and use.
    #[must_use]
    pub fn numbers(self, for_what: NumberUse<'_>) -> ChaCha20Rng {
        let (tag, first, second): (u8, &[u8], &[u8]) = match for_what {
            NumberUse::Serial { kind, card } => (1, kind.as_bytes(), card),
            NumberUse::Authority(moment) => {
                (2, &moment.unix_duration().as_secs().to_be_bytes(), &[])
            }
            NumberUse::Issuing(serial) => (3, serial, &[]),
            NumberUse::Card { serial, start } => (4, serial, &start.to_be_bytes()),
        };
        let mut hash = Sha256::new();
        hash.update(b"juki seed 1");
        hash.update(self.0.to_be_bytes());
        hash.update([tag]);
        for part in [first, second] {
            // Lengths keep two parts apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        ChaCha20Rng::from_seed(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use rand_core::Rng as _;

    use super::*;

    #[test]
    fn every_use_draws_numbers_of_its_own_and_draws_them_again() {
        let uses = [
            NumberUse::Serial { kind: "ab", card: b"c" },
            NumberUse::Serial { kind: "a", card: b"bc" },
            NumberUse::Authority(DateTime::new(2026, 4, 1, 3, 0, 0).unwrap()),
            NumberUse::Authority(DateTime::new(2026, 4, 2, 3, 0, 0).unwrap()),
            NumberUse::Issuing(b"abc"),
            NumberUse::Card { serial: b"abc", start: 0 },
            NumberUse::Card { serial: b"abc", start: 1 },
        ];
        let drawn = |seed| uses.map(|of| Seed(seed).numbers(of).next_u64());
        let mut all = [drawn(1), drawn(2)].concat();
        assert_eq!(drawn(1), drawn(1));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 2 * uses.len());
    }

    #[test]
    fn the_numbers_never_change() {
        // Seeded cards of an older version of this program must stay the same. The number is what
        // `openssl enc -chacha20` makes of zeros under the SHA-256 of the same bytes.
        let number = Seed(1).numbers(NumberUse::Issuing(b"99999")).next_u64();
        assert_eq!(number, 3_409_288_357_603_078_562);
    }
}
