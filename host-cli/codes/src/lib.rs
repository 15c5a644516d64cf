#![doc = include_str!("../README.md")]

pub mod assign;
pub mod block;
pub mod chain;
pub mod code;
pub mod draw;
pub mod holder;
pub mod ledger;
pub mod letters;
mod log;
