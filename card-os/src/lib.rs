//! The card: an ISO/IEC 7816 card operating system over NOR flash.
//!
//! Command bytes go in, response bytes come out ([`Card::transmit`]); there is no other door.
//! Whatever a command changes is one transaction of the storage; spending a PIN try is one of
//! its own, made before the comparison. Files, PINs and keys, their access rules and their life
//! cycle follow ISO/IEC 7816-4, -8 and -9. The card knows no application: those are data
//! (`apdu_spec::profile`).
//!
//! `no_std`, no allocation, no `unsafe`.
#![no_std]

#[cfg(test)]
extern crate std;

mod blank;
mod card;
mod channel;
mod channels;
mod commands;
mod context;
pub mod crypto;
mod envelope;
mod environment;
mod exchange;
mod guard;
mod objects;
mod platform;
mod reply;
pub mod storage;

pub use card::{Card, Large, MountError, REPLY_MIN, Small};
pub use channel::Channel;
pub use platform::{Identity, Platform};
