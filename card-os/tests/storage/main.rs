//! The log on flash: against a model, cut at every operation, with images that
//! were changed, and what it wears.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

mod common;
mod images;
mod model;
mod tearing;
mod unnoticed;
mod wear;
