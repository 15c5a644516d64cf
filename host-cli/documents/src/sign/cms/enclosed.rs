//! A certificate in a signature file, with what is computed of it once: a file may have many signers
//! and many certificates.

use std::sync::OnceLock;

use der::Encode as _;
use juki_pki::names::CanonicalName;
use juki_pki::received::Certificate;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::ber::{Reader, tag};

/// A hash algorithm by which a certificate may be identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HashAlgorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A certificate in the field `certificates`. It is not trusted for being there.
#[derive(Clone, Debug)]
pub(super) struct EnclosedCertificate {
    certificate: Certificate,
    /// Serial number, content octets of the INTEGER.
    serial: Vec<u8>,
    key_identifier: Option<Vec<u8>>,
    hashes: [OnceLock<Vec<u8>>; 4],
}

impl EnclosedCertificate {
    /// Reads it; `None` when it is malformed.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::read(der).ok()?;
        let found = certificate.tbs().get_extension::<SubjectKeyIdentifier>();
        let key_identifier = found.ok().flatten().map(|(_, found)| found.0.as_bytes().to_vec());
        let serial = certificate.tbs().serial_number().to_der().ok()?;
        let serial = Reader::new(&serial).expect(tag::INTEGER).ok()?.content.to_vec();
        Some(Self { certificate, serial, key_identifier, hashes: Default::default() })
    }

    pub(super) const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its hash, over all its octets as received.
    pub(super) fn hash(&self, algorithm: HashAlgorithm) -> &[u8] {
        let bytes = self.certificate.bytes();
        let [sha1, sha256, sha384, sha512] = &self.hashes;
        match algorithm {
            HashAlgorithm::Sha1 => sha1.get_or_init(|| Sha1::digest(bytes).to_vec()),
            HashAlgorithm::Sha256 => sha256.get_or_init(|| Sha256::digest(bytes).to_vec()),
            HashAlgorithm::Sha384 => sha384.get_or_init(|| Sha384::digest(bytes).to_vec()),
            HashAlgorithm::Sha512 => sha512.get_or_init(|| Sha512::digest(bytes).to_vec()),
        }
    }

    /// Its serial number, without the zeros that DER leaves out.
    pub(super) fn serial(&self) -> &[u8] {
        number(&self.serial)
    }

    pub(super) fn key_identifier(&self) -> Option<&[u8]> {
        self.key_identifier.as_deref()
    }

    /// Is it of this issuer, and has it this serial number (content octets of an INTEGER)? The
    /// name is given in its form to compare: converting it for each certificate would cost more than
    /// the rest.
    pub(super) fn is_issued(&self, issuer: Option<&CanonicalName>, serial: &[u8]) -> bool {
        // The number first: it is the shorter one.
        self.serial() == number(serial) && issuer == Some(self.certificate.issuer())
    }
}

/// A number without the zeros that DER leaves out.
pub(super) fn number(mut octets: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = octets
        && rest.first().is_some_and(|octet| *octet < 0x80)
    {
        octets = rest;
    }
    octets
}
