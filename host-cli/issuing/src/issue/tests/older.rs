//! Cards of earlier versions: their keys prove the outside alone, and are counted. Such a card
//! proves itself by its certified card key. The one here is in `test-vectors/images`: it was issued
//! before keys had generations, by an authority that follows from a seed.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use apdu_spec::access::{AccessMode, Condition, Rule};
use apdu_spec::file::{Algorithm, FileControlParameters, Key, Kind, KindParameters, Usage};
use apdu_spec::profile::pace as pace_profile;
use apdu_spec::profile::{
    ApplicationId, ISSUED_DF, ISSUER, KeyType, reference, text as text_profile,
};
use apdu_spec::request::{ChangeReferenceData, Reference, VerificationData};
use test_vectors::images;

use super::hostile::{
    AnswerBehaviour, COMMANDS, Eavesdropper, HostileCard, LIBRARY, chosen, holds,
};
use super::register_cuts::FailingRegister;
use super::*;
use crate::municipal::profile::{KEY, Profile};
use crate::municipal::{self, ApplicationError, CounterContext, MunicipalError};
use crate::ready::ReadyCardIssuer;
use juki_client::seed::Seed;
use juki_pki::index::Entry;
use juki_pki::{Issuer, Purpose};

const IMAGE: &str = "pre-release/plain-p256.juki.gz";
/// Of the manifest of the images.
const SEED: Seed = Seed(20_260_401);

fn day() -> DateTime {
    DateTime::new(2026, 4, 1, 3, 0, 0).unwrap()
}

fn office() -> &'static Authority {
    static OFFICE: OnceLock<Authority> = OnceLock::new();
    OFFICE.get_or_init(|| {
        ReadyCardIssuer::open(day(), Some(SEED), &mut UnwrapErr(SysRng)).unwrap().into_authority()
    })
}

/// The rules of a service's key, as an earlier version made it.
const OLDER_KEY_RULES: &[Rule<'_>] = &[
    Rule { modes: &[AccessMode::EXTERNAL_AUTHENTICATE], condition: Condition::Always },
    Rule {
        modes: &[AccessMode::CHANGE, AccessMode::ACTIVATE, AccessMode::DEACTIVATE],
        condition: ISSUER,
    },
];

struct EarlierCard {
    _file: BlankCard,
    card: VirtualCard,
    serial: [u8; SERIAL_LEN],
    register: Memory,
    library: Profile,
}

impl EarlierCard {
    fn new() -> Self {
        let all = images::with_ending(".juki.gz").unwrap();
        let fixture = all.iter().find(|fixture| fixture.image == IMAGE).unwrap();
        let file = BlankCard::bytes("older", &fixture.bytes().unwrap());
        let mut card = file.open();
        let serial = files::serial(&mut Session::new(&mut card)).unwrap();
        // Its authority knows it by a certificate, and by nothing else.
        let mut register = Memory::default();
        let entry = Entry {
            serial: "01".to_owned(),
            issuer: Issuer::new(Purpose::Authentication, KeyType::P256),
            card: text(&serial),
            not_before: day(),
            not_after: day(),
            revoked: None,
        };
        register.issued(&entry).unwrap();
        assert!(register.card(&text(&serial)).unwrap().is_older());
        let library = Profile::parse(LIBRARY.as_bytes()).unwrap();
        Self { _file: file, card, serial, register, library }
    }

    fn at_counter<T>(
        &mut self,
        work: impl FnOnce(&mut Session<'_>, &mut Counter<'_>, &Profile) -> Result<T, MunicipalError>,
    ) -> Result<T, MunicipalError> {
        counter(&mut self.card, &mut self.register, |session, counter| {
            work(session, counter, &self.library)
        })
    }

    /// The library card as an earlier version put it on: its key proves the desk alone.
    fn add_older_service(&mut self) {
        let serial = self.serial;
        self.at_counter(|session, counter, library| {
            authenticate(session, counter)?;
            create::select_mf(session)?;
            let (fid, aid) = (library.fid(), library.aid());
            create::file(
                session,
                FileControlParameters { fid, name: &aid, ..FileControlParameters::EMPTY },
                ISSUED_DF,
            )?;
            let key = Key {
                algorithm: Algorithm::Aes128,
                usage: Usage::EXTERNAL_AUTHENTICATE,
                tries: 15,
            };
            let (kind, parameters) = (Kind::Key, KindParameters::Key(key));
            let control = FileControlParameters {
                kind,
                parameters,
                fid: KEY,
                ..FileControlParameters::EMPTY
            };
            create::file(session, control, OLDER_KEY_RULES)?;
            let value = counter.authority.service_key(&aid, &serial, 0);
            session.request(ChangeReferenceData {
                reference: Reference::Local(reference(KEY) & 0x1F),
                with_old: false,
                data: VerificationData(&*value),
            })?;
            create::activate(session, KEY)?;
            municipal::add(session, counter, library, &mut || Ok(pin_value("2468").value))
        })
        .unwrap();
        let state = self.register.card(&text(&serial)).unwrap();
        assert!(state.services.is_empty(), "it kept the key that it had");
    }

    /// The desk adds a record with the service's key.
    fn append(&mut self) -> Result<(), MunicipalError> {
        self.at_counter(|session, counter, library| {
            let Counter { authority, register, rng, .. } = counter;
            let desk = CounterContext { authority, register: &**register, rng: *rng };
            let file = library.file("loans").unwrap();
            municipal::append(session, library, desk, file, "book", &mut |_, _| Ok(chosen().value))
        })
    }

    fn reset_pin(&mut self) -> Result<(), MunicipalError> {
        self.at_counter(|session, counter, library| {
            municipal::reset_pin(session, counter, library, b"1357")
        })
    }
}

fn counter<T>(
    card: &mut dyn Reader,
    register: &mut dyn Register,
    work: impl FnOnce(&mut Session<'_>, &mut Counter<'_>) -> T,
) -> T {
    card.reset().unwrap();
    let rng = &mut UnwrapErr(SysRng);
    let mut counter = Counter { authority: office(), register, rng, now: day() };
    work(&mut Session::new(card), &mut counter)
}

#[test]
fn a_card_of_an_earlier_version_is_worked_on_as_before() {
    let mut older = EarlierCard::new();
    let known =
        older.at_counter(|session, counter, _| Ok(authenticate(session, counter)?)).unwrap();
    assert_eq!(known, AuthenticatedCard { serial: older.serial, generation: 0 });
    older
        .at_counter(|session, counter, _| {
            Ok(reset_pins(session, counter, &[Pin::Text], &chosen())?)
        })
        .unwrap();
    older
        .at_counter(|session, counter, library| {
            municipal::add(session, counter, library, &mut || Ok(pin_value("2468").value))
        })
        .unwrap();
    older.append().unwrap();
    older.reset_pin().unwrap();
    older.append().unwrap();
}

#[test]
fn an_impostor_of_a_card_of_an_earlier_version_is_sent_nothing() {
    let mut older = EarlierCard::new();
    // All that a listener can know, the certified card key's answers too.
    let mut listens = Eavesdropper { card: &mut older.card, heard: HashMap::new() };
    counter(&mut listens, &mut older.register, |session, counter| {
        authenticate(session, counter).unwrap();
    });
    let heard = listens.heard;
    let aid = older.library.aid();
    let keys =
        [office().issuer_key(&older.serial, 0), office().service_key(&aid, &older.serial, 0)];
    let before = older.register.events.clone();
    let manners = [
        AnswerBehaviour::Agrees,
        AnswerBehaviour::Proves,
        AnswerBehaviour::Older,
        AnswerBehaviour::Sessionless,
        AnswerBehaviour::Doubts,
        AnswerBehaviour::Echoes,
    ];
    for (name, work) in COMMANDS {
        for manner in manners {
            let mut hostile = HostileCard { replayed: heard.clone(), manner, heard: Vec::new() };
            let done = counter(&mut hostile, &mut older.register, |session, counter| {
                work(session, counter, &older.library)
            });
            assert!(done.is_err(), "{name}, {manner:?}");
            for secret in keys.iter().map(|key| &key[..]).chain([chosen().value.as_slice()]) {
                assert!(!holds(&hostile.heard, secret), "{name}, {manner:?}");
            }
            // Nor a proof of the host alone, which a genuine card would take.
            for one_way in [[0x00, 0x82, 0x00, 0x10, 0x10], [0x00, 0x82, 0x00, 0x99, 0x10]] {
                assert!(!holds(&hostile.heard, &one_way), "{name}, {manner:?}");
            }
            assert_eq!(older.register.events, before, "{name}, {manner:?}");
        }
    }
    older.at_counter(|session, counter, _| Ok(authenticate(session, counter)?)).unwrap();
}

/// An authority that handed a generation over knows that its card proves itself: one that says that
/// it is of an earlier version is another one, whatever else it proves.
#[test]
fn a_card_of_today_is_not_taken_for_one_of_an_earlier_version() {
    let mut older = EarlierCard::new();
    let card = text(&older.serial);
    for change in [
        CardChange::Begun { seal: [0; 32], generation: 7 },
        CardChange::HandedOver { generation: 7 },
        CardChange::Activated { generation: Some(7) },
    ] {
        older.register.record(&register::event(&card, day(), change), None).unwrap();
    }
    let refused = older.at_counter(|session, counter, _| Ok(authenticate(session, counter)?));
    match refused.unwrap_err() {
        MunicipalError::Issue(cause) => is_unproved(&cause, &card),
        cause => panic!("{cause:?}"),
    }
}

/// Its key gets another value and proves the desk alone as before.
#[test]
fn the_desk_of_an_earlier_version_s_service_works_after_its_pin_was_reset() {
    let mut older = EarlierCard::new();
    older.add_older_service();
    older.append().unwrap();
    older.reset_pin().unwrap();
    older.append().unwrap();
}

/// From a moment on, a card that stands in another application than the one that was selected.
/// Inside a session nobody makes it so: see `middle`.
struct StrayingCard<'a> {
    card: &'a mut dyn Reader,
    from: Arc<AtomicBool>,
    heard: Vec<u8>,
}

impl Reader for StrayingCard<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let mut command = command.to_vec();
        if self.from.load(Ordering::Relaxed) {
            self.heard.extend(&command);
            // SELECT by the path from the MF.
            if let [_, 0xA4, 0x08, _, 2, path @ ..] = &mut command[..] {
                path[..2].copy_from_slice(&text_profile::APPLICATION.fid.to_be_bytes());
            }
        }
        self.card.transmit(&command)
    }
}

#[test]
fn the_pin_of_a_service_goes_to_no_other_application() {
    let mut older = EarlierCard::new();
    let from = Arc::new(AtomicBool::new(false));
    let mut strays =
        StrayingCard { card: &mut older.card, from: Arc::clone(&from), heard: Vec::new() };
    let mut pin = || {
        from.store(true, Ordering::Relaxed);
        Ok(pin_value("2468").value)
    };
    let library = &older.library;
    let refused = counter(&mut strays, &mut older.register, |session, counter| {
        municipal::add(session, counter, library, &mut pin)
    });
    let absent = MunicipalError::Application(ApplicationError::Absent(library.service()));
    assert_eq!(format!("{:?}", refused.unwrap_err()), format!("{absent:?}"));
    assert!(from.load(Ordering::Relaxed) && !holds(&strays.heard, b"2468"));
    // Nothing stands in the way of the next run.
    older
        .at_counter(|session, counter, library| {
            municipal::add(session, counter, library, &mut || Ok(pin_value("2468").value))
        })
        .unwrap();
}

/// The host dies between the line that says that another key leaves and the card that gets it.
#[test]
fn a_cut_while_an_earlier_version_s_service_gets_its_key_is_finished() {
    for written in [false, true] {
        let mut older = EarlierCard::new();
        older.add_older_service();
        let mut dies =
            FailingRegister { register: &mut older.register, line: 0, written, lines: 0 };
        let library = &older.library;
        counter(&mut older.card, &mut dies, |session, counter| {
            municipal::reset_pin(session, counter, library, b"1357")
        })
        .unwrap_err();
        older.append().unwrap_or_else(|error| panic!("written: {written}: {error:?}"));
        older.reset_pin().unwrap();
        older.append().unwrap();
        let state = older.register.card(&text(&older.serial)).unwrap();
        let mut left = state.service_generations(&older.library.aid());
        left.sort_unstable();
        left.dedup();
        // And that of before there were any.
        assert_eq!(left.len(), 2 + usize::from(written), "each only once");
    }
}

/// Begins a card as an earlier version did: without a card access number, up to its face.
fn begin_without_number(card: &mut dyn Reader, record: &Resident) {
    let transport_key = &TEST_TRANSPORT_KEY;
    let order = Order {
        record,
        photo: None,
        characters: None,
        font: None,
        authority: authority(),
        transport_key,
        now: now(),
    };
    REGISTER.with_borrow_mut(|register| {
        let mut hooks = IssuanceHooks { register, step: &mut |_| {}, rng: &mut UnwrapErr(SysRng) };
        let begun = files::with_log_out(&mut Session::new(card), |session| {
            let claimed = survey(session)?;
            let (begun, found) = administrator::begin(session, &order, &claimed, &mut hooks)?;
            let mut plan = Plan::of(&order, &found, &begun)?;
            assert!(plan.codes.can.take().is_some());
            for application in plan.applications() {
                steps::application(session, &plan, application, &mut hooks)?;
                if application.id == ApplicationId::Visual {
                    break;
                }
            }
            Ok::<_, IssueError>(())
        });
        begun.unwrap();
    });
}

#[test]
fn a_card_whose_face_an_earlier_version_drew_gets_no_number_that_is_not_on_it() {
    let record = record("taro");
    let blank = BlankCard::new("no-number");
    let mut card = blank.open();
    begin_without_number(&mut card, &record);
    let (done, _) = run(&mut card, &record, "1234", usize::MAX);
    assert_eq!(done.unwrap().codes.can, None);
    judge(&mut card, &record, "1234");
    card.reset().unwrap();
    let found = files::find_file(&mut Session::new(&mut card), pace_profile::CAN.fid).unwrap();
    assert!(found.is_none());
}
