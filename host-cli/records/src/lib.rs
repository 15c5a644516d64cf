//! Records of residents (住民票): what a municipality knows of a person, and what a card, a certificate
//! and a picture are made from.
//!
//! | module | what |
//! |---|---|
//! | [`resident`] | the record, read from JSON and checked |
//! | [`day`] | days as records, cards and people write them |
//! | [`japan`] | moments as they are read in Japan |
//! | [`characters`] | which characters of a text can be read |
//! | [`check_digit`] | check digits of numbers and codes |
//! | [`harmless`] | text from elsewhere, made fit to be shown |
//! | [`json_document`] | JSON that people write, against its schema |
//!
//! Nothing here reads a file, a clock or the environment.
//!
//! ```
//! use juki_records::resident::{Resident, samples};
//!
//! let sample = samples::find("taro").ok_or("no such sample")?;
//! let record = Resident::parse(sample.json.as_bytes())?;
//! assert_eq!(record.shown_name(), "住基　太郎");
//!
//! let refused = Resident::parse(sample.json.replace("1980-02-29", "1981-02-29").as_bytes());
//! let said = refused.unwrap_err().to_string();
//! assert!(said.starts_with("$.birth must be a day that there is"), "{said}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod characters;
pub mod check_digit;
mod date;
pub mod day;
pub mod harmless;
pub mod japan;
pub mod json_document;
pub mod resident;

pub use date::Date;
