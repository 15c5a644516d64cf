//! The host dies, or the card is taken out, while a municipal application is added or its PIN
//! reset.

use std::collections::HashSet;

use apdu_spec::file::{FileControlParameters, FileId, Kind, KindParameters};
use apdu_spec::request::{DeleteFile, FileTarget};

use super::hostile::LIBRARY;
use super::register_cuts::FailingRegister;
use super::wire::{Recorder, heard_with_keys};
use super::*;
use crate::municipal::{
    self, AddOutcome, ApplicationError, Content, CounterContext, MunicipalError, Profile,
    ReadOutcome,
};
use juki_client::card::session::SessionError;

/// An issued card, its register, and the keys that were sent to it.
struct TrackedCard {
    _blank: BlankCard,
    card: VirtualCard,
    register: Memory,
    library: Profile,
    keys: HashSet<Vec<u8>>,
}

impl TrackedCard {
    fn new() -> Self {
        let blank = BlankCard::new("service-cut");
        let mut card = blank.open();
        let mut register = Memory::default();
        let whole = ("1234", usize::MAX);
        run_by(authority(), &mut card, &record("taro"), whole, &mut register).0.unwrap();
        let library = Profile::parse(LIBRARY.as_bytes()).unwrap();
        Self { _blank: blank, card, register, library, keys: HashSet::new() }
    }

    /// One run of at most so many commands, by a host that dies at a line of its register; how many
    /// commands there were. Every key in it follows a proof of both sides, and left never before.
    fn run<T>(
        &mut self,
        commands: usize,
        written: Option<bool>,
        work: impl FnOnce(&mut Session<'_>, &mut Counter<'_>, &Profile) -> Result<T, MunicipalError>,
    ) -> (Result<T, MunicipalError>, usize) {
        self.card.reset().unwrap();
        let left = Arc::new(AtomicUsize::new(commands));
        let serial = files::serial(&mut Session::new(&mut self.card)).unwrap();
        let mut records = Recorder::new(&mut self.card);
        let mut torn =
            TearingReader { reader: &mut records as &mut dyn Reader, left: Arc::clone(&left) };
        let line = if written.is_some() { 0 } else { usize::MAX - 1 };
        let written = written.unwrap_or(true);
        let register =
            &mut FailingRegister { register: &mut self.register, line, written, lines: 0 };
        let rng = &mut UnwrapErr(SysRng);
        let mut counter = Counter { authority: authority(), register, rng, now: now() };
        let done = work(&mut Session::new(&mut torn), &mut counter, &self.library);
        let recorded = records.recorded;
        for sent in heard_with_keys(&recorded, &serial, &self.register, &self.library) {
            if sent.command[1] == 0x24 && sent.command[3] == 0x99 {
                assert!(sent.secured, "a key was sent before the card had proved itself");
                assert!(self.keys.insert(sent.command[5..].to_vec()), "a key left twice");
            }
        }
        (done, recorded.len())
    }

    fn add(
        &mut self,
        commands: usize,
        written: Option<bool>,
    ) -> (Result<AddOutcome, MunicipalError>, usize) {
        self.run(commands, written, |session, counter, library| {
            municipal::add(session, counter, library, &mut || Ok(pin_value("2468").value))
        })
    }

    fn append(&mut self) {
        self.try_append().unwrap();
    }

    fn try_append(&mut self) -> Result<(), MunicipalError> {
        let (done, _) = self.run(usize::MAX, None, |session, counter, library| {
            let Counter { authority, register, rng, .. } = counter;
            let desk = CounterContext { authority, register: &**register, rng: *rng };
            let file = library.file("loans").unwrap();
            let mut pin = |_: u8, _: u8| Ok(pin_value("2468").value);
            municipal::append(session, library, desk, file, "book", &mut pin)
        });
        done
    }

    /// What every service command says of the application: reading it at the desk, without a PIN
    /// and with one, adding to it, and resetting its PIN.
    fn every_command(&mut self) -> Vec<Result<(), MunicipalError>> {
        let desk = self.run(usize::MAX, None, |session, counter, library| {
            let Counter { authority, register, rng, .. } = counter;
            let desk = CounterContext { authority, register: &**register, rng: *rng };
            municipal::read(session, library, Some(desk), None).map(whole)
        });
        let free = self.run(usize::MAX, None, |session, _, library| {
            municipal::read(session, library, None, None).map(whole)
        });
        let holder = self.run(usize::MAX, None, |session, _, library| {
            let mut pin = |_: u8, _: u8| Ok(pin_value("2468").value);
            municipal::read(session, library, None, Some(&mut pin)).map(whole)
        });
        let reset = self.run(usize::MAX, None, |session, counter, library| {
            municipal::reset_pin(session, counter, library, b"2468")
        });
        vec![desk.0, free.0, holder.0, self.try_append(), reset.0]
    }
}

/// What fills the card.
const FILLER: FileId = 0x7000;

impl TrackedCard {
    fn administrate(&mut self, work: impl FnOnce(&mut Session<'_>)) {
        let (done, _) = self.run(usize::MAX, None, |session, counter, _| {
            with_authenticated_card(session, counter, |session, _, _| {
                create::select_mf(session)?;
                work(session);
                Ok::<_, MunicipalError>(())
            })
        });
        done.unwrap();
    }

    /// The administrator makes files until there is no room for another one.
    fn fill(&mut self) {
        self.administrate(|session| {
            let mut fids = FILLER..;
            let refused = fids.find_map(|fid| {
                let (kind, parameters) =
                    (Kind::Transparent, KindParameters::Transparent { size: 1 });
                let sfi = Some(None);
                let empty = FileControlParameters::EMPTY;
                let control = FileControlParameters { kind, parameters, fid, sfi, ..empty };
                create::file(session, control, &[]).err()
            });
            let full = StatusWord::NOT_ENOUGH_MEMORY;
            assert!(
                matches!(
                    refused,
                    Some(IssueError::Session(SessionError::Refused { status, .. })) if status == full
                ),
                "{refused:?}"
            );
        });
    }

    /// One of them is deleted.
    fn leave_room_for_another(&mut self) {
        self.administrate(|session| {
            let mut there = FILLER..;
            let fid = there.find(|fid| files::find_file(session, *fid).unwrap().is_some());
            create::select_mf(session).unwrap();
            let fid = fid.unwrap().to_be_bytes();
            session.request(DeleteFile { target: FileTarget::identifier(&fid) }).unwrap();
        });
    }
}

/// What opens without a PIN is what the application was to hold from the beginning.
fn whole(contents: Vec<Content>) {
    let rules = contents.into_iter().find(|content| content.file == "rules").unwrap();
    assert!(
        matches!(rules.parts, ReadOutcome::Opened(parts) if parts.iter().all(|part| !part.is_empty()))
    );
}

#[test]
fn adding_a_service_goes_on_where_the_host_died_at_its_register() {
    for written in [false, true] {
        let mut counted = TrackedCard::new();
        counted.add(usize::MAX, Some(written)).0.unwrap_err();
        assert_eq!(counted.keys.len(), 0, "what is not written down does not leave");
        counted.add(usize::MAX, None).0.unwrap();
        counted.append();
        assert_eq!(counted.keys.len(), 1);
    }
}

#[test]
fn adding_a_service_goes_on_after_every_command() {
    let total = TrackedCard::new().add(usize::MAX, None).1;
    assert!((20..200).contains(&total), "{total}");
    let mut keys = HashSet::new();
    // The application is taken off again: one card does for all cuts.
    let mut counted = TrackedCard::new();
    for cut in 0..total {
        let (done, _) = counted.add(cut, None);
        done.unwrap_err();
        let (done, _) = counted.add(usize::MAX, None);
        match done {
            Ok(_) => {}
            // Only the end was cut off.
            Err(error) => assert!(
                matches!(error, MunicipalError::Application(ApplicationError::There(_))),
                "after {cut}: {error:?}"
            ),
        }
        counted.append();
        let (done, _) = counted.run(usize::MAX, None, |session, counter, library| {
            municipal::remove(session, counter, library)
        });
        done.unwrap();
        keys.extend(counted.keys.iter().cloned());
    }
    assert!(keys.len() > total, "some cuts fell between the key and its activation");
}

/// Nothing half added serves anybody: no command says that it is done, spends a try, or shows a
/// file as empty before the application is in use.
#[test]
fn a_half_added_service_is_told_as_such_by_every_command() {
    let total = TrackedCard::new().add(usize::MAX, None).1;
    let mut counted = TrackedCard::new();
    let (mut absent, mut interrupted, mut serves) = (0, 0, 0);
    for cut in 0..total {
        counted.add(cut, None).0.unwrap_err();
        let said = counted.every_command();
        if said.iter().all(Result::is_ok) {
            serves += 1;
        } else {
            let service = counted.library.service();
            let refused = |cause: ApplicationError| {
                let is_so = |done: &Result<(), MunicipalError>| matches!(done, Err(MunicipalError::Application(so)) if *so == cause);
                said.iter().all(is_so)
            };
            let gone = refused(ApplicationError::Absent(service.clone()));
            let half = refused(ApplicationError::Interrupted(service));
            assert!(gone || half, "after {cut}: {said:?}");
            absent += usize::from(gone);
            interrupted += usize::from(half);
        }
        // What was made of it is taken off, as far as there is anything.
        let (done, _) = counted.run(usize::MAX, None, |session, counter, library| {
            municipal::remove(session, counter, library)
        });
        assert!(done.is_ok() || absent == cut + 1, "after {cut}: {done:?}");
    }
    assert!(absent > 0 && interrupted > 10 && serves > 0, "{absent} {interrupted} {serves}");
}

/// A card that has no room for the next file says so in words. What was made serves nobody, and is
/// taken off.
#[test]
fn an_application_that_does_not_fit_is_taken_off_again() {
    let mut counted = TrackedCard::new();
    counted.fill();
    let files = counted.library.files().len();
    // The DF, its PIN, its key, its files.
    for nth in 1..=3 + files {
        let refused = counted.add(usize::MAX, None).0.unwrap_err();
        assert!(
            matches!(refused, MunicipalError::Application(ApplicationError::NoRoom(_))),
            "file {nth}: {refused:?}"
        );
        assert!(counted.every_command().iter().all(Result::is_err), "file {nth}");
        let (removed, _) = counted.run(usize::MAX, None, |session, counter, library| {
            municipal::remove(session, counter, library)
        });
        assert_eq!(removed.is_ok(), nth > 1, "file {nth}: {removed:?}");
        counted.leave_room_for_another();
    }
    counted.add(usize::MAX, None).0.unwrap();
    counted.append();
}

/// A removal that was cut leaves an application that EF.DIR does not list: one of the same name
/// under another identifier is refused in words.
#[test]
fn what_is_left_of_a_removal_keeps_its_name() {
    let mut counted = TrackedCard::new();
    counted.add(usize::MAX, None).0.unwrap();
    let elsewhere = LIBRARY.replace(counted.library.fid_digits(), "4C43");
    let moved = Profile::parse(elsewhere.as_bytes()).unwrap();
    let remove = |session: &mut Session<'_>, counter: &mut Counter<'_>, library: &Profile| {
        municipal::remove(session, counter, library)
    };
    for cut in 0.. {
        let removed = counted.run(cut, None, remove).0.is_ok();
        let (added, _) = counted.run(usize::MAX, None, |session, counter, _| {
            municipal::add(session, counter, &moved, &mut || Ok(pin_value("2468").value))
        });
        match added {
            Ok(_) => {
                assert!(cut > 0);
                break;
            }
            Err(error) => {
                assert!(matches!(error, MunicipalError::Application(_)) && !removed, "{error:?}");
            }
        }
    }
}

#[test]
fn resetting_a_service_s_pin_goes_on_after_every_command_and_sends_no_key() {
    let mut counted = TrackedCard::new();
    counted.add(usize::MAX, None).0.unwrap();
    let reset = |session: &mut Session<'_>, counter: &mut Counter<'_>, library: &Profile| {
        municipal::reset_pin(session, counter, library, b"1357")
    };
    let total = counted.run(usize::MAX, None, reset).1;
    for cut in 0..total {
        counted.run(cut, None, reset).0.unwrap_err();
        counted.run(usize::MAX, None, reset).0.unwrap();
        counted.append();
    }
    assert_eq!(counted.keys.len(), 1, "the key that it got when it was added");
}
