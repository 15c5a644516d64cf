//! EXTERNAL, INTERNAL, MUTUAL and GENERAL AUTHENTICATE.

use aes::{Aes128, Aes256};
use apdu_spec::access::AccessMode;
use apdu_spec::file::{Algorithm, Key, Usage};
use apdu_spec::request::{
    CHALLENGE_LEN, Domain, DynamicAuthenticationData, ExternalAuthenticate, GeneralAuthenticate,
    GetChallenge, InternalAuthenticate, NONCE_LEN,
};
use apdu_spec::status::StatusWord;
use cmac::Cmac;

use super::environment::KeyUse;
use super::files::Id;
use super::reply::CardValue;
use super::session::Session;
use super::{Data, Model, Outcome, Refusal, answered, object};

/// Length of an authentication code.
const MAC_LEN: usize = 16;
/// Tags of dynamic authentication data.
const TEMPLATE: u8 = 0x7C;
const WITNESS: u8 = 0x80;
const CHALLENGE: u8 = 0x81;
const RESPONSE: u8 = 0x82;

/// A step of GENERAL AUTHENTICATE.
enum Step<'a> {
    /// The card gives out RND.ICC under this tag, for a key of this usage.
    Challenge(u8, Usage),
    /// Internal authentication over RND.IFD.
    Internal(&'a [u8]),
    /// External authentication.
    External(&'a [u8]),
    /// Mutual authentication: code of the external entity, RND.IFD.
    Mutual(&'a [u8], &'a [u8]),
    /// Chip authentication with the terminal's key, which is for a session; no command of the model
    /// comes in one.
    Chip,
}

impl<'a> Step<'a> {
    fn of(data: &'a [u8]) -> Result<Self, Refusal> {
        let DynamicAuthenticationData { witness, challenge, response } =
            DynamicAuthenticationData::parse(data)?;
        let is_nonce = |nonce: &[u8]| NONCE_LEN.contains(&nonce.len());
        match (witness, challenge, response) {
            (Some([]), None, None) => Ok(Self::Challenge(WITNESS, Usage::MUTUAL_AUTHENTICATE)),
            (Some(_), None, None) => Ok(Self::Chip),
            (None, Some([]), None) => Ok(Self::Challenge(CHALLENGE, Usage::EXTERNAL_AUTHENTICATE)),
            (None, Some(nonce), Some([])) if is_nonce(nonce) => Ok(Self::Internal(nonce)),
            (None, None, Some(code)) if !code.is_empty() => Ok(Self::External(code)),
            (Some(code), Some(nonce), Some([])) if !code.is_empty() && is_nonce(nonce) => {
                Ok(Self::Mutual(code, nonce))
            }
            _ => Err(StatusWord::INCORRECT_DATA),
        }
    }
}

/// Those of the code of the external entity and of the code of the card.
type Domains = (Domain, Domain);

const MUTUAL: Domains = (Domain::Mutual, Domain::MutualAnswer);
const SESSION: Domains = (Domain::Session, Domain::SessionAnswer);

impl Model {
    pub(super) fn get_challenge(command: GetChallenge) -> Outcome {
        let count = command.ne.exact().unwrap_or(CHALLENGE_LEN);
        let made = if count == CHALLENGE_LEN { CardValue::Challenge } else { CardValue::Random };
        Ok((Data::made(Vec::new(), count, made, Vec::new()), StatusWord::SUCCESS))
    }

    pub(super) fn internal_authenticate(&mut self, command: InternalAuthenticate<'_>) -> Outcome {
        let id = self.authentication_key(command.reference, KeyUse::Computation)?;
        let key = self.open_key(id, AccessMode::INTERNAL_AUTHENTICATE)?;
        answered(self.internal_response(id, key, command.data)?)
    }

    /// The response of the card over RND.IFD: an authentication code, or a signature.
    fn internal_response(&mut self, id: Id, key: Key, nonce: &[u8]) -> Result<Vec<u8>, Refusal> {
        is_for(key, Usage::INTERNAL_AUTHENTICATE)?;
        if key.algorithm.is_asymmetric() {
            let message = [&[Domain::Internal as u8], &self.serial[..], nonce];
            return self.internal_signature(id, &message);
        }
        let value = self.value(id).ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)?;
        self.mac(key, &value, Domain::Internal, [nonce, &[]])
    }

    pub(super) fn external_authenticate(
        &mut self,
        command: ExternalAuthenticate<'_>,
        challenge: Option<Vec<u8>>,
    ) -> Outcome {
        let id = self.authentication_key(command.reference, KeyUse::Verification)?;
        let key = self.open_key(id, AccessMode::EXTERNAL_AUTHENTICATE)?;
        let nonce = command.data.len().saturating_sub(MAC_LEN);
        let (nonce, code) = command.data.split_at(nonce);
        if command.answer.is_some() {
            let domains = if command.session { SESSION } else { MUTUAL };
            let mutual = Some((nonce, domains));
            let (value, rnd_icc) = (self.value(id), challenge.clone());
            let answer = self.external_authentication(id, key, code, mutual, challenge)?;
            if let (true, Some(value), Some(rnd_icc)) = (command.session, value, rnd_icc) {
                let session = Session::derive(&value, &self.serial, &rnd_icc, nonce);
                self.prepared = Some((session, id));
            }
            return answered(answer);
        }
        if command.data.is_empty() {
            is_for(key, Usage::EXTERNAL_AUTHENTICATE)?;
            return Err(self.left(id));
        }
        // Without an Le field there is no RND.IFD before the code.
        let code = if nonce.is_empty() { code } else { command.data };
        answered(self.external_authentication(id, key, code, None, challenge)?)
    }

    pub(super) fn general_authenticate(
        &mut self,
        command: GeneralAuthenticate<'_>,
        challenge: Option<Vec<u8>>,
    ) -> Outcome {
        // Where the key is not given, the step decides which key of the environment it is.
        // One whose content is refused decides so, too: by the challenge or key that it carries.
        let carries = |value: Option<&[u8]>| value.is_some_and(|value| !value.is_empty());
        let what = match DynamicAuthenticationData::parse(command.data) {
            Ok(DynamicAuthenticationData { witness: None, challenge, .. })
                if carries(challenge) =>
            {
                KeyUse::Computation
            }
            Ok(DynamicAuthenticationData { witness, challenge: None, response: None })
                if carries(witness) =>
            {
                KeyUse::Computation
            }
            _ => KeyUse::Verification,
        };
        let id = self.authentication_key(command.reference, what)?;
        let key = self.open_key(id, AccessMode::GENERAL_AUTHENTICATE)?;
        let code = match Step::of(command.data)? {
            Step::Challenge(tag, usage) => {
                is_for(key, usage)?;
                let mut before = object(TEMPLATE, &object(tag, &[0; CHALLENGE_LEN]));
                before.truncate(before.len() - CHALLENGE_LEN);
                let data = Data::made(before, CHALLENGE_LEN, CardValue::Challenge, Vec::new());
                return Ok((data, StatusWord::SUCCESS));
            }
            Step::Chip => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            Step::Internal(nonce) => self.internal_response(id, key, nonce)?,
            Step::External(code) => {
                return answered(self.external_authentication(id, key, code, None, challenge)?);
            }
            Step::Mutual(code, nonce) => {
                let mutual = Some((nonce, MUTUAL));
                self.external_authentication(id, key, code, mutual, challenge)?
            }
        };
        answered(object(TEMPLATE, &object(RESPONSE, &code)))
    }

    /// External authentication, with RND.IFD mutual. Returns the code of the card.
    fn external_authentication(
        &mut self,
        id: Id,
        key: Key,
        code: &[u8],
        mutual: Option<(&[u8], Domains)>,
        challenge: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, Refusal> {
        is_for(
            key,
            if mutual.is_some() {
                Usage::MUTUAL_AUTHENTICATE
            } else {
                Usage::EXTERNAL_AUTHENTICATE
            },
        )?;
        let value = self.usable(id)?;
        let challenge = challenge.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        if code.len() != MAC_LEN {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let (expected, answer) = match mutual {
            Some((nonce, (external, own))) => (
                self.mac(key, &value, external, [&challenge, nonce])?,
                self.mac(key, &value, own, [nonce, &challenge])?,
            ),
            None => (self.mac(key, &value, Domain::External, [&challenge, &[]])?, Vec::new()),
        };
        self.compare(id, expected == code)?;
        self.grant_security_status(id, key.tries);
        Ok(answer)
    }

    fn mac(
        &self,
        key: Key,
        value: &[u8],
        domain: Domain,
        parts: [&[u8]; 2],
    ) -> Result<Vec<u8>, Refusal> {
        let message = [&[domain as u8], &self.serial[..], parts[0], parts[1]].concat();
        let mac = match key.algorithm {
            Algorithm::Aes128 => mac_of::<Cmac<Aes128>>(value, &message),
            Algorithm::Aes256 => mac_of::<Cmac<Aes256>>(value, &message),
            _ => None,
        };
        mac.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)
    }
}

pub(super) fn mac_of<M: cmac::Mac + cmac::KeyInit>(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let mut mac = <M as cmac::KeyInit>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac.finalize().into_bytes().to_vec())
}

fn is_for(key: Key, usage: Usage) -> Result<(), Refusal> {
    if key.usage.contains(usage) { Ok(()) } else { Err(StatusWord::CONDITIONS_NOT_SATISFIED) }
}
