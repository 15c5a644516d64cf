//! The result of path validation in words and in JSON.

use std::fmt;

use serde_json::{Value, json};

use super::{
    CertificateStatus, ExtensionLocation, PathError, PathStatus, PathValidation, UndeterminedStatus,
};
use crate::index::Reason;
use crate::received::Certificate;
use juki_records::japan;

impl PathValidation {
    /// The subject (RFC 4514) of the authority that [`Self::in_force`] is about; `None` when it is
    /// about the validated certificate.
    #[must_use]
    pub fn authority(&self) -> Option<String> {
        let of = self.chain.get(self.place).filter(|_| self.place > 0)?;
        Some(Certificate::read(of).ok()?.tbs().subject().to_string())
    }

    /// `authentic`, `in_force` and what more is known, for JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let (authentic, error) = match self.path_status {
            PathStatus::Valid => (json!(true), None),
            PathStatus::Invalid(error) => (json!(false), Some(error)),
            PathStatus::Undetermined(error) => (Value::Null, Some(error)),
        };
        let reason = error.map(PathError::name);
        let mut object = json!({ "authentic": authentic, "reason": reason, "in_force": null });
        if let Some(in_force) = self.in_force {
            object["in_force"] = in_force.json();
            object["in_force"]["certificate"] = self.place.into();
        }
        if let Some(at) = error.and_then(PathError::extension) {
            object["extension"] = json!({ "oid": at.oid.to_string(), "certificate": at.place });
        }
        object
    }
}

impl PathError {
    const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoTrustAnchor => "nobody-trusted",
            Self::UnknownIssuer => "unknown-issuer",
            Self::UntrustedIssuer => "untrusted-issuer",
            Self::Signature => "signature",
            Self::Algorithm => "algorithm",
            Self::Purpose => "purpose",
            Self::Authority => "authority",
            Self::OtherUse => "other-use",
            Self::Extension(_) => "extension",
            Self::ExtensionTwice(_) => "extension-twice",
            Self::ExtensionUnreadable(_) => "extension-unreadable",
            Self::Names => "names",
            Self::NameForm => "name-form",
            Self::Policy => "policy",
            Self::TooMany => "too-many",
        }
    }
}

impl std::error::Error for PathError {}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "no X.509 certificate",
            Self::NoTrustAnchor => "no authority is trusted",
            Self::UnknownIssuer => "no certificate of its issuer came along",
            Self::UntrustedIssuer => "its issuer is not trusted",
            Self::Signature => "not signed by the key that it names",
            Self::Algorithm => "signed by an algorithm that is not supported",
            Self::Purpose => "for the other purpose of JPKI",
            Self::OtherUse => "not for a purpose of JPKI",
            Self::Authority => "issued by a certificate that is not a CA certificate",
            Self::Extension(at) => return write!(f, "a critical extension is not known: {at}"),
            Self::ExtensionTwice(at) => return write!(f, "an extension is there twice: {at}"),
            Self::ExtensionUnreadable(at) => {
                return write!(f, "an extension cannot be read: {at}");
            }
            Self::Names => "a name is not permitted by name constraints",
            Self::NameForm => "name constraints are about a form of name that is not supported",
            Self::Policy => "no valid policy, and its authority requires one",
            Self::TooMany => "too many certificates, or too long a path",
        })
    }
}

/// Its identifier, and how far above the validated certificate it is.
impl fmt::Display for ExtensionLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { oid, place: 0 } => oid.fmt(f),
            Self { oid, place } => write!(f, "{oid}, in certificate {place} above it"),
        }
    }
}

impl fmt::Display for CertificateStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid => f.write_str("in force"),
            Self::NotLookedUp => {
                f.write_str("within its validity, and revocation was not looked up")
            }
            Self::NotYet(date) => write!(f, "in force from {date}"),
            Self::Expired(date) => write!(f, "expired {date}"),
            Self::Revoked { reason: Reason::CertificateHold, date } => {
                write!(f, "suspended {date}")
            }
            Self::Revoked { reason, date } => write!(f, "revoked {date}: {reason}"),
            Self::Unknown(why) => write!(f, "whether it is revoked is not known: {why}"),
        }
    }
}

impl fmt::Display for UndeterminedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoList => f.write_str("no list of its authority"),
            Self::OutOfDate(date) => write!(f, "the list was due {date}"),
            Self::NotYet(date) => write!(f, "the list begins {date}"),
            Self::ForeignList => f.write_str("its authority's key did not sign the list"),
            Self::NotUnderstood => {
                f.write_str("the list has a critical extension that is not known")
            }
            Self::NoBase => f.write_str("a delta list without its base"),
            Self::SomeReasons => f.write_str("the lists cover some reasons only"),
            Self::Unreachable => f.write_str("no list at the addresses in the certificate"),
        }
    }
}

impl CertificateStatus {
    /// `state` and what more is known, for JSON.
    #[must_use]
    pub fn json(self) -> Value {
        match self {
            Self::Valid => json!({ "state": "valid" }),
            Self::NotLookedUp => json!({ "state": "not-looked-up" }),
            Self::NotYet(date) => japan::with(json!({ "state": "not-yet" }), "date", date),
            Self::Expired(date) => japan::with(json!({ "state": "expired" }), "date", date),
            Self::Revoked { reason, date } => {
                let state = if reason == Reason::CertificateHold { "suspended" } else { "revoked" };
                japan::with(json!({ "state": state, "reason": reason.name() }), "date", date)
            }
            Self::Unknown(UndeterminedStatus::NoList) => {
                json!({ "state": "unknown", "list": "none" })
            }
            Self::Unknown(UndeterminedStatus::ForeignList) => {
                json!({ "state": "unknown", "list": "foreign" })
            }
            Self::Unknown(UndeterminedStatus::Unreachable) => {
                json!({ "state": "unknown", "list": "unreachable" })
            }
            Self::Unknown(UndeterminedStatus::NotUnderstood) => {
                json!({ "state": "unknown", "list": "not-understood" })
            }
            Self::Unknown(UndeterminedStatus::NoBase) => {
                json!({ "state": "unknown", "list": "no-base" })
            }
            Self::Unknown(UndeterminedStatus::SomeReasons) => {
                json!({ "state": "unknown", "list": "some-reasons" })
            }
            Self::Unknown(UndeterminedStatus::OutOfDate(date)) => {
                japan::with(json!({ "state": "unknown", "list": "out-of-date" }), "date", date)
            }
            Self::Unknown(UndeterminedStatus::NotYet(date)) => {
                japan::with(json!({ "state": "unknown", "list": "not-yet" }), "date", date)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::DateTime;

    /// Each status as it is told, and as a program reads it.
    #[test]
    fn a_status_has_its_words() {
        let date = DateTime::new(2026, 11, 22, 3, 0, 0).unwrap();
        let revoked = |reason| CertificateStatus::Revoked { reason, date };
        for (status, text, state, reason) in [
            (CertificateStatus::Valid, "in force", "valid", None),
            (
                CertificateStatus::NotLookedUp,
                "within its validity, and revocation was not looked up",
                "not-looked-up",
                None,
            ),
            (
                CertificateStatus::NotYet(date),
                "in force from 2026-11-22T03:00:00Z",
                "not-yet",
                None,
            ),
            (CertificateStatus::Expired(date), "expired 2026-11-22T03:00:00Z", "expired", None),
            (
                revoked(Reason::CertificateHold),
                "suspended 2026-11-22T03:00:00Z",
                "suspended",
                Some("certificateHold"),
            ),
            (
                revoked(Reason::KeyCompromise),
                "revoked 2026-11-22T03:00:00Z: keyCompromise",
                "revoked",
                Some("keyCompromise"),
            ),
        ] {
            let json = status.json();
            let found = (status.to_string(), &json["state"], &json["reason"]);
            assert_eq!(found, (text.to_owned(), &json!(state), &json!(reason)));
        }
    }

    #[test]
    fn a_status_that_is_not_known_says_why() {
        let date = DateTime::new(2026, 11, 22, 3, 0, 0).unwrap();
        for (why, text, list) in [
            (UndeterminedStatus::NoList, "no list of its authority", "none"),
            (
                UndeterminedStatus::OutOfDate(date),
                "the list was due 2026-11-22T03:00:00Z",
                "out-of-date",
            ),
            (UndeterminedStatus::NotYet(date), "the list begins 2026-11-22T03:00:00Z", "not-yet"),
            (
                UndeterminedStatus::ForeignList,
                "its authority's key did not sign the list",
                "foreign",
            ),
            (
                UndeterminedStatus::NotUnderstood,
                "the list has a critical extension that is not known",
                "not-understood",
            ),
            (UndeterminedStatus::NoBase, "a delta list without its base", "no-base"),
            (UndeterminedStatus::SomeReasons, "the lists cover some reasons only", "some-reasons"),
            (
                UndeterminedStatus::Unreachable,
                "no list at the addresses in the certificate",
                "unreachable",
            ),
        ] {
            let status = CertificateStatus::Unknown(why);
            let said = format!("whether it is revoked is not known: {text}");
            let json = status.json();
            assert_eq!((status.to_string(), &json["list"]), (said, &json!(list)));
            assert_eq!(json["state"], "unknown");
        }
    }
}
