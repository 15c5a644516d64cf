//! The log on flash: against a model, cut at every operation, with images that
//! were changed, and what it wears.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where it fails")]

#[path = "storage/common.rs"]
mod common;
#[path = "storage/images.rs"]
mod images;
#[path = "storage/model.rs"]
mod model;
#[path = "storage/tearing.rs"]
mod tearing;
#[path = "storage/unnoticed.rs"]
mod unnoticed;
#[path = "storage/wear.rs"]
mod wear;
