#![doc = include_str!("../README.md")]

pub mod finding;
pub mod sign;
pub mod verify;

pub use der::DateTime;
