//! PINs typed at a terminal: a pseudo-terminal plays the resident's.

use crate::terminal::{Dialogue, Folder, done, issued, juki, left, said};

#[test]
fn pins_are_typed_without_echo_and_the_last_try_is_said() {
    let folder = issued("change");
    let change = || Dialogue::start(juki(&folder.0, &["pin", "change"]));
    // Each PIN is asked for by its own name; Enter says that it is the same number.
    let typed = |dialogue: &mut Dialogue, left: &str, number: &str| {
        dialogue.hears("of the text application opens:").hears(left).types(number);
        dialogue.hears("of the juki application opens:").hears("same number").types("");
        dialogue.hears("of the common application opens:").hears("same number").types("");
    };
    let mut dialogue = change();
    typed(&mut dialogue, "3 tries left.", "1234");
    dialogue.hears("New").types("5678");
    dialogue.hears("Again:").types("5679");
    let (code, screen) = dialogue.ends();
    assert_eq!(code, 10, "{screen}");

    let mut dialogue = change();
    typed(&mut dialogue, "3 tries left.", "1234");
    dialogue.hears("New").types("56a8");
    let (code, screen) = dialogue.ends();
    assert_eq!(code, 10, "{screen}");

    for (left, code) in [("3 tries left.", 4), ("2 tries left.", 4), ("Last try!", 5)] {
        let mut dialogue = change();
        typed(&mut dialogue, left, "0000");
        dialogue.hears("New").types("5678").hears("Again:").types("5678");
        let (ended, screen) = dialogue.ends();
        assert_eq!(ended, code, "{screen}");
    }
    let (code, screen) = change().ends();
    assert_eq!(code, 5, "{screen}");

    let reset = juki(&folder.0, &["pin", "reset", "--authority", "ca"]);
    let mut dialogue = Dialogue::start(reset);
    dialogue.hears("New").types("2468").hears("Again:").types("2468");
    assert_eq!(dialogue.ends().0, 0);

    let mut dialogue = Dialogue::start(juki(&folder.0, &["read"]));
    dialogue.hears("tries left.").types("2468").hears("same number").types("").hears("24727059608");
    let (code, screen) = dialogue.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(!screen.contains("2468\r"), "{screen}");
}

/// A value that was left in a variable is not typed: nobody agreed to spend the last try on it.
#[test]
fn a_variable_does_not_spend_the_last_try_at_a_terminal() {
    let folder = issued("variable");
    for code in [4, 4, 4, 4] {
        let mut read = juki(&folder.0, &["read"]);
        read.env("JUKI_PIN_CARD", "0000");
        let (ended, screen) = Dialogue::start(read).ends();
        assert_eq!(ended, code, "{screen}");
    }
    let mut dialogue = Dialogue::start(juki(&folder.0, &["read"]));
    dialogue.hears("Last try!").types("1234").hears("same number").types("").hears("24727059608");
    assert_eq!(dialogue.ends().0, 0);
}

/// The number of the text application, given as such, is not tried on another one.
#[test]
fn a_value_for_one_application_is_sent_to_no_other() {
    let folder = issued("text-only");
    let mut read = juki(&folder.0, &["read", "--json"]);
    read.env("JUKI_PIN_TEXT", "1234");
    let read = read.output().unwrap();
    assert!(read.status.success(), "{read:?}");
    let said = String::from_utf8(read.stdout).unwrap();
    assert!(said.contains("379474484458") && said.contains(r#""left_out":["juki"]"#), "{said}");
}

/// Other programs change one of the three PINs: that they differ is an ordinary state.
#[test]
fn pins_that_differ_are_read_and_changed_each_with_its_own_number() {
    let folder = &issued("differ").0;
    let change = [("JUKI_PIN_TEXT", "1234"), ("JUKI_PIN_TEXT_NEW", "9999")];
    let (code, _, error) = said(folder, &change, &["pin", "change", "text"]);
    assert_eq!(code, 0, "{error}");

    // One number for all of them opens one. It is tried on the other once, and what was read is
    // said; after that the other one has had a wrong value, and is left alone.
    for expected in [[3, 2, 3], [3, 2, 3], [3, 2, 3]] {
        let (code, out, error) = said(folder, &[("JUKI_PIN_CARD", "9999")], &["read"]);
        assert_eq!(code, 4, "{out}{error}");
        assert!(out.contains("379474484458") && !out.contains("24727059608"), "{out}");
        assert!(error.contains("juki application"), "{error}");
        assert_eq!(left(folder), expected);
    }
    let own = [("JUKI_PIN_TEXT", "9999"), ("JUKI_PIN_JUKI", "1234")];
    let (code, out, error) = said(folder, &own, &["read"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("379474484458") && out.contains("24727059608"), "{out}");
    assert_eq!(left(folder), [3, 3, 3]);
    let mut dialogue = Dialogue::start(juki(folder, &["read"]));
    dialogue.hears("text application (").types("9999").hears("juki application (").types("1234");
    dialogue.hears("24727059608");
    assert_eq!(dialogue.ends().0, 0);

    // Changing all three with the number of two: nothing is changed, no other number is tried.
    let all = [("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_CARD_NEW", "5678")];
    let (code, _, error) = said(folder, &all, &["pin", "change"]);
    assert_eq!(code, 4);
    assert!(error.contains("JUKI_PIN_TEXT") && error.contains("2 tries"), "{error}");
    assert_eq!(left(folder), [2, 3, 3]);
    let with_own = [&all[..], &[("JUKI_PIN_TEXT", "9999")]].concat();
    let (code, _, error) = said(folder, &with_own, &["pin", "change"]);
    assert_eq!(code, 0, "{error}");
    let (code, out, _) = said(folder, &[("JUKI_PIN_CARD", "5678")], &["read"]);
    assert!(code == 0 && out.contains("24727059608"), "{out}");
    assert_eq!(left(folder), [3, 3, 3]);
}

/// Each of the three can be reset alone, and is asked for by its own name and variable.
#[test]
fn one_pin_alone_is_reset_by_its_own_name() {
    let folder = &issued("reset-one").0;
    for (pin, variable, value) in [
        ("text", "JUKI_PIN_TEXT_NEW", "1111"),
        ("juki", "JUKI_PIN_JUKI_NEW", "2222"),
        ("common", "JUKI_PIN_COMMON_NEW", "3333"),
    ] {
        let reset = ["pin", "reset", pin, "--authority", "ca"];
        let name = format!("of the {pin} application");
        let mut dialogue = Dialogue::start(juki(folder, &reset));
        dialogue.hears(&format!("New PIN (暗証番号) {name} (4 digits):")).types("9090");
        dialogue.hears("Again:").types("9090");
        dialogue.hears(&name);
        assert_eq!(dialogue.ends().0, 0);

        let (code, _, error) = said(folder, &[], &reset);
        assert_eq!(code, 4);
        assert!(error.contains(&name) && error.contains(variable), "{error}");
        let (code, _, error) = said(folder, &[(variable, "12a4")], &reset);
        assert_eq!(code, 10);
        assert!(error.contains(&format!("This cannot be the PIN (暗証番号) {name}")), "{error}");

        // The value of this one counts before that of all three.
        let both = [(variable, value), ("JUKI_PIN_CARD_NEW", "4444")];
        let (code, out, error) = said(folder, &both, &reset);
        assert!(code == 0 && out.contains(&name), "{out}{error}");
    }
    let own = [("JUKI_PIN_TEXT", "1111"), ("JUKI_PIN_JUKI", "2222"), ("JUKI_PIN_COMMON", "3333")];
    let all = [&own[..], &[("JUKI_PIN_CARD_NEW", "5678")]].concat();
    let (code, _, error) = said(folder, &all, &["pin", "change"]);
    assert_eq!(code, 0, "{error}");
}

/// A change that stopped half way is finished by the same line with `--resume`.
#[test]
fn a_change_that_stopped_half_way_is_finished() {
    let folder = &issued("resume").0;
    let all = [("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_CARD_NEW", "5678")];
    // Given: the first of three is changed. Then, of two.
    for done in [&["text"][..], &["text", "juki"]] {
        for pin in done {
            let (code, ..) = said(folder, &all, &["pin", "change", pin]);
            assert_eq!(code, 0);
        }
        let (code, _, error) = said(folder, &all, &["pin", "change"]);
        assert_eq!(code, 4);
        assert!(error.contains("--resume"), "{error}");
        let (code, _, error) = said(folder, &all, &["pin", "change", "--resume"]);
        assert_eq!(code, 0, "{error}");
        assert_eq!(left(folder), [3, 3, 3]);
        // All of them done: nothing is left to do.
        let (code, out, error) = said(folder, &all, &["pin", "change", "--resume"]);
        assert_eq!(code, 0, "{error}");
        assert!(out.contains("already"), "{out}");
        let back = [("JUKI_PIN_CARD", "5678"), ("JUKI_PIN_CARD_NEW", "1234")];
        assert_eq!(said(folder, &back, &["pin", "change"]).0, 0);
    }
    // Neither the old nor the new number: the last try is not spent.
    let wrong = [("JUKI_PIN_CARD", "0000"), ("JUKI_PIN_CARD_NEW", "0001")];
    for expected in [1, 1] {
        assert_eq!(said(folder, &wrong, &["pin", "change", "--resume"]).0, 4);
        assert_eq!(left(folder), [expected, 3, 3]);
    }
}

/// Whoever quits a conversation after a refusal has seen it: nothing failed.
#[test]
fn a_conversation_that_is_over_is_done() {
    let folder = Folder::new("shell");
    done(&folder.0, &["virtual", "new", "card.juki"]);
    let mut dialogue = Dialogue::start(juki(&folder.0, &["shell"]));
    dialogue.hears("juki> ").types("select 2FFE").hears("6A82");
    dialogue.hears("juki> ").types("quit");
    let (code, screen) = dialogue.ends();
    assert_eq!(code, 0, "{screen}");
}

/// Whoever is at the counter is told what is lost, and asked. The last try is typed.
#[test]
fn a_service_is_taken_off_after_a_yes() {
    let folder = &issued("service").0;
    let end = ["--authority", "ca"];
    let add = [&["service", "add", "library"][..], &end].concat();
    let (code, _, error) = said(folder, &[("JUKI_PIN_SERVICE", "2468")], &add);
    assert_eq!(code, 0, "{error}");
    let show = || Dialogue::start(juki(folder, &["service", "show", "library"]));
    for (left, pin, expected) in
        [("3 tries", "0000", 4), ("2 tries", "0000", 4), ("1 try", "2468", 0)]
    {
        let mut dialogue = show();
        dialogue.hears(&format!("({left} left):")).types(pin);
        let (code, screen) = dialogue.ends();
        assert_eq!(code, expected, "{screen}");
    }
    let remove = [&["service", "remove", "library"][..], &end].concat();
    for (answer, expected) in [("", 10), ("n", 10), ("y", 0)] {
        let mut dialogue = Dialogue::start(juki(folder, &remove));
        dialogue.hears("Everything that “library” holds").hears("Go on? [y/N]").types(answer);
        let (code, screen) = dialogue.ends();
        assert_eq!(code, expected, "{screen}");
    }
    // Nobody is asked about what is not there.
    let (code, screen) = Dialogue::start(juki(folder, &remove)).ends();
    assert!(code == 7 && !screen.contains("Go on?"), "{screen}");
}

#[test]
fn nothing_is_issued_without_a_yes() {
    let folder = Folder::new("no");
    done(&folder.0, &["authority", "init", "ca"]);
    done(&folder.0, &["virtual", "new", "card.juki"]);
    let issue = ["issue", "--sample", "taro", "--authority", "ca", "--placeholder", "--json"];
    for arguments in [&issue[..6], &issue] {
        let mut dialogue = Dialogue::start(juki(&folder.0, arguments));
        dialogue.hears("住基　太郎").hears("Go on? [y/N]").types("");
        assert_eq!(dialogue.ends().0, 10);
    }
}
