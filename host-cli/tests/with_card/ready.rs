//! `juki with-card` and the cards that it makes: repeatable, awkward, used by programs of others.

use crate::beside::{Folder, code, text};

/// What a script says beside a card that is made with these options, and its exit code.
fn said(folder: &Folder, options: &[&str], script: &str) -> (i32, String) {
    let script = format!("juki() {{ '{}' \"$@\"; }}; {script}", crate::beside::JUKI);
    let mut command = folder.juki(&[&["with-card"], options].concat());
    let done = command.args(["--", "sh", "-c", &script]).output().unwrap();
    folder.nothing_stays();
    (code(&done), text(&done.stdout) + &text(&done.stderr))
}

const VERIFY: &str = "juki verify";

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_card_of_today_is_made_unless_another_one_is_asked_for() {
    let folder = Folder::with_card("plain");
    let script = format!("juki info && {VERIFY} && opensc-tool -n && echo $JUKI_TRUST");
    let (ended, said) = said(&folder, &[], &script);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("\njpki\n"), "{said}");
    let trust = said.lines().find(|line| line.ends_with("/authority")).unwrap();
    assert!(!std::path::Path::new(trust).exists(), "gone: {trust}");
    assert!(said.contains("ATR:            3BE000FF8131FE4514"), "{said}");
    assert!(said.contains("\nVALID"), "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn awkward_cards_are_awkward_to_every_client() {
    let folder = Folder::with_card("awkward");
    for (card, expected) in [("copy", 6), ("tampered", 6), ("revoked", 9), ("expired", 9)] {
        let (ended, said) = said(&folder, &["--card", card], VERIFY);
        assert_eq!(ended, expected, "{card}: {said}");
    }
    let blocked = "pkcs11-tool --module $JUKI_PKCS11_MODULE --login --pin 1234 --list-objects";
    let (ended, said) = said(&folder, &["--card", "pin-blocked"], blocked);
    assert!(ended != 0 && said.contains("CKR_PIN_LOCKED"), "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_program_of_others_signs_with_the_card_and_openssl_verifies() {
    let folder = Folder::with_card("signs");
    let script = "echo text >data; pkcs11-tool --module $JUKI_PKCS11_MODULE --login \
                  --pin $JUKI_PIN_AUTH --sign -m SHA256-RSA-PKCS -i data -o signature && \
                  juki cert export auth >certificate && \
                  openssl verify -CAfile $JUKI_TEST_AUTHORITY/public/authentication-ca-rsa2048.pem \
                  certificate && openssl x509 -in certificate -noout -pubkey >key && \
                  openssl dgst -sha256 -verify key -signature signature data";
    let (ended, said) = said(&folder, &[], script);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("certificate: OK\nVerified OK"), "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_seed_makes_the_same_card_again() {
    let folder = Folder::with_card("seed");
    let script = "juki cert export auth; juki apdu 00CA004500 0084000010";
    let of = |options: &[&str]| {
        let (ended, said) = said(&folder, options, script);
        assert_eq!(ended, 0, "{said}");
        said
    };
    let first = of(&["--seed", "1", "--date", "2026-04-01"]);
    assert_eq!(of(&["--seed", "1", "--date", "2026-04-01"]), first);
    assert_ne!(of(&["--seed", "2", "--date", "2026-04-01"]), first);
    assert_ne!(of(&["--seed", "1", "--date", "2026-04-02"]), first);
    assert_ne!(of(&[]), of(&[]), "without a seed no two are the same");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_record_and_a_profile_of_ones_own() {
    let folder = Folder::with_card("record");
    let script = "juki resident show maria >maria.json";
    assert_eq!(said(&folder, &[], script).0, 0);
    let options = ["--record", "maria.json", "--profile", "p256"];
    let script = "juki read && juki info && echo $OPENSC_CONF";
    let (ended, said) = said(&folder, &options, script);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("profile, p256") || said.contains("p256, keys p256"), "{said}");
    assert!(said.contains("/opensc.conf\n"), "{said}");
    assert!(said.to_uppercase().contains("MARIA"), "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_authority_of_the_card_is_there_to_reset_and_to_revoke() {
    let folder = Folder::with_card("reset");
    let script = "juki pin status && JUKI_PIN_AUTH_NEW=4321 juki pin reset auth \
                  --authority $JUKI_TEST_AUTHORITY && juki pin status && juki authority list \
                  $JUKI_TEST_AUTHORITY && echo codes $JUKI_TEST_CODE_A $JUKI_TEST_CODE_B";
    let (ended, said) = said(&folder, &["--card", "pin-blocked"], script);
    assert_eq!(ended, 0, "{said}");
    let authentication: Vec<_> =
        said.lines().filter(|line| line.starts_with("jpki   0018")).collect();
    assert!(authentication[0].ends_with("blocked") && authentication[1].contains("3 of 3"));
    assert!(said.contains("user authentication, in force"), "{said}");
    // The personal number, and fourteen digits of day of birth, year of expiry, security code.
    let code_b = said.lines().last().and_then(|line| line.strip_prefix("codes 379474484458 "));
    let is_code = |code: &str| code.len() == 14 && code.bytes().all(|byte| byte.is_ascii_digit());
    assert!(code_b.is_some_and(is_code), "{said}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_program_of_others_unblocks_a_pin_with_the_resetting_code() {
    let folder = Folder::with_card("unblock");
    let script = "pkcs15-tool --unblock-pin --auth-id 01 --puk $JUKI_TEST_PUK --new-pin 4321 && \
                  juki pin status";
    let options = ["--card", "pin-blocked", "--profile", "p256"];
    let (ended, said) = said(&folder, &options, script);
    assert_eq!(ended, 0, "{said}");
    let authentication = said.lines().find(|line| line.starts_with("jpki   0018")).unwrap();
    assert!(authentication.contains("3 of 3"), "{said}");
}
