//! Everything that runs through pcscd and its virtual reader.

pub(crate) mod card;
pub(crate) mod daemon;
pub(crate) mod isolation;
pub(crate) mod roundtrip;
pub(crate) mod suite;
