//! The face of a card: drawn, photographed, read and judged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]

mod judged;
#[path = "../support/office.rs"]
mod office;
mod photo;
mod visual;
