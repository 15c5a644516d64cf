//! What a certificate says that its key is for (RFC 5280, 4.2.1.3 and 4.2.1.12). Whoever judges a
//! certificate for a purpose and whoever names its use read it here.

use der::asn1::ObjectIdentifier;
use der::flagset::FlagSet;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::received::Certificate;
use super::{Purpose, oid, profile};

/// The uses that a certificate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses {
    key: Option<FlagSet<KeyUsages>>,
    extended: Option<Vec<ObjectIdentifier>>,
}

impl Uses {
    /// Those of a certificate.
    ///
    /// # Errors
    /// The extension that is there twice, or cannot be read.
    pub fn of(certificate: &Certificate) -> Result<Self, ObjectIdentifier> {
        let key = certificate.extension::<KeyUsage>().map_err(|_| oid::KEY_USAGE)?;
        let extended = certificate.extension::<ExtendedKeyUsage>();
        let extended = extended.map_err(|_| oid::EXTENDED_KEY_USAGE)?;
        Ok(Self { key: key.map(|usage| usage.0), extended: extended.map(|uses| uses.0) })
    }

    /// The purpose of JPKI that the key is for, if it is for one: content commitment is signing,
    /// other signatures are user authentication. Where no extended use is said every one is meant
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
        self.leave_room_for(purpose).then_some(purpose)
    }

    /// True when the extended uses, if any are said, have a place for this purpose. Those of an
    /// authority limit what it certifies.
    #[must_use]
    pub fn leave_room_for(&self, purpose: Purpose) -> bool {
        self.extended.is_none()
            || self.name_one_of(match purpose {
                Purpose::Signing => &profile::SIGNING_USES,
                Purpose::Authentication => &[profile::CLIENT_AUTH, profile::ANY_USE],
            })
    }

    /// True when one of these extended uses is said.
    #[must_use]
    pub fn name_one_of(&self, wanted: &[ObjectIdentifier]) -> bool {
        self.extended.iter().flatten().any(|found| wanted.contains(found))
    }

    /// True when extended uses are said.
    #[must_use]
    pub const fn are_extended(&self) -> bool {
        self.extended.is_some()
    }

    /// The key usage; `None` when it is not said.
    #[must_use]
    pub const fn key(&self) -> Option<FlagSet<KeyUsages>> {
        self.key
    }
}
