#![doc = include_str!("../README.md")]

pub mod check_digit;
mod date;
pub mod day;
pub mod harmless;
pub mod items;
pub mod japan;
pub mod json_document;
pub mod municipal_characters;
pub mod resident;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod uses;

pub use date::Date;
pub use der::DateTime;
pub use juki_characters::readable as characters;
