//! Files with care: [`input`] opens what somebody named without hanging on it and reads it up to a
//! limit, [`new_file`] makes files that appear whole or not at all, [`unfit`] is what has a name and
//! is no file.
//!
//! Every error is an [`io::Error`](std::io::Error); where the system has no word for what is wrong,
//! an [`Unfit`](unfit::Unfit) is behind it.

pub mod input;
pub mod new_file;
pub mod unfit;
