//! `juki verify` with certificates and revocation lists that other software makes, in the forms in
//! which they are met: openssl accepts them. The files stand in `tests/cases`.

#![allow(clippy::unwrap_used, reason = "a test fails so")]

use std::path::Path;
use std::process::Command;

const VALID: i32 = 0;
const NOT_IN_FORCE: i32 = 9;

/// What is said of `doc.txt` in a case, signed in `signature`, by its exit code and in words.
fn verify(case: &str, signature: &str, arguments: &[&str]) -> (i32, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
    let output = Command::new(env!("CARGO_BIN_EXE_juki"))
        .current_dir(folder)
        .args(["verify", "doc.txt", signature, "--date", "2026-12-01"])
        .args(arguments)
        .env_remove("JUKI_TRUST")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap(), said)
}

#[track_caller]
fn expect(expected: i32, case: &str, signature: &str, arguments: &[&str]) {
    let (code, said) = verify(case, signature, arguments);
    assert_eq!(code, expected, "{case}/{signature} {arguments:?}: {said}");
}

/// `critical FALSE` spelled out, in the signer's certificate and in the list that revokes him.
#[test]
fn explicit_defaults_are_signed_as_they_came() {
    let case = "explicit-default";
    let trust = ["--trust", "ca.pem", "--trust", "ca.crl"];
    expect(VALID, case, "b_explicit.p7s", &trust);
    expect(VALID, case, "b_explicit_cades.p7s", &trust);
    expect(NOT_IN_FORCE, case, "plain.p7s", &["--trust", "list"]);
}
