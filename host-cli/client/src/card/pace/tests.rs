//! The terminal against recorded cards: the published examples, and whoever alters them.

use std::collections::VecDeque;

use bp256::BrainpoolP256r1;
use p256::elliptic_curve::FieldBytes;

use super::*;
use crate::reader::{Protocol, Reader, ReaderError};
use vectors::{BSI, BSI_PIN, Example, ICAO, ICAO_MRZ};

mod cards;
mod vectors;

type Curve = BrainpoolP256r1;
/// How an exchange ends.
type Outcome = Result<(SessionKeys, PaceOutcome), PaceError>;

impl StandardisedCurve for Curve {
    const PARAMETER_ID: u8 = 13;
}

/// A card that was recorded: it answers a command with the next answer, and keeps the command.
/// Files it has one, EF.CardAccess.
struct RecordedCard {
    card_access: Vec<u8>,
    answers: VecDeque<Vec<u8>>,
    commands: Vec<Vec<u8>>,
}

impl Reader for RecordedCard {
    fn name(&self) -> &'static str {
        "recorded"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        Ok(match command {
            [0x00, 0xA4, ..] => vec![0x90, 0x00],
            [0x00, 0xB0, high, low, le] => {
                let from = usize::from(u16::from_be_bytes([*high, *low]));
                let part = self.card_access.get(from..).unwrap_or_default();
                let most = if *le == 0 { 256 } else { usize::from(*le) };
                [&part[..part.len().min(most)], &[0x90, 0x00]].concat()
            }
            _ => {
                self.commands.push(command.to_vec());
                self.answers.pop_front().unwrap_or_else(|| vec![0x6F, 0x00])
            }
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn fixed<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn secret(hex: &str) -> NonZeroScalar<Curve> {
    let bytes: [u8; 32] = fixed(hex);
    NonZeroScalar::<Curve>::from_repr(FieldBytes::<Curve>::from(bytes)).unwrap()
}

fn answer(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap();
    [&[0x7C, length + 2, tag, length], value, &[0x90, 0x00]].concat()
}

fn answer_of(tag: u8, value: &str) -> Vec<u8> {
    answer(tag, &bytes(value))
}

impl Example {
    /// The answers of its card: to MANAGE SECURITY ENVIRONMENT, and to the four steps.
    fn answers(&self) -> Vec<Vec<u8>> {
        vec![
            vec![0x90, 0x00],
            answer_of(0x80, self.encrypted_nonce),
            answer_of(0x82, self.mapping.card),
            answer_of(0x84, self.agreement.card),
            answer_of(0x86, self.card_token),
        ]
    }

    /// What the terminal sends: the commands of its card, and how it ends.
    fn run(&self, password: &Password, answers: Vec<Vec<u8>>) -> (Vec<Vec<u8>>, Outcome) {
        let mut card = RecordedCard {
            card_access: bytes(self.card_access),
            answers: answers.into(),
            commands: Vec::new(),
        };
        let mut secrets = [secret(self.mapping.secret), secret(self.agreement.secret)].into_iter();
        let mut session = Session::new(&mut card);
        let outcome = negotiate::<Curve>(&mut session, password, || secrets.next().unwrap());
        drop(session);
        (card.commands, outcome)
    }

    fn verify_computation(&self, password: &Password) {
        if let Some(key) = self.password_key {
            assert_eq!(*password.key(), fixed(key));
        }
        let nonce = password.decrypt_nonce(&fixed(self.encrypted_nonce));
        assert_eq!(*nonce, fixed(self.nonce));
        let generator = agreement::standard_generator::<Curve>();
        let own = EphemeralKey::<Curve>::of(secret(self.mapping.secret), &generator);
        assert_eq!(own.public(), bytes(self.mapping.terminal));
        let shared = own.agree(&bytes(self.mapping.card)).unwrap();
        let point = |point: &agreement::Generator<Curve>| {
            let one = NonZeroScalar::<Curve>::from_uint(1u8.into()).unwrap();
            EphemeralKey::<Curve>::of(one, point).public().to_vec()
        };
        assert_eq!(point(&shared), bytes(self.shared_point));
        let generator = agreement::map::<Curve>(&nonce, &shared).unwrap();
        assert_eq!(point(&generator), bytes(self.generator));
        let own = EphemeralKey::<Curve>::of(secret(self.agreement.secret), &generator);
        assert_eq!(own.public(), bytes(self.agreement.terminal));
        let shared = own.agree(&bytes(self.agreement.card)).unwrap();
        let shared = agreement::x_coordinate::<Curve>(&shared);
        if !self.shared_secret.is_empty() {
            assert_eq!(*shared, bytes(self.shared_secret));
        }
    }

    fn verify_exchange(&self, password: &Password) {
        let (commands, outcome) = self.run(password, self.answers());
        let (keys, outcome) = outcome.unwrap();
        assert_eq!(*keys.encryption, fixed(self.encryption_key));
        assert_eq!(*keys.checksum, fixed(self.checksum_key));
        assert_eq!(outcome.card_key.as_slice(), bytes(self.agreement.card));
        let number = password.kind().to_byte();
        let expected = [
            format!("0022C1A40F800A04007F000702020402028301{number:02X}"),
            "10860000027C0000".to_owned(),
            format!("10860000457C438141{}00", self.mapping.terminal),
            format!("10860000457C438341{}00", self.agreement.terminal),
            format!("008600000C7C0A8508{}00", self.terminal_token),
        ];
        assert_eq!(commands.iter().map(hex::encode_upper).collect::<Vec<_>>(), expected);
    }
}

fn icao() -> Password {
    Password::mrz(ICAO_MRZ)
}

fn bsi() -> Password {
    Password::pin(BSI_PIN.as_bytes()).unwrap()
}

#[test]
fn every_value_of_the_published_examples_follows() {
    ICAO.verify_computation(&icao());
    BSI.verify_computation(&bsi());
}

#[test]
fn every_command_of_the_published_examples_is_sent_byte_for_byte() {
    ICAO.verify_exchange(&icao());
    BSI.verify_exchange(&bsi());
}

/// The published examples are on another curve than the cards: the same with a program that shares
/// no code with this project.
#[test]
fn every_command_of_the_exchanges_of_openpace_on_p256_is_sent_byte_for_byte() {
    let runs = test_vectors::openpace::pace();
    assert_eq!(runs.len(), 2);
    for run in runs {
        let value = |name: &str| run.value(name).unwrap();
        let password = match run.name.as_str() {
            "pace-can" => Password::can(str::from_utf8(value("password")).unwrap()).unwrap(),
            _ => Password::pin(value("password")).unwrap(),
        };
        let answers = [
            vec![0x90, 0x00],
            answer(0x80, value("encrypted-nonce")),
            answer(0x82, value("map-public-card")),
            answer(0x84, value("public-card")),
            answer(0x86, value("token-card")),
        ];
        let mut card = RecordedCard {
            card_access: apdu_spec::pace::CARD_ACCESS.to_vec(),
            answers: answers.into(),
            commands: Vec::new(),
        };
        let mut secrets = ["map-private-terminal", "private-terminal"].into_iter();
        let secret = || {
            let bytes: [u8; 32] = value(secrets.next().unwrap()).try_into().unwrap();
            NonZeroScalar::<NistP256>::from_repr(bytes.into()).unwrap()
        };
        let mut session = Session::new(&mut card);
        let (keys, outcome) = negotiate::<NistP256>(&mut session, &password, secret).unwrap();
        drop(session);
        assert_eq!(&keys.encryption[..], value("encryption-key"));
        assert_eq!(&keys.checksum[..], value("checksum-key"));
        assert_eq!(outcome.card_key, value("public-card"));
        for (command, name) in card.commands[2..].iter().zip([
            "map-public-terminal",
            "public-terminal",
            "token-terminal",
        ]) {
            let (Some(data), expected) = (command.get(9..command.len() - 1), value(name)) else {
                panic!("{command:02X?}");
            };
            assert_eq!(data, expected, "{name}");
        }
    }
}

#[test]
fn a_card_that_knows_another_password_gets_one_token_and_nothing_more() {
    for (password, other) in [
        (icao(), Password::mrz("T22000129364081251010319")),
        (bsi(), Password::pin(b"123457").unwrap()),
    ] {
        let example = if password.kind() == PacePassword::Mrz { ICAO } else { BSI };
        let (commands, outcome) = example.run(&other, example.answers());
        let Err(error) = outcome else { panic!("a session") };
        assert!(matches!(error, PaceError::CardNotAuthenticated { .. }), "{error}");
        assert_eq!(commands.len(), 5);
        // The card's generator is another one: it shares no secret with this public key.
        assert_ne!(commands[3][9..][..65], bytes(example.agreement.terminal));
    }
}

#[test]
fn one_altered_byte_of_any_answer_opens_no_session() {
    let honest = ICAO.answers();
    for (step, answer) in honest.iter().enumerate() {
        for at in 0..answer.len() {
            // Of the first answer every warning but 63Cx is a refusal, and of the last too.
            let mut answers = honest.clone();
            answers[step][at] ^= 0x01;
            let (commands, outcome) = ICAO.run(&icao(), answers);
            assert!(outcome.is_err(), "step {step}, byte {at}");
            assert!(commands.len() <= 5, "step {step}, byte {at}");
            if step < 4 && at < 4 {
                assert_eq!(commands.len(), step + 1, "step {step}, byte {at}");
            }
        }
    }
}

#[test]
fn points_with_which_no_key_is_agreed_end_the_exchange() {
    let off_curve = format!("{}{}", &ICAO.mapping.card[..128], "55");
    let compressed = format!("02{}", &ICAO.mapping.card[2..66]);
    let long = format!("{}00", ICAO.mapping.card);
    for (step, tag, own) in [(2, 0x82, ICAO.mapping.terminal), (3, 0x84, ICAO.agreement.terminal)] {
        for point in ["00", "", &off_curve, &compressed, &long, own] {
            let mut answers = ICAO.answers();
            answers[step] = answer_of(tag, point);
            let (commands, outcome) = ICAO.run(&icao(), answers);
            let Err(error) = outcome else { panic!("{point}") };
            assert!(matches!(error, PaceError::Malformed(_)), "{point}: {error}");
            assert_eq!(commands.len(), step + 1, "{point}");
        }
    }
}

#[test]
fn a_step_is_answered_by_its_data_object_alone() {
    for (step, answer) in [
        // A nonce of another length, two nonces, none, something behind the template.
        (1, "7C11800F000000000000000000000000000000".to_owned()),
        (1, format!("7C248010{0}8010{0}", ICAO.encrypted_nonce)),
        (1, "7C00".to_owned()),
        (1, String::new()),
        (1, format!("7C128010{}0500", ICAO.encrypted_nonce)),
        // The data object of another step.
        (2, format!("7C438141{}", ICAO.mapping.card)),
        (3, format!("7C438241{}", ICAO.agreement.card)),
        // A token that is cut off, or not the first; one before something that is cut off.
        (4, format!("7C098607{}", &ICAO.card_token[..14])),
        (4, format!("7C0C87008608{}", ICAO.card_token)),
        (4, format!("7C0C8608{}8709", ICAO.card_token)),
        (4, "7C028600".to_owned()),
    ] {
        let mut answers = ICAO.answers();
        answers[step] = [bytes(&answer), vec![0x90, 0x00]].concat();
        let (commands, outcome) = ICAO.run(&icao(), answers);
        let Err(error) = outcome else { panic!("{answer}") };
        let expected = match (step, answer.as_str()) {
            (4, cut) if cut.starts_with("7C09") || cut == "7C028600" => {
                matches!(error, PaceError::CardNotAuthenticated { .. })
            }
            _ => matches!(error, PaceError::Malformed(_)),
        };
        assert!(expected, "{answer}: {error}");
        assert_eq!(commands.len(), step + 1, "{answer}");
    }
}

#[test]
fn the_name_of_an_authority_may_follow_the_token() {
    let mut answers = ICAO.answers();
    let name = "870D444543564341415430303030 31".replace(' ', "");
    answers[4] = bytes(&format!("7C198608{}{name}9000", ICAO.card_token));
    ICAO.run(&icao(), answers).1.unwrap();
}

/// What the terminal makes of one refusal, and how many commands it sent.
fn refused(password: &Password, step: usize, status: u16) -> (PaceError, usize) {
    let mut answers = BSI.answers();
    answers[step] = status.to_be_bytes().to_vec();
    let (commands, outcome) = BSI.run(password, answers);
    (outcome.err().unwrap(), commands.len())
}

#[test]
fn what_a_card_says_to_a_password_is_told_apart() {
    let (pin, can) = (bsi(), Password::can("123456").unwrap());
    let wrong = |password, tries_left| PaceError::Wrong { password, tries_left };
    let (in_pin, in_can) = (PacePassword::Pin, PacePassword::Can);
    let blocked = |password| PaceError::Blocked { password };
    let suspended = PaceError::Suspended { password: in_pin };
    let none = PaceError::NoPassword { password: in_can };
    for (password, step, status, expected, commands) in [
        (&pin, 0, 0x6983, blocked(in_pin), 1),
        (&pin, 0, 0x63C0, blocked(in_pin), 1),
        (&pin, 0, 0x63C1, suspended, 1),
        (&can, 0, 0x6A88, none, 1),
        (&pin, 4, 0x63C2, wrong(in_pin, Some(2)), 5),
        (&pin, 4, 0x63C0, wrong(in_pin, Some(0)), 5),
        (&can, 4, 0x6300, wrong(in_can, None), 5),
        (&can, 4, 0x6A80, wrong(in_can, None), 5),
        (&pin, 4, 0x6985, PaceError::Suspended { password: in_pin }, 5),
        (&pin, 4, 0x6983, blocked(in_pin), 5),
    ] {
        let (error, sent) = refused(password, step, status);
        assert_eq!(format!("{error:?}"), format!("{expected:?}"), "{status:04X} in step {step}");
        assert_eq!(sent, commands, "{status:04X} in step {step}");
    }
    for (step, status) in [(0, 0x6A80), (0, 0x6D00), (1, 0x6985), (2, 0x6A80), (4, 0x6F00)] {
        let (error, sent) = refused(&pin, step, status);
        assert!(matches!(error, PaceError::Session(SessionError::Refused { .. })), "{error}");
        assert_eq!(sent, step + 1);
    }
}

#[test]
fn tries_that_are_left_stop_nobody_who_has_more_than_one() {
    let mut answers = BSI.answers();
    answers[0] = vec![0x63, 0xC2];
    BSI.run(&bsi(), answers).1.unwrap();
}

#[test]
fn the_parameters_are_named_when_there_are_several() {
    let two =
        "31283012060A04007F0007020204020202010202010C3012060A04007F0007020204020202010202010D";
    let mut card = RecordedCard {
        card_access: bytes(two),
        answers: [vec![0x6A, 0x80]].into(),
        commands: Vec::new(),
    };
    let mut session = Session::new(&mut card);
    let secret = || panic!("no key is made");
    negotiate::<NistP256>(&mut session, &icao(), secret).err().unwrap();
    drop(session);
    assert_eq!(
        hex::encode_upper(&card.commands[0]),
        "0022C1A412800A04007F0007020204020283010184010C"
    );
}

#[test]
fn without_an_offer_nothing_is_sent() {
    for (card_access, is_malformed) in [
        // Nothing; P-256 alone; the integrated mapping; AES-256; version 1; parameters of its own.
        ("3100", false),
        ("31143012060A04007F0007020204020202010202010C", false),
        ("31143012060A04007F0007020204040202010202010D", false),
        ("31143012060A04007F0007020204020402010202010D", false),
        ("31143012060A04007F0007020204020202010102010D", false),
        ("3111300F060A04007F00070202040202020102", false),
        // No SET; a length that goes beyond; an indefinite one; no SEQUENCE; a version that is
        // none; nothing behind the protocol; something behind the parameters.
        ("30143012060A04007F0007020204020202010202010D", true),
        ("31843012060A04", true),
        ("317F3012060A04007F0007020204020202010202010D", true),
        ("31803012060A04007F0007020204020202010202010D0000", true),
        ("31143112060A04007F0007020204020202010202010D", true),
        ("31143012060A04007F0007020204020204010202010D", true),
        ("310E300C060A04007F00070202040202", true),
        ("31173015060A04007F0007020204020202010202010D020101", true),
        ("31143020060A04007F0007020204020202010202010D", true),
        ("FFFFFFFFFFFFFFFF", true),
    ] {
        let example = Example { card_access, ..ICAO };
        let (commands, outcome) = example.run(&icao(), example.answers());
        let Err(error) = outcome else { panic!("{card_access}") };
        let is_expected = match error {
            PaceError::NotOffered => !is_malformed,
            PaceError::CardAccess(_) | PaceError::Session(SessionError::Short { .. }) => {
                is_malformed
            }
            _ => false,
        };
        assert!(is_expected, "{card_access}: {error}");
        assert!(commands.is_empty(), "{card_access}");
    }
}

#[test]
fn an_info_of_another_protocol_is_skipped_whatever_is_in_it() {
    for other in ["3009060204000402FFFF05", "300406020400", "3006060204003180"] {
        let length = 0x14 + other.len() / 2;
        let card_access = format!("31{length:02X}{other}3012060A04007F0007020204020202010202010D");
        let offer = card_access::pace_offer(&bytes(&card_access), 13).unwrap();
        assert!(offer.is_some_and(|offer| !offer.is_ambiguous), "{other}");
    }
}

#[test]
fn any_bytes_for_an_offer_are_read_to_an_end() {
    let whole = bytes(BSI.card_access);
    assert!(card_access::pace_offer(&whole, 13).unwrap().is_some());
    for at in 0..whole.len() {
        assert!(card_access::pace_offer(&whole[..at], 13).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut altered = whole.clone();
            altered[at] ^= 1 << bit;
            let _ = card_access::pace_offer(&altered, 13);
        }
    }
}

#[test]
fn values_that_can_be_no_password_are_refused_and_none_is_shown() {
    for can in ["", "12345", "1234567", "12345a", "１２３４５６", " 12345"] {
        assert_eq!(Password::can(can).err().map(|error| error.kind), Some(PacePassword::Can));
    }
    assert!(Password::pin(b"").is_err());
    assert!(Password::pin(&[0x31, 0xFF]).is_err());
    assert_eq!(Password::puk(b"").err().map(|error| error.kind), Some(PacePassword::Puk));
    let shown = format!("{:?}", Password::can("271828").unwrap());
    assert_eq!(shown, "Password { kind: Can, .. }");
}
