use std::collections::HashSet;
use std::fs;

use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::*;
use crate::chain::ChainFault;
use crate::chain::tests::Folder;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn blocks(municipality: &str, blocks: &[(u64, u64)]) -> BlockFile {
    let municipality = crate::block::MunicipalityCode::parse(municipality).unwrap();
    let mut held = crate::block::Blocks::default();
    for (first, last) in blocks {
        let block = Block::new(*first, *last, day("2026-04-01"), "東京都 Tokyo").unwrap();
        held.insert(block).unwrap();
    }
    BlockFile::new(municipality, held).unwrap()
}

pub(crate) fn number(value: u64) -> RegisterNumber {
    RegisterNumber::parse(&value.to_string()).unwrap()
}

pub(crate) fn made(folder: &Folder, of: &[(u64, u64)]) -> Ledger {
    let path = folder.file(FILE);
    Ledger::create(&path, &blocks("131016", of)).unwrap();
    Ledger::open(&path).unwrap().0
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

#[test]
fn everybody_gets_one_code_and_keeps_it() {
    let folder = Folder::new("everybody");
    let mut ledger = made(&folder, &[(1_000, 1_999), (5_000, 5_009)]);
    let people: Vec<RegisterNumber> = (1..=600).map(number).collect();
    let today = day("2026-11-30");
    let codes = ledger.assign(ledger.next_run(today), &people, &mut rng()).unwrap();
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 600);
    // Asked again, in another order, by another process.
    drop(ledger);
    let (mut ledger, _) = Ledger::open(&folder.file(FILE)).unwrap();
    let backwards: Vec<RegisterNumber> = people.iter().rev().copied().collect();
    let again = ledger.assign(ledger.next_run(today), &backwards, &mut rng()).unwrap();
    assert!(again.iter().rev().eq(codes.iter()));
    let told = ledger.assignments();
    assert_eq!((told.used(), told.left(), told.retired(), told.last_run()), (600, 410, 0, 1));
    assert_eq!(ledger.head().lines, 3 + 600);
}

#[test]
fn fewer_codes_than_people_is_nobodys_code() {
    let folder = Folder::new("exhausted");
    let mut ledger = made(&folder, &[(1_000, 1_009)]);
    let people: Vec<RegisterNumber> = (1..=11).map(number).collect();
    let run = ledger.next_run(day("2026-11-30"));
    let error = ledger.assign(run, &people, &mut rng()).unwrap_err();
    assert!(matches!(error, LedgerError::Exhausted { needed: 11, left: 10 }));
    assert_eq!(ledger.assignments().in_force(), 0);
    // The ten that there are can be given out, and one more block gives one more.
    ledger.assign(run, &people[..10], &mut rng()).unwrap();
    ledger.add_blocks(&blocks("131016", &[(7, 7)])).unwrap();
    assert_eq!(ledger.assign(run, &people, &mut rng()).unwrap()[10].body(), 7);
}

#[test]
fn a_changed_code_is_retired_and_never_comes_again() {
    let folder = Folder::new("changed");
    let mut ledger = made(&folder, &[(0, 19)]);
    let (taro, today) = (number(1), day("2026-11-30"));
    let mut seen = HashSet::new();
    let run = ledger.next_run(today);
    assert!(matches!(
        ledger.change(run, taro, ChangeReason::OnRequest, &mut rng()),
        Err(LedgerError::NoCode)
    ));
    seen.insert(ledger.assign(run, &[taro], &mut rng()).unwrap()[0]);
    for round in 1..20 {
        // By another process each time.
        drop(ledger);
        ledger = Ledger::open(&folder.file(FILE)).unwrap().0;
        let reason = match round % 2 {
            0 => ChangeReason::OnRequest,
            _ => ChangeReason::Correction,
        };
        let run = ledger.next_run(today);
        let code = ledger.change(run, taro, reason, &mut rng()).unwrap();
        assert!(seen.insert(code), "a code came twice");
        let told = ledger.assignments();
        assert_eq!(told.code_of(taro).unwrap().code, code);
        assert_eq!((told.retired(), told.left()), (round, 19 - round));
    }
    let run = ledger.next_run(today);
    let error = ledger.change(run, taro, ChangeReason::OnRequest, &mut rng()).unwrap_err();
    assert!(matches!(error, LedgerError::Exhausted { needed: 1, left: 0 }));
}

#[test]
fn nobody_gets_two_codes_in_one_run() {
    let folder = Folder::new("one-run");
    let mut ledger = made(&folder, &[(0, 9)]);
    let run = ledger.next_run(day("2026-11-30"));
    let code = ledger.assign(run, &[number(1)], &mut rng()).unwrap()[0];
    let again = ledger.change(run, number(1), ChangeReason::OnRequest, &mut rng()).unwrap_err();
    assert!(matches!(again, LedgerError::SameRun));
    // Nothing was drawn, and the next run changes it.
    assert_eq!(ledger.assignments().code_of(number(1)).unwrap().code, code);
    let next = ledger.next_run(day("2026-11-30"));
    ledger.change(next, number(1), ChangeReason::OnRequest, &mut rng()).unwrap();
}

#[test]
fn codes_that_stand_in_records_are_taken_in_and_not_drawn() {
    let folder = Folder::new("taken");
    let mut ledger = made(&folder, &[(0, 9)]);
    let today = day("2026-11-30");
    let run = ledger.next_run(today);
    let code = |body| RecordCode::of_body(body).unwrap();
    // One of a block, and one that somebody brought along from elsewhere.
    ledger.take(run, &[(number(1), code(4)), (number(2), code(123))]).unwrap();
    assert_eq!((ledger.assignments().used(), ledger.assignments().left()), (1, 9));
    let people: Vec<RegisterNumber> = (3..=11).map(number).collect();
    let drawn = ledger.assign(run, &people, &mut rng()).unwrap();
    assert!(!drawn.contains(&code(4)));
    // A block that holds what was brought along has one code less.
    ledger.add_blocks(&blocks("131016", &[(120, 124)])).unwrap();
    assert_eq!(ledger.assignments().left(), 4);
    let told = ledger.assignments();
    let used: Vec<u64> = told.blocks().iter().map(|block| told.used_of(block)).collect();
    assert_eq!(used, [10, 1]);
    let people: Vec<RegisterNumber> = (12..=15).map(number).collect();
    assert!(!ledger.assign(run, &people, &mut rng()).unwrap().contains(&code(123)));
}

#[test]
fn what_contradicts_the_ledger_is_not_written() {
    let folder = Folder::new("contradiction");
    let path = folder.file(FILE);
    let code = |body| RecordCode::of_body(body).unwrap();
    drop(made(&folder, &[(0, 9)]));
    for second in [(number(2), code(4)), (number(1), code(5))] {
        let (mut ledger, _) = Ledger::open(&path).unwrap();
        let run = ledger.next_run(day("2026-11-30"));
        let error = ledger.take(run, &[(number(1), code(4)), second]).unwrap_err();
        assert!(matches!(error, LedgerError::Contradiction));
        // What is in memory is not gone by any more.
        let error = ledger.assign(run, &[number(3)], &mut rng()).unwrap_err();
        assert!(matches!(error, LedgerError::Failed));
        drop(ledger);
        assert_eq!(Ledger::open(&path).unwrap().0.head().lines, 2);
    }
    let (mut ledger, _) = Ledger::open(&path).unwrap();
    let of_others = ledger.add_blocks(&blocks("011002", &[(20, 29)])).unwrap_err();
    assert!(matches!(of_others, LedgerError::OtherMunicipality { .. }));
    let overlapping = ledger.add_blocks(&blocks("131016", &[(9, 29)])).unwrap_err();
    assert!(matches!(overlapping, LedgerError::Block(crate::block::BlockRule::Overlap)));
    assert_eq!(ledger.head().lines, 2);
}

#[test]
fn lines_that_fit_their_checks_and_not_each_other_are_refused() {
    let folder = Folder::new("forged");
    let head = "juki-codes-ledger 1 131016";
    let block = "block 0000000000 0000000009 2026-04-01 Tokyo";
    let code = |body: u64, holder: u64, run: u32, reason: &str| {
        let code = RecordCode::of_body(body).unwrap();
        format!("code {code} {holder} 2026-11-30 {run} {reason}")
    };
    let first = code(1, 1, 1, "assigned");
    let second = code(2, 2, 2, "assigned");
    let after = |line: String| vec![head.to_owned(), block.to_owned(), first.clone(), line];
    let earlier = |line: &str, day: &str| line.replace("2026-11-30", day);
    for (number, lines) in [
        vec![block.to_owned()],
        vec![head.to_owned(), head.to_owned()],
        vec![head.to_owned(), block.to_owned(), block.to_owned()],
        vec![head.to_owned(), first.clone()],
        after(first.clone()),
        after(code(1, 2, 2, "assigned")),
        after(code(2, 1, 2, "assigned")),
        after(code(1, 1, 2, "changed")),
        after(code(2, 2, 2, "changed")),
        // Two codes of one holder in one run.
        after(code(2, 1, 1, "changed")),
        // Runs are counted, and neither they nor days go back.
        after(code(2, 2, 0, "assigned")),
        after(code(2, 2, 3, "assigned")),
        after(code(2, 2, u32::MAX, "assigned")),
        after(earlier(&second, "2026-11-29")),
        [after(second.clone()), vec![code(3, 3, 1, "assigned")]].concat(),
        vec![head.to_owned(), block.to_owned(), code(1, 1, 0, "assigned")],
        vec![head.to_owned(), block.to_owned(), code(1, 1, 2, "assigned")],
        // Before the block was handed out.
        vec![head.to_owned(), block.to_owned(), earlier(&first, "2026-03-31")],
        vec![head.to_owned(), block.to_owned(), code(10, 1, 1, "assigned")],
        vec![head.to_owned(), block.to_owned(), code(1, 1, 1, "guessed")],
        vec![head.to_owned(), block.to_owned(), first.replace("2026-11-30 1", "2026-11-30 01")],
        vec![head.to_owned(), block.to_owned(), first.clone() + " more"],
        vec![head.to_owned(), block.replace("0000000009", "9")],
        vec![head.replace(" 1 ", " 2 ")],
        vec![head.replace("131016", "131017")],
    ]
    .into_iter()
    .enumerate()
    {
        let path = folder.file(&format!("forged-{number}"));
        ChainFile::create(&path, lines.iter().map(String::as_str)).unwrap();
        let error = Ledger::open(&path).unwrap_err();
        match error.fault {
            ChainFault::Damaged { line, .. } => assert_eq!(line, lines.len() as u64, "{lines:?}"),
            other => panic!("{lines:?}: {other}"),
        }
    }
}

#[test]
fn a_ledger_cut_anywhere_in_its_last_two_lines_loses_no_code_that_was_given_out() {
    // Given a ledger whose last two lines were not yet answered for when the power failed...
    let folder = Folder::new("ledger-cut");
    let path = folder.file(FILE);
    let mut ledger = made(&folder, &[(0, 3)]);
    let run = ledger.next_run(day("2026-11-30"));
    let given = ledger.assign(run, &[number(1), number(2)], &mut rng()).unwrap();
    let answered = path.metadata().unwrap().len();
    ledger.assign(run, &[number(3), number(4)], &mut rng()).unwrap();
    drop(ledger);
    let whole = fs::read(&path).unwrap();
    for cut in usize::try_from(answered).unwrap()..=whole.len() {
        // ... at any byte, it goes on, and all four have codes of their own in the end.
        fs::write(&path, &whole[..cut]).unwrap();
        let (mut ledger, _) = Ledger::open(&path).unwrap();
        let people = [1, 2, 3, 4].map(number);
        let codes = ledger.assign(run, &people, &mut rng()).unwrap();
        assert_eq!(&codes[..2], &given[..], "cut at {cut}");
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 4, "cut at {cut}");
    }
}

#[test]
fn neither_code_nor_number_is_in_what_is_logged() {
    let folder = Folder::new("logged");
    let mut ledger = made(&folder, &[(1_234_567_890, 1_234_567_890)]);
    let run = ledger.next_run(day("2026-11-30"));
    ledger.assign(run, &[number(987_654)], &mut rng()).unwrap();
    // One of a block, and one of none.
    ledger.take(run, &[(number(456_789), RecordCode::of_body(5_555_444_433).unwrap())]).unwrap();
    let told = format!("{ledger:?}");
    let entries = told.split("entries").nth(1).unwrap();
    for personal in ["1234567890", "5555444433", "987654", "456789"] {
        assert!(!entries.contains(personal), "{personal}: {told}");
    }
}
