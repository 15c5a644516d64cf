//! Card verifiable certificates as the text and common applications carry them:
//! `7F21 { 5F4E body, 5F37 signature }`, the body being issuer's key id (16 bytes), subject's key
//! id (16) and the public key. An RSA key is `90 exponent, 91 modulus` as on the successor card; a
//! P-256 key is `7F49 { 06 OID, 86 point }` (ISO/IEC 7816-8), which is ours. The signature is
//! RSASSA-PKCS1-v1_5 with SHA-256 over the value of 5F4E.

use apdu_spec::tlv::{self, Tag, Writer};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use super::{not_encodable, signature};
use crate::error::Error;

/// Length of a key id in bytes.
pub const KEY_ID_LEN: usize = 16;

/// The key id of an issuer or a subject. A card's is its serial number and one byte FF.
pub type KeyId = [u8; KEY_ID_LEN];

const CERTIFICATE: u16 = 0x7F21;
const BODY: u16 = 0x5F4E;
const SIGNATURE: u16 = 0x5F37;
const PUBLIC_KEY: u16 = 0x7F49;
const OID: u8 = 0x06;
const POINT: u8 = 0x86;
const EXPONENT: u8 = 0x90;
const MODULUS: u8 = 0x91;

/// 1.2.840.10045.3.1.7 (secp256r1) without tag and length.
const P256_OID: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// Length of an uncompressed P-256 point.
const POINT_LEN: usize = 65;
/// Room for any CV certificate with an RSA-2048 signature.
const ROOM: usize = 1024;
/// RSA moduli that are believed, in bits.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=4096;

/// What is wrong with a CV certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No certificate of this form.
    Malformed,
    /// Another key issued it.
    Issuer,
    /// The signature does not fit.
    Signature,
}

/// A certified public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CvKey {
    /// RSA, 2048 to 4096 bits.
    Rsa(RsaPublicKey),
    /// P-256, the point uncompressed.
    P256([u8; POINT_LEN]),
}

/// A CV certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CvCertificate {
    /// Id of the key that issued it.
    pub issuer: KeyId,
    /// Id of the certified key.
    pub subject: KeyId,
    /// The certified key.
    pub key: CvKey,
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
            key: CvKey::parse(key)?,
            body: body.value.to_vec(),
            signature: signature.value.to_vec(),
        })
    }

    /// Checks that the key of `issuer` signed this certificate.
    ///
    /// # Errors
    /// When another key is named as issuer, or the signature does not fit.
    pub fn verify(&self, issuer: &Self) -> Result<(), Fault> {
        if self.issuer != issuer.subject {
            return Err(Fault::Issuer);
        }
        issuer.verify_data(&self.body, &self.signature)
    }

    /// Checks an RSASSA-PKCS1-v1_5 signature with SHA-256 by the certified key over data.
    ///
    /// # Errors
    /// When it does not fit, or the certified key is none that signs data.
    pub fn verify_data(&self, data: &[u8], signature: &[u8]) -> Result<(), Fault> {
        let CvKey::Rsa(key) = &self.key else {
            return Err(Fault::Signature);
        };
        signature::verify_rsa(key.clone(), data, signature).map_err(|_| Fault::Signature)
    }

    /// True when the certificate is issued by its own key: a root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.verify(self).is_ok()
    }
}

impl CvKey {
    fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let mut objects = Vec::new();
        for object in tlv::Reader::new(bytes) {
            objects.push(object.map_err(|_| Fault::Malformed)?);
        }
        match objects.as_slice() {
            [key] if key.tag == Tag::from(PUBLIC_KEY) => Self::parse_p256(key.value),
            [exponent, modulus]
                if exponent.tag == Tag::from(EXPONENT) && modulus.tag == Tag::from(MODULUS) =>
            {
                Self::parse_rsa(exponent.value, modulus.value)
            }
            _ => Err(Fault::Malformed),
        }
    }

    fn parse_p256(value: &[u8]) -> Result<Self, Fault> {
        let point = tlv::find(value, POINT).ok_or(Fault::Malformed)?;
        let point: [u8; POINT_LEN] = point.try_into().map_err(|_| Fault::Malformed)?;
        let valid = p256::PublicKey::from_sec1_bytes(&point).is_ok();
        if tlv::find(value, OID) != Some(P256_OID) || !valid {
            return Err(Fault::Malformed);
        }
        Ok(Self::P256(point))
    }

    fn parse_rsa(exponent: &[u8], modulus: &[u8]) -> Result<Self, Fault> {
        let number = |bytes: &[u8]| {
            let bits = u32::try_from(bytes.len() * 8).map_err(|_| Fault::Malformed)?;
            BoxedUint::from_be_slice(bytes, bits.max(8)).map_err(|_| Fault::Malformed)
        };
        let modulus = number(modulus)?;
        if !RSA_BITS.contains(&modulus.bits()) {
            return Err(Fault::Malformed);
        }
        let key = RsaPublicKey::new(modulus, number(exponent)?).map_err(|_| Fault::Malformed)?;
        Ok(Self::Rsa(key))
    }

    fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Rsa(key) => {
                out.tlv(EXPONENT, &key.e_bytes());
                out.tlv(MODULUS, &key.n_bytes());
            }
            Self::P256(point) => {
                out.nested(PUBLIC_KEY, |out| {
                    out.tlv(OID, P256_OID).tlv(POINT, point);
                });
            }
        }
    }

    /// An id for an RSA key that holds for it alone. Its form is public: seven digits, `08 05`,
    /// three digits, four bytes; the first digit tells hierarchies apart (5 the real one, 6 its
    /// test). Ours begins with 9; what follows is from the SHA-256 over `90 91`.
    ///
    /// # Errors
    /// When the key does not fit a certificate.
    pub fn id(&self) -> Result<KeyId, Error> {
        let mut room = [0; ROOM];
        let mut out = Writer::new(&mut room);
        self.write(&mut out);
        let encoded = out.finish().ok_or_else(too_long)?;
        let hash: [u8; 32] = Sha256::digest(encoded).into();
        let [a, b, c, d, w, x, y, z, ..] = hash;
        let number = u32::from_be_bytes([a, b, c, d]) % 1_000_000;
        let id = [format!("9{number:06}").as_bytes(), b"\x08\x05001", &[w, x, y, z]].concat();
        id.try_into().map_err(|_| too_long())
    }
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
    issuer: &RsaPrivateKey,
    issuer_id: &KeyId,
    subject_id: &KeyId,
    key: &CvKey,
) -> Result<Vec<u8>, Error> {
    let mut room = [0; ROOM];
    let mut out = Writer::new(&mut room);
    out.raw(issuer_id).raw(subject_id);
    key.write(&mut out);
    let body = out.finish().ok_or_else(too_long)?.to_vec();
    let signature = sign(issuer, &body)?;
    let mut room = [0; ROOM];
    let mut out = Writer::new(&mut room);
    out.nested(CERTIFICATE, |out| {
        out.tlv(BODY, &body).tlv(SIGNATURE, &signature);
    });
    Ok(out.finish().ok_or_else(too_long)?.to_vec())
}

/// RSASSA-PKCS1-v1_5 with SHA-256.
pub(super) fn sign(key: &RsaPrivateKey, data: &[u8]) -> Result<Vec<u8>, Error> {
    let padding = rsa::Pkcs1v15Sign::new::<Sha256>();
    key.sign(padding, &Sha256::digest(data)).map_err(not_encodable)
}

fn too_long() -> Error {
    not_encodable("CV certificate")
}
