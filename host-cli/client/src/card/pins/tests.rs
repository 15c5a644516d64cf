//! A PIN reaches its own application, or nobody.

use apdu_spec::profile::{Application, jpki, juki, text};
use apdu_spec::status::StatusWord;

use super::*;

mod before;
use crate::reader::{Protocol, Reader, ReaderError};

/// A card with some applications, whose PINs have all the same value.
struct Card {
    applications: Vec<&'static Application>,
    /// What it says it selected, whatever it was asked for.
    says: Option<&'static Application>,
    /// It selects, and does not say what.
    silent: bool,
    verified: bool,
    /// Another program may have it meanwhile.
    shared: bool,
    /// What it says to a value.
    says_to_values: [u8; 2],
    asked: Vec<Vec<u8>>,
}

const SELECT: u8 = 0xA4;
const BY_NAME: u8 = 0x04;
const BY_PATH: u8 = 0x08;
const VERIFY: u8 = 0x20;

impl Card {
    fn with(applications: &[&'static Application]) -> Self {
        let applications = applications.to_vec();
        Self {
            applications,
            says: None,
            silent: false,
            verified: false,
            shared: false,
            says_to_values: [0x90, 0x00],
            asked: Vec::new(),
        }
    }

    /// The applications that were selected, and where values went: `None`.
    fn seen(&self) -> Vec<Option<&'static str>> {
        let told = self.asked.iter().filter_map(|command| match command.as_slice() {
            [_, SELECT, BY_NAME, _, length, rest @ ..] => {
                let aid = rest.get(..usize::from(*length))?;
                let found = [&text::APPLICATION, &juki::APPLICATION];
                Some(Some(found.into_iter().find(|found| found.aid == aid)?.id.name()))
            }
            [_, VERIFY, _, _, _, ..] => Some(None),
            _ => None,
        });
        told.collect()
    }

    /// Was a value sent to it?
    fn heard(&self) -> bool {
        self.asked.iter().any(|command| command.windows(4).any(|part| part == b"5678"))
    }
}

impl Reader for Card {
    fn name(&self) -> &'static str {
        "card"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn is_exclusive(&self) -> bool {
        !self.shared
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.asked.push(command.to_vec());
        Ok(match command {
            [_, SELECT, BY_NAME | BY_PATH, ..] if self.silent => vec![0x90, 0x00],
            [_, SELECT, by @ (BY_NAME | BY_PATH), _, length, rest @ ..] => {
                let asked = rest.get(..usize::from(*length));
                let found = self.applications.iter().find(|found| match *by {
                    BY_NAME => Some(found.aid) == asked,
                    _ => Some(&found.fid.to_be_bytes()[..]) == asked,
                });
                match self.says.or(found.copied()) {
                    Some(found) => {
                        let length = u8::try_from(found.aid.len()).unwrap();
                        [&[0x62, length + 2, 0x84, length], found.aid, &[0x90, 0x00]].concat()
                    }
                    None => vec![0x6A, 0x82],
                }
            }
            [_, VERIFY, _, _] if !self.verified => vec![0x63, 0xC3],
            [_, VERIFY, ..] => self.says_to_values.to_vec(),
            _ => vec![0x90, 0x00],
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn pins() -> KnownPins {
    KnownPins::from([(Pin::Text, "5678")])
}

#[test]
fn a_pin_selects_its_application_where_it_is_not_known_to_be_selected() {
    let mut card = Card::with(&[&text::APPLICATION, &juki::APPLICATION]);
    let mut session = Session::new(&mut card);
    files::find_application(&mut session, &juki::APPLICATION).unwrap();
    assert_eq!(verify(&mut session, Pin::Text, &mut pins()).unwrap(), VerifyOutcome::Now);
    // It is known now.
    assert_eq!(verify(&mut session, Pin::Text, &mut pins()).unwrap(), VerifyOutcome::Now);
    // Of what a program sends by itself nothing is known.
    session.transmit(&[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00]).unwrap();
    assert_eq!(verify(&mut session, Pin::Text, &mut pins()).unwrap(), VerifyOutcome::Now);
    session.reset().unwrap();
    assert_eq!(tries(&mut session, Pin::Text).unwrap(), Tries::Left(3));
    let mut alone = session.exclusive().unwrap();
    assert_eq!(tries(&mut alone, Pin::Text).unwrap(), Tries::Left(3));
    drop(alone);
    assert_eq!(tries(&mut session, Pin::Text).unwrap(), Tries::Left(3));
    drop(session);
    let text = Some("text");
    let expected = [Some("juki"), text, None, None, text, None, text, text, text];
    assert_eq!(card.seen(), expected);
}

/// Another program may have selected another application: what was selected once is no proof of
/// what is.
#[test]
fn a_pin_selects_its_application_each_time_where_the_reader_is_shared() {
    let mut card = Card::with(&[&text::APPLICATION, &juki::APPLICATION]);
    card.shared = true;
    let mut session = Session::new(&mut card);
    files::find_application(&mut session, &text::APPLICATION).unwrap();
    let given = PinValue { value: Zeroizing::new(b"5678".to_vec()), origin: Origin::Known };
    present(&mut session, Pin::Text, &given).unwrap();
    present(&mut session, Pin::Text, &given).unwrap();
    set(&mut session, Pin::Text, &given).unwrap();
    reset(&mut session, Pin::Text, &given).unwrap();
    drop(session);
    let asked: Vec<_> = card.asked.iter().map(|command| (command[1], command[2])).collect();
    let (name, path, verify) = ((SELECT, BY_NAME), (SELECT, BY_PATH), (VERIFY, 0x00));
    assert_eq!(asked, [name, name, verify, name, verify, path, (0x24, 0x01), path, (0x2C, 0x02)]);
}

#[test]
fn a_pin_is_sent_nowhere_without_its_application() {
    let mut without = Card::with(&[&juki::APPLICATION]);
    let mut another = Card::with(&[&text::APPLICATION]);
    another.says = Some(&juki::APPLICATION);
    for card in [&mut without, &mut another] {
        let mut session = Session::new(&mut *card);
        files::find_application(&mut session, &juki::APPLICATION).unwrap();
        let given = PinValue { value: Zeroizing::new(b"5678".to_vec()), origin: Origin::Known };
        let refused = [
            verify(&mut session, Pin::Text, &mut pins()).map(drop),
            present(&mut session, Pin::Text, &given),
            change(&mut session, Pin::Text, &given, &given),
            disable(&mut session, Pin::Text, Some(&given)),
            set(&mut session, Pin::Text, &given),
            reset(&mut session, Pin::Text, &given),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(PinError::Absent { pin: Pin::Text, .. })), "{refused:?}");
        }
        drop(session);
        assert!(!card.heard(), "{:02X?}", card.asked);
    }
}

fn pin_value(value: &str) -> PinValue {
    PinValue { value: Zeroizing::new(value.as_bytes().to_vec()), origin: Origin::Known }
}

#[test]
fn a_value_that_the_pin_cannot_have_is_not_sent() {
    let right = pin_value("5678");
    for wrong in ["", "567", "56789", "567x", "１２３４", "12345678901234567890"].map(pin_value)
    {
        let mut card = Card::with(&[&text::APPLICATION]);
        let mut session = Session::new(&mut card);
        let refused = [
            present(&mut session, Pin::Text, &wrong),
            change(&mut session, Pin::Text, &wrong, &right),
            change(&mut session, Pin::Text, &right, &wrong),
            disable(&mut session, Pin::Text, Some(&wrong)),
            set(&mut session, Pin::Text, &wrong),
            reset(&mut session, Pin::Text, &wrong),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(PinError::Form(_))), "{refused:?}");
        }
        drop(session);
        assert!(card.asked.is_empty(), "{:02X?}", card.asked);
    }
}

#[test]
fn a_value_is_sent_as_the_card_takes_it() {
    let (old, new) = (pin_value("abc123"), pin_value("xyz789"));
    let mut card = Card::with(&[&jpki::APPLICATION]);
    let mut session = Session::new(&mut card);
    present(&mut session, Pin::Signing, &old).unwrap();
    change(&mut session, Pin::Signing, &old, &new).unwrap();
    disable(&mut session, Pin::Signing, Some(&old)).unwrap();
    set(&mut session, Pin::Signing, &old).unwrap();
    reset(&mut session, Pin::Signing, &old).unwrap();
    drop(session);
    let mut sent = card.asked.iter().filter(|command| command[1] != SELECT).map(|sent| &sent[5..]);
    for expected in ["ABC123", "ABC123XYZ789", "ABC123", "ABC123", "ABC123"] {
        assert_eq!(sent.next(), Some(expected.as_bytes()));
    }
    assert_eq!(sent.next(), None);
}

/// Code B of the visual application has 14 digits, and 8 on a card without a photo.
#[test]
fn a_code_may_be_of_either_card() {
    for (value, taken) in [(14, true), (8, true), (13, false), (7, false), (12, false)] {
        let code = pin_value(&"1".repeat(value));
        assert_eq!(Pin::VisualB.normalise(code.clone()).is_ok(), taken, "{value}");
        assert_eq!(Pin::CodeB.normalise(code).is_ok(), value == 14, "{value}");
    }
}

#[test]
fn only_a_wrong_value_says_that_a_pin_was_not_changed() {
    for (status, not_changed) in [(0x63C2, true), (0x6581, false), (0x6982, false), (0x6984, false)]
    {
        let mut card = Card::with(&[&text::APPLICATION]);
        card.says_to_values = u16::to_be_bytes(status);
        let refused =
            confirm(&mut Session::new(&mut card), Pin::Text, &pin_value("5678")).unwrap_err();
        let found = matches!(refused, CardError::Pin(PinError::NotChanged(Pin::Text)));
        assert_eq!(found, not_changed, "{refused:?}");
        let told = refused.status().map(StatusWord::value);
        assert_eq!(told, (!not_changed).then_some(status), "{refused:?}");
    }
}

#[test]
fn what_the_administrator_sets_goes_to_the_application_by_its_path() {
    let given = PinValue { value: Zeroizing::new(b"5678".to_vec()), origin: Origin::Known };
    for sets in [true, false] {
        let mut card = Card::with(&[&text::APPLICATION, &juki::APPLICATION]);
        let mut session = Session::new(&mut card);
        files::find_application(&mut session, &juki::APPLICATION).unwrap();
        // It is known the second time.
        for _ in 0..2 {
            if sets {
                set(&mut session, Pin::Text, &given).unwrap();
            } else {
                reset(&mut session, Pin::Text, &given).unwrap();
            }
        }
        drop(session);
        let asked: Vec<_> = card.asked.iter().map(|command| (command[1], command[2])).collect();
        // CHANGE REFERENCE DATA or RESET RETRY COUNTER: both with the new value alone.
        let sent = if sets { (0x24, 0x01) } else { (0x2C, 0x02) };
        assert_eq!(asked, [(SELECT, BY_NAME), (SELECT, BY_PATH), sent, sent]);
        assert_eq!(card.asked[1][5..7], text::APPLICATION.fid.to_be_bytes());

        // Whoever does not say what he selected is given nothing.
        let mut silent = Card::with(&[&text::APPLICATION]);
        silent.silent = true;
        let mut session = Session::new(&mut silent);
        let refused = if sets {
            set(&mut session, Pin::Text, &given)
        } else {
            reset(&mut session, Pin::Text, &given)
        };
        assert!(matches!(refused, Err(PinError::Absent { pin: Pin::Text, .. })), "{refused:?}");
        drop(session);
        assert!(!silent.heard(), "{:02X?}", silent.asked);
    }
}

/// Whoever asks "is this the PIN?" is not told yes because somebody else showed it before.
#[test]
fn a_value_that_was_not_compared_is_not_said_to_be_the_pin() {
    let mut card = Card::with(&[&text::APPLICATION]);
    card.verified = true;
    let mut session = Session::new(&mut card);
    let mut nothing = KnownPins::from([(Pin::Juki, "1234")]);
    assert_eq!(verify(&mut session, Pin::Text, &mut nothing).unwrap(), VerifyOutcome::Before);
    drop(session);
    assert_eq!(card.seen(), [Some("text")], "nothing was sent");
}
