#![doc = include_str!("../README.md")]

pub mod documents;
pub mod file_type;
pub mod identity;
pub mod input;
pub mod new_file;
pub mod own;
#[cfg(test)]
mod testing;
