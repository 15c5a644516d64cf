//! What errors mean to the user of `juki`: what failed, what to do about it, how the process ends.
//!
//! Every layer beneath has errors of its own, which know neither exit codes nor texts. What they
//! mean is said here and nowhere else, one file a layer.

mod client;
mod codes;
mod documents;
mod explain;
mod files;
mod import;
mod issuing;
mod pki;
mod print;
mod records;

pub(crate) use documents::NoSignatureFile;
pub(crate) use files::io_cause;
