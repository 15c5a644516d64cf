//! Every scenario of `test-vectors`, each file against a blank card in process, and the count of
//! cases per command.

use apdu_spec::instruction::TABLE;
use card_os_testing::card::TestCard;
use test_vectors::{conformance, one_card, scenario};

#[test]
fn every_scenario_in_process() {
    let files = conformance::files().unwrap();
    let (mut scenarios, mut compared) = (0, 0);
    let mut failed = Vec::new();
    for file in &files {
        scenarios += file.scenarios.len();
        match file.play(&mut TestCard::blank()) {
            Ok(count) => compared += count,
            Err(failure) => failed.push(failure.to_string()),
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    println!("{} files, {scenarios} scenarios, {compared} answers compared", files.len());
}

/// As on a card in a reader, which cannot be had blank again for every file.
#[test]
fn every_scenario_on_one_card_whose_df_is_deleted_in_between() {
    let files = conformance::files().unwrap();
    let played = one_card::play(&files, &mut TestCard::blank()).unwrap();
    println!("{played}");
    assert!(played.failed.is_empty(), "{played}");
}

#[test]
fn a_card_that_is_not_a_blank_test_card_is_left_alone() {
    let mut card = TestCard::blank();
    card.administrator();
    card.done("00 24 01 10 [00112233445566778899AABBCCDDEEFF]");
    let refused = one_card::require_test_card(&mut card).unwrap_err();
    assert!(refused.contains("administrator key"), "{refused}");

    let mut card = TestCard::blank();
    card.administrator();
    card.done("00 44 00 00 [3F00]");
    let operations = card.flash().operations();
    let refused = one_card::play(&[], &mut card).unwrap_err();
    assert!(refused.contains("nothing was done"), "{refused}");
    assert_eq!(card.flash().operations(), operations);
}

#[test]
fn every_form_of_the_table_has_a_case() {
    let files = conformance::files().unwrap();
    let mut all = 0;
    for row in TABLE {
        let folder = format!("{}/", row.slug());
        let own = files.iter().filter(|file| file.name.starts_with(&folder));
        let count: usize = own.map(|file| conformance::cases(file, row).count()).sum();
        println!("{count:>5}  {}", row.name);
        all += count;
    }
    println!("{all:>5}  cases in all");
    let missing: Vec<_> = conformance::forms()
        .filter(|(row, form)| !conformance::has_case(&files, row, form))
        .map(|(row, form)| conformance::file_name(row, form))
        .collect();
    assert!(missing.is_empty(), "forms without a case in their file: {missing:?}");
}

#[test]
fn a_scenario_whose_expectation_is_wrong_fails() {
    let wrong = "scenario: a\nclause: none\n> 00 A4 00 0C [3F00]\n< FILE_NOT_FOUND";
    let scenarios = scenario::parse("wrong", wrong).unwrap();
    let failure = scenario::play(&scenarios[0], &mut TestCard::blank()).unwrap_err();
    assert_eq!(failure.line, 4);
}

#[test]
fn a_status_word_that_the_table_does_not_list_fails() {
    struct Odd;
    impl scenario::Answer for Odd {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, String> {
            Ok(vec![0x69, 0x84])
        }
        fn reset(&mut self) -> Result<(), String> {
            Ok(())
        }
    }
    let text = "scenario: a\nclause: none\n> 00 A4 00 0C [3F00]\n< REFERENCE_DATA_NOT_USABLE";
    let scenarios = scenario::parse("odd", text).unwrap();
    let failure = scenario::play(&scenarios[0], &mut Odd).unwrap_err();
    assert!(failure.what.contains("does not list"), "{failure}");
}
