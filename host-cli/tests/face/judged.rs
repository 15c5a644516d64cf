//! `juki verify` and the face of the card: genuine, altered, another card's.

use crate::office::{Card, HANAKO, KENTA, Office, OfficePins, TARO, enter, overwrite};
use apdu_spec::profile::visual as layout;
use getrandom::SysRng;
use juki::card::files;
use juki::card::pins::{self, Origin, Pin, PinValue, Tries};
use juki::card::session::Session;
use juki::card::visual::{self, Files};
use juki::finding::Outcome;
use juki::pki::Revocation;
use juki::verify::card::{CHALLENGE_LEN, CardVerifier, Scope};
use juki::verify::verdict::Topic;
use rand_core::{Rng as _, UnwrapErr};

const TARO_CODE_A: &str = "379474484458";
const TARO_BIRTH: &str = "550229";

/// How the two checks of the face end.
fn face(office: &Office, card: &mut Card) -> [Outcome; 2] {
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| UnwrapErr(SysRng).fill_bytes(challenge));
    let trust = office.trust();
    let verifier =
        CardVerifier { trust: &trust, revocation: Revocation::File, now: office.now, challenges };
    let scope = Scope { data: true, signing: false };
    let report =
        verifier.verify(&mut Session::new(&mut card.reader), scope, &mut OfficePins).unwrap();
    [Topic::Face, Topic::FaceKey].map(|topic| {
        report.checks.iter().find(|check| check.topic == topic).unwrap().finding.outcome
    })
}

fn pin_value(code: &str) -> PinValue {
    PinValue { value: code.as_bytes().to_vec().into(), origin: Origin::Data }
}

fn read(card: &mut Card) -> Files {
    let codes = [(Pin::VisualA, pin_value(TARO_CODE_A)), (Pin::BirthCode, pin_value(TARO_BIRTH))];
    visual::read(&mut Session::new(&mut card.reader), &codes).unwrap()
}

/// The issuer writes other content into files of the application.
fn write(office: &Office, card: &mut Card, contents: &[(u16, &[u8])]) {
    office.administer(card, |session| {
        enter(session, &layout::APPLICATION);
        for (fid, content) in contents {
            overwrite(session, *fid, content);
        }
    });
}

fn tries(card: &mut Card, pin: Pin) -> Tries {
    let session = &mut Session::new(&mut card.reader);
    files::select_application(session, pin.application()).unwrap();
    pins::tries(session, pin).unwrap()
}

#[test]
fn the_face_of_every_holder_is_genuine_and_costs_no_try() {
    let office = Office::new();
    let without_photo = TARO.replace("\"B\"", "\"A\"");
    // With a number and without one, with a photo and without.
    for record in [TARO, HANAKO, KENTA, &without_photo] {
        let mut card = office.issue(record);
        assert_eq!(face(&office, &mut card), [Outcome::Passed; 2]);
        for pin in [Pin::BirthCode, Pin::VisualB] {
            assert_eq!(tries(&mut card, pin), Tries::Left(10), "{pin:?}");
        }
    }
}

#[test]
fn an_altered_face_is_not_what_was_signed() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let found = read(&mut card);
    let (original, number) = (found.face.unwrap(), found.number.unwrap());
    let photo = original.windows(4).position(|window| window == b"jP  ").unwrap();
    for at in [photo + 200, photo - 200] {
        let mut altered = original.clone();
        altered[at] ^= 1;
        write(&office, &mut card, &[(layout::File::Face.fid(), &altered)]);
        assert_eq!(face(&office, &mut card)[0], Outcome::Failed, "{at}");
    }
    // An offset that points elsewhere: a reader by the directory would see something else.
    let mut altered = original.clone();
    altered[9] ^= 1;
    write(&office, &mut card, &[(layout::File::Face.fid(), &altered)]);
    assert_eq!(face(&office, &mut card), [Outcome::Failed; 2]);
    write(&office, &mut card, &[(layout::File::Face.fid(), &original)]);
    assert_eq!(face(&office, &mut card), [Outcome::Passed; 2]);
    let mut altered = number;
    altered[60] ^= 1;
    write(&office, &mut card, &[(layout::File::Number.fid(), &altered)]);
    assert_eq!(face(&office, &mut card), [Outcome::Failed, Outcome::Passed]);
}

#[test]
fn the_face_of_another_card_is_a_copy() {
    let office = Office::new();
    let from = read(&mut office.issue(TARO));
    let (age, whole, number) = (from.age.unwrap(), from.face.unwrap(), from.number.unwrap());
    // The files are as long as their contents, of which the signatures are of 70 to 72 bytes: one
    // that the other card's contents fit into.
    let mut second = loop {
        let mut card = office.issue(TARO);
        let own = read(&mut card);
        let [own_age, own_face, own_number] =
            [own.age, own.face, own.number].map(|content| content.unwrap().len());
        if own_age >= age.len() && own_face >= whole.len() && own_number >= number.len() {
            break card;
        }
    };
    // One part for another key than the rest.
    write(&office, &mut second, &[(layout::File::Age.fid(), &age)]);
    assert_eq!(face(&office, &mut second), [Outcome::Failed, Outcome::Passed]);
    // All of it, bit by bit: every signature fits, and the key is not there.
    write(
        &office,
        &mut second,
        &[(layout::File::Face.fid(), &whole), (layout::File::Number.fid(), &number)],
    );
    assert_eq!(face(&office, &mut second), [Outcome::Passed, Outcome::Failed]);
}

#[test]
fn judging_spends_no_last_try_of_a_code() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    for left in (5..10).rev() {
        let mut session = Session::new(&mut card.reader);
        files::select_application(&mut session, &layout::APPLICATION).unwrap();
        pins::present(&mut session, Pin::VisualA, &pin_value("000000000000")).unwrap_err();
        drop(session);
        assert_eq!(tries(&mut card, Pin::VisualA), Tries::Left(left));
    }
    assert_eq!(face(&office, &mut card), [Outcome::LeftOut; 2]);
    assert_eq!(tries(&mut card, Pin::VisualA), Tries::Left(5));
}
