//! Private keys in files: PKCS#8 in PEM, encrypted (PBES2, PBKDF2 and AES-256) when there is a
//! passphrase. OpenSSL reads them.

use apdu_spec::profile::KeyType;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::pem::LineEnding;
use der::{Decode, SecretDocument};
use p256::ecdsa::SigningKey;
use pkcs8::pkcs5::pbes2;
use pkcs8::{AlgorithmIdentifierRef, DecodePrivateKey, EncodePrivateKey};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use zeroize::Zeroizing;

use super::encode_error::EncodeError;
use super::private_key::PrivateKey;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// id-aes128-ECB (NIST): names an AES-128 key as such; nothing is enciphered with it here.
const AES_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.1");

/// The content of a key file.
pub(super) type Pem = Zeroizing<Vec<u8>>;

/// Writes private keys.
pub(super) struct Sealer<'a, R> {
    pub passphrase: Option<&'a [u8]>,
    pub rng: &'a mut R,
}

impl<R: CryptoRng> Sealer<'_, R> {
    pub(super) fn key(&mut self, key: &PrivateKey) -> Result<Pem, EncodeError> {
        match key {
            PrivateKey::P256(key) => self.seal(&key.to_pkcs8_der()?),
            PrivateKey::Rsa(key) => self.rsa(key),
        }
    }

    pub(super) fn rsa(&mut self, key: &RsaPrivateKey) -> Result<Pem, EncodeError> {
        self.seal(&key.to_pkcs8_der()?)
    }

    pub(super) fn aes(&mut self, key: &[u8; 16]) -> Result<Pem, EncodeError> {
        let algorithm = AlgorithmIdentifierRef { oid: AES_128, parameters: None };
        let key = OctetStringRef::new(key)?;
        let key = SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key))?;
        self.seal(&key)
    }

    fn seal(&mut self, key: &SecretDocument) -> Result<Pem, EncodeError> {
        let text = match self.passphrase {
            None => key.to_pem(PLAIN, LineEnding::LF),
            Some(passphrase) => {
                let key: PrivateKeyInfoRef<'_> = key.decode_msg()?;
                let parameters = pbes2::Parameters::generate_pbkdf2(self.rng)?;
                let sealed = key.encrypt_with_params(parameters, passphrase)?;
                sealed.to_pem(ENCRYPTED, LineEnding::LF)
            }
        };
        Ok(Zeroizing::new(text?.as_bytes().to_vec()))
    }
}

/// A private key out of a file; `name` is the file's and `dir` that of its folder, for messages.
pub(super) struct Opener<'a> {
    pub dir: String,
    pub name: String,
    pub pem: Pem,
    pub passphrase: Option<&'a [u8]>,
}

impl Opener<'_> {
    pub(super) fn key(&self, keys: KeyType) -> Result<PrivateKey, Error> {
        Ok(match keys {
            KeyType::P256 => {
                let key = SigningKey::from_pkcs8_der(self.open()?.as_bytes());
                PrivateKey::P256(key.map_err(|_| self.damaged())?)
            }
            KeyType::Rsa2048 => PrivateKey::Rsa(self.rsa()?),
        })
    }

    pub(super) fn rsa(&self) -> Result<RsaPrivateKey, Error> {
        RsaPrivateKey::from_pkcs8_der(self.open()?.as_bytes()).map_err(|_| self.damaged())
    }

    pub(super) fn aes(&self) -> Result<Zeroizing<[u8; 16]>, Error> {
        let document = self.open()?;
        let key: PrivateKeyInfoRef<'_> = document.decode_msg().map_err(|_| self.damaged())?;
        let bytes = key.private_key.as_bytes().try_into().map_err(|_| self.damaged())?;
        if key.algorithm.oid != AES_128 {
            return Err(self.damaged());
        }
        Ok(Zeroizing::new(bytes))
    }

    fn open(&self) -> Result<SecretDocument, Error> {
        let text = std::str::from_utf8(&self.pem).map_err(|_| self.damaged())?;
        let (label, document) = SecretDocument::from_pem(text).map_err(|_| self.damaged())?;
        match label {
            PLAIN => Ok(document),
            ENCRYPTED => {
                let Some(passphrase) = self.passphrase else {
                    return Err(Error::new(
                        Exit::Rejected,
                        msg!("error-authority-locked", path = &self.name),
                        msg!("todo-authority-locked", dir = &self.dir),
                    ));
                };
                let sealed = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                    .map_err(|_| self.damaged())?;
                // Wrong padding after deciphering: the passphrase is not the one.
                sealed.decrypt(passphrase).map_err(|_| {
                    Error::new(
                        Exit::Rejected,
                        msg!("error-authority-passphrase", path = &self.name),
                        msg!("todo-authority-passphrase", dir = &self.dir),
                    )
                })
            }
            _ => Err(self.damaged()),
        }
    }

    fn damaged(&self) -> Error {
        Error::new(
            Exit::Rejected,
            msg!("error-authority-key", path = &self.name),
            msg!("todo-authority-damaged", path = &self.name, dir = &self.dir),
        )
    }
}
