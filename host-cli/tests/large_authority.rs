//! What an authority of a hundred thousand certificates costs: figures beside their goals, by
//! `cargo xtask full authority`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use der::DateTime;
use juki::pki::index::{Entry, Event, Index, Reason};
use juki::pki::{Issuer, store};

#[path = "support/cost.rs"]
mod cost;

use cost::Cost;

const CERTIFICATES: usize = 100_000;
const REVOKED: usize = CERTIFICATES / 10;
/// Goals: processor time of a command in hundredths of a second, and its memory in KiB.
const TIME: u64 = 30;
const MEMORY: u64 = 64 * 1024;

/// The serial number of one of the certificates.
fn serial(number: usize) -> String {
    format!("{:032X}", number as u128 * 0x0012_3456_789A_BCDE_F012_3457 + 1)
}

/// Puts certificates into the index of an authority, every tenth of them revoked.
fn fill(dir: &Path) {
    let mut index: Index = store::index(dir).unwrap();
    let day = |year| DateTime::new(year, 11, 22, 0, 0, 0).unwrap();
    for number in 0..CERTIFICATES {
        let entry = Entry {
            serial: serial(number),
            issuer: Issuer::ALL[number % 2],
            card: format!("99999{:010}", number / 2),
            not_before: day(2026),
            not_after: day(2029),
            revoked: None,
        };
        index.apply(Event::Issued(entry)).unwrap();
        if number % (CERTIFICATES / REVOKED) == 0 {
            let event = Event::revoked(&serial(number), day(2026), Reason::Superseded);
            index.apply(event).unwrap();
        }
    }
    let lines = index.lines().unwrap();
    for name in ["issued.jsonl", "issued.copy.jsonl"] {
        fs::write(dir.join("private").join(name), &lines).unwrap();
    }
}

fn cost(home: &Path, arguments: &[&str]) -> Cost {
    let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
    command.args(arguments).current_dir(home);
    for pin in ["JUKI_PIN_CARD", "JUKI_PIN_AUTH"] {
        command.env(pin, "1234");
    }
    command.env("JUKI_PIN_SIGN", "ABC123").env("JUKI_READER", "card.juki");
    let cost = cost::of(command);
    assert_eq!(cost.code, 0, "{arguments:?}");
    cost
}

#[test]
#[ignore = "figures of an optimised program"]
fn an_authority_of_a_hundred_thousand_certificates() {
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("large");
    let _old = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    cost(&home, &["authority", "init", "ca"]);
    let issue = ["issue", "--sample", "taro", "--authority", "ca", "--placeholder", "--yes"];
    cost(&home, &["virtual", "new", "card.juki", "--profile", "p256"]);
    // What issuing costs without the index.
    let small = cost(&home, &issue);
    cost(&home, &["virtual", "new", "other.juki", "--profile", "p256"]);
    fill(&home.join("ca"));
    cost(&home, &["authority", "crl", "ca"]);
    let revoked = serial(3);
    println!("{CERTIFICATES} certificates, {REVOKED} of them revoked:");
    for arguments in [
        &["authority", "list", "ca"][..],
        &["authority", "list", "ca", "--json"],
        &["authority", "crl", "ca"],
        &["authority", "revoke", "ca", &revoked],
        &[&issue[..], &["--reader", "other.juki"]].concat(),
    ] {
        let Cost { time, memory, .. } = cost(&home, arguments);
        // The card is not the index's.
        let time = if arguments[0] == "issue" { time.saturating_sub(small.time) } else { time };
        let words = arguments.iter().filter(|word| !word.starts_with("ca") && **word != revoked);
        let words: Vec<&str> = words.take(3).copied().collect();
        println!(
            "{}.{:02} s [0.{TIME}], {memory} KiB [{MEMORY}]: juki {}",
            time / 100,
            time % 100,
            words.join(" ")
        );
    }
}
