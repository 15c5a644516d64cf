//! The tables, against other implementations and over all that they hold.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod certificates;
mod iconv;
mod matching;
mod private_use;
mod sets;
