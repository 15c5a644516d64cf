//! What `juki service` refuses on an issued card, and what it says to do then.

use crate::counter::Counter;

const LIBRARY: &str = include_str!("../../issuing/samples/services/library.json");
const AUTHORITY: [&str; 2] = ["--authority", "card.juki.authority"];

/// A command with a profile of one's own.
fn with_profile(counter: &Counter, verb: &str, profile: &str, more: &[&str]) -> (i32, String) {
    std::fs::write(counter.0.join("own.json"), profile).unwrap();
    let words = [&["service", verb, "own.json"][..], more, &AUTHORITY].concat();
    counter.juki(&words, "2468")
}

fn bytes(counter: &Counter) -> Vec<u8> {
    std::fs::read(counter.card()).unwrap()
}

/// A value that was left in a variable is not typed: nobody agreed to spend the last try on it.
#[test]
fn the_last_try_of_a_service_is_not_spent_on_a_variable() {
    let counter = Counter::open("service-last-try");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    let reserve = |more: &[&str], pin: &str| {
        counter.desk("append", &[&["reservations", "三四郎"], more].concat(), pin)
    };
    assert_eq!((counter.show("0000").0, reserve(&[], "0000").0), (4, 4));
    let before = bytes(&counter);
    // Neither on a wrong value nor on the right one.
    for pin in ["0000", "2468", "0000"] {
        for (code, out) in [counter.show(pin), reserve(&[], pin)] {
            assert!(code == 4 && out.contains("Only one try is left: PIN of “library”"), "{out}");
            assert!(out.contains("--spend-last-try"), "{out}");
        }
    }
    assert_eq!(before, bytes(&counter), "nothing was spent");
    let (code, out) = reserve(&["--spend-last-try"], "2468");
    assert_eq!(code, 0, "{out}");
    // It has all its tries again.
    assert_eq!((counter.show("0000").0, counter.show("0000").0), (4, 4));
    let (code, out) = reserve(&["--spend-last-try"], "0000");
    assert!(code == 5 && out.contains("juki service reset-pin 'library' --authority DIR"), "{out}");
}

#[test]
fn a_card_without_the_application_is_told_how_it_gets_it() {
    let counter = Counter::open("service-absent");
    let commands = [
        &["service", "show", "library"][..],
        &["service", "append", "library", "loans", "門", AUTHORITY[0], AUTHORITY[1]],
        &["service", "remove", "library", "--yes", AUTHORITY[0], AUTHORITY[1]],
        &["service", "reset-pin", "library", AUTHORITY[0], AUTHORITY[1]],
    ];
    for command in commands {
        for language in ["en", "ja"] {
            let (code, out) = counter.juki(&[command, &["--lang", language]].concat(), "2468");
            assert_eq!(code, 7, "{command:?}: {out}");
            assert!(out.contains("juki service add 'library' --authority DIR"), "{out}");
        }
    }
    // As the profile was named.
    let (code, out) = with_profile(&counter, "remove", LIBRARY, &["--yes"]);
    assert!(code == 7 && out.contains("juki service add 'own.json' --authority DIR"), "{out}");
}

#[test]
fn a_full_file_and_an_empty_text_are_named() {
    let counter = Counter::open("service-full");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    for member in ["0001234 住基太郎", "0001235 住基太郎"] {
        assert_eq!(counter.desk("append", &["member", member], "").0, 0);
    }
    let (code, out) = counter.desk("append", &["member", "0001236 住基太郎"], "");
    assert!(code == 7 && out.contains("“member” is full (2)."), "{out}");
    // A cyclic file never is.
    for _ in 0..12 {
        assert_eq!(counter.desk("append", &["loans", "門"], "").0, 0);
    }
    let before = bytes(&counter);
    let (code, out) = counter.desk("append", &["loans", ""], "");
    assert!(code == 10 && out.contains("Give the text of the record"), "{out}");
    let long = "門".repeat(100);
    let (code, out) = counter.desk("append", &["loans", &long], "");
    assert!(code == 10 && out.contains("Write it shorter"), "{out}");
    assert_eq!(before, bytes(&counter), "nothing was written");
}

/// The same application under another identifier, another one under the same: nothing is changed,
/// and what is in the way is named.
#[test]
fn a_profile_of_another_application_changes_nothing() {
    let counter = Counter::open("service-other-profile");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    let before = bytes(&counter);
    let moved = LIBRARY.replace(r#""fid": "4C42""#, r#""fid": "4C43""#);
    let renamed = LIBRARY.replace("F0131016004C494201", "F0131016004C494202");
    assert!(moved != LIBRARY && renamed != LIBRARY);
    for (verb, more) in [("add", &[][..]), ("remove", &["--yes"]), ("reset-pin", &[])] {
        let (code, out) = with_profile(&counter, verb, &moved, more);
        assert!(code == 10 && out.contains("4C42 on this card, and 4C43 in the profile"), "{out}");
        let (code, out) = with_profile(&counter, verb, &renamed, more);
        if verb == "add" {
            assert!(code == 10 && out.contains("file identifier 4C42"), "{out}");
        } else {
            assert!(code == 7 && out.contains("no application"), "{verb}: {out}");
        }
    }
    assert_eq!(before, bytes(&counter), "nothing was written");
    assert_eq!(counter.show("2468").0, 0);
}

#[test]
fn a_file_that_only_the_profile_has_is_not_shown_as_empty() {
    let counter = Counter::open("service-more-files");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    let more = r#""files": [
        {"name": "seats", "fid": "0107", "read": "always", "append": "key",
         "structure": {"linear-fixed": {"length": 8, "count": 2}}},"#;
    let profile = LIBRARY.replace(r#""files": ["#, more);
    assert_ne!(profile, LIBRARY);
    let (code, out) = with_profile(&counter, "show", &profile, &[]);
    assert!(code == 0 && out.contains("seats\n  (not in the application on this card)"), "{out}");
    let (code, out) = with_profile(&counter, "show", &profile, &["--json"]);
    assert!(code == 0 && out.contains(r#""found":false,"name":"seats","opened":false"#), "{out}");
    let (code, out) = with_profile(&counter, "append", &profile, &["seats", "12"]);
    assert!(code == 7 && out.contains("has no file “seats”"), "{out}");
}

/// Where nobody can be asked, nothing is taken off unless the line says so.
#[test]
fn nothing_is_taken_off_without_a_yes() {
    let counter = Counter::open("service-yes");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    let before = bytes(&counter);
    let (code, out) = counter.desk("remove", &[], "");
    assert!(code == 10 && out.contains("--yes"), "{out}");
    assert_eq!(before, bytes(&counter), "nothing was written");
    assert_eq!(counter.desk("remove", &["--yes"], "").0, 0);
}
