//! Chip authentication, version 2 (BSI TR-03110 part 2, 3.4): inside a session of secure messaging
//! the card shows that it has the secret key of a key pair, and the session goes on with new keys,
//! which do not follow from the old ones. The terminal's side; the card's is in `card-os`.

use apdu_spec::chip_authentication::{NONCE_LEN, PROTOCOL, TOKEN_LEN, token_input};
use apdu_spec::file::POINT_LEN;
use apdu_spec::pace::KeyUse;
use apdu_spec::request::{
    DynamicAuthenticationData, GeneralAuthenticate, ManageSecurityEnvironment, Ne, Purpose,
    Reference, Template,
};
use apdu_spec::tlv::Writer;
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{ProjectivePoint, PublicKey, SecretKey};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::authentication::AesKey;
use super::key_derivation::{self, Key};
use super::session::{SecureMessaging, Session, SessionError};

/// The longest data field that is sent: a template with a point.
const DATA_MAX: usize = 0x60;

/// The key pair of a card.
#[derive(Clone, Copy, Debug)]
pub struct ChipKey<'a> {
    /// Which key of the card; `None` where it has one for this.
    pub reference: Option<Reference>,
    /// Its public key, an uncompressed point: from where the authority signed it, because the card
    /// shows no more than that it has this one.
    pub public: &'a [u8; POINT_LEN],
}

impl ChipKey<'_> {
    /// Authenticates the card; true when it has the key. Then everything after it goes under the
    /// new keys ([`Session::begin_secure_messaging`]), and what was authenticated before still is.
    /// When it has not, the session is lost, and ended on the card's side. No card has a public key
    /// that is no point of the curve: nothing is sent then.
    ///
    /// # Errors
    /// `6985` outside a session, and in one of PACE in which no terminal has authenticated itself
    /// for the ephemeral key; when the card refuses otherwise, or does not answer.
    pub fn authenticate(
        &self,
        session: &mut Session<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Result<bool, SessionError> {
        let Ok(card) = PublicKey::from_sec1_bytes(self.public) else { return Ok(false) };
        self.select(session)?;
        // Zeroised when dropped.
        let secret = SecretKey::generate_from_rng(rng);
        let own = secret.public_key().to_sec1_point(false);
        let answer = step(session, own.as_bytes())?;
        match keys(&secret, &card, own.as_bytes(), &answer) {
            Some([encryption, checksum]) => {
                let keys = [&encryption, &checksum].map(|key| AesKey::Aes128(key));
                session.begin_secure_messaging(SecureMessaging::new(&keys[0], &keys[1]));
                Ok(true)
            }
            None => {
                session.abandon_secure_messaging()?;
                Ok(false)
            }
        }
    }

    /// MANAGE SECURITY ENVIRONMENT: the protocol, and which key.
    fn select(&self, session: &mut Session<'_>) -> Result<(), SessionError> {
        let mut buffer = [0; DATA_MAX];
        let mut writer = Writer::new(&mut buffer);
        writer.tlv(0x80u8, &PROTOCOL);
        if let Some(reference) = self.reference {
            writer.tlv(0x84u8, &[reference.to_byte()]);
        }
        let data = writer.finish().unwrap_or_default();
        let (purpose, template) = (Purpose::Computation, Template::Authentication);
        session.request(ManageSecurityEnvironment::Set { purpose, template, data }).map(drop)
    }
}

/// GENERAL AUTHENTICATE with the ephemeral public key; the answer.
fn step(session: &mut Session<'_>, point: &[u8]) -> Result<Vec<u8>, SessionError> {
    let mut buffer = [0; DATA_MAX];
    let mut writer = Writer::new(&mut buffer);
    let step =
        DynamicAuthenticationData { witness: Some(point), ..DynamicAuthenticationData::default() };
    step.encode(&mut writer);
    let data = writer.finish().unwrap_or_default();
    let request =
        GeneralAuthenticate { reference: Reference::NotGiven, data, answer: Some(Ne::ANY) };
    Ok(session.request(request)?.data)
}

/// The new keys for encryption and for checksums; `None` when the token in the answer is not made
/// by them.
fn keys(secret: &SecretKey, card: &PublicKey, own: &[u8], answer: &[u8]) -> Option<[Key; 2]> {
    let answer = DynamicAuthenticationData::parse(answer).ok()?;
    let nonce: &[u8; NONCE_LEN] = answer.challenge?.try_into().ok()?;
    let token: &[u8; TOKEN_LEN] = answer.response?.try_into().ok()?;
    let scalar = Zeroizing::new(secret.to_nonzero_scalar());
    let mut shared = (ProjectivePoint::from(*card.as_affine()) * **scalar).to_affine();
    let mut x = shared.x();
    shared.zeroize();
    let keys = [KeyUse::Encryption, KeyUse::Checksum]
        .map(|key_use| key_derivation::derive(&[&x, nonce], key_use));
    x.zeroize();
    let expected = key_derivation::token(&keys[1], &token_input(own.try_into().ok()?));
    bool::from(expected.ct_eq(token)).then_some(keys)
}

#[cfg(test)]
mod tests;
