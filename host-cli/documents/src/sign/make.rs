//! Creating a signature with a card that signs hashes.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};

use der::DateTime;
use juki_pki::PublicKey;
use juki_pki::received::Certificate;
use sha2::{Digest as _, Sha256};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::Hash;
use crate::finding::KeyKind;

/// The holder of a certificate and its private key: a card after PIN verification, or a key in a
/// test.
pub trait CardSigner {
    /// Why it fails.
    type Error;

    /// The certificate of the key, DER.
    ///
    /// # Errors
    /// When there is none, or the card does not answer.
    fn certificate(&mut self) -> Result<Vec<u8>, Self::Error>;

    /// The certificate of its issuer, DER, when the signer has it. It is put in the signature for path
    /// building, and is not trusted for that.
    ///
    /// # Errors
    /// When the card does not answer.
    fn authority(&mut self) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Signs a SHA-256 hash with the key in the certificate: ECDSA on P-256, DER `SEQUENCE {r, s}`
    /// (RFC 3279, 2.2.3), or RSASSA-PKCS1-v1_5.
    ///
    /// # Errors
    /// When the card refuses, or does not answer.
    fn sign_hash(&mut self, hash: &Hash) -> Result<Vec<u8>, Self::Error>;
}

/// The signer and the time of a signature.
#[derive(Clone, Debug)]
pub struct SigningIdentity {
    /// The certificate of the signer.
    pub certificate: Certificate,
    /// That of its authority, when the signer has it.
    pub authority: Option<Certificate>,
    /// Now.
    pub now: DateTime,
}

/// A document that is to be signed.
pub struct Document<'a> {
    /// Its file name without folders, by which a signature that names files calls it; `None` when
    /// it has none, as at standard input.
    pub name: Option<&'a str>,
    /// Its bytes.
    pub content: &'a mut dyn Read,
}

impl<'a> Document<'a> {
    /// A document without a name.
    pub fn new(content: &'a mut dyn Read) -> Self {
        Self { name: None, content }
    }

    /// The same with a name.
    #[must_use]
    pub fn named(self, name: &'a str) -> Self {
        Self { name: Some(name), ..self }
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a document cannot be signed in a format.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum DocumentError {
    /// It cannot be read.
    Read(io::Error),
}

impl From<io::Error> for DocumentError {
    fn from(cause: io::Error) -> Self {
        Self::Read(cause)
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_) => f.write_str("the document cannot be read"),
        }
    }
}

impl Error for DocumentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read(cause) => Some(cause),
        }
    }
}

/// A document prepared for signing in a format.
pub trait SignableDocument: fmt::Debug {
    /// SHA-256 of the document.
    fn hash(&self) -> &Hash;

    /// What the key signs: the card gets its SHA-256. The same whenever it is asked for.
    ///
    /// # Errors
    /// When it cannot be put together: a value is outside its type, such as a time before 1970.
    fn message(&self, by: &SigningIdentity) -> der::Result<Vec<u8>>;

    /// The signature file, or the signed document: with the signature over [`Self::message`] by this
    /// algorithm, as [`CardSigner::sign_hash`] gives it.
    ///
    /// # Errors
    /// When it cannot be put together.
    fn finish(
        &self,
        by: &SigningIdentity,
        algorithm: AlgorithmIdentifierOwned,
        signature: Vec<u8>,
    ) -> der::Result<Vec<u8>>;
}

/// A signature, and the certificate to verify it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedSignature {
    /// The signature file, or the signed document.
    pub bytes: Vec<u8>,
    /// The certificate that it names.
    pub certificate: Certificate,
}

/// Why no signature was made.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SignError<E> {
    /// The signer failed.
    Signer(E),
    /// The certificate of the signer is malformed.
    Certificate,
    /// The kind of key in the certificate is not supported.
    Key(KeyKind),
    /// The certificate is valid from this moment only.
    NotYet(DateTime),
    /// The certificate was valid until this moment.
    Expired(DateTime),
    /// The signature is not by the key in the certificate.
    WrongKey,
    /// The signature cannot be put together.
    Encode(der::Error),
}

impl<E> From<der::Error> for SignError<E> {
    fn from(cause: der::Error) -> Self {
        Self::Encode(cause)
    }
}

impl<E> fmt::Display for SignError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signer(_) => f.write_str("the signer failed"),
            Self::Certificate => f.write_str("the certificate of the signer is malformed"),
            Self::Key(kind) => write!(f, "keys of this kind are not supported: {kind}"),
            Self::NotYet(from) => write!(f, "the certificate is valid from {from} only"),
            Self::Expired(until) => write!(f, "the certificate expired at {until}"),
            Self::WrongKey => f.write_str("the signature is not by the key in the certificate"),
            Self::Encode(_) => f.write_str("the signature cannot be put together"),
        }
    }
}

impl<E: Error + 'static> Error for SignError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Signer(cause) => Some(cause),
            Self::Encode(cause) => Some(cause),
            Self::Certificate
            | Self::Key(_)
            | Self::NotYet(_)
            | Self::Expired(_)
            | Self::WrongKey => None,
        }
    }
}

/// Signs a document. The signature is verified under the certificate before it is returned.
///
/// # Errors
/// Those of the signer; when its key is not the one in its certificate; when the certificate is not
/// within its validity period.
pub fn sign<S: CardSigner>(
    signer: &mut S,
    document: &dyn SignableDocument,
    now: DateTime,
) -> Result<CreatedSignature, SignError<S::Error>> {
    let certificate = signer.certificate().map_err(SignError::Signer)?;
    let certificate = Certificate::read(&certificate).map_err(|_| SignError::Certificate)?;
    let key = certificate.tbs().subject_public_key_info();
    let key = PublicKey::from_spki(key).ok_or_else(|| SignError::Key(KeyKind::of(key)))?;
    let validity = certificate.tbs().validity();
    let (from, until) = (validity.not_before.to_date_time(), validity.not_after.to_date_time());
    if now < from {
        return Err(SignError::NotYet(from));
    }
    if now > until {
        return Err(SignError::Expired(until));
    }
    let authority = signer.authority().map_err(SignError::Signer)?;
    let authority = authority.and_then(|der| Certificate::read(&der).ok());
    let by = SigningIdentity { certificate, authority, now };
    let message = document.message(&by)?;
    let signature = signer.sign_hash(&Sha256::digest(&message).into());
    let signature = signature.map_err(SignError::Signer)?;
    key.verify(&message, &signature).map_err(|_| SignError::WrongKey)?;
    let bytes = document.finish(&by, key.signature_algorithm(), signature)?;
    Ok(CreatedSignature { bytes, certificate: by.certificate })
}
