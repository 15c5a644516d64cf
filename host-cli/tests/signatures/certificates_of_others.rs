//! `juki verify` with certificates and revocation lists that other software makes, in the forms in
//! which they are met: openssl accepts them. The files stand in `tests/cases`.

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

/// The authority's name in PrintableString here and UTF8String there: in the signer's certificate,
/// in the hint beside its hash, in the list that revokes him.
#[test]
fn names_are_the_same_in_every_type_of_string() {
    let case = "names-rfc5280";
    let trust = ["--trust", "ca.pem", "--trust", "ca.crl"];
    expect(VALID, case, "b_dntype.p7s", &trust);
    expect(VALID, case, "b_hinttype.p7s", &trust);
    expect(NOT_IN_FORCE, case, "plain.p7s", &["--trust", "list"]);
}

/// An authority with a new key, certified by the old one: it may have no authority below it, and
/// has none.
#[test]
fn a_link_certificate_is_no_step_of_a_chain() {
    expect(
        VALID,
        "link-certificate",
        "e_roll.p7s",
        &["--trust", "oldca.pem", "--revocation", "skip"],
    );
}

/// The base list does not know of the signer, the delta list that goes on from it does.
#[test]
fn a_delta_list_is_read_beside_its_base() {
    let (authority, base, delta) =
        (["--trust", "ca.pem"], ["--trust", "base.crl"], ["--trust", "delta.crl"]);
    expect(VALID, "delta-list", "plain.p7s", &[authority, base].concat());
    expect(NOT_IN_FORCE, "delta-list", "plain.p7s", &[authority, base, delta].concat());
    expect(NOT_IN_FORCE, "delta-list", "plain.p7s", &[authority, delta, base].concat());
}
