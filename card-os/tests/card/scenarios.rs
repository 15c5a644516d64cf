//! Every scenario of `test-vectors`, each file against a blank card in process, and the count of
//! cases per command.

use std::collections::BTreeSet;

use apdu_spec::instruction::TABLE;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use card_os_testing::card::TestCard;
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::SecureMessagingTerminal;
use test_vectors::{conformance, one_card, scenario};

/// A test for each folder of scenarios, by its name: `cargo test -p card-os --test card
/// scenarios::read_binary` plays those that begin so.
macro_rules! folders {
    ($($folder:ident)*) => {
        const FOLDERS: &[&str] = &[$(stringify!($folder)),*];

        $(
            #[test]
            fn $folder() {
                play(stringify!($folder));
            }
        )*
    };
}

folders! {
    activate_file
    append_record
    change_key
    change_reference_data
    compute_digital_signature_jpki
    create_file
    deactivate_file
    delete_file
    disable_verification_requirement
    enable_verification_requirement
    envelope
    envelope_odd
    erase_all_records
    erase_binary
    erase_binary_odd
    erase_record
    every_command
    external_authenticate
    general_authenticate
    general_authenticate_odd
    generate_asymmetric_key_pair
    generate_asymmetric_key_pair_odd
    get_challenge
    get_data
    get_data_odd
    get_response
    internal_authenticate
    lock_df
    log_out
    manage_channel
    manage_security_environment
    perform_security_operation
    put_data
    put_data_odd
    read_binary
    read_binary_odd
    read_record
    read_record_odd
    reset_retry_counter
    search_binary
    search_binary_odd
    search_record
    select
    terminate_card_usage
    terminate_df
    terminate_ef
    unlock_df
    unlock_key
    update_binary
    update_binary_odd
    update_record
    update_record_odd
    verify
    verify_odd
    write_binary
    write_binary_odd
    write_record
}

/// The folder that a test is named after.
fn folder_of(test: &str) -> String {
    test.replace('_', "-")
}

/// Plays the files of a folder, each against a blank card.
fn play(test: &str) {
    let files = conformance::folder(&folder_of(test)).unwrap();
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
    assert!(compared > 0, "nothing was compared");
    println!("{} files, {scenarios} scenarios, {compared} answers compared", files.len());
}

#[test]
fn every_folder_is_a_test() {
    let tests: BTreeSet<String> = FOLDERS.iter().map(|test| folder_of(test)).collect();
    assert_eq!(tests, conformance::folders().unwrap());
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
    let reference = ADMINISTRATOR_REFERENCE;
    let mut inside =
        SecureMessagingTerminal::open(&mut card, reference, &TEST_TRANSPORT_KEY).unwrap();
    let change = scenario::bytes("00 24 01 10 [00112233445566778899AABBCCDDEEFF]").unwrap();
    assert_eq!(inside.transmit(&change).unwrap(), [0x90, 0x00]);
    card.card.reset();
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
    struct UnlistedStatusCard;
    impl scenario::CardConnection for UnlistedStatusCard {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, String> {
            Ok(vec![0x69, 0x84])
        }
        fn reset(&mut self) -> Result<(), String> {
            Ok(())
        }
    }
    let text = "scenario: a\nclause: none\n> 00 A4 00 0C [3F00]\n< REFERENCE_DATA_NOT_USABLE";
    let scenarios = scenario::parse("odd", text).unwrap();
    let failure = scenario::play(&scenarios[0], &mut UnlistedStatusCard).unwrap_err();
    assert!(failure.what.contains("does not list"), "{failure}");
}
