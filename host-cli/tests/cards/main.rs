//! Cards that are whole, damaged, lying or failing, and what is said of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod damaged;
mod eavesdropped;
mod faulty;
mod lies;
#[path = "../support/office.rs"]
mod office;
mod operations;
mod read_only;
mod verdicts;
