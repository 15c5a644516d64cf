//! Registers of people who do not exist: every fault that was put into one is named where it is, and
//! nothing else is.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::collections::{BTreeMap, BTreeSet};

use juki_import::{Mapping, Rejection, rows_of};
use test_vectors::register::{Encoding, Expected, Fault, Form, Sheet};

/// A table, and what was put into it.
fn written(sheet: Sheet) -> (Vec<u8>, Vec<Expected>) {
    let (mut table, mut truth) = (Vec::new(), Vec::new());
    sheet.write(&mut table, |expected| truth.push(expected)).unwrap();
    (table, truth)
}

/// The rows of a table that give a record, and what is said of the others.
fn read(sheet: Sheet, table: &[u8]) -> (usize, Vec<Rejection>) {
    let mapping = Mapping::parse(&sheet.form.mapping(sheet.encoding)).unwrap();
    let (mut taken, mut rejections) = (0, Vec::new());
    rows_of(table, &mapping, |row| match row {
        Ok(_) => taken += 1,
        Err(rejection) => rejections.push(rejection),
    })
    .unwrap();
    (taken, rejections)
}

/// What is no fault of a row by itself.
fn is_of_two_rows(fault: Fault) -> bool {
    matches!(fault, Fault::RecordCodeTwice | Fault::RegisterNumberTwice)
}

#[test]
fn every_fault_of_a_register_is_named_with_its_line_and_column_and_nothing_else_is() {
    let mut problems = Vec::new();
    for form in Form::ALL {
        for encoding in Encoding::ALL {
            // Kinds that few residents can have come in their turn: as many rows as that takes.
            let sheet = Sheet { form, encoding, seed: 11, rows: 1600, rows_a_fault: 20 };
            let (table, mut truth) = written(sheet);
            let kinds: BTreeSet<_> = truth.iter().map(|expected| expected.fault.name()).collect();
            assert_eq!(kinds.len(), sheet.kinds().count(), "{form:?} {encoding:?}");
            truth.retain(|expected| !is_of_two_rows(expected.fault));
            let (taken, rejections) = read(sheet, &table);
            let mut said: BTreeMap<u64, Rejection> =
                rejections.into_iter().map(|rejection| (rejection.line, rejection)).collect();
            for Expected { line, column, fault } in &truth {
                let name = fault.name();
                match said.remove(line) {
                    None => problems.push(format!("{form:?} {encoding:?} {name}: not named")),
                    Some(rejection) => {
                        let place = rejection.column.as_ref().map(|column| column.number);
                        if place != *column {
                            problems.push(format!(
                                "{form:?} {encoding:?} {name}: column {column:?}, said {rejection}"
                            ));
                        }
                    }
                }
            }
            for rejection in said.values() {
                problems.push(format!("{form:?} {encoding:?}: false alarm {rejection}"));
            }
            let due = sheet.rows - truth.len();
            if taken != due {
                problems.push(format!("{form:?} {encoding:?}: {taken} rows taken of {due}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// An import would report every row of a register that is right otherwise.
#[test]
fn a_register_without_faults_is_taken_whole() {
    for form in Form::ALL {
        for encoding in Encoding::ALL {
            let sheet = Sheet { form, encoding, seed: 12, rows: 500, rows_a_fault: 0 };
            let (taken, rejections) = read(sheet, &written(sheet).0);
            assert_eq!((taken, rejections.as_slice()), (500, &[][..]), "{form:?} {encoding:?}");
        }
    }
}
