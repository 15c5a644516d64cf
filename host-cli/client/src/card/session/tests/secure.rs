//! Secure messaging with a card, and with somebody between.

use std::sync::{Arc, Mutex};

use apdu_spec::command::Command;
use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, ATR, TEST_TRANSPORT_KEY};
use apdu_spec::request::GetChallenge;
use test_vectors::scenario::CardConnection;
use test_vectors::terminal::SessionKeys;

use super::*;
use crate::card::authentication::{AesKey, CardKey};
use crate::card::proof::{self, AuthenticationOutcome};
use crate::reader::image::CardIdentity;
use crate::reader::virtual_card::{self, VirtualCard};

mod middle;

const SERIAL_NUMBER: [u8; 15] = *b"JUKIV0000000001";
/// RND.IFD as the terminal of the tests draws it.
const RANDOM: [u8; 16] = [0xA5; 16];
const ADMINISTRATOR: Reference = Reference::Global(ADMINISTRATOR_REFERENCE);
const OBJECT: u16 = 0xDF61;
const READ: GetData = GetData { tag: OBJECT, ne: Ne::ANY };
const LOG_OUT: &str = "002e0000";

fn blank() -> VirtualCard {
    let face = CardIdentity { serial: SERIAL_NUMBER, atr: ATR.to_vec() };
    let image = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
    VirtualCard::insert(image, "test").unwrap()
}

fn administrator() -> CardKey<'static> {
    let key = AesKey::Aes128(&TEST_TRANSPORT_KEY);
    CardKey { reference: ADMINISTRATOR, key, serial: &SERIAL_NUMBER }
}

/// What passed: a command and its answer.
type Passed = Arc<Mutex<Vec<(Vec<u8>, Vec<u8>)>>>;

/// A card that is heard, over a way that may be a narrow one.
struct Heard {
    card: VirtualCard,
    atr: Vec<u8>,
    protocol: Protocol,
    alone: bool,
    passed: Passed,
}

impl Heard {
    fn new(protocol: Protocol, extended: bool) -> (Self, Passed) {
        let passed = Passed::default();
        let atr = if extended { ATR.to_vec() } else { vec![0x3B, 0x00] };
        (Self { card: blank(), atr, protocol, alone: true, passed: Arc::clone(&passed) }, passed)
    }
}

impl Reader for Heard {
    fn name(&self) -> &'static str {
        "heard"
    }

    fn atr(&self) -> &[u8] {
        &self.atr
    }

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn is_exclusive(&self) -> bool {
        self.alone
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        self.passed.lock().unwrap().push((command.to_vec(), answer.clone()));
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn asked(passed: &Passed) -> Vec<String> {
    passed.lock().unwrap().iter().map(|(command, _)| hex::encode(command)).collect()
}

fn answers(passed: &Passed) -> Vec<String> {
    passed.lock().unwrap().iter().map(|(_, answer)| hex::encode(answer)).collect()
}

fn put(data: &[u8]) -> PutData<'_> {
    PutData { tag: OBJECT, data }
}

#[test]
fn everything_goes_inside_over_every_way() {
    for (protocol, extended) in [
        (Protocol::Direct, true),
        (Protocol::T1, true),
        (Protocol::T1, false),
        (Protocol::T0, false),
    ] {
        let (mut card, passed) = Heard::new(protocol, extended);
        let mut session = Session::new(&mut card);
        assert!(!session.is_secured());
        assert!(administrator().open_session(&mut session, &RANDOM).unwrap());
        assert!(session.is_secured());
        passed.lock().unwrap().clear();
        for length in [1, 15, 16, 222, 223, 224, 230, 239, 240, 255, 256, 600, 900] {
            let data: Vec<u8> = (0..=u8::MAX).cycle().skip(length).take(length).collect();
            let done = session.request(put(&data));
            if protocol == Protocol::T0 && length > 239 {
                let refused = done.unwrap_err();
                assert!(
                    matches!(refused, SessionError::TooLong { length: of, most: 239, .. }
                        if of == length),
                    "{refused:?}"
                );
                continue;
            }
            done.unwrap();
            let read = session.request(READ).unwrap();
            assert!(read.data == data, "{protocol:?} {extended} {length}");
            let odd = session.request(GetDataOdd {
                file: 0x3FFF,
                data: &[0x5C, 0x02, 0xDF, 0x61],
                ne: Ne::ANY,
            });
            assert!(odd.unwrap().data.ends_with(&data), "{protocol:?} {length}");
        }
        // Whatever the session refused to send is not missing in its counters.
        session.request(GetChallenge { ne: Ne::ANY }).unwrap();
        drop(session);
        let asked = asked(&passed);
        let (last, before) = asked.split_last().unwrap();
        assert_eq!(last, LOG_OUT, "the card's side is ended");
        assert_eq!(answers(&passed).last().unwrap(), "6987");
        for command in before {
            let secured = ["0c", "1c"].iter().any(|class| command.starts_with(class));
            assert!(secured || command.starts_with("00c00000"), "{command}");
        }
        if protocol == Protocol::T1 && !extended {
            assert!(before.iter().any(|command| command.starts_with("1cda")), "a chain");
        }
    }
}

/// The other side of a conversation, played again.
struct Replay(std::vec::IntoIter<(Vec<u8>, Vec<u8>)>);

impl CardConnection for Replay {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        let (asked, answer) = self.0.next().unwrap();
        assert_eq!(hex::encode(command), hex::encode(asked));
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), String> {
        Ok(())
    }
}

#[test]
fn the_terminal_of_the_tests_says_the_same_bytes() {
    let (mut card, passed) = Heard::new(Protocol::Direct, true);
    let mut session = Session::new(&mut card);
    administrator().open_session(&mut session, &RANDOM).unwrap();
    session.request(put(b"some data")).unwrap();
    let read = session.request(READ).unwrap();
    drop(session);
    let mut passed = Replay(passed.lock().unwrap().clone().into_iter());
    let reference = ADMINISTRATOR_REFERENCE;
    let key = &TEST_TRANSPORT_KEY;
    let mut keys = SessionKeys::open_with(&mut passed, reference, key, &SERIAL_NUMBER).unwrap();
    for (inside, data) in [("00dadf6109736f6d652064617461", &[][..]), ("00cadf6100", &read.data)] {
        let inside = hex::decode(inside).unwrap();
        let inside = Command::parse(&inside).unwrap();
        let (asked, answer) = passed.0.next().unwrap();
        assert_eq!(hex::encode(keys.command(&inside)), hex::encode(asked));
        assert_eq!(keys.answer(inside.ins, &answer).unwrap(), [data, &[0x90, 0x00]].concat());
    }
}

#[test]
fn a_refusal_inside_is_a_refusal_and_the_session_goes_on() {
    let mut card = blank();
    let mut session = Session::new(&mut card);
    administrator().open_session(&mut session, &RANDOM).unwrap();
    let refused = session.request(READ).unwrap_err();
    assert_eq!(refused.status(), Some(StatusWord::REFERENCE_NOT_FOUND));
    let action = VerifyAction::Compare(VerificationData(b"1234"));
    let refused = session.request(Verify { reference: Reference::Global(9), action }).unwrap_err();
    assert_eq!(refused.status(), Some(StatusWord::REFERENCE_NOT_FOUND));
    session.request(put(b"x")).unwrap();
    assert_eq!(session.request(READ).unwrap().data, b"x");
    assert_eq!(session.enveloped(READ).unwrap().data, b"x");
    session.enveloped(put(&[9; 500])).unwrap();
    assert_eq!(session.enveloped(READ).unwrap().data, [9; 500]);
    // More than was asked for is refused as it is in the clear.
    let four = GetData { tag: OBJECT, ne: Ne::exactly(4) };
    assert!(matches!(session.request(four), Err(SessionError::Longer { expected: 4, .. })));
    assert!(session.is_lost());
}

#[test]
fn bytes_as_they_are_go_inside_or_nowhere() {
    let (mut card, passed) = Heard::new(Protocol::Direct, true);
    let mut session = Session::new(&mut card);
    let transmit = |session: &mut Session<'_>, command: &str| {
        session.transmit(&hex::decode(command).unwrap()).map(hex::encode)
    };
    assert_eq!(transmit(&mut session, "0cca010100").unwrap(), "6882", "as it is, outside");
    administrator().open_session(&mut session, &RANDOM).unwrap();
    assert_eq!(transmit(&mut session, "00da0101024142").unwrap(), "9000");
    assert_eq!(transmit(&mut session, "00ca010100").unwrap(), "41429000");
    assert_eq!(transmit(&mut session, "00ff010100").unwrap(), "6d00");
    let before = asked(&passed).len();
    for bytes in ["", "00", "00ca01", "00ca01010541", "0cca010100", "08ca010100", "ffca010100"] {
        let refused = transmit(&mut session, bytes).unwrap_err();
        let failure = SecureMessagingFailure::NotACommand;
        assert!(
            matches!(refused, SessionError::SecureMessaging { failure: of, .. } if of == failure),
            "{bytes}: {refused:?}"
        );
    }
    assert_eq!(asked(&passed).len(), before);
    assert_eq!(transmit(&mut session, "00ca010100").unwrap(), "41429000", "it goes on");
    for command in &asked(&passed)[3..] {
        assert!(command.starts_with("0c"), "{command}");
    }
}

#[test]
fn a_session_ends_with_the_conversation_that_opened_it() {
    let (mut card, passed) = Heard::new(Protocol::T1, true);
    card.alone = false;
    let mut session = Session::new(&mut card);
    let mut alone = session.exclusive().unwrap();
    administrator().open_session(&mut alone, &RANDOM).unwrap();
    // It goes on within.
    let mut within = alone.exclusive().unwrap();
    assert!(within.is_secured());
    within.request(put(b"x")).unwrap();
    drop(within);
    assert!(alone.is_secured());
    assert_eq!(alone.request(READ).unwrap().data, b"x");
    drop(alone);
    assert_eq!(asked(&passed).last().unwrap(), LOG_OUT);
    assert!(!session.is_secured() && !session.is_lost());
    let refused = session.request(put(b"y")).unwrap_err();
    assert_eq!(refused.status(), Some(StatusWord::SECURITY_STATUS_NOT_SATISFIED));

    // Work that opens one, also when it panics; in one it goes on.
    for panics in [false, true] {
        let work = |session: &mut Session<'_>| {
            assert!(administrator().open_session(session, &RANDOM)?);
            assert!(!panics, "the work's fault");
            Ok::<_, crate::card::CardError>(())
        };
        let run = || files::with_log_out(&mut session, work);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        assert_eq!(done.is_err(), panics);
        assert!(!session.is_secured() && !session.is_lost());
        assert_eq!(answers(&passed).last().unwrap(), "6987");
    }
    administrator().open_session(&mut session, &RANDOM).unwrap();
    files::with_log_out(&mut session, |_| Ok::<_, crate::card::CardError>(())).unwrap();
    assert!(session.is_secured());
    let refused = session.request(put(b"y")).unwrap_err();
    assert_eq!(refused.status(), Some(StatusWord::SECURITY_STATUS_NOT_SATISFIED));
    session.close().unwrap();
    assert_eq!(answers(&passed).last().unwrap(), "6987");
}

/// What somebody left open is ended by the first command, which goes again when that is harmless.
#[test]
fn a_session_that_was_left_open_refuses_nobody() {
    let left_open = || {
        let (mut card, passed) = Heard::new(Protocol::T1, true);
        let mut session = Session::new(&mut card);
        administrator().open_session(&mut session, &RANDOM).unwrap();
        std::mem::forget(session);
        passed.lock().unwrap().clear();
        (card, passed)
    };
    let (mut card, passed) = left_open();
    let refused = Session::new(&mut card).request(READ).unwrap_err();
    assert_eq!(refused.status(), Some(StatusWord::SECURITY_STATUS_NOT_SATISFIED));
    assert_eq!(asked(&passed), ["00cadf6100", "00cadf6100"]);

    for write in [true, false] {
        let (mut card, passed) = left_open();
        let mut session = Session::new(&mut card);
        let action = VerifyAction::Compare(VerificationData(b"1234"));
        let verify = Verify { reference: Reference::Global(9), action };
        let asks: Request<'_> = if write { put(b"x").into() } else { verify.into() };
        let refused = session.request(asks).unwrap_err();
        assert_eq!(refused.status(), Some(StatusWord::SM_DATA_OBJECTS_MISSING));
        assert_eq!(asked(&passed).len(), 1, "nothing that is secret or counts goes twice");
    }

    // Once, and at the beginning alone.
    let mut script = Script::new(Protocol::T1, false, &["6987", "6987", "6987", "9000"]);
    let mut session = Session::new(&mut script);
    for _ in 0..2 {
        let refused = session.request(SERIAL).unwrap_err();
        assert_eq!(refused.status(), Some(StatusWord::SM_DATA_OBJECTS_MISSING));
    }
    drop(session);
    assert_eq!(script.answers, ["9000"]);
}

#[test]
fn whether_a_card_opens_sessions_is_told() {
    struct Fixed;
    impl rand_core::TryRng for Fixed {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(7)
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(7);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Fixed {}
    let open = |session: &mut Session<'_>, key: &[u8; 16]| {
        proof::mutual_session(session, ADMINISTRATOR, key, &SERIAL_NUMBER, &mut Fixed).unwrap()
    };
    let mut card = blank();
    let mut session = Session::new(&mut card);
    assert_eq!(open(&mut session, &TEST_TRANSPORT_KEY), AuthenticationOutcome::Authenticated);
    assert!(session.is_secured());
    // Also inside one: the new keys take the place of the old.
    assert_eq!(open(&mut session, &TEST_TRANSPORT_KEY), AuthenticationOutcome::Authenticated);
    session.request(put(b"x")).unwrap();
    let wrong = open(&mut session, &[1; 16]);
    assert_eq!(wrong, AuthenticationOutcome::Failed(StatusWord::VERIFICATION_FAILED));
    assert!(session.is_secured(), "the one that was open");
    drop(session);

    // A card of before there were sessions, and one that has not the key.
    let challenge = "000102030405060708090a0b0c0d0e0f9000";
    let mut older = Script::new(Protocol::T1, false, &[challenge, "6a86"]);
    let mut session = Session::new(&mut older);
    assert_eq!(open(&mut session, &[1; 16]), AuthenticationOutcome::NoSession);
    assert!(!session.is_secured());
    drop(session);
    let proof = "000102030405060708090a0b0c0d0e0f9000";
    let mut other = Script::new(Protocol::T1, false, &[challenge, proof, "6987"]);
    let mut session = Session::new(&mut other);
    assert_eq!(open(&mut session, &[1; 16]), AuthenticationOutcome::CardNotAuthenticated);
    assert!(!session.is_secured());
    drop(session);
    assert_eq!(other.asked.last().unwrap(), LOG_OUT);
}

/// RND.ICC of another length than it has would move RND.IFD behind it: to such a challenge nothing
/// is computed by the key.
#[test]
fn to_a_challenge_that_is_too_short_no_code_is_sent() {
    for challenge in ["9000", "00010203040506079000", "000102030405060708090a0b0c0d0e9000"] {
        type Work = fn(&mut Session<'_>) -> Result<bool, SessionError>;
        let work: [Work; 3] = [
            |session| administrator().open_session(session, &RANDOM),
            |session| administrator().mutual_authenticate(session, &RANDOM),
            |session| administrator().external_authenticate(session).map(|()| true),
        ];
        for work in work {
            let mut card = Script::new(Protocol::T1, false, &[challenge]);
            let mut session = Session::new(&mut card);
            let refused = work(&mut session).unwrap_err();
            assert!(matches!(refused, SessionError::Short { expected: 16, .. }), "{refused:?}");
            drop(session);
            assert_eq!(card.asked, ["0084000010"]);
        }
    }
}
