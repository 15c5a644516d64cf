//! A card for one command: `juki with-card`.

#![cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod alone;
#[path = "../support/beside.rs"]
mod beside;
mod faults;
mod ready;
