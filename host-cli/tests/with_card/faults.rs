//! What a client sees of each fault of `juki with-card --fault`.

use std::time::{Duration, Instant};

use crate::beside::{Folder, JUKI, code, text};

const SELECT_MF: &str = "00A4000C023F00";

/// What `juki apdu` says to these commands, and its exit code.
fn exchange(folder: &Folder, fault: &str, commands: &[&str]) -> (i32, String) {
    let words = [&["juki", "apdu"], commands].concat();
    let done = folder.beside(&[fault], &words).output().unwrap();
    (code(&done), text(&done.stdout) + &text(&done.stderr))
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_status_word_at_the_nth_command_of_a_kind() {
    let folder = Folder::with_card("status");
    let commands = [SELECT_MF, "0084000008", SELECT_MF, SELECT_MF];
    let (_, said) = exchange(&folder, "status=6581@select:2", &commands);
    let words: Vec<&str> = said.lines().filter_map(|line| Some(line.split_once(' ')?.0)).collect();
    assert_eq!(words, ["9000", "9000", "6581", "9000"], "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_card_is_taken_out() {
    let folder = Folder::with_card("removed");
    let (ended, said) = exchange(&folder, "remove-after=2", &[SELECT_MF; 4]);
    assert_eq!(said.matches("9000 SUCCESS").count(), 2, "{said}");
    assert_ne!(ended, 0);
    // Afterwards every client sees an empty reader.
    // Another removal, from which it would come back, changes nothing.
    let script = format!("juki apdu {SELECT_MF}; sleep 2; opensc-tool -l; juki info");
    let faults = ["remove-after=1", "remove-after=9:1000"];
    let done = folder.script(&faults, &script).output().unwrap();
    assert!(text(&done.stdout).contains("No              Virtual PCD 00 00"), "{done:?}");
    assert_eq!(done.status.code(), Some(3), "{done:?}");
    assert!(text(&done.stderr).contains("no card") || text(&done.stderr).contains("No reader"));
    folder.nothing_stays();
}

/// Whether the reader's driver says so at once or gives an empty answer first.
#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_card_that_is_gone_is_gone_at_every_command() {
    let folder = Folder::with_card("gone");
    for after in 1..8 {
        let fault = format!("remove-after={after}");
        let done = folder.beside(&[&fault], &["juki", "info"]).output().unwrap();
        assert_eq!(code(&done), 3, "{fault}: {done:?}");
        assert!(!text(&done.stderr).contains("status word"), "{fault}: {done:?}");
    }
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_card_is_taken_out_and_comes_back() {
    let folder = Folder::with_card("back");
    let script = format!("juki apdu {SELECT_MF}; sleep 1; juki info; juki info --wait=10");
    let done = folder.script(&["remove-after=1:2500"], &script).output().unwrap();
    assert_eq!(code(&done), 0, "{done:?}");
    assert!(text(&done.stderr).contains("Waiting"), "{done:?}");
    assert!(text(&done.stdout).contains("Life cycle:"), "{done:?}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn latency() {
    let folder = Folder::with_card("latency");
    let seconds = |fault: &str| {
        let started = Instant::now();
        let (ended, said) = exchange(&folder, fault, &[SELECT_MF; 5]);
        assert_eq!(ended, 0, "{said}");
        started.elapsed().as_secs_f64()
    };
    assert!(seconds("latency=400") >= 2.0);
    assert!(seconds("latency=real") < 2.0);
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn mute() {
    let folder = Folder::with_card("mute");
    let done = folder.script(&["mute"], "opensc-tool -n; juki info").output().unwrap();
    assert_eq!(code(&done), 3, "{done:?}");
    assert!(text(&done.stderr).contains("Unresponsive card"), "{done:?}");
    assert!(text(&done.stderr).contains("The card in Virtual PCD 00 00 does not answer."));
}

#[test]
#[ignore = "needs pcscd, and takes ten seconds: cargo xtask test pcscd"]
fn slow() {
    let folder = Folder::with_card("slow");
    let started = Instant::now();
    let (ended, said) = exchange(&folder, "slow", &[SELECT_MF]);
    assert_eq!(ended, 0, "{said}");
    assert!(started.elapsed() >= Duration::from_secs(10));
    // Nobody waits for a card whose command has ended.
    let started = Instant::now();
    let script = format!("timeout 1 '{JUKI}' apdu {SELECT_MF}");
    let done = folder.script(&["slow"], &script).output().unwrap();
    assert_eq!(ended, 0);
    assert_eq!(done.status.code(), Some(124), "{done:?}");
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    folder.nothing_stays();
}
