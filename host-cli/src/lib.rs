//! `juki`: the counter's and the citizen's tool for the Basic Resident Registration Card.
//!
//! The binary is thin. Beneath it: [`program`] is the way from arguments to an exit code;
//! [`reader`] reaches a card, real or virtual; [`card`] speaks to it in the terms of the standard;
//! [`commands`] is one file per subcommand. Every text a user reads is in the Fluent files under
//! `locales/` ([`locale`]); every failure says what failed and what to do ([`error`]) and ends with
//! a code that never changes ([`exit`]). No two modules use each other.

pub use juki_client::{card, reader, seed, serial_number};
pub use juki_documents::{finding, sign, verify};
pub use juki_files::{input, new_file, unfit};
pub use juki_issuing::{face, issue, municipal, ready};
pub use juki_pki as pki;
pub use juki_records::{characters, check_digit, day, harmless, japan, json_document, resident};

pub mod cli;
pub mod commands;
pub mod context;
pub mod environment;
pub mod error;
pub mod exit;
pub mod interrupt;
pub mod locale;
pub mod output;
pub mod program;
pub mod shell;
pub mod texts;
#[cfg(all(feature = "pcsc", feature = "vpcd", target_os = "linux"))]
pub mod with_card;
