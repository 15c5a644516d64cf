//! The scenarios of `test-vectors`, played through this crate's readers: through PC/SC when
//! `JUKI_READER` says where (`cargo xtask test pcscd` starts a pcscd of its own for it), and
//! through an image file always.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use apdu_spec::profile::PreIssuing;
use juki::reader::Reader;
use test_vectors::scenario::{self, Answer};

struct Through<'r>(Box<dyn Reader + 'r>);

impl Answer for Through<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.transmit(command).map_err(|cause| format!("{cause:?}"))
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.reset().map_err(|cause| format!("{cause:?}"))
    }
}

fn play_all(reader: &mut dyn Reader) {
    let scenarios = scenario::all().unwrap_or_else(|failure| panic!("{failure}"));
    assert!(!scenarios.is_empty());
    let name = reader.name().to_owned();
    let mut card = Through(reader.exclusive().unwrap());
    let mut compared = 0;
    for scenario in &scenarios {
        match scenario::play(scenario, &mut card) {
            Ok(count) => compared += count,
            Err(failure) => panic!("{name}: {failure}"),
        }
    }
    println!("{name}: {} scenarios, {compared} answers", scenarios.len());
}

/// Needs a blank card with the test transport key in a reader that JUKI_READER names.
#[cfg(feature = "pcsc")]
#[test]
#[ignore = "needs a PC/SC service: cargo xtask test pcscd"]
fn scenarios_through_pcsc() {
    use juki::reader::pcsc::PcscReader;
    use juki::reader::select::Choice;

    let wanted = std::env::var_os("JUKI_READER").unwrap_or_else(|| "pcsc".into());
    let part = match Choice::parse(&wanted, |_| false) {
        Choice::Only => None,
        Choice::Named(part) => Some(part),
        Choice::Image(path) => panic!("{} is no reader", path.display()),
    };
    play_all(&mut PcscReader::connect(part.as_deref()).unwrap());
}

#[test]
fn scenarios_in_an_image_file() {
    use apdu_spec::profile::{TEST_TRANSPORT_KEY, card::ATR};
    use juki::reader::image::{self, Face};
    use juki::reader::virtual_card::{self, VirtualCard};

    let path = std::env::temp_dir().join(format!("juki-scenarios-{}.juki", std::process::id()));
    let face = Face { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
    let blank = virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuing::UNSAID).unwrap();
    image::create(&blank, &path, |_| ()).unwrap();
    play_all(&mut VirtualCard::open(&path, "scenarios").unwrap());
    // What was written is a card after a restart too.
    let reopened = VirtualCard::open(&path, "scenarios").map(drop);
    std::fs::remove_file(&path).unwrap();
    reopened.unwrap();
}
