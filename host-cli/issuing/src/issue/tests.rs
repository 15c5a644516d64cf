//! Cards issued in this process, whole and interrupted after commands.

use apdu_spec::profile::PreIssuingData;
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use apdu_spec::profile::TEST_TRANSPORT_KEY;
use apdu_spec::profile::card::ATR;
use apdu_spec::status::StatusWord;
use getrandom::SysRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use super::register::Memory;
use super::*;
use juki_client::card::pins::{self, Origin, PinError, Source, SourceError, Tries};
use juki_client::card::{CardError, common, jpki, juki, text as text_card};
use juki_client::reader::image::{self, CardIdentity, Image};
use juki_client::reader::virtual_card::{self, VirtualCard};
use juki_client::reader::{Protocol, Reader, ReaderError};
use juki_pki::Parameters;
use juki_pki::cv::CvCertificate;
use juki_pki::index::{Entry, Reason};
use juki_records::resident::samples;
use juki_records::uses;

/// What a reader between card and host passes on to its `card`: all but the commands.
macro_rules! passes_on {
    () => {
        fn name(&self) -> &str {
            self.card.name()
        }

        fn atr(&self) -> &[u8] {
            self.card.atr()
        }

        fn protocol(&self) -> Protocol {
            self.card.protocol()
        }

        fn is_exclusive(&self) -> bool {
            self.card.is_exclusive()
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            self.card.reset()
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    };
}

mod codes;
mod drawn;
mod hostile;
mod lost_answers;
mod lost_proof;
mod middle;
mod older;
mod readers;
mod register_cuts;
mod relay;
mod seal;
mod service_cuts;
mod view;
mod wire;

use register_cuts::FailingRegister;

fn now() -> DateTime {
    DateTime::new(2026, 11, 22, 3, 0, 0).unwrap()
}

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        Authority::create(&Parameters::default(), &mut UnwrapErr(SysRng), now()).unwrap()
    })
}

thread_local! {
    /// What the authority of the tests knows: of this test alone, whose cards are nobody else's.
    static REGISTER: RefCell<Memory> = RefCell::default();
}

fn fresh_serial() -> [u8; SERIAL_LEN] {
    static COUNT: AtomicUsize = AtomicUsize::new(100);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("JUKIV{number:010}").into_bytes().try_into().unwrap()
}

/// Serial number of a card and the generation of its keys.
fn known_keys(reader: &mut dyn Reader) -> ([u8; SERIAL_LEN], u32) {
    let serial = files::serial(&mut Session::new(reader)).unwrap();
    let state = REGISTER.with_borrow(|register| register.card(&text(&serial)));
    (serial, state.unwrap().generation())
}

/// Lets the counter work on a card.
fn at_counter<T>(authority: &Authority, work: impl FnOnce(&mut Counter<'_>) -> T) -> T {
    REGISTER.with_borrow_mut(|register| {
        let rng = &mut UnwrapErr(SysRng);
        work(&mut Counter { authority, register, rng, now: now() })
    })
}

/// A blank card in a file that is removed afterwards.
struct BlankCard(PathBuf);

impl BlankCard {
    fn new(name: &str) -> Self {
        Self::with_serial(name, &fresh_serial())
    }

    fn with_serial(name: &str, serial: &[u8; SERIAL_LEN]) -> Self {
        let face = CardIdentity { serial: *serial, atr: ATR.to_vec() };
        let made =
            virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
        Self::of(name, &made)
    }

    fn of(name: &str, made: &Image) -> Self {
        Self::bytes(name, &image::bytes(made))
    }

    fn bytes(name: &str, content: &[u8]) -> Self {
        // Tests run side by side and may choose the same name.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let file = format!("juki-issue-{}-{number}-{name}.juki", std::process::id());
        let path = std::env::temp_dir().join(file);
        let _gone = std::fs::remove_file(&path);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn open(&self) -> VirtualCard {
        VirtualCard::open(&self.0, "test").unwrap()
    }
}

impl Drop for BlankCard {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

/// A reader out of which the card is taken after so many commands.
struct TearingReader<R> {
    reader: R,
    left: Arc<AtomicUsize>,
}

impl<R: Reader> Reader for TearingReader<R> {
    fn name(&self) -> &str {
        self.reader.name()
    }

    fn atr(&self) -> &[u8] {
        self.reader.atr()
    }

    fn protocol(&self) -> Protocol {
        self.reader.protocol()
    }

    fn is_exclusive(&self) -> bool {
        self.reader.is_exclusive()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(ReaderError::CardRemoved("test".to_owned()));
        }
        self.left.store(left - 1, Ordering::Relaxed);
        self.reader.transmit(command)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.reader.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

fn pin_value(value: &str) -> PinValue {
    PinValue { value: Zeroizing::new(value.as_bytes().to_vec()), origin: Origin::Asked }
}

fn new_pins(record: &Resident, card: &str) -> NewPins {
    NewPins {
        authentication: pin_value("4321"),
        signing: record.may_sign(Date::in_japan(now())).then(|| pin_value("ABC123")),
        card: pin_value(card),
    }
}

/// Gives a value for every PIN.
struct FixedPins(&'static str);

impl Source for FixedPins {
    fn current(&mut self, pin: Pin, _: u8) -> Result<PinValue, SourceError> {
        Ok(pin_value(match pin {
            Pin::Authentication => "4321",
            Pin::Signing => "abc123",
            _ => self.0,
        }))
    }
}

fn record(name: &str) -> Resident {
    Resident::parse(samples::find(name).unwrap().json.as_bytes()).unwrap()
}

/// One run of issuing, at most so many commands long; how many there were.
fn run(
    reader: &mut dyn Reader,
    record: &Resident,
    pin: &str,
    commands: usize,
) -> (Result<IssuedCard, IssueError>, usize) {
    REGISTER
        .with_borrow_mut(|register| run_by(authority(), reader, record, (pin, commands), register))
}

fn run_by(
    authority: &Authority,
    reader: &mut dyn Reader,
    record: &Resident,
    (pin, commands): (&str, usize),
    register: &mut dyn Register,
) -> (Result<IssuedCard, IssueError>, usize) {
    run_order(&order_of(authority, record), reader, (pin, commands), register)
}

/// Without photo and font.
fn order_of<'a>(authority: &'a Authority, record: &'a Resident) -> Order<'a> {
    Order {
        record,
        photo: None,
        characters: None,
        font: None,
        authority,
        transport_key: &TEST_TRANSPORT_KEY,
        now: now(),
    }
}

fn run_order(
    order: &Order<'_>,
    reader: &mut dyn Reader,
    (pin, commands): (&str, usize),
    register: &mut dyn Register,
) -> (Result<IssuedCard, IssueError>, usize) {
    reader.reset().unwrap();
    let left = Arc::new(AtomicUsize::new(commands));
    let mut torn = TearingReader { reader, left: Arc::clone(&left) };
    let mut session = Session::new(&mut torn);
    let mut hooks = IssuanceHooks { register, step: &mut |_| {}, rng: &mut UnwrapErr(SysRng) };
    let done = issue(&mut session, order, &new_pins(order.record, pin), &mut hooks);
    (done, commands - left.load(Ordering::Relaxed))
}

fn is_begun_otherwise(done: Result<IssuedCard, IssueError>) {
    let cause = done.unwrap_err();
    let otherwise = AdministratorError::BegunOtherwise;
    assert!(matches!(&cause, IssueError::Administrator(so) if *so == otherwise), "{cause:?}");
}

fn is_unproved(cause: &IssueError, card: &str) {
    let card_not_authenticated =
        AdministratorError::CardNotAuthenticated { serial: card.to_owned() };
    assert!(
        matches!(cause, IssueError::Administrator(so) if *so == card_not_authenticated),
        "{cause:?}"
    );
}

/// Everything on the card is as the record says.
fn judge(reader: &mut dyn Reader, record: &Resident, pin: &'static str) {
    reader.reset().unwrap();
    let mut session = Session::new(reader);
    let mut source = FixedPins(pin);
    let files = text_card::read(&mut session, Some(&mut source)).unwrap();
    assert_eq!(
        files.attributes().unwrap(),
        text_card::Attributes::from(&uses::chip(record).unwrap())
    );
    assert_eq!(files.number(), record.personal_number);
    assert!(files.offsets_fit());
    let root = CvCertificate::parse(authority().cv_root()).unwrap();
    let municipal = CvCertificate::parse(files.cv_certificate.as_deref().unwrap()).unwrap();
    municipal.verify(&root).unwrap();
    let signature = files.signature().unwrap();
    municipal.verify_data(&signature.signed, &signature.signature).unwrap();
    let key = files.card_key().unwrap();
    municipal.verify_data(&key.signed, &key.signature).unwrap();
    let bound = text_card::binding_input(&key.signed, &signature.signed);
    municipal.verify_data(&bound, &key.binding).unwrap();

    let contents = juki::read(&mut session, &mut source).unwrap();
    assert_eq!(contents.record_code, record.record_code);
    assert_eq!((contents.history.len(), contents.procedures.len()), (1, 1));
    let card = common::card_record(&mut session).unwrap();
    assert_eq!(card.municipality, record.municipality_code());
    let certificate = common::cv_certificate(&mut session).unwrap().unwrap();
    CvCertificate::parse(&certificate).unwrap().verify(&municipal).unwrap();

    let may_sign = record.may_sign(Date::in_japan(now()));
    for key in jpki::Key::ALL {
        let signed = jpki::sign(&mut session, key, &[7; 32], &mut source);
        assert_eq!(signed.is_ok(), may_sign || key == jpki::Key::Authentication, "{key:?}");
    }
    for pin in Pin::ALL {
        files::select_application(&mut session, pin.application()).unwrap();
        let tries = pins::tries(&mut session, pin).unwrap();
        let most = pin.parameters().unwrap().tries;
        match pin {
            Pin::CodeB if record.card == Some(juki_records::resident::CardType::A) => {
                assert_eq!(tries, Tries::Absent);
            }
            Pin::CodeA | Pin::VisualA if record.personal_number.is_none() => {
                assert_eq!(tries, Tries::NotSet);
            }
            Pin::Signing if !may_sign => assert_eq!(tries, Tries::NotSet),
            _ => assert_eq!(tries, Tries::Left(most), "{pin:?}"),
        }
    }
}

#[test]
fn a_record_without_a_personal_number_becomes_a_card_too() {
    let blank = BlankCard::new("no-number");
    let mut card = blank.open();
    let record = Resident { personal_number: None, ..record("taro") };
    let (issued, _) = run(&mut card, &record, "1234", usize::MAX);
    assert_eq!(issued.unwrap().codes.a, None);
    judge(&mut card, &record, "1234");
}

#[test]
fn every_sample_becomes_a_card() {
    for sample in samples::SAMPLES {
        let blank = BlankCard::new(sample.name);
        let mut card = blank.open();
        let record = record(sample.name);
        let (issued, _) = run(&mut card, &record, "1234", usize::MAX);
        issued.unwrap();
        judge(&mut card, &record, "1234");
        let (again, sent) = run(&mut card, &record, "1234", usize::MAX);
        assert!(
            matches!(again.unwrap_err(), IssueError::Plan(PlanError::IssuedAlready { .. })),
            "issued already"
        );
        assert!(sent < 5, "{sent}");
    }
}

/// Issues a card with the reader torn away after `n` commands, for each `n` of `cuts`; then
/// finishes it.
fn interrupt(name: &str, cuts: impl Iterator<Item = usize>, total: usize) {
    let record = record(name);
    for cut in cuts.take_while(|cut| *cut < total) {
        let blank = BlankCard::new(&format!("{name}-{cut}"));
        let mut card = blank.open();
        let (torn, _) = run(&mut card, &record, "9999", cut);
        torn.unwrap_err();
        card.reset().unwrap();
        let mut session = Session::new(&mut card);
        let life = files::card_life(&mut session).unwrap();
        if life == Some(LifeCycle::Activated) {
            // Only the last look was cut off.
            drop(session);
            judge(&mut card, &record, "9999");
            continue;
        }
        let begun = survey(&mut session).unwrap().is_resumed();
        let identity = juki_client::card::identity::read(&mut session).unwrap();
        assert_eq!(identity.being_issued, begun, "{cut}");
        let seen = text_card::read(&mut session, None).unwrap_err();
        assert!(matches!(seen, CardError::NotActivated), "{cut}: {seen}");
        drop(session);
        // The holder may choose another number the second time.
        let (issued, _) = run(&mut card, &record, "1234", usize::MAX);
        issued.unwrap_or_else(|error| panic!("after {cut}: {error:?}"));
        judge(&mut card, &record, "1234");
    }
}

fn commands(name: &str) -> usize {
    let blank = BlankCard::new(&format!("{name}-count"));
    let (issued, sent) = run(&mut blank.open(), &record(name), "1234", usize::MAX);
    issued.unwrap();
    sent
}

#[test]
fn issuing_goes_on_after_every_fifth_command() {
    let total = commands("taro");
    assert!((200..600).contains(&total), "{total}");
    interrupt("taro", (1..).step_by(5), total);
}

#[test]
#[ignore = "takes long: every command"]
fn issuing_goes_on_after_every_command() {
    interrupt("taro", 1.., commands("taro"));
}

#[test]
fn issuing_goes_on_for_every_kind_of_resident() {
    for sample in samples::SAMPLES {
        interrupt(sample.name, (3..).step_by(55), commands(sample.name));
    }
}

#[test]
fn a_certificate_that_no_card_got_is_superseded() {
    let record = record("taro");
    let blank = BlankCard::new("superseded");
    let mut card = blank.open();
    let mut register = Memory::default();
    let serial = text(&files::serial(&mut Session::new(&mut card)).unwrap());
    // As soon as there is one, the host is gone.
    let mut dies = FailingRegister { register: &mut register, line: 2, written: true, lines: 0 };
    let whole = ("1234", usize::MAX);
    run_by(authority(), &mut card, &record, whole, &mut dies).0.unwrap_err();
    let first = register.certificates(&serial);
    assert_eq!((first.len(), register.superseded.len()), (1, 0));
    run_by(authority(), &mut card, &record, whole, &mut register).0.unwrap();
    assert_eq!(register.certificates(&serial).len(), first.len() + 2);
    assert_eq!(register.superseded, first);
    let revoked = |entry: &Entry| entry.revoked.map(|revoked| revoked.reason);
    let reasons: Vec<_> = register.certificates(&serial).iter().map(revoked).collect();
    assert_eq!(reasons, [Some(Reason::Superseded), None, None]);
}

/// Whoever had the card and its transport key before may have planted files with rules and keys
/// of his own: they are not taken for ours.
#[test]
fn files_that_no_plan_speaks_of_are_not_issued() {
    let blank = BlankCard::new("planted");
    let mut card = blank.open();
    assert!(administrator::tests_only_prove(&mut card, &TEST_TRANSPORT_KEY));
    let mut session = Session::new(&mut card);
    create::select_mf(&mut session).unwrap();
    create::df(&mut session, &profile::text::APPLICATION, PreIssuingData::DEFAULT).unwrap();
    drop(session);
    let (done, _) = run(&mut card, &record("taro"), "1234", usize::MAX);
    is_begun_otherwise(done);
    // And nobody goes on with what was proved.
    let mut session = Session::new(&mut card);
    create::select_mf(&mut session).unwrap();
    create::df(&mut session, &profile::juki::APPLICATION, PreIssuingData::DEFAULT).unwrap_err();
}

#[test]
fn a_card_begun_with_another_record_is_not_touched() {
    let blank = BlankCard::new("other");
    let mut card = blank.open();
    let (torn, _) = run(&mut card, &record("taro"), "1234", 60);
    torn.unwrap_err();
    let (other, _) = run(&mut card, &record("maria"), "1234", usize::MAX);
    is_begun_otherwise(other);
    let (same, _) = run(&mut card, &record("taro"), "1234", usize::MAX);
    same.unwrap();
}

#[test]
fn a_card_begun_with_another_photo_is_not_touched() {
    let blank = BlankCard::new("photo");
    let mut card = blank.open();
    let record = record("taro");
    let (torn, _) = run(&mut card, &record, "1234", 60);
    torn.unwrap_err();
    let order = Order { photo: Some(b"another one"), ..order_of(authority(), &record) };
    let (done, _) = REGISTER
        .with_borrow_mut(|register| run_order(&order, &mut card, ("1234", usize::MAX), register));
    is_begun_otherwise(done);
}

#[test]
fn the_issuer_key_resets_a_blocked_pin_and_nobody_elses_does() {
    let blank = BlankCard::new("reset");
    let mut card = blank.open();
    let (issued, _) = run(&mut card, &record("taro"), "1234", usize::MAX);
    issued.unwrap();
    let mut session = Session::new(&mut card);
    for left in [2, 1, 0] {
        let wrong = pins::select_and_verify(&mut session, Pin::Text, &mut FixedPins("0000"));
        assert!(matches!(
            wrong,
            Err(CardError::Pin(PinError::Wrong { tries_left, .. })) if tries_left == left
        ));
    }
    let blocked = pins::select_and_verify(&mut session, Pin::Text, &mut FixedPins("1234"));
    assert!(matches!(blocked, Err(CardError::Pin(PinError::Blocked { .. }))));

    let other = Authority::create(&Parameters::default(), &mut UnwrapErr(SysRng), now()).unwrap();
    let mut reset = |authority: &Authority| {
        at_counter(authority, |counter| {
            reset_pins(&mut session, counter, &[Pin::Text], &pin_value("5678"))
        })
    };
    let refused = reset(&other).unwrap_err();
    let wrong = AdministratorError::IssuerKey { status: Some(StatusWord::VERIFICATION_FAILED) };
    assert!(matches!(&refused, IssueError::Administrator(so) if *so == wrong), "{refused:?}");
    reset(authority()).unwrap();
    let verified = pins::select_and_verify(&mut session, Pin::Text, &mut FixedPins("5678"));
    assert_eq!(verified.unwrap(), pins::VerifyOutcome::Now);
    drop(session);
    // The transport key is worth nothing any more.
    let transport = administrator::tests_only_prove(&mut card, &TEST_TRANSPORT_KEY);
    assert!(!transport);
}
