//! The scenarios as a test specification: what is tested, by which clause, from where, with which
//! commands, and what must come. From the files as the runner reads them.

use apdu_spec::command::Command;
use apdu_spec::instruction::{Instruction, Row};
use apdu_spec::status::StatusWord;
use serde_json::{Value, json};

use crate::conformance::{file_name, forms};
use crate::scenario::{File, Scenario, Step};

mod page;

pub use page::markdown;

/// Changes when a member changes its meaning or is gone; not when one is added.
pub const VERSION: u32 = 1;

/// What a clause that is public names; anything else was decided here.
const PUBLIC: &[&str] = &[
    "ISO/IEC",
    "BSI TR",
    "ICAO",
    "NIST",
    "FIPS",
    "RFC",
    "SEC 1",
    "X.690",
    "JICSAP",
    "public JPKI",
    "sent by OpenSC",
];

/// A test: a scenario, with what the table of commands and its file say of it.
#[derive(Clone, Copy, Debug)]
pub struct Test<'f> {
    /// The file that it is in.
    pub file: &'f File,
    /// The scenario.
    pub scenario: &'f Scenario,
    /// The command that its file is about; none where it is about every command.
    pub row: Option<&'static Row>,
}

/// Every scenario of the files, in their order.
pub fn tests(files: &[File]) -> impl Iterator<Item = Test<'_>> {
    files.iter().flat_map(|file| {
        let row = forms().find(|(row, form)| file_name(row, form) == file.name).map(|(row, _)| row);
        file.scenarios.iter().map(move |scenario| Test { file, scenario, row })
    })
}

impl Test<'_> {
    /// Its identifier, which stays as long as file and scenario keep their names:
    /// `read-binary/offset/part-of-a-file`.
    #[must_use]
    pub fn id(&self) -> String {
        let folder = self.file.name.split('/').next().unwrap_or_default();
        let case = self.scenario.id.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        format!("{}/{}", self.file.name, case.unwrap_or(&self.scenario.id))
    }

    /// What it shows, in words: what its file is about, and its case.
    #[must_use]
    pub fn purpose(&self) -> String {
        let case = self.scenario.id.rsplit('/').next().unwrap_or_default().replace('-', " ");
        format!("{} Case: {case}.", self.file.about)
    }

    /// Does its clause name something public? What does not was decided by this project, and stands
    /// in SPEC.md.
    #[must_use]
    pub fn is_public(&self) -> bool {
        PUBLIC.iter().any(|name| self.scenario.clause.contains(name))
    }

    /// The scenarios that were played on the same card before.
    pub fn after(&self) -> impl Iterator<Item = String> {
        let before = self.file.scenarios.iter().take_while(|other| other.id != self.scenario.id);
        before.map(|scenario| Test { scenario, ..*self }.id())
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id(),
            "purpose": self.purpose(),
            "clause": {
                "text": self.scenario.clause,
                "public": self.is_public(),
                "command": self.row.map(|row| row.clause),
            },
            "precondition": {
                "card": if self.file.own_card { "blank, of its own" } else { "blank" },
                "given": self.scenario.given,
                "after": self.after().collect::<Vec<_>>(),
            },
            "steps": self.scenario.steps.iter().map(|(_, step)| json_of(step)).collect::<Vec<_>>(),
        })
    }
}

fn json_of(step: &Step) -> Value {
    match step {
        Step::Reset => json!({ "step": "reset" }),
        Step::Administrator => json!({ "step": "administrator" }),
        Step::Exchange { command, notation, data, status } => json!({
            "step": "command",
            "name": name(command),
            "bytes": hex::encode_upper(command),
            "computed": is_computed(notation),
            "notation": notation.trim(),
            "expected": {
                "status": status_name(*status),
                "sw": status.to_string(),
                "data": data.trim(),
            },
        }),
    }
}

/// Do bytes of it depend on the card? Zeros stand for them.
fn is_computed(notation: &str) -> bool {
    notation.contains('$')
}

/// The name of a command and of its form, as far as the table has them.
fn name(bytes: &[u8]) -> Option<String> {
    let command = Command::parse(bytes).ok()?;
    let row = Instruction::find(command.class.family, command.ins).ok()?.row();
    Some(match row.form(&command) {
        Ok(form) => format!("{}, {}", row.name, form.name),
        Err(_) => row.name.to_owned(),
    })
}

/// The name of a status word as scenarios write it.
fn status_name(status: StatusWord) -> String {
    match status.tries_left() {
        Some(tries) => format!("TRIES_LEFT_{tries}"),
        None => status.name().to_owned(),
    }
}

/// The scenarios of these files as one JSON document.
#[must_use]
pub fn json(files: &[File]) -> Value {
    json!({
        "format": "juki.conformance",
        "version": VERSION,
        "notes": NOTES,
        "tests": tests(files).map(|test| test.json()).collect::<Vec<_>>(),
    })
}

/// What whoever plays the tests has to know.
pub const NOTES: &[&str] = &[
    "Every test begins with a reset of the card. Tests of one file are played in their order on one \
     card, which is blank before the first of them; `after` names those before. Most leave a card \
     that can be used again when the DF D100 is deleted; those with a card of their own do not.",
    "The card is one of this project with the published test transport key \
     (apdu_spec::profile::card::TEST_TRANSPORT_KEY). `administrator` authenticates with it: SELECT of \
     the MF, GET DATA of the serial number (tag 0045), GET CHALLENGE of 16 bytes, EXTERNAL \
     AUTHENTICATE with AES-CMAC of 01, serial number, challenge.",
    "`bytes` is the whole command APDU. Where `computed` is true some of them depend on the card and \
     are zeros there; `notation` says how they are made: mac(KEY, MESSAGE) AES-CMAC, sign(SECRET, \
     MESSAGE) ECDSA on P-256 with SHA-256 (r || s, RFC 6979), point(SECRET) its public key, $SERIAL \
     the serial number, $ICC the random number that came last, $LAST the data field that came last; \
     [..] a data field with its Lc, {..} a value with its length, \"..\" ASCII.",
    "Expected data are digits in the same notation: `?` is any digit, a final `*` any number of any \
     bytes, nothing no data. Beside status and data, the status word must be one that the table of \
     commands lists for the command.",
    "A clause that is not public was decided by this project: apdu-spec/SPEC.md says what, and \
     `clause.command` is the clause of the command itself. The texts of the standards were not \
     compared with the card by anybody outside this project.",
];

#[cfg(test)]
mod tests;
