//! Why a file cannot be made or filled.

use std::fmt;

use apdu_spec::file::FileId;

use juki_client::card::jpki::Certificate;

/// Why a file cannot be made or filled. But for [`ContentError::KeyNotHeld`] it does not occur with
/// what records and authorities hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum ContentError {
    /// No command carries the parameters and rules of the file.
    Parameters {
        /// The file.
        fid: FileId,
    },
    /// The content cannot be built.
    NotEncodable {
        /// The file.
        file: &'static str,
    },
    /// The content is longer than the file.
    TooLong {
        /// The file.
        file: &'static str,
        /// Bytes of the file.
        size: usize,
        /// Bytes of the content.
        length: usize,
    },
    /// The card gives no public key that can be read.
    NoPublicKey {
        /// The key.
        fid: FileId,
    },
    /// The card does not sign with the key that it shows.
    KeyNotHeld {
        /// The certificate of the key.
        certificate: Certificate,
    },
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters { fid } => {
                write!(f, "the control parameters of file {fid:04X} do not fit a command")
            }
            Self::NotEncodable { file } => write!(f, "{file}: the content cannot be encoded"),
            Self::TooLong { file, size, length } => {
                write!(f, "{file}: {length} bytes of content for a file of {size}")
            }
            Self::NoPublicKey { fid } => write!(f, "the card gives no public key {fid:04X}"),
            Self::KeyNotHeld { certificate } => {
                write!(f, "the card does not sign with the key of {}", certificate.id())
            }
        }
    }
}

impl std::error::Error for ContentError {}
