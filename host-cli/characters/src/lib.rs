#![doc = include_str!("../README.md")]

pub mod jis;
pub mod matching;
pub mod mj;
pub mod municipal;
pub mod readable;
pub mod reduction;
pub mod substitute;
mod table;
