//! What lives on the card: files, PINs and keys, and where they stand.

mod combine;
mod file;
mod records;
mod secret;
mod store;
mod transparent;
mod tree;

pub(crate) use combine::Combine;
pub(crate) use file::{ANCHOR_MAX, Header, Part, Room};
pub(crate) use records::{RecordFile, RecordPlace};
pub(crate) use secret::{Equal, Matched, Price, Secret, SecretValue};
pub(crate) use store::{ObjectStore, status};
pub(crate) use transparent::TransparentFile;
pub(crate) use tree::{IndexSlot, NO_SLOT, Node, NodeId, Tree, TreeError};
