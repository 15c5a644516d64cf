//! Every ready card shows what its kind says, to `juki verify` and to `juki pin status`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::cell::RefCell;

use apdu_spec::profile::{PreIssuingData, Profile};
use apdu_spec::request::{GetChallenge, Ne};
use der::DateTime;
use getrandom::SysRng;
use juki::card::pins::{self, Pin, PinError, Tries};
use juki::card::session::Session;
use juki::card::{files, text as text_files};
use juki::day::is_day;
use juki::error::Error;
use juki::exit::Exit;
use juki::finding::Outcome;
use juki::issue::register::{Counter, Memory};
use juki::issue::{self, IssueError};
use juki::pki::{Issuer, Revocation, TrustStore};
use juki::reader::image;
use juki::reader::virtual_card::VirtualCard;
use juki::ready::{CardRequest, ReadyCard, ReadyCardIssuer, find};
use juki::resident::{Resident, samples};
use juki::seed::Seed;
use juki::verify::card::{CHALLENGE_LEN, CardReport, CardVerifier, Scope};
use juki::verify::verdict::{Topic, Verdict};
use rand_core::{Rng as _, UnwrapErr};

#[path = "support/known.rs"]
mod known;

use known::ReadyCardPins;

const ALL: Scope = Scope { data: true, signing: true };
const PIN: Scope = Scope { data: true, signing: false };
const FREE: Scope = Scope { data: false, signing: false };

fn today() -> DateTime {
    DateTime::new(2026, 4, 1, 3, 0, 0).unwrap()
}

thread_local! {
    /// One authority for all the cards of a test.
    static WORKSHOP: RefCell<ReadyCardIssuer> =
        RefCell::new(ReadyCardIssuer::open(today(), None, &mut UnwrapErr(SysRng)).unwrap());
}

fn request(kind: &str, profile: Profile) -> CardRequest<'static> {
    CardRequest {
        card: find(kind).unwrap(),
        profile: PreIssuingData::of(profile),
        atr: profile.atr(),
        record: None,
    }
}

fn made(workshop: &mut ReadyCardIssuer, request: &CardRequest<'_>) -> ReadyCard {
    workshop.make(request, &mut |_| (), &mut UnwrapErr(SysRng)).unwrap()
}

/// A ready card of this kind in its reader.
fn card(kind: &str, profile: Profile) -> VirtualCard {
    let ready = WORKSHOP.with_borrow_mut(|workshop| made(workshop, &request(kind, profile)));
    VirtualCard::insert(ready.image, kind).unwrap()
}

fn trust() -> TrustStore {
    WORKSHOP.with_borrow(|workshop| workshop.authority().trust().unwrap())
}

fn judged(card: &mut VirtualCard, scope: Scope) -> CardReport {
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| UnwrapErr(SysRng).fill_bytes(challenge));
    let trust = trust();
    let verifier =
        CardVerifier { trust: &trust, revocation: Revocation::File, now: today(), challenges };
    verifier.verify(&mut Session::new(card), scope, &mut ReadyCardPins).unwrap()
}

/// The verdict, and the checks that failed.
fn verdict(card: &mut VirtualCard, scope: Scope) -> (Verdict, Vec<Topic>) {
    let report = judged(card, scope);
    let failed = report.checks.iter().filter(|check| check.finding.outcome == Outcome::Failed);
    (Verdict::of(&report.checks), failed.map(|check| check.topic).collect())
}

fn tries(card: &mut VirtualCard, pin: Pin) -> Tries {
    let session = &mut Session::new(card);
    files::select_application(session, pin.application()).unwrap();
    pins::tries(session, pin).unwrap()
}

const VALID: (Verdict, Vec<Topic>) = (Verdict::Valid, Vec::new());

#[test]
fn cards_of_all_kinds_of_holders_are_valid() {
    for kind in ["plain", "foreign-alias", "under-15", "no-photo", "rare-kanji", "long-address"] {
        let mut card = card(kind, Profile::P256);
        assert_eq!(verdict(&mut card, ALL), VALID, "{kind}");
    }
}

#[test]
fn the_cards_of_today_are_valid_too() {
    for profile in [Profile::MyNumber, Profile::Juki] {
        let mut card = card("plain", profile);
        assert_eq!(verdict(&mut card, ALL), VALID, "{profile:?}");
    }
}

#[test]
fn what_makes_a_holder_special_is_on_the_card() {
    let name = |card: &mut VirtualCard| {
        let files = text_files::read(&mut Session::new(card), Some(&mut ReadyCardPins)).unwrap();
        text_files::Attributes::parse(&files.attributes.unwrap()).unwrap().name
    };
    assert!(name(&mut card("foreign-alias", Profile::P256)).contains('/'));
    assert!(name(&mut card("rare-kanji", Profile::P256)).contains('𠮷'));
    let mut child = card("under-15", Profile::P256);
    assert_eq!(tries(&mut child, Pin::Signing), Tries::NotSet);
    let mut without = card("no-photo", Profile::P256);
    assert_eq!(tries(&mut without, Pin::CodeB), Tries::Absent);
    let mut long = card("long-address", Profile::P256);
    let files = text_files::read(&mut Session::new(&mut long), Some(&mut ReadyCardPins)).unwrap();
    let address = text_files::Attributes::parse(&files.attributes.unwrap()).unwrap().address;
    assert!(address.chars().count() > 150, "{address}");
}

#[test]
fn what_is_out_of_force_says_so() {
    use Topic::{AuthenticationInForce, CardInForce, SigningInForce};
    for (kind, failed) in [
        ("expired", &[CardInForce, AuthenticationInForce, SigningInForce][..]),
        ("certificates-expired", &[AuthenticationInForce, SigningInForce]),
        ("revoked", &[AuthenticationInForce, SigningInForce]),
        ("suspended", &[AuthenticationInForce, SigningInForce]),
        ("moved", &[SigningInForce]),
    ] {
        let found = verdict(&mut card(kind, Profile::P256), ALL);
        assert_eq!(found, (Verdict::NotInForce, failed.to_vec()), "{kind}");
    }
    // Moved: with the user authentication certificate the holder still logs in.
    assert_eq!(verdict(&mut card("moved", Profile::P256), PIN), VALID);
    assert_eq!(verdict(&mut card("expiring-soon", Profile::P256), ALL), VALID);
}

#[test]
fn a_card_as_the_successors_goes_out_of_force_by_birthdays() {
    use Topic::{AuthenticationInForce, CardInForce, SigningInForce};
    for (kind, failed) in [
        ("expired", &[CardInForce, AuthenticationInForce, SigningInForce][..]),
        ("certificates-expired", &[AuthenticationInForce, SigningInForce]),
    ] {
        let found = verdict(&mut card(kind, Profile::MyNumber), ALL);
        assert_eq!(found, (Verdict::NotInForce, failed.to_vec()), "{kind}");
    }
    assert_eq!(verdict(&mut card("expiring-soon", Profile::MyNumber), ALL), VALID);
}

#[test]
fn certificates_that_expire_soon_are_dead_in_a_month() {
    for profile in [Profile::P256, Profile::MyNumber] {
        let mut card = card("expiring-soon", profile);
        let trust = trust();
        let now = DateTime::new(2026, 5, 1, 3, 0, 0).unwrap();
        let verifier = CardVerifier {
            trust: &trust,
            revocation: Revocation::File,
            now,
            challenges: [[1; CHALLENGE_LEN], [2; CHALLENGE_LEN]],
        };
        let report =
            verifier.verify(&mut Session::new(&mut card), PIN, &mut ReadyCardPins).unwrap();
        assert_eq!(Verdict::of(&report.checks), Verdict::NotInForce, "{profile:?}");
    }
}

#[test]
fn one_try_is_left_and_the_right_value_gives_the_others_back() {
    let mut card = card("pin-last-try", Profile::P256);
    for pin in [Pin::Authentication, Pin::Signing, Pin::Text, Pin::Juki, Pin::Common] {
        assert_eq!(tries(&mut card, pin), Tries::Left(1), "{pin:?}");
    }
    let mut session = Session::new(&mut card);
    files::select_application(&mut session, Pin::Authentication.application()).unwrap();
    let verified = pins::verify(&mut session, Pin::Authentication, &mut ReadyCardPins).unwrap();
    assert_eq!(verified, pins::VerifyOutcome::Now);
    files::log_out(&mut session).unwrap();
    drop(session);
    assert_eq!(tries(&mut card, Pin::Authentication), Tries::Left(3));
}

#[test]
fn a_blocked_pin_takes_no_value() {
    for (kind, blocked, open) in [
        (
            "pin-blocked",
            &[Pin::Authentication, Pin::Text, Pin::Juki, Pin::Common][..],
            Pin::Signing,
        ),
        ("signing-blocked", &[Pin::Signing], Pin::Authentication),
    ] {
        let mut card = card(kind, Profile::P256);
        for pin in blocked {
            assert_eq!(tries(&mut card, *pin), Tries::Left(0), "{kind} {pin:?}");
            let session = &mut Session::new(&mut card);
            files::select_application(session, pin.application()).unwrap();
            let refused = pins::verify(session, *pin, &mut ReadyCardPins).unwrap_err();
            assert!(matches!(refused, PinError::Blocked { .. }), "{kind} {pin:?}");
        }
        assert!(matches!(tries(&mut card, open), Tries::Left(1..)), "{kind}");
    }
}

#[test]
fn a_copy_cannot_answer_for_the_keys_of_the_card() {
    for profile in [Profile::P256, Profile::MyNumber] {
        let mut card = card("copy", profile);
        // Every signature of an authority fits; only challenges tell.
        let failed = vec![Topic::ThisCard, Topic::FaceKey, Topic::CardItself];
        let (verdict, mut found) = verdict(&mut card, ALL);
        found.sort_by_key(|topic| *topic == Topic::CardItself);
        assert_eq!((verdict, found), (Verdict::NotAuthentic, failed), "{profile:?}");
    }
}

/// Whoever copied the files has none of the keys: neither does the counter believe the card.
#[test]
fn a_copy_does_not_have_the_issuer_key() {
    for (kind, proves) in [("plain", true), ("copy", false)] {
        let mut card = card(kind, Profile::P256);
        let proved = WORKSHOP.with_borrow(|workshop| {
            let authority = workshop.authority();
            let register = &mut Memory::of(authority.index());
            let rng = &mut UnwrapErr(SysRng);
            let mut counter = Counter { authority, register, rng, now: today() };
            let mut session = Session::new(&mut card);
            issue::with_authenticated_card(&mut session, &mut counter, |_, _, known| {
                Ok::<_, IssueError>(*known)
            })
        });
        match proved {
            Ok(_) => assert!(proves, "{kind}"),
            Err(refused) => {
                assert!(!proves, "{kind}: {refused:?}");
                assert_eq!(Error::from(refused).exit, Exit::Refused);
            }
        }
    }
}

#[test]
fn tampered_data_is_not_what_was_signed() {
    let mut card = card("tampered", Profile::P256);
    // Given: a day of birth that there is. Nothing but the signature tells.
    let files = text_files::read(&mut Session::new(&mut card), Some(&mut ReadyCardPins)).unwrap();
    let found = text_files::Attributes::parse(&files.attributes.unwrap()).unwrap();
    let record = Resident::parse(samples::find("taro").unwrap().json.as_bytes()).unwrap();
    assert!(is_day(&found.birth) && found.birth != record.birth_date().digits(), "{}", found.birth);
    let (verdict, failed) = verdict(&mut card, PIN);
    assert_eq!((verdict, failed), (Verdict::NotAuthentic, vec![Topic::Data, Topic::Face]));
    // What nobody looked at is not valid.
    let unseen = self::verdict(&mut card, FREE);
    assert_eq!(unseen, (Verdict::Incomplete, Vec::new()));
    assert_eq!(Exit::from(unseen.0), Exit::Undecided);
}

#[test]
fn a_record_of_ones_own_takes_the_place_of_the_sample() {
    let mut record = Resident::parse(samples::find("hanako").unwrap().json.as_bytes()).unwrap();
    let request = CardRequest { record: Some(&record), ..request("moved", Profile::P256) };
    let ready = WORKSHOP.with_borrow_mut(|workshop| made(workshop, &request));
    let mut card = VirtualCard::insert(ready.image, "moved").unwrap();
    assert_eq!(verdict(&mut card, ALL), (Verdict::NotInForce, vec![Topic::SigningInForce]));
    let files = text_files::read(&mut Session::new(&mut card), Some(&mut ReadyCardPins)).unwrap();
    let found = text_files::Attributes::parse(&files.attributes.unwrap()).unwrap();
    assert_eq!(found.name, record.shown_name());

    // Given: a holder who was not born when the card was issued. The field is named.
    record.birth = juki::day::Day::parse("2020-01-01").unwrap().into();
    let request = CardRequest { record: Some(&record), ..self::request("expired", Profile::P256) };
    let refused = WORKSHOP.with_borrow_mut(|workshop| {
        workshop.make(&request, &mut |_| (), &mut UnwrapErr(SysRng)).unwrap_err()
    });
    assert_eq!(Error::from(refused).exit, Exit::Rejected);
}

#[test]
fn a_seed_makes_the_same_card_again() {
    let drawn = test_vectors::seed::of("ready cards");
    let seed = Some(Seed(drawn));
    let make = |kind: &str, profile: Profile, seed, now| {
        let mut workshop = ReadyCardIssuer::open(now, seed, &mut UnwrapErr(SysRng)).unwrap();
        let ready = made(&mut workshop, &request(kind, profile));
        let authority = Issuer::ALL.map(|issuer| {
            let authority = workshop.authority();
            [authority.ca_certificate(issuer), authority.crl(issuer)].concat()
        });
        (image::bytes(&ready.image), authority)
    };
    for (kind, profile) in [("revoked", Profile::P256), ("copy", Profile::MyNumber)] {
        let first = make(kind, profile, seed, today());
        assert!(first == make(kind, profile, seed, today()), "{kind}");
    }
    let first = make("plain", Profile::P256, seed, today());
    let other = make("plain", Profile::P256, Some(Seed(drawn.wrapping_add(1))), today());
    assert!(first.0 != other.0 && first.1 != other.1);
    let later = DateTime::new(2026, 4, 2, 3, 0, 0).unwrap();
    assert!(first.1 != make("plain", Profile::P256, seed, later).1, "other keys, other names");
}

#[test]
fn a_seeded_card_says_so_and_never_draws_a_challenge_twice() {
    let seed = Seed(test_vectors::seed::of("seeded card"));
    let mut workshop = ReadyCardIssuer::open(today(), Some(seed), &mut UnwrapErr(SysRng)).unwrap();
    let ready = made(&mut workshop, &request("plain", Profile::P256));
    let folder = std::env::temp_dir().join(format!("juki-seeded-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, twin) = (folder.join("card.juki"), folder.join("twin.juki"));
    image::create(&ready.image, &path, |_| ()).unwrap();
    std::fs::copy(&path, &twin).unwrap();

    let challenge = |path: &std::path::Path| {
        let mut card = VirtualCard::open(path, "test").unwrap();
        let session = &mut Session::new(&mut card);
        let pre_issuing = files::pre_issuing(session).unwrap().unwrap_or(PreIssuingData::DEFAULT);
        assert!(pre_issuing.seeded);
        session.request(GetChallenge { ne: Ne::exactly(16) }).unwrap().data
    };
    let first = challenge(&path);
    let second = challenge(&path);
    assert_ne!(first, second, "a restart draws on");
    // The very same card: it repeats, from its first start on.
    assert_eq!((challenge(&twin), challenge(&twin)), (first, second));
    // Given: a start counter that does not fit its check. It might be one of long ago.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[2124] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let refused = VirtualCard::open(&path, "test").unwrap_err();
    assert!(matches!(refused, image::ImageError::Altered(_)), "{refused:?}");

    let certificate = {
        let mut card = VirtualCard::open(&twin, "test").unwrap();
        let which = juki::card::jpki::Certificate::Authentication;
        juki::card::jpki::certificate(&mut Session::new(&mut card), which).unwrap()
    };
    let says = |der: &[u8]| {
        let text = b"seeded test certificate: its key is known to everybody";
        der.windows(text.len()).any(|window| window == text)
    };
    assert!(says(&certificate));
    assert!(Issuer::ALL.iter().all(|issuer| says(workshop.authority().ca_certificate(*issuer))));
    WORKSHOP.with_borrow(|workshop| {
        assert!(!Issuer::ALL.iter().any(|of| says(workshop.authority().ca_certificate(*of))));
    });
    std::fs::remove_dir_all(folder).unwrap();
}
