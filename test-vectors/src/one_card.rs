//! All files of scenarios on one card, such as a real one in a reader: the DF `D100` is deleted
//! after each. Files that need a card of their own are skipped, and said to be.
//!
//! Nothing is sent to a card that does not look like a blank test card of this project, but SELECT
//! of the MF and GET DATA of the serial number: the wrong key would cost a foreign card a try.

use std::fmt;

use apdu_spec::profile::card::{SERIAL_LEN, TEST_TRANSPORT_KEY};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;

use crate::scenario::{self, CardConnection, Failure, File};

/// What was played.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Files played to their end.
    pub files: usize,
    /// Scenarios in them.
    pub scenarios: usize,
    /// Answers that were compared.
    pub answers: usize,
    /// Files that failed.
    pub failed: Vec<Failure>,
    /// Files that need a card of their own.
    pub skipped: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failed {
            writeln!(f, "FAILED {failure}")?;
        }
        for name in &self.skipped {
            writeln!(f, "skipped, it needs a card of its own: {name}")?;
        }
        let Self { files, scenarios, answers, failed, skipped } = self;
        write!(f, "{files} files, {scenarios} scenarios, {answers} answers as expected; ")?;
        write!(f, "{} files failed, {} skipped", failed.len(), skipped.len())
    }
}

/// Plays every file that needs no card of its own.
///
/// # Errors
/// When the card is no blank test card, or `D100` cannot be deleted: what is left of it then is
/// for its owner to judge.
pub fn play(files: &[File], card: &mut dyn CardConnection) -> Result<Report, String> {
    require_test_card(card)?;
    let mut played = Report::default();
    for file in files {
        if file.own_card {
            played.skipped.push(file.name.clone());
            continue;
        }
        match file.play(card) {
            Ok(answers) => {
                played.files += 1;
                played.scenarios += file.scenarios.len();
                played.answers += answers;
            }
            Err(failure) => played.failed.push(failure),
        }
        delete(card).map_err(|what| format!("{what}, after {}.scenario", file.name))?;
    }
    Ok(played)
}

/// Is this a blank card of this project with the published key, and without `D100`?
///
/// # Errors
/// What it is not.
pub fn require_test_card(card: &mut dyn CardConnection) -> Result<(), String> {
    const REFUSED: &str = "this is no blank test card, nothing was done to it: take a card that \
                           `juki virtual new` made, or one that was delivered with the published \
                           test key and never issued";
    card.reset()?;
    let (fci, _) = send(card, "00 A4 00 00 [3F00] 00")?;
    let (serial, _) = send(card, "00 CA 00 45 00")?;
    let blank = scenario::bytes("6F{ 82{38} 83{3F00} 8A{03} }");
    let is_serial = serial.len() == SERIAL_LEN && serial.iter().all(u8::is_ascii_alphanumeric);
    if Some(fci) != blank || !is_serial {
        return Err(format!(
            "{REFUSED} (the MF is not in initialisation, or has no serial number)"
        ));
    }
    if send(card, "00 A4 00 0C [D100]")?.1 != StatusWord::FILE_NOT_FOUND {
        return Err(format!("{REFUSED} (it has a DF D100 already)"));
    }
    scenario::administrator(card).map_err(|what| {
        let key = hex::encode_upper(TEST_TRANSPORT_KEY);
        format!("{REFUSED} (its administrator key is not {key}: {what}; this has cost it a try)")
    })
}

/// Deletes what a file has left. A file that stops before it has made `D100` leaves nothing.
fn delete(card: &mut dyn CardConnection) -> Result<(), String> {
    card.reset()?;
    if send(card, "00 A4 00 0C [D100]")?.1 == StatusWord::FILE_NOT_FOUND {
        return Ok(());
    }
    scenario::administrator(card)?;
    match send(card, "00 E4 00 00 [D100]")?.1 {
        StatusWord::SUCCESS => Ok(()),
        refused => Err(format!(
            "DF D100 cannot be deleted ({refused:?}): what activates it must have a rule for the \
             administrator, 80{{40}} A4{{ 83{{10}} 95{{80}} }}, or say card: own"
        )),
    }
}

fn send(card: &mut dyn CardConnection, notation: &str) -> Result<(Vec<u8>, StatusWord), String> {
    let answer = card.transmit(&scenario::bytes(notation).unwrap_or_default())?;
    let response = Response::parse(&answer).ok_or("the card answered less than a status word")?;
    Ok((response.data.to_vec(), response.status))
}
