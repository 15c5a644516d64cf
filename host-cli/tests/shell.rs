//! `juki shell` with a script on standard input, and `juki explain`, as processes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn juki(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_juki"))
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env_remove("JUKI_READER")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// A folder of this test's own, with a ready card in it.
fn with_card(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let made = juki(&folder, &["virtual", "new", "--kind", "plain", "card.juki"], "");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

fn shell(folder: &Path, script: &str) -> (i32, String, String) {
    let output = juki(folder, &["shell", "--reader", "card.juki"], script);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn files_are_selected_and_read_by_name() {
    let folder = with_card("shell-names");
    let (code, out, err) = shell(&folder, "ls\nselect jpki\nls\ncat token-information\n");
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for said in ["D392F000260100000001", "signing-certificate", "authentication-pin", "4A 50 4B 49"]
    {
        assert!(out.contains(said), "{said}: {out}");
    }
}

#[test]
fn a_pin_opens_the_file_that_asks_for_it() {
    let folder = with_card("shell-pin");
    let (code, out, _) = shell(&folder, "select jpki\ncat signing-certificate\n");
    assert!(code == 7 && out.ends_with("6982 SECURITY_STATUS_NOT_SATISFIED: PIN or key needed\n"));
    let (code, out, _) =
        shell(&folder, "select jpki\nverify p2=9B \"ABC123\"\ncat signing-certificate\n");
    assert!(code == 0 && out.contains("30 ["), "{out}");
}

#[test]
fn a_wrong_line_ends_a_script_and_says_which() {
    let folder = with_card("shell-wrong");
    for (script, said) in [
        ("select jpki\nnonsense\nls\n", "nonsense"),
        ("\nselect nowhere\n", "nowhere"),
        ("# a secret\nverify verify p2=98\n", "secret"),
        ("\nread-binary 3F0\n", "does not read"),
        ("\napdu 008400\n", "This is 3 bytes: a command APDU has 4 to 65544."),
        ("\napdu\n", "This is 0 bytes"),
        ("\napdu 00840\n", "does not read"),
    ] {
        let (code, _, err) = shell(&folder, script);
        assert!(code == 10 && err.starts_with("Line 2:\n") && err.contains(said), "{err}");
    }
}

#[test]
fn explanations_need_no_card() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (topic, said) in
        [("6983", "juki pin reset"), ("read-record", "by-number"), ("B2", "READ RECORD")]
    {
        let output = juki(folder, &["explain", topic], "");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && out.contains(said), "{topic}: {out}");
    }
    assert_eq!(juki(folder, &["explain", "nonsense"], "").status.code(), Some(10));
}
