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

/// Given a blank card with the published transport key.
#[test]
fn a_session_of_secure_messaging_is_opened_and_ended_by_a_word() {
    let folder = with_card("shell-secure");
    let made = juki(&folder, &["virtual", "new", "--kind", "blank", "blank.juki"], "");
    assert!(made.status.success());
    std::fs::write(folder.join("key"), "JUKI TEST KEY 01").unwrap();
    std::fs::write(folder.join("other"), [7; 32]).unwrap();
    let trace = folder.join("trace");
    let shell = |script: &str| {
        let arguments = ["shell", "--reader", "blank.juki", "--trace", trace.to_str().unwrap()];
        let output = juki(&folder, &arguments, script);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (on, off) = ("Secure messaging: on.\n", "Secure messaging: off.\n");
    let script = "secure\nsecure 10 key\nput-data p1=DF p2=61 CAFE\nsecure\nget-data p1=DF p2=61\n\
        apdu 00CADF6100\nsecure off\n";
    let (code, out, err) = shell(script);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.starts_with(&[off, on].concat()) && out.ends_with(off), "{out}");
    assert_eq!((out.matches(on).count(), out.matches("CA FE").count()), (2, 2), "{out}");
    let said = std::fs::read_to_string(&trace).unwrap();
    assert!(said.contains("\n  > 00DADF61 "), "{said}");
    assert!(
        said.ends_with(
            "\n-- secure messaging ends\n> 002E0000 # LOG OUT all, P1-P2 0000\n< 6987 # SM_DATA_OBJECTS_MISSING\n"
        )
    );
    // Whoever leaves without a word ends it too.
    let (code, ..) = shell("secure 10 key\n");
    assert_eq!(code, 0);
    assert!(
        std::fs::read_to_string(&trace).unwrap().ends_with("< 6987 # SM_DATA_OBJECTS_MISSING\n")
    );
    // A wrong key is a refusal; a key that is not there, or is none, is asked of nobody here.
    let (code, out, err) = shell("secure 10 other\nput-data p1=DF p2=61 CAFE\n");
    assert!(
        code == 7 && out.is_empty() && err.contains("value of its key 10"),
        "{code} {out} {err}"
    );
    assert!(
        !std::fs::read_to_string(&trace).unwrap().contains("CAFE"),
        "nothing goes in the clear"
    );
    for (line, said) in [
        ("secure 10 nothing", "nothing"),
        ("secure 10", "nobody can be asked"),
        ("secure 1F key", "no reference of a key"),
    ] {
        let (code, out, err) = shell(&format!("{line}\n"));
        assert!(code != 0 && out.is_empty() && err.contains(said), "{line}: {out} {err}");
    }
}

/// Given somebody who types what shells take elsewhere, or a name with a slip in it.
#[test]
fn a_first_line_that_does_not_read_says_what_does() {
    let folder = with_card("shell-first");
    for (line, said) in [
        ("cat EF.DIRR", "ef.dir"),
        ("cd nowhere", "jpki/signing-certificate"),
        ("select 4A50/", "Nothing was sent"),
        ("ls jpki", "cd jpki"),
        ("list", "`help` lists"),
    ] {
        let (code, out, err) = shell(&folder, &format!("{line}\n"));
        assert!(code == 10 && out.is_empty() && err.contains(said), "{line}: {err}");
    }
}

/// The word is the name of a file and of a form of SELECT: both are the MF.
#[test]
fn the_mf_is_where_one_stands_however_it_is_typed() {
    let folder = with_card("shell-mf");
    for back in ["select mf", "select", "select MF", "cd", "cd /", "cd ..", "select parent-df"]
        .into_iter()
        .chain(["select 3F00", "apdu 00A4000C023F00", "apdu 00A40000", "reset"])
    {
        let (code, out, err) = shell(&folder, &format!("select jpki\n{back}\npwd\nls\n"));
        assert_eq!((code, err.as_str()), (0, ""), "{back}: {out}");
        let (_, listed) = out.rsplit_once("\n/\n").unwrap_or_else(|| panic!("{back}: {out}"));
        let rows: Vec<&str> = listed.lines().collect();
        assert!(rows[0].starts_with("ef.dir") && rows[0].contains("2F00"), "{back}: {listed}");
        assert!(rows.iter().any(|row| row.starts_with("jpki")), "{back}: {listed}");
        assert!(!listed.contains("signing"), "{back}: {listed}");
    }
}

#[test]
fn an_application_is_known_however_it_was_selected() {
    let folder = with_card("shell-ways");
    for way in [
        "select jpki",
        "cd JPKI",
        "select 4A50",
        "select /4A50",
        "select child-df 4A50",
        "select D392F000260100000001",
        "select by-df-name D392F000260100000001",
        "select by-df-name D392F0",
        "apdu 00A4040C0AD392F000260100000001",
        "apdu 00A4080C024A50",
        "cat 4A50/0006",
    ] {
        let (code, out, err) = shell(&folder, &format!("cd text\ncd /\n{way}\npwd\nls\n"));
        assert_eq!((code, err.as_str()), (0, ""), "{way}: {out}");
        assert!(out.contains("\n/jpki\n"), "{way}: {out}");
        assert!(out.contains("signing-certificate  "), "{way}: {out}");
    }
    // Refused, one stands where one stood.
    let (code, out, _) = shell(&folder, "cd jpki\nselect child-df 5015\npwd\n");
    assert!(code == 7 && out.ends_with("/jpki\n"), "{out}");
}

#[test]
fn the_directory_of_applications_is_read_by_its_name() {
    let folder = with_card("shell-directory");
    for line in ["cat EF.DIR", "cat ef.dir", "cat /ef.dir", "cd jpki\ncat EF.DIR", "cat 2F00"] {
        let (code, out, err) = shell(&folder, &format!("{line}\n"));
        assert_eq!((code, err.as_str()), (0, ""), "{line}: {out}");
        assert!(out.contains("D392F000260100000001") && out.contains("\"JPKI\""), "{line}: {out}");
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

/// The last answer decides how a script ends; what looks around, and an empty file, is no failure.
#[test]
fn a_script_ends_as_its_last_command_did() {
    let folder = with_card("shell-ends");
    for (script, expected) in [
        ("select 2FFE\n", 7),
        ("select 2FFE\nquit\n", 7),
        ("select 2FFE\nhelp\nexplain 6A82\npwd\nquit\n", 7),
        ("select 2FFE\nls\nquit\n", 0),
        ("cd text\nselect 2FFE\nls\nquit\n", 0),
        ("select 2FFE\nreset\nquit\n", 0),
        ("select 2FFE\nselect mf\nquit\n", 0),
        ("cat ef.dir\nquit\n", 0),
        ("quit\nselect 2FFE\n", 0),
    ] {
        let (code, out, err) = shell(&folder, script);
        assert_eq!(code, expected, "{script}: {out}{err}");
    }
    // A library card without reservations.
    let add = ["service", "add", "library", "--authority", "card.juki.authority"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
    command.args(add).args(["--reader", "card.juki"]).current_dir(&folder);
    assert!(command.env("JUKI_PIN_SERVICE", "2468").output().unwrap().status.success());
    let script = "select F0131016004C494201\nverify p2=9C \"2468\"\ncat 0103\nquit\n";
    let (code, out, err) = shell(&folder, script);
    assert!(code == 0 && out.contains("The file has no records."), "{out}{err}");
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
