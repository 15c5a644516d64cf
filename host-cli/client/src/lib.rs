#![doc = include_str!("../README.md")]

pub mod card;
pub mod reader;
pub mod seed;
pub mod serial_number;

pub use apdu_spec::file::LifeCycle;
pub use apdu_spec::instruction::Instruction;
pub use apdu_spec::profile::{ApplicationId, KeyType};
pub use apdu_spec::status::StatusWord;
