//! A whole issuance, cut at the operations of the card's flash: before one, inside it, after it,
//! with words that read differently from one read to the next.
//!
//! After a cut the card is in the state before the command, in that state with one try less, or
//! in the state after it; and issuing goes on to the end.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use apdu_spec::profile::card::ATR;
use apdu_spec::profile::{PreIssuingData, TEST_TRANSPORT_KEY};
use card_os::crypto::software::Software;
use card_os::{Card, Identity, Platform};
use card_os_testing::state::State;
use der::DateTime;
use juki::card::files;
use juki::card::pins::{Origin, PinValue};
use juki::card::session::Session;
use juki::issue::register::Memory;
use juki::issue::{self, IssuanceHooks, IssueError, NewPins, Order, PlanError};
use juki::pki::{Authority, Parameters};
use juki::reader::{Protocol, Reader, ReaderError};
use juki::resident::{Resident, samples};
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::rng::TestRng;
use test_vectors::seed;
use zeroize::Zeroizing;

const ERASE: usize = 4096;
const PAGES: usize = 64;
const SERIAL: [u8; 15] = *b"TEST00000000001";
const PRE_ISSUING: PreIssuingData = PreIssuingData::DEFAULT;

/// The sampled run cuts one operation of so many: some thirty seconds on a quiet machine.
const SAMPLE: u64 = 199;

#[derive(Debug)]
struct SimulatedPlatform;

impl Platform for SimulatedPlatform {
    type Flash = SimFlash<ERASE>;
    type Rng = TestRng;
    type Crypto = Software;
}

/// A card on a simulated flash, which is gone with its power.
struct TornCard {
    card: Box<Card<SimulatedPlatform, 65536, 256, 2048>>,
    reply: Vec<u8>,
    /// Commands that were sent.
    sent: usize,
    /// What is stored before each command, when somebody wants to know; with the operations of
    /// the flash until then.
    seen: Option<Vec<(State, u64)>>,
}

impl TornCard {
    fn start(flash: SimFlash<ERASE>) -> Self {
        let identity = Identity { serial: SERIAL };
        let mut card = Box::new(Card::new(flash, TestRng::new(7), Software));
        card.mount(identity).unwrap();
        Self { card, reply: vec![0; 65538], sent: 0, seen: None }
    }

    fn look(&mut self) {
        let seen = (State::of(self.card.flash()), self.card.flash().operations());
        if let Some(all) = &mut self.seen {
            all.push(seen);
        }
    }
}

impl Reader for TornCard {
    fn name(&self) -> &'static str {
        "test"
    }

    fn atr(&self) -> &[u8] {
        &ATR
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        if self.seen.is_some() {
            self.look();
        }
        let mut command = command.to_vec();
        let length = self.card.transmit(&mut command, &mut self.reply);
        if self.card.flash().is_off() {
            return Err(ReaderError::CardRemoved("test".to_owned()));
        }
        self.sent += 1;
        Ok(self.reply[..length].to_vec())
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset();
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn now() -> DateTime {
    DateTime::new(2026, 11, 22, 3, 0, 0).unwrap()
}

fn pin_value(value: &str) -> PinValue {
    PinValue { value: Zeroizing::new(value.as_bytes().to_vec()), origin: Origin::Asked }
}

/// The same commands every time: clock and random numbers are a test's.
fn issue(
    torn: &mut TornCard,
    authority: &Authority,
    register: &mut Memory,
) -> Result<(), IssueError> {
    let record = Resident::parse(samples::find("taro").unwrap().json.as_bytes()).unwrap();
    let transport_key = &TEST_TRANSPORT_KEY;
    let order = Order {
        record: &record,
        photo: None,
        characters: None,
        font: None,
        authority,
        transport_key,
        now: now(),
    };
    let pins = NewPins {
        authentication: pin_value("4321"),
        signing: Some(pin_value("ABC123")),
        card: pin_value("1234"),
    };
    // Random numbers of a run never come again in the next: serial numbers are made of them.
    let mut rng = TestRng::new(3 + register.events.len() as u64);
    let mut hooks = IssuanceHooks { register, step: &mut |_| (), rng: &mut rng };
    issue::issue(&mut Session::new(torn), &order, &pins, &mut hooks).map(drop)
}

/// An issuance to be cut: the blank card, what is stored before each command, and when.
struct UncutIssuance {
    authority: Authority,
    blank: SimFlash<ERASE>,
    seen: Vec<(State, u64)>,
}

/// What was cut: cuts, and cuts of the issuance that follows a cut.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    cuts: u64,
    again: u64,
}

fn whole() -> UncutIssuance {
    let authority = Authority::create(&Parameters::default(), &mut TestRng::new(1), now()).unwrap();
    let flash = SimFlash::new(PAGES);
    let identity = Identity { serial: SERIAL };
    let (rng, key) = (TestRng::new(5), &TEST_TRANSPORT_KEY);
    let mut blank: Box<Card<SimulatedPlatform, 65536, 256, 2048>> =
        Box::new(Card::new(flash, rng, Software));
    blank.format(identity, key, &PRE_ISSUING.to_bytes()).unwrap();
    let blank = blank.into_flash();

    let mut whole = TornCard::start(blank.clone());
    whole.seen = Some(Vec::new());
    issue(&mut whole, &authority, &mut Memory::default()).unwrap();
    whole.look();
    let seen = whole.seen.take().unwrap();
    UncutIssuance { authority, blank, seen }
}

impl UncutIssuance {
    /// Cuts one operation in every way.
    fn cut(&self, operation: u64) -> Tally {
        let mut tally = Tally::default();
        let kinds = [Cut::Before, Cut::Inside(operation), Cut::Inside(!operation), Cut::After];
        for cut in kinds {
            for flicker in [false, true] {
                let mut flash = self.blank.clone();
                if flicker {
                    flash.flicker(operation);
                }
                let mut torn = TornCard::start(flash);
                torn.card.flash_mut().cut_at(operation, cut);
                let mut register = Memory::default();
                let failed = issue(&mut torn, &self.authority, &mut register).is_err();
                assert!(failed, "operation {operation}, {cut:?}");
                let at = format!("operation {operation}, {cut:?}, command {}", torn.sent);
                let mut flash = torn.card.into_flash();
                flash.power_on();
                let (before, after) = (&self.seen[torn.sent].0, &self.seen[torn.sent + 1].0);
                assert!(State::of(&flash).outcome(before, after).is_some(), "{at}");
                tally.cuts += 1;
                // What follows is cut as well, soon or late, where the operations are odd.
                if flicker && matches!(cut, Cut::Inside(_)) {
                    let off;
                    (flash, off) = self.cut_again(flash, &mut register, operation, &at);
                    tally.again += u64::from(off);
                }
                self.go_on(flash, &mut register, &at);
            }
        }
        tally
    }

    /// Goes on issuing and cuts that too; the flash after it, and whether the cut came.
    fn cut_again(
        &self,
        flash: SimFlash<ERASE>,
        register: &mut Memory,
        operation: u64,
        at: &str,
    ) -> (SimFlash<ERASE>, bool) {
        let mut torn = TornCard::start(flash);
        torn.card.flash_mut().cut_at(operation % 61, Cut::Inside(operation));
        let _ = issue(&mut torn, &self.authority, register);
        let mut flash = torn.card.into_flash();
        assert_eq!(flash.violations(), &[] as &[String], "cut again, {at}");
        let off = flash.is_off();
        flash.power_on();
        (flash, off)
    }

    /// Issues the card to its end.
    fn go_on(&self, flash: SimFlash<ERASE>, register: &mut Memory, at: &str) {
        let mut torn = TornCard::start(flash);
        let life = files::card_life(&mut Session::new(&mut torn)).unwrap();
        let issued = life.is_some_and(|life| !life.is_building());
        match issue(&mut torn, &self.authority, register) {
            Ok(()) => assert!(!issued, "issued twice, {at}"),
            // The cut came when the card was issued already: it says so.
            Err(IssueError::Plan(PlanError::IssuedAlready { .. })) => assert!(issued, "{at}"),
            Err(cause) => panic!("{at}: {cause:?}"),
        }
        assert_eq!(torn.card.flash().violations(), &[] as &[String], "{at}");
    }
}

/// Cuts every `step`th operation, on `threads` threads.
fn cut_every(step: u64, threads: u64) {
    let whole = whole();
    let (first, last) = (whole.seen[0].1, whole.seen[whole.seen.len() - 1].1);
    let begun = Instant::now();
    let next = AtomicU64::new(0);
    let skip = seed::of("torn issuing") % step;
    let run = || {
        let (mut operations, mut all) = (0u64, Tally::default());
        loop {
            let operation = skip + step * next.fetch_add(1, Ordering::Relaxed);
            if operation >= last - first {
                return (operations, all);
            }
            let tally = whole.cut(operation);
            operations += 1;
            (all.cuts, all.again) = (all.cuts + tally.cuts, all.again + tally.again);
            if operations.is_multiple_of(500) {
                eprintln!("operation {operation} of {}, {:?}", last - first, begun.elapsed());
            }
        }
    };
    let done: Vec<_> = thread::scope(|scope| {
        let runs: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let (operations, cuts, again) = done.iter().fold((0, 0, 0), |sum, (operations, tally)| {
        (sum.0 + operations, sum.1 + tally.cuts, sum.2 + tally.again)
    });
    println!(
        "{cuts} cuts and {again} of what followed, at {operations} of {} operations in {} commands",
        last - first,
        whole.seen.len() - 1
    );
    assert!(cuts > 100 && again > cuts / 5, "a run that shows something");
}

#[test]
fn issuing_survives_cuts_at_some_operations() {
    cut_every(SAMPLE, 1);
}

/// `cargo test -p host-cli --test torn_issuing -- --ignored --nocapture`.
#[test]
#[ignore = "takes long: every operation"]
fn issuing_survives_a_cut_at_every_operation() {
    cut_every(1, 2);
}
