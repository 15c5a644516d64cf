//! The committed corpora, and everything that was ever found, play without a finding.

use std::fs;
use std::path::Path;

fn play(target: &str, run: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut played = 0;
    for entry in fs::read_dir(&corpus).expect("the corpus is committed") {
        let path = entry.expect("it reads").path();
        println!("{}", path.display());
        run(&fs::read(&path).expect("it reads"));
        played += 1;
    }
    assert!(played > 0, "{} is empty", corpus.display());
}

#[test]
fn commands() {
    play("commands", crate::commands::run);
}

#[test]
fn tlv_fcp() {
    play("tlv_fcp", crate::tlv_fcp::run);
}

#[test]
fn mount() {
    play("mount", crate::mount::run);
}

#[test]
fn vpcd() {
    play("vpcd", crate::vpcd::run);
}

#[test]
fn host() {
    play("host", crate::host::run);
}

#[test]
fn import() {
    play("import", crate::import::run);
}

#[test]
fn resident() {
    play("resident", crate::resident::run);
}
