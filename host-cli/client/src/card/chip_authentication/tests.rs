//! Chip authentication of a virtual card, and of one that has another key.

use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, ATR, TEST_TRANSPORT_KEY};
use apdu_spec::request::{CreateFile, GetChallenge, PutData};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use test_vectors::openpace;
use test_vectors::rng::TestRng;
use test_vectors::scenario;

use super::*;
use crate::card::authentication::CardKey;
use crate::reader::image::CardIdentity;
use crate::reader::virtual_card::{self, VirtualCard};

const SERIAL_NUMBER: [u8; 15] = *b"JUKIV0000000001";
const REFERENCE: Reference = Reference::Global(0x12);
const CHALLENGE: GetChallenge = GetChallenge { ne: Ne::ANY };
/// Only the administrator may.
const PUT: PutData<'_> = PutData { tag: 0xDF61, data: b"1" };

fn administrator(session: &mut Session<'_>) {
    let key = AesKey::Aes128(&TEST_TRANSPORT_KEY);
    let reference = Reference::Global(ADMINISTRATOR_REFERENCE);
    let key = CardKey { reference, key, serial: &SERIAL_NUMBER };
    assert!(key.open_session(session, &[0xA5; 16]).unwrap());
}

/// A card with a key pair for chip authentication, and its public key.
fn card() -> (VirtualCard, [u8; POINT_LEN]) {
    let face = CardIdentity { serial: SERIAL_NUMBER, atr: ATR.to_vec() };
    let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let mut card = VirtualCard::insert(image, "test").unwrap();
    let mut session = Session::new(&mut card);
    administrator(&mut session);
    let key = "62{ 82{09} 83{0012} A5{ 81{11} 82{10} } AB{ 84{86} 90{} 80{01} 90{} } }";
    let key = scenario::bytes(key).unwrap();
    session.request(CreateFile { data: &key }).unwrap();
    let made = session.transmit(&[0x00, 0x46, 0x80, 0x80, 0x00]).unwrap();
    let template = tlv::find(&made, 0x7F49u16).unwrap();
    let public = tlv::find(template, 0x86u8).unwrap().try_into().unwrap();
    let activated = session.transmit(&[0x00, 0x44, 0x00, 0x00]).unwrap();
    assert_eq!(activated, [0x90, 0x00]);
    drop(session);
    (card, public)
}

#[test]
fn a_card_that_has_the_key_goes_on_with_new_ones() {
    let (mut card, public) = card();
    let mut session = Session::new(&mut card);
    administrator(&mut session);
    for reference in [Some(REFERENCE), None] {
        let key = ChipKey { reference, public: &public };
        assert!(key.authenticate(&mut session, &mut TestRng::new(3)).unwrap());
        assert!(session.is_secured());
        assert_eq!(session.request(CHALLENGE).unwrap().data.len(), 16);
        session.request(PUT).unwrap();
    }
}

#[test]
fn a_card_that_has_another_key_is_left_and_told() {
    let (mut card, _) = card();
    let (_, other) = self::card();
    let mut session = Session::new(&mut card);
    administrator(&mut session);
    let key = ChipKey { reference: Some(REFERENCE), public: &other };
    assert!(!key.authenticate(&mut session, &mut TestRng::new(3)).unwrap());
    // Nothing that was meant for inside goes after it in the clear.
    assert!(session.is_lost() && !session.is_secured());
    let lost = session.request(CHALLENGE).unwrap_err();
    assert!(matches!(lost, SessionError::SecureMessaging { .. }), "{lost:?}");
    drop(session);
    // The card has no session any more either, and no administrator.
    let mut session = Session::new(&mut card);
    session.request(CHALLENGE).unwrap();
    let refused = session.request(PUT).unwrap_err();
    let status = StatusWord::SECURITY_STATUS_NOT_SATISFIED;
    assert!(matches!(refused, SessionError::Refused { status: came, .. } if came == status));
}

#[test]
fn outside_a_session_the_card_refuses_and_of_no_key_it_is_not_asked() {
    let (mut card, public) = card();
    let mut session = Session::new(&mut card);
    let key = ChipKey { reference: Some(REFERENCE), public: &public };
    let refused = key.authenticate(&mut session, &mut TestRng::new(3)).unwrap_err();
    let status = StatusWord::CONDITIONS_NOT_SATISFIED;
    assert!(matches!(refused, SessionError::Refused { status: came, .. } if came == status));
    administrator(&mut session);
    let key = ChipKey { reference: Some(REFERENCE), public: &[4; POINT_LEN] };
    assert!(!key.authenticate(&mut session, &mut TestRng::new(3)).unwrap());
    session.request(PUT).unwrap();
}

#[test]
fn keys_and_token_are_those_of_openpace() {
    let runs = openpace::chip_authentication();
    assert!(!runs.is_empty());
    for run in runs {
        let value = |name| run.value(name).unwrap();
        let secret = SecretKey::from_slice(value("private-terminal")).unwrap();
        let card = PublicKey::from_sec1_bytes(value("public-card")).unwrap();
        let own = value("public-terminal");
        let answer = [&[0x7C, 0x14, 0x81, 8], value("nonce"), &[0x82, 8], value("token-card")];
        let answer = answer.concat();
        let [encryption, checksum] = keys(&secret, &card, own, &answer).unwrap();
        assert_eq!(encryption[..], *value("encryption-key"));
        assert_eq!(checksum[..], *value("checksum-key"));
        for bit in 32..answer.len() * 8 {
            let mut altered = answer.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(keys(&secret, &card, own, &altered).is_none(), "bit {bit}");
        }
        assert!(keys(&secret, &card, own, &answer[..20]).is_none());
    }
}
