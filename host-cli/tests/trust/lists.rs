//! Revocation lists: how old they are, what takes the place of what, and what they say.

use super::*;

#[test]
fn adding_an_authority_again_refreshes_its_lists() {
    let home = fresh("refresh");
    let done = |arguments: &[&str]| ends(&home, 0, arguments);
    with_signed_file(&home);
    let ca = "q.juki.authority";
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
    let home = fresh("forgot");
    let done = |arguments: &[&str]| ends(&home, 0, arguments);
    let ca = "q.juki.authority";
    let add = |path: &str| -> serde_json::Value {
        serde_json::from_str(&done(&["trust", "add", path, "--json"])).unwrap()
    };
    let count = |said: &serde_json::Value, what: &str| said[what].as_array().unwrap().len();
    with_signed_file(&home);
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
    let home = fresh("suspended");
    let ca = "the town's";
    let run = |code: i32, arguments: &[&str]| ends(&home, code, arguments);
    let json = |code: i32, arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&run(code, &[arguments, &["--json"]].concat())).unwrap()
    };
    with_signed_file(&home);
    fs::rename(home.join("q.juki.authority"), home.join(ca)).unwrap();
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
    let japanese = run(10, &[&revoke("certificateHold")[..], &["--lang", "ja"]].concat());
    assert!(japanese.contains("一時停止"), "{japanese}");

    // The line that ends it is given whole, to be pasted as it stands.
    let line = |said: &str| {
        let line = &said[said.find("juki authority revoke ").unwrap()..];
        let end = "--reason removeFromCRL";
        line[..line.find(end).unwrap() + end.len()].to_owned()
    };
    assert_eq!(line(&said), line(&japanese));
    let script = format!("juki() {{ '{}' \"$@\"; }}; {}", env!("CARGO_BIN_EXE_juki"), line(&said));
    let ended = Command::new("sh").args(["-c", &script]).current_dir(&home).output().unwrap();
    assert!(ended.stdout.starts_with(b"In force again: "), "{ended:?}");
    assert_eq!(states(0), ["in-force", "valid"]);
    run(0, &revoke("certificateHold"));
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
fn a_list_past_its_next_update_decides_nothing() {
    let home = fresh("past");
    with_signed_file(&home);
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
