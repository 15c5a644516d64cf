//! Tables and mappings of which bytes were changed: a fault stays in its row, and has a place.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use juki_import::{Mapping, Rejection, rows_of};
use juki_records::resident::Resident;
use test_vectors::register::{Encoding, Form, Sheet};
use test_vectors::rng::TestRng;
use test_vectors::seed;

/// Rows of a table that is changed.
const ROWS: usize = 12;

/// Bytes that mean something in a table, and some that mean nothing.
const BYTES: &[u8] = b"\",\r\n\0\x1B \t=+-@09Aa\xE5\x8A\x81\xFF\xEF\xBB\xBF\xF0\x40";

fn drawn(rng: &mut TestRng) -> u8 {
    match rng.below(3) {
        0 => rng.next_u64().to_be_bytes()[0],
        _ => BYTES[rng.below(BYTES.len())],
    }
}

/// Changes a byte, puts one in, or takes one out, at a place from `from` on.
fn change(bytes: &mut Vec<u8>, from: usize, to: usize, rng: &mut TestRng) {
    let at = from + rng.below(to - from);
    match rng.below(3) {
        0 => bytes[at] = drawn(rng),
        1 => bytes.insert(at, drawn(rng)),
        _ => drop(bytes.remove(at)),
    }
}

fn read(table: &[u8], mapping: &Mapping) -> (Vec<Resident>, Vec<Rejection>) {
    let (mut taken, mut rejections) = (Vec::new(), Vec::new());
    rows_of(table, mapping, |row| match row {
        Ok(record) => taken.push(record),
        Err(rejection) => rejections.push(rejection),
    })
    .unwrap();
    (taken, rejections)
}

/// Whatever a byte of one row becomes: the other rows give what they gave. The row behind it may
/// be drawn in where the end of a line is what was changed.
#[test]
fn a_changed_byte_costs_its_own_row_alone() {
    let mut rng = TestRng::new(seed::of("a_changed_byte_costs_its_own_row_alone"));
    for round in 0..240 {
        let form = Form::ALL[round % 2];
        let encoding = Encoding::ALL[round / 2 % 3];
        let mapping = Mapping::parse(&form.mapping(encoding)).unwrap();
        let sheet = Sheet { form, encoding, seed: rng.next_u64(), rows: ROWS, rows_a_fault: 0 };
        let mut table = Vec::new();
        sheet.write(&mut table, |_| ()).unwrap();
        let (whole, none) = read(&table, &mapping);
        assert_eq!((whole.len(), none.len()), (ROWS, 0));
        let ends: Vec<usize> =
            (0..table.len()).filter(|place| table[*place] == b'\n').map(|end| end + 1).collect();
        let row = rng.below(ROWS);
        let mut changed = table.clone();
        change(&mut changed, ends[row], ends[row + 1], &mut rng);
        let (taken, rejections) = read(&changed, &mapping);
        let said = || rejections.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        // The heading is line 1.
        let lines = [row + 2, row + 3].map(|line| line as u64);
        assert!(
            rejections.iter().all(|rejection| lines.contains(&rejection.line)),
            "row {row}: {}",
            said()
        );
        let others = whole.iter().enumerate().filter(|(place, _)| ![row, row + 1].contains(place));
        for (place, record) in others {
            assert!(taken.contains(record), "row {row} changed, row {place} is gone: {}", said());
        }
        assert!(taken.len() + rejections.len() + 1 >= ROWS, "rows are gone: {}", said());
    }
}

/// Whatever becomes of a mapping: it is one, or a line says where it is none.
#[test]
fn a_changed_mapping_is_one_or_has_a_line() {
    let mut rng = TestRng::new(seed::of("a_changed_mapping_is_one_or_has_a_line"));
    let whole = Form::Standard.mapping(Encoding::Utf8).into_bytes();
    for round in 0..400 {
        let mut bytes = whole.clone();
        if round % 10 == 0 {
            bytes = (0..rng.below(200)).map(|_| drawn(&mut rng)).collect();
            bytes.push(b'\n');
        }
        for _ in 0..=rng.below(4) {
            let length = bytes.len();
            if length > 0 {
                change(&mut bytes, 0, length, &mut rng);
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Err(error) = Mapping::parse(&text) {
            let lines = text.matches('\n').count() + 1;
            assert!((1..=lines).contains(&error.line), "line {} of {lines}", error.line);
        }
    }
}
