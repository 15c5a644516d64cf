//! What the key in a signer's certificate is for. A document is signed to agree to what it says:
//! that is content commitment (RFC 5280, 4.2.1.3; once nonRepudiation), and only signing
//! certificates of JPKI have it. A web login gets signatures over what it likes by a key for user
//! authentication (digitalSignature, clientAuth), so such a signature says who answered, and not
//! that anybody agreed.

use juki_pki::received::Certificate;
use juki_pki::uses::Uses;
use juki_pki::{Purpose, profile};
use x509_cert::ext::pkix::KeyUsages;

use super::{CommitmentReason, Finding};

/// What a certificate says that its key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum KeyUse {
    /// Content commitment: signing.
    Signing,
    /// User authentication.
    Authentication,
    /// Mail (S/MIME, RFC 8550, 4.4).
    Mail,
    /// It does not say (no key usage): everything (RFC 5280, 4.2.1.3).
    Unsaid,
    /// Signatures for something else.
    Other,
    /// No signatures of any kind.
    NoSignatures,
    /// What it says cannot be read.
    Unreadable,
}

impl KeyUse {
    /// That of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let Ok(uses) = Uses::of(certificate) else { return Self::Unreadable };
        match (uses.purpose(), uses.key()) {
            (Some(Purpose::Signing), _) => Self::Signing,
            (Some(Purpose::Authentication), _) => Self::Authentication,
            (None, None) => Self::Unsaid,
            (None, Some(usage)) if usage.contains(KeyUsages::NonRepudiation) => Self::Other,
            (None, Some(usage)) if !usage.contains(KeyUsages::DigitalSignature) => {
                Self::NoSignatures
            }
            (None, Some(_)) if uses.name_one_of(&[profile::EMAIL_PROTECTION]) => Self::Mail,
            (None, Some(_)) => Self::Other,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Signing => Purpose::Signing.name(),
            Self::Authentication => Purpose::Authentication.name(),
            Self::Mail => "mail",
            Self::Unsaid => "unsaid",
            Self::Other => "other",
            Self::NoSignatures => "no-signatures",
            Self::Unreadable => "unreadable",
        }
    }

    /// The purpose of JPKI for which the chain is to be; `None` when it is none of them.
    #[must_use]
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Signing => Some(Purpose::Signing),
            Self::Authentication => Some(Purpose::Authentication),
            _ => None,
        }
    }

    /// Does a signature by it stand for agreement? `authentication_key` says that one for user
    /// authentication is enough.
    #[must_use]
    pub fn finding(self, authentication_key: bool) -> Finding {
        let reason = CommitmentReason::Use(self);
        match self {
            Self::Signing => Finding::passed(reason),
            Self::Authentication if authentication_key => {
                Finding::passed(CommitmentReason::AuthenticationAllowed)
            }
            Self::NoSignatures => Finding::failed(reason),
            Self::Authentication | Self::Mail | Self::Unsaid | Self::Other | Self::Unreadable => {
                Finding::undecided(reason)
            }
        }
    }
}
