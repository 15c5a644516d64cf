//! Everything that runs through pcscd and its virtual reader. `juki with-card` starts it, with a
//! card of ours, and isolates it from this system's.

pub(crate) mod card;
pub(crate) mod roundtrip;
pub(crate) mod scenarios;
pub(crate) mod suite;
