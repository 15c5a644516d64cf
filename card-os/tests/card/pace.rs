//! PACE with the passwords of a card, by a terminal that shares no code with it.

use apdu_spec::command::Command;
use apdu_spec::pace::CARD_ACCESS;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
use test_vectors::pace::{PaceTerminal, password, set_password, step_command};
use test_vectors::scenario::{self, CardConnection as _};
use test_vectors::terminal::SessionKeys;

use super::session::{Reply, send_inside};

pub(super) const CAN: &[u8] = b"271828";
pub(super) const PIN: &[u8] = b"314159";
pub(super) const PUK: &[u8] = b"14142135";

/// A card with passwords for PACE in the MF: a CAN without a counter (0002), a PIN of three tries
/// (0003) and a PUK of five (0004), which VERIFY takes too. With EF.CardAccess, and two EFs of two
/// bytes, of which the CAN opens one (0101) and the PIN the other (0102).
pub(super) fn card() -> TestCard {
    card_with(CAN, PIN)
}

pub(super) fn card_with(can: &[u8], pin: &[u8]) -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    let admin = "A4{83{10} 95{80}}";
    for command in [
        &format!(
            "00 E0 00 00 [62{{ 82{{08}} 83{{0002}} A5{{ 83{{0410}} 84{{01}} 87{{02}} }} AB{{ 84{{8620}} 90{{}} 84{{240444}} {admin} }} }}]"
        ),
        &format!("00 24 01 02 [{}]", hex::encode(can)),
        "00 44 00 00",
        &format!(
            "00 E0 00 00 [62{{ 82{{08}} 83{{0003}} A5{{ 80{{03}} 83{{0410}} 84{{01}} 87{{03}} }} AB{{ 84{{8620}} 90{{}} 84{{240444}} {admin} }} }}]"
        ),
        &format!("00 24 01 03 [{}]", hex::encode(pin)),
        "00 44 00 00",
        &format!(
            "00 E0 00 00 [62{{ 82{{08}} 83{{0004}} A5{{ 80{{05}} 83{{0410}} 84{{01}} 87{{04}} }} AB{{ 84{{8620}} 90{{}} 84{{240444}} {admin} }} }}]"
        ),
        &format!("00 24 01 04 [{}]", hex::encode(PUK)),
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0002} 82{01} 83{0101} AB{ 80{03} A4{ 83{02} 95{08} } } }]",
        "00 44 00 00",
        "00 E0 00 00 [62{ 80{0002} 82{01} 83{0102} AB{ 80{03} A4{ 83{03} 95{08} } } }]",
        "00 44 00 00",
        &format!(
            "00 E0 00 00 [62{{ 80{{0016}} 82{{01}} 83{{011C}} AB{{ 80{{01}} 90{{}} 80{{02}} {admin} }} }}]"
        ),
        "00 44 00 00",
    ] {
        card.done(command);
    }
    card.done(&format!("00 D6 9C 00 [{}]", hex::encode(CARD_ACCESS)));
    card.card.reset();
    card
}

/// Sends the bytes of a command, inside a session if there is one.
pub(super) fn send(card: &mut TestCard, keys: Option<&mut SessionKeys>, bytes: &[u8]) -> Reply {
    match keys {
        Some(keys) => send_inside(card, keys, bytes),
        None => split(&card.answer(bytes)),
    }
}

/// As [`send`], in the notation of scenarios.
pub(super) fn say(card: &mut TestCard, keys: Option<&mut SessionKeys>, notation: &str) -> Reply {
    send(card, keys, &scenario::bytes(notation).unwrap())
}

/// The first three steps; the data field of the fourth. SET AT must be answered with `set`.
pub(super) fn until_tokens(
    card: &mut TestCard,
    mut keys: Option<&mut SessionKeys>,
    terminal: &mut PaceTerminal,
    (number, set): (u8, StatusWord),
) -> Vec<u8> {
    let answer = send(card, keys.as_deref_mut(), &set_password(number, &[]));
    assert_eq!(answer, (vec![], set), "SET AT of {number}");
    let mut data = vec![0x7C, 0x00];
    for next in [PaceTerminal::map, PaceTerminal::agree, PaceTerminal::authenticate] {
        let (answer, status) = send(card, keys.as_deref_mut(), &step_command(&data));
        assert_eq!(status, StatusWord::SUCCESS, "after {data:02X?}");
        data = next(terminal, &answer).unwrap();
    }
    data
}

/// All steps; what the last one is answered with, and the keys of the session if it opened one.
pub(super) fn pace(
    card: &mut TestCard,
    mut keys: Option<&mut SessionKeys>,
    (number, set): (u8, StatusWord),
    value: &[u8],
) -> Result<SessionKeys, StatusWord> {
    let mut terminal = PaceTerminal::new(value);
    let data = until_tokens(card, keys.as_deref_mut(), &mut terminal, (number, set));
    match send(card, keys, &step_command(&data)) {
        (answer, StatusWord::SUCCESS) => Ok(terminal.finish(&answer).unwrap().0),
        (answer, status) => {
            assert!(answer.is_empty(), "{status:?}");
            Err(status)
        }
    }
}

pub(super) const AS_SET: StatusWord = StatusWord::SUCCESS;

/// Can each of the two EFs be read, by CAN and by PIN?
pub(super) fn reads(card: &mut TestCard, keys: &mut SessionKeys) -> [bool; 2] {
    ["0101", "0102"].map(|fid| {
        let selected = say(card, Some(keys), &format!("00 A4 00 0C [{fid}]")).1;
        assert_eq!(selected, StatusWord::SUCCESS);
        match say(card, Some(keys), "00 B0 00 00 00").1 {
            StatusWord::SUCCESS => true,
            StatusWord::SECURITY_STATUS_NOT_SATISFIED => false,
            other => panic!("{other:?}"),
        }
    })
}

#[test]
fn a_password_opens_a_session_and_its_object_has_the_security_status_in_it() {
    for (number, value, read) in [
        (password::CAN, CAN, [true, false]),
        (password::PIN, PIN, [false, true]),
        (password::PUK, PUK, [false, false]),
    ] {
        let mut card = card();
        assert_eq!(card.done("00 B0 9C 00 16"), CARD_ACCESS);
        let mut keys = pace(&mut card, None, (number, AS_SET), value).unwrap();
        assert_eq!(reads(&mut card, &mut keys), read, "{number}");
        // On every channel, and whatever is selected.
        assert_eq!(say(&mut card, Some(&mut keys), "00 70 00 01").1, StatusWord::SUCCESS);
        for (fid, read) in ["0101", "0102"].into_iter().zip(read) {
            say(&mut card, Some(&mut keys), &format!("01 A4 00 0C [{fid}]"));
            let status = say(&mut card, Some(&mut keys), "01 B0 00 00 00").1;
            assert_eq!(status == StatusWord::SUCCESS, read, "{number} {fid}");
        }
        // As long as the session lasts.
        assert_eq!(card.send("00 84 00 00 10").1, StatusWord::SM_DATA_OBJECTS_MISSING);
        for fid in ["0101", "0102"] {
            card.done(&format!("00 A4 00 0C [{fid}]"));
            let refused = card.send("00 B0 00 00 00").1;
            assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{number} {fid}");
        }
    }
}

#[test]
fn a_wrong_password_opens_none() {
    for (number, wrong, status) in [
        (password::CAN, PIN, StatusWord::VERIFICATION_FAILED),
        (password::PIN, CAN, StatusWord::tries(2)),
        (password::PUK, PIN, StatusWord::tries(4)),
    ] {
        let mut card = card();
        let refused = pace(&mut card, None, (number, AS_SET), wrong).unwrap_err();
        assert_eq!(refused, status);
        let none = card.send("0C 84 00 00 10").1;
        assert_eq!(none, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        card.done("00 A4 00 0C [0101]");
        let refused = card.send("00 B0 00 00 00").1;
        assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    }
}

/// The key from a machine-readable zone is the object's value.
#[test]
fn the_password_of_a_machine_readable_zone_is_a_key() {
    let mut card = card();
    card.administrator();
    let key = test_vectors::pace::derived(b"the hash code of a zone", 3);
    card.done("00 E0 00 00 [62{ 82{08} 83{0005} A5{ 83{1010} 84{00} 87{01} } AB{ 84{86} 90{} } }]");
    card.done(&format!("00 24 01 05 [{}]", hex::encode(key)));
    card.done("00 44 00 00");
    for (key, right) in [(key, true), ([7; 16], false)] {
        card.reset().unwrap();
        let opened = PaceTerminal::with_key(key).run(&mut card, password::MRZ, &[]);
        assert_eq!(opened.is_ok(), right, "{opened:?}");
    }
}

/// It ends in any byte, and one in 256 in that which is the padding of a PIN.
#[test]
fn every_byte_of_a_key_from_a_machine_readable_zone_counts() {
    for (ending, other) in [([0x01, 0xFF], [0x01, 0x00]), ([0xFF; 2], [0x00, 0xFF])] {
        let key = |ending: [u8; 2]| {
            let mut key = [0x5A; 16];
            key[14..].copy_from_slice(&ending);
            key
        };
        let (right, wrong) = (key(ending), key(other));
        let hex = |key: [u8; 16]| hex::encode(key);
        let mut card = card();
        card.administrator();
        card.done(
            "00 E0 00 00 [62{ 82{08} 83{0005} A5{ 83{1010} 84{00} 87{01} } \
             AB{ 84{8620242628} 90{} 84{2C} A4{ 83{04} 95{08} } } }]",
        );
        card.done(&format!("00 24 01 05 [{}]", hex(right)));
        card.done("00 44 00 00");
        card.reset().unwrap();
        PaceTerminal::with_key(right).run(&mut card, password::MRZ, &[]).unwrap();
        card.reset().unwrap();
        for (verify, status) in [
            (hex(wrong), StatusWord::VERIFICATION_FAILED),
            (hex(right)[..30].to_owned(), StatusWord::VERIFICATION_FAILED),
            (hex(right), StatusWord::SUCCESS),
        ] {
            assert_eq!(card.send(&format!("00 20 00 05 [{verify}]")).1, status, "{verify}");
            let odd = card.send(&format!("00 21 00 05 [5F2E{{{verify}}}]")).1;
            assert_eq!(odd, status, "{verify}");
            for ins in ["26", "28"] {
                let set = card.send(&format!("00 {ins} 00 05 [{verify}]")).1;
                assert_eq!(set, status, "{ins}: {verify}");
            }
        }
        card.done(&format!("00 24 00 05 [{}{}]", hex(right), hex(wrong)));
        card.done(&format!("00 24 00 05 [{}{}]", hex(wrong), hex(right)));
        card.done(&format!("00 20 00 04 [{}]", hex::encode(PUK)));
        card.done(&format!("00 2C 02 05 [{}]", hex(right)));
        PaceTerminal::with_key(right).run(&mut card, password::MRZ, &[]).unwrap();
    }
}

#[test]
fn a_session_of_the_pin_takes_the_place_of_the_one_of_the_can() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let mut inner = pace(&mut card, Some(&mut keys), (password::PIN, AS_SET), PIN).unwrap();
    assert_eq!(reads(&mut card, &mut inner), [false, true]);
    let read = Command::parse(&[0, 0xB0, 0, 0, 0]).unwrap();
    let old = split(&card.answer(&keys.command(&read)));
    assert_eq!(old, (vec![], StatusWord::SM_DATA_OBJECTS_INCORRECT), "the old keys are gone");
}

#[test]
fn a_pace_that_fails_inside_a_session_leaves_it_open() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::CAN, AS_SET), CAN).unwrap();
    let refused = pace(&mut card, Some(&mut keys), (password::PIN, AS_SET), CAN).unwrap_err();
    assert_eq!(refused, StatusWord::tries(2));
    assert_eq!(reads(&mut card, &mut keys), [true, false]);
    // One of the password that opened it takes that one's security status.
    let refused = pace(&mut card, Some(&mut keys), (password::CAN, AS_SET), PIN).unwrap_err();
    assert_eq!(refused, StatusWord::VERIFICATION_FAILED);
    assert_eq!(reads(&mut card, &mut keys), [false, false]);
    let mut keys = pace(&mut card, Some(&mut keys), (password::CAN, AS_SET), CAN).unwrap();
    assert_eq!(reads(&mut card, &mut keys), [true, false]);
}

#[test]
fn who_logs_out_has_the_session_and_no_security_status() {
    let mut card = card();
    let mut keys = pace(&mut card, None, (password::PIN, AS_SET), PIN).unwrap();
    assert_eq!(say(&mut card, Some(&mut keys), "00 2E 00 00").1, StatusWord::SUCCESS);
    assert_eq!(reads(&mut card, &mut keys), [false, false]);
}

/// A terminal that will authenticate itself is told by which trust anchor.
#[test]
fn the_name_of_a_trust_anchor_is_given_to_who_asks() {
    const ROLE: &[u8] = b"\x7F\x4C\x0E\x06\x09\x04\x00\x7F\x00\x07\x03\x01\x02\x03\x53\x01\x03";
    let run = |card: &mut TestCard, more: &[u8]| {
        card.reset().unwrap();
        PaceTerminal::new(CAN).run(card, password::CAN, more).unwrap().1
    };
    let mut card = card();
    assert_eq!(run(&mut card, ROLE), None, "there is none");
    card.reset().unwrap();
    card.administrator();
    card.done(
        "00 E0 00 00 [62{ 82{09} 83{0006} A5{ 81{11} 82{08} } AB{ 84{24} A4{83{10} 95{80}} } }]",
    );
    card.done("00 44 00 00");
    assert_eq!(run(&mut card, ROLE), None, "it has no value");
    card.reset().unwrap();
    card.administrator();
    card.done(&format!("00 24 01 06 [{}]", root()));
    assert_eq!(run(&mut card, ROLE), Some(b"JPROOT00001".to_vec()));
    assert_eq!(run(&mut card, &[]), None, "nobody asked");
}

/// The certificate of a root, in the notation of scenarios.
fn root() -> String {
    let key = "01".repeat(32);
    let body = format!(
        "7F4E{{ 5F29{{00}} 42{{\"JPROOT00001\"}} 7F49{{ 06{{04007F00070202020203}} 86{{point({key})}} }} \
         5F20{{\"JPROOT00001\"}} 7F4C{{ 06{{04007F000703010201}} 53{{C3}} }} 5F25{{020600010001}} \
         5F24{{030501020301}} }}"
    );
    format!("{body} 5F37{{ sign({key}, {body}) }}")
}
