//! Signatures over documents: made here and judged, made by others, and forged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod certificates_of_others;
mod forged;
mod formats;
mod sign;
mod signatures_of_others;
mod signed_data;
#[path = "../support/signer.rs"]
mod signer;
