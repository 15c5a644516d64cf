//! What the layers beneath say in words of their own types (reasons, states, roles), as the messages
//! that a user reads; errors are in [`error`](crate::error). One file a layer.

mod client;
pub mod documents;
mod issuing;
mod pki;
mod records;

pub(crate) use records::{conversion, shown_path};
