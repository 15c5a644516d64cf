//! INTERNAL, EXTERNAL and MUTUAL AUTHENTICATE with AES keys.
//! What an authentication code covers: [`Domain`].

use aes::{Aes128, Aes256};
use apdu_spec::instruction::Instruction;
use apdu_spec::profile::card::SERIAL_LEN;
use apdu_spec::request::{
    CHALLENGE_LEN, Domain, ExternalAuthenticate, GetChallenge, InternalAuthenticate, Ne, Reference,
};
use apdu_spec::secure_messaging::DERIVATION_LABEL;
use cmac::{Cmac, KeyInit, Mac};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::session::{Answer, SecureMessaging, Session, SessionError};
use crate::reader::Protocol;

/// Length of an authentication code in bytes.
pub const CODE_LEN: usize = 16;

/// An authentication code (AES-CMAC).
pub type Code = [u8; CODE_LEN];

/// A key that card and host share.
pub enum AesKey<'a> {
    /// AES-128.
    Aes128(&'a [u8; 16]),
    /// AES-256.
    Aes256(&'a [u8; 32]),
}

/// A key in a place of its own, which is zeroised when it is dropped.
pub enum AesKeyValue {
    /// AES-128.
    Aes128(Zeroizing<[u8; 16]>),
    /// AES-256.
    Aes256(Zeroizing<[u8; 32]>),
}

impl AesKeyValue {
    /// The key with these bytes, 16 or 32; `None` for another number of them.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if let Ok(key) = bytes.try_into() {
            return Some(Self::Aes128(Zeroizing::new(key)));
        }
        Some(Self::Aes256(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> AesKey<'_> {
        match self {
            Self::Aes128(key) => AesKey::Aes128(key),
            Self::Aes256(key) => AesKey::Aes256(key),
        }
    }
}

impl From<&AesKey<'_>> for AesKeyValue {
    fn from(key: &AesKey<'_>) -> Self {
        match *key {
            AesKey::Aes128(key) => Self::Aes128(Zeroizing::new(*key)),
            AesKey::Aes256(key) => Self::Aes256(Zeroizing::new(*key)),
        }
    }
}

/// The key is not shown.
impl std::fmt::Debug for AesKeyValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.key().fmt(f)
    }
}

/// The key is not shown.
impl std::fmt::Debug for AesKey<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Aes128(_) => "AesKey::Aes128",
            Self::Aes256(_) => "AesKey::Aes256",
        })
    }
}

impl AesKey<'_> {
    /// The authentication code of a message.
    #[must_use]
    pub fn code(&self, message: &[u8]) -> Code {
        match self {
            Self::Aes128(key) => code::<Cmac<Aes128>>(Cmac::new((*key).into()), message),
            Self::Aes256(key) => code::<Cmac<Aes256>>(Cmac::new((*key).into()), message),
        }
    }

    fn authentication_code(&self, domain: Domain, parts: [&[u8]; 3]) -> Code {
        self.code(&[&[domain as u8], &parts.concat()[..]].concat())
    }
}

fn code<M: Mac>(mut mac: M, message: &[u8]) -> Code {
    mac.update(message);
    let mut code = [0; CODE_LEN];
    code.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(place, byte)| *place = byte);
    code
}

/// A key of a card, as a host uses it.
#[derive(Debug)]
pub struct CardKey<'a> {
    /// Which key of the card.
    pub reference: Reference,
    /// Its value.
    pub key: AesKey<'a>,
    /// The serial number of the card.
    pub serial: &'a [u8; SERIAL_LEN],
}

impl CardKey<'_> {
    /// EXTERNAL AUTHENTICATE: the host authenticates itself by the key.
    ///
    /// # Errors
    /// `63Cx` for a wrong key, `6983` for a blocked one, and when the card refuses or does not
    /// answer.
    pub fn external_authenticate(&self, session: &mut Session<'_>) -> Result<(), SessionError> {
        let challenge = challenge(session)?;
        let data = self.key.authentication_code(Domain::External, [self.serial, &challenge, &[]]);
        let request = ExternalAuthenticate {
            reference: self.reference,
            data: &data,
            answer: None,
            session: false,
        };
        session.request(request).map(drop)
    }

    /// INTERNAL AUTHENTICATE: has the card the key? `random` is 8 to 64 bytes, used once.
    ///
    /// # Errors
    /// When the card refuses, or does not answer.
    pub fn internal_authenticate(
        &self,
        session: &mut Session<'_>,
        random: &[u8],
    ) -> Result<bool, SessionError> {
        let reference = self.reference;
        let answer =
            session.request(InternalAuthenticate { reference, data: random, ne: Ne::ANY })?;
        let expected = self.key.authentication_code(Domain::Internal, [self.serial, random, &[]]);
        Ok(is_code(&answer, &expected))
    }

    /// MUTUAL AUTHENTICATE: the host authenticates itself by the key, and the card by it? `random`
    /// is 8 to 64 bytes, used once.
    ///
    /// # Errors
    /// As [`CardKey::external_authenticate`].
    pub fn mutual_authenticate(
        &self,
        session: &mut Session<'_>,
        random: &[u8],
    ) -> Result<bool, SessionError> {
        let (challenge, answer) = self.answer(session, random, Domain::Mutual)?;
        Ok(is_code(&answer, &self.expected(random, &challenge)))
    }

    /// MUTUAL AUTHENTICATE that opens a session of secure messaging: host and card authenticate
    /// each other by the key, and everything after it goes inside the session when the card did
    /// ([`Session::begin_secure_messaging`]). When it did not, its side of a session is ended
    /// again, and a session in which all this went is lost: nothing after it goes in the clear.
    /// `random` is 16 to 64 bytes, used once.
    ///
    /// # Errors
    /// As [`CardKey::external_authenticate`]; `6A86` from a card that knows no such sessions.
    pub fn open_session(
        &self,
        session: &mut Session<'_>,
        random: &[u8],
    ) -> Result<bool, SessionError> {
        let (challenge, answer) = self.answer(session, random, Domain::Session)?;
        let expected =
            self.key.authentication_code(Domain::SessionAnswer, [self.serial, random, &challenge]);
        let was_secured = session.is_secured();
        // The card's side is open, whoever it is.
        session.begin_secure_messaging(self.session_keys(&challenge, random));
        let proved = is_code(&answer, &expected);
        match (proved, was_secured) {
            (true, _) => {}
            (false, true) => session.abandon_secure_messaging()?,
            (false, false) => session.end_secure_messaging()?,
        }
        Ok(proved)
    }

    /// What the card answers to MUTUAL AUTHENTICATE with a code of this domain, and to which
    /// challenge of it.
    fn answer(
        &self,
        session: &mut Session<'_>,
        random: &[u8],
        domain: Domain,
    ) -> Result<(Vec<u8>, Answer), SessionError> {
        let challenge = challenge(session)?;
        let proof = self.key.authentication_code(domain, [self.serial, &challenge, random]);
        let request = ExternalAuthenticate {
            reference: self.reference,
            data: &[random, &proof].concat(),
            answer: Some(Ne::ANY),
            session: domain == Domain::Session,
        };
        // It is what it is by its Le field: over T=0, which has none beside data, it goes inside
        // ENVELOPE.
        let answer = if session.reader().protocol() == Protocol::T0 && !session.is_secured() {
            session.enveloped(request)?
        } else {
            session.request(request)?
        };
        Ok((challenge, answer))
    }

    /// The keys of a session (NIST SP 800-108r1, 4.1: the counter mode, with AES-CMAC; SPEC.md).
    fn session_keys(&self, challenge: &[u8], random: &[u8]) -> SecureMessaging {
        let block = |number: u32, bits: u32| {
            let (number, bits) = (number.to_be_bytes(), bits.to_be_bytes());
            let parts: [&[u8]; 7] =
                [&number, DERIVATION_LABEL, &[0], self.serial, challenge, random, &bits];
            Zeroizing::new(self.key.code(&parts.concat()))
        };
        match self.key {
            AesKey::Aes128(_) => {
                let [encryption, checksum] = [1, 2].map(|number| block(number, 256));
                SecureMessaging::new(&AesKey::Aes128(&encryption), &AesKey::Aes128(&checksum))
            }
            AesKey::Aes256(_) => {
                let [encryption, checksum] = [[1, 2], [3, 4]].map(|numbers| {
                    let mut key = Zeroizing::new([0; 32]);
                    for (place, number) in key.as_chunks_mut().0.iter_mut().zip(numbers) {
                        *place = *block(number, 512);
                    }
                    key
                });
                SecureMessaging::new(&AesKey::Aes256(&encryption), &AesKey::Aes256(&checksum))
            }
        }
    }

    fn expected(&self, random: &[u8], challenge: &[u8]) -> Code {
        self.key.authentication_code(Domain::MutualAnswer, [self.serial, random, challenge])
    }
}

/// Is this the authentication code? In constant time.
fn is_code(answer: &Answer, expected: &Code) -> bool {
    answer.data.ct_eq(expected).into()
}

/// RND.ICC, for the next command. Of another length it would move what follows it in a message, and
/// two messages could be the same.
fn challenge(session: &mut Session<'_>) -> Result<Vec<u8>, SessionError> {
    let length = u16::try_from(CHALLENGE_LEN).unwrap_or(0);
    let challenge = session.request(GetChallenge { ne: Ne::exactly(length) })?.data;
    if challenge.len() != CHALLENGE_LEN {
        let (instruction, received) = (Instruction::GetChallenge, challenge.len());
        return Err(SessionError::Short { instruction, expected: CHALLENGE_LEN, received });
    }
    Ok(challenge)
}

#[cfg(test)]
mod tests {
    use apdu_spec::profile::PreIssuingData;
    use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, ATR, TEST_TRANSPORT_KEY};
    use apdu_spec::request::{
        ChangeReferenceData, CreateFile, DynamicAuthenticationData, GeneralAuthenticate, GetData,
        PutData, VerificationData,
    };
    use apdu_spec::status::StatusWord;
    use apdu_spec::tlv::Writer;

    use super::*;
    use crate::reader::image::CardIdentity;
    use crate::reader::virtual_card::{self, VirtualCard};

    const SERIAL: [u8; SERIAL_LEN] = *b"JUKIV0000000001";

    /// A blank card with an AES-256 key for both directions: reference 16 in the MF.
    fn card(value: &[u8; 32]) -> VirtualCard {
        let face = CardIdentity { serial: SERIAL, atr: ATR.to_vec() };
        let image =
            virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
        let mut card = VirtualCard::insert(image, "test").unwrap();
        let mut session = Session::new(&mut card);
        administrator(&TEST_TRANSPORT_KEY).external_authenticate(&mut session).unwrap();
        // Three tries; CHANGE, EXTERNAL, INTERNAL and GENERAL AUTHENTICATE are free to all.
        let data =
            &hex::decode("621F82010983020016A509800103810102820106AB0884042482868890008A0105")
                .unwrap();
        session.request(CreateFile { data }).unwrap();
        let reference = Reference::Global(0x16);
        let data = VerificationData(value);
        session.request(ChangeReferenceData { reference, with_old: false, data }).unwrap();
        drop(session);
        card
    }

    fn administrator(key: &[u8; 16]) -> CardKey<'_> {
        let reference = Reference::Global(ADMINISTRATOR_REFERENCE);
        CardKey { reference, key: AesKey::Aes128(key), serial: &SERIAL }
    }

    fn shared(key: &[u8; 32]) -> CardKey<'_> {
        CardKey { reference: Reference::Global(0x16), key: AesKey::Aes256(key), serial: &SERIAL }
    }

    /// Mutual authentication in two steps of GENERAL AUTHENTICATE: has the card the key?
    fn general_authenticate(
        key: &CardKey<'_>,
        session: &mut Session<'_>,
        random: &[u8],
    ) -> Result<bool, SessionError> {
        let mut step = |data: DynamicAuthenticationData<'_>| {
            let mut buffer = [0; 96];
            let mut writer = Writer::new(&mut buffer);
            data.encode(&mut writer);
            let data = writer.finish().unwrap();
            let reference = key.reference;
            let request = GeneralAuthenticate { reference, data, answer: Some(Ne::ANY) };
            session.request(request).map(|answer| answer.data)
        };
        let first = step(DynamicAuthenticationData {
            witness: Some(&[]),
            ..DynamicAuthenticationData::default()
        })?;
        let challenge = DynamicAuthenticationData::parse(&first).unwrap().witness.unwrap();
        let proof = key.key.authentication_code(Domain::Mutual, [key.serial, challenge, random]);
        let second = DynamicAuthenticationData {
            witness: Some(&proof),
            challenge: Some(random),
            response: Some(&[]),
        };
        let answer = step(second)?;
        let response = DynamicAuthenticationData::parse(&answer).unwrap().response;
        Ok(response == Some(&key.expected(random, challenge)))
    }

    #[test]
    fn both_sides_prove_the_key_in_every_way() {
        let value = [0x5A; 32];
        let mut card = card(&value);
        let mut session = Session::new(&mut card);
        let key = shared(&value);
        assert!(key.internal_authenticate(&mut session, &[1; 8]).unwrap());
        key.external_authenticate(&mut session).unwrap();
        assert!(key.mutual_authenticate(&mut session, &[2; 64]).unwrap());
        assert!(general_authenticate(&key, &mut session, &[3; 16]).unwrap());
    }

    #[test]
    fn a_session_is_opened_with_an_aes_256_key() {
        let value = [0x5A; 32];
        let mut card = card(&value);
        let mut session = Session::new(&mut card);
        assert!(shared(&value).open_session(&mut session, &[2; 64]).unwrap());
        assert!(session.is_secured());
        assert_eq!(challenge(&mut session).unwrap().len(), CHALLENGE_LEN);
        administrator(&TEST_TRANSPORT_KEY).external_authenticate(&mut session).unwrap();
        let object = [7; 300];
        session.request(PutData { tag: 0xDF61, data: &object }).unwrap();
        assert_eq!(session.request(GetData { tag: 0xDF61, ne: Ne::ANY }).unwrap().data, object);
        // From one session into the next, of another algorithm.
        assert!(administrator(&TEST_TRANSPORT_KEY).open_session(&mut session, &[3; 16]).unwrap());
        assert_eq!(session.request(GetData { tag: 0xDF61, ne: Ne::ANY }).unwrap().data, object);
    }

    #[test]
    fn another_key_is_told_from_it_and_refused() {
        let mut card = card(&[0x5A; 32]);
        let mut session = Session::new(&mut card);
        let key = shared(&[0x5B; 32]);
        assert!(!key.internal_authenticate(&mut session, &[1; 8]).unwrap());
        let refused = |answer: Result<bool, SessionError>| match answer {
            Err(SessionError::Refused { status, .. }) => status,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            refused(key.external_authenticate(&mut session).map(|()| true)),
            StatusWord::tries(2)
        );
        assert_eq!(refused(key.mutual_authenticate(&mut session, &[2; 8])), StatusWord::tries(1));
        let steps = general_authenticate(&key, &mut session, &[3; 8]);
        assert_eq!(refused(steps), StatusWord::tries(0));
        let blocked = StatusWord::AUTHENTICATION_METHOD_BLOCKED;
        assert_eq!(refused(key.external_authenticate(&mut session).map(|()| true)), blocked);
    }
}
