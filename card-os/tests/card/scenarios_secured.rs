//! Every scenario once more inside a session of secure messaging.

use card_os_testing::card::TestCard;
use card_os_testing::secured::SecuredCard;
use test_vectors::scenario::CardConnection as _;
use test_vectors::{conformance, scenario};

#[test]
fn every_scenario_inside_a_session() {
    let (mut played, mut left, mut secured) = (0, 0, 0);
    let mut failed = Vec::new();
    for file in conformance::files().unwrap() {
        let mut card = SecuredCard::new(TestCard::blank());
        for scenario in &file.scenarios {
            card.reset().unwrap();
            match scenario::play(scenario, &mut card) {
                Ok(_) => played += 1,
                Err(_) if card.left => left += 1,
                Err(failure) => failed.push(failure.to_string()),
            }
        }
        secured += card.secured;
    }
    println!(
        "{secured} commands of {played} scenarios inside sessions, {left} scenarios left theirs"
    );
    assert!(left * 100 < played, "what cannot be secured is the exception");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}
