//! CMS SignedData (RFC 5652) with the attributes of CAdES baseline B (ETSI EN 319 122-1).
//!
//! | module | what |
//! |---|---|
//! | [`cades`] | the signed attributes |
//! | [`candidates`] | the certificates that may be a signer's |
//! | [`signed_data`] | parsing SignedData as received |

mod ber;
mod binding;
pub mod cades;
pub mod candidates;
mod enclosed;
mod error;
mod make;
mod signatures;
pub mod signed_data;
mod signer;

use super::{
    Document, DocumentError, FormatError, SignableDocument, SignatureFile, SignaturePlace, digest,
};

pub use error::{CmsError, EncryptedContent};
pub use make::{DetachedDocument, to_pem};
pub use signatures::Signatures;
pub(super) use signed_data::is_content_info;
pub use signed_data::{MOST_ATTRIBUTES, MOST_CERTIFICATES, MOST_SIGNERS};

/// Label of a CMS structure in PEM (RFC 7468, 9).
pub const PEM_LABEL: &str = "CMS";

/// Detached and attached signatures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cms;

impl super::SignatureFormat for Cms {
    fn name(&self) -> &'static str {
        "CMS"
    }

    fn place(&self) -> SignaturePlace {
        SignaturePlace::Beside("p7s")
    }

    fn read(&self, bytes: &[u8]) -> Option<Result<Box<dyn SignatureFile>, FormatError>> {
        match Signatures::read(bytes) {
            Ok(signatures) => Some(Ok(Box::new(signatures))),
            Err(CmsError::NotCms) => None,
            Err(cause) => Some(Err(cause.into())),
        }
    }

    /// The signature is detached: only the hash of the document is needed.
    fn to_sign(&self, document: Document<'_>) -> Result<Box<dyn SignableDocument>, DocumentError> {
        Ok(Box::new(DetachedDocument(digest(document.content)?)))
    }

    /// PEM.
    fn to_text(&self, made: &[u8]) -> Option<der::Result<String>> {
        Some(to_pem(made))
    }
}
