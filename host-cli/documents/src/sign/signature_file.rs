//! A file with signatures, whatever its format: signers, certificates and what was signed.

use std::fmt;

use der::DateTime;
use juki_pki::received::Certificate;

use super::Hash;
use crate::finding::{Finding, SignatureReason};

/// A file with signatures, parsed and not verified: a signature file or a signed document.
pub trait SignatureFile: fmt::Debug {
    /// The certificates in the file, as received. They are not trusted for being there.
    fn certificates(&self) -> Vec<Certificate>;

    /// The signers; one at least.
    fn signers(&self) -> Vec<Box<dyn Signer + '_>>;

    /// How many bytes of padding follow the signatures.
    fn padding(&self) -> usize {
        0
    }
}

/// One signer of a file.
pub trait Signer: fmt::Debug {
    /// The signing time as he claims it.
    fn claimed_time(&self) -> Option<DateTime>;

    /// The hash of the document in the signed attributes.
    fn digest(&self) -> Option<Vec<u8>>;

    /// Is the document the one that was signed? Undecided ([`DocumentReason::Missing`]) when it is neither
    /// inside nor beside the signature.
    ///
    /// [`DocumentReason::Missing`]: crate::finding::DocumentReason::Missing
    fn document(&self, beside: &dyn DetachedContent) -> Finding;

    /// The certificates that may be his, in the order in which they are tried.
    fn candidates(&self) -> Vec<Box<dyn Candidate + '_>>;

    /// Why there is no certificate to verify the signature with, when there is none.
    fn missing(&self) -> SignatureReason;
}

/// A signer with one of the certificates that may be his.
pub trait Candidate: fmt::Debug {
    /// The certificate. The path of one that several signers share is validated once when all of them
    /// return the same reference; clones are validated each.
    fn certificate(&self) -> &Certificate;

    /// Is the signature over the signed attributes right, by its key?
    fn signature(&self) -> Finding;

    /// Do the signed attributes identify it? Absent
    /// ([`BindingReason::Absent`](crate::finding::BindingReason::Absent)) where the format, or this
    /// signature, has no such attribute: the verdict does not depend on it then.
    fn binding(&self) -> Finding;
}

/// The hashes of the files that a detached signature is over.
pub trait DetachedContent {
    /// The document, whatever its name. When there is one inside too, they must be equal.
    fn document(&self) -> Option<Hash>;

    /// The file of this name: one component of a path, which a signature names.
    fn file(&self, _name: &str) -> Option<Hash> {
        None
    }
}

/// A document and nothing else.
impl DetachedContent for Option<Hash> {
    fn document(&self) -> Option<Hash> {
        *self
    }
}
