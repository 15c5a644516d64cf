//! Passwords of PACE.

use std::fmt;

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use apdu_spec::file::PacePassword;
use apdu_spec::pace::{KeyUse, NONCE_LEN};
use apdu_spec::profile::pace as profile;
use sha1::{Digest, Sha1};
use zeroize::{Zeroize, Zeroizing};

use crate::card::key_derivation::{self, Key};

/// A password. It is zeroised when it is dropped, and shown nowhere.
#[derive(Clone)]
pub struct Password {
    kind: PacePassword,
    secret: Zeroizing<Vec<u8>>,
}

/// How a password is called, such as `CAN`: in messages of every language.
#[must_use]
pub const fn abbreviation(password: PacePassword) -> &'static str {
    match password {
        PacePassword::Mrz => "MRZ",
        PacePassword::Can => "CAN",
        PacePassword::Pin => "PIN",
        PacePassword::Puk => "PUK",
    }
}

/// The value is none that this password can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordFormError {
    /// Which password.
    pub kind: PacePassword,
}

/// Number of digits of a CAN.
const CAN_LEN: usize = profile::CAN_LEN as usize;
const PUK_FORM: PasswordFormError = PasswordFormError { kind: PacePassword::Puk };

impl Password {
    /// A card access number.
    ///
    /// # Errors
    /// When it is not six digits.
    pub fn can(value: &str) -> Result<Self, PasswordFormError> {
        let is_one = value.len() == CAN_LEN && value.bytes().all(|byte| byte.is_ascii_digit());
        Self::of(PacePassword::Can, value.as_bytes(), is_one)
    }

    /// A PIN.
    ///
    /// # Errors
    /// When it is empty, or has characters that are not ASCII.
    pub fn pin(value: &[u8]) -> Result<Self, PasswordFormError> {
        let is_one = !value.is_empty() && value.iter().all(u8::is_ascii_graphic);
        Self::of(PacePassword::Pin, value, is_one)
    }

    /// A PUK.
    ///
    /// # Errors
    /// As [`Password::pin`].
    pub fn puk(value: &[u8]) -> Result<Self, PasswordFormError> {
        Ok(Self { kind: PacePassword::Puk, ..Self::pin(value).map_err(|_| PUK_FORM)? })
    }

    /// A machine readable zone: number of the document, date of birth and of expiry, each with its
    /// check digit, one after the other.
    #[must_use]
    pub fn mrz(information: &str) -> Self {
        let mut digest = Sha1::digest(information);
        let secret = Zeroizing::new(digest.to_vec());
        digest.as_mut_slice().zeroize();
        Self { kind: PacePassword::Mrz, secret }
    }

    fn of(kind: PacePassword, value: &[u8], is_one: bool) -> Result<Self, PasswordFormError> {
        if !is_one {
            return Err(PasswordFormError { kind });
        }
        Ok(Self { kind, secret: Zeroizing::new(value.to_vec()) })
    }

    /// Which password it is.
    #[must_use]
    pub const fn kind(&self) -> PacePassword {
        self.kind
    }

    /// The key that encrypts the nonce.
    pub(super) fn key(&self) -> Key {
        key_derivation::derive(&[&self.secret], KeyUse::Password)
    }

    /// The nonce of a card: one block, and the initial value is 0.
    pub(super) fn decrypt_nonce(&self, encrypted: &[u8; NONCE_LEN]) -> Zeroizing<[u8; NONCE_LEN]> {
        let mut block = (*encrypted).into();
        Aes128::new((&*self.key()).into()).decrypt_block(&mut block);
        let mut nonce = Zeroizing::new([0; NONCE_LEN]);
        nonce.copy_from_slice(&block);
        block.as_mut_slice().zeroize();
        nonce
    }
}

/// The value is not shown.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl fmt::Display for PasswordFormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PacePassword::Can => write!(f, "the value is no CAN of {CAN_LEN} digits"),
            kind => write!(f, "the value can be no {}", abbreviation(kind)),
        }
    }
}

impl std::error::Error for PasswordFormError {}
