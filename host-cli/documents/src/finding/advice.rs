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
    /// Say whom to believe.
    Trust,
    /// Get the certificates of its issuers.
    Issuer,
    /// Trust the authority whose certificate came along, if it is to be believed.
    TrustIssuer,
    /// Trust the authority that issued the card, if it is to be believed.
    CardAuthority,
    /// Have the index of the authority at hand.
    AuthorityIndex,
    /// Judge it by a program that knows it.
    OtherProgram,
    /// Say that a key for user authentication is enough.
    AuthenticationKey,
    /// Get another signature from the signer.
    SignAgain(SignAgain),
    /// See to the revocation lists.
    List(ListAdvice),
    /// Name the document that belongs to the signature.
    Document,
    /// Judge the text with its lines ended so.
    LineEnds(LineEnd),
    /// Judge the card again: it refused something.
    JudgeAgain,
    /// Judge the card with the PIN of the personal data.
    WithPin,
    /// Judge the card with what was left out.
    WithAll,
    /// Read the last day off the face of the card.
    ReadExpiry,
    /// Compare the face of the card with the holder.
    CompareFace,
}

/// What another signature is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum SignAgain {
    /// Algorithm and key that are relied on.
    Algorithm,
    /// Signed attributes.
    Attributes,
    /// The signer's certificate.
    Certificate,
    /// Another maker: this one is not encoded as it should be.
    OtherProgram,
    /// The key of a signing certificate.
    SigningKey,
}

/// What helps where it cannot be said whether a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ListAdvice {
    /// A new list.
    New,
    /// The complete list that a delta list goes on from.
    Base,
    /// Asking for it later, or fetching it by hand.
    Fetch,
    /// A clock that is right: the list begins in the future.
    Clock,
}

impl Advice {
    /// What helps where something ended so; nothing when it is right, or follows from another check.
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
        SignatureReason::Algorithm(_) | SignatureReason::Key(_) => SignAgain::Algorithm,
        SignatureReason::NoAttributes => SignAgain::Attributes,
        SignatureReason::NoCertificate => SignAgain::Certificate,
        SignatureReason::Encoding | SignatureReason::Order | SignatureReason::Candidates { .. } => {
            SignAgain::OtherProgram
        }
    }))
}

const fn on_binding(reason: BindingReason) -> Option<Advice> {
    match reason {
        BindingReason::Algorithm(_) => Some(Advice::SignAgain(SignAgain::Algorithm)),
        BindingReason::Unreadable => Some(Advice::SignAgain(SignAgain::OtherProgram)),
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
            Some(Advice::SignAgain(SignAgain::SigningKey))
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
        PathError::Algorithm => Some(Advice::SignAgain(SignAgain::Algorithm)),
        // Nothing helps against what is not authentic.
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
        CardReason::Refused(_) => Some(Advice::JudgeAgain),
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
            Self::Trust => "say whom to believe",
            Self::Issuer => "get the certificates of its issuers",
            Self::TrustIssuer => "trust the authority that issued it, if it is believed",
            Self::CardAuthority => "trust the authority that issued the card, if it is believed",
            Self::AuthorityIndex => "have the index of the authority at hand",
            Self::OtherProgram => "judge it by a program that knows it",
            Self::AuthenticationKey => "say whether a key for user authentication is enough",
            Self::SignAgain(SignAgain::Algorithm) => "get a signature by SHA-256 and another key",
            Self::SignAgain(SignAgain::Attributes) => "get a signature with signed attributes",
            Self::SignAgain(SignAgain::Certificate) => "get a signature with its certificate",
            Self::SignAgain(SignAgain::OtherProgram) => "get a signature by another program",
            Self::SignAgain(SignAgain::SigningKey) => "get a signature by a key for signing",
            Self::List(ListAdvice::New) => "get a new revocation list",
            Self::List(ListAdvice::Base) => "get the complete revocation list",
            Self::List(ListAdvice::Fetch) => "ask for the revocation list later, or fetch it",
            Self::List(ListAdvice::Clock) => "check the clock",
            Self::Document => "name the document",
            Self::LineEnds(LineEnd::Crlf) => "judge it with lines that end with CRLF",
            Self::LineEnds(LineEnd::Lf) => "judge it with lines that end with LF",
            Self::JudgeAgain => "judge the card again",
            Self::WithPin => "judge the card with the PIN",
            Self::WithAll => "judge the card with what was left out",
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
