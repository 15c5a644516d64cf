//! What secure messaging and PACE cost the smallest card: a terminal plays scenes with it, and what
//! was sent and answered is written down. The terminal's own work is so done before anything is
//! counted: the card is sent the same once more, by `cargo xtask bench secured` under callgrind,
//! which counts the instructions of `measured_batch`, and by `cargo xtask bench cortex-m0` on an
//! emulated board (`card-os/firmware/counted`).
//!
//! ```text
//! secured names         the scenes that are counted, and at the end what they are measured against
//! secured count N       plays them, the one of this number in `measured_batch`
//! secured write FLASH EXCHANGES
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

use std::hint::black_box;
use std::process::ExitCode;

use apdu_spec::command::Command;
use apdu_spec::pace::CARD_ACCESS;
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, TEST_TRANSPORT_KEY};
use card_os_testing::card::SmallTestCard;
use p256::{ProjectivePoint, Scalar};
use test_vectors::flash::SimFlash;
use test_vectors::pace::{PaceTerminal, password, set_password, step_command};
use test_vectors::scenario::CardConnection;
use test_vectors::terminal::SessionKeys;

/// The smallest card, as the firmware has it: 64 pages of 1 KB.
type SmallestCard = SmallTestCard<1024>;
const PAGES: usize = 64;

/// How often READ BINARY is sent.
const BATCH: usize = 100;
/// READ BINARY of 256 bytes, with an Le field of two bytes: all of a secured answer comes at once.
const READ: [u8; 7] = [0x00, 0xB0, 0x85, 0x00, 0x00, 0x01, 0x00];
const CAN: &[u8] = b"271828";
/// What PACE cannot do without, and nothing of the card's.
const MULTIPLICATIONS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (flash, scenes) = recorded();
    let counted = || scenes.iter().filter(|scene| !scene.name.is_empty());
    match arguments[..] {
        ["names"] => {
            counted().for_each(|scene| println!("{}", scene.name));
            println!("multiplications");
        }
        ["count", number] => match counted().nth(number.parse().unwrap()) {
            Some(scene) => {
                println!("0 {} of {}", scene.exchanges.len(), scene.name);
                play(flash, &scenes, scene);
            }
            None => {
                println!("0 1 of five multiplications of a point, by p256 alone");
                measured_batch_of_multiplications();
            }
        },
        ["write", flash_file, exchanges_file] => {
            std::fs::write(flash_file, flash).unwrap();
            std::fs::write(exchanges_file, encoded(&scenes)).unwrap();
        }
        _ => {
            eprintln!("secured names | count N | write FLASH EXCHANGES");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Exchanges that are counted together, or, without a name, not at all.
struct Scene {
    name: &'static str,
    /// Command and answer.
    exchanges: Vec<(Vec<u8>, Vec<u8>)>,
}

/// A card whose exchanges are written down.
struct Recorder {
    card: SmallestCard,
    scenes: Vec<Scene>,
}

impl Recorder {
    /// What comes is of another scene; without a name, of one that is not counted.
    fn scene(&mut self, name: &'static str) {
        self.scenes.push(Scene { name, exchanges: Vec::new() });
    }

    /// A step of PACE, which must succeed; gives the data field.
    fn step(&mut self, name: &'static str, data: &[u8]) -> Vec<u8> {
        self.scene(name);
        let mut answer = self.answer(&step_command(data));
        assert!(answer.ends_with(&[0x90, 0x00]), "{answer:02X?}");
        answer.truncate(answer.len() - 2);
        answer
    }

    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let answer = self.card.answer(command);
        let scene = self.scenes.last_mut().unwrap();
        scene.exchanges.push((command.to_vec(), answer.clone()));
        answer
    }
}

impl CardConnection for Recorder {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        Ok(self.answer(command))
    }

    fn reset(&mut self) -> Result<(), String> {
        Err("nothing that is recorded resets the card".to_owned())
    }
}

/// The flash of a card that was started after it, and what was played then.
fn recorded() -> (Vec<u8>, Vec<Scene>) {
    let flash = personalised();
    let card = SmallestCard::start(SimFlash::from_bytes(flash.clone()));
    let mut recorder = Recorder { card, scenes: Vec::new() };
    recorder.scene("");
    assert_eq!(recorder.answer(&[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00]), [0x90, 0x00]);
    recorder.scene("READ BINARY of 256 bytes, in the clear");
    for _ in 0..BATCH {
        let answer = recorder.answer(&READ);
        assert!(answer.len() == 258 && answer.ends_with(&[0x90, 0x00]), "{answer:02X?}");
    }

    recorder.scene("");
    let mut keys =
        SessionKeys::open(&mut recorder, ADMINISTRATOR_REFERENCE, &TEST_TRANSPORT_KEY).unwrap();
    recorder.scene("READ BINARY of 256 bytes, inside a session");
    let read = Command::parse(&READ).unwrap();
    for _ in 0..BATCH {
        let answer = recorder.answer(&keys.command(&read));
        let opened = keys.answer(read.ins, &answer).unwrap();
        assert_eq!(opened, recorder.scenes[1].exchanges[0].1);
    }

    // A command in the clear: the session is over.
    recorder.scene("");
    recorder.answer(&READ);
    let mut terminal = PaceTerminal::new(CAN);
    recorder.scene("PACE: MANAGE SECURITY ENVIRONMENT");
    assert_eq!(recorder.answer(&set_password(password::CAN, &[])), [0x90, 0x00]);
    let nonce = recorder.step("PACE, step 1: the nonce", &[0x7C, 0x00]);
    let mapping = terminal.map(&nonce).unwrap();
    let mapped = recorder.step("PACE, step 2: the mapping", &mapping);
    let agreement = terminal.agree(&mapped).unwrap();
    let agreed = recorder.step("PACE, step 3: the agreement", &agreement);
    let authentication = terminal.authenticate(&agreed).unwrap();
    let authenticated = recorder.step("PACE, step 4: the tokens", &authentication);
    terminal.finish(&authenticated).unwrap();
    (flash, recorder.scenes)
}

/// An EF of 1,024 bytes for all, and a CAN for PACE.
fn personalised() -> Vec<u8> {
    let mut card = SmallestCard::blank_on(PAGES);
    card.administrator();
    for command in [
        "00 E0 00 00 [62{ 80{0400} 82{01} 83{0105} AB{ 80{03} 90{} } 8A{05} }]",
        "00 A4 00 0C [3F00]",
        "00 E0 00 00 [62{ 82{08} 83{0002} A5{ 83{0410} 84{01} 87{02} } \
         AB{ 84{8620} 90{} 84{240444} A4{ 83{10} 95{80} } } }]",
    ] {
        card.done(command);
    }
    card.done(&format!("00 24 01 02 [{}]", hex::encode(CAN)));
    card.done("00 44 00 00");
    card.done("00 E0 00 00 [62{ 80{0016} 82{01} 83{011C} AB{ 80{03} 90{} } 8A{05} }]");
    card.done(&format!("00 D6 9C 00 [{}]", hex::encode(CARD_ACCESS)));
    card.flash().bytes().to_vec()
}

/// The form that the firmware reads: of each scene the number of its exchanges and its name, of
/// each exchange command and answer, each behind its length; numbers are little-endian. None is the
/// end.
fn encoded(scenes: &[Scene]) -> Vec<u8> {
    let number = |length: usize| u16::try_from(length).unwrap().to_le_bytes();
    let field = |bytes: &[u8]| [&number(bytes.len()), bytes].concat();
    let mut all = Vec::new();
    for scene in scenes {
        all.extend(number(scene.exchanges.len()));
        all.extend(field(scene.name.as_bytes()));
        for (command, answer) in &scene.exchanges {
            all.extend(field(command));
            all.extend(field(answer));
        }
    }
    all.extend(number(0));
    all.extend(number(0));
    all
}

/// Plays everything up to this scene, which is measured.
fn play(flash: Vec<u8>, scenes: &[Scene], measured: &Scene) {
    let mut card = SmallestCard::start(SimFlash::from_bytes(flash));
    for scene in scenes {
        if std::ptr::eq(scene, measured) {
            return measured_batch(&mut card, &scene.exchanges);
        }
        for (command, answer) in &scene.exchanges {
            assert_eq!(&card.answer(command), answer, "{}", scene.name);
        }
    }
}

/// Never inlined: callgrind counts from its beginning to its end.
#[inline(never)]
fn measured_batch(card: &mut SmallestCard, exchanges: &[(Vec<u8>, Vec<u8>)]) {
    for (command, answer) in exchanges {
        assert_eq!(black_box(&card.answer(command)), answer);
    }
}

/// As [`measured_batch`]: points and a number that nobody foresees.
#[inline(never)]
fn measured_batch_of_multiplications() {
    let number = black_box(Scalar::from(3_u64)).invert().unwrap();
    let mut point = ProjectivePoint::GENERATOR + ProjectivePoint::GENERATOR;
    for _ in 0..MULTIPLICATIONS {
        point = black_box(point) * number;
    }
    assert_ne!(black_box(point), ProjectivePoint::IDENTITY);
}
