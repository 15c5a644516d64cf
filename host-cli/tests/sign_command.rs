//! `juki sign` and `juki verify` as programs, with an issued card in a file, and `openssl`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use apdu_spec::profile::text;
use der::DateTime;
use getrandom::SysRng;
use juki::pki::authority::KeyEncryption;
use juki::pki::store;
use juki::reader::virtual_card::VirtualCard;
use rand_core::UnwrapErr;
use serde_json::Value;

#[path = "support/cost.rs"]
mod cost;
#[path = "support/office.rs"]
mod office;

use cost::Cost;
use office::{Office, TARO};

/// What the program may take, in KiB, however long the document is.
const MOST_MEMORY: u64 = 64 * 1024;

/// A folder with an authority (`ca`), an issued card (`card.juki`) and a document (`doc`).
struct SigningFolder {
    folder: PathBuf,
    office: Office,
}

impl Drop for SigningFolder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.folder);
    }
}

impl SigningFolder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("juki-desk-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let office = Office::at(DateTime::from_system_time(std::time::SystemTime::now()).unwrap());
        let (seal, mut rng) = (KeyEncryption { passphrase: None }, UnwrapErr(SysRng));
        store::init(&folder.join("ca"), &office.authority, seal, &mut rng, |_| ()).unwrap();
        let card = office.issue(TARO);
        for entry in &card.entries {
            store::record_issued(&folder.join("ca"), entry).unwrap();
        }
        fs::copy(&card.path, folder.join("card.juki")).unwrap();
        fs::write(folder.join("doc"), "転入届\n").unwrap();
        Self { folder, office }
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
        command
            .args(arguments.split_whitespace())
            .current_dir(&self.folder)
            .env_clear()
            .env("JUKI_READER", "card.juki")
            .env("JUKI_TRUST", "ca")
            .env("JUKI_PIN_SIGN", "abc123")
            .env("JUKI_PIN_AUTH", "1234")
            .env("JUKI_PIN_CARD", "5678")
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &str) -> (i32, String, String) {
        said(&self.command(arguments).output().unwrap())
    }

    /// Runs and must end with this code.
    fn must(&self, code: i32, arguments: &str) -> String {
        let (found, out, error) = self.run(arguments);
        assert_eq!(found, code, "juki {arguments}\n{out}{error}");
        out + &error
    }

    fn openssl(&self, arguments: &str) -> bool {
        let mut command = Command::new("openssl");
        let output = command.args(arguments.split_whitespace()).current_dir(&self.folder).output();
        output.unwrap().status.success()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_document_is_signed_and_judged() {
    let desk = SigningFolder::new("document");
    let out = desk.must(0, "sign doc");
    assert!(out.contains("doc.p7s"), "{out}");
    let ca = "ca/public/signing-ca.pem";
    let der = fs::read(desk.path("doc.p7s")).unwrap();
    assert!(desk.path(ca).exists(), "{:?}", fs::read_dir(desk.path("ca/public")).unwrap());
    let openssl = |form: &str, signature: &str, document: &str| {
        desk.openssl(&format!(
            "cms -verify -cades -binary -inform {form} -in {signature} -content {document} \
             -CAfile {ca} -out out"
        ))
    };
    assert!(openssl("DER", "doc.p7s", "doc"));
    let found = json(&desk.must(0, "verify doc --json"));
    assert_eq!(found["schema"], "juki.verify/1");
    assert_eq!((&found["verdict"], &found["code"]), (&"valid".into(), &0.into()));
    assert_eq!(found["signers"][0]["purpose"], "signing");
    desk.must(0, "verify doc doc.p7s --lang ja");

    // What is there is not replaced, unless it may be.
    desk.must(10, "sign doc");
    assert_eq!(fs::read(desk.path("doc.p7s")).unwrap(), der);
    desk.must(0, "sign doc --force --format pem");
    assert!(openssl("PEM", "doc.p7s", "doc"));
    desk.must(0, "verify doc");
    desk.must(10, "sign doc --out doc --force");
    // Only a file is replaced by a file, and no PIN is asked for to find out.
    let pipe = desk.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::create_dir(desk.path("folder")).unwrap();
    for out in ["pipe", "folder"] {
        desk.must(10, &format!("sign doc --out {out} --force --trace trace"));
        assert!(!desk.path("trace").exists());
    }
    assert!(!pipe.metadata().unwrap().is_file());
    desk.must(0, "sign doc --key auth --out auth.p7s --json");
    let found = json(&desk.must(8, "verify doc auth.p7s --json"));
    assert_eq!(found["signers"][0]["purpose"], "authentication");
    assert_eq!((&found["verdict"], &found["code"]), (&"no-commitment".into(), &8.into()));
    let text = desk.must(8, "verify doc auth.p7s");
    assert!(text.starts_with("NO COMMITMENT: doc"), "{text}");
    assert!(text.contains("--allow-authentication-key"), "{text}");
    assert!(desk.must(8, "verify doc auth.p7s --lang ja").starts_with("同意を確認できない：doc"));
    let allowed = "verify doc auth.p7s --allow-authentication-key";
    let found = json(&desk.must(0, &format!("{allowed} --json")));
    assert_eq!(
        (&found["verdict"], &found["signers"][0]["purpose"]),
        (&"valid".into(), &"authentication".into())
    );
    // It is enough, and nothing else is: an altered document, an unknown authority.
    desk.must(6, "verify card.juki auth.p7s --allow-authentication-key");
    desk.must(0, "verify doc --allow-authentication-key");
    desk.must(1, "sign doc --out nowhere/doc.p7s");

    // Every end has its code.
    fs::write(desk.path("other"), "転出届\n").unwrap();
    assert!(!openssl("PEM", "doc.p7s", "other"));
    desk.must(6, "verify other doc.p7s");
    desk.must(10, "verify other");
    desk.must(10, "verify doc.p7s");
    desk.must(10, "verify doc card.juki");
    desk.must(1, "verify nothing");
    let nobody = desk.command("verify doc").env_remove("JUKI_TRUST").output().unwrap();
    assert_eq!(said(&nobody).0, 8);
    let foreign = Office::at(desk.office.now);
    let (seal, mut rng) = (KeyEncryption { passphrase: None }, UnwrapErr(SysRng));
    store::init(&desk.path("foreign"), &foreign.authority, seal, &mut rng, |_| ()).unwrap();
    let said = desk.must(8, "verify doc --trust foreign");
    // Its issuer's certificate does come along: that is not what is missing.
    assert!(said.contains("comes along, and leads to no trusted authority"), "{said}");
    assert!(said.contains("from the authority itself"), "{said}");
    // A genuine card, judged by whoever trusts somebody else: no word against it.
    let said = desk.must(8, "verify --trust foreign");
    assert!(said.contains("UNDECIDED") && !said.contains("WRONG"), "{said}");
    desk.must(8, &format!("verify doc --trust {ca}"));
    let skipped = json(&desk.must(0, &format!("verify doc --trust {ca} --revocation skip --json")));
    assert_eq!(skipped["revocation"], "skip");
}

#[test]
fn a_document_comes_and_a_signature_goes_through_pipes() {
    let desk = SigningFolder::new("pipes");
    let mut sign = desk.command("sign - --format pem");
    let mut sign = sign.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    sign.stdin.take().unwrap().write_all("転入届\n".as_bytes()).unwrap();
    let (code, pem, error) = said(&sign.wait_with_output().unwrap());
    assert_eq!(code, 0, "{error}");
    assert!(pem.starts_with("-----BEGIN CMS-----\n"), "{pem}");
    let mut verify = desk.command("verify doc -");
    let mut verify = verify.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    verify.stdin.take().unwrap().write_all(pem.as_bytes()).unwrap();
    assert_eq!(said(&verify.wait_with_output().unwrap()).0, 0);
    desk.must(10, "verify - -");
    desk.must(10, "sign doc --out - --json");
}

#[test]
fn nobody_waits_for_a_pipe_that_nobody_writes() {
    let desk = SigningFolder::new("fifo");
    desk.must(0, "sign doc");
    assert!(Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap().success());
    let ask = |arguments: &str| {
        let command = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        (arguments.to_owned(), command.unwrap())
    };
    // All at once: each is given some seconds for a writer to come.
    let asked =
        ["verify pipe", "verify doc pipe", "verify pipe doc.p7s", "verify doc --trust pipe"];
    for (arguments, mut child) in asked.map(ask) {
        let ended = (0..300).any(|_| {
            thread::sleep(Duration::from_millis(50));
            child.try_wait().unwrap().is_some()
        });
        if !ended {
            child.kill().unwrap();
        }
        let (code, _, error) = said(&child.wait_with_output().unwrap());
        assert!(ended, "juki {arguments} waits");
        assert_eq!(code, 1, "juki {arguments}: {error}");
        assert!(error.contains("pipe"), "juki {arguments}: {error}");
    }
    desk.must(10, "verify doc --trust /dev/zero");
}

#[test]
fn a_name_does_not_speak_for_the_program() {
    let desk = SigningFolder::new("hostile");
    desk.must(0, "sign doc");
    let name = "x\u{1b}[2K\n  ok     Document\u{202e}\u{9b}2J";
    fs::rename(desk.path("doc.p7s"), desk.path(name)).unwrap();
    for (format, code) in [("", 0), ("--json", 0), ("", 10)] {
        let mut command = desk.command("verify");
        let document = if code == 0 { "doc" } else { name };
        command.args([document, name]).args(format.split_whitespace());
        let (found, out, error) = said(&command.output().unwrap());
        assert_eq!(found, if code == 0 { 0 } else { 6 }, "{out}{error}");
        let acts = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!(out.clone() + &error).contains(acts), "{out:?}{error:?}");
        let right = |line: &&str| line.starts_with("  ok") && line.contains("Document");
        let expected = usize::from(format.is_empty() && code == 0);
        assert_eq!(out.lines().filter(right).count(), expected, "{out}");
        if !format.is_empty() {
            assert_eq!(json(&out)["signature"], name);
        }
    }
}

#[test]
fn a_wrong_password_signs_nothing() {
    let desk = SigningFolder::new("password");
    let wrong = desk.command("sign doc").env("JUKI_PIN_SIGN", "XYZ789").output().unwrap();
    let (code, _, error) = said(&wrong);
    assert_eq!(code, 4, "{error}");
    assert!(error.contains("JUKI_PIN_SIGN"), "{error}");
    assert!(!desk.path("doc.p7s").exists());
    let none = desk.command("sign doc").env_remove("JUKI_PIN_SIGN").output().unwrap();
    assert_eq!(said(&none).0, 4);
    desk.must(0, "sign doc");
}

#[test]
fn the_last_try_is_spent_only_when_asked_for() {
    let desk = SigningFolder::new("tries");
    let wrong = |arguments: &str| {
        said(&desk.command(arguments).env("JUKI_PIN_SIGN", "XYZ789").output().unwrap()).0
    };
    // No value of this PIN: nothing is sent.
    let malformed = desk.command("sign doc").env("JUKI_PIN_SIGN", "short").output().unwrap();
    assert_eq!(said(&malformed).0, 10);
    for _ in 0..6 {
        assert_eq!(wrong("sign doc"), 4);
    }
    assert_eq!(wrong("sign doc --spend-last-try"), 5);
    desk.must(5, "sign doc");
    assert!(!desk.path("doc.p7s").exists());
    // The rest of the card is judged all the same.
    let free = desk.command("verify").env_remove("JUKI_PIN_SIGN").output().unwrap();
    assert_eq!(said(&free).0, 0);
}

#[test]
fn an_altered_card_ends_with_its_code() {
    let desk = SigningFolder::new("altered");
    let path = desk.path("other.juki");
    fs::copy(desk.path("card.juki"), &path).unwrap();
    let reader = VirtualCard::open(&path, "test").unwrap();
    let mut card = office::Card { path, reader, entries: Vec::new(), can: String::new() };
    desk.office.administer(&mut card, |session| {
        office::enter(session, &text::APPLICATION);
        let number = b"\xFF\x10\x0C983205673214\xFF\xFF";
        office::overwrite(session, text::File::PersonalNumber.fid(), number);
    });
    fs::copy(&card.path, desk.path("card.juki")).unwrap();
    let found = json(&desk.must(6, "verify --json"));
    assert_eq!((&found["verdict"], &found["code"]), (&"not-authentic".into(), &6.into()));
}

#[test]
fn a_blank_card_is_nothing_to_judge() {
    let desk = SigningFolder::new("blank");
    desk.must(0, "virtual new blank.juki");
    desk.must(7, "verify --reader blank.juki");
    desk.must(7, "sign doc --reader blank.juki");
    assert!(!desk.path("doc.p7s").exists());
}

#[test]
fn a_card_is_judged() {
    let desk = SigningFolder::new("card");
    let found = json(&desk.must(0, "verify --json"));
    assert_eq!((&found["subject"], &found["complete"]), (&"card".into(), &true.into()));
    assert_eq!(found["not_judged"], serde_json::json!([]));
    // Without the signing password a yes says of what it is none.
    let without = desk.command("verify --json").env_remove("JUKI_PIN_SIGN").output().unwrap();
    let (code, without, _) = said(&without);
    let without = json(&without);
    assert_eq!((code, &without["complete"]), (0, &false.into()));
    let signing = ["signing-chain", "signing-in-force", "signing-card", "holder"];
    assert_eq!(without["not_judged"], serde_json::json!(signing));
    // The authority's folder is among those to believe: its index says whose the certificates are.
    let checks = found["checks"].as_array().unwrap();
    for topic in ["authentication-card", "signing-card"] {
        let check = checks.iter().find(|check| check["check"] == topic).unwrap();
        assert_eq!(check["outcome"], "passed", "{check}");
        assert!(check["reason"].as_str().unwrap().contains("index"), "{check}");
    }
    let found = json(&desk.must(8, "verify --no-pin --json"));
    assert_eq!((&found["verdict"], &found["complete"]), (&"incomplete".into(), &false.into()));
    assert_eq!(found["code"], 8);
    assert!(desk.must(8, "verify --no-pin").starts_with("INCOMPLETE"));
    assert!(desk.must(8, "verify --no-pin --lang ja").starts_with("判定未了"));
    desk.must(0, "verify --lang ja");
    let none = desk.command("verify").env_remove("JUKI_PIN_CARD").output().unwrap();
    assert_eq!(said(&none).0, 4);
    let nobody = desk.command("verify").env_remove("JUKI_TRUST").output().unwrap();
    assert_eq!(said(&nobody).0, 8);
    desk.must(2, "verify doc --no-pin");
}

fn long_document(name: &str, megabytes: u64) {
    let desk = SigningFolder::new(name);
    sparse(&desk.path("doc"), megabytes << 20);
    for arguments in ["sign doc", "verify doc"] {
        let Cost { code, memory: most, .. } = cost::of(desk.command(arguments));
        assert_eq!(code, 0, "{arguments}");
        assert!((1..MOST_MEMORY).contains(&most), "juki {arguments}: {most} KiB");
        println!("juki {arguments}, {megabytes} MB: {most} KiB at most");
    }
}

/// A file of zeros with something at its end, which takes no space on the disk.
fn sparse(path: &Path, length: u64) {
    let mut file = File::create(path).unwrap();
    file.set_len(length).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(-4)).unwrap();
    file.write_all(b"end\n").unwrap();
}

#[test]
fn memory_does_not_grow_with_the_document() {
    long_document("long", 128);
}

#[test]
#[ignore = "some seconds, and a minute without optimised hashing"]
fn a_gigabyte_is_signed_in_little_memory() {
    long_document("gigabyte", 1024);
}
