//! What a hostile card can answer to the host: an issued card whose answers are changed on the
//! way, a card of nothing but the fuzzer's answers, and each of the host's readers by itself.

mod cards;
mod parsers;

use std::cell::RefCell;
use std::io::sink;

use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::Profile as Generation;
use der::DateTime;
use juki::card::jpki::{self, Certificate, Key};
use juki::card::pins::{self, Origin, Pin, PinValue, Source, SourceError};
use juki::card::session::Session;
use juki::card::{common, files, identity, juki as register, text, visual};
use juki::municipal::{self, Profile};
use juki::pki::{Revocation, TrustStore};
use juki::reader::Reader;
use juki::reader::trace::Trace;
use juki::reader::virtual_card::VirtualCard;
use juki::ready::{self, CardRequest, ReadyCardIssuer};
use juki::seed::Seed;
use juki::shell::show;
use juki::sign::{self, cms};
use juki::verify::card::{CardVerifier, Scope};
use test_vectors::grammar::{Choices, RecordedChoices};
use test_vectors::rng::TestRng;

use cards::{RecordingReader, TamperingReader};
pub use parsers::PARSERS;
use parsers::{look_at, look_at_certificate, look_at_face, parsers};

/// First byte of an input: an issued card between which and the host something changes answers.
pub const CHANGED: u8 = 0;
/// First byte of an input: every answer is the input's.
pub const OWN: u8 = 1;
/// First byte of an input: one reader of bytes.
pub const PARSER: u8 = 2;

/// A municipal application that the card has not: what is read of it is the changes'.
const LIBRARY: &[u8] = include_bytes!("../../host-cli/issuing/samples/services/library.json");

/// Reads, verifies or parses what the input holds.
pub fn run(input: &[u8]) {
    let mut given = RecordedChoices::new(input);
    match given.byte() % 3 {
        CHANGED => {
            let flow = given.byte();
            OFFICE.with_borrow_mut(|office| {
                let Office { card, trust, now } = office.get_or_insert_with(Office::open);
                card.reset().expect("a card in this process is reset");
                let mut between = TamperingReader::new(Some(card), given);
                flows(&mut between, flow, trust, *now);
            });
        }
        OWN => {
            let flow = given.byte();
            OFFICE.with_borrow_mut(|office| {
                let Office { trust, now, .. } = office.get_or_insert_with(Office::open);
                let mut between = TamperingReader::new(None, given);
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

/// An issued card and its trust anchors.
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
        let mut workshop = ReadyCardIssuer::open(now, Some(Seed(5)), rng).expect("an authority");
        let profile = PreIssuingData::of(Generation::P256);
        let card = ready::find("plain").expect("the first of the catalogue");
        let request = CardRequest { card, profile, atr: Generation::P256.atr(), record: None };
        let made = workshop.make(&request, &mut |_| (), rng).expect("a card");
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
            let mut heard = RecordingReader { card, answers: Vec::new() };
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
        let signed =
            jpki::with_verified_key(&mut session, Key::Signing, &mut ReadyCardPins, |card| {
                sign::sign(card, &cms::DetachedDocument([7; 32]), *now)
            });
        let signed = signed.map_err(|error| format!("{error:?}"))?;
        let pem = cms::to_pem(&signed.bytes).map_err(|error| format!("{error:?}"))?;
        all.push(("signature-pem".to_owned(), reader::SIGNATURE, pem.into_bytes()));
        all.push(("signature-der".to_owned(), reader::SIGNATURE, signed.bytes));
        Ok(all)
    })
}

/// The PINs of the ready cards.
struct ReadyCardPins;

impl Source for ReadyCardPins {
    fn current(&mut self, pin: Pin, _: u8) -> Result<PinValue, SourceError> {
        Ok(value(match pin {
            Pin::Signing => ready::SIGNING_PASSWORD,
            Pin::Authentication => ready::AUTHENTICATION_PIN,
            _ => ready::CARD_PIN,
        }))
    }
}

fn value(text: &str) -> PinValue {
    PinValue { value: text.as_bytes().to_vec().into(), origin: Origin::Data }
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
            let verifier = CardVerifier {
                trust,
                revocation: Revocation::File,
                now,
                challenges: [[0x5A; 32], [0xA5; 32]],
            };
            let _ =
                verifier.verify(session, Scope { data: true, signing: true }, &mut ReadyCardPins);
        }
        1 => drop(identity::read(session)),
        2 => {
            if let Ok(read) = text::read(session, Some(&mut ReadyCardPins)) {
                look_at(&read);
            }
        }
        3 => drop(register::read(session, &mut ReadyCardPins)),
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
                drop(jpki::certificate_with_pin(session, which, &mut ReadyCardPins));
            }
            drop(jpki::token_label(session));
        }
        7 => {
            for key in [Key::Authentication, Key::Signing] {
                drop(jpki::is_present(session, key));
                drop(jpki::sign(session, key, &[7; 32], &mut ReadyCardPins));
            }
        }
        8 => {
            for pin in Pin::ALL {
                drop(pins::tries(session, pin));
            }
        }
        9 => {
            drop(files::pre_issuing(session));
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
