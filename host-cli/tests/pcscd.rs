//! The scenarios of `test-vectors`, played through this crate's readers: through PC/SC when
//! `JUKI_READER` says where (`cargo xtask test pcscd` starts a pcscd of its own for it), and through
//! image files always. `JUKI_SCENARIOS` names one file; without it all are played on the one card
//! but those that need a card of their own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use apdu_spec::profile::PreIssuingData;
use juki::reader::Reader;
use test_vectors::scenario::{CardConnection, File};
use test_vectors::{conformance, one_card};

struct ScenarioReader<'r>(Box<dyn Reader + 'r>);

impl CardConnection for ScenarioReader<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String> {
        self.0.transmit(command).map_err(|cause| format!("{cause:?}"))
    }

    fn reset(&mut self) -> Result<(), String> {
        self.0.reset().map_err(|cause| format!("{cause:?}"))
    }
}

/// Plays a file on a blank card; gives the number of answers.
fn play(file: &File, reader: &mut dyn Reader) -> usize {
    let name = reader.name().to_owned();
    let mut card = ScenarioReader(reader.exclusive().unwrap());
    file.play(&mut card).unwrap_or_else(|failure| panic!("{name}: {failure}"))
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
    let files = conformance::files().unwrap_or_else(|failure| panic!("{failure}"));
    let mut reader = PcscReader::connect(part.as_deref()).unwrap();
    if let Ok(wanted) = std::env::var("JUKI_SCENARIOS") {
        let file = files.iter().find(|file| file.name == wanted).unwrap();
        println!("{wanted}: {} answers", play(file, &mut reader));
        return;
    }
    let name = reader.name().to_owned();
    let mut card = ScenarioReader(reader.exclusive().unwrap());
    let played = one_card::play(&files, &mut card).unwrap_or_else(|what| panic!("{name}: {what}"));
    println!("{name}: {played}");
    assert!(played.failed.is_empty(), "see above");
}

#[test]
fn scenarios_in_an_image_file() {
    use apdu_spec::profile::{TEST_TRANSPORT_KEY, card::ATR};
    use juki::reader::image::{self, CardIdentity};
    use juki::reader::virtual_card::{self, VirtualCard};

    let path = std::env::temp_dir().join(format!("juki-scenarios-{}.juki", std::process::id()));
    let files = conformance::files().unwrap_or_else(|failure| panic!("{failure}"));
    let mut compared = 0;
    for file in &files {
        let face = CardIdentity { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
        let blank =
            virtual_card::format(face, &TEST_TRANSPORT_KEY, PreIssuingData::DEFAULT).unwrap();
        image::create(&blank, &path, |_| ()).unwrap();
        compared += play(file, &mut VirtualCard::open(&path, "scenarios").unwrap());
        // What was written is a card after a restart too.
        let reopened = VirtualCard::open(&path, "scenarios").map(drop);
        std::fs::remove_file(&path).unwrap();
        reopened.unwrap();
    }
    println!("{} files, {compared} answers", files.len());
}
