//! Issuing the Basic Resident Registration Card, and what is done with issued ones at a counter.
//!
//! | module | what |
//! |---|---|
//! | [`issue`] | from a resident's record to a card; the issuer key of issued cards |
//! | [`municipal`] | applications that a municipality adds by its own ordinance |
//! | [`ready`] | issued virtual cards with the awkward cases of real life, for tests |
//! | [`face`] | the pictures that a card holds of its face |
//!
//! The authority, its register, the time and the random numbers are arguments everywhere. Nothing here
//! opens a file, but for the memory without a name that the JPEG 2000 encoder writes to.
//!
//! ```
//! use apdu_spec::profile::card::ATR;
//! use apdu_spec::profile::{PreIssuing, Profile};
//! use juki_issuing::ready::{Wanted, Workshop, find};
//! use rand_core::UnwrapErr;
//!
//! let rng = &mut UnwrapErr(getrandom::SysRng);
//! let mut workshop = Workshop::open("2026-11-22T03:00:00Z".parse()?, None, rng)?;
//! let wanted = Wanted {
//!     card: find("plain").ok_or("no such kind")?,
//!     profile: PreIssuing::of(Profile::P256),
//!     atr: &ATR,
//!     record: None,
//! };
//! let ready = workshop.make(&wanted, &mut |step| println!("{step}"), rng)?;
//! assert!(ready.issued.signs);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//! * `exhaustive`: for `juki` of the same version, which gives every variant its text. Errors and steps
//!   can be matched exhaustively; a new variant is then a breaking change.

pub mod face;
pub mod issue;
#[cfg(test)]
mod json_schema;
pub mod municipal;
pub mod ready;
