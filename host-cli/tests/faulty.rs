//! A card, or something between it and the reader, whose answers are not what they should be: one
//! byte short, one byte long, yes to everything, without end. What `juki` shows is what the card
//! holds, or it says that it could not be read.
//!
//! Each command runs in a process of its own: this test program again, as [`inside`].

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use juki::cli;
use juki::reader::virtual_card::VirtualCard;
use juki::reader::{Protocol, Reader, ReaderError};
use serde_json::Value;

#[path = "support/office.rs"]
mod office;

use office::{Office, TARO};

const IMAGE: &str = "JUKI_TEST_FAULTY_IMAGE";
const FAULT: &str = "JUKI_TEST_FAULTY_FAULT";
const ARGUMENTS: &str = "JUKI_TEST_FAULTY_ARGUMENTS";

/// What is wrong with every answer that carries data, or with every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    Short,
    Long,
    Yes,
    YesWithZeros,
    YesWithAsMuchAsAsked,
    Endless,
    Huge,
}

const FAULTS: [Fault; 7] = [
    Fault::Short,
    Fault::Long,
    Fault::Yes,
    Fault::YesWithZeros,
    Fault::YesWithAsMuchAsAsked,
    Fault::Endless,
    Fault::Huge,
];

struct Faulty<R> {
    card: R,
    fault: Fault,
}

impl<R: Reader> Reader for Faulty<R> {
    fn name(&self) -> &str {
        "faulty"
    }

    fn atr(&self) -> &[u8] {
        self.card.atr()
    }

    fn protocol(&self) -> Protocol {
        self.card.protocol()
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        // Only what is read is altered, so that there is something to read.
        let reads = matches!(command.get(1), Some(0xB0..=0xB3 | 0xC0 | 0xCA | 0xCB));
        let with = |data: usize| Ok([&vec![0; data][..], &[0x90, 0x00]].concat());
        match self.fault {
            Fault::Yes => return with(0),
            Fault::YesWithZeros => return with(256),
            Fault::YesWithAsMuchAsAsked if reads => {
                let le = command.last().copied().filter(|_| command.len() == 5);
                return with(le.map_or(0, usize::from));
            }
            Fault::YesWithAsMuchAsAsked => return with(0),
            Fault::Endless if reads => return Ok([&[0; 256][..], &[0x61, 0x00]].concat()),
            Fault::Huge if reads => return with(60_000),
            _ => {}
        }
        let mut answer = self.card.transmit(command)?;
        let data = answer.len() - 2;
        match self.fault {
            Fault::Short if reads && data > 0 => drop(answer.remove(data - 1)),
            Fault::Long if reads && data > 0 => answer.insert(data, b'1'),
            _ => {}
        }
        Ok(answer)
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.card.reset()
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(Faulty { card: self.card.exclusive()?, fault: self.fault }))
    }
}

/// Runs `juki` beside the card: exit code, and what it said in JSON.
fn juki(image: &Path, fault: Fault, arguments: &[&str]) -> (i32, Option<Value>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "inside", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(IMAGE, image).env(FAULT, format!("{fault:?}"));
    command.env(ARGUMENTS, [arguments, &["--json"]].concat().join("\n")).env("LC_ALL", "C");
    command.envs([("JUKI_PIN_AUTH", "1234"), ("JUKI_PIN_SIGN", "ABC123")]);
    command.envs([("JUKI_PIN_CARD", "5678"), ("JUKI_PIN_AUTH_NEW", "4321")]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let object =
        text.lines().find_map(|line| serde_json::from_str(line.get(line.find('{')?..)?).ok());
    (output.status.code().unwrap(), object)
}

#[test]
#[ignore = "run by the other tests of this file"]
fn inside() {
    let Some(image) = std::env::var_os(IMAGE) else { return };
    let fault = std::env::var(FAULT).unwrap();
    let all = [&[Fault::None], &FAULTS[..]].concat();
    let fault = all.into_iter().find(|found| format!("{found:?}") == fault).unwrap();
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments = std::iter::once("juki").chain(arguments.lines()).map(OsString::from);
    let card = VirtualCard::open(Path::new(&image), "faulty").unwrap();
    let card = Box::new(Faulty { card, fault });
    std::process::exit(cli::run_with(arguments, Some(card)).code().into());
}

/// Everything that is said is what the card holds.
fn is_part_of(said: &Value, truth: &Value, path: &str) {
    match (said, truth) {
        (Value::Object(said), Value::Object(truth)) => {
            for (key, value) in said {
                // Why something is not there; what kind of card it seems to be is no data of it.
                if !matches!(key.as_str(), "failed" | "left_out" | "reason") {
                    is_part_of(value, &truth[key], &format!("{path}/{key}"));
                }
            }
        }
        (Value::Array(said), Value::Array(truth)) => {
            assert!(said.len() <= truth.len(), "{path}: {said:?}");
            for (number, (one, other)) in said.iter().zip(truth).enumerate() {
                is_part_of(one, other, &format!("{path}/{number}"));
            }
        }
        (Value::Null, _) => {}
        _ => assert_eq!(said, truth, "{path}"),
    }
}

#[test]
fn what_is_shown_is_what_the_card_holds_or_said_to_be_unreadable() {
    let office = Office::at(der::DateTime::from_system_time(std::time::SystemTime::now()).unwrap());
    let card = office.issue(TARO);
    let image = card.path.clone();
    // The reader of this process holds a lock on the image.
    let copy = image.with_extension("faulty.juki");
    std::fs::copy(&image, &copy).unwrap();
    let start = Instant::now();
    let (code, truth) = juki(&copy, Fault::None, &["read"]);
    assert_eq!(code, 0, "{truth:?}");
    let truth = truth.unwrap();
    assert_eq!(truth["juki"]["record_code"], "24727059608");
    for fault in FAULTS {
        let (code, said) = juki(&copy, fault, &["read"]);
        assert!(!matches!(code, 0 | 101), "{fault:?}: {code} {said:?}");
        if let Some(said) = said.filter(|said| said["schema"] == "juki.read/1") {
            is_part_of(&said, &truth, &format!("{fault:?}"));
            assert!(said["juki"].is_null() && said["text"].is_null(), "{fault:?}: {said}");
        }
        for which in ["auth", "sign", "auth-ca"] {
            let (code, said) = juki(&copy, fault, &["cert", "export", which]);
            assert!(!matches!(code, 0 | 101), "{fault:?} {which}: {code} {said:?}");
        }
        for arguments in [&["verify"][..], &["verify", "--no-pin"], &["verify", "--signing"]] {
            let (code, said) = juki(&copy, fault, arguments);
            assert!(!matches!(code, 0 | 9 | 101), "{fault:?} {arguments:?}: {code} {said:?}");
        }
        for arguments in [&["info"][..], &["pin", "status"], &["cert", "list"]] {
            let (code, said) = juki(&copy, fault, arguments);
            assert_ne!(code, 101, "{fault:?} {arguments:?}: {said:?}");
        }
    }
    // Yes is not "changed".
    for fault in [Fault::Yes, Fault::YesWithZeros, Fault::YesWithAsMuchAsAsked] {
        let (code, said) = juki(&copy, fault, &["pin", "change", "auth"]);
        assert!(!matches!(code, 0 | 101), "{fault:?}: {code} {said:?}");
    }
    assert_eq!(juki(&copy, Fault::None, &["pin", "change", "auth"]).0, 0);
    assert!(start.elapsed() < Duration::from_secs(300), "{:?}", start.elapsed());
    std::fs::remove_file(copy).unwrap();
}
