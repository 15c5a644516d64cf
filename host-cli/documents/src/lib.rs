//! Signed documents and cards: signatures made by a card, and judged for anybody; is a card genuine,
//! is the data on it its own.
//!
//! | module | what |
//! |---|---|
//! | [`sign`] | formats of signatures: reading and making them |
//! | [`verify`] | one verdict on a document or a card, of many checks |
//! | [`finding`] | how a check ended, why, and what helps |
//!
//! Reasons and advice are values; `Display` gives a part of a sentence in English. A verdict takes
//! whom to believe and the time as arguments: nothing here reads a file, a clock or the environment.
//!
//! ```
//! use juki_documents::sign::foreign::Foreign;
//! use juki_documents::sign::{NoSignature, read};
//!
//! let refused = read(b"%PDF-1.7 ... /ByteRange").unwrap_err();
//! assert_eq!(refused, NoSignature::Foreign(Foreign::SignedPdf));
//! assert_eq!(refused.to_string(), "no signature that is read here: a PDF with a signature inside");
//! ```
//!
//! # Features
//! * `exhaustive`: for `juki` of the same version, which gives every variant its text. Reasons,
//!   advice and errors can be matched exhaustively; a new variant is then a breaking change.

pub mod finding;
pub mod sign;
pub mod verify;
