//! `juki issue` that was interrupted, and begun again with the same record and with others.
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use crate::terminal::{Folder, done, juki, said};

const PINS: [(&str, &str); 3] =
    [("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_AUTH", "4321"), ("JUKI_PIN_SIGN", "ABC123")];

/// Begins to issue to Taro, and is killed when the first application is complete.
fn interrupted(folder: &Path) {
    let arguments = ["issue", "--sample", "taro", "--authority", "ca", "--placeholder", "--yes"];
    let mut command = juki(folder, &arguments);
    let mut child = command.envs(PINS).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("Text:")), "the second step");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn only_what_goes_on_is_said_to_go_on() {
    let folder = Folder::new("resumed");
    let folder = &folder.0;
    done(folder, &["authority", "init", "ca"]);
    done(folder, &["authority", "init", "other"]);
    done(folder, &["virtual", "new", "card.juki", "--profile", "p256"]);
    interrupted(folder);

    // Another record, another authority: refused before anybody is told that it goes on, asked
    // whether it shall, or asked for a number.
    for (sample, authority) in [("maria", "ca"), ("taro", "other")] {
        let issue =
            ["issue", "--sample", sample, "--authority", authority, "--placeholder", "--yes"];
        let (code, out, error) = said(folder, &[], &issue);
        assert_eq!(code, 10, "{out}{error}");
        assert!(!error.contains("It goes on") && !error.contains("will be issued"), "{error}");
        assert!(error.contains("was begun with another record"), "{error}");
    }

    let issue = ["issue", "--sample", "taro", "--authority", "ca", "--placeholder", "--yes"];
    let (code, out, error) = said(folder, &PINS, &issue);
    assert_eq!(code, 0, "{error}");
    assert!(error.contains("of 6 applications") && error.contains("It goes on."), "{error}");
    assert!(out.contains("is issued to 住基　太郎"), "{out}");

    // A card that this authority issued, and its blank copy: the same, before anything is asked.
    let (code, _, error) = said(folder, &[], &issue);
    assert!(code == 10 && error.contains("is issued already"), "{error}");
}
