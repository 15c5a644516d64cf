//! A library card (条例利用): `juki service`, as processes, on a card that is issued.

use std::path::Path;
use std::process::Command;

use crate::counter::Counter;

#[test]
fn a_library_card_lives_on_a_resident_card() {
    let counter = Counter::open("service-life");
    assert_eq!(counter.show("2468").0, 7, "not there yet");

    let (code, out) = counter.desk("add", &[], "2468");
    assert_eq!((code, out.contains("F0131016004C494201")), (0, true), "{out}");
    assert_eq!(counter.desk("add", &[], "2468").0, 10, "a second time");

    for loan in ["2026-11-26 吾輩は猫である", "2026-11-27 坊っちゃん"] {
        assert_eq!(counter.desk("append", &["loans", loan], "").0, 0);
    }
    assert_eq!(counter.desk("append", &["member", "0001234 住基太郎"], "").0, 0);

    let (code, out) = counter.show("2468");
    assert_eq!(code, 0, "{out}");
    // Record 1 of a cyclic file is the newest.
    let (newer, older) = (out.find("坊っちゃん").unwrap(), out.find("猫").unwrap());
    assert!(newer < older && out.contains("0001234") && out.contains("千代田区立図書館"), "{out}");

    let (code, out) = counter.juki(&["service", "show", "library", "--no-pin"], "");
    assert!(code == 0 && out.contains("千代田区立図書館") && !out.contains("坊っちゃん"), "{out}");
}

#[test]
fn a_reservation_needs_the_desk_and_the_holder() {
    let counter = Counter::open("service-both");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    assert_eq!(counter.desk("append", &["reservations", "三四郎"], "1111").0, 4, "a wrong PIN");
    assert_eq!(counter.desk("append", &["reservations", "三四郎"], "2468").0, 0);
    assert!(counter.show("2468").1.contains("三四郎"));
}

#[test]
fn a_wrong_pin_costs_its_own_tries_and_no_other_application_s() {
    let counter = Counter::open("service-pin");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    for expected in [4, 4, 5, 5] {
        let show = ["service", "show", "library", "--spend-last-try"];
        assert_eq!(counter.juki(&show, "0000").0, expected);
    }
    let (_, out) = counter.juki(&["pin", "status"], "");
    assert!(out.contains('3') && !out.contains("blocked"), "{out}");
    // The desk still reads with its key, and at the counter there is a new PIN.
    assert_eq!(counter.desk("show", &[], "").0, 0);
    assert_eq!(counter.desk("reset-pin", &[], "13").0, 10, "two digits are none");
    assert_eq!(counter.desk("reset-pin", &[], "1357").0, 0);
    assert_eq!(counter.show("2468").0, 4);
    assert_eq!(counter.show("1357").0, 0);
}

#[test]
fn what_was_proved_elsewhere_opens_nothing_here() {
    let counter = Counter::open("service-apart");
    assert_eq!(counter.desk("add", &[], "1234").0, 0);
    assert_eq!(counter.desk("append", &["loans", "こころ"], "").0, 0);
    // The text application's PIN has the same value; moving by path keeps what it proved.
    let script = "select text\nverify verify p2=91 \"1234\"\nselect /4C42/0104\nread-record by-number p1=01\n";
    std::fs::write(counter.0.join("script"), script).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_juki"))
        .args(["shell", "--reader", "card.juki"])
        .current_dir(&counter.0)
        .env("LC_ALL", "C")
        .stdin(std::fs::File::open(counter.0.join("script")).unwrap())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(out.contains("9000 SUCCESS") && out.trim_end().ends_with("PIN or key needed"), "{out}");
}

#[test]
fn another_authority_adds_nothing() {
    let counter = Counter::open("service-other");
    let before = std::fs::read(counter.card()).unwrap();
    assert_eq!(counter.juki(&["authority", "init", "other"], "").0, 0);
    let add = ["service", "add", "library", "--authority", "other"];
    let (code, out) = counter.juki(&add, "2468");
    assert!(code == 10 && out.contains("does not know the card"), "{out}");
    assert_eq!(before, std::fs::read(counter.card()).unwrap(), "nothing was written");
    assert_eq!(counter.show("2468").0, 7);
}

/// Nobody with a reader takes the desk its key, nor the card its administrator.
#[test]
fn wrong_authorities_block_nothing() {
    let counter = Counter::open("service-key");
    assert_eq!(counter.desk("add", &[], "2468").0, 0);
    assert_eq!(counter.juki(&["authority", "init", "other"], "").0, 0);
    let before = std::fs::read(counter.card()).unwrap();
    for command in [
        &["service", "append", "library", "loans", "x"][..],
        &["service", "show", "library"],
        &["service", "remove", "library", "--yes"],
        &["service", "reset-pin", "library"],
        &["pin", "reset"],
    ] {
        let (code, out) = counter.juki(&[command, &["--authority", "other"]].concat(), "1357");
        assert!(code == 10 && out.contains("does not know the card"), "{command:?}: {code} {out}");
    }
    // By hand, as often as somebody likes.
    let wrong = "get-challenge random le=16\nexternal-authenticate response p2=10 00000000000000000000000000000000\n";
    std::fs::write(counter.0.join("wrong"), wrong.repeat(20)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_juki"))
        .args(["shell", "--reader", "card.juki"])
        .current_dir(&counter.0)
        .env("LC_ALL", "C")
        .stdin(std::fs::File::open(counter.0.join("wrong")).unwrap())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(out.matches("6300").count(), 20, "{out}");
    assert_eq!(before, std::fs::read(counter.card()).unwrap(), "nothing was written");
    assert_eq!(counter.desk("append", &["loans", "明暗"], "").0, 0);
    assert_eq!(counter.desk("reset-pin", &[], "1357").0, 0);
    assert_eq!(counter.show("1357").0, 0);
}

#[test]
fn a_profile_that_no_card_could_hold_changes_nothing() {
    let counter = Counter::open("service-profile");
    let before = std::fs::read(counter.card()).unwrap();
    for (text, said) in [
        ("{", "must be whole JSON"),
        (r#"{"name":"a","label":"A","aid":"D392F000260100000001","fid":"4C42","files":[]}"#, "aid"),
        (r#"{"name":"a","label":"A","aid":"F000000001","fid":"4A50","files":[]}"#, "fid"),
    ] {
        std::fs::write(counter.0.join("p.json"), text).unwrap();
        let add = ["service", "add", "p.json", "--authority", "card.juki.authority"];
        let (code, out) = counter.juki(&add, "2468");
        assert!(code == 10 && out.contains(said), "{code}: {out}");
    }
    assert!(!Path::new("nowhere.json").exists());
    let add = ["service", "add", "nowhere.json", "--authority", "card.juki.authority"];
    assert_ne!(counter.juki(&add, "2468").0, 0);
    assert_eq!(before, std::fs::read(counter.card()).unwrap());
}

#[test]
fn it_is_taken_off_and_leaves_room_for_the_next() {
    let counter = Counter::open("service-remove");
    assert_eq!(counter.desk("remove", &["--yes"], "").0, 7, "not there");
    for round in 0..3 {
        assert_eq!(counter.desk("add", &[], "2468").0, 0, "round {round}");
        assert_eq!(counter.desk("append", &["loans", "門"], "").0, 0);
        let (code, out) = counter.desk("remove", &["--yes"], "");
        assert_eq!(code, 0, "{out}");
        assert_eq!(counter.show("2468").0, 7);
    }
    let (_, out) = counter.juki(&["verify", "--trust", "card.juki.authority"], "");
    assert!(!out.contains("LIBRARY"), "{out}");
}

/// Given an office that restored a backup from before the service was added: it is told so, and the
/// counter can add it again.
#[test]
fn an_older_backup_is_named_and_what_it_says_helps() {
    let counter = Counter::open("service-backup");
    let copy = |from: &str, to: &str| {
        let mut cp = Command::new("cp");
        assert!(cp.args(["-r", from, to]).current_dir(&counter.0).status().unwrap().success());
    };
    copy("card.juki.authority", "backup");
    let (code, out) = counter.desk("add", &[], "2468");
    assert_eq!(code, 0, "{out}");
    let from_backup = |arguments: &[&str], pin: &str| {
        counter.juki(&[arguments, &["--authority", "backup"]].concat(), pin)
    };
    let append = ["service", "append", "library", "loans", "A"];
    let (code, out) = from_backup(&append, "2468");
    assert!(code == 7 && out.contains("this folder is an older backup"), "{code} {out}");
    assert!(out.contains("juki service remove, juki service add"), "{out}");
    let again =
        [&["service", "remove", "library", "--yes"][..], &["service", "add", "library"], &append];
    for arguments in again {
        let (code, out) = from_backup(arguments, "1357");
        assert_eq!(code, 0, "{out}");
    }
}
