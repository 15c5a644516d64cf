//! x
pub mod flash;
