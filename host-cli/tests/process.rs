//! What only shows with processes: locks, signals, kills, pipes that nobody reads.
#![cfg(feature = "vpcd")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// A folder with a card image in it, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn with_card(test: &str) -> (Self, PathBuf) {
        Self::with_kind(test, "blank")
    }

    fn with_kind(test: &str, kind: &str) -> (Self, PathBuf) {
        let folder = std::env::temp_dir().join(format!("juki-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let card = folder.join("card.juki");
        let made =
            juki(&["virtual", "new", "--kind", kind, "--atr", "own", card.to_str().unwrap()]);
        assert!(made.status.success(), "{made:?}");
        (Self(folder), card)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
    command.args(arguments).env("LC_ALL", "C").env_remove("JUKI_READER");
    command
}

fn juki(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn with_card(card: &Path, arguments: &[&str]) -> Output {
    command(arguments).env("JUKI_READER", card).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The reader's end of vpcd, with a served card in it.
struct ServedCard {
    child: Child,
    stream: TcpStream,
}

impl ServedCard {
    fn new(card: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let child = command(&["virtual", "serve", card.to_str().unwrap(), "--vpcd", &address])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (stream, _) = listener.accept().unwrap();
        let mut served = Self { child, stream };
        served.stream.write_all(&[0, 1, 1]).unwrap();
        assert_eq!(served.exchange(&[4]), apdu_spec::profile::card::ATR);
        let mut line = String::new();
        let stdout = served.child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert!(line.contains("is in the reader at"), "{line}");
        served
    }

    fn exchange(&mut self, message: &[u8]) -> Vec<u8> {
        let length = u16::try_from(message.len()).unwrap();
        self.stream.write_all(&[&length.to_be_bytes(), message].concat()).unwrap();
        let mut length = [0; 2];
        self.stream.read_exact(&mut length).unwrap();
        let mut answer = vec![0; u16::from_be_bytes(length).into()];
        self.stream.read_exact(&mut answer).unwrap();
        answer
    }

    fn signal(self, signal: Signal) -> ExitStatus {
        signalled(self.child, signal)
    }
}

fn signalled(mut child: Child, signal: Signal) -> ExitStatus {
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
    child.wait().unwrap()
}

/// SELECT of the application with the certificates.
const SELECT: &str = "00A4040C0AD392F000260100000001";

/// A wrong PIN of its user authentication: it costs a try, which is a write.
const WRONG_PIN: &str = "002000980430303030";

#[test]
fn an_answered_command_survives_a_killed_process() {
    let (_folder, card) = Folder::with_kind("kill", "plain");
    let mut served = ServedCard::new(&card);
    let selected = served.exchange(&hex::decode(SELECT).unwrap());
    assert!(selected.ends_with(&[0x90, 0x00]), "{selected:02X?}");
    let before = served.exchange(&hex::decode(WRONG_PIN).unwrap());
    let [0x63, left @ 0xC1..=0xCF] = before[..] else { panic!("{before:02X?}") };
    assert!(!served.signal(Signal::KILL).success());

    let after = with_card(&card, &["apdu", SELECT, WRONG_PIN]);
    assert_eq!(after.status.code(), Some(7), "{}", said(&after));
    let expected = format!("\n63{:02X} TRIES_LEFT", left - 1);
    assert!(said(&after).contains(&expected), "{expected}: {}", said(&after));
}

#[test]
fn doctor_says_which_font_draws_and_an_empty_variable_names_none() {
    let (folder, card) = Folder::with_card("doctor-font");
    let doctor = |font: &str, language: &str| {
        let mut doctor = command(&["doctor", "--lang", language]);
        doctor.env("JUKI_READER", &card).env("JUKI_FONT", font).output().unwrap()
    };
    let without = command(&["doctor"]).env("JUKI_READER", &card).env_remove("JUKI_FONT").output();
    let default = said(&without.unwrap());
    assert!(default.contains("fonts-ipamj-mincho"), "{default}");
    assert_eq!(said(&doctor("", "en")), default);
    assert!(said(&doctor("none", "en")).contains("[ok] JUKI_FONT is none:"));
    // A font that cannot be drawn with is no fault of the card.
    let bad = card.to_str().unwrap();
    for (font, language, expected) in [
        ("no-such.ttf", "en", "[!!] The font “no-such.ttf” cannot be read: "),
        (bad, "en", "is no font, or a damaged one."),
        (bad, "ja", "[否] "),
    ] {
        let output = doctor(font, language);
        let text = said(&output);
        assert!(output.status.success(), "{text}");
        let line = text.lines().last().unwrap();
        assert!(line.contains(expected) && line.contains("JUKI_FONT"), "{text}");
    }
    // Nor is an empty one a mistake where it is drawn: what fails is what comes after.
    let issue = ["issue", "no-such.json", "--authority", "no-such-folder"];
    let issue = command(&issue).current_dir(&folder.0).env("JUKI_FONT", "").output().unwrap();
    assert_eq!(issue.status.code(), Some(1), "{}", said(&issue));
    assert!(said(&issue).contains("no-such.json"), "{}", said(&issue));
}

#[test]
fn a_second_program_is_told_who_has_the_card() {
    let (_folder, card) = Folder::with_card("held");
    let served = ServedCard::new(&card);
    let holder = format!("juki virtual serve (process {})", served.child.id());
    let second = with_card(&card, &["info"]);
    assert_eq!(second.status.code(), Some(3));
    assert!(said(&second).contains(&holder), "{}", said(&second));
    let healthy = with_card(&card, &["doctor"]);
    assert_eq!(healthy.status.code(), Some(3));
    assert!(said(&healthy).contains(&holder), "{}", said(&healthy));

    let waiting = command(&["info", "--wait=20"])
        .env("JUKI_READER", &card)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    served.signal(Signal::TERM);
    let status = waiting.unwrap().wait().unwrap();
    assert!(status.success(), "who waits gets it");
}

#[test]
fn signals_end_serving_cleanly() {
    let (_folder, card) = Folder::with_card("signals");
    let before = fs::read(&card).unwrap();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 0)] {
        let served = ServedCard::new(&card);
        assert!(fs::read(&card).unwrap() != before, "the holder stands in the file");
        assert_eq!(served.signal(signal).code(), Some(code));
        assert!(fs::read(&card).unwrap() == before, "and is gone");
    }
}

#[test]
fn an_interrupted_wait_ends_with_130_and_a_terminated_one_by_its_signal() {
    for (signal, code) in [(Signal::INT, Some(130)), (Signal::TERM, None), (Signal::QUIT, None)] {
        let mut child = command(&["info", "--wait=60"])
            .env("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It listens to signals before it waits, and says so.
        let mut line = String::new();
        let stderr = child.stderr.take().unwrap();
        BufReader::new(stderr).read_line(&mut line).unwrap();
        if cfg!(feature = "pcsc") {
            assert!(line.starts_with("Waiting"), "{line}");
            assert_eq!(signalled(child, signal).code(), code);
        } else {
            assert!(!child.wait().unwrap().success());
        }
    }
}

#[test]
fn a_reader_that_goes_away_ends_serving() {
    let (_folder, card) = Folder::with_card("gone");
    let ServedCard { child, stream } = ServedCard::new(&card);
    drop(stream);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(3));
}

/// The storage forgives what a pulled card can leave behind; everything else it refuses.
#[test]
fn an_altered_flash_is_refused_or_forgiven_and_stays_as_it_was() {
    const FLASH: usize = 4096;
    const PAGE: usize = 128 * 1024;
    let (_folder, card) = Folder::with_card("altered");
    let file = OpenOptions::new().read(true).write(true).open(&card).unwrap();
    let mut whole = fs::read(&card).unwrap();
    let mut refused = 0;
    let places = (FLASH..whole.len()).step_by(PAGE).flat_map(|page| (page..page + 256).step_by(4));
    for at in places {
        let byte = whole[at];
        if byte == 0xFF {
            continue;
        }
        whole[at] = !byte;
        file.write_all_at(&[!byte], at as u64).unwrap();
        let ended = with_card(&card, &["info"]);
        assert!(fs::read(&card).unwrap() == whole, "byte {at}: the file was changed");
        match ended.status.code() {
            Some(0) => {}
            // A card that is there and damaged says so with 7.
            Some(7 | 10) => refused += 1,
            _ => panic!("byte {at}: {}", said(&ended)),
        }
        whole[at] = byte;
        file.write_all_at(&[byte], at as u64).unwrap();
    }
    assert!(refused > 0);
    assert!(with_card(&card, &["info"]).status.success());
    file.write_all_at(&vec![0; whole.len() - FLASH], FLASH as u64).unwrap();
    let ended = with_card(&card, &["info"]);
    assert_eq!(ended.status.code(), Some(10), "{}", said(&ended));
}

/// A flash that a later card wrote, or went on in: refused by the number of its format, and not
/// written to.
#[test]
fn a_card_of_a_newer_storage_format_is_refused_by_its_number() {
    const FLASH: usize = 4096;
    let (_folder, card) = Folder::with_card("newer");
    let mut newer = fs::read(&card).unwrap();
    // card-os/STORAGE.md, "Versions": upper half of word 1, CRC-32 of words 0 to 6 in word 7.
    let header = newer.get_mut(FLASH..FLASH + 32).unwrap();
    assert_eq!(header[6..8], [1, 0], "format 1");
    header[6] = 9;
    let check = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&header[..28]);
    header[28..].copy_from_slice(&check.to_le_bytes());
    fs::write(&card, &newer).unwrap();
    for (language, words) in [("en", "its memory has format 9"), ("ja", "9")] {
        let image = card.to_str().unwrap();
        let ended = juki(&["info", "--lang", language, "--reader", image]);
        assert_eq!(ended.status.code(), Some(10), "{}", said(&ended));
        assert!(said(&ended).contains(words), "{}", said(&ended));
        println!("{}", said(&ended));
    }
    assert!(fs::read(&card).unwrap() == newer, "the file was changed");
}

#[test]
fn a_trace_is_for_its_owner_only() {
    let (folder, card) = Folder::with_card("trace");
    let trace = folder.0.join("trace");
    fs::write(&trace, "-- old and readable by all").unwrap();
    let done = with_card(&card, &["apdu", "00200098023132", "--trace", trace.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(7));
    assert_eq!(fs::metadata(&trace).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&trace).unwrap();
    assert!(text.contains("> 00200098 02 **** # VERIFY verify"), "{text}");
    assert!(!text.contains("3132") && !text.contains("old"), "{text}");
}

#[test]
fn output_that_nobody_reads_is_no_failure_and_a_full_disk_is_one() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = command(&["--help"]).stdout(writer).output().unwrap();
    assert_eq!((ended.status.code(), said(&ended).as_str()), (Some(0), ""));
    if let Ok(full) = OpenOptions::new().write(true).open("/dev/full") {
        let ended = command(&["--help"]).stdout(full).output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        assert!(said(&ended).contains("disk is full"), "{}", said(&ended));
    }
}

#[test]
fn a_trace_replaces_nothing_but_a_trace() {
    let (folder, card) = Folder::with_card("trace-other");
    let other = folder.0.join("letter");
    for (file, content) in [(&card, fs::read(&card).unwrap()), (&other, b"Dear --".to_vec())] {
        fs::write(file, &content).unwrap();
        let done = with_card(&card, &["info", "--trace", file.to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(10), "{done:?}");
        assert_eq!(fs::metadata(file).unwrap().len(), content.len() as u64);
    }
    assert!(with_card(&card, &["info"]).status.success());
    let empty = folder.0.join("empty");
    fs::write(&empty, "").unwrap();
    for _ in 0..2 {
        let done = with_card(&card, &["info", "--trace", empty.to_str().unwrap()]);
        assert!(done.status.success(), "{done:?}");
        assert!(fs::read(&empty).unwrap().starts_with(b"-- virtual:"));
    }
    let device = with_card(&card, &["info", "--trace", "/dev/null"]);
    assert!(device.status.success(), "{device:?}");
}

#[test]
fn a_transport_key_without_end_is_none() {
    let (folder, _) = Folder::with_card("endless-key");
    let new = folder.0.join("new.juki");
    let arguments = ["virtual", "new", new.to_str().unwrap(), "--transport-key", "/dev/zero"];
    let done = command(&arguments).output().unwrap();
    assert_eq!(done.status.code(), Some(10), "{done:?}");
    assert!(!new.exists());
}
