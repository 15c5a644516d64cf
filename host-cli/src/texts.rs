//! What the layers beneath say in words of their own types (reasons, states, roles), as the
//! messages that a user reads; and what their errors mean (`errors`). One file a layer.

mod characters;
mod client;
pub mod documents;
mod errors;
pub(crate) mod import;
mod issuing;
mod pki;
mod records;

pub(crate) use errors::{NoSignatureFile, io_cause};
pub(crate) use records::{conversion, shown_day, shown_path};
