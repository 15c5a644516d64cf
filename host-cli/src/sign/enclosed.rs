//! A certificate that comes along with a signature, with what is asked of it again and again: a
//! file may hold many signers and many certificates, and each is looked at once.

use std::sync::OnceLock;

use der::Encode as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::name::Name;

use super::ber::{Reader, tag};
use super::signed_data::SignerIdentifier;
use crate::pki::names::CanonicalName;
use crate::pki::received::Certificate;

/// A hash by which a certificate may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hashed {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A certificate that came along. Nobody vouches for it.
#[derive(Clone, Debug)]
pub(super) struct Enclosed {
    certificate: Certificate,
    /// Serial number, content octets of the INTEGER.
    serial: Vec<u8>,
    key_identifier: Option<Vec<u8>>,
    hashes: [OnceLock<Vec<u8>>; 4],
}

/// What a certificate is found by, as a signer names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// Serial number; the issuer is compared too.
    Serial(Vec<u8>),
    /// Subject key identifier.
    Identifier(Vec<u8>),
}

impl Key {
    /// That of a signer's certificate.
    pub(super) fn of(identifier: &SignerIdentifier) -> Self {
        match identifier {
            SignerIdentifier::Issuer { serial, .. } => Self::Serial(number(serial).to_vec()),
            SignerIdentifier::Key(identifier) => Self::Identifier(identifier.clone()),
        }
    }
}

impl Enclosed {
    /// Reads it; `None` when it is none that can be read.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let certificate = Certificate::read(der).ok()?;
        let found = certificate.tbs().get_extension::<SubjectKeyIdentifier>();
        let key_identifier = found.ok().flatten().map(|(_, found)| found.0.as_bytes().to_vec());
        let serial = certificate.tbs().serial_number().to_der().ok()?;
        let serial = Reader::new(&serial).expect(tag::INTEGER).ok()?.content.to_vec();
        Some(Self { certificate, serial, key_identifier, hashes: Default::default() })
    }

    /// What it is found by.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        let serial = Key::Serial(number(&self.serial).to_vec());
        [Some(serial), self.key_identifier.clone().map(Key::Identifier)].into_iter().flatten()
    }

    pub(super) const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its hash, of all its octets as they came.
    pub(super) fn hash(&self, algorithm: Hashed) -> &[u8] {
        let bytes = self.certificate.bytes();
        let [sha1, sha256, sha384, sha512] = &self.hashes;
        match algorithm {
            Hashed::Sha1 => sha1.get_or_init(|| Sha1::digest(bytes).to_vec()),
            Hashed::Sha256 => sha256.get_or_init(|| Sha256::digest(bytes).to_vec()),
            Hashed::Sha384 => sha384.get_or_init(|| Sha384::digest(bytes).to_vec()),
            Hashed::Sha512 => sha512.get_or_init(|| Sha512::digest(bytes).to_vec()),
        }
    }

    /// Is it the one that a signer names?
    pub(super) fn is_named(&self, identifier: &SignerIdentifier) -> bool {
        match identifier {
            SignerIdentifier::Issuer { issuer, serial } => self.is_issued(issuer.as_ref(), serial),
            SignerIdentifier::Key(named) => self.key_identifier.as_ref() == Some(named),
        }
    }

    /// Is it of this issuer, and has it this serial number (content octets of an INTEGER)?
    pub(super) fn is_issued(&self, issuer: Option<&Name>, serial: &[u8]) -> bool {
        // The number first: it is the shorter one.
        number(&self.serial) == number(serial)
            && issuer
                .is_some_and(|issuer| self.certificate.issuer() == &CanonicalName::from(issuer))
    }
}

/// A number without the zeros that DER leaves out.
fn number(mut octets: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = octets
        && rest.first().is_some_and(|octet| *octet < 0x80)
    {
        octets = rest;
    }
    octets
}
