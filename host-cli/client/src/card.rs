//! The card in the terms of the standard: ATR, sessions, and what a card tells about itself; then
//! its applications, typed: what they hold, by their description in [`apdu_spec::profile`].
//!
//! Whoever verifies a PIN does it inside one exclusive transaction of the reader
//! ([`Reader::exclusive`](crate::reader::Reader::exclusive)) and logs out in the end: what is
//! verified would outlive the program by a moment. Whoever works for others from call to call does
//! it in each of them (the [crate's documentation](crate#a-card-that-is-kept-between-calls)).

pub mod atr;
pub mod authentication;
pub mod chip_authentication;
pub mod common;
mod error;
pub mod fields;
pub mod files;
pub mod identity;
pub mod jpki;
pub mod juki;
mod key_derivation;
pub mod operations;
pub mod pace;
pub mod pins;
pub mod pkcs15;
pub mod proof;
pub mod session;
pub mod text;
pub mod visual;

pub use error::{CardError, FailureScope, MalformedPart};
