//! The contract between a card and a host: what crosses the wire, and nothing else.
//!
//! This crate knows ISO/IEC 7816-4, -8 and -9 as far as the card of this project speaks them:
//! command and response APDUs, status words, TLV, file control parameters, access rules, and
//! **the one table of commands** ([`instruction`]). From that table come the card's dispatch, the
//! host's typed calls ([`request`]), the trace decoder and the documents.
//!
//! `no_std`, no allocation, no `unsafe`, no panicking path. Everything borrows from the bytes it
//! was parsed from.
//!
//! ```
//! use apdu_spec::{command::Command, request::Request, status::StatusWord};
//!
//! let bytes = [0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00];
//! let command = Command::parse(&bytes)?;
//! let Request::Select(select) = Request::parse(&command)? else { unreachable!() };
//! assert_eq!(select.data, [0x3F, 0x00]);
//!
//! // A refusal says which check failed: an unknown P1 is 6A86, before anything runs.
//! let command = Command::parse(&[0x00, 0xA4, 0x77, 0x00])?;
//! assert_eq!(Request::parse(&command), Err(StatusWord::INCORRECT_P1_P2));
//! # Ok::<(), StatusWord>(())
//! ```
#![no_std]

#[cfg(test)]
extern crate std;

pub mod access;
pub mod bytes;
pub mod class;
pub mod command;
pub mod file;
pub mod instruction;
pub mod limits;
pub mod list;
pub mod profile;
#[cfg(test)]
mod random;
pub mod request;
pub mod response;
pub mod status;
pub mod tlv;
