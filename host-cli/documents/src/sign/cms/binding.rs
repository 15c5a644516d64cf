//! The signing-certificate attributes, which identify the signer's certificate by its hash. Version 1
//! (RFC 2634, 5.4) uses SHA-1, version 2 (RFC 5035, 3) any hash. Both may be there, and each is
//! checked (RFC 5035, 5.4).

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
    /// They identify it by its hash.
    Bound,
    /// They identify it by its SHA-1 hash only.
    BoundBySha1,
    /// There is no such attribute: plain CMS.
    Absent,
    /// They identify another one, or more than one.
    Other,
    /// They use a hash algorithm that is not supported.
    Algorithm(ObjectIdentifier),
    /// They are malformed.
    Malformed,
}

/// The signing-certificate attributes of a signer. They are parsed once, however many certificates
/// are compared with them.
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
    /// It is there more than once.
    Several,
    /// It is malformed.
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

    /// Does it identify this certificate?
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

/// The result of both attributes together.
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
    /// Optional, beside the hash.
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

/// The identifier of the first certificate: the signer's.
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
