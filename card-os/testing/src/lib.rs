//! What the tests of the card share, its examples, its fuzzing and what it is measured beside:
//! cards in process on a simulated flash, providers for keys that tests have no time for, what is
//! stored before and after a cut. For tests only: nothing that is shipped depends on it.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test fails here as well as in its own code"
)]

pub mod card;
pub mod map;
pub mod mock_crypto;
pub mod one_pair;
pub mod quick_pairs;
pub mod scale;
pub mod secured;
pub mod state;
mod symmetric;
pub mod trace;
