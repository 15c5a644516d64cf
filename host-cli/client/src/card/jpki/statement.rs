//! What the municipality says of a card's own keys: they are these, of the card with this serial
//! number (ours). A certificate names its key and its holder, and never the card: without this any
//! genuine card could show another's genuine certificate.
//!
//! The keys are bound and not the certificates: one that is renewed for the same key needs nothing
//! here, and for a new key the issuer writes the data object anew.

use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::profile::jpki;
use apdu_spec::tlv::{self, Tag, Writer};
use der::Decode as _;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::Key;
use crate::card::files;
use crate::card::session::{Session, SessionError};
use juki_pki::{EncodeError, PublicKey};

const SERIAL: Tag = Tag::new(0xDF61);
const AUTHENTICATION: Tag = Tag::new(0xDF62);
const SIGNING: Tag = Tag::new(0xDF63);
const SIGNATURE: Tag = Tag::new(0xDF64);

/// Room for three hashes and a signature by RSA with 4096 bits.
const ROOM: usize = 1024;

/// The SHA-256 of a public key as EF 0007 of the text application carries one
/// ([`PublicKey::to_objects`]).
pub type KeyHash = [u8; 32];

/// The keys of a card, signed by the municipality: data object `BF60` of the JPKI application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatement {
    /// DF61: serial number of the card.
    pub serial: [u8; SERIAL_LEN],
    /// DF62: the user authentication key.
    pub authentication: KeyHash,
    /// DF63: the signing key; empty on a card without one.
    pub signing: Option<KeyHash>,
    /// DF64: RSASSA-PKCS1-v1_5 with SHA-256 over DF61 to DF63; empty before it is signed.
    pub signature: Vec<u8>,
}

impl KeyStatement {
    /// About these keys, not signed yet.
    ///
    /// # Errors
    /// When a key is too long for any file.
    pub fn new(
        serial: [u8; SERIAL_LEN],
        authentication: &PublicKey,
        signing: Option<&PublicKey>,
    ) -> Result<Self, EncodeError> {
        Ok(Self {
            serial,
            authentication: hash(authentication)?,
            signing: signing.map(hash).transpose()?,
            signature: Vec::new(),
        })
    }

    /// What DF64 covers: the data objects DF61 to DF63.
    #[must_use]
    pub fn signed(&self) -> Option<Vec<u8>> {
        self.write(&[])
    }

    /// The value of the data object.
    #[must_use]
    pub fn encode(&self) -> Option<Vec<u8>> {
        self.write(&[(SIGNATURE, &self.signature)])
    }

    fn write(&self, more: &[(Tag, &[u8])]) -> Option<Vec<u8>> {
        let signing: &[u8] = self.signing.as_ref().map_or(&[], |hash| hash);
        let mut room = [0; ROOM];
        let mut out = Writer::new(&mut room);
        out.tlv(SERIAL, &self.serial).tlv(AUTHENTICATION, &self.authentication);
        out.tlv(SIGNING, signing);
        for (tag, value) in more {
            out.tlv(*tag, value);
        }
        out.finish().map(<[u8]>::to_vec)
    }

    /// Reads the value of the data object; `None` when it is another one.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<Self> {
        let mut objects = tlv::Reader::new(value);
        let mut next = |tag| {
            let object = objects.next()?.ok()?;
            (object.tag == tag).then_some(object.value)
        };
        let (serial, authentication) = (next(SERIAL)?, next(AUTHENTICATION)?);
        let (signing, signature) = (next(SIGNING)?, next(SIGNATURE)?);
        objects.next().is_none().then_some(())?;
        Some(Self {
            serial: serial.try_into().ok()?,
            authentication: authentication.try_into().ok()?,
            signing: match signing {
                [] => None,
                hash => Some(hash.try_into().ok()?),
            },
            signature: signature.to_vec(),
        })
    }

    /// Is this the key of the statement?
    #[must_use]
    pub fn names(&self, which: Key, key: &PublicKey) -> bool {
        let stated = match which {
            Key::Authentication => Some(self.authentication),
            Key::Signing => self.signing,
        };
        hash(key).is_ok_and(|hash| stated == Some(hash))
    }
}

fn hash(key: &PublicKey) -> Result<KeyHash, EncodeError> {
    Ok(Sha256::digest(key.to_objects()?).into())
}

/// The key that a certificate (DER) certifies; `None` when it is of no kind of JPKI.
#[must_use]
pub fn certified_key(certificate: &[u8]) -> Option<PublicKey> {
    let certificate = Certificate::from_der(certificate).ok()?;
    PublicKey::from_spki(certificate.tbs_certificate().subject_public_key_info())
}

/// The data object, as the card gives it; `None` on a card without one. The application is
/// selected.
///
/// # Errors
/// When the card refuses, or does not answer.
pub fn read(session: &mut Session<'_>) -> Result<Option<Vec<u8>>, SessionError> {
    files::get_data(session, jpki::KEY_STATEMENT_TAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> PublicKey {
        let key = p256::ecdsa::SigningKey::from_slice(&[number; 32]).unwrap();
        PublicKey::from_point(key.verifying_key().to_sec1_point(false).as_bytes()).unwrap()
    }

    #[test]
    fn a_statement_comes_back_and_names_its_keys_only() {
        let (one, other) = (key(1), key(2));
        for signing in [Some(&other), None] {
            let mut statement = KeyStatement::new(*b"JUKIV0000000001", &one, signing).unwrap();
            statement.signature = vec![0xAB; 256];
            let bytes = statement.encode().unwrap();
            assert!(bytes.starts_with(&statement.signed().unwrap()));
            let found = KeyStatement::parse(&bytes).unwrap();
            assert_eq!(found, statement);
            assert!(found.names(Key::Authentication, &one));
            assert!(!found.names(Key::Authentication, &other));
            assert!(!found.names(Key::Signing, &one));
            assert_eq!(found.names(Key::Signing, &other), signing.is_some());
        }
    }

    #[test]
    fn what_is_no_statement_is_not_read() {
        let statement = KeyStatement::new(*b"JUKIV0000000001", &key(1), Some(&key(2))).unwrap();
        let bytes = statement.encode().unwrap();
        for cut in 0..bytes.len() {
            assert_eq!(KeyStatement::parse(&bytes[..cut]), None, "{cut}");
        }
        assert_eq!(KeyStatement::parse(&[&bytes[..], b"\xDF\x65\x00"].concat()), None);
        let mut short = bytes;
        short[2] -= 1;
        assert_eq!(KeyStatement::parse(&short), None);
    }
}
