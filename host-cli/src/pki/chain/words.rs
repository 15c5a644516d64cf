//! A judgement in words and in JSON.

use serde_json::{Value, json};

use super::{Authentic, Doubt, InForce, Judgement, Unknown};
use crate::japan;
use crate::locale::Message;
use crate::msg;
use crate::pki::index::Reason;
use crate::pki::received::Certificate;

impl Judgement {
    /// Says it in one sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match (self.authentic, self.in_force) {
            (Authentic::Yes, _) => self.in_force_message(),
            (Authentic::No(doubt), _) => msg!("judge-not-authentic", why = doubt.message()),
            (Authentic::Undecidable(doubt), _) => {
                msg!("judge-undecidable", why = doubt.message())
            }
        }
    }

    /// Says how it stands, and of which authority that is said when it is not of itself.
    #[must_use]
    pub fn in_force_message(&self) -> Message {
        let said = self.in_force.message();
        let of = self.chain.get(self.place).filter(|_| self.place > 0);
        let Some(Ok(of)) = of.map(|der| Certificate::read(der)) else { return said };
        msg!("judge-of-authority", said = said, subject = of.tbs().subject().to_string())
    }

    /// What to do about it; nothing when it is valid.
    #[must_use]
    pub fn todo(&self) -> Option<Message> {
        Some(match (self.authentic, self.in_force) {
            (Authentic::Yes, InForce::Valid) => return None,
            (Authentic::Yes, InForce::Unknown(_)) => msg!("todo-judge-list"),
            (Authentic::Yes, _) => msg!("todo-judge-not-in-force"),
            (_, _) if self.is_about_trust() => msg!("todo-judge-trust"),
            (_, _) => msg!("todo-judge-not-authentic"),
        })
    }

    /// `authentic`, `in_force` and what more is known, for JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let (authentic, doubt) = match self.authentic {
            Authentic::Yes => (json!(true), None),
            Authentic::No(doubt) => (json!(false), Some(doubt.name())),
            Authentic::Undecidable(doubt) => (Value::Null, Some(doubt.name())),
        };
        let mut object = json!({ "authentic": authentic, "reason": doubt, "in_force": null });
        if self.authentic == Authentic::Yes {
            object["in_force"] = self.in_force.json();
            object["in_force"]["certificate"] = self.place.into();
        }
        object
    }

    const fn is_about_trust(&self) -> bool {
        matches!(
            self.authentic,
            Authentic::Undecidable(Doubt::NobodyTrusted | Doubt::UnknownIssuer)
        )
    }
}

impl Doubt {
    const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NobodyTrusted => "nobody-trusted",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Signature => "signature",
            Self::Algorithm => "algorithm",
            Self::Purpose => "purpose",
            Self::Authority => "authority",
            Self::OtherUse => "other-use",
            Self::Extension => "extension",
            Self::Names => "names",
            Self::NameForm => "name-form",
            Self::Policy => "policy",
            Self::TooMany => "too-many",
        }
    }

    /// Says it, as the reason in a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Malformed => msg!("doubt-malformed"),
            Self::NobodyTrusted => msg!("doubt-nobody-trusted"),
            Self::UnknownIssuer => msg!("doubt-unknown-issuer"),
            Self::Signature => msg!("doubt-signature"),
            Self::Algorithm => msg!("doubt-algorithm"),
            Self::Purpose => msg!("doubt-purpose"),
            Self::Authority => msg!("doubt-authority"),
            Self::OtherUse => msg!("doubt-other-use"),
            Self::Extension => msg!("doubt-extension"),
            Self::Names => msg!("doubt-names"),
            Self::NameForm => msg!("doubt-name-form"),
            Self::Policy => msg!("doubt-policy"),
            Self::TooMany => msg!("doubt-too-many"),
        }
    }
}

impl InForce {
    /// Says it in one sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Valid => msg!("judge-valid"),
            Self::NotYet(date) => msg!("judge-not-yet", date = date),
            Self::Expired(date) => msg!("judge-expired", date = date),
            Self::Revoked { reason: Reason::CertificateHold, date } => {
                msg!("judge-suspended", date = date)
            }
            Self::Revoked { reason, date } => {
                msg!("judge-revoked", date = date, reason = reason.message())
            }
            Self::Unknown(Unknown::NoList) => msg!("judge-no-list"),
            Self::Unknown(Unknown::ForeignList) => msg!("judge-foreign-list"),
            Self::Unknown(Unknown::Unreachable) => msg!("judge-unreachable"),
            Self::Unknown(Unknown::NotUnderstood) => msg!("judge-list-not-understood"),
            Self::Unknown(Unknown::NoBase) => msg!("judge-no-base"),
            Self::Unknown(Unknown::SomeReasons) => msg!("judge-some-reasons"),
            Self::Unknown(Unknown::OutOfDate(date)) => {
                msg!("judge-old-list", date = date)
            }
            Self::Unknown(Unknown::NotYet(date)) => {
                msg!("judge-early-list", date = date)
            }
        }
    }

    /// `state` and what more is known, for JSON.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Valid => json!({ "state": "valid" }),
            Self::NotYet(date) => japan::with(json!({ "state": "not-yet" }), "date", date),
            Self::Expired(date) => japan::with(json!({ "state": "expired" }), "date", date),
            Self::Revoked { reason, date } => {
                let state = if reason == Reason::CertificateHold { "suspended" } else { "revoked" };
                japan::with(json!({ "state": state, "reason": reason.name() }), "date", date)
            }
            Self::Unknown(Unknown::NoList) => json!({ "state": "unknown", "list": "none" }),
            Self::Unknown(Unknown::ForeignList) => {
                json!({ "state": "unknown", "list": "foreign" })
            }
            Self::Unknown(Unknown::Unreachable) => {
                json!({ "state": "unknown", "list": "unreachable" })
            }
            Self::Unknown(Unknown::NotUnderstood) => {
                json!({ "state": "unknown", "list": "not-understood" })
            }
            Self::Unknown(Unknown::NoBase) => json!({ "state": "unknown", "list": "no-base" }),
            Self::Unknown(Unknown::SomeReasons) => {
                json!({ "state": "unknown", "list": "some-reasons" })
            }
            Self::Unknown(Unknown::OutOfDate(date)) => {
                japan::with(json!({ "state": "unknown", "list": "out-of-date" }), "date", date)
            }
            Self::Unknown(Unknown::NotYet(date)) => {
                japan::with(json!({ "state": "unknown", "list": "not-yet" }), "date", date)
            }
        }
    }
}

impl Reason {
    /// Says it, as the reason in a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Unspecified => msg!("reason-unspecified"),
            Self::KeyCompromise => msg!("reason-key-compromise"),
            Self::CaCompromise => msg!("reason-ca-compromise"),
            Self::AffiliationChanged => msg!("reason-affiliation-changed"),
            Self::Superseded => msg!("reason-superseded"),
            Self::CessationOfOperation => msg!("reason-cessation-of-operation"),
            Self::CertificateHold => msg!("reason-certificate-hold"),
            Self::RemoveFromCrl => msg!("reason-remove-from-crl"),
            Self::PrivilegeWithdrawn => msg!("reason-privilege-withdrawn"),
        }
    }
}
