//! A file with signatures, whatever its format: signers, certificates and what was signed.

use std::fmt;

use der::DateTime;
use juki_pki::received::Certificate;

use super::Hash;
use crate::finding::{Finding, SignatureReason};

/// A file with signatures, parsed and not verified: a signature file or a signed document.
pub trait SignatureFile: fmt::Debug {
    /// The certificates that come along, as they came. Nobody vouches for them.
    fn certificates(&self) -> Vec<Certificate>;

    /// The signers; one at least.
    fn signers(&self) -> Vec<Box<dyn Signer + '_>>;

    /// How many bytes of filler follow the signatures, and are no part of them.
    fn padding(&self) -> usize {
        0
    }
}

/// One of those who signed.
pub trait Signer: fmt::Debug {
    /// When he says that he signed.
    fn claimed_time(&self) -> Option<DateTime>;

    /// The hash of the document that he signed, as he says: of one document alone, byte for byte.
    fn digest(&self) -> Option<Vec<u8>>;

    /// Is what he signed what is there? Undecided ([`DocumentReason::Missing`]) when it is neither
    /// inside nor beside the signature.
    ///
    /// [`DocumentReason::Missing`]: crate::finding::DocumentReason::Missing
    fn document(&self, beside: &dyn DetachedContent) -> Finding;

    /// The certificates that he may mean, in the order in which they are tried.
    fn candidates(&self) -> Vec<Box<dyn Candidate + '_>>;

    /// Why there is no certificate to judge him by, when there is none.
    fn missing(&self) -> SignatureReason;
}

/// A signer by one of the certificates that he may mean.
pub trait Candidate: fmt::Debug {
    /// The certificate. Signers that share one are judged by it once when it is the same one in
    /// memory for all of them; a copy for each is judged for each.
    fn certificate(&self) -> &Certificate;

    /// Did its key make the signature, over what the signer says?
    fn signature(&self) -> Finding;

    /// Is it the certificate that the signer meant? Absent
    /// ([`BindingReason::Absent`](crate::finding::BindingReason::Absent)) where the format, or this
    /// signature, does not say: the verdict does not depend on it then.
    fn binding(&self) -> Finding;
}

/// What lies beside a signature, by its hash.
pub trait DetachedContent {
    /// The document, whatever its name. Where one is inside too, they must be the same.
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
