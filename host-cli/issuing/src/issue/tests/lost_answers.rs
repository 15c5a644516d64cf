//! The answer to a command is lost: what the card did is not known, and nothing that was proved
//! stays.

use super::hostile::LIBRARY;
use super::*;
use crate::municipal::{self, CounterContext, MunicipalError, Profile};

/// A reader that loses the answer to one command.
struct LossyReader<'a> {
    card: &'a mut VirtualCard,
    nth: usize,
    sent: Vec<Vec<u8>>,
}

impl Reader for LossyReader<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let lost = self.sent.len() == self.nth;
        self.sent.push(command.to_vec());
        let answer = self.card.transmit(command)?;
        Ok(if lost { Vec::new() } else { answer })
    }
}

/// VERIFY, EXTERNAL or MUTUAL AUTHENTICATE: what follows it may be done with what it proved.
fn proves(command: &[u8]) -> bool {
    matches!(command, [_, 0x20 | 0x82, _, _, _, ..])
}

/// LOG OUT.
fn ends(command: &[u8]) -> bool {
    matches!(command, [_, 0x2E, ..])
}

type Work = fn(&mut Session<'_>, &mut Counter<'_>, &Profile) -> Result<(), MunicipalError>;

/// Everything that proves something to an issued card, in an order in which each can be done.
const WORK: [(&str, Work); 7] = [
    ("reset", |session, counter, _| {
        Ok(reset_pins(session, counter, &[Pin::Text], &pin_value("1234"))?)
    }),
    ("add", |session, counter, library| {
        municipal::add(session, counter, library, &mut || Ok(pin_value("2468").value)).map(drop)
    }),
    ("append", |session, counter, library| {
        let Counter { authority, register, rng, .. } = counter;
        let desk = CounterContext { authority, register: &**register, rng: *rng };
        let file = library.file("loans")?;
        municipal::append(session, library, desk, file, "book", &mut |_, _| {
            Ok(pin_value("2468").value)
        })
    }),
    ("read at the desk", |session, counter, library| {
        let Counter { authority, register, rng, .. } = counter;
        let desk = CounterContext { authority, register: &**register, rng: *rng };
        municipal::read(session, library, Some(desk), None).map(drop)
    }),
    ("read", |session, _, library| {
        let mut pin = |_: u8, _: u8| Ok(pin_value("2468").value);
        municipal::read(session, library, None, Some(&mut pin)).map(drop)
    }),
    ("reset the PIN", |session, counter, library| {
        municipal::reset_pin(session, counter, library, b"2468")
    }),
    ("remove", municipal::remove),
];

#[test]
fn whatever_answer_is_lost_nothing_stays_proved() {
    let blank = BlankCard::new("lost-answers");
    let mut card = blank.open();
    let mut register = Memory::default();
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut card, &record("taro"), whole, &mut register).0.unwrap();
    let library = Profile::parse(LIBRARY.as_bytes()).unwrap();
    let mut lost_proofs = 0;
    for (name, work) in WORK {
        let mut nth = 0;
        loop {
            let mut reader = LossyReader { card: &mut card, nth, sent: Vec::new() };
            let rng = &mut UnwrapErr(SysRng);
            let mut counter =
                Counter { authority: authority(), register: &mut register, rng, now: now() };
            let done = work(&mut Session::new(&mut reader), &mut counter, &library);
            let sent = reader.sent;
            if let Some(last) = sent.iter().rposition(|command| proves(command)) {
                let out = sent[last..].iter().any(|command| ends(command));
                assert!(out, "{name}: the answer to command {nth} was lost: {done:?}");
            }
            if sent.len() <= nth {
                assert!(done.is_ok() || nth > 0, "{name}: {done:?}");
                break;
            }
            lost_proofs += usize::from(proves(&sent[nth]));
            // Another program may move about, and has no rights.
            let fid = profile::text::APPLICATION.fid.to_be_bytes();
            card.transmit(&[0x00, 0xA4, 0x08, 0x0C, 0x02, fid[0], fid[1]]).unwrap();
            let reset = [&[0x00, 0x2C, 0x02, 0x91, 0x04][..], b"9999"].concat();
            let refused = [0x69, 0x82];
            assert_eq!(card.transmit(&reset).unwrap(), refused, "{name}: {nth}");
            nth += 1;
        }
    }
    assert!(lost_proofs >= WORK.len(), "{lost_proofs}");
}

/// The transport key is proved, then the issuer key that took its place.
#[test]
fn a_blank_card_keeps_no_rights_when_its_proof_is_lost() {
    let mut lost = 0;
    for nth in 0.. {
        let blank = BlankCard::new("lost-proof");
        let mut card = blank.open();
        let mut reader = LossyReader { card: &mut card, nth, sent: Vec::new() };
        run(&mut reader, &record("taro"), "1234", usize::MAX).0.unwrap_err();
        let sent = reader.sent;
        if let Some(last) = sent.iter().rposition(|command| proves(command)) {
            assert!(sent[last..].iter().any(|command| ends(command)), "{nth}");
        }
        lost += usize::from(proves(&sent[nth]));
        if lost == 2 {
            break;
        }
    }
}
