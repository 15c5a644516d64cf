//! Scenarios: what a host sends and what the card must answer, as text that any language can
//! read.
//!
//! ```text
//! scenario: read-binary/beyond-the-end
//! clause: ISO/IEC 7816-4:2020, 11.3.3
//! given: EF 0101 of 4 bytes, read by all, selected
//! administrator
//! > 00 E0 00 00 [62{ 80{0004} 82{01} 83{0101} AB{ 80{01} 90{} } }]
//! < SUCCESS
//! > 00 B0 00 04 01
//! < WRONG_OFFSET
//! ```
//!
//! A file holds scenarios one after the other. Each starts from a reset of the same card, which was
//! blank before the first of them and whose administrator key is the published test key; what one
//! scenario creates the next one finds. All of it is in the DF `D100`, which an early scenario
//! creates: who has but one card deletes that DF and plays the next file. A file whose card cannot
//! be had back so says `card: own` before its first scenario. `#` begins a comment. A line
//! `administrator` authenticates with the administrator key by GET CHALLENGE and EXTERNAL
//! AUTHENTICATE; `reset` resets the card.
//!
//! `>` sends a command, in hexadecimal digits: `[..]` is a command data field with its Lc field
//! in front, `{..}` the value of a BER-TLV data object with its length in front, `"..."` ASCII.
//! `<` says what must come: data in the same notation (`?` is any digit; a final `*` any number
//! of any bytes; nothing is no data), and a status word by name or as four digits.
//!
//! What depends on the card is computed: `mac(KEY, MESSAGE)` is an AES-CMAC, `$SERIAL` the card's
//! serial number, `$ICC` the random bytes that GET CHALLENGE or GENERAL AUTHENTICATE gave last,
//! `$LAST` the data field of the last answer that had one. `sign(SECRET, MESSAGE)` is the signature
//! of a P-256 key with SHA-256, r and s one behind the other, `point(SECRET)` its public key.
//! `let NAME = NOTATION` gives a word of the file, which is used as `$NAME`:
//!
//! ```text
//! let KEY = 00112233445566778899AABBCCDDEEFF
//! > 00 84 00 00 10
//! < * SUCCESS
//! > 00 82 00 96 [mac($KEY, 01 $SERIAL $ICC)]
//! < SUCCESS
//! ```

mod notation;

use std::fmt;

use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, SERIAL_TAG, TEST_TRANSPORT_KEY};
use apdu_spec::request::{CHALLENGE_LEN, Domain, DynamicAuthenticationData};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;

use crate::mac::aes_cmac;
use crate::watch::Watch;
use notation::{CardValues, Words};

/// A connection to a card that answers APDUs: a card in process, a reader, a card behind a daemon.
pub trait CardConnection {
    /// Sends a command APDU and gives the whole response.
    ///
    /// # Errors
    /// What the way to the card says when it fails.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, String>;

    /// Resets the card.
    ///
    /// # Errors
    /// What the way to the card says when it fails.
    fn reset(&mut self) -> Result<(), String>;
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Identifier: form of the command and case, `read-binary/beyond-the-end`.
    pub id: String,
    /// Where it is written that the card must do so.
    pub clause: String,
    /// What stands before the first command that matters.
    pub given: String,
    /// The steps with their lines in the file.
    pub steps: Vec<(usize, Step)>,
}

/// A step of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reset the card.
    Reset,
    /// Authenticate with the administrator key.
    Administrator,
    /// Send this and compare.
    Exchange {
        /// The command APDU, with zeros for what is known only when the card answers.
        command: Vec<u8>,
        /// Its notation.
        notation: String,
        /// The notation of the data: digits with `?` and a final `*`.
        data: String,
        /// The status word.
        status: StatusWord,
    },
}

/// What went wrong, where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The scenario, or the file.
    pub place: String,
    /// The line in the file, from 1.
    pub line: usize,
    /// What was expected and what came.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.place, self.line, self.what)
    }
}

impl std::error::Error for Failure {}

/// A file of scenarios, to be played in order on one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder of scenarios, without the ending: `read-binary/offset`.
    pub name: String,
    /// What it is about: the comment that it begins with, in one line.
    pub about: String,
    /// It needs a card of its own, which cannot be used again.
    pub own_card: bool,
    /// What it holds.
    pub scenarios: Vec<Scenario>,
}

impl File {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first line that does not read.
    pub fn parse(name: &str, text: &str) -> Result<Self, Failure> {
        let about = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
        let about = about.collect::<Vec<_>>().join(" ");
        let mut file =
            Self { name: name.to_owned(), about, own_card: false, scenarios: Vec::new() };
        let scenarios = &mut file.scenarios;
        let mut sent: Option<PendingCommand> = None;
        let mut words = Words::default();
        for (line, content) in (1..).zip(text.lines()) {
            let failure =
                |what: &str| Failure { place: name.to_owned(), line, what: what.to_owned() };
            let content = content.split('#').next().unwrap_or_default().trim();
            if content.is_empty() {
                continue;
            }
            if sent.is_some() && !content.starts_with('<') {
                return Err(failure("a command without an expected answer comes before this"));
            }
            if content == "card: own" && scenarios.is_empty() {
                file.own_card = true;
                continue;
            }
            if let Some(word) = content.strip_prefix("let ") {
                words.define(word).map_err(failure)?;
                continue;
            }
            if let Some(id) = content.strip_prefix("scenario:") {
                let id = id.trim().to_owned();
                if scenarios.iter().any(|scenario| scenario.id == id) {
                    return Err(failure("there is a scenario of this name already"));
                }
                let (clause, given) = (String::new(), String::new());
                scenarios.push(Scenario { id, clause, given, steps: Vec::new() });
                continue;
            }
            let scenario = scenarios.last_mut().ok_or_else(|| failure("no scenario: line yet"))?;
            if let Some(clause) = content.strip_prefix("clause:") {
                clause.trim().clone_into(&mut scenario.clause);
            } else if let Some(given) = content.strip_prefix("given:") {
                given.trim().clone_into(&mut scenario.given);
            } else if let Some(command) = content.strip_prefix('>') {
                sent = Some(
                    PendingCommand::read(words.replace(command).map_err(failure)?)
                        .map_err(failure)?,
                );
            } else {
                let step = step(content, &mut sent, &words).map_err(failure)?;
                scenario.steps.push((line, step));
            }
        }
        let incomplete = |s: &&Scenario| s.clause.is_empty() || s.steps.is_empty();
        if let Some(scenario) = scenarios.iter().find(incomplete) {
            let what = format!("{} lacks its clause or its steps", scenario.id);
            return Err(Failure { place: name.to_owned(), line: 0, what });
        }
        Ok(file)
    }

    /// Plays its scenarios in order on a card that is blank, or has no `D100` yet; gives the
    /// number of commands whose answers were compared.
    ///
    /// # Errors
    /// As [`play`].
    pub fn play(&self, card: &mut dyn CardConnection) -> Result<usize, Failure> {
        let mut compared = 0;
        for scenario in &self.scenarios {
            let at = |failure: Failure| Failure {
                place: format!("{}.scenario, {}", self.name, scenario.id),
                ..failure
            };
            compared += play(scenario, card).map_err(at)?;
        }
        Ok(compared)
    }
}

/// Reads the scenarios of a text.
///
/// # Errors
/// As [`File::parse`].
pub fn parse(name: &str, text: &str) -> Result<Vec<Scenario>, Failure> {
    File::parse(name, text).map(|file| file.scenarios)
}

/// A command that waits for its answer.
struct PendingCommand {
    command: Vec<u8>,
    notation: String,
}

impl PendingCommand {
    fn read(notation: String) -> Result<Self, &'static str> {
        let digits = notation::digits(&notation, &CardValues::default());
        let digits = digits.ok_or("brackets, quotes or words do not match")?;
        let command = hex::decode(digits).map_err(|_| "not hexadecimal digits, two for a byte")?;
        Ok(Self { command, notation })
    }
}

/// A step that ends on its line.
fn step(
    content: &str,
    sent: &mut Option<PendingCommand>,
    words: &Words,
) -> Result<Step, &'static str> {
    if content == "reset" {
        return Ok(Step::Reset);
    }
    if content == "administrator" {
        return Ok(Step::Administrator);
    }
    let answer = content.strip_prefix('<').ok_or("neither a heading nor a step")?;
    let PendingCommand { command, notation } = sent.take().ok_or("an answer without a command")?;
    let (data, status) = answer.trim().rsplit_once(' ').unwrap_or(("", answer.trim()));
    let status = StatusWord::by_name(status).ok_or("the last word is no status word")?;
    let data = words.replace(data)?;
    notation::digits(&data, &CardValues::default())
        .ok_or("brackets, quotes or words do not match")?;
    Ok(Step::Exchange { command, notation, data, status })
}

/// The bytes of a command in the notation of scenarios; `None` when it is malformed.
#[must_use]
pub fn bytes(notation: &str) -> Option<Vec<u8>> {
    hex::decode(notation::digits(notation, &CardValues::default())?).ok()
}

/// Plays a scenario; gives the number of commands whose answers were compared.
///
/// # Errors
/// The first answer that is not the expected one, and any status word that the table of commands
/// does not list for the command.
pub fn play(scenario: &Scenario, card: &mut dyn CardConnection) -> Result<usize, Failure> {
    let mut compared = 0;
    let at = |line: usize, what: String| Failure { place: scenario.id.clone(), line, what };
    let mut watch = Watch::of_any(&[]);
    let mut known = CardValues::default();
    card.reset().map_err(|what| at(0, what))?;
    if asks_serial(scenario) {
        known.serial = serial(card).map_err(|what| at(0, what))?;
        card.reset().map_err(|what| at(0, what))?;
    }
    for (line, step) in &scenario.steps {
        match step {
            Step::Reset => card.reset().map_err(|what| at(*line, what))?,
            Step::Administrator => administrator(card).map_err(|what| at(*line, what))?,
            Step::Exchange { notation, data, status, .. } => {
                let digits = |notation: &str| {
                    let digits = notation::digits(notation, &known);
                    digits.ok_or_else(|| at(*line, "the notation does not read".to_owned()))
                };
                let command = &hex::decode(digits(notation)?)
                    .map_err(|error| at(*line, error.to_string()))?;
                let answer = card.transmit(command).map_err(|what| at(*line, what))?;
                compare(command, &answer, &digits(data)?, *status)
                    .map_err(|what| at(*line, what))?;
                let watched = watch.exchange(command, &answer);
                watched.map_err(|what| at(*line, format!("{}: {what}", hex::encode(command))))?;
                if let Some(challenge) = challenge(command, &answer) {
                    known.challenge = challenge;
                }
                if let Some(Response { data: data @ [_, ..], .. }) = Response::parse(&answer) {
                    known.last = data.to_vec();
                }
                compared += 1;
            }
        }
    }
    Ok(compared)
}

fn asks_serial(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|(_, step)| match step {
        Step::Exchange { notation, data, .. } => {
            notation::asks_serial(notation) || notation::asks_serial(data)
        }
        _ => false,
    })
}

/// The random bytes in an answer to GET CHALLENGE, or in dynamic authentication data.
fn challenge(command: &[u8], answer: &[u8]) -> Option<Vec<u8>> {
    let response = Response::parse(answer).filter(|it| it.status == StatusWord::SUCCESS)?;
    match command.get(1)? {
        0x84 => Some(response.data.to_vec()),
        0x86 | 0x87 => {
            let data = DynamicAuthenticationData::parse(response.data).ok()?;
            data.witness.or(data.challenge).map(<[u8]>::to_vec)
        }
        _ => None,
    }
}

/// Proves the administrator key of a card that has the published test key.
///
/// # Errors
/// What the card answered instead.
pub fn administrator(card: &mut dyn CardConnection) -> Result<(), String> {
    let length = u8::try_from(CHALLENGE_LEN).unwrap_or(0);
    let serial = serial(card)?;
    let challenge = succeed(card, &[0x00, 0x84, 0x00, 0x00, length])?;
    let mut command = vec![0x00, 0x82, 0x00, ADMINISTRATOR_REFERENCE, 0x10];
    command.extend(external_authentication(&TEST_TRANSPORT_KEY, &serial, &challenge));
    succeed(card, &command).map(drop)
}

/// Selects the MF, and asks it for the card's serial number.
pub(crate) fn serial(card: &mut dyn CardConnection) -> Result<Vec<u8>, String> {
    let [tag1, tag2] = SERIAL_TAG.to_be_bytes();
    succeed(card, &[0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00])?;
    succeed(card, &[0x00, 0xCA, tag1, tag2, 0x00])
}

/// The authentication code of EXTERNAL AUTHENTICATE: CMAC(K, 01 || serial || RND.ICC).
#[must_use]
pub fn external_authentication(key: &[u8; 16], serial: &[u8], challenge: &[u8]) -> [u8; 16] {
    aes_cmac(key, &[&[Domain::External as u8], serial, challenge].concat())
}

pub(crate) fn succeed(card: &mut dyn CardConnection, command: &[u8]) -> Result<Vec<u8>, String> {
    let answer = card.transmit(command)?;
    match Response::parse(&answer) {
        // The MF of a deactivated card is selected with a warning, and its key can still be
        // authenticated.
        Some(response)
            if matches!(response.status, StatusWord::SUCCESS | StatusWord::FILE_DEACTIVATED) =>
        {
            Ok(response.data.to_vec())
        }
        Some(response) => Err(format!("{} answered {:?}", hex::encode(command), response.status)),
        None => Err(format!("{} was not answered", hex::encode(command))),
    }
}

fn compare(command: &[u8], answer: &[u8], data: &str, status: StatusWord) -> Result<(), String> {
    let response = Response::parse(answer).ok_or("the card answered less than a status word")?;
    let sent = hex::encode_upper(command);
    let came = hex::encode_upper(response.data);
    if response.status != status || !matches(data, &came) {
        return Err(format!(
            "{sent}: expected [{data}] {status:?}, came [{came}] {:?}",
            response.status
        ));
    }
    Ok(())
}

fn matches(pattern: &str, came: &str) -> bool {
    let (pattern, open) = match pattern.strip_suffix('*') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let long_enough = if open { came.len() >= pattern.len() } else { came.len() == pattern.len() };
    long_enough && pattern.chars().zip(came.chars()).all(|(p, c)| p == '?' || p == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_what_they_say() {
        assert!(matches("", "") && matches("3F?0", "3F00") && matches("30*", "3081"));
        assert!(!matches("", "00") && !matches("3F", "3F00") && !matches("31*", "3081"));
        assert!(!matches("3081*", "30"));
    }

    #[test]
    fn a_text_that_does_not_read_says_where() {
        let line = |text| parse("x", text).unwrap_err().line;
        assert_eq!(line("> 00"), 1);
        assert_eq!(line("scenario: a\n> 0"), 2);
        assert_eq!(line("scenario: a\n> 00A40000\nreset"), 3);
        assert_eq!(line("scenario: a\n> 00A40000\n< NO_SUCH_STATUS"), 3);
        assert_eq!(line("scenario: a\nclause: b\n> 00A40000\n< SUCCESS\nscenario: a"), 5);
    }

    #[test]
    fn a_file_that_wants_a_card_of_its_own_says_so_at_its_top() {
        let body = "scenario: a\nclause: b\n> 00A40000\n< SUCCESS\n";
        assert!(!File::parse("x/y", body).unwrap().own_card);
        assert!(File::parse("x/y", &format!("# why\ncard: own\n{body}")).unwrap().own_card);
        let about = |text: &str| File::parse("x/y", &format!("{text}{body}")).unwrap().about;
        assert_eq!(about("# one\n# two\n\n# three\n"), "one two");
        assert_eq!(about(""), "");
        assert_eq!(File::parse("x/y", &format!("{body}card: own")).unwrap_err().line, 5);
    }
}
