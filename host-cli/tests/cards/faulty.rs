//! A card, or something between it and the reader, whose answers are not what they should be: one
//! byte short, one byte long, yes to everything, without end; all of them, or one. What `juki`
//! shows is what the card holds, or it says that it could not be read.
//!
//! Each command runs in a process of its own: this test program again, as [`inside`].

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use juki::program;
use juki::reader::virtual_card::VirtualCard;
use juki::reader::{Reader, ReaderError};
use serde_json::Value;

use crate::office::{Office, TARO};

const IMAGE: &str = "JUKI_TEST_FAULTY_IMAGE";
const FAULT: &str = "JUKI_TEST_FAULTY_FAULT";
/// Which answer to a command that reads has the fault, counted from 0; without it all have.
const ONE: &str = "JUKI_TEST_FAULTY_ONE";
const ARGUMENTS: &str = "JUKI_TEST_FAULTY_ARGUMENTS";

/// Commands that one run of `juki` may send. The longest here sends 800, to a card that says yes to
/// everything and so has 256 of whatever it is asked for.
const COMMANDS_MAX: u32 = 2_000;

/// How a run ends that sends more.
const WITHOUT_END: i32 = 102;

/// Commands that this process has sent.
static COMMANDS: AtomicU32 = AtomicU32::new(0);

/// Answers with data to commands that read.
static READ: AtomicU32 = AtomicU32::new(0);

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

struct FaultyReader<R> {
    card: R,
    fault: Fault,
    /// Only this answer has the fault.
    one: Option<u32>,
}

impl<R: Reader> Reader for FaultyReader<R> {
    fn name(&self) -> &str {
        "faulty"
    }

    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        if COMMANDS.fetch_add(1, Ordering::Relaxed) >= COMMANDS_MAX {
            std::process::exit(WITHOUT_END);
        }
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
        if !reads || data == 0 {
            return Ok(answer);
        }
        let at = READ.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            _ if self.one.is_some_and(|one| one != at) => {}
            Fault::Short => drop(answer.remove(data - 1)),
            Fault::Long => answer.insert(data, b'1'),
            _ => {}
        }
        Ok(answer)
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        let Self { fault, one, .. } = *self;
        Ok(Box::new(FaultyReader { card: self.card.exclusive()?, fault, one }))
    }
}

/// What a run of `juki` beside the card came to.
#[derive(Debug)]
struct ProgramRun {
    code: i32,
    /// What it said in JSON.
    said: Option<Value>,
    /// Answers with data to commands that read.
    read: u32,
}

impl ProgramRun {
    /// Neither a panic nor a run without end.
    fn is_orderly(&self) -> bool {
        !matches!(self.code, 101 | WITHOUT_END)
    }
}

/// Runs `juki` beside the card. One of its answers has the fault, or all have.
fn juki(image: &Path, fault: Fault, one: Option<u32>, arguments: &[&str]) -> ProgramRun {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "faulty::inside", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(IMAGE, image).env(FAULT, format!("{fault:?}"));
    command.envs(one.map(|one| (ONE, one.to_string())));
    command.env(ARGUMENTS, [arguments, &["--json"]].concat().join("\n")).env("LC_ALL", "C");
    command.envs([("JUKI_PIN_AUTH", "1234"), ("JUKI_PIN_SIGN", "ABC123")]);
    command.envs([("JUKI_PIN_CARD", "5678"), ("JUKI_PIN_AUTH_NEW", "4321")]);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let said =
        text.lines().find_map(|line| serde_json::from_str(line.get(line.find('{')?..)?).ok());
    let read = text.lines().find_map(|line| line.strip_prefix(COUNTED)?.parse().ok());
    ProgramRun { code: output.status.code().unwrap(), said, read: read.unwrap_or(0) }
}

/// How a run says what it has read.
const COUNTED: &str = "answers read: ";

#[test]
#[ignore = "run by the other tests of this file"]
fn inside() {
    let Some(image) = std::env::var_os(IMAGE) else { return };
    let fault = std::env::var(FAULT).unwrap();
    let all = [&[Fault::None], &FAULTS[..]].concat();
    let fault = all.into_iter().find(|found| format!("{found:?}") == fault).unwrap();
    let one = std::env::var(ONE).ok().map(|one| one.parse().unwrap());
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments = std::iter::once("juki").chain(arguments.lines()).map(OsString::from);
    let card = VirtualCard::open(Path::new(&image), "faulty").unwrap();
    let exit = program::run_with(arguments, Some(Box::new(FaultyReader { card, fault, one })));
    println!("{COUNTED}{}", READ.load(Ordering::Relaxed));
    std::process::exit(exit.code().into());
}

/// Everything that is said is what the card holds; gives the number of values that were compared.
fn is_part_of(said: &Value, truth: &Value, path: &str) -> usize {
    match (said, truth) {
        (Value::Object(said), Value::Object(truth)) => {
            // Why something is not there; what kind of card it seems to be is no data of it.
            let data = said.iter().filter(|(key, _)| {
                !matches!(key.as_str(), "schema" | "failed" | "left_out" | "reason")
            });
            data.map(|(key, value)| is_part_of(value, &truth[key], &format!("{path}/{key}"))).sum()
        }
        (Value::Array(said), Value::Array(truth)) => {
            assert!(said.len() <= truth.len(), "{path}: {said:?}");
            let pairs = said.iter().zip(truth).enumerate();
            pairs.map(|(at, (one, other))| is_part_of(one, other, &format!("{path}/{at}"))).sum()
        }
        (Value::Null, _) => 0,
        _ => {
            assert_eq!(said, truth, "{path}");
            1
        }
    }
}

/// An issued card, and a file of it that other processes may open.
struct CardCopy {
    copy: PathBuf,
}

impl CardCopy {
    fn new() -> Self {
        let now = der::DateTime::from_system_time(std::time::SystemTime::now()).unwrap();
        let card = Office::at(now).issue(TARO);
        // The reader of this process holds a lock on the image.
        let copy = card.path.with_extension("faulty.juki");
        std::fs::copy(&card.path, &copy).unwrap();
        Self { copy }
    }

    fn juki(&self, fault: Fault, arguments: &[&str]) -> ProgramRun {
        let run = juki(&self.copy, fault, None, arguments);
        assert!(run.is_orderly(), "{fault:?} {arguments:?}: {run:?}");
        run
    }

    /// What `juki read` says of the card when nothing is wrong, and how many answers that takes.
    fn truth(&self) -> (Value, u32) {
        let run = self.juki(Fault::None, &["read"]);
        let truth = run.said.filter(|_| run.code == 0).unwrap();
        assert_eq!(truth["juki"]["record_code"], "24727059608");
        (truth, run.read)
    }
}

impl Drop for CardCopy {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.copy);
    }
}

#[test]
fn of_a_card_whose_every_answer_is_wrong_nothing_is_shown_and_nothing_believed() {
    let card = CardCopy::new();
    let (truth, _) = card.truth();
    for fault in FAULTS {
        let read = card.juki(fault, &["read"]);
        assert_ne!(read.code, 0, "{fault:?}");
        let said = read.said.unwrap();
        assert_eq!(said["schema"], truth["schema"], "{fault:?}: {said}");
        assert_eq!(is_part_of(&said, &truth, &format!("{fault:?}")), 0, "{fault:?}: {said}");
        assert_ne!(said["failed"][0], Value::Null, "{fault:?}: {said}");
        for which in ["auth", "sign", "auth-ca"] {
            let run = card.juki(fault, &["cert", "export", which]);
            assert_ne!(run.code, 0, "{fault:?} {which}: {run:?}");
        }
        for arguments in [&["verify"][..], &["verify", "--no-pin"], &["verify", "--signing"]] {
            let run = card.juki(fault, arguments);
            assert!(!matches!(run.code, 0 | 9), "{fault:?} {arguments:?}: {run:?}");
        }
        for arguments in [&["info"][..], &["pin", "status"], &["cert", "list"]] {
            card.juki(fault, arguments);
        }
    }
    // Yes is not "changed".
    for fault in [Fault::Yes, Fault::YesWithZeros, Fault::YesWithAsMuchAsAsked] {
        let run = card.juki(fault, &["pin", "change", "auth"]);
        assert_ne!(run.code, 0, "{fault:?}: {run:?}");
    }
    assert_eq!(card.juki(Fault::None, &["pin", "change", "auth"]).code, 0);
}

/// Every answer that `juki read` reads is one byte short, or one long, in turn: the rest is shown
/// as the card holds it, and what was in that answer is not, and is said to be unreadable.
#[test]
fn of_a_card_one_of_whose_answers_is_wrong_the_rest_is_shown_as_it_is() {
    let card = CardCopy::new();
    let (truth, answers) = card.truth();
    let all = is_part_of(&truth, &truth, "truth");
    assert!(answers > 10 && all > 30, "{answers} answers, {all} values");
    for fault in [Fault::Short, Fault::Long] {
        let mut failed = 0;
        for one in 0..answers {
            let what = format!("{fault:?}, answer {one}");
            let run = juki(&card.copy, fault, Some(one), &["read"]);
            assert!(run.is_orderly(), "{what}: {run:?}");
            let said = run.said.unwrap();
            let values = is_part_of(&said, &truth, &what);
            if run.code == 0 {
                // Of a file that came short the rest was asked for.
                assert!(values == all && said["failed"].is_null(), "{what}: {said}");
            } else {
                assert!((1..all).contains(&values), "{what}: {values} of {all}: {said}");
                assert_ne!(said["failed"][0], Value::Null, "{what}: {said}");
                failed += 1;
            }
        }
        assert_ne!(failed, 0, "{fault:?}");
    }
}
