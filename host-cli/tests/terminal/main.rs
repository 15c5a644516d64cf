//! What is asked at a terminal, and what an interruption leaves.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod issue_resumed;
mod prompts;
mod read_pins;
#[path = "../support/terminal.rs"]
mod terminal;
