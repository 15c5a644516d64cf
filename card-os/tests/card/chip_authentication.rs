//! Chip authentication, version 2, inside a session that the administrator key of a blank card
//! opened.

use apdu_spec::command::Command;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use card_os_testing::card::{TestCard, split};
use test_vectors::chip_authentication::{EphemeralKey, set};
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::SessionKeys;

use super::session::{Reply, inside, open};

/// The key pair of the card, in its MF.
const REFERENCE: u8 = 0x12;
const FREE: &str = "84{86} 90{} 80{01} 90{}";
/// Only whoever holds the administrator key may do it.
const CREATE: &str = "00 E0 00 00 [62{ 82{01} 83{0102} 80{0010} }]";

/// A card with a key pair, and its public key.
struct ChipCard {
    card: TestCard,
    keys: SessionKeys,
    public: Vec<u8>,
}

impl ChipCard {
    /// With these parameters and rules of the key.
    fn with(parameters: &str, rules: &str) -> Self {
        let mut card = TestCard::blank();
        let keys = open(&mut card);
        let mut this = Self { card, keys, public: vec![] };
        this.public = this.create(REFERENCE, parameters, rules);
        this
    }

    fn new() -> Self {
        Self::with("81{11} 82{10}", FREE)
    }

    /// Makes a key pair in the MF; its public key.
    fn create(&mut self, reference: u8, parameters: &str, rules: &str) -> Vec<u8> {
        self.done("00 A4 00 0C [3F00]");
        self.done(&format!(
            "00 E0 00 00 [62{{ 82{{09}} 83{{00{reference:02X}}} A5{{ {parameters} }} AB{{ {rules} }} }}]"
        ));
        let made = self.done("00 46 80 80 00 00 00");
        self.done("00 44 00 00");
        let template = tlv::find(&made, 0x7F49u16).unwrap();
        tlv::find(template, 0x86u8).unwrap_or_default().to_vec()
    }

    /// Sends a command inside the session; what came back in it.
    fn send(&mut self, notation: &str) -> Reply {
        inside(&mut self.card, &mut self.keys, notation)
    }

    fn done(&mut self, notation: &str) -> Vec<u8> {
        let (data, status) = self.send(notation);
        assert_eq!(status, StatusWord::SUCCESS, "{notation}");
        data
    }

    /// Sets the key, and goes on with the keys of the new session.
    fn authenticate(&mut self, terminal: &EphemeralKey) {
        self.done(&set(Some(REFERENCE)));
        let answer = self.done(&terminal.command());
        self.keys = terminal.session(&self.public, &answer).unwrap();
    }

    /// Does the session go on with the keys that it had?
    fn assert_unchanged(&mut self, case: &str) {
        let (data, status) = self.send("00 84 00 00 08");
        assert_eq!((data.len(), status), (8, StatusWord::SUCCESS), "{case}");
    }
}

fn terminal() -> EphemeralKey {
    EphemeralKey::new([0x31; 32]).unwrap()
}

#[test]
fn new_keys_hold_after_the_answer_and_whoever_opened_the_session_keeps_its_security_status() {
    let mut card = ChipCard::new();
    let mut before = card.keys.clone();
    card.authenticate(&terminal());
    assert_eq!(card.send(CREATE).1, StatusWord::SUCCESS, "still the administrator");
    card.assert_unchanged("the session goes on");
    // Again, with another key of the terminal; and log out, which chip authentication does not
    // undo.
    card.done("00 2E 00 00");
    card.authenticate(&EphemeralKey::new([0x32; 32]).unwrap());
    let refused = card.send("00 E0 00 00 [62{ 82{01} 83{0103} 80{0010} }]").1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    // The keys of before mean nothing.
    let old = before.command(&Command::parse(&[0, 0x84, 0, 0, 8]).unwrap());
    assert_eq!(split(&card.card.answer(&old)).1, StatusWord::SM_DATA_OBJECTS_INCORRECT);
    let ended = card.card.send("0C 84 00 00 08").1;
    assert_eq!(ended, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
}

#[test]
fn a_card_with_another_key_is_noticed_and_so_is_a_repeated_or_altered_answer() {
    let mut card = ChipCard::new();
    let terminal = terminal();
    card.done(&set(Some(REFERENCE)));
    let first = card.done(&terminal.command());
    // Whoever answers has not the key that the authority certified.
    let other = EphemeralKey::new([0x7E; 32]).unwrap().point;
    assert!(terminal.session(&other, &first).is_err());
    // Nor has who repeats an answer to another key of the terminal.
    let later = EphemeralKey::new([0x32; 32]).unwrap();
    assert!(later.session(&card.public, &first).is_err());
    for at in 4..first.len() {
        let mut altered = first.clone();
        altered[at] ^= 1;
        assert!(terminal.session(&card.public, &altered).is_err(), "byte {at}");
    }
    card.keys = terminal.session(&card.public, &first).unwrap();
    // r is drawn anew: the same key of the terminal leads to other keys.
    card.done(&set(Some(REFERENCE)));
    let second = card.done(&terminal.command());
    assert_ne!(first, second);
    terminal.session(&card.public, &second).unwrap();
}

#[test]
fn what_is_no_key_of_a_terminal_is_refused_and_the_session_goes_on() {
    let mut card = ChipCard::new();
    card.done(&set(Some(REFERENCE)));
    let point = terminal().point;
    let mut off = point.clone();
    off[64] ^= 1;
    let compressed = [&[0x02 | point[64] & 1], &point[1..33]].concat();
    let zero = [&[0x04], &[0; 64][..]].concat();
    let longer = [&point[..], &[0]].concat();
    for wrong in [&off, &compressed, &zero, &longer, &point[..64].to_vec(), &vec![0]] {
        let wrong = hex::encode(wrong);
        let refused = card.send(&format!("00 86 00 00 [7C{{80{{{wrong}}}}}] 00"));
        assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{wrong}");
        card.assert_unchanged(&wrong);
    }
    for wrong in ["7C{83{00}}", "7C{80{04} 80{04}}", "7C{80{04} 82{}}", "80{04}"] {
        let refused = card.send(&format!("00 86 00 12 [{wrong}] 00"));
        assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA), "{wrong}");
        card.assert_unchanged(wrong);
    }
    card.authenticate(&terminal());
    card.assert_unchanged("and then the right one");
}

#[test]
fn outside_a_session_there_is_no_chip_authentication() {
    let mut card = ChipCard::new();
    card.card.reset().unwrap();
    let plain = &mut card.card;
    plain.done(&set(Some(REFERENCE)));
    let refused = plain.send(&terminal().command());
    assert_eq!(refused, (vec![], StatusWord::CONDITIONS_NOT_SATISFIED));
    assert_eq!(plain.send("0C 84 00 00 08").1, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
    // In the clear while one is open: the session ends, as with any command.
    let mut card = ChipCard::new();
    card.done(&set(Some(REFERENCE)));
    let refused = card.card.send(&terminal().command());
    assert_eq!(refused, (vec![], StatusWord::SM_DATA_OBJECTS_MISSING));
    assert_eq!(card.card.send(CREATE).1, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
}

#[test]
fn the_key_has_a_usage_a_rule_and_a_value() {
    for (parameters, rules, expected) in [
        ("81{11} 82{10}", FREE, StatusWord::SUCCESS),
        ("81{11} 82{13}", FREE, StatusWord::SUCCESS),
        ("81{11} 82{01}", FREE, StatusWord::CONDITIONS_NOT_SATISFIED),
        ("81{11} 82{02}", FREE, StatusWord::CONDITIONS_NOT_SATISFIED),
        ("81{11} 82{10}", "80{01} 90{}", StatusWord::SECURITY_STATUS_NOT_SATISFIED),
        ("81{11} 82{10}", "84{2A} 90{} 84{86} 97{}", StatusWord::SECURITY_STATUS_NOT_SATISFIED),
        ("81{11} 82{10}", "84{86} B8{95{30}}", StatusWord::SUCCESS),
        // The administrator key, 10 of the MF, opened the session.
        ("81{11} 82{10}", "84{86} A4{83{10} 95{80}}", StatusWord::SUCCESS),
        ("81{11} 82{10}", "84{86} A4{83{1E} 95{80}}", StatusWord::SECURITY_STATUS_NOT_SATISFIED),
    ] {
        let case = format!("{parameters} {rules}");
        let mut card = ChipCard::with(parameters, rules);
        card.done(&set(Some(REFERENCE)));
        let (data, status) = card.send(&terminal().command());
        assert_eq!(status, expected, "{case}");
        if expected == StatusWord::SUCCESS {
            card.keys = terminal().session(&card.public, &data).unwrap();
        }
        card.assert_unchanged(&case);
    }
    let mut card = ChipCard::new();
    card.done("00 E0 00 00 [62{ 82{09} 83{0013} A5{ 81{11} 82{10} } AB{ 84{86} 90{} } 8A{05} }]");
    card.done(&set(Some(0x13)));
    let refused = card.send(&terminal().command());
    assert_eq!(refused, (vec![], StatusWord::REFERENCE_DATA_NOT_USABLE), "no key pair was made");
    card.assert_unchanged("and the session goes on");
}

#[test]
fn a_key_need_not_be_named_where_there_is_one() {
    let mut card = ChipCard::new();
    // Keys of another use are not meant.
    card.create(0x14, "81{11} 82{02}", FREE);
    let named = "00 E0 00 00 [62{ 82{38} 83{0201} 84{A000000001} AB{ 80{06} 90{} } }]";
    card.done("00 A4 00 0C [3F00]");
    card.done(named);
    card.done(&set(None));
    let answer = card.done(&terminal().command());
    card.keys = terminal().session(&card.public, &answer).unwrap();
    // Two of them, and none is named.
    card.create(0x13, "81{11} 82{10}", FREE);
    assert_eq!(card.send(&set(None)).1, StatusWord::REFERENCE_NOT_FOUND);
    let answer = card.done(&terminal().command());
    terminal().session(&card.public, &answer).unwrap();
}

#[test]
fn the_protocol_is_the_one_that_there_is() {
    let mut card = ChipCard::new();
    for (command, expected) in [
        // AES-256, another curve protocol, PACE's.
        ("00 22 41 A4 [80{04007F00070202030204} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F00070202030102} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F00070202040202} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F000702020302} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{} 84{12}]", StatusWord::INCORRECT_DATA),
        // It authenticates the card, and stands in AT.
        ("00 22 81 A4 [80{04007F00070202030202} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A6 [80{04007F00070202030202} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 B6 [80{04007F00070202030202} 84{12}]", StatusWord::INCORRECT_DATA),
        // A key of AES, one that is not there, data objects that are none of it.
        ("00 22 41 A4 [80{04007F00070202030202} 84{10}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F00070202030202} 84{13}]", StatusWord::REFERENCE_NOT_FOUND),
        ("00 22 41 A4 [80{04007F00070202030202} 84{12} 86{00}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F00070202030202} 83{12} 84{12}]", StatusWord::INCORRECT_DATA),
        ("00 22 41 A4 [80{04007F00070202030202} 84{12}]", StatusWord::SUCCESS),
    ] {
        assert_eq!(card.send(command), (vec![], expected), "{command}");
        card.assert_unchanged(command);
    }
}
