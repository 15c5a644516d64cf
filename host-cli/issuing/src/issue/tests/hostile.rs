//! A hostile card: it claims the serial number of another one, replays what that one answered to
//! everybody, and takes whatever it is sent.

use std::collections::HashMap;

use super::register_cuts::FailingRegister;
use super::*;
use crate::municipal::{self, CounterContext, MunicipalError, Profile};
use juki_client::card::pins::PinValue;
use juki_pki::index::Event;

pub(super) const LIBRARY: &str = include_str!("../../../samples/services/library.json");
/// A number that the holder chooses at the counter.
pub(super) const CHOSEN: &str = "8642";

/// How the card answers what it was never asked.
#[derive(Clone, Copy, Debug)]
pub(super) enum AnswerBehaviour {
    /// `9000` to everything.
    Agrees,
    /// As it, with sixteen bytes that could be a proof.
    Proves,
    /// It says that its keys are of an earlier version.
    Older,
    /// It says that it knows no sessions.
    Sessionless,
    /// Every proof is wrong, and everything else is done.
    Doubts,
    /// It sends back what it was sent.
    Echoes,
}

pub(super) struct HostileCard {
    pub(super) replayed: HashMap<Vec<u8>, Vec<u8>>,
    pub(super) manner: AnswerBehaviour,
    pub(super) heard: Vec<u8>,
}

impl Reader for HostileCard {
    fn name(&self) -> &str {
        "hostile"
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
        self.heard.extend(command);
        let proof = command[1] == 0x82;
        Ok(match self.replayed.get(command) {
            Some(answer) if !proof => answer.clone(),
            _ => match self.manner {
                _ if command[1] == 0x84 => [&[0x11; 16][..], &[0x90, 0x00]].concat(),
                AnswerBehaviour::Proves if proof => [&[0x22; 16][..], &[0x90, 0x00]].concat(),
                AnswerBehaviour::Older if proof && command.len() > 24 => vec![0x69, 0x85],
                AnswerBehaviour::Sessionless if proof && command[2] == 1 => vec![0x6A, 0x86],
                AnswerBehaviour::Doubts if proof => vec![0x63, 0x00],
                AnswerBehaviour::Echoes if proof => {
                    let data = command.get(5..).unwrap_or_default();
                    let code = data.len().saturating_sub(17);
                    [data.get(code..code + 16).unwrap_or_default(), &[0x90, 0x00]].concat()
                }
                _ => vec![0x90, 0x00],
            },
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// Listens to a genuine card.
pub(super) struct Eavesdropper<'a> {
    pub(super) card: &'a mut dyn Reader,
    pub(super) heard: HashMap<Vec<u8>, Vec<u8>>,
}

impl Reader for Eavesdropper<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        // The first time counts: later the card may have been asked as somebody else.
        self.heard.entry(command.to_vec()).or_insert_with(|| answer.clone());
        Ok(answer)
    }
}

/// What a command of the counter does with a card.
pub(super) type Work =
    fn(&mut Session<'_>, &mut Counter<'_>, &Profile) -> Result<(), MunicipalError>;

/// Every command that sends a key, a PIN or a code of the authority to a card, or works with a key
/// of it. One that is added to the sources and not here fails `no_other_source_sends_a_key`.
pub(super) const COMMANDS: [(&str, Work); 7] = [
    ("issue", |session, counter, _| {
        let record = record("taro");
        let (authority, transport_key) = (counter.authority, &TEST_TRANSPORT_KEY);
        let order = Order {
            record: &record,
            photo: None,
            characters: None,
            font: None,
            authority,
            transport_key,
            now: now(),
        };
        let Counter { register, rng, .. } = counter;
        let mut hooks = IssuanceHooks { register: &mut **register, step: &mut |_| {}, rng: *rng };
        let pins = new_pins(&record, CHOSEN);
        issue(session, &order, &pins, &mut hooks)?;
        Ok(())
    }),
    ("pin reset", |session, counter, _| {
        Ok(reset_pins(session, counter, &[Pin::Text, Pin::Authentication], &chosen())?)
    }),
    ("service add", |session, counter, library| {
        let mut pin = || Ok(chosen().value);
        municipal::add(session, counter, library, &mut pin).map(drop)
    }),
    ("service reset-pin", |session, counter, library| {
        municipal::reset_pin(session, counter, library, CHOSEN.as_bytes())
    }),
    ("service remove", |session, counter, library| municipal::remove(session, counter, library)),
    ("service append", |session, counter, library| {
        let Counter { authority, register, rng, .. } = counter;
        let desk = CounterContext { authority, register: &**register, rng: *rng };
        let file = library.file("reservations").unwrap();
        let mut pin = |_: u8, _: u8| Ok(chosen().value);
        municipal::append(session, library, desk, file, "loan of a book", &mut pin)
    }),
    ("service show", |session, counter, library| {
        let Counter { authority, register, rng, .. } = counter;
        let desk = CounterContext { authority, register: &**register, rng: *rng };
        municipal::read(session, library, Some(desk), None).map(drop)
    }),
];

pub(super) fn chosen() -> PinValue {
    pin_value(CHOSEN)
}

/// An issued card with a library card on it, and all that can be heard of it.
pub(super) struct ObservedCard {
    pub(super) blank: BlankCard,
    pub(super) card: VirtualCard,
    pub(super) serial: [u8; SERIAL_LEN],
    pub(super) register: Memory,
    heard: HashMap<Vec<u8>, Vec<u8>>,
    blank_heard: HashMap<Vec<u8>, Vec<u8>>,
    pub(super) library: Profile,
}

impl ObservedCard {
    pub(super) fn new() -> Self {
        let blank = BlankCard::new("victim");
        let mut card = blank.open();
        let mut register = Memory::default();
        let library = Profile::parse(LIBRARY.as_bytes()).unwrap();
        let listen = |card: &mut VirtualCard, work: &mut dyn FnMut(&mut Session<'_>)| {
            let mut listens = Eavesdropper { card, heard: HashMap::new() };
            work(&mut Session::new(&mut listens));
            let heard = listens.heard;
            card.reset().unwrap();
            heard
        };
        let blank_heard = listen(&mut card, &mut |session| {
            survey(session).unwrap();
        });
        let record = record("taro");
        run_by(authority(), &mut card, &record, ("1234", usize::MAX), &mut register).0.unwrap();
        let serial = files::serial(&mut Session::new(&mut card)).unwrap();
        card.reset().unwrap();
        let rng = &mut UnwrapErr(SysRng);
        let heard = listen(&mut card, &mut |session| {
            let register: &mut dyn Register = &mut register;
            let mut counter =
                Counter { authority: authority(), register, rng: &mut *rng, now: now() };
            let mut pin = || Ok(pin_value("2468").value);
            municipal::add(session, &mut counter, &library, &mut pin).unwrap();
            reset_pins(session, &mut counter, &[Pin::Text], &pin_value("1234")).unwrap();
        });
        Self { blank, card, serial, register, heard, blank_heard, library }
    }

    /// Everything of this card that nobody else may have.
    pub(super) fn secrets(&self) -> Vec<Vec<u8>> {
        let state = self.register.card(&text(&self.serial)).unwrap();
        let aid = self.library.aid();
        let generations = state.generations().into_iter().chain([0]);
        let issuer = generations.map(|at| authority().issuer_key(&self.serial, at).to_vec());
        let codes = state.generations().into_iter();
        let codes =
            codes.map(|at| authority().resetting_code(&self.serial, at).as_bytes().to_vec());
        let services = state.service_generations(&aid).into_iter().chain([0]);
        let services = services.map(|at| authority().service_key(&aid, &self.serial, at).to_vec());
        let chosen = [CHOSEN, "ABC123", "4321"].map(|value| value.as_bytes().to_vec());
        issuer.chain(codes).chain(services).chain(chosen).collect()
    }
}

pub(super) fn holds(heard: &[u8], secret: &[u8]) -> bool {
    heard.windows(secret.len()).any(|window| window == secret)
}

#[test]
fn a_card_that_claims_another_one_s_serial_number_is_sent_nothing() {
    let mut victim = ObservedCard::new();
    let secrets = victim.secrets();
    let events: Vec<Event> = victim.register.events.clone();
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
            for replayed in [&victim.blank_heard, &victim.heard, &HashMap::new()] {
                // A card that answers nothing else still says who it claims to be.
                let mut replayed = replayed.clone();
                let serial = [&victim.serial[..], &[0x90, 0x00]].concat();
                replayed.insert(vec![0x00, 0xCA, 0x00, 0x45, 0x00], serial);
                let mut hostile = HostileCard { replayed, manner, heard: Vec::new() };
                let rng = &mut UnwrapErr(SysRng);
                let register: &mut dyn Register = &mut victim.register;
                let mut counter = Counter { authority: authority(), register, rng, now: now() };
                let done = work(&mut Session::new(&mut hostile), &mut counter, &victim.library);
                assert!(done.is_err(), "{name}, {manner:?}");
                for secret in &secrets {
                    assert!(!holds(&hostile.heard, secret), "{name}, {manner:?}: {secret:02X?}");
                }
                assert_eq!(victim.register.events, events, "{name}, {manner:?}");
                assert_eq!(victim.register.superseded, [], "{name}, {manner:?}");
            }
        }
    }
    // The genuine card is taken as before.
    let rng = &mut UnwrapErr(SysRng);
    let register: &mut dyn Register = &mut victim.register;
    let mut counter = Counter { authority: authority(), register, rng, now: now() };
    let session = &mut Session::new(&mut victim.card);
    reset_pins(session, &mut counter, &[Pin::Text], &chosen()).unwrap();
}

/// Between the line that says that a key leaves and the card that gets it, somebody puts in a card
/// of the same serial number and the same transport key.
#[test]
fn an_impostor_in_the_middle_of_issuing_gets_a_key_that_opens_nothing() {
    let record = record("taro");
    let genuine = BlankCard::new("genuine");
    let mut card = genuine.open();
    let serial = files::serial(&mut Session::new(&mut card)).unwrap();
    let card_name = text(&serial);
    let mut register = Memory::default();
    // Cut when the card has its key and a certificate stands in the register: the third line.
    let mut dies = FailingRegister { register: &mut register, line: 2, written: true, lines: 0 };
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut card, &record, whole, &mut dies).0.unwrap_err();
    assert_eq!(register.certificates(&card_name).len(), 1);
    let before = register.events.clone();
    let impostor = BlankCard::with_serial("impostor", &serial);
    let mut other = impostor.open();
    let (done, _) = run_by(authority(), &mut other, &record, ("1234", usize::MAX), &mut register);
    is_unproved(&done.unwrap_err(), &card_name);
    assert_eq!((&register.events, register.superseded.len()), (&before, 0));
    // The one that was begun goes on.
    run_by(authority(), &mut card, &record, whole, &mut register).0.unwrap();
    // And once it is issued, nobody is it but that one.
    let (done, _) = run_by(authority(), &mut other, &record, whole, &mut register);
    let cause = done.unwrap_err();
    let issued = AdministratorError::SerialIssued { serial: card_name };
    assert!(matches!(&cause, IssueError::Administrator(so) if *so == issued), "{cause:?}");
}

/// The same before the card had a certificate: its key leaves for no second card.
#[test]
fn a_key_that_left_never_leaves_again() {
    let record = record("taro");
    let genuine = BlankCard::new("left");
    let serial = files::serial(&mut Session::new(&mut genuine.open())).unwrap();
    let mut register = Memory::default();
    let mut dies = FailingRegister { register: &mut register, line: 1, written: true, lines: 0 };
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut genuine.open(), &record, whole, &mut dies).0.unwrap_err();
    assert_eq!(register.card(&text(&serial)).unwrap().handed_over.len(), 1);
    let first = register.card(&text(&serial)).unwrap().generation();
    let impostor = BlankCard::with_serial("left-for", &serial);
    let mut other = impostor.open();
    let _ = run_by(authority(), &mut other, &record, ("1234", 40), &mut register);
    let state = register.card(&text(&serial)).unwrap();
    assert_eq!(state.generations().iter().filter(|at| **at == first).count(), 1);
    let key = authority().issuer_key(&serial, first);
    assert!(!administrator::tests_only_prove(&mut other, &key));
}

/// A card that got a key of its own in an interrupted issuing is nobody once the genuine one is
/// activated; also when the host dies before it writes that down.
#[test]
fn an_impostor_with_a_key_of_its_own_is_not_taken_for_the_activated_card() {
    let record = record("taro");
    let whole = ("1234", usize::MAX);
    let mut lines = 0;
    for recorded in [true, false] {
        let genuine = BlankCard::new("activated");
        let mut card = genuine.open();
        let serial = files::serial(&mut Session::new(&mut card)).unwrap();
        let mut register = Memory::default();
        // It gets its key, and the run is cut; then somebody puts in another card.
        run_by(authority(), &mut card, &record, ("1234", 40), &mut register).0.unwrap_err();
        let first = register.card(&text(&serial)).unwrap().generation();
        let impostor = BlankCard::with_serial("activated-not", &serial);
        let mut other = impostor.open();
        run_by(authority(), &mut other, &record, ("1234", 40), &mut register).0.unwrap_err();
        let second = register.card(&text(&serial)).unwrap().generation();
        assert_ne!(first, second);
        let key = authority().issuer_key(&serial, second);
        assert!(administrator::tests_only_prove(&mut other, &key), "it has its key");
        // The genuine card goes on and is activated. The last line says so.
        let line = if recorded { 99 } else { lines - 1 };
        let mut dies = FailingRegister { register: &mut register, line, written: false, lines: 0 };
        let done = run_by(authority(), &mut card, &record, whole, &mut dies).0;
        lines = dies.lines;
        assert_eq!(done.is_ok(), recorded);
        let state = register.card(&text(&serial)).unwrap();
        assert_eq!(
            state.activated.map(|activated| activated.generation),
            recorded.then_some(first)
        );
        let rng = &mut UnwrapErr(SysRng);
        let register: &mut dyn Register = &mut register;
        let mut counter = Counter { authority: authority(), register, rng, now: now() };
        other.reset().unwrap();
        let refused = authenticate(&mut Session::new(&mut other), &mut counter).unwrap_err();
        let wrong = AdministratorError::IssuerKey { status: Some(StatusWord::VERIFICATION_FAILED) };
        assert!(
            matches!(&refused, IssueError::Administrator(so) if *so == wrong),
            "recorded: {recorded}: {refused:?}"
        );
        card.reset().unwrap();
        let known = authenticate(&mut Session::new(&mut card), &mut counter).unwrap();
        assert_eq!(known, AuthenticatedCard { serial, generation: first });
    }
}

/// What is handed to a card goes through these, and the commands above call all of them.
#[test]
fn no_other_source_sends_a_key() {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.contains("tests") {
                let source = std::fs::read_to_string(&path).unwrap();
                let calls = [".issuer_key(", ".service_key(", ".resetting_code("];
                if calls.iter().any(|call| source.contains(call)) {
                    let begin = name.find("/../").unwrap() + 4;
                    found.push(name[begin..].to_owned());
                }
            }
        }
    }
    found.sort();
    let known = [
        "issuing/src/issue/administrator.rs",
        "issuing/src/issue/plan.rs",
        "issuing/src/issue/steps.rs",
        "issuing/src/municipal/build.rs",
        "issuing/src/municipal/work.rs",
        // Shown to whoever made the card for tests.
        "issuing/src/ready.rs",
        // Shown to the municipality, sent to no card.
        "src/commands/authority_puk.rs",
    ];
    assert_eq!(found, known, "add the command to COMMANDS, then the file here");
}
