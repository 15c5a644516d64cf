//! The host dies between a line of its register and what the line says.

use super::*;
use juki_pki::index::Entry;
use juki_pki::index::card::{CardEvent, CardState};

/// A register whose program dies at one line: before it is written, or when it stands.
pub(super) struct FailingRegister<'a> {
    pub(super) register: &'a mut Memory,
    /// At which, counted from 0.
    pub(super) line: usize,
    pub(super) written: bool,
    pub(super) lines: usize,
}

impl FailingRegister<'_> {
    fn next(
        &mut self,
        write: impl FnOnce(&mut Memory) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        self.lines += 1;
        let dies = self.lines == self.line + 1;
        if !dies || self.written {
            write(self.register)?;
        }
        if dies { Err(std::io::Error::other("killed").into()) } else { Ok(()) }
    }
}

impl Register for FailingRegister<'_> {
    fn card(&self, serial: &str) -> Option<CardState> {
        self.register.card(serial)
    }

    fn certificates(&self, serial: &str) -> Vec<Entry> {
        self.register.certificates(serial)
    }

    fn record(
        &mut self,
        event: &CardEvent,
        known: Option<&CardState>,
    ) -> Result<(), RegisterError> {
        self.next(|register| register.record(event, known))
    }

    fn issued(&mut self, entry: &Entry) -> Result<(), RegisterError> {
        self.next(|register| register.issued(entry))
    }

    fn superseded(&mut self, entry: &Entry, at: DateTime) -> Result<(), RegisterError> {
        self.next(|register| register.superseded(entry, at))
    }
}

#[test]
fn issuing_goes_on_wherever_the_host_died_and_no_key_leaves_twice() {
    let record = record("taro");
    for line in 0.. {
        let mut died = false;
        for written in [false, true] {
            let blank = BlankCard::new(&format!("dies-{line}"));
            let mut card = blank.open();
            let mut register = Memory::default();
            let mut dies = FailingRegister { register: &mut register, line, written, lines: 0 };
            let (done, _) =
                run_by(authority(), &mut card, &record, ("9999", usize::MAX), &mut dies);
            let issued = {
                card.reset().unwrap();
                let life = files::card_life(&mut Session::new(&mut card)).unwrap();
                life == Some(LifeCycle::Activated)
            };
            died |= done.is_err();
            if !issued {
                let next = ("1234", usize::MAX);
                let (done, _) = run_by(authority(), &mut card, &record, next, &mut register);
                done.unwrap_or_else(|error| panic!("line {line}, {written}: {error:?}"));
            }
            let serial = text(&files::serial(&mut Session::new(&mut card)).unwrap());
            let state = register.card(&serial).unwrap();
            let left = state.handed_over.iter().map(|(generation, _)| *generation);
            let mut left: Vec<u32> = left.collect();
            assert!(!left.is_empty() && !left.contains(&0));
            left.sort_unstable();
            left.dedup();
            assert_eq!(left.len(), state.handed_over.len(), "each only once");
            // The counter finds the key, whichever of them it is, and whether or not the last
            // line was written.
            let (authority, rng) = (authority(), &mut UnwrapErr(SysRng));
            let register: &mut dyn Register = &mut register;
            let mut counter = Counter { authority, register, rng, now: now() };
            authenticate(&mut Session::new(&mut card), &mut counter).unwrap();
        }
        if !died {
            assert!(line >= 5, "begun, handed over, two certificates, activated: {line}");
            break;
        }
    }
}

#[test]
fn a_register_that_lost_all_of_it_sends_another_key() {
    let record = record("taro");
    let blank = BlankCard::new("lost");
    let serial = files::serial(&mut Session::new(&mut blank.open())).unwrap();
    let mut register = Memory::default();
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut blank.open(), &record, whole, &mut register).0.unwrap();
    let first = register.card(&text(&serial)).unwrap().generation();
    // A backup of before is restored, and a blank card claims the same serial number.
    let mut register = Memory::default();
    let second = BlankCard::with_serial("lost-again", &serial);
    run_by(authority(), &mut second.open(), &record, whole, &mut register).0.unwrap();
    let second = register.card(&text(&serial)).unwrap().generation();
    assert_ne!(first, second);
    // And the genuine one is not taken for the other.
    let (authority, rng) = (authority(), &mut UnwrapErr(SysRng));
    let mut counter = Counter { authority, register: &mut register, rng, now: now() };
    authenticate(&mut Session::new(&mut blank.open()), &mut counter).unwrap_err();
}
