//! Is a certificate authentic, and is it in force? Path validation as in RFC 5280, 6, with what
//! JPKI needs: its authorities share one name through the years, so an issuer is chosen by key
//! identifier and signature, never by name alone.

use der::DateTime;

use super::Purpose;
use super::index::Reason;
use super::received::Certificate;
use super::trust::TrustStore;
use crate::exit::Exit;

mod extensions;
mod revocation;
mod search;
#[cfg(test)]
pub(in crate::pki) mod tests;
mod usage;
mod words;

pub use search::Effort;

/// Fetches a revocation list from an address that a certificate names.
pub trait Fetch: std::fmt::Debug {
    /// What is found there, DER or PEM; `None` when nothing is.
    fn fetch(&self, url: &str) -> Option<Vec<u8>>;
}

/// Where revocation is looked up.
#[derive(Clone, Copy, Debug)]
pub enum Revocation<'a> {
    /// In the lists of the trust store.
    File,
    /// At the addresses that the certificates name, which must give one. A newer list of the trust
    /// store counts too: on the way an old one may take the place of a new one.
    Online(&'a dyn Fetch),
    /// Nowhere: a revoked certificate passes for one in force.
    Skip,
}

/// Why a certificate is not authentic, or why that cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is no X.509 certificate.
    Malformed,
    /// No authority is trusted at all.
    NobodyTrusted,
    /// No trusted authority has the key that it names as its issuer's.
    UnknownIssuer,
    /// The authority that it names did not sign it: it was altered or forged.
    Signature,
    /// It is signed by an algorithm that is not supported.
    Algorithm,
    /// It is not for this purpose (key usage).
    Purpose,
    /// One of its authorities is none, by its own certificate.
    Authority,
    /// It has a critical extension that is not known here.
    Extension,
    /// Too many certificates came along to look for its chain among all of them.
    TooMany,
}

impl Doubt {
    /// What it means: that a certificate is not authentic, or that nobody here can tell.
    #[must_use]
    pub const fn authentic(self) -> Authentic {
        match self {
            Self::UnknownIssuer | Self::Signature | Self::Purpose | Self::Authority => {
                Authentic::No(self)
            }
            Self::Malformed
            | Self::NobodyTrusted
            | Self::Algorithm
            | Self::Extension
            | Self::TooMany => Authentic::Undecidable(self),
        }
    }
}

/// Is it authentic?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentic {
    /// A trusted authority certified it for this purpose.
    Yes,
    /// It did not.
    No(Doubt),
    /// That cannot be said.
    Undecidable(Doubt),
}

/// Why it cannot be said whether a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no list of its authority.
    NoList,
    /// The newest list of its authority was to be replaced at this moment.
    OutOfDate(DateTime),
    /// The oldest list of its authority begins at this moment.
    NotYet(DateTime),
    /// There is a list with the authority's name that its key did not sign.
    ForeignList,
    /// It was to be looked up online, and the addresses in the certificate gave no list.
    Unreachable,
}

/// Is it in force? Asked of authentic certificates only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce {
    /// Yes.
    Valid,
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
    Unknown(Unknown),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Is it authentic?
    pub authentic: Authentic,
    /// Is it in force? Says something only when it is authentic. Of several certificates in the
    /// chain the first one that is not in force decides.
    pub in_force: InForce,
    /// The chain, DER, the judged certificate first, the trusted one last; without the trusted one
    /// as far as it went.
    pub chain: Vec<Vec<u8>>,
}

impl Judgement {
    /// How a process ends that has nothing else to say.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match (&self.authentic, &self.in_force) {
            (Authentic::No(_), _) => Exit::NotAuthentic,
            (Authentic::Undecidable(_), _) => Exit::Undecided,
            (Authentic::Yes, InForce::Valid) => Exit::Done,
            (Authentic::Yes, InForce::Unknown(_)) => Exit::Undecided,
            (Authentic::Yes, _) => Exit::NotInForce,
        }
    }

    /// Of several chains the one with the lowest decides.
    const fn rank(&self) -> u8 {
        match (&self.authentic, &self.in_force) {
            (Authentic::Yes, InForce::Valid) => 0,
            (Authentic::Yes, InForce::Revoked { .. }) => 1,
            (Authentic::Yes, InForce::Unknown(_)) => 2,
            (Authentic::Yes, _) => 3,
            _ => 4,
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
/// usage, then of each certificate from the judged one upwards validity and revocation. A trusted
/// certificate itself is asked for its validity only.
#[must_use]
pub fn judge(
    certificate: &[u8],
    extra: &[Vec<u8>],
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Judgement {
    let extra: Vec<Certificate> =
        extra.iter().filter_map(|der| Certificate::read(der).ok()).collect();
    let mut effort = Effort::new(Effort::ONE);
    judge_among(certificate, &extra, &mut effort, trust, purpose, revocation, now)
}

/// As [`judge`], one of several certificates that came with the same ones: these are read once, and
/// all share one effort.
#[must_use]
pub fn judge_among(
    certificate: &[u8],
    extra: &[Certificate],
    effort: &mut Effort,
    trust: &TrustStore,
    purpose: impl Into<Option<Purpose>>,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Judgement {
    let purpose = purpose.into();
    let judgement = Judgement {
        authentic: Authentic::Undecidable(Doubt::Malformed),
        in_force: InForce::Valid,
        chain: vec![certificate.to_vec()],
    };
    let Ok(leaf) = Certificate::read(certificate) else {
        return judgement;
    };
    let chains = match search::chains(&leaf, extra, trust, effort) {
        Ok(chains) => chains,
        Err(authentic) => return Judgement { authentic, ..judgement },
    };
    // An authority may have several certificates for one key: what one of them allows is allowed.
    let judged = chains.iter().map(|chain| {
        let found = Judgement {
            chain: chain.iter().map(|found| found.bytes().to_vec()).collect(),
            ..judgement.clone()
        };
        match usage::check(chain, purpose) {
            Err(doubt) => Judgement { authentic: doubt.authentic(), ..found },
            Ok(()) => Judgement {
                authentic: Authentic::Yes,
                in_force: in_force(chain, trust, revocation, now),
                ..found
            },
        }
    });
    judged.min_by_key(Judgement::rank).unwrap_or(judgement)
}

fn in_force(
    chain: &[&Certificate],
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> InForce {
    for certificate in chain {
        let validity = certificate.tbs().validity();
        let (from, to) = (validity.not_before.to_date_time(), validity.not_after.to_date_time());
        if now < from {
            return InForce::NotYet(from);
        }
        if now > to {
            return InForce::Expired(to);
        }
    }
    if matches!(revocation, Revocation::Skip) {
        return InForce::Valid;
    }
    let pairs = chain.iter().zip(chain.iter().skip(1));
    let mut open = InForce::Valid;
    for (certificate, issuer) in pairs {
        match revocation::status(certificate, issuer, trust, revocation, now) {
            // What is known weighs more than what is not.
            found @ InForce::Revoked { .. } => return found,
            found if open == InForce::Valid => open = found,
            _ => {}
        }
    }
    open
}
