//! What the project's random tests draw from: the same numbers every time, unless somebody asks
//! for others. `docs/testing.md` lists the tests.

use core::num::ParseIntError;
use std::env::VarError;

/// The environment variable that says another seed: a number of 64 bits, in decimal digits.
pub const VARIABLE: &str = "JUKI_TEST_SEED";

/// The seed where the variable says none.
pub const FIXED: u64 = 1;

/// The seed of this run. It is printed with the test it is for: a test that fails shows what it
/// printed, and so what draws the same numbers again.
///
/// # Panics
/// When the variable holds no such number: what was to repeat another run must not be a different
/// one in silence.
#[must_use]
pub fn of(test: &str) -> u64 {
    let seed = match std::env::var(VARIABLE) {
        Ok(said) => read(&said).ok(),
        Err(VarError::NotPresent) => Some(FIXED),
        Err(VarError::NotUnicode(_)) => None,
    };
    #[allow(clippy::panic, reason = "a test fails so")]
    let Some(seed) = seed else { panic!("{VARIABLE} is no number of 64 bits in decimal digits") };
    std::println!("{test}: seed {seed}, drawn again with {VARIABLE}={seed}");
    seed
}

fn read(said: &str) -> Result<u64, ParseIntError> {
    if said.is_empty() { Ok(FIXED) } else { said.parse() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_what_the_variable_says_or_the_fixed_one_and_never_a_guess() {
        assert_eq!(read(""), Ok(FIXED));
        assert_eq!(read("0"), Ok(0));
        assert_eq!(read("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["18446744073709551616", "-1", "0x10", "fresh", " 7"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
