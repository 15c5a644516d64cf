//! The objects of the card: files, PINs and keys, and their tree.

mod file;
mod records;
mod secret;
mod store;
mod transparent;
mod tree;
mod write_mode;

pub(crate) use file::{ANCHOR_MAX, Header, Part, Room};
pub(crate) use records::{RecordFile, RecordPlace};
pub(crate) use secret::{
    PendingVerification, Secret, SecretValue, SuccessfulVerification, VerificationCost,
};
pub(crate) use store::{ObjectStore, status};
pub(crate) use transparent::TransparentFile;
pub(crate) use tree::{IndexSlot, NO_SLOT, Node, NodeId, Tree, TreeError};
pub(crate) use write_mode::WriteMode;
