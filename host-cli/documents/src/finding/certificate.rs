//! Why the checks of a certificate ended as they did.

use std::fmt;

use juki_pki::chain::{CertificateStatus, PathError};

/// Does it come from a trusted authority, and is it in force?
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CertificateReason {
    /// A trusted authority issued it.
    Issued,
    /// What is said against it, or keeps it from being decided.
    PathError(PathError),
    /// Whether it is in force is not asked before its issuer is known.
    IssuerFirst,
    /// It is within its validity; whether it was revoked was not looked up.
    RevocationSkipped,
    /// How it stands.
    State {
        /// How.
        in_force: CertificateStatus,
        /// The subject of the authority of which that is said (RFC 4514), when it is not said of
        /// the certificate itself.
        authority: Option<String>,
    },
}

impl fmt::Display for CertificateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued => f.write_str("a trusted authority issued it"),
            Self::PathError(error) => error.fmt(f),
            Self::IssuerFirst => f.write_str("its issuer is not known to be genuine"),
            Self::RevocationSkipped => {
                f.write_str("within its validity, and revocation was not looked up")
            }
            Self::State { in_force, authority: None } => in_force.fmt(f),
            Self::State { in_force, authority: Some(subject) } => {
                write!(f, "{in_force}, of {subject}")
            }
        }
    }
}
