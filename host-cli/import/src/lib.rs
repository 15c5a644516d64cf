#![doc = include_str!("../README.md")]

pub mod characters;
pub mod convert;
pub mod encoding;
pub mod excerpt;
pub mod export;
pub mod formula;
pub mod import;
pub mod journal;
pub mod mapping;
pub mod maps;
pub mod output;
pub mod path;
pub mod record;
pub mod report;
pub mod row_writer;
pub mod rows;
pub mod seen;
pub mod shape;

pub use mapping::Mapping;
pub use record::rows_of;
pub use report::{Finding, Reason, Rejection};
