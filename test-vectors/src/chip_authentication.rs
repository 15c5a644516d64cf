//! The terminal of chip authentication version 2, implemented independently of the card and of the
//! host, from BSI TR-03110 and SPEC.md alone.

use apdu_spec::tlv;
use p256::ProjectivePoint;
use p256::elliptic_curve::point::AffineCoordinates as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;

use crate::pace::{derived, token as own_token};
use crate::terminal::SessionKeys;

/// id-CA-ECDH-AES-CBC-CMAC-128.
const PROTOCOL: &str = "04007F00070202030202";

/// MANAGE SECURITY ENVIRONMENT: the key with this reference, or the only one, in the notation of
/// scenarios.
#[must_use]
pub fn set(reference: Option<u8>) -> String {
    let reference = reference.map_or(String::new(), |byte| format!("84{{{byte:02X}}}"));
    format!("00 22 41 A4 [80{{{PROTOCOL}}} {reference}]")
}

/// An ephemeral key pair of a terminal.
#[derive(Debug)]
pub struct EphemeralKey {
    secret: p256::SecretKey,
    /// The public key, an uncompressed point.
    pub point: Vec<u8>,
}

impl EphemeralKey {
    /// The key pair with this number, which must not be 0; `None` for one that is no key.
    #[must_use]
    pub fn new(number: [u8; 32]) -> Option<Self> {
        let secret = p256::SecretKey::from_slice(&number).ok()?;
        let point = secret.public_key().to_sec1_point(false).as_bytes().to_vec();
        Some(Self { secret, point })
    }

    /// Comp(PK): the x coordinate of the public key.
    #[must_use]
    pub fn compressed(&self) -> &[u8] {
        self.point.get(1..33).unwrap_or_default()
    }

    /// GENERAL AUTHENTICATE with the public key, in the notation of scenarios.
    #[must_use]
    pub fn command(&self) -> String {
        format!("00 86 00 00 [7C{{80{{{}}}}}] 00", hex::encode(&self.point))
    }

    /// The keys of the session that begins after this answer of the card with this public key.
    ///
    /// # Errors
    /// When the answer is not what it must be, or its token is another.
    pub fn session(&self, card: &[u8], answer: &[u8]) -> Result<SessionKeys, String> {
        let template = tlv::find(answer, 0x7Cu8).ok_or("no template 7C")?;
        let nonce = tlv::find(template, 0x81u8).filter(|nonce| nonce.len() == 8);
        let token = tlv::find(template, 0x82u8).filter(|token| token.len() == 8);
        let (Some(nonce), Some(token)) = (nonce, token) else {
            return Err(format!("not what a card answers: {}", hex::encode(answer)));
        };
        let card = p256::PublicKey::from_sec1_bytes(card).map_err(|error| error.to_string())?;
        let shared = ProjectivePoint::from(*card.as_affine()) * *self.secret.to_nonzero_scalar();
        let [encryption, checksum] = keys(&shared.to_affine().x(), nonce);
        let protocol = hex::decode(PROTOCOL).map_err(|error| error.to_string())?;
        if own_token(&checksum, &protocol, &self.point) != *token {
            return Err("the token is another: the card has another key".to_owned());
        }
        Ok(SessionKeys::new(encryption, checksum))
    }
}

/// K-Enc and K-MAC.
fn keys(shared: &[u8], nonce: &[u8]) -> [[u8; 16]; 2] {
    let secret = [shared, nonce].concat();
    [1, 2].map(|counter| derived(&secret, counter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eac_example::{CHECKSUM_KEY, ENCRYPTION_KEY, NONCE, SHARED};

    #[test]
    fn the_keys_of_the_worked_example_come_out() {
        let keys = keys(&hex::decode(SHARED).unwrap(), &hex::decode(NONCE).unwrap());
        assert_eq!(keys.map(hex::encode), [ENCRYPTION_KEY, CHECKSUM_KEY]);
    }
}
