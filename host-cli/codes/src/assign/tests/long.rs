//! Records that are full, or that a day does not fit: no code is drawn for one that nothing would
//! read with it.

use super::*;
use crate::ledger::LedgerError;

/// A record whose JSON on one line has so many bytes.
fn of_length(number: u64, length: usize) -> Value {
    let length_of = |moves: &[Value]| {
        with(record(number), "residence", json!({ "moves": moves })).to_string().len()
    };
    let a_move = |text: String| json!({ "address": { "text": text } });
    let mut moves = Vec::new();
    while length_of(&moves) + 880 < length {
        moves.push(a_move("東".repeat(270)));
    }
    moves.push(a_move("a".to_owned()));
    let missing = length - length_of(&moves);
    let text = format!("{}{}", "東".repeat(missing / 3), "a".repeat(missing % 3 + 1));
    *moves.last_mut().unwrap() = a_move(text);
    with(record(number), "residence", json!({ "moves": moves }))
}

/// Bytes that a code takes in a record.
fn code_length() -> usize {
    r#","record_code":"00000000000""#.len()
}

#[test]
fn a_long_record_is_written_so_that_it_is_read_again() {
    for (length, fits) in [
        (60_000, true),
        // Its last byte is the end of its line.
        (LONGEST - 1 - code_length(), true),
        (LONGEST - code_length(), false),
        (LONGEST, false),
    ] {
        let folder = Folder::new(&format!("long-{length}"));
        let mut ledger = made(&folder, &[(0, 9)]);
        let path = folder.file("records");
        fs::create_dir(&path).unwrap();
        let long = of_length(1, length).to_string();
        assert_eq!(long.len(), length);
        fs::write(path.join("1.json"), &long).unwrap();
        fs::write(path.join("2.json"), record(2).to_string()).unwrap();
        let before = ledger.head();
        let done = run(&mut ledger, &path, Selection::Everybody);
        if fits {
            assert_eq!(done.unwrap().assigned, 2);
            assert!(codes(&path).iter().all(Option::is_some), "{length}");
        } else {
            let Err(AssignError::Findings(found)) = done else { panic!("{length}") };
            let told = found.findings.iter().map(|own| format!("{} {}", own.place, own.fault));
            let told: Vec<String> = told.collect();
            assert_eq!(told.len(), 1);
            assert!(told[0].starts_with("1.json written with its code, "), "{told:?}");
            assert!(told[0].ends_with(" must be a record of at most 65536 bytes"), "{told:?}");
            assert_eq!(ledger.head(), before);
            assert_eq!(fs::read_to_string(path.join("1.json")).unwrap(), long);
        }
    }
}

#[test]
fn no_code_is_changed_when_the_record_would_not_be_read_with_the_change() {
    let folder = Folder::new("full-change");
    let mut ledger = made(&folder, &[(0, 9)]);
    let run = ledger.next_run(day("2026-11-30"));
    let code = ledger.assign(run, &[number(1)], &mut rng()).unwrap()[0].to_string();
    let full: Vec<Value> = (0..99).map(|_| json!({ "date": "2020-01-01" })).collect();
    for (record, path) in [
        (with(record(1), "changes", full), "$.changes"),
        (with(record(1), "birth", "2026-12-05"), "$.changes[0].date"),
        (of_length(1, LONGEST - 1 - code_length()), "$"),
    ] {
        let json = with(record, "record_code", code.clone()).to_string();
        let record = Resident::parse(json.as_bytes()).unwrap();
        let before = ledger.head();
        let run = ledger.next_run(day("2026-12-01"));
        let refused = change(&mut ledger, record, ChangeReason::OnRequest, run, &mut rng());
        match refused.map(drop).unwrap_err() {
            AssignError::Record(RecordFault::Written(cause)) => assert_eq!(cause.path, path),
            other => panic!("{path}: {other}"),
        }
        assert_eq!(ledger.head(), before);
    }
}

#[test]
fn days_of_runs_do_not_go_back() {
    let folder = Folder::new("days");
    let mut ledger = made(&folder, &[(0, 9)]);
    let path = lines(&folder, &[record(1), record(2)]);
    let documents = Documents::open(&path).unwrap();
    // The block was handed out on 2026-04-01.
    let early = ledger.next_run(day("2026-03-31"));
    let output = in_place(&documents);
    let (everybody, told) = (Selection::Everybody, |_| ());
    let done = assign(&mut ledger, &documents, everybody, early, output, &mut rng(), told);
    assert!(matches!(
        done,
        Err(AssignError::Ledger(LedgerError::Earlier { since })) if since == day("2026-04-01")
    ));
    let run = ledger.next_run(day("2026-11-30"));
    ledger.assign(run, &[number(1)], &mut rng()).unwrap();
    let before = ledger.head();
    let early = ledger.next_run(day("2026-11-29"));
    let code = RecordCode::of_body(5_000).unwrap();
    for refused in [
        ledger.assign(early, &[number(2)], &mut rng()).map(drop),
        ledger.change(early, number(1), ChangeReason::OnRequest, &mut rng()).map(drop),
        ledger.take(early, &[(number(2), code)]),
    ] {
        let told = refused.unwrap_err().to_string();
        assert_eq!(told, "the ledger has something of 2026-11-30, which is later");
    }
    assert_eq!(ledger.head(), before);
    // It goes on.
    ledger.take(ledger.next_run(day("2026-11-30")), &[(number(2), code)]).unwrap();
}
