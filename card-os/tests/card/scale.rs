//! A command reads no more of the flash on a card with 252 files, or 254 records, than on one with
//! few. Its instructions are counted by `cargo xtask bench`.

use apdu_spec::status::StatusWord;
use card_os_testing::scale::CASES;
use test_vectors::scenario;

#[test]
fn a_full_card_is_read_no_more_than_an_empty_one() {
    for case in CASES {
        let command = scenario::bytes(case.command).unwrap();
        let reads = [case.small, case.large].map(|size| {
            let mut card = case.card(size);
            card.flash().reset_counts();
            let answer = card.answer(&command);
            assert!(answer.ends_with(&StatusWord::SUCCESS.to_bytes()), "{}", case.name);
            card.flash().counts().reads
        });
        println!("{:2} and {:2} reads, {}", reads[0], reads[1], case.name);
        assert_eq!(reads[0], reads[1], "{}", case.name);
    }
}
