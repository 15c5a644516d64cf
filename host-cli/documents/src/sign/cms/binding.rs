//! The signing-certificate attributes: which certificate a signer meant, said in what he signed.
//! Version 1 (RFC 2634, 5.4) names it by SHA-1, version 2 (RFC 5035, 3) by any hash. Both may be
//! there, and each is judged (RFC 5035, 5.4).

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use der::oid::db::rfc5911::{ID_AA_SIGNING_CERTIFICATE, ID_AA_SIGNING_CERTIFICATE_V_2};
use der::oid::db::rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512};
use juki_pki::names::CanonicalName;
use x509_cert::name::Name;

use super::ber::{Element, Malformed, Reader, tag};
use super::enclosed::{Enclosed, Hashed};
use super::signed_data::SignedAttributes;

/// `directoryName [4]` of a GeneralName; explicit, as a Name is a CHOICE.
const DIRECTORY_NAME: u8 = 0xA4;

/// Whether signed attributes bind a certificate to the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binding {
    /// They name it by its hash.
    Bound,
    /// They name it by its SHA-1 hash only.
    BoundBySha1,
    /// There is no such attribute: plain CMS.
    Absent,
    /// They name another one, or more than one.
    Other,
    /// They name it by a hash that is not computed here.
    Algorithm(ObjectIdentifier),
    /// They are there, and not to be read.
    Malformed,
}

/// What the signed attributes of a signer say of his certificate. They are read once, however
/// many certificates are compared with it.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    first: Said,
    second: Said,
}

/// What one of the two attributes says.
#[derive(Clone, Debug)]
enum Said {
    /// It is not there.
    Nothing,
    /// It is there more than once: the other one may be meant.
    Several,
    /// It is not to be read.
    Malformed,
    Named(Named),
}

impl Reference {
    /// Reads it.
    pub(super) fn read(attributes: &SignedAttributes) -> Self {
        let of = |oid, version: fn(&[u8]) -> Result<Named, Malformed>| {
            if !attributes.has(oid) {
                return Said::Nothing;
            }
            attributes
                .value(oid)
                .map_or(Said::Several, |value| version(value).map_or(Said::Malformed, Said::Named))
        };
        Self {
            first: of(ID_AA_SIGNING_CERTIFICATE, version_1),
            second: of(ID_AA_SIGNING_CERTIFICATE_V_2, version_2),
        }
    }

    /// Does it name this certificate first?
    pub(super) fn compare(&self, certificate: &Enclosed) -> Binding {
        combined(self.first.compare(certificate), self.second.compare(certificate))
    }
}

impl Said {
    fn compare(&self, certificate: &Enclosed) -> Binding {
        match self {
            Self::Nothing => Binding::Absent,
            Self::Several => Binding::Other,
            Self::Malformed => Binding::Malformed,
            Self::Named(named) => compare(named, certificate),
        }
    }
}

/// What both attributes say together.
const fn combined(first: Binding, second: Binding) -> Binding {
    match (first, second) {
        (Binding::Other, _) | (_, Binding::Other) => Binding::Other,
        (Binding::Malformed, _) | (_, Binding::Malformed) => Binding::Malformed,
        (Binding::Absent | Binding::BoundBySha1, Binding::Algorithm(oid)) => {
            Binding::Algorithm(oid)
        }
        (first, Binding::Absent) => first,
        (_, second) => second,
    }
}

/// How the first certificate is named in an attribute (`ESSCertID`, `ESSCertIDv2`).
#[derive(Clone, Debug)]
struct Named {
    algorithm: Result<Hashed, ObjectIdentifier>,
    hash: Vec<u8>,
    /// Beside the hash, and not needed.
    hint: Option<Hint>,
}

/// Issuer and serial number.
#[derive(Clone, Debug)]
struct Hint {
    /// `None` when that of no certificate stands there.
    issuer: Option<CanonicalName>,
    /// Content octets of the INTEGER.
    serial: Vec<u8>,
}

fn compare(named: &Named, certificate: &Enclosed) -> Binding {
    let algorithm = match named.algorithm {
        Ok(algorithm) => algorithm,
        Err(oid) => return Binding::Algorithm(oid),
    };
    if named.hash != certificate.hash(algorithm) {
        return Binding::Other;
    }
    // A hint that misleads is refused: it was signed too.
    match &named.hint {
        Some(Hint { issuer, serial }) if !certificate.is_issued(issuer.as_ref(), serial) => {
            Binding::Other
        }
        _ if algorithm == Hashed::Sha1 => Binding::BoundBySha1,
        _ => Binding::Bound,
    }
}

fn version_1(value: &[u8]) -> Result<Named, Malformed> {
    let mut id = first(value)?;
    let hash = id.next()?.ok_or(Malformed)?.octets()?;
    Ok(Named { algorithm: Ok(Hashed::Sha1), hash, hint: hint(id)? })
}

fn version_2(value: &[u8]) -> Result<Named, Malformed> {
    let mut id = first(value)?;
    // SHA-256 when absent (its default).
    let algorithm = match id.optional(tag::SEQUENCE)? {
        Some(algorithm) => {
            let oid = algorithm.inside().expect(tag::OID)?;
            let oid = ObjectIdentifier::from_bytes(oid.content).map_err(|_| Malformed)?;
            match oid {
                ID_SHA_256 => Ok(Hashed::Sha256),
                ID_SHA_384 => Ok(Hashed::Sha384),
                ID_SHA_512 => Ok(Hashed::Sha512),
                _ => Err(oid),
            }
        }
        None => Ok(Hashed::Sha256),
    };
    let hash = id.next()?.ok_or(Malformed)?.octets()?;
    Ok(Named { algorithm, hash, hint: hint(id)? })
}

/// The first of the certificates that are named: the signer's.
fn first(value: &[u8]) -> Result<Reader<'_>, Malformed> {
    let mut value = Reader::new(value);
    let mut inside = value.expect(tag::SEQUENCE)?.inside();
    value.finish()?;
    Ok(inside.expect(tag::SEQUENCE)?.inside().expect(tag::SEQUENCE)?.inside())
}

/// `IssuerSerial` (RFC 5035, 4): one directory name, and the serial number.
fn hint(mut id: Reader<'_>) -> Result<Option<Hint>, Malformed> {
    let Some(hint) = id.optional(tag::SEQUENCE)? else {
        id.finish()?;
        return Ok(None);
    };
    id.finish()?;
    let mut hint = hint.inside();
    let mut names = hint.expect(tag::SEQUENCE)?.inside();
    let serial = hint.expect(tag::INTEGER)?.content.to_vec();
    hint.finish()?;
    let issuer = match (names.next()?, names.next()?) {
        (Some(Element { tag: DIRECTORY_NAME, content, .. }), None) => {
            Name::from_der(content).ok().map(|name| CanonicalName::from(&name))
        }
        // Another kind of name, several, or none: it is not the issuer of a certificate.
        _ => None,
    };
    Ok(Some(Hint { issuer, serial }))
}
