//! What whoever listens between reader and card gets to see: with `--can` neither PIN nor anything
//! of the holder, without it both.
//!
//! Each command runs in a process of its own: this test program again, as [`inside`].

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use juki::program;
use juki::reader::virtual_card::VirtualCard;
use juki::reader::{Reader, ReaderError};

use crate::office::{Office, TARO};

const IMAGE: &str = "JUKI_TEST_EAVESDROPPED_IMAGE";
const ARGUMENTS: &str = "JUKI_TEST_EAVESDROPPED_ARGUMENTS";

/// Writes every byte that passes to a file.
struct Recorder<R> {
    card: R,
    seen: Arc<Mutex<File>>,
}

impl<R: Reader> Reader for Recorder<R> {
    fn name(&self) -> &str {
        self.card.name()
    }

    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        let mut seen = self.seen.lock().unwrap();
        for bytes in [command, &answer] {
            writeln!(seen, "{}", hex::encode(bytes)).unwrap();
        }
        Ok(answer)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        let seen = Arc::clone(&self.seen);
        Ok(Box::new(Recorder { card: self.card.exclusive()?, seen }))
    }
}

#[test]
#[ignore = "run by the other tests of this file"]
fn inside() {
    let Some(image) = std::env::var_os(IMAGE) else { return };
    let image = PathBuf::from(image);
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments = std::iter::once("juki").chain(arguments.lines()).map(OsString::from);
    let seen = Arc::new(Mutex::new(File::create(recorded(&image)).unwrap()));
    let card = VirtualCard::open(&image, "eavesdropped").unwrap();
    let exit = program::run_with(arguments, Some(Box::new(Recorder { card, seen })));
    std::process::exit(exit.code().into());
}

fn recorded(image: &Path) -> PathBuf {
    image.with_extension("recorded")
}

/// Runs `juki` beside the card: how it ends, what it says, and the commands and answers that
/// passed.
fn juki(image: &Path, arguments: &[&str]) -> (i32, String, Vec<Vec<u8>>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "eavesdropped::inside", "--ignored", "--nocapture"]);
    command.arg("--test-threads=1").env(IMAGE, image);
    command.env(ARGUMENTS, arguments.join("\n")).env("LC_ALL", "C").env_remove("JUKI_CAN");
    command.envs([("JUKI_PIN_AUTH", "1234"), ("JUKI_PIN_SIGN", "ABC123")]);
    command.envs([("JUKI_PIN_CARD", "5678"), ("JUKI_PIN_AUTH_NEW", "1234")]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let seen = fs::read_to_string(recorded(image)).unwrap();
    let _gone = fs::remove_file(recorded(image));
    let seen = seen.lines().map(|line| hex::decode(line).unwrap()).collect();
    (output.status.code().unwrap(), text, seen)
}

fn shows(seen: &[Vec<u8>], secret: &[u8]) -> bool {
    seen.iter().any(|bytes| bytes.windows(secret.len()).any(|part| part == secret))
}

#[test]
fn whoever_listens_learns_neither_pin_nor_holder_inside_the_session_of_the_can() {
    let now = der::DateTime::from_system_time(std::time::SystemTime::now()).unwrap();
    let card = Office::at(now).issue(TARO);
    let image = card.path.with_extension("eavesdropped.juki");
    fs::copy(&card.path, &image).unwrap();
    let out = image.with_extension("p7m");
    let document = image.with_extension("txt");
    fs::write(&document, "paper\n").unwrap();
    let (out, document) = (out.to_str().unwrap(), document.to_str().unwrap());
    let name = "住基　太郎".as_bytes();
    let number = "379474484458".as_bytes();
    for (arguments, secrets) in [
        (&["read"][..], &[b"5678", name, number, "霞が関".as_bytes()][..]),
        (&["sign", document, "--out", out, "--force"], &[b"ABC123"]),
        (&["cert", "export", "sign"], &[b"ABC123", &[0x30, 0x82]]),
        (&["pin", "change", "auth"], &[b"1234"]),
    ] {
        let (code, said, seen) = juki(&image, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        for secret in secrets {
            assert!(shows(&seen, secret), "{arguments:?} in the clear: {secret:02X?}");
        }
        let (code, inside, seen) = juki(&image, &[arguments, &["--can", &card.can]].concat());
        assert_eq!(code, 0, "{arguments:?} inside: {inside}");
        for secret in secrets.iter().chain([&card.can.as_bytes()]) {
            assert!(!shows(&seen, secret), "{arguments:?} inside: {secret:02X?}");
        }
        // Before the session begins EF.CardAccess is read; behind it LOG OUT ends it.
        let plain: Vec<_> = seen.chunks(2).filter(|pair| pair[0][0] & 0x0C == 0).collect();
        let (last, before) = plain.split_last().unwrap();
        assert!(last[0].starts_with(&[0x00, 0x2E]), "{:02X?}", last[0]);
        assert!(last[1].ends_with(&[0x69, 0x87]), "the card ended its side: {:02X?}", last[1]);
        for pair in before {
            assert!(matches!(pair[0][1], 0xA4 | 0xB0 | 0x22 | 0x86), "{:02X?}", pair[0]);
        }
        assert!(seen.len() > 2 * plain.len(), "{arguments:?}: what is to be inside is there");
    }
    for file in [&image, Path::new(out), Path::new(document)] {
        let _gone = fs::remove_file(file);
    }
}

#[test]
fn a_card_without_a_can_and_a_wrong_one_get_nothing_in_the_clear() {
    let now = der::DateTime::from_system_time(std::time::SystemTime::now()).unwrap();
    let card = Office::at(now).issue(TARO);
    let image = card.path.with_extension("wrong-can.juki");
    fs::copy(&card.path, &image).unwrap();
    let wrong = if card.can == "000000" { "000001" } else { "000000" };
    let (code, said, seen) = juki(&image, &["read", "--can", wrong]);
    assert_eq!(code, 4, "{said}");
    assert!(!shows(&seen, b"5678"));
    assert!(seen.chunks(2).all(|pair| matches!(pair[0][1], 0xA4 | 0xB0 | 0x22 | 0x86)));
    let _gone = fs::remove_file(image);
}
