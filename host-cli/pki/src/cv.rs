//! Card verifiable certificates as the text and common applications carry them:
//! `7F21 { 5F4E body, 5F37 signature }`, the body being issuer's key id (16 bytes), subject's key
//! id (16) and the public key. An RSA key is `90 exponent, 91 modulus` as on the successor card; a
//! P-256 key is `7F49 { 06 OID, 86 point }` (ISO/IEC 7816-8), which is this project's. The signature is
//! RSASSA-PKCS1-v1_5 with SHA-256 over the value of 5F4E.

use std::fmt;

use apdu_spec::tlv::{self, Tag, Writer};
use sha2::{Digest, Sha256};

use super::encode_error::{EncodeError, Part};
use super::public_key::PublicKey;

/// Length of a key id in bytes.
pub const KEY_ID_LEN: usize = 16;

/// The key id of an issuer or a subject. A card's is its serial number and one byte FF.
pub type KeyId = [u8; KEY_ID_LEN];

const CERTIFICATE: u16 = 0x7F21;
const BODY: u16 = 0x5F4E;
const SIGNATURE: u16 = 0x5F37;

/// Three SHA-256 hashes, one behind the other: what the signature over the face of a card covers.
pub type Hashes = [u8; 96];

/// `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING of 96 bytes }`, up to the bytes (public). It
/// names SHA-256, whose hashes have 32 bytes: a verifier of RSASSA-PKCS1-v1_5 refuses it.
const HASHES_HEADER: [u8; 19] = [
    0x30, 0x71, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x60,
];

/// Room for any CV certificate with an RSA-2048 signature.
const ROOM: usize = 1024;

/// What is wrong with a CV certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Fault {
    /// It is not a certificate of this form.
    Malformed,
    /// Another key issued it.
    Issuer,
    /// The signature is wrong.
    Signature,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a CV certificate",
            Self::Issuer => "a CV certificate is issued by another key",
            Self::Signature => "the signature of a CV certificate is wrong",
        })
    }
}

impl std::error::Error for Fault {}

/// A CV certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CvCertificate {
    /// Id of the key that issued it.
    pub issuer: KeyId,
    /// Id of the certified key.
    pub subject: KeyId,
    /// The certified key.
    pub key: PublicKey,
    body: Vec<u8>,
    signature: Vec<u8>,
}

impl CvCertificate {
    /// Reads a certificate; filler FF after it is passed over, as an EF has it.
    ///
    /// # Errors
    /// [`Fault::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let whole = tlv::Reader::new(bytes).next();
        let Some(Ok(whole)) = whole else {
            return Err(Fault::Malformed);
        };
        if whole.tag != Tag::from(CERTIFICATE) {
            return Err(Fault::Malformed);
        }
        let mut objects = Vec::new();
        for object in tlv::Reader::new(whole.value) {
            objects.push(object.map_err(|_| Fault::Malformed)?);
        }
        let [body, signature] = objects.as_slice() else {
            return Err(Fault::Malformed);
        };
        if body.tag != Tag::from(BODY) || signature.tag != Tag::from(SIGNATURE) {
            return Err(Fault::Malformed);
        }
        let (issuer, rest) = body.value.split_first_chunk().ok_or(Fault::Malformed)?;
        let (subject, key) = rest.split_first_chunk().ok_or(Fault::Malformed)?;
        Ok(Self {
            issuer: *issuer,
            subject: *subject,
            key: PublicKey::from_objects(key).ok_or(Fault::Malformed)?,
            body: body.value.to_vec(),
            signature: signature.value.to_vec(),
        })
    }

    /// Checks that the key of `issuer` signed this certificate.
    ///
    /// # Errors
    /// When another key is named as issuer, or the signature is wrong.
    pub fn verify(&self, issuer: &Self) -> Result<(), Fault> {
        if self.issuer != issuer.subject {
            return Err(Fault::Issuer);
        }
        issuer.verify_data(&self.body, &self.signature)
    }

    /// Checks an RSASSA-PKCS1-v1_5 signature with SHA-256 by the certified key over data.
    ///
    /// # Errors
    /// When it is wrong, or the certified key is not one that signs data.
    pub fn verify_data(&self, data: &[u8], signature: &[u8]) -> Result<(), Fault> {
        if !matches!(self.key, PublicKey::Rsa(_)) {
            return Err(Fault::Signature);
        }
        self.key.verify(data, signature).map_err(|_| Fault::Signature)
    }

    /// Checks a signature over three hashes in one block, as the face of a card has it
    /// ([`Hashes`]).
    ///
    /// # Errors
    /// As [`Self::verify_data`].
    pub fn verify_hashes(&self, hashes: &Hashes, signature: &[u8]) -> Result<(), Fault> {
        let PublicKey::Rsa(key) = &self.key else { return Err(Fault::Signature) };
        key.verify(rsa::Pkcs1v15Sign::new_unprefixed(), &digest_info(hashes), signature)
            .map_err(|_| Fault::Signature)
    }

    /// True when the certificate is issued by its own key: a root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.verify(self).is_ok()
    }
}

/// A unique id for a key. Its form is public: seven digits, `08 05`, three
/// digits, four bytes; the first digit tells hierarchies apart (5 the real one, 6 its test). Ours
/// begins with 9; what follows is from the SHA-256 over `90 91`.
///
/// # Errors
/// When the key does not fit a certificate.
pub fn key_id(key: &PublicKey) -> Result<KeyId, EncodeError> {
    let hash: [u8; 32] = Sha256::digest(key.to_objects()?).into();
    let [a, b, c, d, w, x, y, z, ..] = hash;
    let number = u32::from_be_bytes([a, b, c, d]) % 1_000_000;
    let id = [format!("9{number:06}").as_bytes(), b"\x08\x05001", &[w, x, y, z]].concat();
    Ok(id.try_into().map_err(|_| Part::CvCertificate)?)
}

/// Key id of a card: its serial number, then FF.
#[must_use]
pub fn card_id(serial: &[u8; 15]) -> KeyId {
    let mut id = [0xFF; KEY_ID_LEN];
    for (place, byte) in id.iter_mut().zip(serial) {
        *place = *byte;
    }
    id
}

/// Certifies a key: the whole `7F21`.
///
/// # Errors
/// When it cannot be signed.
pub fn issue(
    issuer: &rsa::PrivateKey,
    issuer_id: &KeyId,
    subject_id: &KeyId,
    key: &PublicKey,
) -> Result<Vec<u8>, EncodeError> {
    let body = [&issuer_id[..], subject_id, &key.to_objects()?].concat();
    let signature = sign(issuer, &body)?;
    let mut room = [0; ROOM];
    let mut out = Writer::new(&mut room);
    out.nested(CERTIFICATE, |out| {
        out.tlv(BODY, &body).tlv(SIGNATURE, &signature);
    });
    Ok(out.finish().ok_or(Part::CvCertificate)?.to_vec())
}

/// RSASSA-PKCS1-v1_5 with SHA-256.
pub(super) fn sign(key: &rsa::PrivateKey, data: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let padding = rsa::Pkcs1v15Sign::new::<Sha256>();
    Ok(key.sign(padding, &Sha256::digest(data))?)
}

/// A signature over three hashes in one block of type 1 (RFC 8017, 9.2, but for what is in it).
pub(super) fn sign_hashes(key: &rsa::PrivateKey, hashes: &Hashes) -> Result<Vec<u8>, EncodeError> {
    Ok(key.sign(rsa::Pkcs1v15Sign::new_unprefixed(), &digest_info(hashes))?)
}

fn digest_info(hashes: &Hashes) -> Vec<u8> {
    [&HASHES_HEADER[..], hashes].concat()
}
