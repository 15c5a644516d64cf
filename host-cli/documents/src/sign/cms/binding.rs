//! The signing-certificate attributes: which certificate a signer meant, said in what he signed.
//! Version 1 (RFC 2634, 5.4) names it by SHA-1, version 2 (RFC 5035, 3) by any hash. Both may be
//! there, and each is judged (RFC 5035, 5.4).

use der::Decode as _;
use der::asn1::ObjectIdentifier;
use der::oid::db::rfc5911::{ID_AA_SIGNING_CERTIFICATE, ID_AA_SIGNING_CERTIFICATE_V_2};
use der::oid::db::rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512};
use juki_pki::names::CanonicalName;
use x509_cert::name::Name;

use super::ber::{BerError, Element, Reader, tag};
use super::enclosed::{EnclosedCertificate, HashAlgorithm};
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
    first: AttributeReference,
    second: AttributeReference,
}

/// The content of one of the two attributes.
#[derive(Clone, Debug)]
enum AttributeReference {
    /// It is not there.
    Nothing,
    /// It is there more than once: the other one may be meant.
    Several,
    /// It is not to be read.
    Malformed,
    Id(EssCertId),
}

impl Reference {
    /// Reads it.
    pub(super) fn read(attributes: &SignedAttributes) -> Self {
        let of = |oid, version: fn(&[u8]) -> Result<EssCertId, BerError>| {
            if !attributes.has(oid) {
                return AttributeReference::Nothing;
            }
            attributes.value(oid).map_or(AttributeReference::Several, |value| {
                version(value).map_or(AttributeReference::Malformed, AttributeReference::Id)
            })
        };
        Self {
            first: of(ID_AA_SIGNING_CERTIFICATE, version_1),
            second: of(ID_AA_SIGNING_CERTIFICATE_V_2, version_2),
        }
    }

    /// Does it name this certificate first?
    pub(super) fn compare(&self, certificate: &EnclosedCertificate) -> Binding {
        combined(self.first.compare(certificate), self.second.compare(certificate))
    }
}

impl AttributeReference {
    fn compare(&self, certificate: &EnclosedCertificate) -> Binding {
        match self {
            Self::Nothing => Binding::Absent,
            Self::Several => Binding::Other,
            Self::Malformed => Binding::Malformed,
            Self::Id(id) => compare(id, certificate),
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

/// The identifier of the first certificate (`ESSCertID`, `ESSCertIDv2`).
#[derive(Clone, Debug)]
struct EssCertId {
    algorithm: Result<HashAlgorithm, ObjectIdentifier>,
    hash: Vec<u8>,
    /// Beside the hash, and not needed.
    issuer_serial: Option<IssuerSerial>,
}

/// `IssuerSerial` (RFC 5035, 4).
#[derive(Clone, Debug)]
struct IssuerSerial {
    /// `None` when that of no certificate stands there.
    issuer: Option<CanonicalName>,
    /// Content octets of the INTEGER.
    serial: Vec<u8>,
}

fn compare(id: &EssCertId, certificate: &EnclosedCertificate) -> Binding {
    let algorithm = match id.algorithm {
        Ok(algorithm) => algorithm,
        Err(oid) => return Binding::Algorithm(oid),
    };
    if id.hash != certificate.hash(algorithm) {
        return Binding::Other;
    }
    // Issuer and serial number must be right, too: they are signed.
    match &id.issuer_serial {
        Some(IssuerSerial { issuer, serial })
            if !certificate.is_issued(issuer.as_ref(), serial) =>
        {
            Binding::Other
        }
        _ if algorithm == HashAlgorithm::Sha1 => Binding::BoundBySha1,
        _ => Binding::Bound,
    }
}

fn version_1(value: &[u8]) -> Result<EssCertId, BerError> {
    let mut id = first(value)?;
    let hash = id.next()?.ok_or(BerError)?.octets()?;
    Ok(EssCertId { algorithm: Ok(HashAlgorithm::Sha1), hash, issuer_serial: issuer_serial(id)? })
}

fn version_2(value: &[u8]) -> Result<EssCertId, BerError> {
    let mut id = first(value)?;
    // SHA-256 when absent (its default).
    let algorithm = match id.optional(tag::SEQUENCE)? {
        Some(algorithm) => {
            let oid = algorithm.inside().expect(tag::OID)?;
            let oid = ObjectIdentifier::from_bytes(oid.content).map_err(|_| BerError)?;
            match oid {
                ID_SHA_256 => Ok(HashAlgorithm::Sha256),
                ID_SHA_384 => Ok(HashAlgorithm::Sha384),
                ID_SHA_512 => Ok(HashAlgorithm::Sha512),
                _ => Err(oid),
            }
        }
        None => Ok(HashAlgorithm::Sha256),
    };
    let hash = id.next()?.ok_or(BerError)?.octets()?;
    Ok(EssCertId { algorithm, hash, issuer_serial: issuer_serial(id)? })
}

/// The first of the certificates that are named: the signer's.
fn first(value: &[u8]) -> Result<Reader<'_>, BerError> {
    let mut value = Reader::new(value);
    let mut inside = value.expect(tag::SEQUENCE)?.inside();
    value.finish()?;
    Ok(inside.expect(tag::SEQUENCE)?.inside().expect(tag::SEQUENCE)?.inside())
}

/// `IssuerSerial` (RFC 5035, 4): one directory name, and the serial number.
fn issuer_serial(mut id: Reader<'_>) -> Result<Option<IssuerSerial>, BerError> {
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
    Ok(Some(IssuerSerial { issuer, serial }))
}
