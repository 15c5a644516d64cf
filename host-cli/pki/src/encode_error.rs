//! Why something cannot be built: a key, a certificate, a request, a list or a line of the index.

use std::fmt;

/// Why something of ASN.1 or JSON could not be built or signed: a value was too long, or is outside
/// its type. It does not occur with the data of cards, records and authorities, and is never a
/// result about data that was received.
#[derive(Debug)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum EncodeError {
    /// A value cannot be encoded in DER.
    Der(der::Error),
    /// A public key cannot be encoded in a SubjectPublicKeyInfo.
    Spki(x509_cert::spki::Error),
    /// A private key cannot be encoded in PKCS#8.
    Pkcs8(pkcs8::Error),
    /// An RSA key cannot be made, or does not sign.
    Rsa(rsa::Error),
    /// A certificate or list cannot be built.
    Builder(x509_cert::builder::Error),
    /// A serial number in the index is not in hexadecimal digits.
    Serial(hex::FromHexError),
    /// A line of the index, or the file of an authority, cannot be written as JSON.
    Json(serde_json::Error),
    /// Another part.
    Part(Part),
}

/// What could not be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Part {
    /// A public key as data objects.
    PublicKey,
    /// The point of a P-256 key.
    Point,
    /// A CV certificate.
    CvCertificate,
    /// An event that the index does not accept.
    Index,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PublicKey => "public key",
            Self::Point => "point",
            Self::CvCertificate => "CV certificate",
            Self::Index => "index",
        })
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Der(_) => "a value cannot be encoded as DER",
            Self::Spki(_) => "a public key cannot be encoded",
            Self::Pkcs8(_) => "a private key cannot be encoded",
            Self::Rsa(_) => "an RSA key cannot be used",
            Self::Builder(_) => "a certificate or list cannot be built",
            Self::Serial(_) => "a serial number is not hexadecimal",
            Self::Json(_) => "a value cannot be encoded as JSON",
            Self::Part(part) => return write!(f, "cannot be encoded: {part}"),
        };
        f.write_str(what)
    }
}

impl std::error::Error for EncodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Der(cause) => Some(cause),
            Self::Spki(cause) => Some(cause),
            Self::Pkcs8(cause) => Some(cause),
            Self::Rsa(cause) => Some(cause),
            Self::Builder(cause) => Some(cause),
            Self::Serial(cause) => Some(cause),
            Self::Json(cause) => Some(cause),
            Self::Part(_) => None,
        }
    }
}

macro_rules! causes {
    ($($variant:ident: $cause:ty;)*) => {
        $(impl From<$cause> for EncodeError {
            fn from(cause: $cause) -> Self {
                Self::$variant(cause)
            }
        })*
    };
}

impl From<pkcs8::pkcs5::Error> for EncodeError {
    fn from(cause: pkcs8::pkcs5::Error) -> Self {
        Self::Pkcs8(cause.into())
    }
}

causes! {
    Der: der::Error;
    Spki: x509_cert::spki::Error;
    Pkcs8: pkcs8::Error;
    Rsa: rsa::Error;
    Builder: x509_cert::builder::Error;
    Serial: hex::FromHexError;
    Json: serde_json::Error;
    Part: Part;
}
