//! Key usage of a signer's certificate. Signing a document is content commitment (RFC 5280,
//! 4.2.1.3; once nonRepudiation), and only signing certificates of JPKI have it. A key for user
//! authentication (digitalSignature, clientAuth) signs whatever a web login sends: its signature
//! shows who answered, and no commitment.

use juki_pki::received::Certificate;
use juki_pki::uses::CertificateUsage;
use juki_pki::{Purpose, profile};
use x509_cert::ext::pkix::KeyUsages;

use super::{CommitmentReason, Finding};

/// The use of a key, by its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum KeyUse {
    /// Content commitment: signing.
    Signing,
    /// User authentication.
    Authentication,
    /// Mail (S/MIME, RFC 8550, 4.4).
    Mail,
    /// No key usage: every use (RFC 5280, 4.2.1.3).
    Unsaid,
    /// Signatures for something else.
    Other,
    /// No signatures of any kind.
    NoSignatures,
    /// The key usage is malformed.
    Unreadable,
}

impl KeyUse {
    /// That of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let Ok(uses) = CertificateUsage::of(certificate) else { return Self::Unreadable };
        match (uses.purpose(), uses.key()) {
            (Some(Purpose::Signing), _) => Self::Signing,
            (Some(Purpose::Authentication), _) => Self::Authentication,
            (None, None) => Self::Unsaid,
            (None, Some(usage)) if usage.contains(KeyUsages::NonRepudiation) => Self::Other,
            (None, Some(usage)) if !usage.contains(KeyUsages::DigitalSignature) => {
                Self::NoSignatures
            }
            (None, Some(_)) if uses.have_one_of(&[profile::EMAIL_PROTECTION]) => Self::Mail,
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

    /// The purpose of JPKI that the path is validated for; `None` without one.
    #[must_use]
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Signing => Some(Purpose::Signing),
            Self::Authentication => Some(Purpose::Authentication),
            _ => None,
        }
    }

    /// Is it for content commitment? With `authentication_key` a key for user authentication is
    /// accepted.
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
