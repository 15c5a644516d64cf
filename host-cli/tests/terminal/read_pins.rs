//! `juki read` with PINs of which one is wrong, and values that variables lead to.
use std::process::Command;

use crate::terminal::{Dialogue, Folder, done, issued, juki, left, said};
use juki::reader::image::HEADER;
use juki::reader::virtual_card::VirtualCard;

/// Personal number: the PIN of the text application opens it.
const NUMBER: &str = "379474484458";
/// Resident record code: the PIN of the juki application opens it.
const RECORD_CODE: &str = "24727059608";

/// A wrong PIN of one application closes no other part of the card.
#[test]
fn what_other_pins_open_is_read_though_one_is_wrong() {
    let folder = &issued("one-wrong").0;
    // The text application's own PIN is wrong; the other one opens what it opens.
    let (code, out, error) =
        said(folder, &[("JUKI_PIN_TEXT", "0000"), ("JUKI_PIN_JUKI", "1234")], &["read"]);
    assert_eq!(code, 4, "{error}");
    assert!(out.contains("Serial number:") && out.contains("Certificates:"), "{out}");
    assert!(out.contains(RECORD_CODE) && !out.contains(NUMBER), "{out}");
    // The code for the pictures follows from the number.
    assert!(
        out.contains(
            "Not read, for the reason told: personal number, attributes; pictures of the card's face."
        ),
        "{out}"
    );
    assert!(!out.contains("for want of a PIN"), "{out}");
    assert_eq!(error.matches("Wrong PIN (暗証番号) of the text application").count(), 1, "{error}");
    assert_eq!(left(folder), [2, 3, 3]);

    // The number of all three is wrong: it is tried on no other one.
    let (code, out, error) = said(folder, &[("JUKI_PIN_CARD", "0000")], &["read", "--json"]);
    assert_eq!(code, 4, "{error}");
    assert!(out.contains(r#""left_out":["text","visual","juki"]"#), "{out}");
    assert!(out.contains(r#""serial":"99999"#), "{out}");
    assert_eq!(left(folder), [1, 3, 3]);
    // Nor where its last try is spared.
    let (code, out, _) = said(folder, &[("JUKI_PIN_CARD", "0000")], &["read"]);
    assert!(code == 4 && out.contains("Serial number:"), "{out}");
    assert_eq!(left(folder), [1, 3, 3]);

    // Blocked, then: the rest is read, and the exit code says it.
    let spent = [("JUKI_PIN_TEXT", "0000"), ("JUKI_PIN_JUKI", "1234")];
    for _ in 0..2 {
        let (code, out, error) = said(folder, &spent, &["read", "--spend-last-try"]);
        assert_eq!(code, 5, "{error}");
        assert!(out.contains(RECORD_CODE) && !out.contains(NUMBER), "{out}");
    }
    // One alone is asked for alone.
    let (code, out, error) = said(folder, &[("JUKI_PIN_JUKI", "1234")], &["read"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains(RECORD_CODE), "{out}");
}

/// Somebody who types a wrong number hears of it before the next question.
#[test]
fn a_wrong_number_is_told_before_the_next_pin_is_asked_for() {
    let folder = &issued("typed-wrong").0;
    let mut dialogue = Dialogue::start(juki(folder, &["read"]));
    dialogue.hears("text application (4 digits):").types("0000");
    dialogue.hears("Wrong PIN (暗証番号) of the text application").hears("2 tries are left.");
    // Enter would repeat the wrong number: it is not offered.
    dialogue.hears("juki application (4 digits):").types("1234").hears(RECORD_CODE);
    let (code, screen) = dialogue.ends();
    assert!(code == 4 && !screen.contains(NUMBER), "{screen}");
}

/// What can be no value of a PIN or code is not sent, spends no try, and closes what it was meant
/// for and nothing else.
#[test]
fn what_can_be_no_pin_closes_its_part_alone() {
    type Variables = &'static [(&'static str, &'static str)];
    const PICTURES: &str = "Pictures:";
    const ALL: [&str; 3] = [NUMBER, RECORD_CODE, PICTURES];
    let folder = &issued("mistyped").0;
    std::fs::write(folder.join("empty"), "").unwrap();
    std::fs::write(folder.join("letters"), "abcd\n").unwrap();
    let cases: [(Variables, &[&str]); 9] = [
        (&[("JUKI_PIN_TEXT", "12345"), ("JUKI_PIN_JUKI", "1234")], &[RECORD_CODE]),
        (&[("JUKI_PIN_TEXT_FILE", "empty"), ("JUKI_PIN_JUKI", "1234")], &[RECORD_CODE]),
        (&[("JUKI_PIN_TEXT", "1234"), ("JUKI_PIN_JUKI", "123")], &[NUMBER, PICTURES]),
        (&[("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_JUKI_FILE", "letters")], &[NUMBER, PICTURES]),
        (&[("JUKI_PIN_CARD", "1234"), ("JUKI_CODE_B", "123")], &[NUMBER, RECORD_CODE]),
        (&[("JUKI_PIN_CARD", "1234"), ("JUKI_CODE_A", "37947448445x")], &[NUMBER, RECORD_CODE]),
        (&[("JUKI_PIN_CARD", "1234"), ("JUKI_CODE_B_FILE", "empty")], &[NUMBER, RECORD_CODE]),
        // The number of all three is told once: no other PIN takes it either.
        (&[("JUKI_PIN_CARD", "12345")], &[]),
        (&[("JUKI_PIN_CARD_FILE", "empty")], &[]),
    ];
    for (values, open) in cases {
        let (code, out, error) = said(folder, values, &["read"]);
        assert_eq!(code, 10, "{values:?}: {error}");
        assert_eq!(error.matches("This cannot be the ").count(), 1, "{values:?}: {error}");
        assert!(out.contains("Serial number:") && out.contains("Certificates:"), "{out}");
        for part in ALL {
            assert_eq!(out.contains(part), open.contains(&part), "{values:?}, {part}: {out}");
        }
        let (code, out, error) = said(folder, values, &["read", "--json"]);
        assert!(code == 10 && error.is_empty(), "{values:?}: {error}");
        assert_eq!(out.matches(r#""code":10"#).count(), 1, "{values:?}: {out}");
    }
    // A slip at the terminal, and no offer to repeat it.
    let mut dialogue = Dialogue::start(juki(folder, &["read"]));
    dialogue.hears("text application (4 digits):").types("12345");
    dialogue.hears("This cannot be the PIN (暗証番号) of the text application");
    dialogue.hears("juki application (4 digits):").types("1234").hears(RECORD_CODE);
    let (code, screen) = dialogue.ends();
    assert!(code == 10 && !screen.contains(NUMBER), "{screen}");
    assert_eq!(left(folder), [3, 3, 3]);
}

/// A wrong code for the pictures does not keep back what the PINs opened.
#[test]
fn a_wrong_code_closes_the_pictures_alone() {
    let folder = &issued("wrong-code").0;
    let values = [("JUKI_PIN_CARD", "1234"), ("JUKI_CODE_B", "20000101000101")];
    let (code, out, error) = said(folder, &values, &["read"]);
    assert_eq!(code, 4, "{error}");
    assert!(out.contains(NUMBER) && out.contains(RECORD_CODE), "{out}");
    assert!(error.contains("code B") && !out.contains("Pictures:"), "{out}{error}");
    assert!(out.contains("Not read, for the reason told: pictures of the card's face."), "{out}");
    // What nobody gave is told apart from what did not open.
    let values = [("JUKI_PIN_JUKI", "0000")];
    let (code, out, _) = said(folder, &values, &["read"]);
    assert_eq!(code, 4);
    for told in [
        "Left out, for want of a PIN: personal number, attributes; pictures of the card's face.",
        "Not read, for the reason told: resident record code, history, procedures.",
    ] {
        assert!(out.contains(told), "{told}: {out}");
    }
    let (_, out, _) = said(folder, &[("JUKI_PIN_CARD", "0000")], &["read"]);
    assert!(out.contains("Not read, ") && out.contains("; resident record code"), "{out}");
    assert!(!out.contains("for want of a PIN"), "{out}");
    let (code, out, _) = said(folder, &[], &["read"]);
    assert!(code == 0 && !out.contains("Not read, "), "{out}");
}

/// A file that a variable names and that cannot be read: told once, with the variable, before
/// anything is sent.
#[test]
fn a_path_in_a_variable_is_told_with_the_variable() {
    let folder = &issued("variables").0;
    let pin = |name| [(name, "missing.txt"), ("JUKI_READER", "card.juki")];
    let reset = ["pin", "reset", "auth", "--authority", "ca"];
    for (variable, arguments) in [
        ("JUKI_PIN_CARD_FILE", &["read"][..]),
        ("JUKI_PIN_TEXT_FILE", &["read"]),
        ("JUKI_PIN_JUKI_FILE", &["read"]),
        ("JUKI_CODE_A_FILE", &["read"]),
        ("JUKI_CODE_B_FILE", &["read"]),
        ("JUKI_PIN_CARD_FILE", &["verify"]),
        ("JUKI_PIN_SIGN_FILE", &["verify"]),
        ("JUKI_PIN_CARD_FILE", &["pin", "change"]),
        ("JUKI_PIN_AUTH_NEW_FILE", &reset),
        ("JUKI_PIN_SIGN_FILE", &["cert", "export", "sign"]),
        ("JUKI_PIN_SIGN_FILE", &["sign", "ca/public/signing-ca.pem"]),
        ("JUKI_AUTHORITY_PASSPHRASE_FILE", &["authority", "crl", "ca"]),
        ("JUKI_TRUST", &["verify"]),
    ] {
        let traced = [arguments, &["--trace", "trace.txt"]].concat();
        let (code, _, error) = said(folder, &pin(variable), &traced);
        assert_eq!(code, 1, "{variable}, {arguments:?}: {error}");
        assert_eq!(error.matches("missing.txt").count(), 1, "{variable}: {error}");
        assert!(error.contains(&format!("{variable} names it.")), "{variable}: {error}");
        let sent = std::fs::read_to_string(folder.join("trace.txt")).unwrap_or_default();
        assert!(!sent.contains("VERIFY"), "{variable}: {sent}");
        let _gone = std::fs::remove_file(folder.join("trace.txt"));
    }
}

/// A card that does not open: the variable is told where another name may have been meant, and
/// nowhere else. What the command line names is nobody's secret.
#[test]
fn a_reader_in_a_variable_is_told_where_the_name_may_be_the_cause() {
    let folder = &Folder::new("misnamed").0;
    done(folder, &["virtual", "new", "card.juki"]);
    std::fs::create_dir(folder.join("ca")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let card = std::fs::read(folder.join("card.juki")).unwrap();
    write("letter.txt", b"Dear Sir or Madam");
    write("short.juki", &card[..card.len() - 1]);
    let mut altered = card;
    altered[HEADER + 10 * 4] ^= 1;
    write("altered.juki", &altered);
    let held = VirtualCard::open(&folder.join("card.juki"), "test").unwrap();
    // No service runs at this socket, whatever the reader is called.
    let cases = [
        ("missing.juki", true),
        ("letter.txt", true),
        ("ca/", true),
        ("Gemalto", false),
        ("pcsc", false),
        ("short.juki", false),
        ("altered.juki", false),
        ("card.juki", false),
    ];
    for (name, is_told) in cases {
        for command in [&["info"][..], &["read", "--no-pin"], &["doctor"]] {
            let values = [("JUKI_READER", name), ("PCSCLITE_CSOCK_NAME", "/nowhere")];
            let (code, out, error) = said(folder, &values, command);
            let text = out + &error;
            assert_ne!(code, 0, "{name}, {command:?}: {text}");
            let told = text.matches("JUKI_READER names it.").count();
            assert_eq!(told, usize::from(is_told), "{name}, {command:?}: {text}");
            let given = [command, &["--reader", name]].concat();
            let (_, out, error) = said(folder, &values, &given);
            assert!(!(out + &error).contains("JUKI_READER"), "{given:?}");
        }
    }
    drop(held);
}

/// A pipe gives its content once: `JUKI_PIN_CARD_FILE=<(gpg -d ...)`.
#[test]
fn a_pipe_with_the_number_opens_every_pin_of_it() {
    let folder = &issued("pipe").0;
    let script = "JUKI_PIN_CARD_FILE=<(echo 1234) exec \"$0\" read";
    let mut bash = Command::new("bash");
    bash.args(["-c", script, env!("CARGO_BIN_EXE_juki")]).current_dir(folder).env_clear();
    bash.envs([("LC_ALL", "C"), ("JUKI_READER", "card.juki"), ("PATH", "/usr/bin:/bin")]);
    let read = bash.output().unwrap();
    let out = String::from_utf8(read.stdout.clone()).unwrap();
    assert!(read.status.success(), "{read:?}");
    assert!(out.contains(NUMBER) && out.contains(RECORD_CODE), "{out}");
}
