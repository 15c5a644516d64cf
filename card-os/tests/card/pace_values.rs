//! The card with the random numbers of others: values that OpenPACE made on P-256, as a terminal
//! would see them, byte for byte.

use std::collections::VecDeque;
use std::convert::Infallible;

use apdu_spec::pace::{CIPHER, KeyUse, token_input};
use apdu_spec::status::StatusWord;
use card_os::crypto::software::Software;
use card_os::crypto::{GenericMapping as _, Hash as _, KeyAgreementError, Mac as _};
use card_os::{Card, Platform};
use card_os_testing::card::{IDENTITY, split};
use rand_core::utils::next_word_via_fill;
use rand_core::{TryCryptoRng, TryRng};
use test_vectors::flash::SimFlash;
use test_vectors::pace::{password, set_password, step_command, step_data};
use test_vectors::{openpace, pace_example};

use super::pace::card_with;

/// Draws what it was given, and then nothing more.
struct Script(VecDeque<u8>);

impl Script {
    /// Draws so that these come out as private keys: p256 takes the last byte first.
    fn keys(keys: &[&[u8]]) -> Self {
        Self(keys.iter().flat_map(|key| key.iter().rev()).copied().collect())
    }

    /// Draws a nonce before.
    fn after(mut self, nonce: &[u8]) -> Self {
        nonce.iter().rev().for_each(|byte| self.0.push_front(*byte));
        self
    }
}

impl TryRng for Script {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.iter_mut().for_each(|byte| *byte = self.0.pop_front().expect("all was drawn"));
        Ok(())
    }
}

impl TryCryptoRng for Script {}

struct Scripted;

impl Platform for Scripted {
    type Flash = SimFlash<4096>;
    type Rng = Script;
    type Crypto = Software;
}

#[test]
fn the_card_answers_what_openpace_answered() {
    let runs = openpace::pace();
    assert!(!runs.is_empty());
    for run in runs {
        let value = |name: &str| run.value(name).unwrap_or_else(|| panic!("{name}"));
        let (password, number) = match run.name.as_str() {
            "pace-can" => (value("password"), password::CAN),
            _ => (value("password"), password::PIN),
        };
        let flash = card_with(password, password).card.into_flash();
        let keys = Script::keys(&[value("map-private-card"), value("private-card")]);
        let mut card: Box<Card<Scripted, 65536, 256, 2048>> =
            Box::new(Card::new(flash, keys.after(value("nonce")), Software));
        card.mount(IDENTITY).unwrap();
        let mut send = |bytes: &[u8]| {
            let mut reply = [0; 512];
            let length = card.transmit(&mut bytes.to_vec(), &mut reply);
            let (answer, status) = split(&reply[..length]);
            assert_eq!(status, StatusWord::SUCCESS, "{}: {bytes:02X?}", run.name);
            answer
        };
        send(&set_password(number, &[]));
        assert_eq!(send(&step_command(&[0x7C, 0x00])), step_data(0x80, value("encrypted-nonce")));
        for (tag, sent, own, received) in [
            (0x81, "map-public-terminal", 0x82, "map-public-card"),
            (0x83, "public-terminal", 0x84, "public-card"),
            (0x85, "token-terminal", 0x86, "token-card"),
        ] {
            let answer = send(&step_command(&step_data(tag, value(sent))));
            assert_eq!(answer, step_data(own, value(received)), "{}: {received}", run.name);
        }
        // Under the keys of the session: a command of theirs is one of ours.
        assert!(!send(value("select-secured")).is_empty());
        assert!(!send(value("read-secured")).is_empty());
    }
}

#[test]
fn the_operations_give_generator_and_secret_of_openpace() {
    for run in openpace::pace() {
        let value = |name: &str| run.value(name).unwrap();
        let (mut own, mut generator, mut shared) = ([0; 65], [0; 65], [0; 32]);
        let nonce = value("nonce").try_into().unwrap();
        let peer = value("map-public-terminal");
        let mut rng = Script::keys(&[value("map-private-card")]);
        let mapped = Software.map_nonce(&mut rng, nonce, peer, &mut own, &mut generator);
        assert_eq!(mapped, Ok(()));
        assert_eq!(own, value("map-public-card"));
        assert_eq!(generator, value("mapped-generator"));
        let peer = value("public-terminal");
        let mut rng = Script::keys(&[value("private-card")]);
        let agreed = Software.agree_on_generator(&mut rng, &generator, peer, &mut own, &mut shared);
        assert_eq!(agreed, Ok(()));
        assert_eq!(own, value("public-card"));
        assert_eq!(shared, value("shared-secret"));
    }
}

/// Who sends the card's own key back would know what is agreed on without knowing a key.
#[test]
fn the_own_key_is_not_taken_from_the_other_party() {
    let run = &openpace::pace()[0];
    let value = |name: &str| run.value(name).unwrap();
    let (mut own, mut generator, mut shared) = ([0; 65], [0; 65], [0; 32]);
    let nonce = value("nonce").try_into().unwrap();
    let mut rng = Script::keys(&[value("map-private-card")]);
    let peer = value("map-public-card");
    let mapped = Software.map_nonce(&mut rng, nonce, peer, &mut own, &mut generator);
    assert_eq!(mapped, Err(KeyAgreementError::Peer));
    assert_eq!(generator, [0; 65]);
    let generator = value("mapped-generator").try_into().unwrap();
    let mut rng = Script::keys(&[value("private-card")]);
    let peer = value("public-card");
    let agreed = Software.agree_on_generator(&mut rng, generator, peer, &mut own, &mut shared);
    assert_eq!(agreed, Err(KeyAgreementError::Peer));
    assert_eq!(shared, [0; 32]);
}

/// Nonce times base point plus the point agreed on is at infinity for one nonce of all: then there
/// is no generator.
#[test]
fn a_generator_at_infinity_is_none() {
    let number = |last: u8| {
        let mut number = [0; 32];
        number[31] = last;
        number
    };
    // The terminal's key is minus five times the base point, the card's is one.
    let minus_five = -(p256::ProjectivePoint::GENERATOR * p256::Scalar::from(5_u64));
    let peer = test_vectors::pace::bytes_of(&minus_five);
    let mut nonce = [0; 16];
    for (last, expected) in [(5, Err(KeyAgreementError::Peer)), (4, Ok(()))] {
        nonce[15] = last;
        let mut rng = Script::keys(&[&number(1)]);
        let (mut own, mut generator) = ([0; 65], [0; 65]);
        let mapped = Software.map_nonce(&mut rng, &nonce, &peer, &mut own, &mut generator);
        assert_eq!(mapped, expected);
    }
}

/// ICAO Doc 9303-11, appendix G.1: the nonce on the wire. The rest of it is on another curve.
#[test]
fn the_card_sends_the_nonce_of_the_icao_example() {
    let mut card = card_with(b"0000", b"0000");
    card.administrator();
    card.done("00 E0 00 00 [62{ 82{08} 83{0005} A5{ 83{1010} 84{00} 87{01} } AB{ 84{86} 90{} } }]");
    card.done(&format!("00 24 01 05 [{}]", pace_example::PASSWORD_KEY));
    card.done("00 44 00 00");
    let nonce = hex::decode(pace_example::NONCE).unwrap();
    let mut card: Box<Card<Scripted, 65536, 256, 2048>> =
        Box::new(Card::new(card.card.into_flash(), Script::keys(&[]).after(&nonce), Software));
    card.mount(IDENTITY).unwrap();
    let mut answer = Vec::new();
    for command in [set_password(password::MRZ, &[]), step_command(&[0x7C, 0x00])] {
        let mut reply = [0; 512];
        let length = card.transmit(&mut command.clone(), &mut reply);
        answer = reply[..length].to_vec();
    }
    let encrypted = hex::decode(pace_example::ENCRYPTED_NONCE).unwrap();
    assert_eq!(split(&answer), (step_data(0x80, &encrypted), StatusWord::SUCCESS));
}

/// The same example: keys and tokens, from the secret on, which depend on no curve.
#[test]
fn keys_and_tokens_of_the_icao_example_come_out() {
    let bytes = |digits: &str| hex::decode(digits).unwrap();
    let key = |key_use: KeyUse| {
        let hash = Software.sha1(&[&bytes(pace_example::SHARED), &key_use.counter()]);
        hash[..16].to_vec()
    };
    assert_eq!(key(KeyUse::Encryption), bytes(pace_example::ENCRYPTION_KEY));
    assert_eq!(key(KeyUse::Checksum), bytes(pace_example::CHECKSUM_KEY));
    for (point, token) in [
        (pace_example::CARD_POINT, pace_example::TERMINAL_TOKEN),
        (pace_example::TERMINAL_POINT, pace_example::CARD_TOKEN),
    ] {
        let (mut mac, point) = ([0; 16], bytes(point).try_into().unwrap());
        Software.mac(CIPHER, &key(KeyUse::Checksum), &[&token_input(&point)], &mut mac).unwrap();
        assert_eq!(mac[..8], bytes(token));
    }
}
