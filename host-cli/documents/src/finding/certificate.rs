//! Reasons of the checks of a certificate.

use std::fmt;

use juki_pki::chain::{CertificateStatus, PathError};

/// Has it a valid path to a trust anchor, and is it in force?
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum CertificateReason {
    /// It has a valid path to a trust anchor.
    Issued,
    /// Why its path is invalid or undetermined.
    PathError(PathError),
    /// Whether it is in force is not checked without a valid path.
    IssuerFirst,
    /// It is within its validity period; revocation was not looked up.
    RevocationSkipped,
    /// Its status.
    State {
        /// The status.
        in_force: CertificateStatus,
        /// The subject (RFC 4514) of the authority whose status it is, when it is not that of the
        /// certificate itself.
        authority: Option<String>,
    },
}

impl fmt::Display for CertificateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued => f.write_str("a trusted authority issued it"),
            Self::PathError(error) => error.fmt(f),
            Self::IssuerFirst => f.write_str("its path is not known to be valid"),
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
