//! Reasons of the checks of a signed document.

use std::fmt;

use super::{KeyKind, KeyUse, OidName};

/// How the lines of a text end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// With CR and LF.
    Crlf,
    /// With LF alone.
    Lf,
}

/// Is it the document that was signed?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum DocumentReason {
    /// It is.
    Same,
    /// It is not.
    Other,
    /// It is not, but for the ends of its lines: it was signed with these.
    SignedWith(LineEnd),
    /// The one beside the signature and the one inside it are not the same.
    BesideAndInside,
    /// The signed attributes do not have its digest exactly once.
    NoDigest,
    /// It is neither inside the signature nor beside it.
    Missing,
}

/// Is the signature right, by the key in the certificate?
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SignatureReason {
    /// It was.
    Right,
    /// It was not, or it was altered.
    Wrong,
    /// The algorithm is not accepted.
    Algorithm(OidName),
    /// The kind of key is not accepted.
    Key(KeyKind),
    /// There are no signed attributes.
    NoAttributes,
    /// The signed attributes are not in DER: the octets that were signed are unknown.
    Encoding,
    /// The signature is over the signed attributes in another order than the one that came.
    Order,
    /// The signed attributes are about another type of content.
    ContentType,
    /// The signer's certificate does not come along.
    NoCertificate,
    /// More certificates may be the signer's than are tried.
    Candidates {
        /// How many may be.
        count: usize,
        /// How many are tried at most.
        most: usize,
    },
}

/// Is it the certificate that the signing-certificate attribute identifies?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum BindingReason {
    /// It is.
    Bound,
    /// It is, by its SHA-1 hash (version 1 of the attribute).
    BoundBySha1,
    /// There is no such attribute: plain CMS.
    Absent,
    /// It identifies another one.
    Other,
    /// It is identified by a hash algorithm that is not accepted.
    Algorithm(OidName),
    /// The attribute is malformed.
    Unreadable,
}

/// Is the key for content commitment (RFC 5280, 4.2.1.3)?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CommitmentReason {
    /// By the key usage of the certificate.
    Use(KeyUse),
    /// The key is for user authentication, which the caller allowed.
    AuthenticationAllowed,
}

impl fmt::Display for DocumentReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "it is the document that was signed",
            Self::Other => "it is not the document that was signed",
            Self::SignedWith(LineEnd::Crlf) => "it was signed with lines that end with CRLF",
            Self::SignedWith(LineEnd::Lf) => "it was signed with lines that end with LF",
            Self::BesideAndInside => "the document beside the signature is not the one inside",
            Self::NoDigest => "the signed attributes do not have one digest of the document",
            Self::Missing => "it is neither inside the signature nor beside it",
        })
    }
}

impl fmt::Display for SignatureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Right => f.write_str("made by the key in the certificate"),
            Self::Wrong => f.write_str("not made by the key in the certificate, or altered"),
            Self::Algorithm(algorithm) => write!(f, "the algorithm {algorithm} is not accepted"),
            Self::Key(key) => write!(f, "keys of this kind are not accepted: {key}"),
            Self::NoAttributes => f.write_str("there are no signed attributes"),
            Self::Encoding => f.write_str("the signed attributes are not in DER"),
            Self::Order => f.write_str("the signed attributes came in another order"),
            Self::ContentType => f.write_str("the signed attributes are about other content"),
            Self::NoCertificate => f.write_str("the signer's certificate does not come along"),
            Self::Candidates { count, most } => {
                write!(f, "{count} certificates may be the signer's, at most {most} are tried")
            }
        }
    }
}

impl fmt::Display for BindingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bound => f.write_str("the signed attributes identify it"),
            Self::BoundBySha1 => f.write_str("the signed attributes identify it, by SHA-1"),
            Self::Absent => f.write_str("the signed attributes do not identify the certificate"),
            Self::Other => f.write_str("the signed attributes identify another certificate"),
            Self::Algorithm(hash) => write!(f, "it is identified by {hash}, which is not accepted"),
            Self::Unreadable => f.write_str("the signing-certificate attribute is malformed"),
        }
    }
}

impl fmt::Display for CommitmentReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AuthenticationAllowed => "the key is for user authentication, as is allowed",
            Self::Use(KeyUse::Signing) => "the key is for content commitment",
            Self::Use(KeyUse::Authentication) => "the key is for user authentication",
            Self::Use(KeyUse::Mail) => "the key is for mail",
            Self::Use(KeyUse::Unsaid) => "the certificate does not say what its key is for",
            Self::Use(KeyUse::Other) => "the key is for other signatures",
            Self::Use(KeyUse::NoSignatures) => "the key is not for signatures",
            Self::Use(KeyUse::Unreadable) => "what the key is for cannot be read",
        })
    }
}
