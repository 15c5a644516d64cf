//! Every scenario of `test-vectors`, against a card in process.

#[path = "support/card.rs"]
mod support;

use support::TestCard;
use test_vectors::scenario;

#[test]
fn every_scenario_in_process() {
    let mut card = TestCard::blank();
    let scenarios = scenario::all().unwrap();
    let mut compared = 0;
    let mut failed = Vec::new();
    for scenario in &scenarios {
        match scenario::play(scenario, &mut card) {
            Ok(count) => compared += count,
            Err(failure) => failed.push(failure.to_string()),
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    println!("{} scenarios, {compared} answers compared", scenarios.len());
}

#[test]
fn a_scenario_whose_expectation_is_wrong_fails() {
    let wrong = "scenario: a\nclause: none\n> 00 A4 00 0C [3F00]\n< FILE_NOT_FOUND";
    let scenarios = scenario::parse("wrong", wrong).unwrap();
    let failure = scenario::play(&scenarios[0], &mut TestCard::blank()).unwrap_err();
    assert_eq!(failure.line, 4);
}
