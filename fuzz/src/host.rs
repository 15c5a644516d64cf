//! What a hostile card can answer to the host: an issued card whose answers are changed on the
//! way, a card of nothing but the fuzzer's answers, and each of the host's readers by itself.

use std::cell::RefCell;
use std::io::sink;

use apdu_spec::profile::PreIssuing;
use apdu_spec::profile::card::Profile as Generation;
use der::DateTime;
use juki::card::atr::Atr;
use juki::card::jpki::{self, Certificate, Key};
use juki::card::pins::{self, Given as Value, Origin, Pin, Source};
use juki::card::session::Session;
use juki::card::{common, files, identity, juki as register, text, visual};
use juki::error::Error;
use juki::municipal::{self, Profile};
use juki::pki::cv::CvCertificate;
use juki::pki::{PublicKey, Purpose, Revocation, TrustStore};
use juki::reader::trace::{self, Trace};
use juki::reader::virtual_card::VirtualCard;
use juki::reader::{Protocol, Reader, ReaderError};
use juki::ready::{self, Wanted, Workshop};
use juki::seed::Seed;
use juki::shell::show;
use juki::sign::cms;
use juki::verify::card::{Judge, Scope};
use juki::verify::certificate;
use test_vectors::grammar::{Choices, Given};
use test_vectors::rng::TestRng;

/// First byte of an input: an issued card between which and the host something changes answers.
pub const CHANGED: u8 = 0;
/// First byte of an input: every answer is the input's.
pub const OWN: u8 = 1;
/// First byte of an input: one reader of bytes.
pub const PARSER: u8 = 2;

/// Exchanges after which a card has talked enough: an honest one needs some hundred, a file of
/// 32 KiB a byte at a time as many.
const EXCHANGES_MAX: usize = 40_000;

/// A municipal application that the card has not: what is read of it is the changes'.
const LIBRARY: &[u8] = include_bytes!("../../host-cli/samples/services/library.json");

/// Reads, judges or parses what the input says.
pub fn run(input: &[u8]) {
    let mut given = Given::new(input);
    match given.byte() % 3 {
        CHANGED => {
            let flow = given.byte();
            OFFICE.with_borrow_mut(|office| {
                let Office { card, trust, now } = office.get_or_insert_with(Office::open);
                card.reset().expect("a card in this process is reset");
                let mut between = Between { card: Some(card), given, at: 0, next: None };
                between.plan();
                flows(&mut between, flow, trust, *now);
            });
        }
        OWN => {
            let flow = given.byte();
            OFFICE.with_borrow_mut(|office| {
                let Office { trust, now, .. } = office.get_or_insert_with(Office::open);
                let mut between = Between { card: None, given, at: 0, next: None };
                flows(&mut between, flow, trust, *now);
            });
        }
        _ => parsers(given.byte(), given.rest()),
    }
}

/// Issues the card: a moment that no input is to be blamed for.
pub fn prepare() {
    OFFICE.with_borrow_mut(|office| {
        let _ready = office.get_or_insert_with(Office::open);
    });
}

thread_local! {
    static OFFICE: RefCell<Option<Office>> = const { RefCell::new(None) };
}

/// An issued card and whom to believe.
struct Office {
    card: VirtualCard,
    trust: TrustStore,
    now: DateTime,
}

impl Office {
    /// The same card every time.
    fn open() -> Self {
        let now = DateTime::new(2026, 4, 1, 3, 0, 0).expect("a day");
        let rng = &mut TestRng::new(5);
        let mut workshop = Workshop::open(now, Some(Seed(5)), rng).expect("an authority");
        let profile = PreIssuing::of(Generation::P256);
        let card = ready::find("plain").expect("the first of the catalogue");
        let wanted = Wanted { card, profile, atr: Generation::P256.atr(), record: None };
        let made = workshop.make(&wanted, &mut |_| (), rng).expect("a card");
        let mut trust = TrustStore::new();
        for issuer in juki::pki::Issuer::ALL {
            trust.add("ca", workshop.authority().ca_certificate(issuer)).expect("a certificate");
            trust.add("crl", workshop.authority().crl(issuer)).expect("a list");
        }
        trust.add("root", workshop.authority().cv_root()).expect("a root");
        let card = VirtualCard::insert(made.image, "fuzzed").expect("the card starts");
        Self { card, trust, now }
    }
}

/// What passes between an honest card and the host. For the seeds of the corpus: the answers of
/// every flow.
pub fn conversations() -> Vec<(u8, Vec<Vec<u8>>)> {
    let mut all = Vec::new();
    for flow in 0..FLOWS {
        OFFICE.with_borrow_mut(|office| {
            let Office { card, trust, now } = office.get_or_insert_with(Office::open);
            card.reset().expect("a card in this process is reset");
            let mut heard = Heard { card, answers: Vec::new() };
            flows(&mut heard, flow, trust, *now);
            all.push((flow, heard.answers));
        });
    }
    all
}

/// Files of the kinds that somebody hands to the host, with the reader that takes them. For the
/// seeds of the corpus.
///
/// # Errors
/// What the host says.
pub fn files() -> Result<Vec<(String, u8, Vec<u8>)>, String> {
    use crate::resident::reader;
    OFFICE.with_borrow_mut(|office| {
        let Office { card, trust, now } = office.get_or_insert_with(Office::open);
        card.reset().map_err(|error| format!("{error:?}"))?;
        let mut all = Vec::new();
        for (at, object) in trust.objects().iter().enumerate() {
            let name = format!("trust-{}-{at}", object.kind().name());
            all.push((name, reader::TRUST, object.bytes().to_vec()));
        }
        let mut session = Session::new(card);
        let signed = jpki::unlocked(&mut session, Key::Signing, &mut Known, |card| {
            cms::sign(card, &[7; 32], *now)
        });
        let signed = signed.map_err(|error| format!("{error:?}"))?;
        let pem = cms::to_pem(&signed.der).map_err(|error| format!("{error:?}"))?;
        all.push(("signature-pem".to_owned(), reader::SIGNATURE, pem.into_bytes()));
        all.push(("signature-der".to_owned(), reader::SIGNATURE, signed.der));
        Ok(all)
    })
}

/// Notes the answers.
struct Heard<'a> {
    card: &'a mut VirtualCard,
    answers: Vec<Vec<u8>>,
}

impl Reader for Heard<'_> {
    fn name(&self) -> &str {
        "heard"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        self.answers.push(answer.clone());
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// Between card and host; without a card, every answer is made of choices.
struct Between<'a> {
    card: Option<&'a mut VirtualCard>,
    given: Given<'a>,
    at: usize,
    /// The next exchange whose answer is changed.
    next: Option<usize>,
}

impl Between<'_> {
    /// Which answer is the next to be changed.
    fn plan(&mut self) {
        self.next = (!self.given.is_empty()).then(|| self.at + self.given.below(64));
    }

    fn change(&mut self, answer: &mut Vec<u8>) {
        let data = answer.len().saturating_sub(2);
        let at = self.given.below(data.max(1)).min(data);
        match self.given.below(8) {
            0 if data > 0 => answer[at] ^= 1 << self.given.below(8),
            1 => drop(answer.drain(at..data)),
            2 => drop(answer.drain(..at)),
            3 => {
                let count = self.given.below(64);
                let bytes = self.given.take(count).to_vec();
                answer.splice(at..at, bytes);
            }
            4 => {
                let count = self.given.below(64);
                let bytes = self.given.take(count);
                for (place, byte) in answer[at..data].iter_mut().zip(bytes) {
                    *place = *byte;
                }
            }
            5 => {
                let count = self.given.below(1200);
                let run = vec![self.given.byte(); count];
                answer.splice(at..at, run);
            }
            6 => {
                answer.truncate(data);
                answer.extend([self.given.byte(), self.given.byte()]);
            }
            _ => {
                let count = self.given.below(300);
                *answer = self.given.take(count).to_vec();
                answer.extend([0x90, 0x00]);
            }
        }
    }

    /// An answer of choices only.
    fn own(&mut self) -> Vec<u8> {
        let status = match self.given.byte() {
            0..0xC0 => [0x90, 0x00],
            0xC0..0xD0 => [0x6A, 0x82],
            0xD0..0xD8 => [0x61, self.given.byte()],
            0xD8..0xE0 => [0x62, 0x82],
            0xE0..0xE8 => [0x63, 0xC3],
            0xE8..0xF0 => [0x69, 0x82],
            _ => [self.given.byte(), self.given.byte()],
        };
        let count = match self.given.byte() {
            count @ 0..0xE0 => usize::from(count),
            0xE0..0xF0 => self.given.below(2000),
            _ => {
                let count = self.given.below(0x1_0000);
                return [&vec![self.given.byte(); count][..], &status].concat();
            }
        };
        [self.given.take(count), &status].concat()
    }
}

impl Reader for Between<'_> {
    fn name(&self) -> &str {
        "between"
    }

    fn atr(&self) -> &[u8] {
        self.card.as_ref().map_or(Generation::P256.atr(), |card| card.atr())
    }

    fn protocol(&self) -> Protocol {
        Protocol::Direct
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        assert!(self.at < EXCHANGES_MAX, "the host never has enough");
        let Some(card) = &mut self.card else {
            self.at += 1;
            return Ok(self.own());
        };
        let mut answer = card.transmit(command)?;
        while self.next == Some(self.at) {
            self.change(&mut answer);
            self.plan();
        }
        self.at += 1;
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        match &mut self.card {
            Some(card) => card.reset(),
            None => Ok(()),
        }
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

/// The PINs of the ready cards.
struct Known;

impl Source for Known {
    fn current(&mut self, pin: Pin, _: u8) -> Result<Value, Error> {
        Ok(value(match pin {
            Pin::Signing => ready::SIGNING_PASSWORD,
            Pin::Authentication => ready::AUTHENTICATION_PIN,
            _ => ready::CARD_PIN,
        }))
    }
}

fn value(text: &str) -> Value {
    Value { value: text.as_bytes().to_vec().into(), origin: Origin::Data }
}

/// How many flows there are.
pub const FLOWS: u8 = 13;

/// What the host does with a card. That it is refused is as good as that it succeeds.
fn flows(card: &mut dyn Reader, flow: u8, trust: &TrustStore, now: DateTime) {
    let mut traced;
    let card: &mut dyn Reader = if flow & 0x80 == 0 {
        card
    } else {
        traced = Trace::new(card, Box::new(sink())).expect("nothing is written");
        &mut traced
    };
    let mut session = Session::new(card);
    let session = &mut session;
    match (flow & 0x7F) % FLOWS {
        0 => {
            let judge = Judge {
                trust,
                revocation: Revocation::File,
                now,
                challenges: [[0x5A; 32], [0xA5; 32]],
            };
            let _ = judge.card(session, Scope { data: true, signing: true }, &mut Known);
        }
        1 => drop(identity::read(session)),
        2 => {
            if let Ok(read) = text::read(session, Some(&mut Known)) {
                look_at(&read);
            }
        }
        3 => drop(register::read(session, &mut Known)),
        4 => {
            let codes = [(Pin::CodeB, value("00000000000000"))];
            drop(visual::read(session, &codes));
            drop(files::select_application(session, &apdu_spec::profile::visual::APPLICATION));
            if let Ok(read) = visual::read_files(session) {
                look_at_face(&read);
            }
            drop(visual::sign_challenge(session, &[7; 32]));
        }
        5 => {
            drop(common::card_record(session));
            drop(common::cv_certificate(session));
            drop(common::authenticate_card(session, &[7; 32]));
        }
        6 => {
            for which in Certificate::ALL {
                if let Ok(der) = jpki::certificate(session, which) {
                    look_at_certificate(&der, trust, now);
                }
                drop(jpki::certificate_with_pin(session, which, &mut Known));
            }
            drop(jpki::token_label(session));
        }
        7 => {
            for key in [Key::Authentication, Key::Signing] {
                drop(jpki::is_present(session, key));
                drop(jpki::sign(session, key, &[7; 32], &mut Known));
            }
        }
        8 => {
            for pin in Pin::ALL {
                drop(pins::tries(session, pin));
            }
        }
        9 => {
            drop(files::made_as(session));
            drop(files::card_life(session));
            drop(files::require_issued(session));
            drop(files::serial(session));
        }
        10 => {
            drop(files::select_application(session, &apdu_spec::profile::text::APPLICATION));
            drop(show::whole_file(session));
            drop(show::all_records(session).map(|(text, _)| text));
        }
        11 => {
            let library = Profile::parse(LIBRARY).expect("the sample reads");
            let ask = &mut |_, _| Ok(b"1234".to_vec().into());
            drop(municipal::read(session, &library, None, Some(ask)));
        }
        _ => {
            let (old, new) = (value(ready::CARD_PIN), value(ready::CARD_PIN));
            drop(pins::change(session, Pin::Text, &old, &new));
        }
    }
}

fn look_at(read: &text::Files) {
    let _ = (read.number(), read.offsets_fit(), read.signature(), read.card_key(), read.basic());
    let attributes = read.attributes();
    let hashed = read.attributes.as_deref().and_then(text::attributes_hash_input);
    assert!(hashed.is_some() || attributes.is_none() || read.attributes.is_some());
    if let Some(attributes) = attributes {
        let _ = attributes.encode();
    }
    if let Some(number) = read.number() {
        assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
    }
}

fn look_at_face(read: &visual::Files) {
    let _ = read.age.as_deref().and_then(visual::Age::parse);
    let _ = read.number.as_deref().and_then(visual::Number::parse);
    let _ = read.basic_information.as_deref().and_then(visual::Basic::parse);
    let _ = read.face.as_deref().and_then(visual::Face::parse);
    let _ = read.cv_certificate.as_deref().map(CvCertificate::parse);
}

fn look_at_certificate(der: &[u8], trust: &TrustStore, now: DateTime) {
    let _ = certificate::Named::of(der);
    let purpose = certificate::purpose(der);
    for purpose in [purpose, Purpose::Signing] {
        let _ = certificate::judge(der, &[], trust, purpose, Revocation::File, now);
    }
}

/// How many readers of bytes there are.
pub const PARSERS: u8 = 14;

/// The readers of bytes by themselves. What reads and can be written is the same again.
fn parsers(which: u8, bytes: &[u8]) {
    match which % PARSERS {
        0 => {
            let _ = Atr::parse(bytes).map(|atr| atr.capabilities());
        }
        1 => {
            if let Ok(certificate) = CvCertificate::parse(bytes) {
                let _ = (certificate.verify(&certificate), certificate.is_root());
            }
        }
        2 => look_at(&text::Files {
            attributes: Some(bytes.to_vec()),
            signature: Some(bytes.to_vec()),
            ..text::Files::default()
        }),
        3 => look_at(&text::Files {
            personal_number: Some(bytes.to_vec()),
            basic_information: Some(bytes.to_vec()),
            card_key: Some(bytes.to_vec()),
            ..text::Files::default()
        }),
        4 => {
            if let Some(age) = visual::Age::parse(bytes) {
                let again = age.encode().expect("what was read can be written");
                assert_eq!(visual::Age::parse(&again), Some(age));
            }
        }
        5 => {
            if let Some(number) = visual::Number::parse(bytes) {
                let again = number.encode().expect("what was read can be written");
                assert_eq!(visual::Number::parse(&again), Some(number));
            }
        }
        6 => {
            let _ = visual::Face::parse(bytes).map(|(face, _)| (face.hashes(), face.encode()));
        }
        7 => {
            if let Some(basic) = visual::Basic::parse(bytes) {
                let again = basic.encode().expect("what was read can be written");
                assert_eq!(visual::Basic::parse(&again), Some(basic));
            }
        }
        8 => {
            if let Some(state) = register::State::parse(bytes) {
                let again = state.encode();
                assert_eq!(register::State::parse(&again), Some(state));
            }
            let _ = register::Procedure::parse(bytes).map(|procedure| procedure.encode());
        }
        9 => {
            let _ = common::CardRecord::parse(bytes).map(|record| record.encode());
        }
        10 => {
            for key in [PublicKey::from_card(bytes), PublicKey::from_objects(bytes)] {
                let Some(key) = key else { continue };
                let objects = key.to_objects().expect("what was read can be written");
                assert_eq!(PublicKey::from_objects(&objects), Some(key.clone()));
                let spki = key.to_spki().expect("what was read can be written");
                assert_eq!(PublicKey::from_spki(&spki), Some(key));
            }
        }
        11 => {
            OFFICE.with_borrow_mut(|office| {
                let Office { trust, now, .. } = office.get_or_insert_with(Office::open);
                look_at_certificate(bytes, trust, *now);
            });
        }
        12 => {
            let _ = files::data_object(bytes);
            let _ = files::template(bytes, apdu_spec::tlv::Tag::new(0x70));
            let _ = (identity::printable(bytes), show::content(bytes));
        }
        _ => masked(bytes),
    }
}

/// A trace never shows the data field of a command that may carry a secret.
fn masked(bytes: &[u8]) {
    let _ = trace::response_line(bytes);
    let line = trace::command_line(bytes);
    let is_secret = matches!(bytes.get(1), Some(0x20 | 0x21 | 0x24 | 0x2C | 0x26 | 0x28 | 0x32));
    if is_secret
        && let Some(tail) = bytes.get(bytes.len().saturating_sub(8)..)
        && bytes.len() >= 16
        && bytes.get(4..bytes.len() - 8).is_some_and(|rest| !rest.is_empty())
        && tail.iter().any(|byte| Some(byte) != tail.first())
    {
        let shown = hex::encode_upper(tail);
        assert!(!line.contains(&shown), "{line}");
    }
}
