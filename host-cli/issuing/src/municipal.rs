//! Municipal applications (条例利用): what a municipality adds to issued cards by its own
//! ordinance, such as a library card.
//!
//! A profile file says everything: DF name, PIN, files, who may do what. Each application has its
//! own PIN and its own key; its rules name nothing else but the card's issuer, so that no other
//! application opens it. The key of each card is derived from the authority's master key, the DF
//! name and the card's serial number: what is taken out of one card opens no other.

mod build;
mod directory;
mod error;
mod pin;
pub mod profile;
mod work;

pub use build::{AddOutcome, ApplicationError, add, remove, reset_pin};
pub use directory::DirectoryError;
pub use error::{MunicipalError, Service};
pub use pin::{AskPin, PinError};
pub use profile::{Profile, ProfileError, TextError};
pub use work::{Content, CounterContext, DeskError, ReadOutcome, append, find, read, select};
