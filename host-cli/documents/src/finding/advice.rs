//! What would decide a check that is open, or what to do about it.

use std::fmt;

use juki_pki::chain::{CertificateStatus, PathError, PathStatus, UndeterminedStatus};

use super::{
    BindingReason, CardReason, CertificateReason, CommitmentReason, DocumentReason, KeyUse,
    LineEnd, MunicipalReason, Reason, SignatureReason, TieReason,
};

/// What helps. `Display` says it in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Advice {
    /// Name the trust anchors.
    Trust,
    /// Get the certificates of its issuers.
    Issuer,
    /// Make the authority whose certificate came along a trust anchor, if it is trustworthy.
    TrustIssuer,
    /// Make the authority that issued the card a trust anchor, if it is trustworthy.
    CardAuthority,
    /// Have the index of the authority at hand.
    AuthorityIndex,
    /// Verify it with a program that supports it.
    OtherProgram,
    /// Allow signatures by a key for user authentication.
    AuthenticationKey,
    /// Get another signature from the signer.
    SignAgain(SignatureRequirement),
    /// Get a revocation list.
    List(ListAdvice),
    /// Name the document that belongs to the signature.
    Document,
    /// Verify the text with these line ends.
    LineEnds(LineEnd),
    /// Verify the card again: it refused something.
    VerifyAgain,
    /// Verify the card with the PIN of the personal data.
    WithPin,
    /// Verify the card with what was left out.
    WithAll,
    /// Read the last day off the face of the card.
    ReadExpiry,
    /// Compare the face of the card with the holder.
    CompareFace,
}

/// What another signature is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SignatureRequirement {
    /// An accepted algorithm and key.
    Algorithm,
    /// Signed attributes.
    Attributes,
    /// The signer's certificate.
    Certificate,
    /// Another program: this signature is not encoded correctly.
    OtherProgram,
    /// The key of a signing certificate.
    SigningKey,
}

/// What helps where the revocation status is undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ListAdvice {
    /// A new list.
    New,
    /// The complete list that a delta list is based on.
    Base,
    /// Fetching it later, or by hand.
    Fetch,
    /// A correct clock: the list is from the future.
    Clock,
}

impl Advice {
    /// What helps where something ended so; nothing when it is right, or follows from another
    /// check.
    #[must_use]
    pub const fn on(reason: &Reason) -> Option<Self> {
        match reason {
            Reason::Document(reason) => on_document(*reason),
            Reason::Signature(reason) => on_signature(reason),
            Reason::Binding(reason) => on_binding(*reason),
            Reason::Commitment(reason) => on_commitment(*reason),
            Reason::Certificate(reason) => on_certificate(reason),
            Reason::Card(reason) => on_card(reason),
            Reason::Municipal(reason) => on_municipal(*reason),
            Reason::Tie(TieReason::Nothing) => Some(Self::AuthorityIndex),
            Reason::Tie(_) | Reason::Data(_) | Reason::Face(_) => None,
        }
    }
}

const fn on_document(reason: DocumentReason) -> Option<Advice> {
    match reason {
        DocumentReason::SignedWith(end) => Some(Advice::LineEnds(end)),
        DocumentReason::Missing => Some(Advice::Document),
        DocumentReason::Same
        | DocumentReason::Other
        | DocumentReason::BesideAndInside
        | DocumentReason::NoDigest => None,
    }
}

const fn on_signature(reason: &SignatureReason) -> Option<Advice> {
    Some(Advice::SignAgain(match reason {
        SignatureReason::Right | SignatureReason::Wrong | SignatureReason::ContentType => {
            return None;
        }
        SignatureReason::Algorithm(_) | SignatureReason::Key(_) => SignatureRequirement::Algorithm,
        SignatureReason::NoAttributes => SignatureRequirement::Attributes,
        SignatureReason::NoCertificate => SignatureRequirement::Certificate,
        SignatureReason::Encoding | SignatureReason::Order | SignatureReason::Candidates { .. } => {
            SignatureRequirement::OtherProgram
        }
    }))
}

const fn on_binding(reason: BindingReason) -> Option<Advice> {
    match reason {
        BindingReason::Algorithm(_) => Some(Advice::SignAgain(SignatureRequirement::Algorithm)),
        BindingReason::Unreadable => Some(Advice::SignAgain(SignatureRequirement::OtherProgram)),
        BindingReason::Bound
        | BindingReason::BoundBySha1
        | BindingReason::Absent
        | BindingReason::Other => None,
    }
}

const fn on_commitment(reason: CommitmentReason) -> Option<Advice> {
    let CommitmentReason::Use(key_use) = reason else { return None };
    match key_use {
        KeyUse::Signing | KeyUse::NoSignatures => None,
        KeyUse::Authentication => Some(Advice::AuthenticationKey),
        KeyUse::Mail | KeyUse::Unsaid | KeyUse::Other | KeyUse::Unreadable => {
            Some(Advice::SignAgain(SignatureRequirement::SigningKey))
        }
    }
}

const fn on_certificate(reason: &CertificateReason) -> Option<Advice> {
    match reason {
        CertificateReason::PathError(error) => on_path_error(*error),
        CertificateReason::State { in_force: CertificateStatus::Unknown(why), .. } => {
            Some(on_unknown(*why))
        }
        CertificateReason::State { .. }
        | CertificateReason::Issued
        | CertificateReason::IssuerFirst
        | CertificateReason::RevocationSkipped => None,
    }
}

const fn on_path_error(error: PathError) -> Option<Advice> {
    match error {
        PathError::NoTrustAnchor => Some(Advice::Trust),
        PathError::UnknownIssuer => Some(Advice::Issuer),
        PathError::UntrustedIssuer => Some(Advice::TrustIssuer),
        PathError::Algorithm => Some(Advice::SignAgain(SignatureRequirement::Algorithm)),
        // Nothing helps against an invalid path.
        _ if matches!(error.status(), PathStatus::Invalid(_)) => None,
        _ => Some(Advice::OtherProgram),
    }
}

const fn on_unknown(why: UndeterminedStatus) -> Advice {
    Advice::List(match why {
        UndeterminedStatus::NotUnderstood => return Advice::OtherProgram,
        UndeterminedStatus::Unreachable => ListAdvice::Fetch,
        UndeterminedStatus::NotYet(_) => ListAdvice::Clock,
        UndeterminedStatus::NoBase => ListAdvice::Base,
        _ => ListAdvice::New,
    })
}

const fn on_card(reason: &CardReason) -> Option<Advice> {
    match reason {
        CardReason::Refused(_) => Some(Advice::VerifyAgain),
        CardReason::NoProof => Some(Advice::CompareFace),
        CardReason::ExpiryUnreadable => Some(Advice::ReadExpiry),
        _ => None,
    }
}

const fn on_municipal(reason: MunicipalReason) -> Option<Advice> {
    match reason {
        MunicipalReason::NoRoot => Some(Advice::Trust),
        MunicipalReason::ForeignRoot => Some(Advice::CardAuthority),
        MunicipalReason::Certified
        | MunicipalReason::Wrong
        | MunicipalReason::KeyUndecided
        | MunicipalReason::CardKeyRight
        | MunicipalReason::CardKeyUndecided => None,
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Trust => "name the trust anchors",
            Self::Issuer => "get the certificates of its issuers",
            Self::TrustIssuer => "make its issuer a trust anchor, if it is trustworthy",
            Self::CardAuthority => {
                "make the issuer of the card a trust anchor, if it is trustworthy"
            }
            Self::AuthorityIndex => "have the index of the authority at hand",
            Self::OtherProgram => "verify it with a program that supports it",
            Self::AuthenticationKey => "allow a key for user authentication",
            Self::SignAgain(SignatureRequirement::Algorithm) => {
                "get a signature by SHA-256 and another key"
            }
            Self::SignAgain(SignatureRequirement::Attributes) => {
                "get a signature with signed attributes"
            }
            Self::SignAgain(SignatureRequirement::Certificate) => {
                "get a signature with its certificate"
            }
            Self::SignAgain(SignatureRequirement::OtherProgram) => {
                "get a signature by another program"
            }
            Self::SignAgain(SignatureRequirement::SigningKey) => {
                "get a signature by a key for signing"
            }
            Self::List(ListAdvice::New) => "get a new revocation list",
            Self::List(ListAdvice::Base) => "get the complete revocation list",
            Self::List(ListAdvice::Fetch) => "fetch the revocation list later, or by hand",
            Self::List(ListAdvice::Clock) => "check the clock",
            Self::Document => "name the document",
            Self::LineEnds(LineEnd::Crlf) => "verify it with lines that end with CRLF",
            Self::LineEnds(LineEnd::Lf) => "verify it with lines that end with LF",
            Self::VerifyAgain => "verify the card again",
            Self::WithPin => "verify the card with the PIN",
            Self::WithAll => "verify the card with what was left out",
            Self::ReadExpiry => "read the last day off the card",
            Self::CompareFace => "compare the face of the card with the holder",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_list_helps_is_not_sent_to_another_program() {
        for (why, advice) in [
            (UndeterminedStatus::NoBase, Advice::List(ListAdvice::Base)),
            (UndeterminedStatus::NoList, Advice::List(ListAdvice::New)),
            (UndeterminedStatus::NotUnderstood, Advice::OtherProgram),
        ] {
            let reason = CertificateReason::State {
                in_force: CertificateStatus::Unknown(why),
                authority: None,
            };
            assert_eq!(Advice::on(&reason.into()), Some(advice));
        }
    }
}
