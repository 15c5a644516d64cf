//! Path validation (RFC 5280, 6.1) and revocation checking (6.3), with what JPKI needs: its
//! authorities keep one name through the years, so an issuer is chosen by key identifier and
//! signature, never by name alone.

use std::sync::Arc;

use der::DateTime;
use der::asn1::ObjectIdentifier;

use super::Purpose;
use super::index::Reason;
use super::received::{Certificate, RevocationList};
use super::trust::TrustStore;

mod constraints;
mod extensions;
mod policies;
mod revocation;
mod search;
#[cfg(test)]
pub(crate) mod tests;
mod usage;
mod words;

pub use search::ValidationBudget;

/// Fetches a revocation list from an address that a certificate names.
pub trait CrlFetcher: std::fmt::Debug + Send + Sync {
    /// The list that is found there; `None` when none is. For the same address it returns the same
    /// value again, with what was computed of it.
    fn fetch(&self, url: &str) -> Option<Arc<RevocationList>>;
}

/// Where revocation is looked up.
#[derive(Clone, Copy, Debug)]
pub enum Revocation<'a> {
    /// In the lists of the trust store.
    File,
    /// At the addresses that the certificates name, which must give one. A newer list of the trust
    /// store counts too: an attacker on the network may replace a new one by an old one.
    Online(&'a dyn CrlFetcher),
    /// Nowhere: a revoked certificate is accepted.
    Skip,
}

/// Why a certificate has no valid path, or why that cannot be determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PathError {
    /// It is no X.509 certificate.
    Malformed,
    /// There is no trust anchor.
    NoTrustAnchor,
    /// No path leads to a trust anchor, and no certificate of its issuer came along.
    UnknownIssuer,
    /// No path leads to a trust anchor, though the certificate of its issuer came along: the issuer
    /// is not trusted.
    UntrustedIssuer,
    /// It names the key of a trust anchor, or of an authority with a valid path, and that key did
    /// not sign it: it was altered or forged.
    Signature,
    /// It is signed by an algorithm that is not supported.
    Algorithm,
    /// It is for the other purpose of JPKI (key usage).
    Purpose,
    /// It, or one of its authorities, is not for a purpose of JPKI, by its key usage: it has
    /// another, or none.
    OtherUse,
    /// A certificate of the path is not a CA certificate, or may not issue this one (basic
    /// constraints, key usage).
    Authority,
    /// It, or one of its authorities, has a critical extension that is not known here.
    Extension(ExtensionLocation),
    /// It, or one of its authorities, has an extension twice (RFC 5280, 4.2).
    ExtensionTwice(ExtensionLocation),
    /// It, or one of its authorities, has an extension that cannot be read.
    ExtensionUnreadable(ExtensionLocation),
    /// A name in the path is not permitted by name constraints.
    Names,
    /// Name constraints are about a form of name that is not supported here.
    NameForm,
    /// One of its authorities requires an explicit policy, and none is valid.
    Policy,
    /// A limit was reached: the path is too long, or too many certificates came along.
    TooMany,
}

impl PathError {
    /// Whether it makes a path invalid, or leaves it undetermined.
    #[must_use]
    pub const fn status(self) -> PathStatus {
        match self {
            Self::Signature | Self::Purpose | Self::Authority | Self::Names | Self::Policy => {
                PathStatus::Invalid(self)
            }
            Self::Malformed
            | Self::NoTrustAnchor
            | Self::UnknownIssuer
            | Self::UntrustedIssuer
            | Self::Algorithm
            | Self::OtherUse
            | Self::Extension(_)
            | Self::ExtensionTwice(_)
            | Self::ExtensionUnreadable(_)
            | Self::NameForm
            | Self::TooMany => PathStatus::Undetermined(self),
        }
    }

    /// The extension that it is about, if it is about one.
    #[must_use]
    pub const fn extension(self) -> Option<ExtensionLocation> {
        match self {
            Self::Extension(at) | Self::ExtensionTwice(at) | Self::ExtensionUnreadable(at) => {
                Some(at)
            }
            _ => None,
        }
    }
}

/// An extension, and the certificate of the chain that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionLocation {
    /// Which.
    pub oid: ObjectIdentifier,
    /// The place of the certificate in the chain; 0 is the validated one.
    pub place: usize,
}

/// Whether a certificate has a valid path to a trust anchor (RFC 5280, 6.1), apart from its
/// validity period and revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStatus {
    /// There is a valid path to a trust anchor, for this purpose.
    Valid,
    /// There is none.
    Invalid(PathError),
    /// It cannot be determined.
    Undetermined(PathError),
}

/// Why it cannot be determined whether a certificate is revoked (RFC 5280, 6.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum UndeterminedStatus {
    /// There is no list of its issuer.
    NoList,
    /// The newest list of its issuer was valid until this moment (nextUpdate).
    OutOfDate(DateTime),
    /// The oldest list of its issuer is valid from this moment (thisUpdate).
    NotYet(DateTime),
    /// There is a list with the issuer's name that its key did not sign.
    ForeignList,
    /// There is a list of its issuer with a critical extension that is not known here or cannot be
    /// read.
    NotUnderstood,
    /// There is a delta list of its issuer whose base is not at hand.
    NoBase,
    /// The lists at hand cover only some reasons for revocation.
    SomeReasons,
    /// It was to be looked up online, and the addresses in the certificate gave no list whose scope
    /// covers it.
    Unreachable,
}

/// Validity period and revocation status of a certificate that has a valid path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// It is in force: within its validity period, and not revoked.
    Valid,
    /// It is within its validity period; revocation was not looked up ([`Revocation::Skip`]).
    NotLookedUp,
    /// It is valid from this moment.
    NotYet(DateTime),
    /// It was valid until this moment.
    Expired(DateTime),
    /// It was revoked, or is suspended ([`Reason::CertificateHold`]).
    Revoked {
        /// Why.
        reason: Reason,
        /// When.
        date: DateTime,
    },
    /// Whether it is revoked cannot be determined.
    Unknown(UndeterminedStatus),
}

/// The result of path validation (RFC 5280, 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathValidation {
    /// Whether its path is valid.
    pub path_status: PathStatus,
    /// Whether it is in force; `None` unless its path is valid. Of several certificates in the
    /// chain the first one that is not in force decides.
    pub in_force: Option<CertificateStatus>,
    /// The certificate whose status that is, by its place in the chain; 0 is the validated one.
    pub place: usize,
    /// The chain, DER, the validated certificate first, the trust anchor last; the certificate
    /// alone when there is no path.
    pub chain: Vec<Vec<u8>>,
    /// The revocation lists that decided: all that were read for the certificates of the chain, or
    /// those that name the revoked one. None when revocation was not looked up.
    pub lists: Vec<ConsultedCrl>,
}

/// A revocation list that decided about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultedCrl {
    /// The place of the certificate in the chain; 0 is the validated one.
    pub place: usize,
    /// When the list was made.
    pub this_update: DateTime,
    /// When the next one is due.
    pub next_update: Option<DateTime>,
    /// Its number, hexadecimal digits; RFC 5280, 5.2.3 asks for one.
    pub number: Option<String>,
    /// It is a delta list, read beside the complete one.
    pub delta: bool,
    /// SHA-256 over its DER.
    pub fingerprint: [u8; 32],
}

impl PathValidation {
    /// No valid path.
    const fn without_path(path_status: PathStatus) -> Self {
        Self { path_status, in_force: None, place: 0, chain: Vec::new(), lists: Vec::new() }
    }

    /// A valid path, and the status of the certificate at this place.
    const fn with_status(
        in_force: CertificateStatus,
        place: usize,
        lists: Vec<ConsultedCrl>,
    ) -> Self {
        let path_status = PathStatus::Valid;
        Self { path_status, in_force: Some(in_force), place, chain: Vec::new(), lists }
    }

    /// Of several chains the one with the lowest rank decides.
    const fn rank(&self) -> u8 {
        match (self.path_status, self.in_force) {
            (
                PathStatus::Valid,
                Some(CertificateStatus::Valid | CertificateStatus::NotLookedUp),
            ) => 0,
            (PathStatus::Valid, Some(CertificateStatus::Revoked { .. })) => 1,
            (PathStatus::Valid, Some(CertificateStatus::Unknown(_))) => 2,
            (PathStatus::Valid, _) => 3,
            (PathStatus::Undetermined(_), _) => 4,
            (PathStatus::Invalid(_), _) => 5,
        }
    }
}

/// Validates the path of a certificate.
///
/// * `certificate`: DER.
/// * `extra`: certificates that came with it, DER. They are used to build paths, and not trusted.
/// * `purpose`: the purpose that it must be for; without one its key usage is not checked.
/// * `now`: the time for which it is validated.
///
/// Order of the checks, the first that fails decides: form, chain by signature, extensions and key
/// usage, names and policies, then of each certificate from the validated one upwards validity and
/// revocation. Of the trust anchor the validity and the name constraints are checked.
#[must_use]
pub fn validate_path(
    certificate: &[u8],
    extra: &[Vec<u8>],
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> PathValidation {
    let extra: Vec<Certificate> =
        extra.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let mut budget = ValidationBudget::new(ValidationBudget::ONE);
    validate_path_among(certificate, &extra, &mut budget, trust, purpose, revocation, now)
}

/// As [`validate_path`], one of several certificates that came with the same ones: these are read
/// once, and all share one budget.
#[must_use]
pub fn validate_path_among(
    certificate: &[u8],
    extra: &[Certificate],
    budget: &mut ValidationBudget,
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> PathValidation {
    let purpose = purpose.into();
    let alone = |path_status| PathValidation {
        chain: vec![certificate.to_vec()],
        ..PathValidation::without_path(path_status)
    };
    let Ok(leaf) = Certificate::read(certificate) else {
        return alone(PathError::Malformed.status());
    };
    let chains = match search::chains(&leaf, extra, trust, budget) {
        Ok(chains) => chains,
        Err(status) => return alone(status),
    };
    // An authority may have several certificates for one key: one valid path is enough.
    let judged = chains.found.iter().map(|chain| {
        let found = match check(chain, purpose) {
            Err(error) => PathValidation::without_path(error.status()),
            Ok(()) => in_force(chain, trust, revocation, now),
        };
        PathValidation {
            chain: chain.iter().map(|found| found.bytes().to_vec()).collect(),
            ..found
        }
    });
    let best = judged.min_by_key(PathValidation::rank);
    let best =
        best.unwrap_or_else(|| PathValidation::without_path(PathError::UntrustedIssuer.status()));
    match best.path_status {
        // A chain that was not looked at may be a better one.
        PathStatus::Invalid(_) if chains.truncated => {
            PathValidation { path_status: PathError::TooMany.status(), ..best }
        }
        _ => best,
    }
}

fn check(chain: &[&Certificate], purpose: Option<Purpose>) -> Result<(), PathError> {
    usage::check(chain, purpose)?;
    constraints::check(chain)?;
    policies::check(chain)
}

fn in_force(
    chain: &[&Certificate],
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> PathValidation {
    for (place, certificate) in chain.iter().enumerate() {
        let validity = certificate.tbs().validity();
        let (from, to) = (validity.not_before.to_date_time(), validity.not_after.to_date_time());
        if now < from {
            return PathValidation::with_status(CertificateStatus::NotYet(from), place, Vec::new());
        }
        if now > to {
            return PathValidation::with_status(CertificateStatus::Expired(to), place, Vec::new());
        }
    }
    if matches!(revocation, Revocation::Skip) {
        return PathValidation::with_status(CertificateStatus::NotLookedUp, 0, Vec::new());
    }
    let (mut open, mut whose, mut lists) = (CertificateStatus::Valid, 0, Vec::new());
    for (place, (certificate, issuer)) in chain.iter().zip(chain.iter().skip(1)).enumerate() {
        let (state, by) = revocation::status(certificate, issuer, trust, revocation, now);
        let by = by.into_iter().map(|list| ConsultedCrl { place, ..list });
        match state {
            // A revocation that is known outweighs a status that is not.
            CertificateStatus::Revoked { .. } => {
                return PathValidation::with_status(state, place, by.collect());
            }
            _ if open == CertificateStatus::Valid && state != CertificateStatus::Valid => {
                (open, whose) = (state, place);
            }
            _ => {}
        }
        lists.extend(by);
    }
    PathValidation::with_status(open, whose, lists)
}
