//! Private keys in files: PKCS#8 in PEM, encrypted (PBES2, PBKDF2 and AES-256) when there is a
//! passphrase. OpenSSL reads them.

use std::fmt;

use apdu_spec::profile::KeyType;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::pem::LineEnding;
use der::{Decode, SecretDocument};
use p256::ecdsa::SigningKey;
use pkcs8::pkcs5::pbes2;
use pkcs8::{AlgorithmIdentifierRef, DecodePrivateKey, EncodePrivateKey};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::encode_error::EncodeError;
use super::private_key::PrivateKey;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// id-aes128-ECB (NIST): names an AES-128 key as such; nothing is encrypted with it here.
const AES_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.1");

/// The content of a key file.
pub(super) type Pem = Zeroizing<Vec<u8>>;

/// Writes private keys.
pub(super) struct KeyWriter<'a, R> {
    pub passphrase: Option<&'a [u8]>,
    pub rng: &'a mut R,
}

impl<R: CryptoRng> KeyWriter<'_, R> {
    pub(super) fn key(&mut self, key: &PrivateKey) -> Result<Pem, EncodeError> {
        match key {
            PrivateKey::P256(key) => self.encode(&key.to_pkcs8_der()?),
            PrivateKey::Rsa(key) => self.rsa(key),
        }
    }

    pub(super) fn rsa(&mut self, key: &rsa::PrivateKey) -> Result<Pem, EncodeError> {
        self.encode(&key.to_pkcs8_der()?)
    }

    pub(super) fn aes(&mut self, key: &[u8; 16]) -> Result<Pem, EncodeError> {
        let algorithm = AlgorithmIdentifierRef { oid: AES_128, parameters: None };
        let key = OctetStringRef::new(key)?;
        let key = SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key))?;
        self.encode(&key)
    }

    fn encode(&mut self, key: &SecretDocument) -> Result<Pem, EncodeError> {
        let text = match self.passphrase {
            None => key.to_pem(PLAIN, LineEnding::LF),
            Some(passphrase) => {
                let key: PrivateKeyInfoRef<'_> = key.decode_msg()?;
                let parameters = pbes2::Parameters::generate_pbkdf2(self.rng)?;
                let encrypted = key.encrypt_with_params(parameters, passphrase)?;
                encrypted.to_pem(ENCRYPTED, LineEnding::LF)
            }
        };
        Ok(Zeroizing::new(text?.as_bytes().to_vec()))
    }
}

/// Why no private key can be read from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum KeyFault {
    /// It has no private key of the right kind.
    Damaged,
    /// It is encrypted, and no passphrase was given.
    Locked,
    /// It is encrypted with another passphrase.
    Passphrase,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Damaged => "no private key of the right kind",
            Self::Locked => "a private key that is encrypted, and no passphrase was given",
            Self::Passphrase => "a private key that is encrypted with another passphrase",
        })
    }
}

impl std::error::Error for KeyFault {}

/// Reads a private key from a file.
pub(super) struct KeyReader<'a> {
    pub pem: Pem,
    pub passphrase: Option<&'a [u8]>,
}

impl KeyReader<'_> {
    pub(super) fn key(&self, keys: KeyType) -> Result<PrivateKey, KeyFault> {
        Ok(match keys {
            KeyType::P256 => {
                let key = SigningKey::from_pkcs8_der(self.open()?.as_bytes());
                PrivateKey::P256(key.map_err(|_| KeyFault::Damaged)?)
            }
            KeyType::Rsa2048 => PrivateKey::Rsa(self.rsa()?),
        })
    }

    pub(super) fn rsa(&self) -> Result<rsa::PrivateKey, KeyFault> {
        rsa::PrivateKey::from_pkcs8_der(self.open()?.as_bytes()).map_err(|_| KeyFault::Damaged)
    }

    pub(super) fn aes(&self) -> Result<Zeroizing<[u8; 16]>, KeyFault> {
        let document = self.open()?;
        let key: PrivateKeyInfoRef<'_> = document.decode_msg().map_err(|_| KeyFault::Damaged)?;
        let bytes = key.private_key.as_bytes().try_into().map_err(|_| KeyFault::Damaged)?;
        if key.algorithm.oid != AES_128 {
            return Err(KeyFault::Damaged);
        }
        Ok(Zeroizing::new(bytes))
    }

    fn open(&self) -> Result<SecretDocument, KeyFault> {
        let text = std::str::from_utf8(&self.pem).map_err(|_| KeyFault::Damaged)?;
        let (label, document) = SecretDocument::from_pem(text).map_err(|_| KeyFault::Damaged)?;
        match label {
            PLAIN => Ok(document),
            ENCRYPTED => {
                let passphrase = self.passphrase.ok_or(KeyFault::Locked)?;
                let encrypted = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                    .map_err(|_| KeyFault::Damaged)?;
                // Decryption fails when the passphrase is wrong.
                encrypted.decrypt(passphrase).map_err(|_| KeyFault::Passphrase)
            }
            _ => Err(KeyFault::Damaged),
        }
    }
}
