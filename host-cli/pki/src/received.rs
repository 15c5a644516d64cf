//! Certificates and revocation lists as received. Signatures, fingerprints and hashes are over the
//! bytes that were received (RFC 5280, 6.1.3 a 1), never over a new encoding of what was decoded:
//! many authorities write what DER forbids and everybody reads, as an explicit `critical FALSE`
//! (X.690, 11.5) or a GeneralizedTime before 2050.
//!
//! The bytes are parsed once: the same reader gives the signed part and the decoded view, both to
//! the last byte.

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use der::oid::AssociatedOid;
use der::{Decode, Encode, FixedTag, Header, Length, Reader, SliceReader, Tag, Writer};
use sha2::{Digest, Sha256};
use x509_cert::certificate::TbsCertificate;
use x509_cert::crl::CertificateList;
use x509_cert::name::Name;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::names::CanonicalName;
use super::signature::{self, Fault};

/// `SEQUENCE {what is signed, algorithm, signature}` (X.509, `SIGNED`).
pub trait SignedStructure: for<'a> Decode<'a, Error = der::Error> {
    /// What is computed of it once.
    type Cache: Default;

    /// The algorithm inside of what is signed.
    fn inner_algorithm(&self) -> &AlgorithmIdentifierOwned;

    /// The algorithm beside the signature.
    fn outer_algorithm(&self) -> &AlgorithmIdentifierOwned;

    /// The name of the issuer.
    fn issuer(&self) -> &Name;

    /// The name of the subject; a list has none.
    fn subject(&self) -> Option<&Name>;

    /// The signature; empty when it is no whole number of bytes.
    fn signature(&self) -> &[u8];
}

impl SignedStructure for x509_cert::Certificate {
    type Cache = ();

    fn inner_algorithm(&self) -> &AlgorithmIdentifierOwned {
        self.tbs_certificate().signature()
    }

    fn outer_algorithm(&self) -> &AlgorithmIdentifierOwned {
        self.signature_algorithm()
    }

    fn issuer(&self) -> &Name {
        self.tbs_certificate().issuer()
    }

    fn subject(&self) -> Option<&Name> {
        Some(self.tbs_certificate().subject())
    }

    fn signature(&self) -> &[u8] {
        self.signature().as_bytes().unwrap_or_default()
    }
}

/// A signed structure: its bytes as received, and its decoded form.
pub struct ReceivedObject<T: SignedStructure> {
    bytes: Vec<u8>,
    signed: Range<usize>,
    issuer: CanonicalName,
    subject: CanonicalName,
    view: T,
    /// Shared by its clones.
    cache: Arc<T::Cache>,
}

/// A certificate as received.
pub type Certificate = ReceivedObject<x509_cert::Certificate>;

/// A revocation list as received.
pub type RevocationList = ReceivedObject<CertificateList>;

impl<T: SignedStructure> ReceivedObject<T> {
    /// Reads bytes that hold it and nothing else.
    ///
    /// # Errors
    /// When they hold something else, or it in a form that DER's readers do not agree on (BER's
    /// lengths, numbers and truth values): what it says could be read in two ways.
    pub fn read(bytes: &[u8]) -> der::Result<Self> {
        let found = Self::read_first(bytes)?;
        if found.bytes.len() == bytes.len() {
            Ok(found)
        } else {
            Err(der::ErrorKind::TrailingData {
                decoded: Length::try_from(found.bytes.len())?,
                remaining: Length::try_from(bytes.len().saturating_sub(found.bytes.len()))?,
            }
            .into())
        }
    }

    /// Reads what bytes begin with; an EF of a card has filler behind it.
    ///
    /// # Errors
    /// When they begin with something else.
    pub fn read_first(bytes: &[u8]) -> der::Result<Self> {
        #[cfg(any(test, feature = "counters"))]
        READ.set(READ.get() + 1);
        let bytes = SliceReader::new(bytes)?.tlv_bytes()?;
        let view = T::from_der(bytes)?;
        let mut inside = SliceReader::new(bytes)?;
        Header::decode(&mut inside)?.tag().assert_eq(Tag::Sequence)?;
        let start = usize::try_from(inside.position())?;
        let signed = start..start.saturating_add(inside.tlv_bytes()?.len());
        let issuer = view.issuer().into();
        let subject = view.subject().map(CanonicalName::from).unwrap_or_default();
        Ok(Self { bytes: bytes.to_vec(), signed, issuer, subject, view, cache: Arc::default() })
    }

    /// All of it, as received.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is computed of it once.
    pub(crate) fn cache(&self) -> &T::Cache {
        &self.cache
    }

    /// The bytes that its signature is over, as received.
    #[must_use]
    pub fn signed(&self) -> &[u8] {
        self.bytes.get(self.signed.clone()).unwrap_or_default()
    }

    /// Its decoded form. Not to be encoded again: that may give other bytes.
    #[must_use]
    pub const fn view(&self) -> &T {
        &self.view
    }

    /// The name of its issuer, to compare.
    #[must_use]
    pub const fn issuer(&self) -> &CanonicalName {
        &self.issuer
    }

    /// SHA-256 over all of it.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    /// Verifies its signature by a key.
    ///
    /// # Errors
    /// When it is wrong, or the algorithm is not supported. With two different algorithms it is
    /// wrong (RFC 5280, 4.1.1.2 and 5.1.1.2).
    pub fn verify(&self, key: &SubjectPublicKeyInfoOwned) -> Result<(), Fault> {
        if self.view.inner_algorithm() != self.view.outer_algorithm() {
            return Err(Fault::Wrong);
        }
        signature::verify(key, self.view.outer_algorithm(), self.signed(), self.view.signature())
    }
}

#[cfg(any(test, feature = "counters"))]
std::thread_local! {
    /// How many were read: what it costs is counted, not timed.
    pub static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl ReceivedObject<x509_cert::Certificate> {
    /// The signed part of a certificate, decoded.
    #[must_use]
    pub fn tbs(&self) -> &TbsCertificate {
        self.view.tbs_certificate()
    }

    /// The name of its subject, to compare.
    #[must_use]
    pub const fn subject(&self) -> &CanonicalName {
        &self.subject
    }

    /// True when its subject and its issuer have the same name (RFC 5280, 6.1).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// An extension; `None` when it is not there.
    ///
    /// # Errors
    /// When it is there twice, or cannot be read.
    pub fn extension<'a, T>(&'a self) -> der::Result<Option<T>>
    where
        T: Decode<'a, Error = der::Error> + AssociatedOid,
    {
        Ok(self.tbs().get_extension::<T>()?.map(|(_, found)| found))
    }
}

impl<T: SignedStructure + Clone> Clone for ReceivedObject<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            signed: self.signed.clone(),
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            view: self.view.clone(),
            cache: Arc::clone(&self.cache),
        }
    }
}

impl<T: SignedStructure> PartialEq for ReceivedObject<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T: SignedStructure> Eq for ReceivedObject<T> {}

impl<T: SignedStructure + fmt::Debug> fmt::Debug for ReceivedObject<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view.fmt(out)
    }
}

impl<T: SignedStructure> FixedTag for ReceivedObject<T> {
    const TAG: Tag = Tag::Sequence;
}

impl<'a, T: SignedStructure> Decode<'a> for ReceivedObject<T> {
    type Error = der::Error;

    fn decode<R: Reader<'a>>(reader: &mut R) -> der::Result<Self> {
        Self::read(reader.tlv_bytes()?)
    }
}

impl<T: SignedStructure> Encode for ReceivedObject<T> {
    fn encoded_len(&self) -> der::Result<Length> {
        Length::try_from(self.bytes.len())
    }

    fn encode(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.bytes)
    }
}

#[cfg(test)]
pub(crate) mod tests;
