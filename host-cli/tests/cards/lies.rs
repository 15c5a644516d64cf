//! A card that lies to `juki verify`, or talks nonsense without end.

use getrandom::SysRng;
use juki::card::CardError;
use juki::card::session::Session;
use juki::finding::{Advice, Outcome};
use juki::pki::Revocation;
use juki::reader::{Reader, ReaderError};
use juki::verify::card::{CHALLENGE_LEN, CardReport, CardVerifier, Scope};
use juki::verify::verdict::{Topic, Verdict, advice};
use rand_core::{Rng as _, UnwrapErr};

use crate::office::{Office, OfficePins, TARO};
use test_vectors::rng::TestRng;
use test_vectors::seed;

/// Alters the answer to a command.
trait Alteration: FnMut(&[u8], Vec<u8>) -> Vec<u8> + Send {}

impl<F: FnMut(&[u8], Vec<u8>) -> Vec<u8> + Send> Alteration for F {}

/// Something between card and reader that alters answers.
struct AlteringReader<'a, A> {
    card: &'a mut dyn Reader,
    alter: &'a mut A,
}

impl<A: Alteration> Reader for AlteringReader<'_, A> {
    fn name(&self) -> &str {
        "between"
    }

    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        Ok((self.alter)(command, answer))
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(AlteringReader { card: &mut *self.card, alter: &mut *self.alter }))
    }
}

fn judge(
    office: &Office,
    card: &mut dyn Reader,
    alter: &mut impl Alteration,
) -> Option<CardReport> {
    judged(office, card, alter).ok()
}

fn judged(
    office: &Office,
    card: &mut dyn Reader,
    alter: &mut impl Alteration,
) -> Result<CardReport, CardError> {
    card.reset().unwrap();
    let trust = office.trust();
    let mut challenges = [[0; CHALLENGE_LEN]; 2];
    challenges.iter_mut().for_each(|challenge| UnwrapErr(SysRng).fill_bytes(challenge));
    let verifier =
        CardVerifier { trust: &trust, revocation: Revocation::File, now: office.now, challenges };
    let scope = Scope { data: true, signing: true };
    let mut between = AlteringReader { card, alter };
    verifier.verify(&mut Session::new(&mut between), scope, &mut OfficePins)
}

#[test]
fn no_altered_answer_is_worth_more_than_the_true_one() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let truth = judge(&office, &mut card.reader, &mut |_: &[u8], answer| answer).unwrap();
    assert_eq!(Verdict::of(&truth.checks), Verdict::Valid);
    let mut rng = TestRng::new(seed::of("lies"));
    let mut pick = |below: usize| rng.below(below);
    let (mut valid, mut judged, mut refused) = (0, 0, 0);
    for _ in 0..60 {
        let mut alter = |command: &[u8], mut answer: Vec<u8>| {
            // PINs stay verified: what is asked is what the rest is taken for.
            if command.get(1) == Some(&0x20) || pick(12) != 0 {
                return answer;
            }
            let data = answer.len() - 2;
            match pick(5) {
                _ if data == 0 => answer = vec![0x6A, 0x82],
                0 => answer[pick(data)] ^= 1 << pick(8),
                1 => drop(answer.drain(..=pick(data))),
                2 => answer
                    .splice(..0, vec![0x7F, 0x21, 0x84, 0xFF, 0xFF, 0xFF, 0xFF])
                    .for_each(drop),
                3 => answer.splice(..data, vec![0xFF; data]).for_each(drop),
                _ => answer.splice(data..data, vec![0xAA; pick(600)]).for_each(drop),
            }
            answer
        };
        match judge(&office, &mut card.reader, &mut alter) {
            Some(report) if Verdict::of(&report.checks) == Verdict::Valid => {
                // What was altered decides nothing, but for the record, which nobody signs.
                let of = |report: &CardReport| (report.serial.clone(), report.checks.len());
                assert_eq!(of(&report), of(&truth));
                valid += 1;
            }
            Some(_) => judged += 1,
            None => refused += 1,
        }
    }
    println!("{valid} valid, {judged} not, {refused} refused");
    assert!(judged > 0 && refused > 0, "no answer that matters was altered");
}

/// A genuine card with a bad contact, a worn page, a reader that drops a command: one command of a
/// judgement is refused, and whatever it was, the card is not called a forgery, nor a refusal a
/// yes.
#[test]
fn a_command_that_fails_makes_no_genuine_card_a_forgery() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let mut count = 0;
    let truth = judge(&office, &mut card.reader, &mut |_: &[u8], answer| {
        count += 1;
        answer
    });
    let truth = truth.unwrap();
    assert_eq!(Verdict::of(&truth.checks), Verdict::Valid);
    let mut undecided = 0;
    for status in [[0x6F, 0x00], [0x69, 0x82]] {
        for failing in 0..count {
            let (mut at, mut failed) = (0, Vec::new());
            let mut alter = |command: &[u8], answer: Vec<u8>| {
                at += 1;
                if at != failing + 1 {
                    return answer;
                }
                failed = command.to_vec();
                status.to_vec()
            };
            let report = judged(&office, &mut card.reader, &mut alter);
            let case = format!("{status:02X?} to command {failing}, {failed:02X?}");
            let report = report.unwrap_or_else(|cause| panic!("{case}: {cause:?}"));
            match Verdict::of(&report.checks) {
                // It was asked in another way, or nothing hangs on it.
                Verdict::Valid => assert_eq!(outcomes(&report), outcomes(&truth), "{case}"),
                Verdict::Undecided | Verdict::Incomplete => undecided += 1,
                verdict => panic!("{case}: {verdict:?}, {:?}", report.checks),
            }
        }
    }
    assert!(undecided > count / 2, "{undecided} of 2 * {count}");
}

fn outcomes(report: &CardReport) -> Vec<(Topic, Outcome)> {
    report.checks.iter().map(|check| (check.topic, check.finding.outcome)).collect()
}

/// That it has no such file is an answer, and a genuine card has them all.
#[test]
fn a_card_that_lacks_what_the_layout_demands_is_none() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    // SELECT of EF 0003 (signature) and EF 0004 (municipality's key) of the text application; the
    // data object of the card's certificate; the keys of two applications.
    for (ins, data) in [(0xA4, &[0, 3][..]), (0xA4, &[0, 4]), (0xCA, &[]), (0x88, &[])] {
        let lacks = if ins == 0xA4 { [0x6A, 0x82] } else { [0x6A, 0x88] };
        let mut alter = |command: &[u8], answer: Vec<u8>| {
            let names = command.get(5..).is_some_and(|rest| rest.starts_with(data));
            let serial = command.get(1..4) == Some(&[0xCA, 0x00, 0x45]);
            let hits = command.get(1) == Some(&ins) && (names || ins != 0xA4) && !serial;
            if hits { lacks.to_vec() } else { answer }
        };
        let report = judged(&office, &mut card.reader, &mut alter).unwrap();
        assert_eq!(Verdict::of(&report.checks), Verdict::NotAuthentic, "{ins:02X} {data:02X?}");
    }
}

#[test]
fn nobody_signs_the_last_day_of_a_card() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let mut first = |command: &[u8], mut answer: Vec<u8>| {
        if command.get(1) == Some(&0xB2) && answer.len() == 32 {
            answer[22..30].copy_from_slice(b"20991231");
        }
        answer
    };
    // Known and said in the finding: the record is the card's own word.
    let report = judge(&office, &mut card.reader, &mut first).unwrap();
    assert_eq!(Verdict::of(&report.checks), Verdict::Valid);
    assert_eq!(report.record.unwrap().expiry, "20991231");
    // One that is no day is told, with what helps.
    let mut no_day = |command: &[u8], mut answer: Vec<u8>| {
        if command.get(1) == Some(&0xB2) && answer.len() == 32 {
            answer[22..30].copy_from_slice(b"20990231");
        }
        answer
    };
    let report = judge(&office, &mut card.reader, &mut no_day).unwrap();
    let check = report.checks.iter().find(|check| check.topic == Topic::CardInForce).unwrap();
    assert_eq!(check.finding.outcome, Outcome::Undecided);
    assert!(check.finding.advice().is_some());
}

/// What stands between card and reader can take a certificate away, that nobody sees that it was
/// revoked: with the file that says which ones there are, and with what is signed of the keys.
#[test]
fn a_certificate_that_is_hidden_makes_no_card_valid() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let names = |command: &[u8], fid: [u8; 2]| command.get(5..7) == Some(&fid[..]);
    for hidden in 0..16 {
        let hides = |bit: u8| hidden & 1 << bit != 0;
        let mut alter = |command: &[u8], answer: Vec<u8>| {
            let select = command.get(1) == Some(&0xA4);
            let gone = select && hides(0) && names(command, [0, 1])
                || select && hides(1) && names(command, [0, 0x0A])
                || select && hides(2) && names(command, [0, 8]);
            match command.get(1..4) {
                Some([0xCA, 0xBF, 0x60]) if hides(3) => vec![0x6A, 0x88],
                _ if gone => vec![0x6A, 0x82],
                _ => answer,
            }
        };
        let report = judged(&office, &mut card.reader, &mut alter);
        let verdict = report.map(|report| Verdict::of(&report.checks));
        // Which certificates there are the statement of the keys says, and nobody else is asked.
        match hidden & 0b1011 {
            0 => assert_eq!(verdict.unwrap(), Verdict::Valid, "{hidden:04b}"),
            _ => assert!(
                !matches!(verdict, Ok(Verdict::Valid | Verdict::NotAuthentic)),
                "{hidden:04b}"
            ),
        }
    }
}

/// A card that was issued before its keys were signed, or one whose reader hides that: nobody knows
/// whose its certificates are.
#[test]
fn certificates_that_nothing_ties_to_the_card_are_not_decided() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    let mut hides = |command: &[u8], answer: Vec<u8>| match command.get(1..4) {
        Some([0xCA, 0xBF, 0x60]) => vec![0x6A, 0x88],
        _ => answer,
    };
    let report = judge(&office, &mut card.reader, &mut hides).unwrap();
    assert_eq!(Verdict::of(&report.checks), Verdict::Undecided);
    let open = |topic| {
        let check = report.checks.iter().find(|check| check.topic == topic).unwrap();
        check.finding.outcome == Outcome::Undecided
    };
    assert!(open(Topic::AuthenticationCard) && open(Topic::SigningCard));
    assert_eq!(advice(&report.checks), [Advice::AuthorityIndex]);
}

#[test]
fn a_replayed_answer_is_worth_nothing() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    // INTERNAL AUTHENTICATE, as the card answered it before.
    let mut kept: Vec<Vec<u8>> = Vec::new();
    let mut keep = |command: &[u8], answer: Vec<u8>| {
        if command.get(1) == Some(&0x88) {
            kept.push(answer.clone());
        }
        answer
    };
    let report = judge(&office, &mut card.reader, &mut keep).unwrap();
    assert_eq!(Verdict::of(&report.checks), Verdict::Valid);
    assert_eq!(kept.len(), 2);
    let mut kept = kept.into_iter();
    let mut replay = |command: &[u8], answer: Vec<u8>| {
        if command.get(1) == Some(&0x88) { kept.next().unwrap() } else { answer }
    };
    let report = judge(&office, &mut card.reader, &mut replay).unwrap();
    assert_eq!(Verdict::of(&report.checks), Verdict::NotAuthentic);
}

/// More commands than anybody needs to read a card; a whole one takes less than a hundred.
const COMMANDS_MAX: u32 = 1_000;

/// Alters answers as `alter` does, for somebody who gives up.
fn until_given_up(alter: impl Fn(&[u8], Vec<u8>) -> Vec<u8> + Send) -> impl Alteration {
    let mut commands = 0;
    move |command: &[u8], answer: Vec<u8>| {
        commands += 1;
        assert!(commands <= COMMANDS_MAX, "still asking: {command:02X?}");
        alter(command, answer)
    }
}

#[test]
fn a_card_that_talks_without_end_is_given_up() {
    let office = Office::new();
    let mut card = office.issue(TARO);
    for (data, status) in [
        (vec![0xAA; 256], [0x90, 0x00]),
        (vec![0xAA], [0x90, 0x00]),
        (Vec::new(), [0x90, 0x00]),
        (vec![0x62; 256], [0x61, 0x00]),
        (vec![0xFF; 60_000], [0x62, 0x82]),
    ] {
        let mut nonsense = until_given_up(|_, _| [&data[..], &status].concat());
        let report = judge(&office, &mut card.reader, &mut nonsense);
        assert!(report.is_none_or(|report| Verdict::of(&report.checks) != Verdict::Valid));
    }
    // Every file read a byte at a time, for ever.
    let mut drops = until_given_up(|command, answer| match command.get(1) {
        Some(0xB0) => vec![0xAA, 0x90, 0x00],
        Some(0xA4) => vec![0x90, 0x00],
        _ => answer,
    });
    let report = judge(&office, &mut card.reader, &mut drops);
    assert!(report.is_none_or(|report| Verdict::of(&report.checks) != Verdict::Valid));
}
