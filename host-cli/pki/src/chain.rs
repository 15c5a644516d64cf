//! Is a certificate authentic, and is it in force? Path validation as in RFC 5280, 6, with what
//! JPKI needs: its authorities share one name through the years, so an issuer is chosen by key
//! identifier and signature, never by name alone.

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

pub use search::Effort;

/// Fetches a revocation list from an address that a certificate names.
pub trait CrlFetcher: std::fmt::Debug + Send + Sync {
    /// The list that is found there; `None` when none is. Asked for the same address again it gives
    /// the same one, of which all that was found out is known.
    fn fetch(&self, url: &str) -> Option<Arc<RevocationList>>;
}

/// Where revocation is looked up.
#[derive(Clone, Copy, Debug)]
pub enum Revocation<'a> {
    /// In the lists of the trust store.
    File,
    /// At the addresses that the certificates name, which must give one. A newer list of the trust
    /// store counts too: on the way an old one may take the place of a new one.
    Online(&'a dyn CrlFetcher),
    /// Nowhere: a revoked certificate passes for one in force.
    Skip,
}

/// Why a certificate is not authentic, or why that cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum PathError {
    /// It is no X.509 certificate.
    Malformed,
    /// No authority is trusted at all.
    NobodyTrusted,
    /// No chain leads to a trusted authority, and no certificate of its issuer came along.
    UnknownIssuer,
    /// No chain leads to a trusted authority, though the certificate of its issuer came along:
    /// nobody here trusts whoever issued it.
    UntrustedIssuer,
    /// It names the key of a trusted authority, or of one that a trusted one vouches for, and that
    /// key did not sign it: it was altered or forged.
    Signature,
    /// It is signed by an algorithm that is not supported.
    Algorithm,
    /// It is for the other purpose of JPKI (key usage).
    Purpose,
    /// It, or one of its authorities, is not for a purpose of JPKI, by its key usage: it is for
    /// something else, or does not say for what.
    OtherUse,
    /// One of its authorities is none, by its own certificate.
    Authority,
    /// It, or one of its authorities, has a critical extension that is not known here.
    Extension(ExtensionLocation),
    /// It, or one of its authorities, has an extension twice (RFC 5280, 4.2).
    ExtensionTwice(ExtensionLocation),
    /// It, or one of its authorities, has an extension that cannot be read.
    ExtensionUnreadable(ExtensionLocation),
    /// One of its authorities may not name whom it names (name constraints).
    Names,
    /// Its authorities may name some only, in a form of name that is not judged here.
    NameForm,
    /// One of its authorities asks for a policy under which it was not issued.
    Policy,
    /// There is more to look at than is looked at: its chain is too long, or too many certificates
    /// came along.
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
            | Self::NobodyTrusted
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
    /// Whose, by the place of the certificate in the chain; 0 is the judged one.
    pub place: usize,
}

/// Whether a certificate has a valid path to a trust anchor (RFC 5280, 6.1), apart from its
/// validity period and revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStatus {
    /// A trusted authority certified it for this purpose.
    Valid,
    /// It did not.
    Invalid(PathError),
    /// It cannot be determined.
    Undetermined(PathError),
}

/// Why it cannot be determined whether a certificate is revoked (RFC 5280, 6.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum UndeterminedStatus {
    /// There is no list of its authority.
    NoList,
    /// The newest list of its authority was to be replaced at this moment.
    OutOfDate(DateTime),
    /// The oldest list of its authority begins at this moment.
    NotYet(DateTime),
    /// There is a list with the authority's name that its key did not sign.
    ForeignList,
    /// There is a list of its authority that says something critical that is not understood here.
    NotUnderstood,
    /// There is a delta list of its authority that goes on from a list that is not at hand.
    NoBase,
    /// The lists at hand are about some reasons for revoking only.
    SomeReasons,
    /// It was to be looked up online, and the addresses in the certificate gave no list
    /// about it.
    Unreachable,
}

/// Is it in force? Asked of authentic certificates only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Yes.
    Valid,
    /// It is within its validity; whether it was revoked was not looked up ([`Revocation::Skip`]).
    NotLookedUp,
    /// It begins at this moment.
    NotYet(DateTime),
    /// It ended at this moment.
    Expired(DateTime),
    /// It was revoked, or is suspended ([`Reason::CertificateHold`]).
    Revoked {
        /// Why.
        reason: Reason,
        /// When.
        date: DateTime,
    },
    /// Whether it is revoked cannot be said.
    Unknown(UndeterminedStatus),
}

/// What path validation (RFC 5280, 6) found of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathValidation {
    /// Whether its path is valid.
    pub path_status: PathStatus,
    /// Is it in force? `None` when it is not known to be authentic: nothing is said then. Of several
    /// certificates in the chain the first one that is not in force decides.
    pub in_force: Option<CertificateStatus>,
    /// Whose state that is, by its place in the chain; 0 is the judged one.
    pub place: usize,
    /// The chain, DER, the judged certificate first, the trusted one last; without the trusted one
    /// as far as it went.
    pub chain: Vec<Vec<u8>>,
    /// The revocation lists that decided: all that were read for the certificates of the chain, or
    /// those that name the revoked one. None when revocation was not looked up.
    pub lists: Vec<ListUsed>,
}

/// A revocation list that decided about a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListUsed {
    /// The place of the certificate in the chain; 0 is the judged one.
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
    /// Not known to be authentic.
    const fn not(path_status: PathStatus) -> Self {
        Self { path_status, in_force: None, place: 0, chain: Vec::new(), lists: Vec::new() }
    }

    /// Authentic; so it stands, by the certificate at this place.
    const fn yes(in_force: CertificateStatus, place: usize, lists: Vec<ListUsed>) -> Self {
        let path_status = PathStatus::Valid;
        Self { path_status, in_force: Some(in_force), place, chain: Vec::new(), lists }
    }

    /// Of several chains the one with the lowest decides.
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

/// Judges a certificate.
///
/// * `certificate`: DER.
/// * `extra`: certificates that came with it, DER. They are believed when a chain leads from them
///   to a trusted one.
/// * `purpose`: what it is to be for; without one that is not asked.
/// * `now`: the moment for which it is asked.
///
/// Order of the checks, the first that fails decides: form, chain by signature, extensions and key
/// usage, names and policies, then of each certificate from the judged one upwards validity and
/// revocation. A trusted certificate itself is asked for its validity, and for whom it may name.
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
    let mut effort = Effort::new(Effort::ONE);
    validate_path_among(certificate, &extra, &mut effort, trust, purpose, revocation, now)
}

/// As [`validate_path`], one of several certificates that came with the same ones: these are read once, and
/// all share one effort.
#[must_use]
pub fn validate_path_among(
    certificate: &[u8],
    extra: &[Certificate],
    effort: &mut Effort,
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> PathValidation {
    let purpose = purpose.into();
    let alone = |path_status| PathValidation {
        chain: vec![certificate.to_vec()],
        ..PathValidation::not(path_status)
    };
    let Ok(leaf) = Certificate::read(certificate) else {
        return alone(PathError::Malformed.status());
    };
    let chains = match search::chains(&leaf, extra, trust, effort) {
        Ok(chains) => chains,
        Err(status) => return alone(status),
    };
    // An authority may have several certificates for one key: what one of them allows is allowed.
    let judged = chains.found.iter().map(|chain| {
        let found = match check(chain, purpose) {
            Err(error) => PathValidation::not(error.status()),
            Ok(()) => in_force(chain, trust, revocation, now),
        };
        PathValidation {
            chain: chain.iter().map(|found| found.bytes().to_vec()).collect(),
            ..found
        }
    });
    let best = judged.min_by_key(PathValidation::rank);
    let best = best.unwrap_or_else(|| PathValidation::not(PathError::UntrustedIssuer.status()));
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
            return PathValidation::yes(CertificateStatus::NotYet(from), place, Vec::new());
        }
        if now > to {
            return PathValidation::yes(CertificateStatus::Expired(to), place, Vec::new());
        }
    }
    if matches!(revocation, Revocation::Skip) {
        return PathValidation::yes(CertificateStatus::NotLookedUp, 0, Vec::new());
    }
    let (mut open, mut whose, mut lists) = (CertificateStatus::Valid, 0, Vec::new());
    for (place, (certificate, issuer)) in chain.iter().zip(chain.iter().skip(1)).enumerate() {
        let (state, by) = revocation::status(certificate, issuer, trust, revocation, now);
        let by = by.into_iter().map(|list| ListUsed { place, ..list });
        match state {
            // What is known weighs more than what is not.
            CertificateStatus::Revoked { .. } => {
                return PathValidation::yes(state, place, by.collect());
            }
            _ if open == CertificateStatus::Valid && state != CertificateStatus::Valid => {
                (open, whose) = (state, place);
            }
            _ => {}
        }
        lists.extend(by);
    }
    PathValidation::yes(open, whose, lists)
}
