//! The user's folder of trusted certificates, by the program itself.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod lists;

/// An empty folder for the test of this name.
fn fresh(test: &str) -> PathBuf {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    home
}

/// Runs `juki` with a configuration folder of its own; gives exit code and output.
fn juki(home: &PathBuf, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_juki"))
        .args(arguments)
        .current_dir(home)
        .env("LC_ALL", "C")
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("JUKI_PIN_SIGN", "ABC123")
        .env_remove("JUKI_AUTHORITY_PASSPHRASE")
        .env_remove("JUKI_AUTHORITY_PASSPHRASE_FILE")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// As [`juki`], which must end with this code; gives the output.
fn ends(home: &PathBuf, code: i32, arguments: &[&str]) -> String {
    let (found, said) = juki(home, arguments);
    assert_eq!(found, code, "{arguments:?}: {said}");
    said
}

/// Makes `q.juki`, an issued card with its authority beside it, and `file.txt` signed with it.
fn with_signed_file(home: &PathBuf) {
    ends(home, 0, &["virtual", "new", "q.juki", "--kind", "plain"]);
    fs::write(home.join("file.txt"), "text").unwrap();
    ends(home, 0, &["sign", "file.txt", "--reader", "q.juki"]);
}

/// What does not belong in the user's folder stops every command, and each says how to go on.
#[test]
fn a_file_that_is_none_is_taken_out_of_the_folder() {
    let home = fresh("trust-own");
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    assert_eq!(juki(&home, &["trust", "add", "ca"]).0, 0);
    let folder = home.join("config/juki/trust");
    let cut = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&cut).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    for arguments in [&["trust", "list"][..], &["trust", "add", "ca"], &["trust", "remove", "ca"]] {
        let (code, said) = juki(&home, arguments);
        assert_eq!(code, 10, "{said}");
        let [file, folder] = [&cut, &folder].map(|path| path.display().to_string());
        assert!(said.contains(&file), "{said}");
        assert!(said.contains(&format!("Take that file out of {folder},")), "{said}");
    }
    // What it says to do helps.
    fs::remove_file(&cut).unwrap();
    assert_eq!(juki(&home, &["trust", "add", "ca"]).0, 0);
    assert_eq!(fs::read(&cut).unwrap(), whole);
    assert_eq!(juki(&home, &["trust", "list"]).0, 0);
}

#[test]
fn an_authority_is_believed_until_it_is_removed() {
    let home = fresh("trust");
    let done = |arguments: &[&str]| ends(&home, 0, arguments);
    done(&["authority", "init", "ca"]);
    let pem = "ca/public/signing-ca.pem";
    let added = done(&["trust", "add", pem]);
    assert_eq!(added.lines().count(), 1);
    assert!(added.contains("  authority        "), "{added}");
    assert!(added.contains("O=JUKI-EMULATOR"), "{added}");
    assert!(done(&["trust", "add", pem]).contains("there already"));
    assert!(done(&["trust", "add", pem, "--lang", "ja"]).contains("登録済み"));

    // The rest of what the authority gives to everybody, and no key.
    let added = done(&["trust", "add", "ca"]);
    assert_eq!(added.lines().count(), 8, "{added}");
    let listed = done(&["trust", "list"]);
    assert_eq!(listed.lines().count(), 9, "{listed}");
    assert_eq!(listed.matches("revocation list").count(), 4);
    assert_eq!(listed.matches("CV root").count(), 1);
    let folder = home.join("config/juki/trust");
    for file in fs::read_dir(&folder).unwrap() {
        let content = fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&content).contains("PRIVATE"));
    }

    let object: serde_json::Value =
        serde_json::from_str(&done(&["trust", "list", "--json"])).unwrap();
    assert_eq!(object["schema"], "juki.trust.list/1");
    let root = object["trusted"].as_array().unwrap();
    let root = root.iter().find(|trusted| trusted["kind"] == "cv-root").unwrap();
    let removed = done(&["trust", "remove", &root["sha256"].as_str().unwrap()[..16]]);
    assert!(removed.starts_with("removed: "), "{removed}");
    assert_eq!(done(&["trust", "remove", "ca"]).lines().count(), 8);
    assert!(done(&["trust", "list"]).contains("Nobody is believed"));
    let (code, said) = juki(&home, &["trust", "remove", "ca"]);
    assert!(code == 10 && said.contains("Nothing of ca is believed"), "{said}");
    done(&["trust", "add", "ca"]);

    // What does not belong there is named.
    fs::write(folder.join("note.txt"), "note").unwrap();
    let (code, said) = juki(&home, &["trust", "list"]);
    assert_eq!(code, 10);
    assert!(said.contains("note.txt"), "{said}");
}

const SIGNING: &str = "OU=Japan Agency for Local Authority Information Systems,\
                       OU=JPKI for digital signature,O=JUKI-EMULATOR,C=JP";

/// Authorities may have the same name. Whoever names one does not remove another: what may be meant
/// is listed, and nothing is removed.
#[test]
fn nobody_else_of_the_same_name_is_removed() {
    let home = fresh("trust-same-name");
    let done = |arguments: &[&str]| ends(&home, 0, arguments);
    let trusted = || -> Vec<serde_json::Value> {
        let said: serde_json::Value =
            serde_json::from_str(&done(&["trust", "list", "--json"])).unwrap();
        said["trusted"].as_array().unwrap().clone()
    };
    done(&["authority", "init", "one"]);
    done(&["authority", "init", "two"]);
    // Given: one authority with its list. Its name says enough.
    for file in ["one/public/signing-ca.pem", "one/public/signing-ca.crl"] {
        done(&["trust", "add", file]);
    }
    assert_eq!(done(&["trust", "remove", SIGNING]).lines().count(), 2);
    assert_eq!(trusted().len(), 0);

    // Given: the list of another one of that name beside it, then all of both. The list came first:
    // beside an authority whose key did not sign it none is added.
    done(&["trust", "add", "two/public/signing-ca.crl"]);
    done(&["trust", "add", "one/public/signing-ca.pem"]);
    let (code, said) = juki(&home, &["trust", "add", "two/public/signing-ca-rsa2048.crl"]);
    assert!(code == 10 && said.contains("did not sign it"), "{said}");
    for added in [2, 18] {
        let before = trusted();
        assert_eq!(before.len(), added);
        for language in ["en", "ja"] {
            let (code, said) = juki(&home, &["trust", "remove", SIGNING, "--lang", language]);
            assert_eq!(code, 10, "{said}");
            for object in before.iter().filter(|object| object["name"] == SIGNING) {
                assert!(said.contains(&object["sha256"].as_str().unwrap()[..16]), "{said}");
            }
            assert!(said.contains("juki trust remove "), "{said}");
        }
        assert_eq!(trusted(), before);
        done(&["trust", "add", "one"]);
        done(&["trust", "add", "two"]);
    }

    // By its folder one goes with its lists, which may be newer than those of the folder by now.
    let copy = Command::new("cp").args(["-r", "one/public", "half"]).current_dir(&home).status();
    assert!(copy.unwrap().success());
    done(&["authority", "crl", "one"]);
    done(&["trust", "add", "one"]);
    assert_eq!(done(&["trust", "remove", "half"]).lines().count(), 9);
    let left = trusted();
    assert_eq!(left.len(), 9);
    done(&["trust", "add", "two"]);
    assert_eq!(trusted(), left, "all of the other one is there");

    // What is no file, folder, name or fingerprint, and what holds nothing that is believed.
    let (code, said) = juki(&home, &["trust", "remove", "nobody"]);
    assert!(code == 10 && said.contains("Nobody of the name"), "{said}");
    let (code, said) = juki(&home, &["trust", "remove", "one"]);
    assert!(code == 10 && said.contains("Nothing of one is believed"), "{said}");
}

/// Whoever names a folder means what he believes to be in it.
#[test]
fn a_folder_that_holds_nothing_is_named() {
    let home = fresh("trust-nothing");
    fs::create_dir_all(home.join("empty/folder")).unwrap();
    fs::write(home.join("empty/.hidden"), "x").unwrap();
    fs::write(home.join("doc.txt"), "x").unwrap();
    let signature = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/signatures/other.p7s");
    fs::copy(signature, home.join("doc.txt.p7s")).unwrap();
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    let refused = |arguments: &[&str], what: &str| {
        let (code, said) = juki(&home, arguments);
        assert_eq!(code, 10, "{arguments:?}: {said}");
        assert!(said.contains(what), "{arguments:?}: {said}");
    };
    let nothing = "empty holds nothing to trust";
    refused(&["trust", "add", "empty"], nothing);
    refused(&["verify", "doc.txt", "--trust", "empty"], nothing);
    assert!(!home.join("config").exists(), "nothing was believed, and nothing written");
    // Beside another one it may be empty; the user's folder may be.
    let (code, said) = juki(&home, &["verify", "doc.txt", "--trust", "empty", "--trust", "ca"]);
    assert_eq!(code, 6, "{said}");
    fs::create_dir_all(home.join("config/juki/trust")).unwrap();
    let (code, said) = juki(&home, &["verify", "doc.txt"]);
    assert_eq!(code, 6, "{said}");
    // An authority that lost the file that says so is not nothing.
    fs::remove_file(home.join("ca/authority.json")).unwrap();
    let missing = "ca/authority.json of the authority is missing";
    refused(&["authority", "list", "ca"], missing);
    refused(&["trust", "add", "ca"], missing);
    refused(&["verify", "doc.txt", "--trust", "ca"], missing);
}

/// A link to itself stands for what may not be looked at, for the superuser too.
#[test]
fn what_cannot_be_seen_is_not_said_to_be_missing() {
    let home = fresh("trust-unseen");
    fs::create_dir_all(home.join("config/juki")).unwrap();
    fs::create_dir(home.join("folder")).unwrap();
    fs::write(home.join("doc.txt"), "x").unwrap();
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    for (unseen, commands) in [
        ("config/juki/trust", &[&["trust", "list"][..], &["verify", "doc.txt", "doc.txt"]][..]),
        ("folder/ca.pem", &[&["trust", "add", "folder"]]),
        ("doc.txt.p7s", &[&["verify", "doc.txt", "--trust", "ca"]]),
        ("certificate", &[&["authority", "revoke", "ca", "certificate"]]),
        ("program", &[&["with-card", "--", "./program"]]),
    ] {
        std::os::unix::fs::symlink(home.join(unseen), home.join(unseen)).unwrap();
        for command in commands {
            let (code, said) = juki(&home, command);
            assert!(code != 0 && said.contains(unseen), "{command:?}: {code} {said}");
            assert!(said.contains("Too many levels"), "{command:?}: {said}");
        }
        fs::remove_file(home.join(unseen)).unwrap();
    }
}

#[test]
fn every_authority_is_another_one_and_stays_readable_by_openssl() {
    let home = fresh("authority");
    assert_eq!(juki(&home, &["authority", "init", "one"]).0, 0);
    fs::create_dir(home.join("two")).unwrap();
    assert_eq!(juki(&home, &["authority", "init", "two"]).0, 0);
    assert_eq!(juki(&home, &["authority", "crl", "one"]).0, 0);
    let names = ["signing-ca", "authentication-ca"].map(str::to_owned);
    for name in names.iter().cloned().chain(names.iter().map(|name| format!("{name}-rsa2048"))) {
        let verify = |list: &str, certificate: &str| {
            let output = Command::new("openssl")
                .args(["crl", "-inform", "DER", "-noout", "-in"])
                .arg(home.join(format!("{list}/public/{name}.crl")))
                .arg("-CAfile")
                .arg(home.join(format!("{certificate}/public/{name}.pem")))
                .output()
                .unwrap();
            String::from_utf8_lossy(&output.stderr).contains("verify OK")
        };
        assert!(verify("one", "one") && verify("two", "two"));
        assert!(!verify("one", "two") && !verify("two", "one"));
    }
}

#[test]
fn the_half_that_is_handed_out_is_believed_as_the_whole() {
    let home = fresh("public");
    with_signed_file(&home);
    let whole = "q.juki.authority";
    let half = "q.juki.authority/public";
    let judged = |trust: &str| {
        let card = juki(&home, &["verify", "--trust", trust, "--reader", "q.juki", "--no-pin"]);
        (card, juki(&home, &["verify", "file.txt", "--trust", trust]))
    };
    let (card, file) = judged(half);
    assert_eq!((card.0, file.0), (8, 0), "{card:?} {file:?}");
    // The whole knows besides from its index for which card a certificate was issued.
    let (card_by_whole, file_by_whole) = judged(whole);
    assert_eq!((card.0, &file), (card_by_whole.0, &file_by_whole));
    let without_ties = |said: &str| -> Vec<String> {
        let is_tie = |line: &&str| line.contains("of this card:");
        said.lines().filter(|line| !is_tie(line)).map(str::to_owned).collect()
    };
    assert_eq!(without_ties(&card.1), without_ties(&card_by_whole.1));

    // Once and for all.
    let (code, said) = juki(&home, &["trust", "add", half]);
    assert_eq!((code, said.lines().count()), (0, 9), "{said}");
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 0);
    assert!(juki(&home, &["trust", "add", whole]).1.contains("there already"));

    // By itself a municipality's certificate is nobody to trust, and beside another root it is
    // somebody else's.
    let alone = "q.juki.authority/public/municipality.cv";
    assert_eq!(juki(&home, &["trust", "add", alone]).0, 10);
    assert_eq!(juki(&home, &["virtual", "new", "r.juki", "--kind", "plain"]).0, 0);
    fs::copy(home.join("r.juki.authority/public/municipality.cv"), home.join(half).join("r.cv"))
        .unwrap();
    let (code, said) = juki(&home, &["verify", "file.txt", "--trust", half]);
    assert!(code == 10 && said.contains("r.cv"), "{said}");
}

#[test]
fn a_certificate_to_revoke_is_read_like_every_file() {
    let home = fresh("revoke-file");
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    // What does not end is not read to its end, and what nobody writes is not waited for for ever.
    let (code, said) = juki(&home, &["authority", "revoke", "ca", "/dev/zero"]);
    assert!(code == 10 && said.contains("no X.509 certificate"), "{said}");
    let made = Command::new("mkfifo").arg(home.join("pipe")).status().unwrap();
    assert!(made.success());
    let (code, said) = juki(&home, &["authority", "revoke", "ca", "pipe"]);
    assert!(code == 1 && said.contains("pipe"), "{said}");
    // A folder with the name of a number does not hide the number.
    fs::create_dir(home.join("0A1B")).unwrap();
    let (code, said) = juki(&home, &["authority", "revoke", "ca", "0A1B"]);
    assert!(code == 10 && said.contains("did not issue"), "{said}");
}

/// Makes an authority one of before its index had check values, with these lines.
fn with_old_index(home: &Path, lines: &str) {
    fs::write(home.join("ca/private/issued.jsonl"), lines).unwrap();
    fs::remove_file(home.join("ca/private/issued.copy.jsonl")).unwrap();
    let marker = fs::read_to_string(home.join("ca/authority.json")).unwrap();
    let old = marker.replace("\"format\":2", "\"format\":1");
    assert_ne!(marker, old);
    fs::write(home.join("ca/authority.json"), old).unwrap();
}

#[test]
fn a_certificate_of_somebody_else_revokes_nothing() {
    let home = fresh("revoke");
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    let victim = "0A1B2C3D4E5F60718293A4B5C6D7E8F9";
    let line = format!(
        "{{\"event\":\"issued\",\"serial\":\"{victim}\",\"purpose\":\"signing\",\"card\":\
         \"JUKIV0000000001\",\"not_before\":\"2026-11-22T00:00:00Z\",\"not_after\":\
         \"2099-11-22T14:59:59Z\"}}\n"
    );
    with_old_index(&home, &line);
    let output = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-subj", "/CN=Mallory", "-days", "10", "-keyout", "key.pem", "-out", "own.pem"])
        .args(["-set_serial", &format!("0x{victim}")])
        .current_dir(&home)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let (code, said) = juki(&home, &["authority", "revoke", "ca", "own.pem"]);
    assert_eq!(code, 10, "{said}");
    assert!(said.contains(victim), "{said}");
    assert!(juki(&home, &["authority", "list", "ca"]).1.contains("in force"));
    let (code, said) = juki(&home, &["authority", "revoke", "ca", victim]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("check value"), "the upgrade is said: {said}");
    assert!(!juki(&home, &["authority", "crl", "ca"]).1.contains("check value"), "once");
}

#[test]
fn nothing_is_lost_between_two_programs() {
    let home = fresh("two");
    assert_eq!(juki(&home, &["authority", "init", "ca"]).0, 0);
    let serials: Vec<String> = (1..9).map(|number| format!("{number:032X}")).collect();
    let line = |serial: &String| {
        format!(
            "{{\"event\":\"issued\",\"serial\":\"{serial}\",\"purpose\":\"signing\",\"card\":\
             \"JUKIV0000000001\",\"not_before\":\"2026-11-22T00:00:00Z\",\"not_after\":\
             \"2099-11-22T14:59:59Z\"}}\n"
        )
    };
    let lines: String = serials.iter().map(line).collect();
    with_old_index(&home, &lines);
    std::thread::scope(|scope| {
        for serial in &serials {
            scope.spawn(|| {
                let (code, said) = juki(&home, &["authority", "revoke", "ca", serial]);
                assert_eq!(code, 0, "{said}");
            });
        }
    });
    let object: serde_json::Value =
        serde_json::from_str(&juki(&home, &["authority", "list", "ca", "--json"]).1).unwrap();
    let certificates = object["certificates"].as_array().unwrap();
    assert_eq!(certificates.len(), serials.len());
    assert!(certificates.iter().all(|found| found["revoked"]["date"].is_string()));
    let output = Command::new("openssl")
        .args(["crl", "-inform", "DER", "-noout", "-text", "-in", "ca/public/signing-ca.crl"])
        .current_dir(&home)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.matches("Serial Number:").count(), serials.len(), "{text}");
    // As many lists as revocations after the first one: none had the number of another.
    let index = fs::read_to_string(home.join("ca/private/issued.jsonl")).unwrap();
    let lists =
        index.lines().filter(|line| line.contains("\"signing\",\"keys\":\"p256\",\"number\""));
    let numbers: std::collections::BTreeSet<_> =
        lists.filter_map(|line| line.split("\"number\":").nth(1)?.split(',').next()).collect();
    assert_eq!(numbers.len(), serials.len() + 1, "{index}");
    assert_eq!(fs::read_dir(home.join("ca/public")).unwrap().count(), 14, "nothing is left over");
}
