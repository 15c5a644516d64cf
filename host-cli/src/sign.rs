//! Signatures over documents: CMS SignedData (RFC 5652) with the attributes of CAdES baseline B
//! (ETSI EN 319 122-1), made by a card and checked for anybody.
//!
//! | module | what |
//! |---|---|
//! | [`cades`] | the signed attributes |
//! | [`cms`] | assembling SignedData; the document stays beside it |
//! | [`candidates`] | which certificate a signer may mean |
//! | [`check`] | judging what SignedData says of itself |
//! | [`signed_data`] | reading SignedData as it came |
//! | [`line_ends`] | a text whose lines end otherwise |
//! | [`foreign`] | recognising signatures in other forms, which are not read |
//!
//! No module touches files, clock or card: the document's hash, the time and a [`CardSigner`] are
//! arguments.

mod ber;
mod binding;
pub mod cades;
pub mod candidates;
pub mod check;
pub mod cms;
mod enclosed;
pub mod foreign;
pub mod line_ends;
pub mod signed_data;

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// SHA-256 of something.
pub type Hash = [u8; 32];

/// How much of a document is in memory at once, in bytes.
const BLOCK: usize = 1 << 16;

/// Whatever holds a certificate and its private key: a card with its PIN verified, a key in a
/// test.
pub trait CardSigner {
    /// The certificate of the key, DER.
    ///
    /// # Errors
    /// When there is none, or the card does not answer.
    fn certificate(&mut self) -> Result<Vec<u8>, Error>;

    /// The certificate of the authority that issued it, DER, as far as the signer knows it. It
    /// goes into the signature as a help for building the chain and is trusted by nobody for it.
    ///
    /// # Errors
    /// When the card does not answer.
    fn authority(&mut self) -> Result<Option<Vec<u8>>, Error>;

    /// Signs a SHA-256 hash with the key in the certificate: ECDSA on P-256, DER `SEQUENCE {r, s}`
    /// (RFC 3279, 2.2.3), or RSASSA-PKCS1-v1_5.
    ///
    /// # Errors
    /// When the card refuses, or does not answer.
    fn sign_hash(&mut self, hash: &Hash) -> Result<Vec<u8>, Error>;
}

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

/// Something of ASN.1 that could not be built: a value was too long, or is outside its type.
fn not_encodable(cause: impl std::fmt::Display) -> Error {
    Error::new(
        Exit::Failure,
        msg!("error-sign-encode", cause = cause.to_string()),
        msg!("todo-sign-encode"),
    )
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
