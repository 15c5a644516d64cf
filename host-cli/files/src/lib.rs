#![doc = include_str!("../README.md")]

pub mod input;
pub mod new_file;
pub mod unfit;
