use std::fs;
use std::path::PathBuf;

use chacha20::ChaCha20Rng;
use juki_records::day::Day;
use rand_core::SeedableRng as _;
use serde_json::{Value, json};

use super::*;
use crate::chain::tests::Folder;
use crate::ledger::tests::{made, number};

mod long;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn record(number: u64) -> Value {
    json!({
        "version": 2,
        "register_number": number.to_string(),
        "name": { "japanese": { "family": "住基", "given": "太郎" } },
        "birth": "1980-02-29",
        "sex": "male",
        "address": { "text": "東京都千代田区霞が関二丁目１番２号" },
        "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
    })
}

/// A foreign resident's.
fn foreign(number: u64) -> Value {
    let name = json!({ "roman": { "value": "SANTOS MARIA" } });
    let foreign = json!({
        "nationality": "ブラジル",
        "category": "special-permanent",
        "became_foreign_resident": "2012-07-09",
    });
    with(with(with(record(number), "kind", "foreign"), "name", name), "foreign", foreign)
}

fn with(mut record: Value, member: &str, value: impl Into<Value>) -> Value {
    record[member] = value.into();
    record
}

fn lines(folder: &Folder, records: &[Value]) -> PathBuf {
    let path = folder.file("records.jsonl");
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    fs::write(&path, lines.join("\n")).unwrap();
    path
}

fn in_place(documents: &Documents) -> Output {
    Output { writer: documents.replacement().unwrap(), whole: !documents.is_folder() }
}

fn run(
    ledger: &mut Ledger,
    path: &std::path::Path,
    selection: Selection,
) -> Result<Outcome, AssignError> {
    let run = ledger.next_run(day("2026-11-30"));
    let documents = Documents::open(path).unwrap();
    assign(ledger, &documents, selection, run, in_place(&documents), &mut rng(), |_| ())
}

fn codes(path: &std::path::Path) -> Vec<Option<String>> {
    let documents = Documents::open(path).unwrap();
    let records = documents.read(LONGEST).unwrap().map(|found| found.unwrap().1);
    records.map(|json| Resident::parse(&json).unwrap().record_code).collect()
}

#[test]
fn everybody_without_a_code_gets_one_and_a_second_run_changes_nothing() {
    let folder = Folder::new("assign");
    let mut ledger = made(&folder, &[(0, 999)]);
    let path = lines(&folder, &(1..=600).map(record).collect::<Vec<_>>());
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome, Outcome { assigned: 600, ..Outcome::default() });
    let first = fs::read(&path).unwrap();
    let told: HashSet<_> = codes(&path).into_iter().map(Option::unwrap).collect();
    assert_eq!(told.len(), 600);
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome, Outcome { same: 600, ..Outcome::default() });
    assert_eq!(fs::read(&path).unwrap(), first);
}

/// Numbers, and somebody who does something else when the first of them is drawn.
struct Meddler<F: FnMut()>(ChaCha20Rng, F);

impl<F: FnMut()> rand_core::TryRng for Meddler<F> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        (self.1)();
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        (self.1)();
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        (self.1)();
        self.0.try_fill_bytes(bytes)
    }
}

impl<F: FnMut()> rand_core::TryCryptoRng for Meddler<F> {}

/// Given: somebody who corrects a record, adds one, or puts another file in its place, while codes are
/// given out. Then: what they wrote stays, and the next run goes on with it.
#[test]
fn what_somebody_writes_meanwhile_is_not_lost() {
    let corrected = || with(record(2), "sex", "female").to_string();
    for (name, is_moved) in [("lines", false), ("moved", true), ("files", false)] {
        let folder = Folder::new(&format!("meanwhile-{name}"));
        let mut ledger = made(&folder, &[(0, 9)]);
        let (path, file) = if name == "files" {
            let path = folder.file("records");
            fs::create_dir(&path).unwrap();
            for person in [1, 2] {
                fs::write(path.join(format!("{person}.json")), record(person).to_string()).unwrap();
            }
            (path.clone(), path.join("2.json"))
        } else {
            let path = lines(&folder, &[record(1), record(2)]);
            (path.clone(), path)
        };
        let content = match name {
            "files" => corrected(),
            _ => format!("{}\n{}\n{}\n", record(1), corrected(), record(3)),
        };
        let mut meddler = Meddler(rng(), || {
            let written = if is_moved { folder.file("other") } else { file.clone() };
            fs::write(&written, &content).unwrap();
            if is_moved {
                fs::rename(&written, &file).unwrap();
            }
        });
        let documents = Documents::open(&path).unwrap();
        let (next, output) = (ledger.next_run(day("2026-11-30")), in_place(&documents));
        let all = Selection::Everybody;
        let told = assign(&mut ledger, &documents, all, next, output, &mut meddler, |_| ());
        assert!(matches!(told, Err(AssignError::Altered(_))), "{name}: {told:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content, "{name}");
        run(&mut ledger, &path, all).unwrap();
        assert!(codes(&path).iter().all(Option::is_some), "{name}");
        assert!(fs::read_to_string(&file).unwrap().contains("female"), "{name}");
    }
}

#[test]
fn what_was_ledgered_and_not_written_is_the_same_code() {
    let folder = Folder::new("unwritten");
    let mut ledger = made(&folder, &[(0, 9)]);
    // Given a run that was killed between the ledger and the record.
    let run_before = ledger.next_run(day("2026-11-29"));
    let code = ledger.assign(run_before, &[number(1)], &mut rng()).unwrap()[0];
    let path = folder.file("records");
    fs::create_dir(&path).unwrap();
    for person in [1, 2] {
        fs::write(path.join(format!("{person}.json")), record(person).to_string()).unwrap();
    }
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome, Outcome { assigned: 1, completed: 1, ..Outcome::default() });
    assert_eq!(codes(&path)[0], Some(code.to_string()));
    assert_eq!(ledger.assignments().used(), 2);
}

#[test]
fn the_file_that_is_not_read_or_not_written_is_named() {
    let folder = Folder::new("named");
    let mut ledger = made(&folder, &[(0, 9)]);
    let (path, out) = (folder.file("records"), folder.file("out"));
    for name in [&path, &out] {
        fs::create_dir(name).unwrap();
    }
    fs::write(path.join("1.json"), record(1).to_string()).unwrap();
    fs::create_dir(out.join("1.json")).unwrap();
    let output = Output { writer: Writer::folder(&out).unwrap(), whole: true };
    let documents = Documents::open(&path).unwrap();
    let next = ledger.next_run(day("2026-11-30"));
    let all = Selection::Everybody;
    let refused = assign(&mut ledger, &documents, all, next, output, &mut rng(), |_| ());
    let Err(AssignError::Write(error)) = refused else { panic!("it was written") };
    assert_eq!(error.path, out.join("1.json"));
    fs::create_dir(path.join("2.json")).unwrap();
    let Err(AssignError::Read(error)) = run(&mut ledger, &path, all) else {
        panic!("it was read");
    };
    assert_eq!(error.path, path.join("2.json"));
}

#[test]
fn a_record_on_many_lines_is_one_and_stays_one() {
    let folder = Folder::new("one-record");
    let mut ledger = made(&folder, &[(0, 9)]);
    let path = folder.file("one.json");
    let json = serde_json::to_vec_pretty(&record(1)).unwrap();
    fs::write(&path, &json).unwrap();
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome.assigned, 1);
    let written = fs::read(&path).unwrap();
    assert!(written.starts_with(b"{\n") && Resident::parse(&written).is_ok());
    // Among lines it is one line, with a code given now or before.
    let lines = folder.file("all.jsonl");
    let documents = Documents::open(&path).unwrap();
    let writer = Writer::lines(&lines, false).unwrap();
    let output = Output { writer, whole: true };
    let again = ledger.next_run(day("2026-11-30"));
    let told = |_| ();
    let outcome =
        assign(&mut ledger, &documents, Selection::Everybody, again, output, &mut rng(), told);
    assert_eq!(outcome.unwrap().same, 1);
    let line = fs::read_to_string(&lines).unwrap();
    assert_eq!(line.lines().count(), 1);
    assert_eq!(Resident::parse(line.as_bytes()), Resident::parse(&written));
}

#[test]
fn foreign_residents_alone_when_only_they_are_asked_for() {
    let folder = Folder::new("foreign");
    let mut ledger = made(&folder, &[(0, 9)]);
    let gone = with(foreign(3), "residence", json!({ "removal": {} }));
    let other = with(record(4), "kind", "non-resident-3");
    let path = lines(&folder, &[record(1), foreign(2), gone, other]);
    let outcome = run(&mut ledger, &path, Selection::Foreign).unwrap();
    assert_eq!(outcome, Outcome { assigned: 1, passed_over: 3, ..Outcome::default() });
    let has: Vec<bool> = codes(&path).iter().map(Option::is_some).collect();
    assert_eq!(has, [false, true, false, false]);
    // Who is no resident any more gets none afterwards either.
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!((outcome.assigned, outcome.passed_over), (1, 2));
}

#[test]
fn who_died_moved_out_or_is_no_resident_gets_no_code() {
    let died = json!([{ "date": "2026-11-01", "reason": { "code": "23" } }]);
    let departed = json!({ "departure": { "confirmed": "2026-11-02" } });
    let to_depart = json!({ "departure": { "planned": "2026-12-02" } });
    let records = [
        with(record(1), "changes", died),
        with(record(2), "residence", departed),
        with(record(3), "residence", json!({ "removal": {} })),
        with(record(4), "residence", json!({ "removal": { "notified": "2026-11-02" } })),
        with(record(5), "kind", "non-resident-4"),
        with(record(6), "residence", to_depart),
    ];
    let folder = Folder::new("not-resident");
    let mut ledger = made(&folder, &[(0, 9)]);
    let path = lines(&folder, &records);
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome, Outcome { assigned: 1, passed_over: 5, ..Outcome::default() });
    let has: Vec<bool> = codes(&path).iter().map(Option::is_some).collect();
    assert_eq!(has, [false, false, false, false, false, true]);
}

#[test]
fn each_contradiction_is_told_by_its_line_and_nothing_is_written() {
    let folder = Folder::new("findings");
    let mut ledger = made(&folder, &[(0, 9)]);
    let run_before = ledger.next_run(day("2026-11-29"));
    let mut given = ledger.assign(run_before, &[number(1), number(2)], &mut rng()).unwrap();
    let retired = given[1];
    let run_before = ledger.next_run(day("2026-11-29"));
    given[1] = ledger.change(run_before, number(2), ChangeReason::OnRequest, &mut rng()).unwrap();
    let code = |code: RecordCode| code.to_string();
    let unknown = RecordCode::of_body(5_000).unwrap();
    let mut nameless = record(7);
    nameless.as_object_mut().unwrap().remove("register_number");
    let elsewhere = json!({ "code": "011002", "prefecture": "Hokkaido", "city": "Sapporo-shi" });
    let records = [
        with(record(9), "personal_number", "379474484458"),
        nameless,
        with(record(8), "municipality", elsewhere),
        with(record(3), "record_code", code(given[0])),
        with(record(1), "record_code", code(unknown)),
        with(record(2), "record_code", code(retired)),
        with(record(4), "record_code", code(unknown)),
        with(record(5), "record_code", code(unknown)),
        record(9),
        with(record(6), "birth", "1980-02-30"),
        with(record(11), "personal_number", "379474484458"),
    ];
    let path = lines(&folder, &records);
    let before = (fs::read(&path).unwrap(), ledger.head());
    let Err(AssignError::Findings(found)) = run(&mut ledger, &path, Selection::Everybody) else {
        panic!("it was not refused");
    };
    let told: Vec<String> =
        found.findings.iter().map(|own| format!("{} {}", own.place, own.fault)).collect();
    assert_eq!(told.len(), 10);
    for (told, expected) in told.iter().zip([
        "2 there is no register number",
        "3 it is another municipality's record",
        "4 the record code is somebody else's in the ledger",
        "5 the ledger has another record code for this resident",
        "6 the record code is retired",
        "7 the record code is not in the ledger",
        "8 the record code is not in the ledger and stands in another record",
        "9 a record before has the same register number",
        "10 $.birth must be",
        "11 a record before has the same personal number",
    ]) {
        assert!(told.starts_with(expected), "{told} instead of {expected}");
    }
    assert!(told.iter().all(|told| !told.contains(&code(unknown)[..10])));
    assert_eq!((fs::read(&path).unwrap(), ledger.head()), before);
}

#[test]
fn codes_that_records_have_are_taken_in_and_then_are_theirs() {
    let folder = Folder::new("take");
    let mut ledger = made(&folder, &[(0, 9)]);
    let unknown = RecordCode::of_body(3).unwrap().to_string();
    let path = lines(&folder, &[with(record(1), "record_code", unknown.clone()), record(2)]);
    let documents = Documents::open(&path).unwrap();
    let run_before = ledger.next_run(day("2026-11-29"));
    assert_eq!(take(&mut ledger, &documents, run_before).unwrap(), 1);
    assert_eq!(take(&mut ledger, &documents, run_before).unwrap(), 0);
    let outcome = run(&mut ledger, &path, Selection::Everybody).unwrap();
    assert_eq!(outcome, Outcome { assigned: 1, same: 1, ..Outcome::default() });
    assert_eq!(codes(&path)[0], Some(unknown));
    // The same code in two records is nobody's.
    let twice = RecordCode::of_body(4).unwrap().to_string();
    let both = [3, 4].map(|person| with(record(person), "record_code", twice.clone()));
    let documents = Documents::open(&lines(&folder, &both)).unwrap();
    assert!(matches!(take(&mut ledger, &documents, run_before), Err(AssignError::Findings(_))));
    assert_eq!(ledger.assignments().in_force(), 2);
}

#[test]
fn too_few_codes_are_noticed_before_the_first_is_given_out() {
    let folder = Folder::new("few");
    let mut ledger = made(&folder, &[(0, 299)]);
    let path = lines(&folder, &(1..=301).map(record).collect::<Vec<_>>());
    let refused = run(&mut ledger, &path, Selection::Everybody).unwrap_err();
    assert_eq!(refused.to_string(), "301 codes are needed, 300 are left");
    assert_eq!(ledger.assignments().in_force(), 0);
    assert!(!folder.file(".records.jsonl").exists());
}

/// A ledger in which somebody has a code, and their record with it.
fn with_code(folder: &Folder) -> (Ledger, Resident) {
    let mut ledger = made(folder, &[(0, 9)]);
    let run = ledger.next_run(day("2026-11-30"));
    let code = ledger.assign(run, &[number(1)], &mut rng()).unwrap()[0];
    let json = with(record(1), "record_code", code.to_string()).to_string();
    (ledger, Resident::parse(json.as_bytes()).unwrap())
}

#[test]
fn a_changed_code_is_written_with_its_change() {
    let folder = Folder::new("change-record");
    let (mut ledger, record) = with_code(&folder);
    let run = ledger.next_run(day("2026-12-01"));
    let reason = ChangeReason::OnRequest;
    let changed = change(&mut ledger, record.clone(), reason, run, &mut rng()).unwrap();
    assert_eq!((changed.outcome, changed.run), (ChangeOutcome::Drawn, run));
    assert_ne!(changed.record.record_code, record.record_code);
    assert_eq!(changed.record.changes.len(), 1);
    let text = serde_json::to_string(&changed.record).unwrap();
    assert!(text.contains("2026-12-01") && text.contains("住民票コードの変更請求"));
    assert!(Resident::parse(text.as_bytes()).unwrap() == changed.record);
    // A second request on the record as it is now is another change.
    let run = ledger.next_run(day("2026-12-01"));
    let again = change(&mut ledger, changed.record, reason, run, &mut rng()).unwrap();
    assert_eq!((again.outcome, again.record.changes.len()), (ChangeOutcome::Drawn, 2));
}

#[test]
fn an_interrupted_change_is_completed_as_the_ledger_has_it() {
    let folder = Folder::new("change-interrupted");
    let (mut ledger, record) = with_code(&folder);
    let first = ledger.next_run(day("2026-12-01"));
    let reason = ChangeReason::Correction;
    let changed = change(&mut ledger, record.clone(), reason, first, &mut rng()).unwrap();
    // Killed before the record was written; another resident gets a code; asked for on another
    // day and for another reason, it is the change that was made, in its own run.
    let between = ledger.next_run(day("2026-12-02"));
    ledger.assign(between, &[number(2)], &mut rng()).unwrap();
    let asked = ChangeReason::OnRequest;
    let run = ledger.next_run(day("2026-12-03"));
    let again = change(&mut ledger, record.clone(), asked, run, &mut rng()).unwrap();
    assert_eq!((again.outcome, again.run), (ChangeOutcome::Completed, first));
    assert!(again.record == changed.record);
    let text = serde_json::to_string(&again.record).unwrap();
    assert!(text.contains("職権") && !text.contains("変更請求"), "{text}");
    assert_eq!(ledger.assignments().used(), 3);
    // A copy of the record that missed two changes gets both.
    let run = ledger.next_run(day("2026-12-04"));
    let second = change(&mut ledger, changed.record, asked, run, &mut rng()).unwrap();
    let run = ledger.next_run(day("2026-12-05"));
    let both = change(&mut ledger, record, asked, run, &mut rng()).unwrap();
    assert_eq!((both.outcome, both.run), (ChangeOutcome::Completed, second.run));
    assert!(both.record == second.record);
}

#[test]
fn a_ledger_that_lost_whole_lines_gives_no_code_of_a_record_to_somebody_else() {
    let folder = Folder::new("lost-lines");
    let path = folder.file(crate::ledger::FILE);
    let mut ledger = made(&folder, &[(0, 3)]);
    let records = lines(&folder, &[record(1), record(2), record(3)]);
    run(&mut ledger, &records, Selection::Everybody).unwrap();
    drop(ledger);
    let written = codes(&records);
    let whole = fs::read(&path).unwrap();
    let ends: Vec<usize> =
        whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    // Cut at every byte of its last two lines, though both stand in records already.
    for cut in ends[ends.len() - 3]..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let (mut ledger, _) = Ledger::open(&path).unwrap();
        let lost = 3 - ledger.assignments().in_force();
        match run(&mut ledger, &records, Selection::Everybody) {
            // Only the end of the last line was lost.
            Ok(outcome) => assert_eq!((lost, outcome.same), (0, 3), "cut at {cut}"),
            Err(AssignError::Findings(found)) => assert_eq!(found.finding_count, lost),
            Err(other) => panic!("cut at {cut}: {other}"),
        }
        // The records say what the ledger lost.
        let documents = Documents::open(&records).unwrap();
        let run_after = ledger.next_run(day("2026-11-30"));
        assert_eq!(take(&mut ledger, &documents, run_after).unwrap(), lost);
        run(&mut ledger, &records, Selection::Everybody).unwrap();
        assert_eq!(codes(&records), written, "cut at {cut}");
        // Nobody else gets one of them.
        let fourth = ledger.assign(run_after, &[number(4)], &mut rng()).unwrap()[0];
        assert!(!written.contains(&Some(fourth.to_string())), "cut at {cut}");
    }
}
