#![doc = include_str!("../README.md")]

pub mod authority;
pub mod chain;
pub mod crl;
pub mod cv;
mod encode_error;
mod file_error;
pub mod holder;
pub mod index;
pub mod kdf;
mod keys;
pub mod names;
mod oid;
pub mod pem;
mod private_key;
pub mod profile;
pub mod public_key;
pub mod received;
pub mod request;
pub mod signature;
pub mod store;
pub mod trust;
pub mod trust_folder;
pub mod uses;

pub use apdu_spec::profile::KeyType;
pub use authority::{Authority, IssuedCertificate, Parameters, Term};
pub use chain::{
    CertificateStatus, CrlFetcher, PathStatus, PathValidation, Revocation, ValidationBudget,
    validate_path, validate_path_among,
};
pub use der::DateTime;
pub use encode_error::{EncodeError, Part};
pub use file_error::FileError;
pub use holder::SigningHolder;
pub use juki_records::Date;
pub use keys::KeyFault;
pub use public_key::PublicKey;
pub use trust::TrustStore;

/// The purpose of a certificate of JPKI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// Signing documents (署名用).
    Signing,
    /// User authentication (利用者証明用).
    Authentication,
}

impl Purpose {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Signing, Self::Authentication];

    /// Its name in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Authentication => "authentication",
        }
    }

    /// The purpose of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// One of the authorities: the purpose of its certificates, and the type of their keys. All keys of
/// a chain are of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Issuer {
    /// The purpose of its certificates.
    pub purpose: Purpose,
    /// The type of its key and of the keys that it certifies.
    pub keys: KeyType,
}

impl Issuer {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::new(Purpose::Signing, KeyType::P256),
        Self::new(Purpose::Authentication, KeyType::P256),
        Self::new(Purpose::Signing, KeyType::Rsa2048),
        Self::new(Purpose::Authentication, KeyType::Rsa2048),
    ];

    /// The authority for this purpose and type of key.
    #[must_use]
    pub const fn new(purpose: Purpose, keys: KeyType) -> Self {
        Self { purpose, keys }
    }

    /// Its place in [`Issuer::ALL`].
    const fn index(self) -> usize {
        let keys = match self.keys {
            KeyType::P256 => 0,
            KeyType::Rsa2048 => 2,
        };
        match self.purpose {
            Purpose::Signing => keys,
            Purpose::Authentication => keys + 1,
        }
    }
}

/// True when there is only white space and zeros: what may follow DER in a file, as the filler of a
/// card's EF or the end of a line.
#[must_use]
pub fn is_padding(bytes: &[u8]) -> bool {
    bytes.iter().all(|octet| *octet == 0 || octet.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_white_space_and_zeros() {
        for padding in [&b""[..], b"\r\n", b"\0\0", b" \t\0\n"] {
            assert!(is_padding(padding), "{padding:?}");
        }
        for other in [&b"\xFF"[..], b"\n0", b"\0\x0B", "\u{3000}".as_bytes()] {
            assert!(!is_padding(other), "{other:?}");
        }
    }
}
