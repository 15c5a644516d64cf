//! Municipal applications: put on, shown, appended to, refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

#[path = "../support/counter.rs"]
mod counter;
mod put_on;
mod refusals;
