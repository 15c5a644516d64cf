//! How the property tests of this crate draw their cases. Tests only.

#[path = "../../test-vectors/src/seed.rs"]
#[allow(unreachable_pub, reason = "a module of another crate, where it is public")]
mod seed;

use proptest::test_runner::{Config, RngSeed};

/// The seed of the project's random tests; what failed once is played before it.
pub(crate) fn config() -> Config {
    Config { rng_seed: RngSeed::Fixed(seed::of("property tests")), ..Config::default() }
}
