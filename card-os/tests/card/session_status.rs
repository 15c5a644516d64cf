//! The security status that a session of secure messaging carries: how long the key that opened it
//! has it, and that nothing of a session reaches over its beginning or its end.

use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, TestCard};
use test_vectors::flash::Cut;
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::SessionKeys;

use super::session::{blank, inside, mutual};

/// In DF 0201, where everything is allowed to everybody: key 0016, and EF 0101 that is read with
/// it.
const WITH_A_KEY: [&str; 9] = [
    "00 E0 00 00 [62{ 82{38} 83{0201} AB{ 80{7F} 90{} } }]",
    "00 E0 00 00 [62{ 82{09} 83{0016} A5{ 80{03} 81{01} 82{06} } AB{ 80{7F} 90{} 84{82 24} 90{} } }]",
    "00 24 01 80 [000102030405060708090A0B0C0D0E0F]",
    "00 44 00 00",
    "00 E0 00 00 [62{ 80{0004} 82{01} 83{0101} AB{ 80{01} A4{ 83{96} 95{80} } 80{02} 90{} } 8A{05} }]",
    "00 A4 00 0C [3F00]",
    "00 A4 00 0C [0201]",
    "00 44 00 00",
    "00 B0 81 00 00",
];

/// A session with the key in DF 0201, opened on the basic channel, and channel 1 in the same DF.
fn with_a_key() -> (TestCard, SessionKeys) {
    let mut card = TestCard::blank();
    card.administrator();
    for command in &WITH_A_KEY[..8] {
        card.done(command);
    }
    card.reset().unwrap();
    card.done("00 A4 00 0C [0201]");
    let key: [u8; 16] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let serial = IDENTITY.serial;
    let mut keys = SessionKeys::open_with(&mut card, 0x96, &key, &serial).unwrap();
    for command in ["00 70 00 01", "01 A4 00 0C [0201]"] {
        assert_eq!(inside(&mut card, &mut keys, command).1, StatusWord::SUCCESS, "{command}");
    }
    assert_eq!(reads(&mut card, &mut keys), [StatusWord::SUCCESS; 2]);
    (card, keys)
}

/// What the EF answers that the key opens, on both channels.
fn reads(card: &mut TestCard, keys: &mut SessionKeys) -> [StatusWord; 2] {
    ["00 B0 81 00 00", "01 B0 81 00 00"].map(|read| inside(card, keys, read).1)
}

#[test]
fn what_ends_the_security_status_of_the_key_ends_it_on_every_channel() {
    for (what, commands) in [
        ("changed", &["00 24 01 96 [0F0E0D0C0B0A09080706050403020100]"][..]),
        ("deactivated", &["00 A4 00 0C [0016]", "00 04 00 00"]),
        ("terminated", &["00 A4 00 0C [0016]", "00 E8 00 00"]),
        ("another", &["00 A4 00 0C [0016]", "00 E4 00 00", WITH_A_KEY[1]]),
        ("the DF deactivated", &["00 A4 00 0C [0201]", "00 04 00 00", "00 44 00 00"]),
    ] {
        let (mut card, mut keys) = with_a_key();
        for command in commands {
            let status = inside(&mut card, &mut keys, command).1;
            assert_eq!(status, StatusWord::SUCCESS, "{what}: {command}");
        }
        let refused = [StatusWord::SECURITY_STATUS_NOT_SATISFIED; 2];
        assert_eq!(reads(&mut card, &mut keys), refused, "{what}");
    }
}

#[test]
fn a_wrong_proof_inside_ends_the_security_status_of_the_key_and_no_session() {
    let (mut card, mut keys) = with_a_key();
    assert_eq!(inside(&mut card, &mut keys, "01 84 00 00 10").1, StatusWord::SUCCESS);
    let wrong = format!("01 82 01 96 [{}] 00", "A5".repeat(32));
    assert_eq!(inside(&mut card, &mut keys, &wrong).1, StatusWord::tries(2));
    // As everywhere, a proof on one channel leaves what was proved on another.
    let [opened_on, other] = reads(&mut card, &mut keys);
    assert_eq!(opened_on, StatusWord::SUCCESS);
    assert_eq!(other, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

#[test]
fn a_commit_that_fails_ends_every_security_status_of_the_session() {
    let update = "00 D6 81 00 [01020304]";
    let (mut card, mut keys) = with_a_key();
    let before = card.flash().operations();
    assert_eq!(inside(&mut card, &mut keys, update).1, StatusWord::SUCCESS);
    let words = card.flash().operations() - before;
    let (mut card, mut keys) = with_a_key();
    card.flash().cut_at(words - 1, Cut::Before);
    assert_eq!(inside(&mut card, &mut keys, update).1, StatusWord::MEMORY_FAILURE);
    card.flash().power_on();
    let refused = [StatusWord::SECURITY_STATUS_NOT_SATISFIED; 2];
    assert_eq!(reads(&mut card, &mut keys), refused);
}

#[test]
fn a_session_does_not_begin_with_keys_whose_command_failed() {
    let (mut card, mut keys) = with_a_key();
    let challenge = inside(&mut card, &mut keys, "00 84 00 00 10").0;
    let key = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let mutual = mutual(5, 0x96, &key, &challenge);
    // The word that spends a try, and that of the commit.
    card.flash().cut_at(1, Cut::Before);
    assert_eq!(inside(&mut card, &mut keys, &mutual).1, StatusWord::MEMORY_FAILURE);
    card.flash().power_on();
    let refused = [StatusWord::SECURITY_STATUS_NOT_SATISFIED; 2];
    assert_eq!(reads(&mut card, &mut keys), refused, "inside the old one");
}

#[test]
fn with_the_session_ends_what_was_proved_on_every_channel() {
    for end in ["00 84 00 00 10", "01 84 00 00 10", "0C B0 81 00 [8E{0102030405060708}] 00"] {
        let (mut card, _) = with_a_key();
        assert!(!card.send(end).1.is_success(), "{end}");
        for read in ["00 B0 81 00 00", "01 B0 81 00 00"] {
            let refused = StatusWord::SECURITY_STATUS_NOT_SATISFIED;
            assert_eq!(card.send(read).1, refused, "{end}, {read}");
        }
    }
}

#[test]
fn a_chain_does_not_reach_over_the_beginning_or_the_end_of_a_session() {
    let file = "00 E0 00 00 [62{ 82{01} 83{0101} 80{0020} AB{ 80{03} 90{} } }]";
    // Begun in the clear, on channel 1; the session begins on the basic one.
    let mut card = TestCard::blank();
    card.administrator();
    card.done(file);
    card.done("00 44 00 00");
    card.reset().unwrap();
    for command in ["00 70 00 01", "01 A4 00 0C [0101]", "11 D6 00 00 [0102]"] {
        card.done(command);
    }
    let serial = IDENTITY.serial;
    let open = |card: &mut TestCard| {
        SessionKeys::open_with(card, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY, &serial).unwrap()
    };
    let mut keys = open(&mut card);
    assert_eq!(inside(&mut card, &mut keys, "01 D6 00 00 [03]").1, StatusWord::SUCCESS);
    let read = inside(&mut card, &mut keys, "01 B0 00 00 04").0;
    assert_eq!(read, [3, 0, 0, 0], "alone");
    // Begun inside, ended in the clear after the session.
    assert_eq!(inside(&mut card, &mut keys, "11 D6 00 00 [0102]").1, StatusWord::SUCCESS);
    assert_eq!(card.send("01 D6 00 00 [04]").1, StatusWord::SM_DATA_OBJECTS_MISSING);
    card.done("01 D6 00 00 [05]");
    assert_eq!(card.done("01 B0 00 00 04"), [5, 0, 0, 0]);
}

#[test]
fn the_key_of_the_session_is_forgotten_with_it_and_when_it_logs_out() {
    let create = "00 E0 00 00 [62{ 82{01} 83{0102} 80{0010} }]";
    let (mut card, mut keys) = blank();
    assert_eq!(inside(&mut card, &mut keys, "00 2E 00 00").1, StatusWord::SUCCESS);
    let refused = inside(&mut card, &mut keys, create).1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    let (mut card, _) = blank();
    card.reset().unwrap();
    assert_eq!(card.send(create).1, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}
