//! What the test specification says is sent is what the runner sends.

use card_os_testing::card::TestCard;
use test_vectors::scenario::CardConnection;
use test_vectors::{conformance, specification};

/// A card, and what it was sent since its last reset.
struct RecordedCard {
    card: TestCard,
    sent: Vec<Vec<u8>>,
}

impl CardConnection for RecordedCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.sent.push(command.to_vec());
        self.card.transmit(command)
    }

    fn reset(&mut self) -> Result<(), String> {
        self.sent.push(Vec::new());
        CardConnection::reset(&mut self.card)
    }
}

/// An authentication of the administrator: SELECT, GET DATA, GET CHALLENGE, EXTERNAL AUTHENTICATE.
const ADMINISTRATOR: [&str; 4] = ["00a4000c", "00ca0045", "00840000", "00820010"];

#[test]
fn commands_of_the_specification_are_those_that_the_runner_sends() {
    let files = conformance::files().unwrap();
    let all = specification::json(&files);
    let mut tests = all["tests"].as_array().unwrap().iter();
    let (mut constant, mut computed) = (0, 0);
    for file in &files {
        let mut card = RecordedCard { card: TestCard::blank(), sent: Vec::new() };
        for scenario in &file.scenarios {
            let test = tests.next().unwrap();
            card.sent.clear();
            test_vectors::scenario::play(scenario, &mut card).unwrap();
            let mut sent = card.sent.iter().map(hex::encode);
            assert_eq!(sent.next().unwrap(), "", "a reset comes first");
            let steps = test["steps"].as_array().unwrap();
            let text = test.to_string();
            if text.contains("$SERIAL") {
                for expected in [ADMINISTRATOR[0], ADMINISTRATOR[1]] {
                    assert!(sent.next().unwrap().starts_with(expected));
                }
                assert_eq!(sent.next().unwrap(), "");
            }
            for step in steps {
                match step["step"].as_str().unwrap() {
                    "reset" => assert_eq!(sent.next().unwrap(), "", "{step}"),
                    "administrator" => {
                        for expected in ADMINISTRATOR {
                            assert!(sent.next().unwrap().starts_with(expected), "{step}");
                        }
                    }
                    _ => {
                        let bytes = step["bytes"].as_str().unwrap().to_lowercase();
                        let sent = sent.next().unwrap();
                        if step["computed"] == false {
                            assert_eq!(sent, bytes, "{step}");
                            constant += 1;
                        } else {
                            assert_eq!(sent[..8], bytes[..8], "{step}");
                            computed += 1;
                        }
                    }
                }
            }
            assert_eq!(sent.next(), None, "{text}");
        }
    }
    assert_eq!(tests.next(), None);
    assert!(constant > 10_000 && computed > 100, "{constant} {computed}");
}
