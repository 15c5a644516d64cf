//! Terminal authentication, version 2, in a session of PACE, and chip authentication after it: by
//! terminals that share no code with the card.

use apdu_spec::command::Command;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use card_os_testing::card::{IDENTITY, TestCard, split};
use test_vectors::chip_authentication::{EphemeralKey, set};
use test_vectors::flash::Cut;
use test_vectors::pace::{PaceTerminal, password};
use test_vectors::scenario;
use test_vectors::scenario::CardConnection as _;
use test_vectors::terminal::{SecureMessagingTerminal, SessionKeys};

use super::pace::CAN;
use super::session::{Reply, inside};

const ROOT_KEY: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const DV_KEY: &str = "0303030303030303030303030303030303030303030303030303030303030303";
const TERMINAL_KEY: &str = "0505050505050505050505050505050505050505050505050505050505050505";
const TERMINAL: &str = "JPTERM00001";
const REFUSED: StatusWord = StatusWord::SECURITY_STATUS_NOT_SATISFIED;

/// A certificate: issuer and its key, holder and its key, role, the day that it begins.
fn certificate(issuer: [&str; 2], holder: [&str; 2], role: &str, day: &str) -> String {
    let ([issuer, issuer_key], [holder, holder_key]) = (issuer, holder);
    let body = format!(
        "7F4E{{ 5F29{{00}} 42{{\"{issuer}\"}} \
         7F49{{ 06{{04007F00070202020203}} 86{{point({holder_key})}} }} 5F20{{\"{holder}\"}} \
         7F4C{{ 06{{04007F000703010201}} 53{{{role}}} }} 5F25{{{day}}} 5F24{{030501020301}} }}"
    );
    format!("{body} 5F37{{ sign({issuer_key}, {body}) }}")
}

fn root() -> String {
    let root = ["JPROOT00001", ROOT_KEY];
    certificate(root, root, "C3", "020600010001")
}

/// A card with a CAN, a trust anchor (0016, with an error counter) and a key pair for chip
/// authentication (0012) in its MF, and an EF (0108) that who was certified under the anchor reads,
/// and one (0109) for who knows the CAN.
struct EacCard {
    card: TestCard,
    keys: SessionKeys,
    /// The public key for chip authentication.
    public: Vec<u8>,
    /// The ephemeral key of the card in PACE, compressed.
    identity: Vec<u8>,
}

impl EacCard {
    /// In a session of PACE.
    fn new() -> Self {
        let mut card = TestCard::blank();
        card.administrator();
        for command in [
            "00 E0 00 00 [62{ 82{08} 83{0002} A5{ 83{0606} 84{01} 87{02} } AB{ 84{86} 90{} } }]",
            "00 24 01 02 [\"271828\"]",
            "00 44 00 00",
            "00 E0 00 00 [62{ 82{09} 83{0016} A5{ 80{03} 81{11} 82{0C} } AB{ 84{2A 82} 90{} } }]",
            &format!("00 24 01 80 [{}]", root()),
            "00 44 00 00",
            "00 E0 00 00 [62{ 80{0002} 82{01} 83{0108} AB{ 80{01} A4{ 83{16} 95{80} } } 8A{05} }]",
            "00 E0 00 00 [62{ 80{0002} 82{01} 83{0109} AB{ 80{01} A4{ 83{02} 95{08} } } 8A{05} }]",
            "00 E0 00 00 [62{ 82{09} 83{0012} A5{ 81{11} 82{10} } AB{ 84{86} 90{} } }]",
        ] {
            card.done(command);
        }
        let made = card.done("00 46 80 80 00 00 00");
        let template = tlv::find(&made, 0x7F49u16).unwrap();
        let public = tlv::find(template, 0x86u8).unwrap().to_vec();
        card.done("00 44 00 00");
        card.reset().unwrap();
        let (keys, identity) = pace(&mut card);
        Self { card, keys, public, identity }
    }

    /// Where the terminal is certified.
    fn certified() -> Self {
        let mut this = Self::new();
        this.certify();
        this
    }

    fn certify(&mut self) {
        self.done("00 22 81 B6 [83{\"JPROOT00001\"}]");
        self.done(&verify_dv());
        self.done("00 22 81 B6 [83{\"JPDV00001\"}]");
        self.done(&verify_terminal());
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

    /// What reading the EF of terminals and that of the CAN is answered.
    fn reads(&mut self) -> [StatusWord; 2] {
        ["00 B0 88 00 02", "00 B0 89 00 02"].map(|read| self.send(read).1)
    }

    /// SET AT and GET CHALLENGE, and the signature of the terminal with this key over what it
    /// should be.
    fn signature(&mut self, ephemeral: &EphemeralKey, key: &str) -> String {
        self.done(&announce(TERMINAL, ephemeral));
        let challenge = self.done("00 84 00 00 08");
        signed(key, &[&self.identity, &challenge, ephemeral.compressed()])
    }

    fn authenticate_terminal(&mut self, ephemeral: &EphemeralKey) {
        let command = self.signature(ephemeral, TERMINAL_KEY);
        assert!(self.done(&command).is_empty());
    }

    fn authenticate_chip(&mut self, ephemeral: &EphemeralKey) {
        let answer = self.done(&ephemeral.command());
        self.keys = ephemeral.session(&self.public, &answer).unwrap();
    }
}

/// PACE with the CAN, in the clear.
fn pace(card: &mut TestCard) -> (SessionKeys, Vec<u8>) {
    let mut terminal = PaceTerminal::new(CAN);
    let chat = scenario::bytes("7F4C{ 06{04007F000703010201} 53{03} }").unwrap();
    let (keys, authority) = terminal.run(card, password::CAN, &chat).unwrap();
    assert_eq!(authority.as_deref(), Some(&b"JPROOT00001"[..]));
    (keys, terminal.card[1..33].to_vec())
}

fn verify_dv() -> String {
    let dv = certificate(["JPROOT00001", ROOT_KEY], ["JPDV00001", DV_KEY], "83", "020600020001");
    format!("00 2A 00 BE [{dv}]")
}

fn verify_terminal() -> String {
    let terminal =
        certificate(["JPDV00001", DV_KEY], [TERMINAL, TERMINAL_KEY], "03", "020600030001");
    format!("00 2A 00 BE [{terminal}]")
}

fn announce(name: &str, ephemeral: &EphemeralKey) -> String {
    let key = hex::encode(ephemeral.compressed());
    format!("00 22 81 A4 [80{{04007F00070202020203}} 83{{\"{name}\"}} 91{{{key}}}]")
}

fn signed(key: &str, parts: &[&[u8]]) -> String {
    format!("00 82 00 00 [sign({key}, {})]", hex::encode(parts.concat()))
}

fn ephemeral() -> EphemeralKey {
    EphemeralKey::new([0x31; 32]).unwrap()
}

#[test]
fn terminal_then_chip_and_what_both_have_goes_on_with_the_new_keys() {
    let mut card = EacCard::certified();
    assert_eq!(card.reads(), [REFUSED, StatusWord::SUCCESS]);
    card.authenticate_terminal(&ephemeral());
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2]);
    card.done(&set(None));
    card.authenticate_chip(&ephemeral());
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2]);
    // Once in a session.
    let again = card.send(&ephemeral().command()).1;
    assert_eq!(again, StatusWord::CONDITIONS_NOT_SATISFIED);
    let again = card.send(&announce(TERMINAL, &ephemeral())).1;
    assert_eq!(again, StatusWord::CONDITIONS_NOT_SATISFIED);
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2]);
    // And with it everything ends.
    card.card.send("00 84 00 00 08");
    assert_eq!(card.card.send("00 B0 88 00 02").1, REFUSED);
}

#[test]
fn the_chip_comes_after_the_terminal_and_with_its_key_alone() {
    let mut card = EacCard::certified();
    card.done(&set(Some(0x12)));
    let too_early = StatusWord::CONDITIONS_NOT_SATISFIED;
    assert_eq!(card.send(&ephemeral().command()).1, too_early, "before the terminal");
    card.done(&announce(TERMINAL, &ephemeral()));
    assert_eq!(card.send(&ephemeral().command()).1, too_early, "announced alone");
    card.authenticate_terminal(&ephemeral());
    let other = EphemeralKey::new([0x32; 32]).unwrap();
    assert_eq!(card.send(&other.command()), (vec![], StatusWord::VERIFICATION_FAILED));
    // The same x, off the curve.
    let mut off = ephemeral().point;
    off[64] ^= 1;
    let refused = card.send(&format!("00 86 00 00 [7C{{80{{{}}}}}] 00", hex::encode(off)));
    assert_eq!(refused, (vec![], StatusWord::INCORRECT_DATA));
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2], "the session goes on");
    card.authenticate_chip(&ephemeral());
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2]);
}

#[test]
fn a_signature_is_of_this_session_this_challenge_and_this_key() {
    let mut card = EacCard::certified();
    let (terminal, other) = (ephemeral(), EphemeralKey::new([0x32; 32]).unwrap());
    let mut tries = 3;
    let mut fails = |card: &mut EacCard, command: &str, case: &str| {
        tries -= 1;
        assert_eq!(card.send(command), (vec![], StatusWord::tries(tries)), "{case}");
        assert_eq!(card.reads(), [REFUSED, StatusWord::SUCCESS], "{case}");
        card.done(&set(Some(0x12)));
        let chip = card.send(&ephemeral().command()).1;
        assert_eq!(chip, StatusWord::CONDITIONS_NOT_SATISFIED, "{case}");
    };
    // Whoever stands between ran PACE with both: the terminal signs for another key of the card.
    card.done(&announce(TERMINAL, &terminal));
    let challenge = card.done("00 84 00 00 08");
    let command = signed(TERMINAL_KEY, &[&[0x55; 32], &challenge, terminal.compressed()]);
    fails(&mut card, &command, "another PACE");
    // For another ephemeral key than was announced.
    card.done(&announce(TERMINAL, &terminal));
    let challenge = card.done("00 84 00 00 08");
    let identity = card.identity.clone();
    let command = signed(TERMINAL_KEY, &[&identity, &challenge, other.compressed()]);
    fails(&mut card, &command, "another ephemeral key");
    card.authenticate_terminal(&terminal);
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2], "and the tries are back");

    let mut card = EacCard::certified();
    let mut tries = 3;
    let genuine = card.signature(&terminal, TERMINAL_KEY);
    card.done("00 84 00 00 08");
    tries -= 1;
    assert_eq!(card.send(&genuine).1, StatusWord::tries(tries), "the challenge of before");
    card.done(&announce(TERMINAL, &terminal));
    card.done("00 84 00 00 08");
    let short = format!("00 82 00 00 [{}]", "55".repeat(63));
    assert_eq!(card.send(&short).1, StatusWord::INCORRECT_DATA, "costs no try");
    let command = card.signature(&terminal, DV_KEY);
    tries -= 1;
    assert_eq!(
        card.send(&command).1,
        StatusWord::tries(tries),
        "another key than the certified one"
    );
    let command = card.signature(&terminal, TERMINAL_KEY);
    card.done(&announce(TERMINAL, &other));
    let late = card.send(&command).1;
    assert_eq!(late, StatusWord::CONDITIONS_NOT_SATISFIED, "no challenge directly before");
    card.authenticate_terminal(&terminal);
}

#[test]
fn the_form_without_a_session_is_none_in_a_session_of_pace_and_the_other_none_elsewhere() {
    let serial = &IDENTITY.serial[..];
    let mut card = EacCard::certified();
    // serial || RND.ICC, where somebody who stands between has them signed elsewhere.
    let challenge = card.done("00 84 00 00 10");
    let old = signed(TERMINAL_KEY, &[serial, &challenge]);
    assert_eq!(card.send(&old).1, StatusWord::CONDITIONS_NOT_SATISFIED);
    card.done(&announce(TERMINAL, &ephemeral()));
    let challenge = card.done("00 84 00 00 10");
    let old = signed(TERMINAL_KEY, &[serial, &challenge]);
    assert_eq!(card.send(&old).1, StatusWord::CONDITIONS_NOT_SATISFIED);
    card.done("00 84 00 00 08");
    assert_eq!(card.send(&old).1, StatusWord::tries(2), "nothing of it is signed so");
    let challenge = card.done("00 84 00 00 07");
    let short =
        signed(TERMINAL_KEY, &[&card.identity.clone(), &challenge, ephemeral().compressed()]);
    assert_eq!(card.send(&short).1, StatusWord::CONDITIONS_NOT_SATISFIED, "no challenge");

    // In the clear, and in a session of MUTUAL AUTHENTICATE.
    let mut plain = card.card;
    plain.reset().unwrap();
    for secured in [false, true] {
        let mut session;
        let connection: &mut dyn scenario::CardConnection = if secured {
            session = SecureMessagingTerminal::open(
                &mut plain,
                ADMINISTRATOR_REFERENCE,
                &TEST_TRANSPORT_KEY,
            )
            .unwrap();
            &mut session
        } else {
            &mut plain
        };
        let mut send = |notation: &str| {
            split(&connection.transmit(&scenario::bytes(notation).unwrap()).unwrap())
        };
        for command in [verify_dv(), verify_terminal()] {
            assert_eq!(send(&command).1, StatusWord::SUCCESS);
        }
        let announced = send(&announce(TERMINAL, &ephemeral())).1;
        assert_eq!(announced, StatusWord::CONDITIONS_NOT_SATISFIED);
        let challenge = send("00 84 00 00 08").0;
        let new = signed(TERMINAL_KEY, &[&[0; 32], &challenge, ephemeral().compressed()]);
        assert_eq!(send(&new).1, StatusWord::CONDITIONS_NOT_SATISFIED);
        assert_eq!(send("00 22 81 A4 [83{\"JPTERM00001\"}]").1, StatusWord::SUCCESS);
        let challenge = send("00 84 00 00 10").0;
        let old = signed(TERMINAL_KEY, &[serial, &challenge]);
        assert_eq!(send(&old).1, StatusWord::SUCCESS, "as ever");
        assert_eq!(send("00 B0 88 00 02").1, StatusWord::SUCCESS);
    }
}

/// Whoever knows the CAN has the form without a session signed somewhere else, in the clear, and opens
/// the session then.
#[test]
fn what_a_terminal_signed_in_the_clear_is_nothing_in_a_session_of_pace() {
    let EacCard { mut card, .. } = EacCard::new();
    card.reset().unwrap();
    for command in [verify_dv(), verify_terminal()] {
        card.done(&command);
    }
    let challenge = card.done("00 84 00 00 10");
    card.done(&signed(TERMINAL_KEY, &[&IDENTITY.serial[..], &challenge]));
    assert_eq!(card.send("00 B0 88 00 02").1, StatusWord::SUCCESS, "in the clear, as ever");
    let (keys, identity) = pace(&mut card);
    let mut card = EacCard { card, keys, public: vec![], identity };
    assert_eq!(card.reads(), [REFUSED, StatusWord::SUCCESS]);
    card.done(&set(Some(0x12)));
    let chip = card.send(&ephemeral().command()).1;
    assert_eq!(chip, StatusWord::CONDITIONS_NOT_SATISFIED);
}

#[test]
fn a_terminal_announces_its_own_name_protocol_and_key_and_nothing_else() {
    let mut card = EacCard::new();
    let key = hex::encode(ephemeral().compressed());
    let nobody = card.send(&announce(TERMINAL, &ephemeral())).1;
    assert_eq!(nobody, StatusWord::REFERENCE_NOT_FOUND, "certified is nobody");
    card.certify();
    for (template, expected) in [
        (format!("83{{\"{TERMINAL}\"}} 91{{{key}}}"), StatusWord::INCORRECT_DATA),
        (format!("80{{04}} 83{{\"{TERMINAL}\"}} 91{{{key}}}"), StatusWord::INCORRECT_DATA),
        (
            format!("80{{04007F00070202020202}} 83{{\"{TERMINAL}\"}} 91{{{key}}}"),
            StatusWord::INCORRECT_DATA,
        ),
        (
            format!("80{{04007F00070202020203}} 83{{\"{TERMINAL}\"}} 91{{{}}}", &key[2..]),
            StatusWord::INCORRECT_DATA,
        ),
        (
            format!("80{{04007F00070202020203}} 83{{\"{TERMINAL}\"}} 91{{{key}}} 67{{7300}}"),
            StatusWord::INCORRECT_DATA,
        ),
        (
            format!("80{{04007F00070202020203}} 83{{\"JPDV00001\"}} 91{{{key}}}"),
            StatusWord::REFERENCE_NOT_FOUND,
        ),
        (
            format!("80{{04007F00070202020203}} 83{{\"JPROOT00001\"}} 91{{{key}}}"),
            StatusWord::REFERENCE_NOT_FOUND,
        ),
    ] {
        assert_eq!(
            card.send(&format!("00 22 81 A4 [{template}]")),
            (vec![], expected),
            "{template}"
        );
        let challenge = card.done("00 84 00 00 08");
        let command =
            signed(TERMINAL_KEY, &[&card.identity.clone(), &challenge, ephemeral().compressed()]);
        let refused = card.send(&command).1;
        assert_eq!(refused, StatusWord::CONDITIONS_NOT_SATISFIED, "{template}: none is announced");
    }
    card.authenticate_terminal(&ephemeral());
}

#[test]
fn a_new_pace_inside_the_session_begins_anew() {
    let mut card = EacCard::certified();
    card.authenticate_terminal(&ephemeral());
    let mut terminal = PaceTerminal::new(CAN);
    let EacCard { card: connection, keys, .. } = &mut card;
    let mut session = SecureMessagingTerminal::with(connection, keys.clone());
    let (keys, _) = terminal.run(&mut session, password::CAN, &[]).unwrap();
    let identity = terminal.card[1..33].to_vec();
    assert_ne!(identity, card.identity);
    let before = std::mem::replace(&mut card.identity, identity);
    card.keys = keys;
    let too_early = StatusWord::CONDITIONS_NOT_SATISFIED;
    card.done(&set(None));
    assert_eq!(card.send(&ephemeral().command()).1, too_early);
    // A signature for the PACE of before.
    card.done(&announce(TERMINAL, &ephemeral()));
    let challenge = card.done("00 84 00 00 08");
    let old = signed(TERMINAL_KEY, &[&before, &challenge, ephemeral().compressed()]);
    assert_eq!(card.send(&old).1, StatusWord::tries(2));
    card.authenticate_terminal(&ephemeral());
    card.authenticate_chip(&ephemeral());
    assert_eq!(card.reads(), [StatusWord::SUCCESS; 2]);
}

#[test]
fn a_terminal_whose_commit_failed_has_not_authenticated_itself() {
    let mut card = EacCard::certified();
    let command = card.signature(&ephemeral(), TERMINAL_KEY);
    let begun = card.card.flash().operations();
    card.done(&command);
    let words = card.card.flash().operations() - begun;
    assert!(words > 1, "a try is spent and given back");
    for word in 0..words {
        let mut card = EacCard::certified();
        let command = card.signature(&ephemeral(), TERMINAL_KEY);
        card.card.flash().cut_at(word, Cut::Before);
        assert_eq!(card.send(&command).1, StatusWord::MEMORY_FAILURE, "word {word}");
        card.card.flash().power_on();
        assert_eq!(card.reads()[0], REFUSED, "word {word}");
        card.done(&set(Some(0x12)));
        let chip = card.send(&ephemeral().command()).1;
        assert_eq!(chip, StatusWord::CONDITIONS_NOT_SATISFIED, "word {word}");
    }
}

#[test]
fn a_cut_while_the_date_moves_leaves_an_anchor_that_works() {
    let mut card = EacCard::new();
    let begun = card.card.flash().operations();
    card.done(&verify_dv());
    let words = card.card.flash().operations() - begun;
    assert!(words > 1, "the date of the anchor is written");
    for word in 0..words {
        for cut in [Cut::Before, Cut::After] {
            let mut card = EacCard::new();
            card.card.flash().cut_at(word, cut);
            let verify = scenario::bytes(&verify_dv()).unwrap();
            let secured = card.keys.command(&Command::parse(&verify).unwrap());
            card.card.answer(&secured);
            let EacCard { card, public, .. } = card;
            let mut card = card.restarted();
            let (keys, identity) = pace(&mut card);
            let mut card = EacCard { card, keys, public, identity };
            card.certify();
            card.authenticate_terminal(&ephemeral());
            card.done(&set(None));
            card.authenticate_chip(&ephemeral());
            assert_eq!(card.reads(), [StatusWord::SUCCESS; 2], "{cut:?} at word {word}");
        }
    }
}
