#![doc = include_str!("../README.md")]

pub mod convert;
pub mod encoding;
pub mod mapping;
pub mod maps;
pub mod path;
pub mod record;
pub mod report;
pub mod rows;
pub mod shape;

pub use mapping::Mapping;
pub use record::rows_of;
pub use report::{Reason, Rejection};
