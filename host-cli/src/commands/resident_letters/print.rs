//! `juki resident letters print`: the letters as PDF or HTML, a page each.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use serde_json::json;

use crate::cli::codes::LettersPrint;
use crate::commands::resident_codes::folder;
use crate::context::Context;
use crate::documents::Documents;
use crate::environment::font;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::new_file::{PRIVATE, Stream};
use crate::output::Report;
use crate::print::font::{Face, Faces, FontError};
use crate::print::notification::{self, LetterError, Sender, Undrawable};
use crate::resident::{LONGEST, NotResident, Resident};
use document::{Document, Failure};
use juki_codes::assign::{AssignError, Finding, RecordFault, Standing, Survey, judge};
use juki_codes::holder::RegisterNumber;
use juki_codes::ledger::{Assignments, Ledger};
use juki_codes::letters::{Event, JournalError, Letter, LetterNumber, LetterState};

mod addressee;
mod document;

/// How many letters that cannot be printed are said one by one.
const MOST_SAID: usize = 100;

/// Why a letter cannot be printed.
#[derive(Debug)]
enum Fault {
    /// The records have nobody of its number.
    NoRecord,
    /// The record contradicts the ledger.
    Record(RecordFault),
    /// The code has not been written into the record yet.
    Unwritten,
    /// Its addressee is no resident, or not one any more.
    NotResident(NotResident),
    /// It does not fit, or no font has a character of it.
    Page(LetterError),
}

impl From<&Fault> for Message {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NoRecord => msg!("fault-letter-no-record"),
            Fault::Record(fault) => fault.into(),
            Fault::Unwritten => msg!("fault-letter-unwritten"),
            Fault::NotResident(reason) => {
                msg!("fault-letter-not-resident", reason = Message::from(*reason))
            }
            Fault::Page(error) => error.into(),
        }
    }
}

/// Prints them; then they are printed in the journal too.
///
/// # Errors
/// When a letter cannot be printed and is not to be left out, or a file is not read or written.
pub(super) fn run(context: &Context<'_>, arguments: &LettersPrint) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let font = font::read(arguments.font.as_deref())?;
    let faces =
        font.as_ref().map(|(path, bytes)| Face::parse(bytes).map_err(|e| bad_font(path, e)));
    let faces = Faces::new(faces.transpose()?).map_err(|_| Error::layout())?;
    // The journal first: no code is changed while it is open.
    let mut journal = folder::journal(context, &arguments.codes)?;
    let (assignments, ..) = Ledger::read(&folder::ledger_path(&arguments.codes))?;
    let waiting = journal.number(&assignments, day)?;
    let letters: Vec<Letter> = match arguments.run {
        None => waiting,
        Some(run) => of_run(journal.letters().all(), run)?,
    };
    let letters = letters.into_iter().filter(|letter| letter.code(&assignments).is_some());
    let letters: Vec<Letter> = letters.collect();
    let late = letters.iter().find(|l| l.state == LetterState::Numbered && l.since > day);
    if let Some(Letter { number, since, .. }) = late {
        return Err(JournalError::Earlier { number: *number, since: *since }.into());
    }
    if letters.is_empty() {
        let text = context.text(&msg!("letters-none-to-print")) + "\n";
        return Ok(report(text, arguments, 0, &[]));
    }

    let work = Work { arguments, faces: &faces, letters: &letters, assignments: &assignments };
    let Printed { document, numbers, faults, doubled, .. } = work.print()?;
    if doubled.finding_count > 0 {
        return Err(folder::refused(context, AssignError::Findings(Box::new(doubled))));
    }
    for (number, fault) in faults.iter().take(MOST_SAID) {
        let number = number.to_string();
        context.warn(&msg!("letter-fault", number = number, fault = Message::from(fault)));
    }
    let is_left_out = arguments.leave_out && document.is_some();
    if !faults.is_empty() && !is_left_out {
        let what = msg!("error-letters-faults", count = faults.len(), all = letters.len());
        return Err(Error::new(Exit::Rejected, what, msg!("todo-letters-faults")));
    }
    let is_new = |letter: &&Letter| letter.state == LetterState::Numbered;
    let new: HashSet<LetterNumber> = letters.iter().filter(is_new).map(|l| l.number).collect();
    let (printed, again): (Vec<_>, Vec<_>) =
        numbers.iter().copied().partition(|number| new.contains(number));
    // There is no second copy of a letter that the journal does not know.
    journal.mark(&again, Event::Reprinted, day, &assignments)?;
    if let Some(document) = document {
        document.finish().map_err(|cause| work.failed(cause))?;
    }
    journal.mark(&printed, Event::Printed, day, &assignments)?;
    let text = context.text(&msg!(
        "letters-printed",
        count = numbers.len(),
        path = arguments.out.display(),
        left = faults.len()
    ));
    let left: Vec<LetterNumber> = faults.into_iter().map(|(number, _)| number).collect();
    Ok(report(text + "\n", arguments, numbers.len(), &left))
}

/// The letters of a run.
fn of_run(letters: &[Letter], run: u32) -> Result<Vec<Letter>, Error> {
    let found: Vec<Letter> = letters.iter().filter(|l| l.run.number == run).copied().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let runs = letters.iter().map(|letter| letter.run.number).collect();
    let todo = match ranges(&runs) {
        runs if runs.is_empty() => msg!("todo-letters-no-runs"),
        runs => msg!("todo-letters-run", runs = runs),
    };
    Err(Error::new(Exit::Rejected, msg!("error-letters-run", run = run), todo))
}

/// Numbers for people: `1-3, 5`.
fn ranges(numbers: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let said = ranges.into_iter().map(|(first, last)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    });
    said.collect::<Vec<_>>().join(", ")
}

fn report(text: String, arguments: &LettersPrint, printed: usize, left: &[LetterNumber]) -> Report {
    let left: Vec<String> = left.iter().map(ToString::to_string).collect();
    Report {
        exit: Exit::Done,
        text,
        command: "resident.letters.print",
        members: json!({
            "out": (printed > 0).then(|| arguments.out.display().to_string()),
            "printed": printed,
            "left_out": left,
        }),
    }
}

struct Work<'a> {
    arguments: &'a LettersPrint,
    faces: &'a Faces<'a>,
    letters: &'a [Letter],
    assignments: &'a Assignments,
}

struct Printed<'a> {
    /// None when no letter could be printed.
    document: Option<Document<'a>>,
    /// The municipality as the letters name it in English; none before the first.
    english: Option<String>,
    numbers: Vec<LetterNumber>,
    faults: Vec<(LetterNumber, Fault)>,
    /// Records whose number an earlier one has: whose letter it is cannot be told.
    doubled: Survey,
}

impl<'a> Work<'a> {
    /// Prints in the order of the records: they are read once, and one is in memory at a time.
    fn print(&self) -> Result<Printed<'a>, Error> {
        let mut wanted: HashMap<RegisterNumber, Letter> =
            self.letters.iter().map(|letter| (letter.holder, *letter)).collect();
        let mut printed = Printed {
            document: None,
            english: None,
            numbers: Vec::new(),
            faults: Vec::new(),
            doubled: Survey::default(),
        };
        let mut seen = HashSet::new();
        let documents = Documents::open(&self.arguments.records)?;
        for document in documents.read(LONGEST)? {
            let (place, json) = document?;
            printed.doubled.records = printed.doubled.records.saturating_add(1);
            // Whose letter it would be is not known: the letter has no record then.
            let Ok(record) = Resident::parse(&json) else { continue };
            let number = record.register_number.as_deref().and_then(RegisterNumber::parse);
            let Some(number) = number else { continue };
            if !seen.insert(number) {
                printed.doubled.add(Finding { place, fault: RecordFault::NumberTwice });
            }
            // Nothing is printed any more, but each of them is to be named.
            if printed.doubled.finding_count > 0 {
                continue;
            }
            let Some(letter) = wanted.remove(&number) else { continue };
            match self.letter(&record, &letter, &mut printed) {
                Ok(()) => printed.numbers.push(letter.number),
                Err(Failure::Letter(fault)) => printed.faults.push((letter.number, fault)),
                Err(cause) => return Err(self.failed(cause)),
            }
        }
        let missing = wanted.into_values().map(|letter| (letter.number, Fault::NoRecord));
        printed.faults.extend(missing);
        printed.faults.sort_by_key(|(number, _)| *number);
        Ok(printed)
    }

    fn letter(
        &self,
        record: &Resident,
        letter: &Letter,
        printed: &mut Printed<'a>,
    ) -> Result<(), Failure> {
        let page = self.compose(record, letter).map_err(Failure::Letter)?;
        let (city, prefecture) = (&record.municipality.city, &record.municipality.prefecture);
        let english = printed.english.get_or_insert_with(|| format!("{city}, {prefecture}"));
        // All records are of one municipality: only one of the names can be right.
        if *english != format!("{city}, {prefecture}") {
            let (first, other) = (english.clone(), format!("{city}, {prefecture}"));
            return Err(Failure::Municipality { first, other, number: letter.number });
        }
        let document = match &mut printed.document {
            Some(document) => document,
            None => printed.document.insert(self.begin(english.clone())?),
        };
        document.add(&page)
    }

    fn compose(&self, record: &Resident, letter: &Letter) -> Result<notification::Letter, Fault> {
        let standing = judge(record, self.assignments).map_err(Fault::Record)?;
        record.lives_here().map_err(Fault::NotResident)?;
        if standing != Standing::Same {
            return Err(Fault::Unwritten);
        }
        let code = letter.code(self.assignments).ok_or(Fault::Unwritten)?;
        Ok(addressee::compose(record, letter, code))
    }

    /// The document, with what all letters say of who writes.
    fn begin(&self, english: String) -> Result<Document<'a>, Failure> {
        let sender = Sender {
            mayor: self.arguments.mayor.clone(),
            english,
            office: self.arguments.office.clone(),
        };
        let undrawable =
            if self.arguments.mark_missing { Undrawable::Mark } else { Undrawable::Refuse };
        let last = self.letters.iter().map(|letter| letter.run.day).max();
        let file = Stream::create(&self.arguments.out, PRIVATE).map_err(Failure::Write)?;
        let is_html = self.arguments.out.extension().is_some_and(|end| end == "html");
        if is_html {
            Document::html(&sender, file)
        } else {
            Document::pdf(self.faces, &sender, undrawable, last, file)
        }
    }

    /// What ended the work.
    fn failed(&self, cause: Failure) -> Error {
        match cause {
            Failure::Write(cause) => Error::file(&self.arguments.out, &cause),
            Failure::Sender => {
                Error::new(Exit::Usage, msg!("error-letters-sender"), msg!("todo-letters-sender"))
            }
            Failure::Municipality { first, other, number } => Error::new(
                Exit::Rejected,
                msg!(
                    "error-letters-municipality",
                    first = first,
                    other = other,
                    number = number.to_string()
                ),
                msg!("todo-letters-municipality"),
            ),
            Failure::Letter(_) | Failure::Document => Error::layout(),
        }
    }
}

fn bad_font(path: &Path, cause: FontError) -> Error {
    Error::from(cause).in_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_follow_one_another_are_a_range() {
        let said = |numbers: &[u32]| ranges(&numbers.iter().copied().collect());
        assert_eq!(said(&[]), "");
        assert_eq!(said(&[2]), "2");
        assert_eq!(said(&[5, 1, 2, 3, 7, 8]), "1-3, 5, 7-8");
    }
}
