#![doc = include_str!("../README.md")]
#![no_std]

#[cfg(test)]
extern crate std;

pub mod access;
pub mod bytes;
pub mod chip_authentication;
pub mod class;
pub mod command;
pub mod file;
pub mod instruction;
pub mod limits;
pub mod list;
pub mod pace;
pub mod profile;
#[cfg(test)]
mod random;
pub mod request;
pub mod response;
pub mod secure_messaging;
pub mod status;
pub mod terminal_authentication;
pub mod tlv;
