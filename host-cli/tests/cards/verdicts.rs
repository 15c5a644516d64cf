//! What `juki verify` says of cards: each is issued in this process, and then what can go wrong
//! with it goes wrong.

use std::sync::Arc;

use apdu_spec::profile::KeyType;
use apdu_spec::profile::{common, jpki, text};
use apdu_spec::request::{PutData, RecordReference, UpdateRecord};
use der::DateTime;
use getrandom::SysRng;
use juki::card::common::CardRecord;
use juki::card::session::Session;
use juki::card::{files, jpki as jpki_files, text as text_files};
use juki::exit::Exit;
use juki::finding::{DataReason, Outcome, TieReason};
use juki::pki::index::{Event, Reason};
use juki::pki::received::Certificate;
use juki::pki::{Purpose, Revocation, TrustStore};
use juki::verify::card::{CHALLENGE_LEN, CardReport, CardVerifier, Scope};
use juki::verify::verdict::{Check, Topic, Verdict, complete, left_out};
use rand_core::{Rng as _, UnwrapErr};

use crate::office::{Card, HANAKO, KENTA, Office, OfficePins, TARO, enter, overwrite};
use juki::pki::Issuer;

const ALL: Scope = Scope { data: true, signing: true };
const PIN: Scope = Scope { data: true, signing: false };
const FREE: Scope = Scope { data: false, signing: false };
const INCOMPLETE: (Verdict, Exit) = (Verdict::Incomplete, Exit::Undecided);

/// The certificate of an office's authority.
fn ca(office: &Office, issuer: Issuer) -> Arc<Certificate> {
    Arc::new(Certificate::read(office.authority.ca_certificate(issuer)).unwrap())
}

fn judge_by(office: &Office, card: &mut Card, scope: Scope) -> CardReport {
    judge(card, &office.trust(), scope, office.now)
}

fn judge(card: &mut Card, trust: &TrustStore, scope: Scope, now: DateTime) -> CardReport {
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| UnwrapErr(SysRng).fill_bytes(challenge));
    let verifier = CardVerifier { trust, revocation: Revocation::File, now, challenges };
    verifier.verify(&mut Session::new(&mut card.reader), scope, &mut OfficePins).unwrap()
}

/// The files of the text application, as its PIN opens them.
fn text_files(card: &mut Card) -> text_files::Files {
    text_files::read(&mut Session::new(&mut card.reader), Some(&mut OfficePins)).unwrap()
}

fn outcome(report: &CardReport, topic: Topic) -> Outcome {
    report.checks.iter().find(|check| check.topic == topic).unwrap().finding.outcome
}

fn failed(report: &CardReport) -> Vec<Topic> {
    let failed = |check: &&Check| check.finding.outcome == Outcome::Failed;
    report.checks.iter().filter(failed).map(|check| check.topic).collect()
}

fn verdict(report: &CardReport) -> (Verdict, Exit) {
    let verdict = Verdict::of(&report.checks);
    (verdict, verdict.into())
}

#[test]
fn a_genuine_card_is_valid() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let report = judge_by(&office, &mut card, ALL);
    assert_eq!(verdict(&report), (Verdict::Valid, Exit::Done), "{:#?}", report.checks);
    assert!(report.checks.iter().all(|check| check.finding.outcome == Outcome::Passed));
    let record = report.record.unwrap();
    assert_eq!((report.serial, &*record.municipality), (Some(record.serial), "13101"));

    // The signing certificate is judged for whoever asks: the yes is about the rest.
    let report = judge_by(&office, &mut card, PIN);
    assert_eq!(verdict(&report), (Verdict::Valid, Exit::Done), "{:#?}", report.checks);
    assert!(!complete(&report.checks));
    let signing = [Topic::SigningChain, Topic::SigningInForce, Topic::SigningCard, Topic::Holder];
    assert_eq!(left_out(&report.checks).collect::<Vec<_>>(), signing);

    // Without a PIN: what is free, and what was left out is said. It is no yes.
    let report = judge_by(&office, &mut card, FREE);
    assert_eq!(verdict(&report), INCOMPLETE, "{:#?}", report.checks);
    let left_out = [
        Topic::Data,
        Topic::DataKey,
        Topic::ThisCard,
        Topic::Face,
        Topic::FaceKey,
        Topic::SigningChain,
    ];
    assert!(left_out.iter().all(|topic| outcome(&report, *topic) == Outcome::LeftOut));
    assert_eq!(outcome(&report, Topic::CardItself), Outcome::Passed);
}

#[test]
fn the_card_of_a_child_lacks_nothing() {
    let office = Office::new();
    let report = judge_by(&office, &mut office.issue(KENTA), ALL);
    assert_eq!(verdict(&report), (Verdict::Valid, Exit::Done), "{:#?}", report.checks);
    assert!(complete(&report.checks));
    assert_eq!(outcome(&report, Topic::SigningChain), Outcome::Absent);
    // Nor is anything left out that nobody asked for: there is none.
    let report = judge_by(&office, &mut office.issue(KENTA), PIN);
    assert_eq!(verdict(&report), (Verdict::Valid, Exit::Done), "{:#?}", report.checks);
    assert_eq!(left_out(&report.checks).collect::<Vec<_>>(), []);
    assert_eq!(outcome(&report, Topic::SigningChain), Outcome::Absent);
}

#[test]
fn altered_data_is_not_authentic() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let attributes = text_files(&mut card).attributes.unwrap();
    let mut altered = attributes.clone();
    let name = attributes.windows(3).position(|window| window == "太".as_bytes()).unwrap();
    altered[name + 2] ^= 1;
    office.administer(&mut card, |session| {
        enter(session, &text::APPLICATION);
        overwrite(session, text::File::Attributes.fid(), &altered);
    });
    let report = judge_by(&office, &mut card, ALL);
    assert_eq!(verdict(&report), (Verdict::NotAuthentic, Exit::NotAuthentic));
    assert_eq!(failed(&report), [Topic::Data, Topic::Holder]);
    // Without the PIN nobody sees it, and nobody says that the card is valid.
    assert_eq!(verdict(&judge_by(&office, &mut card, FREE)), INCOMPLETE);

    // The filler behind the number is signed too.
    office.administer(&mut card, |session| {
        enter(session, &text::APPLICATION);
        overwrite(session, text::File::Attributes.fid(), &attributes);
        overwrite(session, text::File::PersonalNumber.fid(), b"\xFF\x10\x0C379474484458\xFF\x00");
    });
    assert_eq!(failed(&judge_by(&office, &mut card, ALL)), [Topic::Data]);

    // A directory that points elsewhere is not signed, and is noticed all the same.
    let mut pointing = attributes;
    pointing[8] ^= 1;
    office.administer(&mut card, |session| {
        enter(session, &text::APPLICATION);
        overwrite(session, text::File::Attributes.fid(), &pointing);
        overwrite(session, text::File::PersonalNumber.fid(), b"\xFF\x10\x0C379474484458\xFF\xFF");
    });
    assert_eq!(failed(&judge_by(&office, &mut card, ALL)), [Topic::Data]);
}

#[test]
fn a_second_directory_is_noticed() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let attributes = text_files(&mut card).attributes.unwrap();
    let name = attributes.windows(2).position(|window| window == b"\xDF\x22").unwrap();
    let end = files::data_object(&attributes[1..]).map_or(0, |rest| rest.len() + 1);
    // No hash covers DF21: a second one holds another name, and the first one points there.
    let inner = b"\xDF\x21\x0A\xDF\x22\x07forged!";
    let header = attributes.windows(2).position(|window| window == b"\xDF\x21").unwrap();
    let length = u8::try_from(end - header + inner.len()).unwrap();
    let (old, value) = attributes.split_at(header);
    let mut altered = [old, &value[..end - header], inner].concat();
    *altered.get_mut(header - 1).unwrap() = length;
    let offset = u16::try_from(end + 3).unwrap().to_be_bytes();
    altered[header + 3..header + 5].copy_from_slice(&offset);
    assert!(name > header);
    office.administer(&mut card, |session| {
        enter(session, &text::APPLICATION);
        overwrite(session, text::File::Attributes.fid(), &altered);
    });
    let report = judge_by(&office, &mut card, PIN);
    assert_eq!(failed(&report), [Topic::Data], "{:#?}", report.checks);
    let data = report.checks.iter().find(|check| check.topic == Topic::Data).unwrap();
    assert_eq!(data.finding.reason, DataReason::Offsets.into());
}

#[test]
fn a_signing_certificate_that_names_nobody_is_not_the_holders() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let which = jpki_files::Certificate::Authentication;
    let read = jpki_files::certificate(&mut Session::new(&mut card.reader), which);
    let mut nameless = read.unwrap();
    nameless.resize(jpki::CERTIFICATE_SIZE.into(), 0xFF);
    office.administer(&mut card, |session| {
        enter(session, &jpki::APPLICATION);
        overwrite(session, jpki::File::SigningCertificate.fid(), &nameless);
    });
    let report = judge_by(&office, &mut card, ALL);
    assert_eq!(failed(&report), [Topic::SigningChain, Topic::SigningCard, Topic::Holder]);
    let report = judge_by(&office, &mut card, Scope { data: false, signing: true });
    assert_eq!(outcome(&report, Topic::Holder), Outcome::LeftOut);
}

#[test]
fn genuine_data_on_another_genuine_card_is_not_authentic() {
    let office = Office::new();
    let (mut hers, mut his) = (office.issue(HANAKO), office.issue(TARO));
    let from = text_files(&mut hers);
    let copied = [
        (text::File::PersonalNumber.fid(), from.personal_number),
        (text::File::Attributes.fid(), from.attributes),
        (text::File::Signature.fid(), from.signature),
        (text::File::CardKey.fid(), from.card_key),
    ];
    office.administer(&mut his, |session| {
        enter(session, &text::APPLICATION);
        for (fid, content) in &copied {
            overwrite(session, *fid, content.as_deref().unwrap());
        }
    });
    // Every signature fits: only the challenge tells.
    let report = judge_by(&office, &mut his, PIN);
    assert_eq!(verdict(&report), (Verdict::NotAuthentic, Exit::NotAuthentic));
    assert_eq!(failed(&report), [Topic::ThisCard]);
    // With his signing certificate beside her data that tells too.
    let report = judge_by(&office, &mut his, ALL);
    assert_eq!(failed(&report), [Topic::ThisCard, Topic::Holder]);

    // Keeping the key file of the card itself: its key was not signed for this data.
    let mut his = office.issue(TARO);
    office.administer(&mut his, |session| {
        enter(session, &text::APPLICATION);
        for (fid, content) in &copied[..3] {
            overwrite(session, *fid, content.as_deref().unwrap());
        }
    });
    let report = judge_by(&office, &mut his, PIN);
    assert_eq!(verdict(&report), (Verdict::NotAuthentic, Exit::NotAuthentic));
    assert_eq!(failed(&report), [Topic::DataKey]);
    assert_eq!(failed(&judge_by(&office, &mut his, ALL)), [Topic::DataKey, Topic::Holder]);
}

#[test]
fn a_record_or_certificate_of_another_card_is_not_authentic() {
    let office = Office::new();
    let (mut hers, mut his) = (office.issue(HANAKO), office.issue(TARO));
    let certificate = juki::card::common::cv_certificate(&mut Session::new(&mut hers.reader));
    let certificate = certificate.unwrap().unwrap();
    office.administer(&mut his, |session| {
        enter(session, &common::APPLICATION);
        let put = PutData { tag: common::CV_CERTIFICATE_TAG, data: &certificate };
        session.request(put).unwrap();
    });
    let report = judge_by(&office, &mut his, FREE);
    assert_eq!(verdict(&report), (Verdict::NotAuthentic, Exit::NotAuthentic));
    assert_eq!(failed(&report), [Topic::Serial, Topic::CardKey]);
    assert_eq!(outcome(&report, Topic::CardItself), Outcome::Undecided);
}

/// The issuer writes another certificate where the user authentication certificate is.
fn show_certificate(office: &Office, card: &mut Card, certificate: &[u8]) {
    let mut content = certificate.to_vec();
    content.resize(jpki::CERTIFICATE_SIZE.into(), 0xFF);
    office.administer(card, |session| {
        enter(session, &jpki::APPLICATION);
        overwrite(session, jpki::File::AuthenticationCertificate.fid(), &content);
    });
}

fn statement(card: &mut Card) -> Vec<u8> {
    let session = &mut Session::new(&mut card.reader);
    files::select_application(session, &jpki::APPLICATION).unwrap();
    jpki_files::read_key_statement(session).unwrap().unwrap()
}

fn put_statement(office: &Office, card: &mut Card, statement: &[u8]) {
    office.administer(card, |session| {
        enter(session, &jpki::APPLICATION);
        let put = PutData { tag: jpki::KEY_STATEMENT_TAG, data: statement };
        session.request(put).unwrap();
    });
}

#[test]
fn the_genuine_certificate_of_another_resident_is_not_this_cards() {
    let office = Office::new();
    let (mut his, mut hers) = (office.issue(TARO), office.issue(HANAKO));
    let which = jpki_files::Certificate::Authentication;
    let theirs = jpki_files::certificate(&mut Session::new(&mut hers.reader), which).unwrap();
    show_certificate(&office, &mut his, &theirs);
    for scope in [ALL, PIN, FREE] {
        let report = judge_by(&office, &mut his, scope);
        assert_eq!(verdict(&report), (Verdict::NotAuthentic, Exit::NotAuthentic), "{scope:?}");
        assert_eq!(failed(&report), [Topic::AuthenticationCard], "{scope:?}");
    }
    // With what was signed of her keys beside it: that is about another card.
    let (own, other) = (statement(&mut his), statement(&mut hers));
    put_statement(&office, &mut his, &other);
    let report = judge_by(&office, &mut his, ALL);
    assert_eq!(failed(&report), [Topic::AuthenticationCard, Topic::SigningCard]);
    // With his serial number over her keys: nobody signed that.
    let mut forged = jpki_files::KeyStatement::parse(&other).unwrap();
    forged.serial = jpki_files::KeyStatement::parse(&own).unwrap().serial;
    put_statement(&office, &mut his, &forged.encode().unwrap());
    let report = judge_by(&office, &mut his, PIN);
    assert_eq!(failed(&report), [Topic::AuthenticationCard]);
    put_statement(&office, &mut his, b"nonsense");
    assert_eq!(failed(&judge_by(&office, &mut his, PIN)), [Topic::AuthenticationCard]);

    // The index of the authority knows for whom a certificate was issued.
    let mut trust = office.trust();
    hers.entries.iter().for_each(|entry| trust.note_issued(&ca(&office, entry.issuer), entry));
    put_statement(&office, &mut his, &own);
    let report = judge(&mut his, &trust, PIN, office.now);
    let check = report.checks.iter().find(|check| check.topic == Topic::AuthenticationCard);
    let other = TieReason::IndexOther(hers.entries[0].card.clone());
    assert_eq!(check.unwrap().finding.reason, other.into());
    assert_eq!(verdict(&report).0, Verdict::NotAuthentic);
}

#[test]
fn a_certificate_that_was_renewed_is_this_cards_by_the_index() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    // Given: a certificate for a key that nobody signed as this card's.
    let mut other = office.issue(TARO);
    let which = jpki_files::Certificate::Authentication;
    let renewed = jpki_files::certificate(&mut Session::new(&mut other.reader), which).unwrap();
    show_certificate(&office, &mut card, &renewed);
    let mut trust = office.trust();
    let purpose = Purpose::Authentication;
    let entry = other.entries.iter().find(|entry| entry.purpose() == purpose).unwrap();
    let card_serial = card.entries[0].card.clone();
    let here = juki::pki::index::Entry { card: card_serial, ..entry.clone() };
    trust.note_issued(&ca(&office, here.issuer), &here);
    let report = judge(&mut card, &trust, PIN, office.now);
    assert_eq!(verdict(&report), (Verdict::Valid, Exit::Done), "{:#?}", report.checks);
    // What another authority says of its own certificate with that number is about another one.
    let foreign = Office::new();
    trust.note_issued(&ca(&foreign, entry.issuer), entry);
    assert_eq!(verdict(&judge(&mut card, &trust, PIN, office.now)).0, Verdict::Valid);
    // Two indexes that say different things say nothing: what the municipality signed counts.
    trust.note_issued(&ca(&office, entry.issuer), entry);
    let report = judge(&mut card, &trust, PIN, office.now);
    assert_eq!(failed(&report), [Topic::AuthenticationCard]);
}

#[test]
fn an_expired_card_is_not_in_force() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let expiry = judge_by(&office, &mut card, FREE).record.unwrap().expiry;
    let year: u16 = expiry[..4].parse().unwrap();
    let later = DateTime::new(year + 1, 1, 1, 0, 0, 0).unwrap();
    let report = judge(&mut card, &office.trust(), ALL, later);
    assert_eq!(verdict(&report), (Verdict::NotInForce, Exit::NotInForce));
    assert!(failed(&report).contains(&Topic::CardInForce), "{:?}", failed(&report));

    // The certificates die years before the card.
    let later = DateTime::new(2029, 6, 1, 0, 0, 0).unwrap();
    let report = judge(&mut card, &office.trust(), FREE, later);
    assert_eq!(failed(&report), [Topic::AuthenticationInForce]);
    assert_eq!(verdict(&report), INCOMPLETE, "out of force is what a genuine card is");
    // A last day that is none.
    office.administer(&mut card, |session| {
        enter(session, &common::APPLICATION);
        files::find_file(session, common::File::CardRecord.fid()).unwrap().unwrap();
        let data = CardRecord { expiry: "2036X122".to_owned(), ..record() }.encode();
        session
            .request(UpdateRecord { ef: None, place: RecordReference::Number(1), data: &data })
            .unwrap();
    });
    assert_eq!(
        outcome(&judge_by(&office, &mut card, FREE), Topic::CardInForce),
        Outcome::Undecided
    );
}

fn record() -> CardRecord {
    CardRecord {
        serial: "JUKIV0000000000".to_owned(),
        municipality: "13101".to_owned(),
        expiry: String::new(),
    }
}

#[test]
fn a_revoked_certificate_is_not_in_force() {
    let mut office = Office::new();
    let mut card = office.issue(TARO);
    for entry in &card.entries {
        office.authority.apply(Event::Issued(entry.clone())).unwrap();
    }
    let signing = card.entries.iter().find(|entry| entry.purpose() == Purpose::Signing);
    let serial = signing.unwrap().serial.clone();
    let reason = Reason::AffiliationChanged;
    let event = office.authority.revocation(&serial, reason, office.now).unwrap();
    office.authority.apply(event).unwrap();
    office.authority.renew_crl(Issuer::new(Purpose::Signing, KeyType::P256), office.now).unwrap();
    let report = judge_by(&office, &mut card, ALL);
    assert_eq!(verdict(&report), (Verdict::NotInForce, Exit::NotInForce));
    assert_eq!(failed(&report), [Topic::SigningInForce]);
    // Nobody asked for the signing certificate: the verdict says that it was left out.
    let report = judge_by(&office, &mut card, PIN);
    assert_eq!(verdict(&report).0, Verdict::Valid);
    assert_eq!(outcome(&report, Topic::SigningInForce), Outcome::LeftOut);
}

#[test]
fn the_card_of_a_foreign_authority_is_not_decided() {
    let (office, other) = (Office::new(), Office::new());
    let mut card = office.issue(TARO);
    let report = judge(&mut card, &other.trust(), ALL, office.now);
    assert_eq!(verdict(&report), (Verdict::Undecided, Exit::Undecided));
    assert_eq!(failed(&report), [], "nothing is known against it");
    let foreign =
        [Topic::MunicipalKey, Topic::Face, Topic::AuthenticationChain, Topic::SigningChain];
    for topic in foreign {
        let check = report.checks.iter().find(|check| check.topic == topic).unwrap();
        assert_eq!(check.finding.outcome, Outcome::Undecided, "{topic:?}");
        assert!(check.finding.advice().is_some(), "{topic:?} says what helps");
    }

    let report = judge(&mut card, &TrustStore::new(), ALL, office.now);
    assert_eq!(verdict(&report), (Verdict::Undecided, Exit::Undecided), "nobody is trusted");
}

#[test]
fn a_list_out_of_date_leaves_it_open() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let later = DateTime::new(2027, 4, 1, 3, 0, 0).unwrap();
    let report = judge(&mut card, &office.trust(), PIN, later);
    assert_eq!(verdict(&report), (Verdict::Undecided, Exit::Undecided));
    assert_eq!(outcome(&report, Topic::AuthenticationInForce), Outcome::Undecided);
    assert_eq!(outcome(&report, Topic::AuthenticationChain), Outcome::Passed);
}
