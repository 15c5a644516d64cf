//! The user's folder of trusted certificates, by the program itself.

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

#[test]
fn an_authority_is_believed_until_it_is_removed() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("trust");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let done = |arguments: &[&str]| {
        let (code, said) = juki(&home, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
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
    // An authority and its list have the same name, whatever the type of its key.
    let name = "OU=Japan Agency for Local Authority Information Systems,\
                OU=JPKI for digital signature,O=JUKI-EMULATOR,C=JP";
    assert_eq!(done(&["trust", "remove", name]).lines().count(), 4);
    assert_eq!(done(&["trust", "list"]).lines().count(), 4);
    assert_eq!(juki(&home, &["trust", "remove", name]).0, 10);

    // What does not belong there is named.
    fs::write(folder.join("note.txt"), "note").unwrap();
    let (code, said) = juki(&home, &["trust", "list"]);
    assert_eq!(code, 10);
    assert!(said.contains("note.txt"), "{said}");
}

#[test]
fn every_authority_is_another_one_and_stays_readable_by_openssl() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("authority");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
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
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("public");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let (ready, said) = juki(&home, &["virtual", "new", "q.juki", "--kind", "plain"]);
    assert_eq!(ready, 0, "{said}");
    fs::write(home.join("file.txt"), "text").unwrap();
    let (signed, said) = juki(&home, &["sign", "file.txt", "--reader", "q.juki"]);
    assert_eq!(signed, 0, "{said}");
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
fn adding_an_authority_again_refreshes_its_lists() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("refresh");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let done = |arguments: &[&str]| {
        let (code, said) = juki(&home, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
    done(&["virtual", "new", "q.juki", "--kind", "plain"]);
    let ca = "q.juki.authority";
    fs::write(home.join("file.txt"), "text").unwrap();
    done(&["sign", "file.txt", "--reader", "q.juki"]);
    done(&["trust", "add", ca]);
    done(&["verify", "file.txt"]);
    let old = home.join("old");
    fs::create_dir(&old).unwrap();
    for name in ["signing-ca", "signing-ca-rsa2048"] {
        let name = format!("{name}.crl");
        fs::copy(home.join(ca).join("public").join(&name), old.join(&name)).unwrap();
    }
    done(&["cert", "export", "sign", "--format", "der", "--out", "s.cer", "--reader", "q.juki"]);
    done(&["authority", "revoke", ca, "s.cer"]);

    // What was copied knows nothing of it, until it is refreshed; every verdict says its age.
    let said = done(&["verify", "file.txt"]);
    assert!(said.contains("revocation list of 2"), "{said}");
    let verdict = || {
        let said = juki(&home, &["verify", "file.txt", "--json"]).1;
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        let checks = said["signers"][0]["checks"].as_array().unwrap().clone();
        let lists = checks.iter().flat_map(|check| check["lists"].as_array().unwrap().clone());
        lists.collect::<Vec<_>>()
    };
    let before = verdict();
    assert_eq!(before.len(), 1, "{before:?}");
    assert!(before[0]["this_update"].is_string() && before[0]["next_update"].is_string());
    let said = done(&["trust", "add", ca]);
    assert_eq!(said.matches("replaced: ").count(), 1, "{said}");
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 9);
    let after = verdict();
    assert_ne!(after[0]["number"], before[0]["number"], "the list that decided is another one");
    let listed = done(&["trust", "list"]);
    assert_eq!((listed.lines().count(), listed.matches("next by").count()), (9, 4), "{listed}");
    assert!(done(&["trust", "add", ca]).contains("there already"));

    // An old copy changes nothing, and that is said.
    let said = done(&["trust", "add", "old", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["older"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 9);
    assert!(done(&["trust", "add", "old"]).contains("not taken"));
}

/// Every file of a folder, the folders in it included.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn an_authority_that_forgot_a_revocation_takes_nobody_back() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forgot");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let done = |arguments: &[&str]| {
        let (code, said) = juki(&home, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
    let ca = "q.juki.authority";
    let add = |path: &str| -> serde_json::Value {
        serde_json::from_str(&done(&["trust", "add", path, "--json"])).unwrap()
    };
    let count = |said: &serde_json::Value, what: &str| said[what].as_array().unwrap().len();
    done(&["virtual", "new", "q.juki", "--kind", "plain"]);
    fs::write(home.join("file.txt"), "text").unwrap();
    done(&["sign", "file.txt", "--reader", "q.juki"]);
    done(&["cert", "export", "sign", "--format", "der", "--out", "s.cer", "--reader", "q.juki"]);
    copy_folder(&home.join(ca), &home.join("backup"));
    let restore = |lists: usize| {
        fs::remove_dir_all(home.join(ca)).unwrap();
        copy_folder(&home.join("backup"), &home.join(ca));
        // As many as it takes to a number that no list had before, however fast this machine is.
        (0..lists).for_each(|_| drop(done(&["authority", "crl", ca])));
    };

    // A suspension may end, so a list without it takes the place of the one with it.
    done(&["authority", "revoke", ca, "s.cer", "--reason", "certificateHold"]);
    done(&["trust", "add", ca]);
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 9);
    restore(2);
    let said = add(ca);
    assert_eq!((count(&said, "replaced"), count(&said, "kept")), (4, 0), "{said}");
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 0);

    // A revocation is for ever, whoever forgets it.
    let revoked: serde_json::Value =
        serde_json::from_str(&done(&["authority", "revoke", ca, "s.cer", "--json"])).unwrap();
    let serial = revoked["serial"].as_str().unwrap();
    copy_folder(&home.join(ca), &home.join("lost"));
    done(&["trust", "add", ca]);
    restore(4);
    let (code, said) = juki(&home, &["trust", "add", ca]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(serial) && said.contains("older backup"), "{said}");
    assert_eq!(said.matches("replaced: ").count(), 3, "the lists of the others: {said}");
    let (code, said) = juki(&home, &["verify", "file.txt"]);
    assert_eq!(code, 9, "{said}");
    for command in [&["trust", "list"][..], &["trust", "add", ca]] {
        for language in ["en", "ja"] {
            let said = done(&[command, &["--lang", language]].concat());
            assert!(said.contains(serial), "{said}");
        }
        let said: serde_json::Value =
            serde_json::from_str(&done(&[command, &["--json"]].concat())).unwrap();
        assert_eq!(said["kept"][0]["not_in_newer"], serde_json::json!([serial]), "{said}");
    }

    // In the other order it is the same, and whoever knows better has the last word.
    let kept =
        |said: &serde_json::Value| said["kept"][0]["older"]["sha256"].as_str().unwrap().to_owned();
    let older = kept(&add(ca));
    done(&["trust", "remove", &older]);
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 0);
    let said = add("lost");
    assert_eq!((count(&said, "added"), count(&said, "older")), (1, 3), "{said}");
    assert_eq!(kept(&said), older);
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 9);

    // Once the authority says it again, nothing older is needed.
    done(&["authority", "revoke", ca, "s.cer"]);
    let said = add(ca);
    assert_eq!((count(&said, "replaced"), count(&said, "kept")), (2, 0), "{said}");
    assert_eq!(juki(&home, &["verify", "file.txt"]).0, 9);
}

#[test]
fn a_suspension_is_told_from_a_revocation() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("suspended");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    let ca = "q.juki.authority";
    let run = |code: i32, arguments: &[&str]| {
        let (found, said) = juki(&home, arguments);
        assert_eq!(found, code, "{arguments:?}: {said}");
        said
    };
    let json = |code: i32, arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&run(code, &[arguments, &["--json"]].concat())).unwrap()
    };
    run(0, &["virtual", "new", "q.juki", "--kind", "plain"]);
    fs::write(home.join("file.txt"), "text").unwrap();
    run(0, &["sign", "file.txt", "--reader", "q.juki"]);
    run(0, &["cert", "export", "sign", "--out", "s.cer", "--reader", "q.juki"]);
    // How the certificate stands, by the index and by the verdict on the file.
    let states = |code: i32| {
        let listed = json(0, &["authority", "list", ca]);
        let listed = listed["certificates"].as_array().unwrap();
        let signing = listed.iter().find(|found| found["purpose"] == "signing").unwrap();
        let judged = json(code, &["verify", "file.txt", "--trust", ca]);
        let checks = judged["signers"][0]["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["check"] == "in-force").unwrap();
        [&signing["state"], &check["in_force"]["state"]]
            .map(|state| state.as_str().unwrap().to_owned())
    };
    let revoke = |reason| ["authority", "revoke", ca, "s.cer", "--reason", reason];
    assert_eq!(states(0), ["in-force", "valid"]);

    let said = run(0, &revoke("certificateHold"));
    assert!(said.starts_with("Suspended: ") && said.contains("removeFromCRL"), "{said}");
    assert_eq!(states(9), ["suspended", "suspended"]);
    let said = run(9, &["verify", "file.txt", "--trust", ca]);
    assert!(said.contains("suspended since") && !said.contains("evoked"), "{said}");
    let said = run(10, &revoke("certificateHold"));
    assert!(said.contains("is suspended already"), "{said}");
    assert!(
        run(10, &[&revoke("certificateHold")[..], &["--lang", "ja"]].concat()).contains("一時停止")
    );

    assert!(run(0, &revoke("removeFromCRL")).starts_with("In force again: "));
    assert_eq!(states(0), ["in-force", "valid"]);
    assert_eq!(json(0, &revoke("certificateHold"))["state"], "suspended");
    let said = run(0, &revoke("superseded"));
    assert!(said.starts_with("Revoked: "), "{said}");
    assert_eq!(states(9), ["revoked", "revoked"]);
    for reason in ["certificateHold", "removeFromCRL", "superseded"] {
        let said = run(10, &revoke(reason));
        assert!(said.contains("revoked already") && said.contains("for ever"), "{said}");
    }
}

#[test]
fn a_certificate_to_revoke_is_read_like_every_file() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("revoke-file");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
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

#[test]
fn a_list_past_its_next_update_decides_nothing() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("past");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    assert_eq!(juki(&home, &["virtual", "new", "q.juki", "--kind", "plain"]).0, 0);
    fs::write(home.join("file.txt"), "text").unwrap();
    assert_eq!(juki(&home, &["sign", "file.txt", "--reader", "q.juki"]).0, 0);
    let public = "q.juki.authority/public";
    assert_eq!(juki(&home, &["verify", "file.txt", "--trust", public]).0, 0);

    // The same authority's list of another time, for either type of its key.
    fs::write(home.join("index.txt"), "").unwrap();
    fs::write(home.join("number"), "01\n").unwrap();
    fs::write(
        home.join("ca.cnf"),
        "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_md=sha256\ncrlnumber=number\n",
    )
    .unwrap();
    for name in ["signing-ca", "signing-ca-rsa2048"] {
        let openssl = |arguments: &[&str]| {
            let output =
                Command::new("openssl").args(arguments).current_dir(&home).output().unwrap();
            assert!(output.status.success(), "{output:?}");
        };
        let key = format!("q.juki.authority/private/{name}.key");
        let certificate = format!("{public}/{name}.pem");
        let times = ["-crl_lastupdate", "20260101000000Z", "-crl_nextupdate", "20260201000000Z"];
        let made = ["ca", "-gencrl", "-config", "ca.cnf", "-out", "old.pem"];
        openssl(&[&made[..], &["-keyfile", &key, "-cert", &certificate], &times].concat());
        let list = format!("{public}/{name}.crl");
        openssl(&["crl", "-in", "old.pem", "-outform", "DER", "-out", &list]);
    }
    let judge =
        |more: &[&str]| juki(&home, &[&["verify", "file.txt", "--trust", public], more].concat());
    let (code, said) = judge(&[]);
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("UNDECIDED"), "{said}");
    for language in ["en", "ja"] {
        let (code, said) = judge(&["--lang", language]);
        assert_eq!(code, 8, "{said}");
        assert!(said.contains("2026-02-01 09:00:00 JST"), "{said}");
        assert!(said.contains("juki trust add DIR"), "{said}");
    }
    let said: serde_json::Value = serde_json::from_str(&judge(&["--json"]).1).unwrap();
    let checks = said["signers"][0]["checks"].as_array().unwrap();
    let list = checks.iter().find_map(|check| check["lists"].get(0)).unwrap();
    assert_eq!(list["next_update"], "2026-02-01T00:00:00Z");
    assert_eq!(list["next_update_jst"], "2026-02-01T09:00:00+09:00");
    assert_eq!(judge(&["--revocation", "skip"]).0, 0);
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
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("revoke");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
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
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("two");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
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
