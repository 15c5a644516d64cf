//! A script in place of a card.

use super::*;
use crate::card::pins::{self, Origin, Pin, PinValue};
use crate::card::{files, operations};
use apdu_spec::profile::text;
use apdu_spec::request::{
    GetData, GetDataOdd, PutData, Reference, VerificationData, Verify, VerifyAction,
};

mod bounds;
mod known;
mod secure;

/// Plays answers in order and keeps what was asked.
struct Script {
    atr: Vec<u8>,
    /// Nobody else has the card.
    alone: bool,
    protocol: Protocol,
    answers: Vec<&'static str>,
    asked: Vec<String>,
    resets: usize,
    /// The ATR of the card that is there after a reset, when it is another one.
    next: Option<&'static str>,
}

impl Script {
    fn new(protocol: Protocol, extended: bool, answers: &[&'static str]) -> Self {
        let atr = if extended { "3B8A80018073F701F3544A554B49B4" } else { "3B00" };
        Self {
            atr: hex::decode(atr).unwrap(),
            alone: true,
            protocol,
            answers: answers.to_vec(),
            asked: Vec::new(),
            resets: 0,
            next: None,
        }
    }
}

impl Reader for Script {
    fn name(&self) -> &str {
        "script"
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
        self.asked.push(hex::encode(command));
        match self.answers.remove(0) {
            GONE => Err(ReaderError::CardRemoved("script".to_owned())),
            answer => Ok(hex::decode(answer).unwrap()),
        }
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        match self.answers.first() {
            Some(&GONE) => return Err(ReaderError::CardRemoved("script".to_owned())),
            _ => self.resets += 1,
        }
        if let Some(next) = self.next {
            self.atr = hex::decode(next).unwrap();
        }
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        match self.answers.first() {
            Some(&GONE) => Err(ReaderError::CardRemoved("script".to_owned())),
            _ => Ok(Box::new(ExclusiveScript(self))),
        }
    }
}

/// In place of an answer: the card is taken out.
const GONE: &str = "gone";

/// The script, with exclusive access.
struct ExclusiveScript<'a>(&'a mut Script);

impl Reader for ExclusiveScript<'_> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn atr(&self) -> &[u8] {
        self.0.atr()
    }

    fn protocol(&self) -> Protocol {
        self.0.protocol()
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.0.transmit(command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.0.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

const SERIAL: GetData = GetData { tag: 0x45, ne: Ne::ANY };

#[test]
fn an_answer_in_parts_is_gathered() {
    let mut card = Script::new(Protocol::T1, false, &["01026102", "03049000"]);
    let answer = Session::new(&mut card).request(SERIAL).unwrap();
    assert_eq!(answer.data, [1, 2, 3, 4]);
    assert_eq!(card.asked, ["00ca004500", "00c0000002"]);
}

#[test]
fn a_wrong_le_is_mended_once() {
    let mut card = Script::new(Protocol::T1, false, &["6c02", "01029000"]);
    let answer = Session::new(&mut card).request(SERIAL).unwrap();
    assert_eq!(answer.data, [1, 2]);
    assert_eq!(card.asked, ["00ca004500", "00ca004502"]);
    let mut card = Script::new(Protocol::T1, false, &["6c02", "6c03"]);
    assert!(Session::new(&mut card).request(SERIAL).is_err());
}

#[test]
fn a_pin_is_not_sent_again_because_a_card_says_so() {
    for protocol in [Protocol::T0, Protocol::T1] {
        let mut card = Script::new(protocol, false, &["6c04", "9000"]);
        let action = VerifyAction::Compare(VerificationData(b"1234"));
        let verify = Verify { reference: Reference::Local(0x18), action };
        assert!(Session::new(&mut card).request(verify).is_err());
        assert_eq!(card.asked, ["002000980431323334"], "{protocol:?}");
    }
}

#[test]
fn a_byte_at_a_time_is_given_up() {
    let mut card = Script::new(Protocol::T1, false, &["006101"; 5000]);
    let asked = Session::new(&mut card).request(SERIAL);
    assert!(matches!(asked, Err(SessionError::Endless { received: 4097, parts: MOST, .. })));
    assert_eq!(card.asked.len(), MOST + 1);
}

#[test]
fn an_answer_without_end_is_given_up() {
    let mut card = Script::new(Protocol::T1, false, &["6102", "6102"]);
    let asked = Session::new(&mut card).request(SERIAL);
    assert!(matches!(asked, Err(SessionError::Endless { received: 0, parts: 1, .. })));
}

#[test]
fn long_data_goes_in_extended_length_or_in_a_chain() {
    let data = [0xAB; 300];
    let put = PutData { tag: 0x0101, data: &data };
    let mut card = Script::new(Protocol::T1, true, &["9000"]);
    Session::new(&mut card).request(put).unwrap();
    assert!(card.asked[0].starts_with("00da010100012cab"), "extended");

    for protocol in [Protocol::T0, Protocol::T1] {
        let mut card = Script::new(protocol, protocol == Protocol::T0, &["9000", "9000"]);
        Session::new(&mut card).request(put).unwrap();
        assert!(card.asked[0].starts_with("10da0101ffab"), "{protocol:?}");
        assert!(card.asked[1].starts_with("00da01012dab"), "{protocol:?}");
    }
    let mut card = Script::new(Protocol::T1, false, &["6884"]);
    let refused = Session::new(&mut card).request(put).unwrap_err();
    assert!(matches!(refused, SessionError::Refused { status, .. }
        if status == StatusWord::CHAINING_NOT_SUPPORTED));
}

#[test]
fn what_is_too_long_for_the_way_goes_in_envelopes() {
    let data = [0xAB; 300];
    let put = PutData { tag: 0x0101, data: &data };
    let mut card = Script::new(Protocol::T0, false, &["9000", "9000"]);
    Session::new(&mut card).enveloped(put).unwrap();
    assert!(card.asked[0].starts_with("10c20000ff00da010100012cab"), "{}", card.asked[0]);
    assert!(card.asked[1].starts_with("00c2000034ab"), "{}", card.asked[1]);

    // The answer comes in parts, and a wrong Le is mended inside.
    let mut card = Script::new(Protocol::T1, false, &["6c02", "016101", "029000"]);
    let answer = Session::new(&mut card).enveloped(SERIAL).unwrap();
    assert_eq!(answer.data, [1, 2]);
    assert_eq!(card.asked[0], "00c200000500ca00450000");
    assert_eq!(card.asked[1], "00c200000500ca00450200");
    assert_eq!(card.asked[2], "00c0000001");

    let mut card = Script::new(Protocol::T1, false, &["6a88"]);
    let refused = Session::new(&mut card).enveloped(SERIAL).unwrap_err();
    assert!(matches!(refused, SessionError::Refused { instruction: Instruction::GetData, .. }));
}

#[test]
fn a_refusal_names_command_and_status() {
    let mut card = Script::new(Protocol::T1, false, &["6a88"]);
    let refused = Session::new(&mut card).request(SERIAL).unwrap_err();
    assert!(matches!(
        refused,
        SessionError::Refused {
            instruction: Instruction::GetData,
            status: StatusWord::REFERENCE_NOT_FOUND,
        }
    ));
}

/// A module that other programs call keeps its session, and may be called from any thread.
#[test]
fn a_session_may_hold_its_reader_and_go_to_another_thread() {
    let card = Script::new(Protocol::T1, false, &["01029000", "03049000"]);
    let mut session: Session<'static> = Session::new(card);
    assert_eq!(session.request(SERIAL).unwrap().data, [1, 2]);
    let there = std::thread::spawn(move || {
        let mut alone = session.exclusive().unwrap();
        alone.request(SERIAL).unwrap().data
    });
    assert_eq!(there.join().unwrap(), [3, 4]);
}

/// What SELECT answers of the text application.
const TEXT: &str = "620c840ad39210003100010104089000";

fn select_text(session: &mut Session<'_>) -> Option<ApplicationId> {
    files::find_application(session, &text::APPLICATION).unwrap().unwrap();
    session.application()
}

/// A warning to a command that writes or proves: it was not done as it should be.
#[test]
fn a_warning_passes_for_what_reads_and_nowhere_in_a_chain() {
    for (status, done) in [("6200", true), ("6282", true), ("6300", false)] {
        let mut card = Script::new(Protocol::T1, false, &[status]);
        assert_eq!(Session::new(&mut card).request(SERIAL).is_ok(), done, "{status}");
    }
    let data = [7; 600];
    let pin_value = |value: &[u8]| PinValue { value: value.to_vec().into(), origin: Origin::Known };
    let refused = |done: Result<(), SessionError>| {
        assert!(matches!(done, Err(SessionError::Refused { .. })), "{done:?}");
    };
    for (answers, sent) in
        [(&["6200"][..], 1), (&["9000", "6310"], 2), (&["9000", "9000", "6281"], 3)]
    {
        let mut card = Script::new(Protocol::T1, false, answers);
        refused(files::update_at(&mut Session::new(&mut card), 0, &data));
        assert_eq!(card.asked.len(), sent, "{answers:?}");
    }
    let mut card = Script::new(Protocol::T1, false, &["6200"; 4]);
    let mut session = Session::new(&mut card);
    let verified = operations::verify(&mut session, &[1; 256], Some(&[0; 32]));
    assert!(matches!(verified, Err(SessionError::Refused { .. })), "{verified:?}");
    // What reads is no better in parts.
    refused(session.request(GetDataOdd { file: 0x3FFF, data: &data, ne: Ne::ANY }).map(drop));
    refused(session.enveloped(PutData { tag: 0x0101, data: &data }).map(drop));
    refused(session.exchange(PutData { tag: 0x0101, data: &data }).map(drop));
    let mut card = Script::new(Protocol::T1, false, &[TEXT, "6200"]);
    let mut session = Session::new(&mut card);
    let changed = pins::change(&mut session, Pin::Text, &pin_value(b"1234"), &pin_value(b"5678"));
    assert!(changed.is_err());
    // What the card refuses is said as it says it.
    let mut card = Script::new(Protocol::T1, false, &["6985"]);
    let answer = Session::new(&mut card).exchange(PutData { tag: 0x0101, data: &data }).unwrap();
    assert_eq!(answer.status, StatusWord::CONDITIONS_NOT_SATISFIED);
}
