use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;
use crate::conformance;

fn of(text: &str) -> Value {
    json(&[File::parse("read-binary/offset", text).unwrap()])
}

const SMALL: &str = "# READ BINARY: offset.\n\n\
    scenario: make-the-files\nclause: ISO/IEC 7816-9:2017, 7.2\ngiven: nothing\nadministrator\nreset\n\
    > 00 E0 00 00 [62{ 82{38} 83{D100} }]\n< SUCCESS\n\n\
    scenario: read-binary/beyond-the-end\nclause: order of checks\n\
    > 00 B0 00 04 01\n< 3F* 63C2\n\
    > 00 82 00 96 [mac(00112233445566778899AABBCCDDEEFF, 01 $SERIAL $ICC)]\n< WRONG_OFFSET\n";

#[test]
fn a_test_says_what_its_scenario_and_the_table_say() {
    let all = of(SMALL);
    assert_eq!(all["version"], VERSION);
    let [first, second] = all["tests"].as_array().unwrap().as_slice() else { panic!("two tests") };
    assert_eq!(first["id"], "read-binary/offset/make-the-files");
    assert_eq!(first["precondition"]["given"], "nothing");
    assert_eq!(first["steps"][0]["step"], "administrator");
    assert_eq!(first["steps"][1]["step"], "reset");
    assert_eq!(first["steps"][2]["name"], "CREATE FILE, file-control-parameters");
    assert_eq!(first["clause"]["public"], true);
    assert_eq!(second["id"], "read-binary/offset/beyond-the-end");
    assert_eq!(second["purpose"], "READ BINARY: offset. Case: beyond the end.");
    assert_eq!(second["precondition"]["after"][0], first["id"]);
    // The scenario's clause is no standard's: that of the command is beside it.
    assert_eq!(second["clause"]["public"], false);
    assert_eq!(second["clause"]["command"], "ISO/IEC 7816-4:2020, 11.3.3");
    let [read, external] = [&second["steps"][0], &second["steps"][1]];
    assert_eq!(read["bytes"], "00B0000401");
    assert_eq!(read["expected"]["status"], "TRIES_LEFT_2");
    assert_eq!(read["expected"]["data"], "3F*");
    assert_eq!((&read["computed"], &external["computed"]), (&false.into(), &true.into()));
    assert_eq!(external["expected"]["sw"], "6B00");
}

#[test]
fn the_document_to_be_read_has_the_same() {
    let page = markdown(&[File::parse("read-binary/offset", SMALL).unwrap()]);
    for said in [
        "2 tests",
        "### read-binary/offset/beyond-the-end",
        "order of checks (decided by this project; the command: ISO/IEC 7816-4:2020, 11.3.3)",
        "after the test before",
        "| 1 | READ BINARY, offset | `00B0000401` | 63C2 TRIES_LEFT_2 `3F*` |",
        "01 $SERIAL $ICC)]` | 6B00 WRONG_OFFSET |",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn every_scenario_is_there_once_under_an_identifier_of_its_own() {
    let files = conformance::files().unwrap();
    let all = json(&files);
    let tests = all["tests"].as_array().unwrap();
    assert_eq!(tests.len(), files.iter().map(|file| file.scenarios.len()).sum::<usize>());
    let ids: BTreeSet<_> = tests.iter().map(|test| test["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), tests.len(), "two tests of one identifier");
    let page = markdown(&files);
    for id in &ids {
        assert_eq!(page.matches(&format!("\n### {id}\n")).count(), 1, "{id}");
    }
    for test in tests {
        for member in [&test["purpose"], &test["clause"]["text"], &test["precondition"]["card"]] {
            assert_ne!(member, "", "{test}");
        }
        assert!(!test["steps"].as_array().unwrap().is_empty(), "{test}");
        let known = |id: &Value| ids.contains(id.as_str().unwrap());
        assert!(test["precondition"]["after"].as_array().unwrap().iter().all(known), "{test}");
    }
}

/// Who reads the document plays the same: its text, read by the parser, gives the same steps.
#[test]
fn what_is_written_reads_back_as_the_scenarios() {
    let files = conformance::files().unwrap();
    let text = serde_json::to_string(&json(&files)).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let by_id: BTreeMap<_, _> = all["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| (test["id"].as_str().unwrap().to_owned(), test))
        .collect();
    let mut compared = 0;
    for test in tests(&files) {
        let written = by_id[&test.id()];
        let mut text = format!("scenario: {}\nclause: a\n", test.scenario.id);
        for step in written["steps"].as_array().unwrap() {
            let said = |member: &Value| member.as_str().unwrap().to_owned();
            match step["step"].as_str().unwrap() {
                "command" => {
                    let expected = &step["expected"];
                    let (data, sw) = (said(&expected["data"]), said(&expected["sw"]));
                    let _ = writeln!(text, "> {}\n< {data} {sw}", said(&step["notation"]));
                    let named = StatusWord::by_name(&sw).map(status_name);
                    assert_eq!(named, Some(said(&expected["status"])), "{step}");
                }
                other => {
                    let _ = writeln!(text, "{other}");
                }
            }
        }
        let file = File::parse(&test.file.name, &text).unwrap();
        let steps = |scenario: &Scenario| -> Vec<Step> {
            let steps = scenario.steps.iter().map(|(_, step)| step.clone());
            steps.map(trimmed).collect()
        };
        let (read, own) = (steps(&file.scenarios[0]), steps(test.scenario));
        assert_eq!(read, own, "{}", test.id());
        compared += own.len();
    }
    assert!(compared > 10_000, "{compared}");
}

/// Spaces around a notation say nothing.
fn trimmed(step: Step) -> Step {
    match step {
        Step::Exchange { command, notation, data, status } => Step::Exchange {
            command,
            notation: notation.trim().to_owned(),
            data: data.trim().to_owned(),
            status,
        },
        other => other,
    }
}
