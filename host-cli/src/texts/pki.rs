//! Results of path validation in words.

use crate::finding::OidName;
use crate::locale::Message;
use crate::msg;
use crate::pki::chain::{CertificateStatus, ExtensionLocation, PathError, UndeterminedStatus};
use crate::pki::index::Reason;

/// How it stands, and of which authority that is said when it is not of itself.
pub(super) fn certificate_status(in_force: CertificateStatus, authority: Option<&str>) -> Message {
    let said = Message::from(in_force);
    match authority {
        Some(subject) => msg!("judge-of-authority", said = said, subject = subject),
        None => said,
    }
}

/// Whose extension it is.
fn extension_owner(at: ExtensionLocation) -> Message {
    msg!("doubt-whose", place = at.place)
}

/// An extension by name and number.
fn named(at: ExtensionLocation) -> String {
    OidName(at.oid).to_string()
}

/// The reason in a sentence.
impl From<PathError> for Message {
    fn from(error: PathError) -> Self {
        match error {
            PathError::Malformed => msg!("doubt-malformed"),
            PathError::NoTrustAnchor => msg!("doubt-nobody-trusted"),
            PathError::UnknownIssuer => msg!("doubt-unknown-issuer"),
            PathError::UntrustedIssuer => msg!("doubt-untrusted-issuer"),
            PathError::Signature => msg!("doubt-signature"),
            PathError::Algorithm => msg!("doubt-algorithm"),
            PathError::Purpose => msg!("doubt-purpose"),
            PathError::Authority => msg!("doubt-authority"),
            PathError::OtherUse => msg!("doubt-other-use"),
            PathError::Extension(at) => {
                msg!("doubt-extension", whose = extension_owner(at), oid = named(at))
            }
            PathError::ExtensionTwice(at) => {
                msg!("doubt-extension-twice", whose = extension_owner(at), oid = named(at))
            }
            PathError::ExtensionUnreadable(at) => {
                msg!("doubt-extension-unreadable", whose = extension_owner(at), oid = named(at))
            }
            PathError::Names => msg!("doubt-names"),
            PathError::NameForm => msg!("doubt-name-form"),
            PathError::Policy => msg!("doubt-policy"),
            PathError::TooMany => msg!("doubt-too-many"),
        }
    }
}

/// One sentence.
impl From<CertificateStatus> for Message {
    fn from(in_force: CertificateStatus) -> Self {
        match in_force {
            CertificateStatus::Valid => msg!("judge-valid"),
            CertificateStatus::NotLookedUp => msg!("reason-revocation-skipped"),
            CertificateStatus::NotYet(date) => msg!("judge-not-yet", date = date),
            CertificateStatus::Expired(date) => msg!("judge-expired", date = date),
            CertificateStatus::Revoked { reason: Reason::CertificateHold, date } => {
                msg!("judge-suspended", date = date)
            }
            CertificateStatus::Revoked { reason, date } => {
                msg!("judge-revoked", date = date, reason = Self::from(reason))
            }
            CertificateStatus::Unknown(why) => why.into(),
        }
    }
}

/// One sentence.
impl From<UndeterminedStatus> for Message {
    fn from(why: UndeterminedStatus) -> Self {
        match why {
            UndeterminedStatus::NoList => msg!("judge-no-list"),
            UndeterminedStatus::ForeignList => msg!("judge-foreign-list"),
            UndeterminedStatus::Unreachable => msg!("judge-unreachable"),
            UndeterminedStatus::NotUnderstood => msg!("judge-list-not-understood"),
            UndeterminedStatus::NoBase => msg!("judge-no-base"),
            UndeterminedStatus::SomeReasons => msg!("judge-some-reasons"),
            UndeterminedStatus::OutOfDate(date) => msg!("judge-old-list", date = date),
            UndeterminedStatus::NotYet(date) => msg!("judge-early-list", date = date),
        }
    }
}

/// The reason in a sentence.
impl From<Reason> for Message {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Unspecified => msg!("reason-unspecified"),
            Reason::KeyCompromise => msg!("reason-key-compromise"),
            Reason::CaCompromise => msg!("reason-ca-compromise"),
            Reason::AffiliationChanged => msg!("reason-affiliation-changed"),
            Reason::Superseded => msg!("reason-superseded"),
            Reason::CessationOfOperation => msg!("reason-cessation-of-operation"),
            Reason::CertificateHold => msg!("reason-certificate-hold"),
            Reason::RemoveFromCrl => msg!("reason-remove-from-crl"),
            Reason::PrivilegeWithdrawn => msg!("reason-privilege-withdrawn"),
        }
    }
}
