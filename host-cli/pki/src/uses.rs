//! Key usage and extended key usage of a certificate (RFC 5280, 4.2.1.3 and 4.2.1.12). Path
//! validation and the texts about a key's use both read them here.

use der::asn1::ObjectIdentifier;
use der::flagset::FlagSet;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::received::Certificate;
use super::{Purpose, oid, profile};

/// The key usages of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateUsage {
    key: Option<FlagSet<KeyUsages>>,
    extended: Option<Vec<ObjectIdentifier>>,
}

impl CertificateUsage {
    /// Those of a certificate.
    ///
    /// # Errors
    /// The extension that is there twice, or cannot be decoded.
    pub fn of(certificate: &Certificate) -> Result<Self, ObjectIdentifier> {
        let key = certificate.extension::<KeyUsage>().map_err(|_| oid::KEY_USAGE)?;
        let extended = certificate.extension::<ExtendedKeyUsage>();
        let extended = extended.map_err(|_| oid::EXTENDED_KEY_USAGE)?;
        Ok(Self { key: key.map(|usage| usage.0), extended: extended.map(|uses| uses.0) })
    }

    /// The purpose of JPKI that the key is for, if it is for one: content commitment is signing,
    /// other signatures are user authentication. Without an extended key usage every one is allowed
    /// (RFC 5280, 4.2.1.12); without a key usage it is for no purpose of JPKI.
    #[must_use]
    pub fn purpose(&self) -> Option<Purpose> {
        let key = self.key?;
        let purpose = if key.contains(KeyUsages::NonRepudiation) {
            Purpose::Signing
        } else if key.contains(KeyUsages::DigitalSignature) {
            Purpose::Authentication
        } else {
            return None;
        };
        self.allow(purpose).then_some(purpose)
    }

    /// True when the extended key usage, if there is one, allows this purpose. That of an authority
    /// limits what it certifies.
    #[must_use]
    pub fn allow(&self, purpose: Purpose) -> bool {
        self.extended.is_none()
            || self.have_one_of(match purpose {
                Purpose::Signing => &profile::SIGNING_USES,
                Purpose::Authentication => &[profile::CLIENT_AUTH, profile::ANY_USE],
            })
    }

    /// True when the extended key usage has one of these.
    #[must_use]
    pub fn have_one_of(&self, wanted: &[ObjectIdentifier]) -> bool {
        self.extended.iter().flatten().any(|found| wanted.contains(found))
    }

    /// True when there is an extended key usage.
    #[must_use]
    pub const fn have_extended(&self) -> bool {
        self.extended.is_some()
    }

    /// The key usage; `None` without the extension.
    #[must_use]
    pub const fn key(&self) -> Option<FlagSet<KeyUsages>> {
        self.key
    }
}
