//! Sessions of secure messaging, opened with the administrator key of a blank card.

use apdu_spec::command::Command;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
use test_vectors::scenario;
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::{SecureMessagingTerminal, SessionKeys};

use super::session::{Reply, blank, inside, mutual, open};

/// Creates an EF of 32 bytes whose rules are these, and activates it.
fn create(card: &mut TestCard, keys: &mut SessionKeys, rules: &str) {
    let command = format!("00 E0 00 00 [62{{ 82{{01}} 83{{0101}} 80{{0020}} AB{{ {rules} }} }}]");
    for command in [&command, "00 44 00 00"] {
        assert_eq!(inside(card, keys, command).1, StatusWord::SUCCESS, "{command}");
    }
}

const FREE: &str = "80{03} 90{}";

#[test]
fn a_session_carries_commands_and_answers_and_its_key_is_authenticated_in_it() {
    let (mut card, mut keys) = blank();
    create(&mut card, &mut keys, FREE);
    let written = inside(&mut card, &mut keys, "00 D6 00 00 [01020304]");
    assert_eq!(written, (vec![], StatusWord::SUCCESS));
    let read = inside(&mut card, &mut keys, "00 B0 00 00 04");
    assert_eq!(read, (vec![1, 2, 3, 4], StatusWord::SUCCESS));
    let odd = inside(&mut card, &mut keys, "00 B1 00 00 [54{00}] 00");
    assert_eq!(odd.1, StatusWord::SUCCESS);
    assert_eq!(odd.0[..6], [0x53, 32, 1, 2, 3, 4]);
    let missing = inside(&mut card, &mut keys, "00 A4 00 0C [0999]");
    assert_eq!(missing, (vec![], StatusWord::FILE_NOT_FOUND));
    // SELECT by DF name ends an application; the session is none.
    assert_eq!(inside(&mut card, &mut keys, "00 A4 00 0C [3F00]").1, StatusWord::SUCCESS);
    create_df_and_leave(&mut card, &mut keys);
}

/// Its rule asks for it; so does that of every key that issuing makes.
#[test]
fn the_administrator_key_is_changed_by_who_has_it_and_encrypts() {
    let change = "00 24 01 10 [00112233445566778899AABBCCDDEEFF]";
    let mut card = TestCard::blank();
    card.administrator();
    let refused = StatusWord::SECURITY_STATUS_NOT_SATISFIED;
    assert_eq!(card.send(change).1, refused, "in the clear");
    let (mut card, mut keys) = blank();
    assert_eq!(inside_unencrypted(&mut card, &mut keys, change).1, refused, "not encrypted");
    assert_eq!(inside(&mut card, &mut keys, "00 2E 00 00").1, StatusWord::SUCCESS);
    assert_eq!(inside(&mut card, &mut keys, change).1, refused, "without the key");
    let (mut card, mut keys) = blank();
    let short = inside(&mut card, &mut keys, "00 24 01 10 [0011]").1;
    assert_eq!(short, StatusWord::INCORRECT_DATA);
    let with_old = inside(&mut card, &mut keys, "00 24 00 10 [0011]").1;
    assert_eq!(with_old, StatusWord::CONDITIONS_NOT_SATISFIED);
    assert_eq!(inside(&mut card, &mut keys, change).1, StatusWord::SUCCESS);
    // The session goes on, and nothing is authenticated in it.
    assert_eq!(inside(&mut card, &mut keys, change).1, refused, "the status of the old key");
    assert!(
        SessionKeys::open(&mut card, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY).is_err(),
        "the old key"
    );
    let new = hex::decode("00112233445566778899AABBCCDDEEFF").unwrap().try_into().unwrap();
    SessionKeys::open(&mut card, ADMINISTRATOR_REFERENCE, &new).unwrap();
}

fn create_df_and_leave(card: &mut TestCard, keys: &mut SessionKeys) {
    let df = "00 E0 00 00 [62{ 82{38} 83{0201} 84{A000000001} AB{ 80{02} 97{} } }]";
    assert_eq!(inside(card, keys, df).1, StatusWord::SUCCESS);
    assert_eq!(inside(card, keys, "00 A4 04 0C [A000000001]").1, StatusWord::SUCCESS);
    let file = "00 E0 00 00 [62{ 82{01} 83{0102} 80{0010} AB{ 80{01} 90{} } }]";
    assert_eq!(inside(card, keys, file).1, StatusWord::SUCCESS, "still the administrator");
}

#[test]
fn nothing_of_what_is_sent_or_answered_is_on_the_wire() {
    let (mut card, mut keys) = blank();
    create(&mut card, &mut keys, FREE);
    let secret = [0x5A; 24];
    let command = scenario::bytes(&format!("00 D6 00 00 [{}]", hex::encode(secret))).unwrap();
    let up = keys.command(&Command::parse(&command).unwrap());
    let answer = card.answer(&up);
    keys.answer(0xD6, &answer).unwrap();
    let read = Command::parse(&[0, 0xB0, 0, 0, 24]).unwrap();
    let down = card.answer(&keys.command(&read));
    assert_eq!(split(&keys.answer(0xB0, &down).unwrap()).0, secret);
    for bytes in [up, down] {
        assert!(!bytes.windows(8).any(|window| window == &secret[..8]));
    }
}

#[test]
fn every_altered_byte_ends_the_session_and_changes_nothing() {
    let (mut card, mut keys) = blank();
    create(&mut card, &mut keys, FREE);
    inside(&mut card, &mut keys, "00 D6 00 00 [01020304]");
    let flash = card.flash().bytes().to_vec();
    let command = scenario::bytes("00 D6 00 00 [FFFF]").unwrap();
    let genuine = keys.command(&Command::parse(&command).unwrap());
    for bit in 0..genuine.len() * 8 {
        let mut altered = genuine.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        // The Le field outside says how the answer is handed out, and nothing else.
        if bit / 8 == genuine.len() - 1 {
            continue;
        }
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        inside(&mut card, &mut keys, "00 D6 00 00 [01020304]");
        let (data, status) = split(&card.answer(&altered));
        assert!(data.is_empty(), "bit {bit}: {status:?}");
        assert!(!matches!(status.value() >> 8, 0x90 | 0x61..=0x63), "bit {bit}: {status:?}");
        let after = card.answer(&genuine);
        let refused = StatusWord::SECURE_MESSAGING_NOT_SUPPORTED;
        assert_eq!(split(&after), (vec![], refused), "bit {bit}: the session is over");
        assert_eq!(card.flash().bytes(), flash, "bit {bit}: nothing is written");
        let create = "00 E0 00 00 [62{ 82{01} 83{0102} 80{0010} }]";
        let status = card.send(create).1;
        assert_eq!(status, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "bit {bit}");
    }
}

#[test]
fn a_command_that_is_repeated_dropped_or_out_of_order_ends_the_session() {
    let read = Command::parse(&[0, 0xB0, 0, 0, 4]).unwrap();
    let select = scenario::bytes("00 A4 00 0C [3F00]").unwrap();
    let select = Command::parse(&select).unwrap();
    let start = || {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        (card, keys)
    };
    let ended = |card: &mut TestCard, command: &[u8]| {
        let refused = split(&card.answer(command));
        assert_eq!(refused, (vec![], StatusWord::SM_DATA_OBJECTS_INCORRECT));
    };
    let (mut card, mut keys) = start();
    let first = keys.command(&read);
    card.answer(&first);
    ended(&mut card, &first);

    let (mut card, mut keys) = start();
    let (_, second) = (keys.command(&read), keys.command(&select));
    ended(&mut card, &second);

    // Of a session before this one.
    let (mut card, mut keys) = start();
    let old = keys.command(&read);
    card.reset().unwrap();
    open(&mut card);
    ended(&mut card, &old);
}

#[test]
fn a_plain_command_ends_the_session_and_is_not_run() {
    for command in [
        "00 A4 00 0C [3F00]",
        "00 84 00 00 10",
        "00 C0 00 00 00",
        "00 E4 00 00",
        "04 B0 00 00 00",
        "0D B0 00 00 00",
        "08 B0 00 00 00",
        "FF B0 00 00 00",
    ] {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        let (data, status) = card.send(command);
        assert!(data.is_empty() && status.value() >> 8 != 0x90, "{command}: {status:?}");
        let after = card.send("00 E0 00 00 [62{ 82{01} 83{0102} 80{0010} }]");
        assert_eq!(after.1, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{command}");
    }
    let (mut card, _) = blank();
    assert_eq!(card.send("00 84 00 00 10").1, StatusWord::SM_DATA_OBJECTS_MISSING);
    assert_eq!(card.send("00 84 00 00 10").1, StatusWord::SUCCESS, "the next one is");
}

#[test]
fn without_a_session_no_command_is_secured() {
    let mut card = TestCard::blank();
    for class in ["04", "08", "0C", "8C", "1C"] {
        let refused = card.send(&format!("{class} 84 00 00 10")).1;
        assert_eq!(refused, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED, "{class}");
    }
}

#[test]
fn a_rule_asks_for_a_checksum_for_encryption_or_for_a_signature_that_there_is_none_of() {
    for (condition, plain, secured) in [
        ("B4{95{30}}", false, true),
        ("B8{95{30}}", false, true),
        ("B8{95{10}}", false, true),
        ("B6{95{30}}", false, false),
        ("AF{B4{95{30}} B8{95{30}}}", false, true),
        ("A0{B4{95{30}} A4{83{9E} 95{08}}}", false, true),
        ("90{}", true, true),
    ] {
        let word = |allowed| {
            if allowed { StatusWord::SUCCESS } else { StatusWord::SECURITY_STATUS_NOT_SATISFIED }
        };
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, &format!("80{{01}} {condition}"));
        let read = inside(&mut card, &mut keys, "00 B0 00 00 04").1;
        assert_eq!(read, word(secured), "{condition} inside");
        card.reset().unwrap();
        assert_eq!(card.send("00 A4 00 0C [0101]").1, StatusWord::SUCCESS);
        assert_eq!(card.send("00 B0 00 00 04").1, word(plain), "{condition} in the clear");
    }
}

#[test]
fn a_chain_is_secured_link_by_link() {
    let (mut card, mut keys) = blank();
    create(&mut card, &mut keys, FREE);
    for (command, expected) in [
        ("10 D6 00 00 [0102]", StatusWord::SUCCESS),
        ("10 D6 00 00 [0304]", StatusWord::SUCCESS),
        ("00 D6 00 00 [05]", StatusWord::SUCCESS),
    ] {
        assert_eq!(inside(&mut card, &mut keys, command).1, expected, "{command}");
    }
    let read = inside(&mut card, &mut keys, "00 B0 00 00 06");
    assert_eq!(read.0, [1, 2, 3, 4, 5, 0]);
    // A link in the clear ends the chain and the session.
    inside(&mut card, &mut keys, "10 D6 00 00 [0A]");
    assert_eq!(card.send("00 D6 00 00 [0B]").1, StatusWord::SM_DATA_OBJECTS_MISSING);
}

#[test]
fn a_long_answer_is_secured_as_a_whole_and_handed_out_in_parts() {
    let mut card = TestCard::blank();
    let mut session =
        SecureMessagingTerminal::open(&mut card, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY)
            .unwrap();
    let mut sends = |notation: &str| {
        let answer = session.transmit(&scenario::bytes(notation).unwrap()).unwrap();
        split(&answer)
    };
    let file = "00 E0 00 00 [62{ 82{01} 83{0101} 80{0400} AB{ 80{03} 90{} } }]";
    assert_eq!(sends(file).1, StatusWord::SUCCESS);
    let (data, status) = sends("00 B0 00 00 00");
    assert_eq!((data.len(), status), (256, StatusWord::SUCCESS));
    let (data, status) = sends("00 B0 00 00 000000");
    assert_eq!((data.len(), status), (1024, StatusWord::SUCCESS));
}

#[test]
fn a_session_begins_anew_inside_the_old_one() {
    let (mut card, mut keys) = blank();
    let challenge = inside(&mut card, &mut keys, "00 84 00 00 10").0;
    let mutual = mutual(5, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY, &challenge);
    let (answer, status) = inside(&mut card, &mut keys, &mutual);
    assert_eq!((answer.len(), status), (16, StatusWord::SUCCESS));
    let read = Command::parse(&[0, 0xB0, 0, 0, 4]).unwrap();
    let old = split(&card.answer(&keys.command(&read)));
    assert_eq!(old.1, StatusWord::SM_DATA_OBJECTS_INCORRECT, "the old keys are gone");
}

#[test]
fn a_wrong_proof_opens_nothing_and_one_of_the_other_form_neither() {
    let wrong = [0; 16];
    let mut card = TestCard::blank();
    assert!(SessionKeys::open(&mut card, ADMINISTRATOR_REFERENCE, &wrong).is_err());
    assert_eq!(card.send("0C 84 00 00 10").1, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
    // The proof of MUTUAL AUTHENTICATE without a session, sent for one.
    let challenge = card.done("00 84 00 00 10");
    let mutual = mutual(3, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY, &challenge);
    assert_eq!(card.send(&mutual).1, StatusWord::VERIFICATION_FAILED);
    assert_eq!(card.send("0C 84 00 00 10").1, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
}

/// Sends a command inside the session, its data field as it is under the checksum.
fn inside_unencrypted(card: &mut TestCard, keys: &mut SessionKeys, notation: &str) -> Reply {
    let command = scenario::bytes(notation).unwrap();
    let command = Command::parse(&command).unwrap();
    let answer = card.answer(&keys.command_in_the_clear(&command));
    split(&keys.answer(command.ins, &answer).unwrap())
}

/// The command, secured, and without its Le field outside, which no checksum covers.
fn without_le(keys: &mut SessionKeys, notation: &str) -> Vec<u8> {
    let command = scenario::bytes(notation).unwrap();
    let mut secured = keys.command(&Command::parse(&command).unwrap());
    secured.pop();
    secured
}

#[test]
fn who_takes_an_le_field_away_takes_no_link_of_a_chain_away() {
    let (mut card, mut keys) = blank();
    create(&mut card, &mut keys, FREE);
    let flash = card.flash().bytes().to_vec();
    let (data, status) = split(&card.answer(&without_le(&mut keys, "10 D6 00 00 [01020304]")));
    assert_eq!((data, status), (vec![], StatusWord::WRONG_LENGTH));
    // Whoever stands between would ask for the answer by himself, and hand it on.
    card.send("00 C0 00 00 00");
    let last = scenario::bytes("00 D6 00 00 [05]").unwrap();
    let refused = card.answer(&keys.command(&Command::parse(&last).unwrap()));
    assert_eq!(split(&refused), (vec![], StatusWord::SECURE_MESSAGING_NOT_SUPPORTED));
    assert_eq!(card.flash().bytes(), flash);
}

#[test]
fn a_chain_is_encrypted_when_all_of_it_is() {
    const REFUSED: StatusWord = StatusWord::SECURITY_STATUS_NOT_SATISFIED;
    for (links, encrypted, expected) in [
        (["10 D6 00 00 [0102]", "00 D6 00 00 [03]"], [true, true], StatusWord::SUCCESS),
        (["10 D6 00 00 [0102]", "00 D6 00 00 [03]"], [false, true], REFUSED),
        (["10 D6 00 00 [0102]", "00 D6 00 00 [03]"], [true, false], REFUSED),
        (["10 C2 00 00 [00D6000002]", "00 C2 00 00 [0102]"], [true, true], StatusWord::SUCCESS),
        (["10 C2 00 00 [00D60000020102]", "00 C2 00 00"], [false, true], REFUSED),
        (["10 C2 00 00 [00D6000002]", "00 C2 00 00 [0102]"], [true, false], REFUSED),
    ] {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, "80{02} B8{95{30}}");
        let [first, last] =
            [(links[0], encrypted[0]), (links[1], encrypted[1])].map(|(link, is_encrypted)| {
                let send = if is_encrypted { inside } else { inside_unencrypted };
                send(&mut card, &mut keys, link).1
            });
        assert_eq!((first, last), (StatusWord::SUCCESS, expected), "{links:?} {encrypted:?}");
    }
}

#[test]
fn nothing_but_the_rest_of_an_answer_is_handed_out_in_the_clear() {
    for (command, expected) in [
        ("00 C0 01 00 00", StatusWord::INCORRECT_P1_P2),
        ("00 C0 00 00 [AA] 00", StatusWord::WRONG_LENGTH),
        ("00 C0 00 00", StatusWord::WRONG_LENGTH),
        ("10 C0 00 00 00", StatusWord::SM_DATA_OBJECTS_MISSING),
        ("80 C0 00 00 00", StatusWord::SM_DATA_OBJECTS_MISSING),
        ("01 C0 00 00 00", StatusWord::CHANNEL_NOT_SUPPORTED),
        ("00 B0 00 00 00", StatusWord::SM_DATA_OBJECTS_MISSING),
        ("00 C2 00 00 [00C0000000] 00", StatusWord::SM_DATA_OBJECTS_MISSING),
    ] {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        let part = split(&card.answer(&without_le(&mut keys, "00 B0 00 00 04")));
        assert_eq!((part.0.len(), part.1.more()), (0, Some(33)), "{command}");
        assert_eq!(card.send("00 C0 00 00 01").1.more(), Some(32), "{command}");
        assert_eq!(card.send(command), (vec![], expected), "{command}");
        let read = Command::parse(&[0, 0xB0, 0, 0, 4]).unwrap();
        let after = split(&card.answer(&keys.command(&read)));
        let over = (vec![], StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        assert_eq!(after, over, "{command}");
        assert_ne!(card.send("00 C0 00 00 00").1, StatusWord::SUCCESS, "{command}");
    }
    let (mut card, _) = blank();
    let nothing = card.send("00 C0 00 00 00");
    assert_eq!(nothing, (vec![], StatusWord::SM_DATA_OBJECTS_MISSING), "no answer waits");
}

#[test]
fn what_is_refused_inside_ends_a_chain_and_a_challenge() {
    for (refused, expected) in [
        ("00 FF 00 00", StatusWord::INSTRUCTION_NOT_SUPPORTED),
        ("00 D6 FF 00 [00]", StatusWord::INCORRECT_P1_P2),
        ("00 B0 00 00 04", StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED),
    ] {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        assert_eq!(inside(&mut card, &mut keys, "10 D6 00 00 [0102]").1, StatusWord::SUCCESS);
        let status = inside(&mut card, &mut keys, refused).1;
        assert_ne!(status, StatusWord::SUCCESS, "{refused}");
        assert_eq!(inside(&mut card, &mut keys, "00 D6 00 00 [05]").1, StatusWord::SUCCESS);
        let read = inside(&mut card, &mut keys, "00 B0 00 00 04").0;
        assert_eq!(read, [5, 0, 0, 0], "{refused}: alone");
        if expected == StatusWord::LAST_COMMAND_OF_CHAIN_EXPECTED {
            assert_eq!(status, expected);
            continue;
        }
        assert_eq!(inside(&mut card, &mut keys, "00 84 00 00 10").1, StatusWord::SUCCESS);
        assert_eq!(inside(&mut card, &mut keys, refused).1, expected, "{refused}");
        let proof = format!("00 82 01 {ADMINISTRATOR_REFERENCE:02X} [{}] 00", "A5".repeat(32));
        let no_challenge = inside(&mut card, &mut keys, &proof).1;
        assert_eq!(no_challenge, StatusWord::CONDITIONS_NOT_SATISFIED, "{refused}");
    }
}

#[test]
fn a_command_whose_answer_has_no_room_is_not_run() {
    for room in 2..=64 {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        let flash = card.flash().bytes().to_vec();
        let update = scenario::bytes("00 D6 00 00 [01020304]").unwrap();
        let mut update = keys.command(&Command::parse(&update).unwrap());
        let mut reply = vec![0; room];
        let length = card.card.transmit(&mut update, &mut reply);
        let (data, status) = split(&reply[..length]);
        let changed = card.flash().bytes() != flash;
        assert_eq!(changed, status == StatusWord::SUCCESS, "{room}: {data:02X?} {status:?}");
        assert!(changed || status == StatusWord::NOT_ENOUGH_MEMORY, "{room}: {status:?}");
        assert!(changed || room < 64, "there is room");
    }
}

#[test]
fn an_answer_is_never_longer_than_the_length_field_of_its_data_object_says() {
    let (mut card, mut keys) = blank();
    let file = "00 E0 00 00 [62{ 82{01} 83{0101} 80{FFFF} AB{ 80{03} 90{} } }]";
    assert_eq!(inside(&mut card, &mut keys, file).1, StatusWord::SUCCESS);
    let read = scenario::bytes("00 B0 00 00 000000").unwrap();
    let mut read = keys.command(&Command::parse(&read).unwrap());
    let mut reply = vec![0; 80_000];
    let length = card.card.transmit(&mut read, &mut reply);
    let mut answer = reply[..length].to_vec();
    while split(&answer).1.more().is_some() {
        answer.truncate(answer.len() - 2);
        answer.extend(card.answer(&[0, 0xC0, 0, 0, 0]));
    }
    let (data, status) = split(&keys.answer(0xB0, &answer).unwrap());
    assert_eq!(status, StatusWord::SUCCESS);
    assert!(data.len() > 65_000 && data.iter().all(|byte| *byte == 0));
}

#[test]
fn nothing_stands_behind_a_secured_answer_however_little_room_it_has() {
    for notation in [
        "00 B0 00 00 20",
        "00 B1 00 00 [54{00}] 00",
        "00 A4 00 04 [0101] 00",
        "00 C3 00 00 [52{00B0000020}] 00",
        "00 C2 00 00 [00A40004020101 00] 00",
    ] {
        let (mut card, mut keys) = blank();
        create(&mut card, &mut keys, FREE);
        let content = format!("00 D6 00 00 [{}]", "5A".repeat(32));
        assert_eq!(inside(&mut card, &mut keys, &content).1, StatusWord::SUCCESS);
        for room in 37..=120 {
            let command = scenario::bytes(notation).unwrap();
            let command = Command::parse(&command).unwrap();
            let mut secured = keys.command(&command);
            let mut reply = vec![0; room];
            let length = card.card.transmit(&mut secured, &mut reply);
            assert!(secured.iter().all(|byte| *byte == 0), "{notation}, {room}");
            let behind = reply.split_off(length);
            assert!(behind.iter().all(|byte| *byte == 0), "{notation}, {room}: {behind:02X?}");
            let answer = keys.answer(command.ins, &reply).unwrap();
            assert!(!answer.is_empty(), "{notation}, {room}");
        }
    }
}
