//! `juki`: the counter's and the citizen's tool for the Basic Resident Registration Card.
//!
//! The command line, over crates that know nothing of it: records, files, PKI, the card client,
//! documents and issuing, whose modules stand here under their own names. [`program`] is the way
//! from arguments to an exit code; [`commands`] is one file per subcommand. Every text a user reads
//! is in the Fluent files under `locales/` ([`locale`]). What the values and errors of the crates
//! mean to the user is said in [`texts`]: an [`error`] says what failed and what to do, and ends
//! with a code that never changes ([`exit`]).

pub use juki_characters as characters;
pub use juki_client::{card, reader, seed, serial_number};
pub use juki_documents::{finding, sign, verify};
pub use juki_files::{documents, file_type, input, new_file};
pub use juki_issuing::{face, issue, municipal, ready};
pub use juki_pki as pki;
pub use juki_print as print;
pub use juki_records::{check_digit, day, harmless, japan, json_document, resident, uses};

pub mod card_key;
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
