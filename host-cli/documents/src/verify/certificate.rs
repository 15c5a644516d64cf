//! Checks of a certificate: its holder, its path and its status.

use der::DateTime;
use der::asn1::{ObjectIdentifier, Utf8StringRef};
use juki_pki::received::Certificate;
use juki_pki::{
    CertificateStatus, PathStatus, PathValidation, Purpose, Revocation, TrustStore, profile,
    validate_path,
};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::finding::{CertificateReason, Finding};

/// The holder of a signing certificate of JPKI, by its subject alternative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateHolder {
    /// Name.
    pub name: String,
    /// Which characters of it stand for another one, a digit a character: `1` for one that does.
    pub name_substituted: Option<String>,
    /// Address.
    pub address: String,
    /// As `name_substituted`, for the address.
    pub address_substituted: Option<String>,
    /// Day of birth, YYYYMMDD, without the era digit before it.
    pub birth: String,
    /// Sex: `1` male, `2` female, `9` not applicable, `0` not known.
    pub sex: String,
}

impl CertificateHolder {
    /// The holder in a certificate, DER; `None` when it has none.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Option<Self> {
        Self::of_read(&Certificate::read(certificate).ok()?)
    }

    /// The same of a parsed certificate.
    #[must_use]
    pub fn of_read(certificate: &Certificate) -> Option<Self> {
        let names = certificate.extension::<SubjectAltName>().ok().flatten()?;
        let value = |wanted: ObjectIdentifier| {
            names.0.iter().find_map(|name| match name {
                GeneralName::OtherName(other) if other.type_id == wanted => {
                    let text = other.value.decode_as::<Utf8StringRef<'_>>().ok()?;
                    Some(text.as_str().to_owned())
                }
                _ => None,
            })
        };
        let birth = value(profile::BIRTH)?;
        Some(Self {
            name: value(profile::NAME)?,
            name_substituted: value(profile::NAME_SUBSTITUTED),
            address: value(profile::ADDRESS)?,
            address_substituted: value(profile::ADDRESS_SUBSTITUTED),
            birth: birth.get(1..)?.to_owned(),
            sex: value(profile::SEX)?,
        })
    }
}

/// The findings about the path and the status of a certificate (DER). The status is left out unless
/// the path is valid. Without a purpose the key usage is not checked.
#[must_use]
pub fn verify(
    certificate: &[u8],
    extra: &[Vec<u8>],
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> (Finding, Finding) {
    findings(&validate_path(certificate, extra, trust, purpose, revocation, now))
}

/// The findings of path validation.
#[must_use]
pub fn findings(validation: &PathValidation) -> (Finding, Finding) {
    let chain = match validation.path_status {
        PathStatus::Valid => Finding::passed(CertificateReason::Issued),
        PathStatus::Invalid(error) => Finding::failed(CertificateReason::PathError(error)),
        PathStatus::Undetermined(error) => Finding::undecided(CertificateReason::PathError(error)),
    };
    let Some(in_force) = validation.in_force else {
        return (chain, Finding::left_out(CertificateReason::IssuerFirst));
    };
    let state = CertificateReason::State { in_force, authority: validation.authority() };
    let force = match in_force {
        CertificateStatus::Valid => Finding::passed(state),
        CertificateStatus::NotLookedUp => Finding::passed(CertificateReason::RevocationSkipped),
        CertificateStatus::Unknown(_) => Finding::undecided(state),
        CertificateStatus::NotYet(_)
        | CertificateStatus::Expired(_)
        | CertificateStatus::Revoked { .. } => Finding::failed(state),
    };
    (chain, force.by(&validation.lists))
}
