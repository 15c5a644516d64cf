//! The signed attributes of a CAdES baseline B signature (ETSI EN 319 122-1 V1.2.1, 6.3): content
//! type, digest of the document, time of signing as the signer claims it, and the hash of the
//! signer's certificate, so that no other certificate with the same key takes its place.

use der::asn1::{Any, GeneralizedTime, ObjectIdentifier, OctetString, SetOfVec, UtcTime};
use der::oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNING_TIME,
};
use der::{DateTime, Decode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::signed_data::SignedAttributes;
use crate::sign::Hash;

/// The last year that UTCTime says (RFC 5652, 11.3).
const LAST_UTC_YEAR: u16 = 2049;

/// `SigningCertificateV2` (RFC 5035, 3).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct SigningCertificateV2 {
    /// The signer's certificate first.
    pub certs: Vec<EssCertIdV2>,
    /// Policies; not set here. A sequence of PolicyInformation, kept as it is.
    #[asn1(optional = "true")]
    pub policies: Option<Any>,
}

/// `ESSCertIDv2` (RFC 5035, 4).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct EssCertIdV2 {
    /// SHA-256 when absent (its default, which DER leaves out).
    #[asn1(optional = "true")]
    pub hash_algorithm: Option<AlgorithmIdentifierOwned>,
    /// Hash of the whole certificate, DER.
    pub cert_hash: OctetString,
    /// Issuer and serial number.
    #[asn1(optional = "true")]
    pub issuer_serial: Option<IssuerSerial>,
}

/// `IssuerSerial` (RFC 5035, 4).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct IssuerSerial {
    /// One directory name.
    pub issuer: Vec<GeneralName>,
    /// Serial number of the certificate.
    pub serial_number: SerialNumber,
}

/// The signed attributes over a document with this hash, by the holder of `certificate` (DER).
///
/// # Errors
/// When the certificate is malformed, or a value is outside its type (a time before 1970).
pub fn attributes(document: &Hash, certificate: &[u8], now: DateTime) -> der::Result<Attributes> {
    let parsed = Certificate::from_der(certificate)?;
    let tbs = parsed.tbs_certificate();
    let binding = SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            hash_algorithm: None,
            cert_hash: OctetString::new(Sha256::digest(certificate).to_vec())?,
            issuer_serial: Some(IssuerSerial {
                issuer: vec![GeneralName::DirectoryName(tbs.issuer().clone())],
                serial_number: tbs.serial_number().clone(),
            }),
        }],
        policies: None,
    };
    SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(document.to_vec())?)?)?,
        attribute(ID_SIGNING_TIME, Any::encode_from(&time(now)?)?)?,
        attribute(ID_AA_SIGNING_CERTIFICATE_V_2, Any::encode_from(&binding)?)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

fn time(now: DateTime) -> der::Result<Time> {
    Ok(if now.year() <= LAST_UTC_YEAR {
        Time::UtcTime(UtcTime::from_date_time(now)?)
    } else {
        Time::GeneralTime(GeneralizedTime::from_date_time(now))
    })
}

/// The signing time as claimed by the signer; `None` without one. It is not proved by anything.
#[must_use]
pub fn claimed_time(attributes: &SignedAttributes) -> Option<DateTime> {
    let value = attributes.value(ID_SIGNING_TIME)?;
    Some(Time::from_der(value).ok()?.to_date_time())
}
