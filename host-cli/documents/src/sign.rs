//! Creating signatures over documents with a card, and reading them.
//!
//! | module | what |
//! |---|---|
//! | [`format`](mod@format) | the formats, and reading a signature in any of them |
//! | [`signature_file`] | a file with signatures: signers, certificates, what was signed |
//! | [`make`] | making a signature |
//! | [`cms`] | CMS SignedData with the attributes of CAdES, the one format |
//! | [`line_ends`] | a text whose lines end otherwise |
//! | [`file_kind`] | recognising files of other kinds, which are not read |
//!
//! No module touches files, clock or reader: the document, the time and a [`CardSigner`] are
//! arguments.

mod card;
pub mod cms;
pub mod file_kind;
pub mod format;
pub mod line_ends;
pub mod make;
pub mod signature_file;

use std::io::{self, Read};

use sha2::{Digest, Sha256};

pub use format::{Format, FormatError, NoSignature, SignatureFormat, SignaturePlace, read};
pub use make::{
    CardSigner, CreatedSignature, Document, DocumentError, SignError, SignableDocument,
    SigningIdentity, sign,
};
pub use signature_file::{Candidate, DetachedContent, SignatureFile, Signer};

/// SHA-256 of something.
pub type Hash = [u8; 32];

/// How much of a document is in memory at once, in bytes.
const BLOCK: usize = 1 << 16;

/// SHA-256 of everything that a reader gives, a block at a time: memory does not grow with the
/// document.
///
/// # Errors
/// When it cannot be read.
pub fn digest(mut document: impl Read) -> io::Result<Hash> {
    let mut hash = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match document.read(&mut block) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(count) => hash.update(block.get(..count).unwrap_or_default()),
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_hashed_across_blocks() {
        let document: Vec<u8> = (0..=250).cycle().take(BLOCK * 2 + 17).collect();
        let whole: Hash = Sha256::digest(&document).into();
        assert_eq!(digest(&document[..]).unwrap(), whole);
        let (first, last) = document.split_at(BLOCK - 3);
        assert_eq!(digest(first.chain(last)).unwrap(), whole);
    }
}
