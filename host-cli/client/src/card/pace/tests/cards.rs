//! The terminal against the virtual card, and whoever is between them.

use apdu_spec::access::{AccessMode, Condition, Rule, Rules};
use apdu_spec::file::{
    Alphabet, FCP, FileControlParameters, Kind, KindParameters, PacePassword, Query,
};
use apdu_spec::pace::CARD_ACCESS;
use apdu_spec::profile::card::{
    ADMINISTRATOR_REFERENCE, ATR, CAN_REFERENCE, SERIAL_LEN, TEST_TRANSPORT_KEY,
};
use apdu_spec::profile::{self, PreIssuingData};
use apdu_spec::request::{
    ActivateFile, BinaryTarget, ChangeReferenceData, CreateFile, FileTarget, Ne, ReadBinary,
    Reference, UpdateBinary, VerificationData,
};
use apdu_spec::tlv::Writer;
use getrandom::SysRng;
use rand_core::UnwrapErr;

use super::super::*;
use crate::card::authentication::{AesKey, CardKey};
use crate::reader::image::CardIdentity;
use crate::reader::virtual_card::{self, VirtualCard};
use crate::reader::{Protocol, Reader, ReaderError};

const SERIAL: [u8; SERIAL_LEN] = *b"JUKIV0000000001";
const CAN: &str = "271828";
const PIN: &[u8] = b"31415";
const PIN_REFERENCE: u8 = 0x04;

fn file(
    session: &mut Session<'_>,
    fid: u16,
    parameters: KindParameters,
    kind: Kind,
    rules: &[Rule<'_>],
) {
    let mut bytes = [0; 128];
    let mut writer = Writer::new(&mut bytes);
    rules.iter().for_each(|rule| rule.encode(&mut writer));
    let rules = Rules::parse(writer.finish().unwrap()).unwrap();
    let control =
        FileControlParameters { fid, kind, parameters, rules, ..FileControlParameters::EMPTY };
    let mut bytes = [0; 256];
    let mut writer = Writer::new(&mut bytes);
    writer.nested(FCP, |writer| control.encode(writer, true));
    session.request(CreateFile { data: writer.finish().unwrap() }).unwrap();
}

fn activate(session: &mut Session<'_>, fid: u16) {
    let fid = fid.to_be_bytes();
    session.request(ActivateFile { target: FileTarget::identifier(&fid) }).unwrap();
}

/// A card with a CAN, and with a PIN of three tries for PACE.
fn card() -> VirtualCard {
    let face = CardIdentity { serial: SERIAL, atr: ATR.to_vec() };
    let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    let mut card = VirtualCard::insert(image, "test").unwrap();
    let mut session = Session::new(&mut card);
    let reference = Reference::Global(ADMINISTRATOR_REFERENCE);
    let key = AesKey::Aes128(&TEST_TRANSPORT_KEY);
    CardKey { reference, key, serial: &SERIAL }.external_authenticate(&mut session).unwrap();
    let can = &profile::pace::CAN;
    let profile::ObjectKind::Pin(parameters) = can.kind else { panic!("no PIN") };
    let pin = apdu_spec::file::Pin {
        tries: 3,
        min: 4,
        max: 16,
        alphabet: Alphabet::Digits,
        query: Query::Iso,
        disabled: false,
        pace: Some(PacePassword::Pin),
    };
    let rule = &[Rule { modes: &[AccessMode::GENERAL_AUTHENTICATE], condition: Condition::Always }];
    for (reference, parameters, value, rules) in
        [(CAN_REFERENCE, parameters, CAN.as_bytes(), can.rules), (PIN_REFERENCE, pin, PIN, rule)]
    {
        file(&mut session, reference.into(), KindParameters::Pin(parameters), Kind::Pin, rules);
        let (reference, data) = (Reference::Global(reference), VerificationData(value));
        session.request(ChangeReferenceData { reference, with_old: false, data }).unwrap();
    }
    let size = u16::try_from(CARD_ACCESS.len()).unwrap();
    let parameters = KindParameters::Transparent { size };
    let (fid, rules) = (profile::pace::CARD_ACCESS, profile::pace::CARD_ACCESS_RULES);
    file(&mut session, fid, parameters, Kind::Transparent, rules);
    let target = BinaryTarget::Current(0);
    session.request(UpdateBinary { target, data: &CARD_ACCESS }).unwrap();
    for fid in [CAN_REFERENCE.into(), PIN_REFERENCE.into(), fid] {
        activate(&mut session, fid);
    }
    session.request(ActivateFile { target: FileTarget::CURRENT }).unwrap();
    drop(session);
    card.reset().unwrap();
    card
}

fn can(value: &str) -> Password {
    Password::can(value).unwrap()
}

fn pin(value: &[u8]) -> Password {
    Password::pin(value).unwrap()
}

fn open_with(session: &mut Session<'_>, password: &Password) -> Result<PaceOutcome, PaceError> {
    open(session, password, &mut UnwrapErr(SysRng))
}

/// Whoever is between: keeps every byte, and alters the one with this number among those of MANAGE
/// SECURITY ENVIRONMENT and GENERAL AUTHENTICATE.
struct Between<'c> {
    card: &'c mut VirtualCard,
    seen: Vec<Vec<u8>>,
    alter: Option<usize>,
    /// It was an Lc or Le field, or in the command of the first step, which carries nothing.
    altered_nothing: bool,
}

impl<'c> Between<'c> {
    const fn new(card: &'c mut VirtualCard, alter: Option<usize>) -> Self {
        Self { card, seen: Vec::new(), alter, altered_nothing: false }
    }

    fn pass(&mut self, mut bytes: Vec<u8>, is_pace: bool, is_command: bool) -> Vec<u8> {
        if let Some(at) = self.alter.filter(|_| is_pace) {
            let length = bytes.len();
            match bytes.get_mut(at) {
                Some(byte) => {
                    *byte ^= 0x01;
                    let is_step = is_command && matches!(bytes[..], [_, 0x86, ..]);
                    self.altered_nothing = is_step && (at == 4 || at + 1 == length || length == 8);
                    self.alter = None;
                }
                None => self.alter = Some(at - length),
            }
        }
        self.seen.push(bytes.clone());
        bytes
    }
}

impl Reader for Between<'_> {
    fn name(&self) -> &'static str {
        "between"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        self.card.protocol()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let is_pace = matches!(command, [_, 0x22 | 0x86, ..]);
        let command = self.pass(command.to_vec(), is_pace, true);
        let answer = self.card.transmit(&command)?;
        Ok(self.pass(answer, is_pace, false))
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// A run with somebody between; what was seen, and whether something was altered that carries
/// nothing.
fn between(
    card: &mut VirtualCard,
    password: &Password,
    alter: Option<usize>,
) -> (Result<PaceOutcome, PaceError>, bool, Vec<Vec<u8>>, bool) {
    let mut between = Between::new(card, alter);
    let mut session = Session::new(&mut between);
    let outcome = open_with(&mut session, password);
    let is_secured = session.is_secured();
    drop(session);
    (outcome, is_secured, between.seen, between.altered_nothing)
}

#[test]
fn the_can_opens_a_session_and_what_follows_is_inside() {
    let mut card = card();
    let mut seen = Between::new(&mut card, None);
    let mut session = Session::new(&mut seen);
    let outcome = open_with(&mut session, &can(CAN)).unwrap();
    assert!(session.is_secured());
    assert!(p256::PublicKey::from_sec1_bytes(&outcome.card_key).is_ok());
    files::find_file(&mut session, profile::pace::CARD_ACCESS).unwrap().unwrap();
    let (target, ne) = (BinaryTarget::Current(0), Ne::ANY);
    let answer = session.request(ReadBinary { target, ne }).unwrap();
    assert_eq!(answer.data, CARD_ACCESS);
    drop(session);
    let is_read = |command: &[u8]| matches!(command, [0x0C, 0xB0, ..]);
    let mut inside = seen.seen.chunks(2).skip_while(|pair| !is_read(&pair[0]));
    assert!(inside.clone().next().is_some(), "it was read inside");
    let shows = |bytes: &Vec<u8>| bytes.windows(CARD_ACCESS.len()).any(|part| part == CARD_ACCESS);
    assert!(!inside.any(|pair| pair.iter().any(shows)));
    // And once more: nothing is left of it.
    assert!(between(&mut card, &can(CAN), None).0.is_ok());
}

#[test]
fn a_wrong_can_is_refused_and_not_counted() {
    let mut card = card();
    for _ in 0..20 {
        let (outcome, is_secured, ..) = between(&mut card, &can("271829"), None);
        let password = PacePassword::Can;
        let expected = PaceError::Wrong { password, tries_left: None };
        assert_eq!(format!("{:?}", outcome.unwrap_err()), format!("{expected:?}"));
        assert!(!is_secured);
    }
    assert!(between(&mut card, &can(CAN), None).0.is_ok());
}

#[test]
fn a_pin_is_suspended_resumed_inside_the_session_of_the_can_and_blocked() {
    let mut card = card();
    let wrong = pin(b"00000");
    assert!(between(&mut card, &pin(PIN), None).0.is_ok());
    let said = |outcome: Result<PaceOutcome, PaceError>| format!("{:?}", outcome.unwrap_err());
    let password = PacePassword::Pin;
    for left in [2, 1] {
        let outcome = between(&mut card, &wrong, None).0;
        let expected = PaceError::Wrong { password, tries_left: Some(left) };
        assert_eq!(said(outcome), format!("{expected:?}"));
    }
    // Suspended: the right one is not shown either, and no try is spent.
    for _ in 0..3 {
        let (outcome, is_secured, seen, _) = between(&mut card, &pin(PIN), None);
        assert_eq!(said(outcome), format!("{:?}", PaceError::Suspended { password }));
        assert!(!is_secured);
        assert!(!seen.iter().any(|bytes| bytes.get(1) == Some(&0x86)), "no step was taken");
    }
    // Resumed: it has all its tries again.
    let mut session = Session::new(&mut card);
    open_with(&mut session, &can(CAN)).unwrap();
    open_with(&mut session, &pin(PIN)).unwrap();
    assert!(session.is_secured());
    drop(session);
    for left in [2, 1] {
        let outcome = between(&mut card, &wrong, None).0;
        let expected = PaceError::Wrong { password, tries_left: Some(left) };
        assert_eq!(said(outcome), format!("{expected:?}"));
    }
    // The last one, inside the session of the CAN, which goes on.
    let mut session = Session::new(&mut card);
    open_with(&mut session, &can(CAN)).unwrap();
    let outcome = open_with(&mut session, &wrong).unwrap_err();
    assert!(
        matches!(outcome, PaceError::Wrong { tries_left: Some(0), .. } | PaceError::Blocked { .. }),
        "{outcome}"
    );
    assert!(session.is_secured());
    let outcome = open_with(&mut session, &pin(PIN)).unwrap_err();
    assert!(matches!(outcome, PaceError::Blocked { .. }), "{outcome}");
    drop(session);
    let outcome = between(&mut card, &pin(PIN), None).0.unwrap_err();
    assert!(matches!(outcome, PaceError::Blocked { .. }), "{outcome}");
}

#[test]
fn a_password_that_the_card_has_not_is_told_before_any_step() {
    let mut card = card();
    let puk = Password::puk(b"12345678").unwrap();
    let (outcome, _, seen, _) = between(&mut card, &puk, None);
    let outcome = outcome.unwrap_err();
    assert!(matches!(outcome, PaceError::NoPassword { .. }), "{outcome}");
    assert!(!seen.iter().any(|bytes| bytes.get(1) == Some(&0x86)));
}

#[test]
fn one_altered_byte_on_the_way_opens_no_session_and_shows_no_password() {
    let mut card = card();
    let (outcome, is_secured, seen, _) = between(&mut card, &can(CAN), None);
    assert!(outcome.is_ok() && is_secured);
    let of_pace = |command: &[u8]| matches!(command, [_, 0x22 | 0x86, ..]);
    let length: usize = seen
        .chunks(2)
        .filter(|pair| of_pace(&pair[0]))
        .flat_map(|pair| pair.iter().map(Vec::len))
        .sum();
    assert!(length > 300, "{length}");
    for at in 0..length {
        let (outcome, is_secured, seen, altered_nothing) = between(&mut card, &can(CAN), Some(at));
        // What carries nothing, and the lengths outside, are under no token: what is agreed on is
        // the same.
        if !altered_nothing {
            assert!(outcome.is_err(), "byte {at}");
            assert!(!is_secured, "byte {at}");
        }
        let has_password =
            |bytes: &Vec<u8>| bytes.windows(CAN.len()).any(|part| part == CAN.as_bytes());
        assert!(!seen.iter().any(has_password), "byte {at}");
        card.reset().unwrap();
    }
    assert!(between(&mut card, &can(CAN), None).0.is_ok());
}

/// A card that does not know the CAN: its own is another one. It says `9000` to whatever token
/// comes, with one of its own.
#[test]
fn a_card_that_does_not_know_the_can_gets_no_session_and_nothing_more() {
    struct Liar<'c> {
        card: &'c mut VirtualCard,
        after: usize,
    }

    impl Reader for Liar<'_> {
        fn name(&self) -> &'static str {
            "liar"
        }

        fn atr(&self) -> &[u8] {
            self.card.atr()
        }

        fn protocol(&self) -> Protocol {
            self.card.protocol()
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            self.after += usize::from(self.after > 0);
            let answer = self.card.transmit(command)?;
            if command.starts_with(&[0x00, 0x86]) {
                assert!(answer.starts_with(&[0x63]), "it knows the CAN");
                self.after = 1;
                return Ok([&[0x7C, 0x0A, 0x86, 0x08][..], &[0x5A; 8], &[0x90, 0x00]].concat());
            }
            Ok(answer)
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            self.card.reset()
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    let mut card = card();
    let mut liar = Liar { card: &mut card, after: 0 };
    let mut session = Session::new(&mut liar);
    let outcome = open_with(&mut session, &can("314159")).unwrap_err();
    assert!(matches!(outcome, PaceError::CardNotAuthenticated { .. }), "{outcome}");
    assert!(!session.is_secured());
    drop(session);
    assert_eq!(liar.after, 1, "nothing was sent after the token");
}
