//! Why no signatures can be read from CMS.

use std::error::Error;
use std::fmt;

use crate::finding::OidName;

/// Encrypted CMS content (RFC 5652, 6 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncryptedContent {
    /// Its content type.
    pub kind: OidName,
    /// It is decrypted with the private key of a recipient.
    pub to_receivers: bool,
    /// It is in PEM.
    pub armoured: bool,
}

/// Why no signatures can be read from CMS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CmsError {
    /// Not a CMS structure: another file, or a part of one.
    NotCms,
    /// CMS of another content type than SignedData.
    NotSigned(OidName),
    /// Encrypted CMS.
    Encrypted(EncryptedContent),
    /// SignedData without a signer (certificates only).
    NoSigner,
    /// SignedData that is truncated or malformed.
    Damaged,
    /// A block of PEM with this label is truncated or malformed.
    DamagedPem(String),
    /// Several blocks of PEM with signatures; how many.
    SeveralPem(usize),
    /// This many bytes follow the signature, and they are neither white space nor zeros.
    Behind(usize),
    /// More signers than [`MOST_SIGNERS`](super::MOST_SIGNERS); how many.
    Signers(usize),
    /// More certificates than [`MOST_CERTIFICATES`](super::MOST_CERTIFICATES); how many.
    Certificates(usize),
    /// A signer with more signed attributes than [`MOST_ATTRIBUTES`](super::MOST_ATTRIBUTES); how
    /// many.
    Attributes(usize),
}

impl fmt::Display for CmsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCms => f.write_str("not a CMS structure"),
            Self::NotSigned(kind) => write!(f, "CMS of type {kind} in place of signed data"),
            Self::Encrypted(found) => write!(f, "CMS that is encrypted, {}", found.kind),
            Self::NoSigner => f.write_str("signed data without a signer"),
            Self::Damaged => f.write_str("signed data that is truncated or malformed"),
            Self::DamagedPem(label) => write!(f, "a damaged PEM block {label}"),
            Self::SeveralPem(count) => write!(f, "{count} PEM blocks in place of one"),
            Self::Behind(count) => write!(f, "{count} bytes follow the signature"),
            Self::Signers(count) => write!(f, "{count} signers, more than are verified"),
            Self::Certificates(count) => write!(f, "{count} certificates, more than are read"),
            Self::Attributes(count) => write!(f, "{count} signed attributes, more than are read"),
        }
    }
}

impl Error for CmsError {}
