//! The outcome of a check of a signature, a certificate or a card, and its reason. One verdict is
//! made of all of them ([`verdict`](crate::verify::verdict)).

mod advice;
mod card;
mod certificate;
mod data;
mod document;
mod key_kind;
mod key_use;
mod oid_name;

use std::fmt;

use juki_pki::chain::{CertificateStatus, ConsultedCrl};

pub use advice::{Advice, ListAdvice, SignatureRequirement};
pub use card::{CardReason, MunicipalReason, Refusal};
pub use certificate::CertificateReason;
pub use data::{DataReason, FaceReason, TieReason};
pub use document::{BindingReason, CommitmentReason, DocumentReason, LineEnd, SignatureReason};
pub use key_kind::KeyKind;
pub use key_use::KeyUse;
pub use oid_name::OidName;

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Right.
    Passed,
    /// Wrong.
    Failed,
    /// It could not be decided.
    Undecided,
    /// There is nothing to check, and need not be; the verdict does not depend on it.
    Absent,
    /// It was left out: it was not asked for, or what it needs was not available. Without a check
    /// that it needs a verdict is incomplete.
    LeftOut,
}

impl Outcome {
    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Undecided => "undecided",
            Self::Absent => "absent",
            Self::LeftOut => "left-out",
        }
    }
}

/// In English.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "right",
            Self::Failed => "wrong",
            Self::Undecided => "cannot be decided",
            Self::Absent => "nothing to check",
            Self::LeftOut => "left out",
        })
    }
}

/// The reason for an outcome, by what the check is about. `Display` is a part of a sentence in
/// English.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Reason {
    /// Of the document.
    Document(DocumentReason),
    /// Of the signature.
    Signature(SignatureReason),
    /// Of the certificate that the signer meant.
    Binding(BindingReason),
    /// Of what the signer's key stands for.
    Commitment(CommitmentReason),
    /// Of a certificate and its chain.
    Certificate(CertificateReason),
    /// Of a card, whatever is on it.
    Card(CardReason),
    /// Of the keys that a municipality certifies.
    Municipal(MunicipalReason),
    /// Of the personal data.
    Data(DataReason),
    /// Of the face of a card.
    Face(FaceReason),
    /// Of whether a certificate is this card's.
    Tie(TieReason),
}

macro_rules! reasons {
    ($($variant:ident($reason:ident)),* $(,)?) => {
        $(impl From<$reason> for Reason {
            fn from(reason: $reason) -> Self {
                Self::$variant(reason)
            }
        })*

        impl fmt::Display for Reason {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(reason) => reason.fmt(f),)*
                }
            }
        }
    };
}

reasons! {
    Document(DocumentReason),
    Signature(SignatureReason),
    Binding(BindingReason),
    Commitment(CommitmentReason),
    Certificate(CertificateReason),
    Card(CardReason),
    Municipal(MunicipalReason),
    Data(DataReason),
    Face(FaceReason),
    Tie(TieReason),
}

/// The outcome of a check, and the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The revocation lists that it depends on.
    pub lists: Vec<ConsultedCrl>,
}

impl Finding {
    fn new(outcome: Outcome, reason: impl Into<Reason>) -> Self {
        Self { outcome, reason: reason.into(), lists: Vec::new() }
    }

    /// Right.
    #[must_use]
    pub fn passed(reason: impl Into<Reason>) -> Self {
        Self::new(Outcome::Passed, reason)
    }

    /// Wrong.
    #[must_use]
    pub fn failed(reason: impl Into<Reason>) -> Self {
        Self::new(Outcome::Failed, reason)
    }

    /// Not decided.
    #[must_use]
    pub fn undecided(reason: impl Into<Reason>) -> Self {
        Self::new(Outcome::Undecided, reason)
    }

    /// Nothing to check.
    #[must_use]
    pub fn absent(reason: impl Into<Reason>) -> Self {
        Self::new(Outcome::Absent, reason)
    }

    /// Left out.
    #[must_use]
    pub fn left_out(reason: impl Into<Reason>) -> Self {
        Self::new(Outcome::LeftOut, reason)
    }

    /// The same, with the revocation lists that it depends on.
    #[must_use]
    pub fn by(self, lists: &[ConsultedCrl]) -> Self {
        Self { lists: lists.to_vec(), ..self }
    }

    /// What would decide it, or what to do about it; nothing when it is right, or follows from
    /// another check.
    #[must_use]
    pub fn advice(&self) -> Option<Advice> {
        Advice::on(&self.reason)
    }

    /// The status of a certificate, which distinguishes a suspension from a revocation.
    #[must_use]
    pub const fn in_force(&self) -> Option<CertificateStatus> {
        match &self.reason {
            Reason::Certificate(CertificateReason::State { in_force, .. }) => Some(*in_force),
            _ => None,
        }
    }
}
