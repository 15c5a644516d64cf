//! PACE is a conversation: its steps in their order, and no other command between them.

use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
use test_vectors::pace::{PaceTerminal, bytes_of, password, set_password, step_command, step_data};
use test_vectors::scenario;

use super::pace::{AS_SET, CAN, PIN, card, pace, reads, say, send, until_tokens};

/// A PACE with the CAN, as far as its next command is step `next` (1 to 4), whose data field it is.
fn before(next: usize) -> (TestCard, Vec<u8>) {
    before_on(next, "00 A4 00 0C [3F00]")
}

/// As [`before`], after this command.
fn before_on(next: usize, command: &str) -> (TestCard, Vec<u8>) {
    let (mut card, mut terminal) = (card(), PaceTerminal::new(CAN));
    card.done(command);
    let set = send(&mut card, None, &set_password(password::CAN, &[])).1;
    assert_eq!(set, StatusWord::SUCCESS);
    let mut data = vec![0x7C, 0x00];
    let steps = [PaceTerminal::map, PaceTerminal::agree, PaceTerminal::authenticate];
    for step in &steps[..next - 1] {
        let (answer, status) = send(&mut card, None, &step_command(&data));
        assert_eq!(status, StatusWord::SUCCESS);
        data = step(&mut terminal, &answer).unwrap();
    }
    (card, data)
}

/// The step that would have been next is none any more.
fn assert_over(card: &mut TestCard, data: &[u8], why: &str) {
    let (answer, status) = send(card, None, &step_command(data));
    assert!(answer.is_empty() && !status.is_success(), "{why}: {answer:02X?} {status:?}");
    let none = card.send("0C 84 00 00 10").1;
    assert_eq!(none, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED, "{why}");
}

fn base_point() -> Vec<u8> {
    bytes_of(&p256::ProjectivePoint::GENERATOR)
}

#[test]
fn the_steps_come_in_their_order() {
    let (point, token) = (base_point(), [7; 8]);
    let steps = [
        vec![0x7C, 0x00],
        step_data(0x81, &point),
        step_data(0x83, &point),
        step_data(0x85, &token),
    ];
    for next in 1..=4 {
        for (at, step) in steps.iter().enumerate().filter(|(at, _)| at + 1 != next) {
            let (mut card, right) = before(next);
            let refused = send(&mut card, None, &step_command(step));
            let why = format!("step {} in place of {next}", at + 1);
            assert_eq!(refused, (vec![], StatusWord::CONDITIONS_NOT_SATISFIED), "{why}");
            assert_over(&mut card, &right, &why);
        }
    }
}

#[test]
fn what_is_no_step_ends_it() {
    for next in 1..=4 {
        for data in [&[0x7C, 0x02, 0x80, 0x00][..], &[0x7C, 0x03, 0x81, 0x00], &[0x81, 0x00], &[0]]
        {
            let (mut card, right) = before(next);
            let refused = send(&mut card, None, &step_command(data));
            assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{next}: {data:02X?}");
            assert_over(&mut card, &right, "after it");
        }
    }
    for token in [&[][..], &[7; 7], &[7; 9], &[7; 16]] {
        let (mut card, right) = before(4);
        let refused = send(&mut card, None, &step_command(&step_data(0x85, token)));
        assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{token:02X?}");
        assert_over(&mut card, &right, "after it");
    }
}

#[test]
fn another_command_between_them_is_run_and_ends_it() {
    for next in 1..=4 {
        for (command, status) in [
            ("00 84 00 00 10", StatusWord::SUCCESS),
            ("00 A4 00 0C [0101]", StatusWord::SUCCESS),
            ("00 20 00 03", StatusWord::tries(3)),
            ("00 C0 00 00 00", StatusWord::CONDITIONS_NOT_SATISFIED),
            ("00 B0 00", StatusWord::INCORRECT_P1_P2),
            ("00 FF 00 00", StatusWord::INSTRUCTION_NOT_SUPPORTED),
            ("10 24 00 03 [\"31\"]", StatusWord::SUCCESS),
            ("00 C2 00 00 [0084000010] 00", StatusWord::SUCCESS),
        ] {
            let (mut card, right) = before(next);
            let came = card.send(command).1;
            assert!(came == status || command == "00 B0 00", "{command}: {came:?}");
            assert_over(&mut card, &right, command);
        }
        let (mut card, right) = before(next);
        card.card.reset();
        assert_over(&mut card, &right, "reset");
    }
}

#[test]
fn a_step_is_of_the_channel_that_set_the_password() {
    for next in 1..=4 {
        let (mut card, right) = before_on(next, "00 70 00 01");
        let mut elsewhere = step_command(&right);
        elsewhere[0] |= 0x01;
        let (answer, status) = send(&mut card, None, &elsewhere);
        assert!(answer.is_empty() && !status.is_success(), "{next}: {status:?}");
        assert_over(&mut card, &right, "a command of another channel");
    }
}

#[test]
fn a_step_names_no_key_and_has_the_even_instruction() {
    for (at, byte) in [(3, 0x10), (3, 0x02), (3, 0x80), (1, 0x87)] {
        let (mut card, right) = before(1);
        let mut other = step_command(&right);
        other[at] = byte;
        let (answer, status) = send(&mut card, None, &other);
        assert!(answer.is_empty() && !status.is_success(), "{byte:02X}: {status:?}");
        assert_over(&mut card, &right, "no step");
    }
}

#[test]
fn the_chaining_bit_says_nothing() {
    for class in [0x00, 0x10] {
        let (mut card, mut terminal) = (card(), PaceTerminal::new(CAN));
        assert_eq!(send(&mut card, None, &set_password(password::CAN, &[])).1, AS_SET);
        let step = |card: &mut TestCard, data: &[u8]| {
            let mut command = step_command(data);
            command[0] = class;
            let (answer, status) = send(card, None, &command);
            assert_eq!(status, StatusWord::SUCCESS, "{class:02X}");
            answer
        };
        let answer = step(&mut card, &[0x7C, 0x00]);
        let answer = step(&mut card, &terminal.map(&answer).unwrap());
        let answer = step(&mut card, &terminal.agree(&answer).unwrap());
        let answer = step(&mut card, &terminal.authenticate(&answer).unwrap());
        let (mut keys, _) = terminal.finish(&answer).unwrap();
        assert_eq!(reads(&mut card, &mut keys), [true, false]);
    }
}

/// The rest of an answer belongs to its step.
#[test]
fn an_answer_may_be_fetched_in_parts() {
    let (mut card, mut terminal) = (card(), PaceTerminal::new(CAN));
    assert_eq!(send(&mut card, None, &set_password(password::CAN, &[])).1, AS_SET);
    let mut data = vec![0x7C, 0x00];
    for next in [PaceTerminal::map, PaceTerminal::agree, PaceTerminal::authenticate] {
        let mut command = step_command(&data);
        *command.last_mut().unwrap() = 7;
        let (mut answer, status) = send(&mut card, None, &command);
        assert_eq!(answer.len(), 7);
        let rest = status.more().unwrap();
        answer.extend(card.done(&format!("00 C0 00 00 {rest:02X}")));
        data = next(&mut terminal, &answer).unwrap();
    }
    let (answer, status) = send(&mut card, None, &step_command(&data));
    assert_eq!(status, StatusWord::SUCCESS);
    terminal.finish(&answer).unwrap();
}

#[test]
fn each_command_of_it_may_come_in_an_envelope() {
    let (mut card, mut terminal) = (card(), PaceTerminal::new(CAN));
    let enveloped = |card: &mut TestCard, mut command: Vec<u8>| {
        command[0] = 0;
        let envelope = format!("00 C2 00 00 [{}] 00", hex::encode(command));
        card.done(&envelope)
    };
    enveloped(&mut card, set_password(password::CAN, &[]));
    let answer = enveloped(&mut card, step_command(&[0x7C, 0x00]));
    let answer = enveloped(&mut card, step_command(&terminal.map(&answer).unwrap()));
    let answer = enveloped(&mut card, step_command(&terminal.agree(&answer).unwrap()));
    let answer = enveloped(&mut card, step_command(&terminal.authenticate(&answer).unwrap()));
    let (mut keys, _) = terminal.finish(&answer).unwrap();
    assert_eq!(reads(&mut card, &mut keys), [true, false]);
}

#[test]
fn a_point_that_is_none_of_the_curve_is_refused() {
    let right = base_point();
    let mut off_the_curve = right.clone();
    off_the_curve[64] ^= 1;
    let compressed = [&[0x02 | right[64] & 1], &right[1..33]].concat();
    let hybrid = [&[0x06 | right[64] & 1], &right[1..]].concat();
    // y as large as the field.
    let beyond = hex::decode(format!("04{}{}", "00".repeat(32), "FF".repeat(32))).unwrap();
    let long = [&right[..], &[0]].concat();
    for (step, tag) in [(2, 0x81), (3, 0x83)] {
        for point in [
            &[][..],
            &[0x00],
            &[0x04],
            &right[..64],
            &long,
            &off_the_curve,
            &compressed,
            &hybrid,
            &beyond,
        ] {
            let (mut card, right) = before(step);
            let refused = send(&mut card, None, &step_command(&step_data(tag, point)));
            assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{step}: {point:02X?}");
            assert_over(&mut card, &right, "after it");
        }
        let (mut card, _) = before(step);
        let status = send(&mut card, None, &step_command(&step_data(tag, &right))).1;
        assert_eq!(status, StatusWord::SUCCESS, "{step}");
    }
}

/// A terminal that knows no password can send back what it was sent.
#[test]
fn what_the_card_sent_does_not_open_it() {
    let (mut card, _) = before(1);
    let nonce = send(&mut card, None, &step_command(&[0x7C, 0x00])).0;
    let mapping = PaceTerminal::new(PIN).map(&nonce).unwrap();
    let mapping = send(&mut card, None, &step_command(&mapping)).0;
    // The mapping key of the card as ephemeral key, and then its ephemeral key's first bytes as
    // token.
    let agreed = send(&mut card, None, &step_command(&step_data(0x83, &mapping[4..]))).0;
    let refused = send(&mut card, None, &step_command(&step_data(0x85, &agreed[5..13]))).1;
    assert_eq!(refused, StatusWord::VERIFICATION_FAILED);
}

#[test]
fn a_token_is_of_one_conversation() {
    let mut card = card();
    let mut terminal = PaceTerminal::new(CAN);
    let token = until_tokens(&mut card, None, &mut terminal, (password::CAN, AS_SET));
    until_tokens(&mut card, None, &mut PaceTerminal::new(CAN), (password::CAN, AS_SET));
    let refused = send(&mut card, None, &step_command(&token)).1;
    assert_eq!(refused, StatusWord::VERIFICATION_FAILED);
    // The card's own token is not the terminal's.
    let right = until_tokens(&mut card, None, &mut terminal, (password::CAN, AS_SET));
    let answer = send(&mut card, None, &step_command(&right)).0;
    assert_ne!(answer[4..12], right[4..12]);
}

#[test]
fn nonces_and_keys_are_drawn_anew_each_time() {
    let mut card = card();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..8 {
        assert_eq!(send(&mut card, None, &set_password(password::CAN, &[])).1, AS_SET);
        let (mut terminal, mut data) = (PaceTerminal::new(CAN), vec![0x7C, 0x00]);
        for next in [PaceTerminal::map, PaceTerminal::agree, PaceTerminal::authenticate] {
            let answer = send(&mut card, None, &step_command(&data)).0;
            assert!(seen.insert(answer.clone()), "{answer:02X?}");
            data = next(&mut terminal, &answer).unwrap();
        }
    }
}

#[test]
fn inside_a_session_another_command_ends_it_too() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let mut terminal = PaceTerminal::new(PIN);
    let token = until_tokens(&mut card, Some(&mut keys), &mut terminal, (password::PIN, AS_SET));
    assert_eq!(say(&mut card, Some(&mut keys), "00 84 00 00 10").1, StatusWord::SUCCESS);
    let status = send(&mut card, Some(&mut keys), &step_command(&token)).1;
    assert!(!status.is_success(), "{status:?}");
    assert_eq!(reads(&mut card, &mut keys), [true, false]);
}

/// With the session ends what goes on in it.
#[test]
fn it_does_not_outlive_the_session_it_began_in() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let mut terminal = PaceTerminal::new(CAN);
    let token = until_tokens(&mut card, Some(&mut keys), &mut terminal, (password::CAN, AS_SET));
    let ended = split(&card.answer(&step_command(&token)));
    assert_eq!(ended, (vec![], StatusWord::SM_DATA_OBJECTS_MISSING));
    assert_over(&mut card, &token, "in the clear");
    // Begun in the clear, it has no step in a session of other keys.
    let forged = scenario::bytes("1C 86 00 00 [8E{0102030405060708}] 00").unwrap();
    let refused = split(&card.answer(&forged)).1;
    assert_eq!(refused, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
}
