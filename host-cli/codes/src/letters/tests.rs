use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::*;
use crate::chain::tests::Folder;
use crate::ledger::tests::{made, number};
use crate::ledger::{ChangeReason, Ledger};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn journal(folder: &Folder) -> Journal {
    let path = folder.file(FILE);
    Journal::create(&path, MunicipalityCode::parse("131016").unwrap()).unwrap();
    Journal::open(&path).unwrap().0
}

/// A ledger in which three people have a code, the last one brought along.
fn ledger(folder: &Folder) -> Ledger {
    let mut ledger = made(folder, &[(0, 99)]);
    let run = ledger.next_run(day("2026-11-30"));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    ledger.assign(run, &[number(1), number(2)], &mut rng).unwrap();
    ledger.take(run, &[(number(3), RecordCode::of_body(500).unwrap())]).unwrap();
    ledger
}

fn letter(value: u32) -> LetterNumber {
    LetterNumber(value)
}

#[test]
fn a_code_has_one_letter_whatever_happens_between() {
    let folder = Folder::new("letters");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    let today = day("2026-12-01");
    let letters = journal.number(ledger.assignments(), today).unwrap();
    assert_eq!(
        letters.iter().map(|own| own.number.to_string()).collect::<Vec<_>>(),
        ["000001", "000002"]
    );
    assert!(letters.iter().all(|own| own.kind == LetterKind::FirstNotice && own.run.number == 1));
    // Killed before they were printed: the same letters wait, under the same numbers.
    drop(journal);
    let (mut journal, _) = Journal::open(&folder.file(FILE)).unwrap();
    assert_eq!(journal.number(ledger.assignments(), day("2026-12-02")).unwrap(), letters);
    let printed =
        journal.mark(&[letter(1), letter(2)], Event::Printed, today, ledger.assignments()).unwrap();
    assert!(printed.iter().all(|own| own.state == LetterState::Printed));
    assert!(journal.number(ledger.assignments(), today).unwrap().is_empty());
}

#[test]
fn a_letter_that_came_back_is_written_again_with_a_number_of_its_own() {
    let folder = Folder::new("reissued");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    journal.number(ledger.assignments(), day("2026-12-01")).unwrap();
    for (event, on) in [
        (Event::Printed, "2026-12-01"),
        (Event::Posted, "2026-12-01"),
        (Event::Returned(ReturnReason::Moved), "2026-12-09"),
    ] {
        journal.mark(&[letter(1)], event, day(on), ledger.assignments()).unwrap();
    }
    let again = journal
        .mark(&[letter(1)], Event::Reissued, day("2026-12-10"), ledger.assignments())
        .unwrap()[0];
    assert_eq!((again.number, again.replaces), (letter(3), Some(letter(1))));
    let old = *journal.letters().get(letter(1)).unwrap();
    assert_eq!(old.code(ledger.assignments()), None);
    let entry = ledger.assignments().code_of(number(1)).unwrap();
    assert_eq!(again.code(ledger.assignments()), Some(entry.code));
    // It waits to be printed with the one that was not printed yet, and no third letter is written.
    let waiting = journal.number(ledger.assignments(), day("2026-12-10")).unwrap();
    assert_eq!(waiting.iter().map(|own| own.number).collect::<Vec<_>>(), [letter(2), letter(3)]);
    let before = journal.letters().all().to_vec();
    drop(journal);
    assert_eq!(Journal::read(&folder.file(FILE)).unwrap().0.all(), before);
}

#[test]
fn a_changed_code_is_told_and_the_earlier_one_no_more() {
    let folder = Folder::new("change");
    let (mut ledger, mut journal) = (ledger(&folder), journal(&folder));
    journal.number(ledger.assignments(), day("2026-12-01")).unwrap();
    let run = ledger.next_run(day("2026-12-02"));
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let code = ledger.change(run, number(2), ChangeReason::OnRequest, &mut rng).unwrap();
    let waiting = journal.number(ledger.assignments(), day("2026-12-03")).unwrap();
    assert_eq!(waiting.iter().map(|own| own.number).collect::<Vec<_>>(), [letter(1), letter(3)]);
    assert_eq!(waiting[1].kind, LetterKind::Change);
    assert_eq!(waiting[1].code(ledger.assignments()), Some(code));
    assert_eq!(journal.letters().get(letter(2)).unwrap().state, LetterState::Void);
}

#[test]
fn a_corrected_code_is_told_as_a_correction_and_no_change_on_request() {
    let folder = Folder::new("correction");
    let (mut ledger, mut journal) = (ledger(&folder), journal(&folder));
    let today = day("2026-12-02");
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    for (person, reason) in [(1, ChangeReason::OnRequest), (2, ChangeReason::Correction)] {
        let run = ledger.next_run(today);
        ledger.change(run, number(person), reason, &mut rng).unwrap();
    }
    let told = journal.number(ledger.assignments(), today).unwrap();
    let kinds = [LetterKind::Change, LetterKind::Correction];
    assert_eq!(told.iter().map(|own| own.kind).collect::<Vec<_>>(), kinds);
    drop(journal);
    assert_eq!(Journal::read(&folder.file(FILE)).unwrap().0.all(), told);
}

/// One whose holder died is void; where that was a mistake another letter is written, unless the code
/// has been changed by then.
#[test]
fn a_void_letter_is_not_printed_and_may_be_written_again() {
    let folder = Folder::new("void");
    let (mut ledger, mut journal) = (ledger(&folder), journal(&folder));
    let today = day("2026-12-01");
    journal.number(ledger.assignments(), today).unwrap();
    let numbers = [letter(1), letter(2)];
    journal.mark(&numbers, Event::Voided, today, ledger.assignments()).unwrap();
    assert!(journal.number(ledger.assignments(), today).unwrap().is_empty());
    let again = journal.mark(&[letter(1)], Event::Reissued, today, ledger.assignments()).unwrap();
    assert_eq!((again[0].number, again[0].replaces), (letter(3), Some(letter(1))));
    assert_eq!(journal.number(ledger.assignments(), today).unwrap(), again);
    let run = ledger.next_run(today);
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    ledger.change(run, number(2), ChangeReason::OnRequest, &mut rng).unwrap();
    let told = journal.mark(&[letter(2)], Event::Reissued, today, ledger.assignments());
    let told = told.unwrap_err().to_string();
    assert_eq!(told, "the code that letter 000002 tells was changed");
}

/// Given letters that are printed, posted and come back; each resident's code is changed. Then:
/// nothing with the earlier code goes on its way, and what is still in hand is void.
#[test]
fn no_letter_with_an_earlier_code_goes_on_its_way() {
    let back = Event::Returned(ReturnReason::Moved);
    let ways: [&[Event]; 3] = [
        &[Event::Printed],
        &[Event::Printed, Event::Posted],
        &[Event::Printed, Event::Posted, back],
    ];
    for way in ways {
        let folder = Folder::new("outdated");
        let (mut ledger, mut journal) = (ledger(&folder), journal(&folder));
        let today = day("2026-12-01");
        journal.number(ledger.assignments(), today).unwrap();
        for step in way {
            journal.mark(&[letter(2)], *step, today, ledger.assignments()).unwrap();
        }
        let before = journal.letters().get(letter(2)).unwrap().state;
        let run = ledger.next_run(today);
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        ledger.change(run, number(2), ChangeReason::OnRequest, &mut rng).unwrap();

        let lines = journal.log.head();
        for event in [Event::Posted, Event::Delivered, Event::Reissued] {
            let told = journal.mark(&[letter(2)], event, today, ledger.assignments());
            let told = told.unwrap_err().to_string();
            if before.after(event).is_some() {
                assert_eq!(told, "the code that letter 000002 tells was changed");
            }
        }
        assert_eq!(journal.log.head(), lines);

        // What is in the post comes back, and is void then.
        if before == LetterState::Posted {
            assert!(journal.void_outdated(ledger.assignments(), today).unwrap().is_empty());
            let told = journal.mark(&[letter(2)], back, today, ledger.assignments()).unwrap();
            assert_eq!(told[0].state, LetterState::Void);
        } else {
            let told = journal.void_outdated(ledger.assignments(), day("2026-11-30")).unwrap();
            assert_eq!(told.iter().map(|own| own.state).collect::<Vec<_>>(), [before]);
        }
        let void = *journal.letters().get(letter(2)).unwrap();
        assert_eq!((void.state, void.since), (LetterState::Void, today), "{way:?}");
        assert!(journal.void_outdated(ledger.assignments(), today).unwrap().is_empty());
        // The letter of the other resident is as it was, and the new code gets one of its own.
        let waiting = journal.number(ledger.assignments(), today).unwrap();
        let numbers: Vec<_> = waiting.iter().map(|own| own.number).collect();
        assert_eq!(numbers, [letter(1), letter(3)]);
        let all = journal.letters().all().to_vec();
        drop(journal);
        assert_eq!(Journal::read(&folder.file(FILE)).unwrap().0.all(), all);
    }
}

#[test]
fn only_what_can_happen_to_a_letter_is_written() {
    let events = [
        Event::Printed,
        Event::Posted,
        Event::Returned(ReturnReason::Refused),
        Event::Reissued,
        Event::Delivered,
        Event::Voided,
        Event::Reprinted,
    ];
    // The way to each state, and what can happen there, in the order above.
    let ways: [(&[Event], [bool; 7]); 7] = [
        (&[], [true, false, false, false, false, true, false]),
        (&events[..1], [false, true, false, true, true, true, true]),
        (&events[..2], [false, false, true, true, false, false, true]),
        (&events[..3], [false, false, false, true, true, true, true]),
        (&[events[0], events[3]], [false; 7]),
        (&[events[0], events[4]], [false, false, false, false, false, false, true]),
        (&[events[5]], [false, false, false, true, false, false, false]),
    ];
    let today = day("2026-12-01");
    for (way, possible) in ways {
        for (event, may) in events.into_iter().zip(possible) {
            let folder = Folder::new("transitions");
            let (ledger, mut journal) = (ledger(&folder), journal(&folder));
            journal.number(ledger.assignments(), today).unwrap();
            for step in way {
                journal.mark(&[letter(1)], *step, today, ledger.assignments()).unwrap();
            }
            let lines = journal.log.head();
            let told = journal.mark(&[letter(2), letter(1)], event, today, ledger.assignments());
            // The second letter stands at the beginning: all or none.
            let both = LetterState::Numbered.after(event).is_some() && may;
            assert_eq!(told.is_ok(), both, "{way:?}, {event:?}");
            if !both {
                assert_eq!(journal.log.head(), lines);
                assert_eq!(
                    journal.mark(&[letter(1)], event, today, ledger.assignments()).is_ok(),
                    may
                );
            }
        }
    }
}

#[test]
fn letters_that_there_are_not_or_twice_or_on_an_earlier_day_are_refused() {
    let folder = Folder::new("refused");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    journal.number(ledger.assignments(), day("2026-12-01")).unwrap();
    let on = day("2026-12-02");
    let told = journal.mark(&[letter(3)], Event::Printed, on, ledger.assignments()).unwrap_err();
    assert_eq!(told.to_string(), "there is no letter 000003");
    let told = journal
        .mark(&[letter(1), letter(1)], Event::Printed, on, ledger.assignments())
        .unwrap_err();
    assert_eq!(told.to_string(), "letter 000001 is named twice");
    let told = journal
        .mark(&[letter(1)], Event::Printed, day("2026-11-30"), ledger.assignments())
        .unwrap_err();
    assert_eq!(
        told.to_string(),
        "something happened to letter 000001 on 2026-12-01, which is later"
    );
    let told = journal.mark(&[letter(1)], Event::Posted, on, ledger.assignments()).unwrap_err();
    assert_eq!(told.to_string(), "letter 000001 is numbered and cannot be posted");
    assert!(LetterNumber::parse("0").is_none() && LetterNumber::parse("+1").is_none());
    assert_eq!(LetterNumber::parse("000001"), Some(letter(1)));
}

#[test]
fn lines_that_fit_their_checks_and_not_each_other_are_refused() {
    let folder = Folder::new("forged-letters");
    let head = "juki-letters-journal 2 131016";
    let first = "letter 1 1 2026-11-30 100 first 2026-12-01 0123456789abcdef";
    let second = first.replace("letter 1", "letter 2");
    for (name, lines) in [
        ("no head", vec![first]),
        ("two heads", vec![head, head]),
        ("number", vec![head, &second]),
        ("twice", vec![head, first, &second]),
        ("mark", vec![head, &first.replace("abcdef", "ABCDEF")]),
        ("no mark", vec![head, "letter 1 1 2026-11-30 100 first 2026-12-01"]),
        ("before its code", vec![head, &first.replace("2026-12-01", "2026-11-29")]),
        ("days go back", vec![head, first, "printed 1 2026-11-30"]),
        ("not printed", vec![head, first, "reprinted 1 2026-12-01"]),
        ("no letter", vec![head, "printed 1 2026-12-01"]),
        ("transition", vec![head, first, "posted 1 2026-12-01"]),
        ("form", vec![head, first, "printed 01 2026-12-01"]),
        ("kind", vec![head, &first.replace("first", "second")]),
        ("version", vec!["juki-letters-journal 1 131016"]),
        ("more", vec![head, first, "printed 1 2026-12-01 moved"]),
        ("same", vec![head, first, "printed 1 2026-12-01", "reissued 1 2026-12-01 1"]),
    ] {
        let path = folder.file(name);
        ChainFile::create(&path, lines.iter().copied()).unwrap();
        let error = Journal::open(&path).unwrap_err();
        let place = format!("line {} ", lines.len());
        assert!(error.to_string().contains(&place), "{name}: {error}");
    }
}

/// Given letters of one ledger, and another one in its place: one that was put back from an earlier
/// day, or made anew with the same runs, holders and days. Then: nothing is done by the letters.
#[test]
fn letters_belong_to_the_ledger_that_gave_out_their_codes() {
    let folder = Folder::new("belong");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    let today = day("2026-12-01");
    journal.number(ledger.assignments(), today).unwrap();
    journal.mark(&[letter(1)], Event::Printed, today, ledger.assignments()).unwrap();
    journal.letters().belong_to(ledger.assignments()).unwrap();

    let of_another = Folder::new("belong-another");
    let path = of_another.file(crate::ledger::FILE);
    Ledger::create(&path, &crate::ledger::tests::blocks("011002", &[(0, 99)])).unwrap();
    let of_another = Ledger::open(&path).unwrap().0;
    let elsewhere = Folder::new("belong-anew");
    let mut anew = made(&elsewhere, &[(0, 99)]);
    let earlier = Folder::new("belong-earlier");
    let mut put_back = made(&earlier, &[(0, 99)]);
    let run = put_back.next_run(day("2026-11-30"));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    put_back.assign(run, &[number(1)], &mut rng).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    anew.assign(run, &[number(1), number(2)], &mut rng).unwrap();

    let lines = journal.log.head();
    for (other, expected) in [
        (&of_another, "the ledger is another municipality's"),
        (&anew, "the ledger did not give out the code that letter 000001 tells"),
        (&put_back, "the ledger did not give out the code that letter 000002 tells"),
    ] {
        let other = other.assignments();
        for refused in [
            journal.number(other, today).map(drop),
            journal.void_outdated(other, today).map(drop),
            journal.mark(&[letter(1)], Event::Posted, today, other).map(drop),
        ] {
            assert_eq!(refused.unwrap_err().to_string(), expected);
        }
    }
    assert_eq!(journal.log.head(), lines);
}

#[test]
fn a_letter_is_not_of_an_earlier_day_than_its_code() {
    let folder = Folder::new("before-code");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    let lines = journal.log.head();
    let refused = journal.number(ledger.assignments(), day("2026-11-29")).unwrap_err();
    assert!(matches!(refused, JournalError::BeforeCode(since) if since == day("2026-11-30")));
    assert_eq!(journal.log.head(), lines);
}

#[test]
fn a_reprint_has_a_line_and_leaves_the_letter_as_it_stands() {
    let folder = Folder::new("reprint");
    let (ledger, mut journal) = (ledger(&folder), journal(&folder));
    let today = day("2026-12-01");
    journal.number(ledger.assignments(), today).unwrap();
    journal.mark(&[letter(1)], Event::Printed, today, ledger.assignments()).unwrap();
    let (before, lines) = (*journal.letters().get(letter(1)).unwrap(), journal.log.head().lines);
    for reprints in 1..=2 {
        let on = day("2026-12-09");
        let told = journal.mark(&[letter(1)], Event::Reprinted, on, ledger.assignments()).unwrap();
        assert_eq!(told, [Letter { reprints, ..before }]);
    }
    assert_eq!(journal.log.head().lines, lines + 2);
    // It was posted before it was printed again.
    journal.mark(&[letter(1)], Event::Posted, day("2026-12-02"), ledger.assignments()).unwrap();
    let all = journal.letters().all().to_vec();
    drop(journal);
    assert_eq!(Journal::read(&folder.file(FILE)).unwrap().0.all(), all);
}
