//! The crypto provider: every cryptographic operation of the card behind small traits, by
//! algorithm, so that a platform can bring its own.

mod agreement;
mod cipher;
mod hash;
mod key_pair;
mod mac;
mod mapping;
pub mod null;
pub(crate) mod pkcs1;
#[cfg(feature = "rsa")]
mod rsa;
mod signature;
#[cfg(feature = "software")]
pub mod software;

use core::fmt;

pub use agreement::{KeyAgreement, KeyAgreementError, SHARED_LEN};
pub use cipher::{BLOCK_LEN, Cipher};
pub use hash::{HASH_LEN, Hash, SHA1_LEN};
pub use key_pair::{KeyGeneration, PUBLIC_MAX, SECRET_MAX};
pub use mac::{MAC_LEN, Mac};
pub use mapping::GenericMapping;
pub use signature::{RSA_LEN, SIGNATURE_MAX, Signature, VerifyError};

/// All cryptographic operations that the card asks for. Keys are the bytes that the card stores.
pub trait Crypto:
    Hash + Mac + Cipher + KeyGeneration + Signature + KeyAgreement + GenericMapping
{
}

impl<T: Hash + Mac + Cipher + KeyGeneration + Signature + KeyAgreement + GenericMapping> Crypto
    for T
{
}

/// An operation that this algorithm or this key cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError;

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this algorithm or this key cannot do the operation")
    }
}

impl core::error::Error for KeyError {}
