//! Reading CMS SignedData (RFC 5652) and judging what a signature says of itself: the document,
//! the signed attributes, the key in the certificate. Whether the certificate is to be believed
//! is the chain's business.

use std::borrow::Cow;
use std::collections::HashSet;

use der::asn1::{Any, ObjectIdentifier, OctetString, UintRef};
use der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_SHA_256, RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::{DateTime, Decode};
use rsa::pkcs1::RsaPublicKey;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::binding::Binding;
use super::candidates::{self, Candidates, MOST_CANDIDATES};
use super::enclosed::Enclosed;
use super::foreign::{self, Foreign};
use super::signed_data::{self, SignedData, SignerInfo};
use super::{Hash, cades, cms};
use crate::finding::{BindingReason, DocumentReason, Finding, KeyKind, OidName, SignatureReason};
use crate::pki::is_padding;
use crate::pki::pem;
use crate::pki::received::Certificate;
use crate::pki::signature::{self, Fault};

/// Labels of a CMS structure in PEM: that of RFC 7468, 9, and those of 8 and of openssl.
const PEM_LABELS: [&str; 3] = [cms::PEM_LABEL, "PKCS7", "PKCS #7 SIGNED DATA"];

/// Types of content that are encrypted (RFC 5652, 6 and 8; RFC 5083; PKCS #7, 12).
const ENCRYPTED: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.4"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23"),
];

/// The types of [`ENCRYPTED`] that anybody who has a receiver's key decrypts (`openssl cms
/// -decrypt`): enveloped-data, with and without authentication.
const TO_RECEIVERS: [ObjectIdentifier; 2] = [ENCRYPTED[0], ENCRYPTED[3]];

/// CMS that has to be decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encrypted {
    /// Of which type it is.
    pub kind: OidName,
    /// A receiver's key opens it.
    pub to_receivers: bool,
    /// It stands in PEM.
    pub armoured: bool,
}

/// Why bytes are not something to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSignature {
    /// No CMS structure: another file, or a part of one.
    NotCms,
    /// A file of a kind that is known by its content: a form with its signature inside that is not
    /// read here, a certificate, a list, a key, bare base 64, or nothing at all.
    Foreign(Foreign),
    /// CMS, and not SignedData; of which type.
    NotSigned(OidName),
    /// CMS that has to be decrypted first, whatever is inside.
    Encrypted(Encrypted),
    /// SignedData that nobody signed (a bag of certificates).
    NoSigner,
    /// SignedData that is cut off, or malformed where it is needed.
    Damaged,
    /// A block of PEM with this label is cut off, or holds something else than base 64.
    DamagedPem(String),
    /// Several blocks of PEM with signatures; how many. Which one is meant?
    SeveralPem(usize),
    /// This many bytes follow the signature, and they are neither white space nor zeros.
    Behind(usize),
    /// More signers than are judged; how many.
    Signers(usize),
    /// More certificates than are looked at; how many.
    Certificates(usize),
    /// A signer with more signed attributes than are looked at; how many.
    Attributes(usize),
}

impl From<signed_data::Fault> for NoSignature {
    fn from(fault: signed_data::Fault) -> Self {
        match fault {
            signed_data::Fault::NotCms => Self::NotCms,
            signed_data::Fault::NotSigned(oid) if ENCRYPTED.contains(&oid) => {
                let to_receivers = TO_RECEIVERS.contains(&oid);
                Self::Encrypted(Encrypted { kind: OidName(oid), to_receivers, armoured: false })
            }
            signed_data::Fault::NotSigned(oid) => Self::NotSigned(OidName(oid)),
            signed_data::Fault::Damaged => Self::Damaged,
            signed_data::Fault::Signers(count) => Self::Signers(count),
            signed_data::Fault::Certificates(count) => Self::Certificates(count),
            signed_data::Fault::Attributes(count) => Self::Attributes(count),
        }
    }
}

/// A signature file.
#[derive(Clone, Debug)]
pub struct Signatures {
    signed: SignedData,
    certificates: Vec<Enclosed>,
    /// One for each signer.
    candidates: Vec<Candidates>,
    padding: usize,
}

/// One signer of it.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    info: &'a SignerInfo,
    candidates: &'a Candidates,
    signatures: &'a Signatures,
    certificate: Option<&'a Enclosed>,
}

impl Signatures {
    /// Reads a signature file: DER, BER (RFC 5652 asks for DER in the signed attributes only), or
    /// either of them in PEM. White space and zeros may follow it.
    ///
    /// # Errors
    /// When it is no signature, or not to be read in one way only.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSignature> {
        let found = unarmoured(bytes)?;
        let armoured = matches!(found, Cow::Owned(_));
        let read = signed_data::read(&found).map_err(|fault| match fault.into() {
            NoSignature::Encrypted(found) => {
                NoSignature::Encrypted(Encrypted { armoured, ..found })
            }
            other => other,
        });
        let (signed, behind) = read?;
        if !is_padding(behind) {
            return Err(NoSignature::Behind(behind.len()));
        }
        if signed.signers.is_empty() {
            return Err(NoSignature::NoSigner);
        }
        let padding = behind.len();
        // One that comes several times is one.
        let mut seen = HashSet::new();
        let distinct = signed.certificates.iter().filter(|der| seen.insert(der.as_slice()));
        let certificates = distinct.filter_map(|der| Enclosed::read(der));
        let certificates: Vec<Enclosed> = certificates.collect();
        let candidates = candidates::of_each(&signed.signers, &certificates);
        Ok(Self { signed, certificates, candidates, padding })
    }

    /// The document, when it is inside (an attached signature).
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.signed.content.as_deref()
    }

    /// How many bytes of white space and zeros follow the signature, and are no part of it.
    #[must_use]
    pub const fn padding(&self) -> usize {
        self.padding
    }

    /// The certificates that come along, as they came. Nobody vouches for them.
    #[must_use]
    pub fn certificates(&self) -> Vec<Certificate> {
        self.certificates.iter().map(|found| found.certificate().clone()).collect()
    }

    /// How many signers there are; one at least.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.signed.signers.len()
    }

    /// The signers, each with the first certificate that he may mean.
    pub fn signers(&self) -> impl Iterator<Item = Signer<'_>> {
        let signers = self.signed.signers.iter().zip(&self.candidates);
        signers.map(|(info, candidates)| {
            let signer = Signer { info, candidates, signatures: self, certificate: None };
            signer.candidates().next().unwrap_or(signer)
        })
    }
}

#[cfg(test)]
impl Signatures {
    /// The same with its first signer so many times.
    pub(crate) fn repeated(mut self, count: usize) -> Self {
        self.signed.signers = vec![self.signed.signers.remove(0); count];
        self.candidates = candidates::of_each(&self.signed.signers, &self.certificates);
        self
    }
}

/// The CMS structure in a file. Bytes that begin as one are one, whatever text is inside.
fn unarmoured(bytes: &[u8]) -> Result<Cow<'_, [u8]>, NoSignature> {
    if signed_data::is_content_info(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut blocks = match pem::blocks(bytes, |label| PEM_LABELS.contains(&label)) {
        None => Vec::new(),
        Some(Ok(blocks)) => blocks,
        Some(Err(damaged)) => return Err(NoSignature::DamagedPem(damaged.label)),
    };
    match (blocks.pop(), blocks.len()) {
        (Some(block), 0) => Ok(Cow::Owned(block.bytes)),
        (Some(_), others) => Err(NoSignature::SeveralPem(others + 1)),
        (None, _) => {
            Err(foreign::recognise(bytes).map_or(NoSignature::NotCms, NoSignature::Foreign))
        }
    }
}

impl<'a> Signer<'a> {
    /// The same signer with each certificate that he may mean: one, when he says by its hash
    /// which. None, when none comes along, or more than are tried.
    pub fn candidates(&self) -> impl Iterator<Item = Self> + use<'a> {
        let Self { signatures, candidates, .. } = *self;
        let places = candidates.places.as_slice();
        let tried = if places.len() > MOST_CANDIDATES { &[][..] } else { places };
        let tried = tried.iter().filter_map(|place| signatures.certificates.get(*place));
        let signer = *self;
        tried.map(move |certificate| Self { certificate: Some(certificate), ..signer })
    }

    /// That there is no certificate to judge him by, and why.
    #[must_use]
    pub fn missing(&self) -> Finding {
        match self.candidates.places.len() {
            0 => Finding::undecided(SignatureReason::NoCertificate),
            count => {
                let most = MOST_CANDIDATES;
                Finding::undecided(SignatureReason::Candidates { count, most })
            }
        }
    }

    /// The certificate that he is judged by; `None` when none comes along, or too many do.
    #[must_use]
    pub fn certificate(&self) -> Option<&'a Certificate> {
        Some(self.certificate?.certificate())
    }

    /// When the signer says that he signed.
    #[must_use]
    pub fn claimed_time(&self) -> Option<DateTime> {
        cades::claimed_time(self.info.attributes.as_ref()?)
    }

    /// Is it the document with this hash that was signed?
    #[must_use]
    pub fn document(&self, document: &Hash) -> Finding {
        if self.info.digest_algorithm.oid != ID_SHA_256 {
            return unfit(self.info.digest_algorithm.oid);
        }
        let Some(attributes) = &self.info.attributes else {
            return no_attributes();
        };
        if attributes.message().is_none() {
            return Finding::undecided(SignatureReason::Encoding);
        }
        match self.digest() {
            None => Finding::failed(DocumentReason::NoDigest),
            Some(digest) if digest == document => Finding::passed(DocumentReason::Same),
            Some(_) => Finding::failed(DocumentReason::Other),
        }
    }

    /// The hash in the signed attributes, which must be there once.
    #[must_use]
    pub fn digest(&self) -> Option<Vec<u8>> {
        let value = self.info.attributes.as_ref()?.value(ID_MESSAGE_DIGEST)?;
        Some(OctetString::from_der(value).ok()?.as_bytes().to_vec())
    }

    /// Did the key in the certificate sign these attributes?
    #[must_use]
    pub fn signature(&self) -> Finding {
        let Some(certificate) = self.certificate else {
            return self.missing();
        };
        let Some(attributes) = &self.info.attributes else {
            return no_attributes();
        };
        let Some(message) = attributes.message() else {
            return Finding::undecided(SignatureReason::Encoding);
        };
        let content_type = attributes
            .value(ID_CONTENT_TYPE)
            .and_then(|value| ObjectIdentifier::from_der(value).ok());
        if content_type != Some(self.signatures.signed.content_type) {
            return Finding::failed(SignatureReason::ContentType);
        }
        let Some(algorithm) = self.algorithm() else {
            // RSA alone is no fault: the hash is that of the document.
            let given = self.info.signature_algorithm.oid;
            let hash = self.info.digest_algorithm.oid;
            return unfit(if given == RSA_ENCRYPTION { hash } else { given });
        };
        let key = certificate.certificate().tbs().subject_public_key_info();
        let verify =
            |message: &[u8]| signature::verify(key, &algorithm, message, &self.info.signature);
        match verify(&message) {
            Ok(()) => Finding::passed(SignatureReason::Right),
            // It may be over the same attributes in another order than the one that came: right by
            // RFC 5652, 5.4, wrong by what everybody uses.
            Err(Fault::Wrong) if attributes.sorted().is_some_and(|set| verify(&set).is_ok()) => {
                Finding::undecided(SignatureReason::Order)
            }
            Err(Fault::Wrong) => Finding::failed(SignatureReason::Wrong),
            Err(Fault::Algorithm) => Finding::undecided(SignatureReason::Key(key_kind(key))),
        }
    }

    /// Does the signature name its certificate?
    #[must_use]
    pub fn binding(&self) -> Finding {
        let Some(certificate) = self.certificate else {
            return self.missing();
        };
        let Some(reference) = &self.candidates.reference else {
            return no_attributes();
        };
        match reference.compare(certificate) {
            Binding::Bound => Finding::passed(BindingReason::Bound),
            Binding::BoundBySha1 => Finding::passed(BindingReason::BoundBySha1),
            Binding::Absent => Finding::absent(BindingReason::Absent),
            Binding::Other => Finding::failed(BindingReason::Other),
            Binding::Algorithm(oid) => Finding::undecided(BindingReason::Algorithm(OidName(oid))),
            Binding::Malformed => Finding::undecided(BindingReason::Unreadable),
        }
    }

    /// The allowed algorithm that the signer names. RSA is named by its key alone in most
    /// signatures (RFC 3370, 3.2): the hash is then that of the document.
    fn algorithm(&self) -> Option<AlgorithmIdentifierOwned> {
        let given = &self.info.signature_algorithm;
        match given.oid {
            ECDSA_WITH_SHA_256 | SHA_256_WITH_RSA_ENCRYPTION => Some(given.clone()),
            RSA_ENCRYPTION if self.info.digest_algorithm.oid == ID_SHA_256 => {
                Some(AlgorithmIdentifierOwned {
                    oid: SHA_256_WITH_RSA_ENCRYPTION,
                    parameters: Some(Any::null()),
                })
            }
            _ => None,
        }
    }
}

fn no_attributes() -> Finding {
    Finding::undecided(SignatureReason::NoAttributes)
}

/// An algorithm that is not relied on.
fn unfit(algorithm: ObjectIdentifier) -> Finding {
    Finding::undecided(SignatureReason::Algorithm(OidName(algorithm)))
}

/// A key of a kind that is not judged: what it is told by is its curve, or its length.
fn key_kind(key: &SubjectPublicKeyInfoOwned) -> KeyKind {
    let algorithm = OidName(key.algorithm.oid);
    let curve = key.algorithm.parameters.as_ref();
    let curve = curve.and_then(|found| found.decode_as::<ObjectIdentifier>().ok());
    match (key.algorithm.oid, curve) {
        (RSA_ENCRYPTION, _) => modulus_bits(key.subject_public_key.raw_bytes())
            .map_or(KeyKind::Plain(algorithm), |bits| KeyKind::Length(algorithm, bits)),
        (_, Some(curve)) => KeyKind::Curve(algorithm, OidName(curve)),
        (_, None) => KeyKind::Plain(algorithm),
    }
}

/// The length of an RSA key, RSAPublicKey (RFC 8017, A.1.1) in DER: bits of its modulus; `None` of
/// what is none.
fn modulus_bits(key: &[u8]) -> Option<u32> {
    let key = RsaPublicKey::<UintRef<'_>>::from_der(key).ok()?;
    let (first, rest) = key.modulus.as_bytes().split_first()?;
    u32::try_from(rest.len()).ok()?.checked_mul(8)?.checked_add(first.checked_ilog2()? + 1)
}

#[cfg(test)]
mod tests {
    use der::Encode;

    use super::*;

    #[test]
    fn an_rsa_key_is_as_long_as_its_modulus() {
        for (bytes, first, bits) in
            [(128, 0x80, 1024), (128, 0xFF, 1024), (256, 0x7F, 2047), (1024, 0xC3, 8192)]
        {
            let mut modulus = vec![0xFF_u8; bytes];
            modulus[0] = first;
            let key = RsaPublicKey {
                modulus: UintRef::new(&modulus).unwrap(),
                public_exponent: UintRef::new(&[1, 0, 1]).unwrap(),
            };
            assert_eq!(modulus_bits(&key.to_der().unwrap()), Some(bits));
        }
        assert_eq!(modulus_bits(b"no key"), None);
    }
}
