#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(test)]
extern crate std;

mod admission;
mod blank;
mod card;
mod challenge;
mod channel;
mod channels;
mod commands;
mod context;
pub mod crypto;
mod envelope;
mod environment;
mod exchange;
mod guard;
mod key_derivation;
mod objects;
mod pace;
mod platform;
mod reply;
mod secure_messaging;
pub mod storage;

pub use card::{Card, LargeCard, MountError, REPLY_MIN, SmallCard};
pub use channel::Channel;
pub use platform::{Identity, Platform};
