//! Judgements of certificates in words.

use crate::finding::OidName;
use crate::locale::Message;
use crate::msg;
use crate::pki::chain::{Doubt, ExtensionAt, InForce, Unknown};
use crate::pki::index::Reason;

/// How it stands, and of which authority that is said when it is not of itself.
pub(super) fn standing(in_force: InForce, authority: Option<&str>) -> Message {
    let said = Message::from(in_force);
    match authority {
        Some(subject) => msg!("judge-of-authority", said = said, subject = subject),
        None => said,
    }
}

/// Whose extension it is.
fn whose(at: ExtensionAt) -> Message {
    msg!("doubt-whose", place = at.place)
}

/// An extension by name and number.
fn named(at: ExtensionAt) -> String {
    OidName(at.oid).to_string()
}

/// The reason in a sentence.
impl From<Doubt> for Message {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Malformed => msg!("doubt-malformed"),
            Doubt::NobodyTrusted => msg!("doubt-nobody-trusted"),
            Doubt::UnknownIssuer => msg!("doubt-unknown-issuer"),
            Doubt::UntrustedIssuer => msg!("doubt-untrusted-issuer"),
            Doubt::Signature => msg!("doubt-signature"),
            Doubt::Algorithm => msg!("doubt-algorithm"),
            Doubt::Purpose => msg!("doubt-purpose"),
            Doubt::Authority => msg!("doubt-authority"),
            Doubt::OtherUse => msg!("doubt-other-use"),
            Doubt::Extension(at) => {
                msg!("doubt-extension", whose = whose(at), oid = named(at))
            }
            Doubt::ExtensionTwice(at) => {
                msg!("doubt-extension-twice", whose = whose(at), oid = named(at))
            }
            Doubt::ExtensionUnreadable(at) => {
                msg!("doubt-extension-unreadable", whose = whose(at), oid = named(at))
            }
            Doubt::Names => msg!("doubt-names"),
            Doubt::NameForm => msg!("doubt-name-form"),
            Doubt::Policy => msg!("doubt-policy"),
            Doubt::TooMany => msg!("doubt-too-many"),
        }
    }
}

/// One sentence.
impl From<InForce> for Message {
    fn from(in_force: InForce) -> Self {
        match in_force {
            InForce::Valid => msg!("judge-valid"),
            InForce::NotLookedUp => msg!("reason-revocation-skipped"),
            InForce::NotYet(date) => msg!("judge-not-yet", date = date),
            InForce::Expired(date) => msg!("judge-expired", date = date),
            InForce::Revoked { reason: Reason::CertificateHold, date } => {
                msg!("judge-suspended", date = date)
            }
            InForce::Revoked { reason, date } => {
                msg!("judge-revoked", date = date, reason = Self::from(reason))
            }
            InForce::Unknown(why) => why.into(),
        }
    }
}

/// One sentence.
impl From<Unknown> for Message {
    fn from(why: Unknown) -> Self {
        match why {
            Unknown::NoList => msg!("judge-no-list"),
            Unknown::ForeignList => msg!("judge-foreign-list"),
            Unknown::Unreachable => msg!("judge-unreachable"),
            Unknown::NotUnderstood => msg!("judge-list-not-understood"),
            Unknown::NoBase => msg!("judge-no-base"),
            Unknown::SomeReasons => msg!("judge-some-reasons"),
            Unknown::OutOfDate(date) => msg!("judge-old-list", date = date),
            Unknown::NotYet(date) => msg!("judge-early-list", date = date),
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
