#![doc = include_str!("../README.md")]

pub mod face;
pub mod issue;
#[cfg(test)]
mod json_schema;
pub mod municipal;
pub mod ready;
