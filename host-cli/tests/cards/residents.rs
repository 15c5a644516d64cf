//! Whole cards of awkward residents: issued, read, judged, and their certificates read by openssl.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use apdu_spec::profile::{PreIssuingData, Profile};
use getrandom::SysRng;
use juki::card::session::Session;
use juki::card::{jpki, text};
use juki::characters::municipal::MunicipalMap;
use juki::finding::{DataReason, Finding, Outcome};
use juki::pki::Revocation;
use juki::resident::{Resident, samples};
use juki::uses::MunicipalCharacters;
use juki::verify::card::{CHALLENGE_LEN, CardVerifier, Scope};
use juki::verify::verdict::{Check, Topic, Verdict};
use rand_core::{Rng as _, UnwrapErr};
use serde_json::{Value, json};

use crate::office::{Card, Office, OfficePins};

/// A resident, and what a card has of them.
struct Awkward {
    record: Resident,
    name: String,
    /// YYYYMMDD, and in the certificate with the era before.
    birth: [&'static str; 2],
    /// The name of the certificate and its flags.
    certified: [String; 2],
}

fn awkward(
    record: Resident,
    name: &str,
    birth: [&'static str; 2],
    certified: [&str; 2],
) -> Awkward {
    Awkward { record, name: name.to_owned(), birth, certified: certified.map(str::to_owned) }
}

/// A sample with other values in these places.
fn sample(name: &str, changes: &[(&str, Value)]) -> Resident {
    let mut record: Value = serde_json::from_str(samples::find(name).unwrap().json).unwrap();
    for (pointer, value) in changes {
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        record.pointer_mut(parent).unwrap()[member] = value.clone();
    }
    Resident::parse(record.to_string().as_bytes()).unwrap()
}

fn named(family: &str) -> Resident {
    sample("taro", &[("/name/japanese/family", json!(family))])
}

const BORN: [&str; 2] = ["19800229", "319800229"];

/// Each awkward in one way.
fn one_by_one() -> Vec<Awkward> {
    let (taro, longest) = ("住基　太郎", "長".repeat(63));
    let birth =
        |known: &str| sample("taro", &[("/birth", json!({ "known": known, "wording": "不詳" }))]);
    let plain = |record, birth| awkward(record, taro, birth, [taro, "00000"]);
    let one_name = [("/name/roman/value", json!("SUKARNO")), ("/name/alias", Value::Null)];
    let kanji = [("/name/alias", Value::Null), ("/name/priority", json!("kanji"))];
    vec![
        plain(birth("1980"), ["19800000", "319800000"]),
        plain(birth("1980-02"), ["19800200", "319800200"]),
        // The deemed birth date is a day as any other.
        plain(sample("taro", &[("/birth", json!("1980-07-01"))]), ["19800701", "319800701"]),
        plain(sample("taro", &[("/household", json!({ "number": "1" }))]), BORN),
        awkward(
            sample("former-surname", &[]),
            "住基［佐藤］　みどり",
            ["19850504", "319850504"],
            ["住基［佐藤］　みどり", "0000000000"],
        ),
        awkward(named("髙橋"), "髙橋　太郎", BORN, ["高橋　太郎", "10000"]),
        awkward(
            named(&longest),
            &format!("{longest}　太郎"),
            BORN,
            [&format!("{longest}　太郎"), &"0".repeat(66)],
        ),
        awkward(
            sample("foreign-kanji", &kanji),
            "金　英姫",
            ["19570303", "019570303"],
            ["金　英姫", "0000"],
        ),
        awkward(
            sample("maria", &[]),
            "SANTOS MARIA/山田　マリア",
            ["19901225", "019901225"],
            ["SANTOS MARIA/山田　マリア", "0000000000000000000"],
        ),
        awkward(
            sample("maria", &one_name),
            "SUKARNO",
            ["19901225", "019901225"],
            ["SUKARNO", "0000000"],
        ),
    ]
}

/// Each awkward in several ways.
fn at_once() -> [Awkward; 2] {
    let japanese = [
        ("/name/japanese/family", json!("葛\u{E0100}城")),
        ("/name/former_surname/value", json!("髙槻")),
        ("/birth", json!({ "known": "1937", "wording": "昭和12年月日不詳" })),
        ("/household", json!({ "number": "1" })),
        ("/name/japanese/history", json!([])),
    ];
    let foreign = [
        ("/name/roman", json!({ "value": "KIM YOUNGHEE" })),
        ("/name/alias/value", json!("髙山　英子")),
        ("/birth", json!({ "known": "1957-03", "wording": "1957年3月日不詳" })),
    ];
    [
        awkward(
            sample("former-surname", &japanese),
            "葛\u{E0100}城［髙槻］　みどり",
            ["19370000", "319370000"],
            ["葛城［高槻］　みどり", "1001000000"],
        ),
        awkward(
            sample("foreign-kanji", &foreign),
            "KIM YOUNGHEE　金　英姫/髙山　英子",
            ["19570300", "019570300"],
            ["KIM YOUNGHEE　金　英姫/高山　英子", "00000000000000000010000"],
        ),
    ]
}

fn checks(office: &Office, card: &mut Card) -> Vec<Check> {
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| UnwrapErr(SysRng).fill_bytes(challenge));
    let trust = office.authority.trust().unwrap();
    let verifier =
        CardVerifier { trust: &trust, revocation: Revocation::File, now: office.now, challenges };
    let all = Scope { data: true, signing: true };
    verifier.verify(&mut Session::new(&mut card.reader), all, &mut OfficePins).unwrap().checks
}

fn attributes(card: &mut Card) -> text::Attributes {
    let files = text::read(&mut Session::new(&mut card.reader), Some(&mut OfficePins)).unwrap();
    text::Attributes::parse(&files.attributes.unwrap()).unwrap()
}

fn openssl(arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What openssl reads in the holder's names of a certificate, by the last arc of their OIDs
/// (1.2.392.200149.8.5.5).
fn holder(card: &mut Card) -> BTreeMap<String, String> {
    let which = jpki::Certificate::Signing;
    let mut session = Session::new(&mut card.reader);
    let der = jpki::certificate_with_pin(&mut session, which, &mut OfficePins).unwrap();
    let path = card.path.with_extension("cer");
    fs::write(&path, der).unwrap();
    let parse = |path: &Path, more: &[&str]| {
        let path = path.display().to_string();
        openssl(&[&["asn1parse", "-inform", "DER", "-in", &path], more].concat())
    };
    let whole = parse(&path, &[]);
    let names = whole.lines().skip_while(|line| !line.contains("Alternative Name")).nth(1).unwrap();
    let (offset, _) = names.split_once(':').unwrap();
    let names = parse(&path, &["-strparse", offset.trim()]);
    fs::remove_file(&path).unwrap();
    let mut found = BTreeMap::new();
    let mut arc = None;
    for line in names.lines() {
        if let Some((_, number)) = line.split_once(":1.2.392.200149.8.5.5.") {
            arc = Some(number.to_owned());
        } else if let Some((_, value)) = line.split_once("UTF8STRING        :") {
            found.insert(arc.take().unwrap(), value.to_owned());
        }
    }
    found
}

/// Issues it as a card of this profile and looks at all of it.
fn look(office: &Office, profile: Profile, awkward: &Awkward) {
    let Awkward { record, name, birth: [birth, certified_birth], certified } = awkward;
    let mut card = office.issue_as(record, PreIssuingData::of(profile), None);
    let shown = attributes(&mut card);
    assert_eq!((&*shown.name, &*shown.birth), (&**name, *birth), "{profile:?}");
    assert_eq!(shown.address, record.address_line(), "{profile:?} {name}");
    let checks = checks(office, &mut card);
    assert_eq!(Verdict::of(&checks), Verdict::Valid, "{profile:?} {name}: {checks:#?}");
    assert!(checks.iter().all(|check| check.finding.outcome == Outcome::Passed), "{checks:#?}");
    let said = holder(&mut card);
    let [text, flags] = certified;
    let found = ["1", "2", "4"].map(|arc| said.get(arc).unwrap().as_str());
    assert_eq!(found, [text, flags, *certified_birth], "{profile:?} {name}");
    assert_eq!(said.get("5"), Some(&record.address_line()), "{profile:?} {name}");
}

#[test]
fn every_awkward_resident_gets_a_card() {
    let office = Office::new();
    for awkward in one_by_one().iter().chain(&at_once()) {
        look(&office, Profile::P256, awkward);
    }
}

#[test]
fn cards_of_today_are_issued_to_awkward_residents_too() {
    let office = Office::new();
    for profile in [Profile::MyNumber, Profile::Juki] {
        at_once().iter().for_each(|awkward| look(&office, profile, awkward));
    }
}

#[test]
#[ignore = "takes long: RSA keys"]
fn every_awkward_resident_gets_a_card_of_today() {
    let office = Office::new();
    for profile in [Profile::MyNumber, Profile::Juki] {
        one_by_one().iter().for_each(|awkward| look(&office, profile, awkward));
    }
}

/// A substitute that the municipality alone knows: verifying does not say that it is right, nor that
/// the card is another's.
#[test]
fn a_substitute_of_the_mapping_alone_is_not_decided() {
    let office = Office::new();
    let map = MunicipalMap::parse("character,kind,value,note\nU+D55C,substitute,韓,\n".as_bytes());
    let characters = MunicipalCharacters::from(map.unwrap());
    let made = PreIssuingData::DEFAULT;
    let mut card = office.issue_as(&named("한橋"), made, Some(&characters));
    assert_eq!(holder(&mut card).get("1").map(String::as_str), Some("韓橋　太郎"));
    assert_eq!(holder(&mut card).get("2").map(String::as_str), Some("10000"));
    let checks = checks(&office, &mut card);
    let undecided: Vec<_> =
        checks.iter().filter(|check| check.finding.outcome != Outcome::Passed).collect();
    assert!(matches!(undecided[..], [Check { topic: Topic::Holder, .. }]), "{undecided:#?}");
    let expected = Finding::undecided(DataReason::HolderSubstituted);
    assert!(undecided[0].finding == expected, "{undecided:#?}");
    assert_eq!(Verdict::of(&checks), Verdict::Undecided);
}
