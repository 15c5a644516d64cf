//! Giving codes to the people in a collection of records.
//!
//! The ledger first, then the record: whoever is killed between them finds the code in the ledger
//! when the work is done again, and writes the same one. A record is judged by the ledger
//! ([`judge`]) before anything is written; one that contradicts it stops the work before it begins.

use std::collections::HashSet;

use juki_files::documents::{Documents, Place, Writer};
use juki_records::resident::{
    Change, LONGEST, Reason as ChangeWording, RegisterDate, Resident, ResidentKind,
};
use rand_core::CryptoRng;

use crate::block::MunicipalityCode;
use crate::code::RecordCode;
use crate::holder::RegisterNumber;
use crate::ledger::{Assignments, ChangeReason, Entry, Ledger, LedgerError, Reason, Run};

mod error;
mod written;

pub use error::{AssignError, Finding, RecordFault};
pub use written::own_file;
use written::{json_of, takes_a_code};

/// How many records are read, ledgered together and written.
const GROUP: usize = 256;
/// How many findings are kept; all are counted.
const MOST_FINDINGS: usize = 1000;

/// Who is given a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Every resident.
    Everybody,
    /// Foreign residents, as on 8 July 2013.
    Foreign,
}

/// How a record stands with the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has the code that the ledger says.
    Same,
    /// It has none, and the ledger says none.
    Without(RegisterNumber),
    /// It has none, and the ledger has this one: it was not written.
    Unwritten(RegisterNumber, RecordCode),
    /// It has one that the ledger does not know.
    Unknown(RegisterNumber, RecordCode),
    /// It is of nobody who gets a code: no resident, or not one any more.
    NoResident,
}

/// How a record stands with the ledger.
///
/// # Errors
/// What contradicts the ledger, or keeps the record from being looked up in it.
pub fn judge(record: &Resident, assignments: &Assignments) -> Result<Standing, RecordFault> {
    let number = record.register_number.as_deref().ok_or(RecordFault::NoNumber)?;
    let holder = RegisterNumber::parse(number).ok_or(RecordFault::Number)?;
    let municipality = MunicipalityCode::parse(&record.municipality.code);
    if municipality.is_none() || municipality != assignments.municipality() {
        return Err(RecordFault::OtherMunicipality);
    }
    let held = assignments.code_of(holder).map(|entry| entry.code);
    let Some(text) = record.record_code.as_deref() else {
        if let Some(code) = held {
            return Ok(Standing::Unwritten(holder, code));
        }
        let lives_here = record.lives_here().is_ok();
        return Ok(if lives_here { Standing::Without(holder) } else { Standing::NoResident });
    };
    let code = RecordCode::parse(text).ok_or(RecordFault::Code)?;
    if held == Some(code) {
        return Ok(Standing::Same);
    }
    match assignments.line_of(code) {
        Some(entry) if entry.holder == holder => Err(RecordFault::Retired),
        Some(_) => Err(RecordFault::OfAnother),
        None if held.is_some() => Err(RecordFault::HasAnother),
        None => Ok(Standing::Unknown(holder, code)),
    }
}

/// What a collection of records is like, by the ledger.
#[derive(Debug, Default)]
pub struct Survey {
    /// How many records there are.
    pub records: u64,
    /// How many have the code that the ledger says.
    pub same: u64,
    /// How many have none, of those who are selected.
    pub without: u64,
    /// How many have none in the record and one in the ledger.
    pub unwritten: u64,
    /// Who has a code that the ledger does not know.
    pub unknown: Vec<(RegisterNumber, RecordCode)>,
    /// How many are of nobody who is selected.
    pub passed_over: u64,
    /// What contradicts the ledger, the first of it.
    pub findings: Vec<Finding>,
    /// How much does.
    pub finding_count: u64,
}

impl Survey {
    /// Counts a finding; the first ones are kept.
    pub fn add(&mut self, finding: Finding) {
        self.finding_count = self.finding_count.saturating_add(1);
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }
}

/// What records are looked through for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To see whether they fit the ledger: codes that it does not know are findings.
    Verify,
    /// Also to be given codes: a record that would not be read again with one is a finding.
    Assign,
    /// Codes that the ledger does not know are to be taken in.
    Take,
}

/// Looks through all records.
///
/// # Errors
/// When they cannot be read. What is wrong with a record is a finding.
pub fn survey(
    documents: &Documents,
    assignments: &Assignments,
    selection: Selection,
    purpose: Purpose,
) -> Result<Survey, AssignError> {
    let mut survey = Survey::default();
    let (mut numbers, mut codes) = (HashSet::new(), HashSet::new());
    let mut personal_numbers = HashSet::new();
    for document in documents.read(LONGEST).map_err(AssignError::Read)? {
        let (place, json) = document.map_err(AssignError::Read)?;
        survey.records = survey.records.saturating_add(1);
        let judged = Resident::parse(&json).map_err(RecordFault::Record).and_then(|record| {
            let standing = judge(&record, assignments)?;
            let number = record.register_number.as_deref().and_then(RegisterNumber::parse);
            if number.is_some_and(|number| !numbers.insert(number)) {
                return Err(RecordFault::NumberTwice);
            }
            let personal = record.personal_number.as_deref().and_then(|own| own.parse().ok());
            if personal.is_some_and(|number: u64| !personal_numbers.insert(number)) {
                return Err(RecordFault::PersonalNumberTwice);
            }
            match standing {
                Standing::Unknown(_, code) if !codes.insert(code) => Err(RecordFault::CodeTwice),
                Standing::Unknown(..) if purpose != Purpose::Take => Err(RecordFault::NotInLedger),
                standing => {
                    let selected = is_selected(&record, selection);
                    let gets_one = match standing {
                        Standing::Without(_) => selected,
                        standing => matches!(standing, Standing::Unwritten(..)),
                    };
                    if purpose == Purpose::Assign && gets_one {
                        takes_a_code(record)?;
                    }
                    Ok((standing, selected))
                }
            }
        });
        match judged {
            Ok((Standing::Same, _)) => survey.same += 1,
            Ok((Standing::Unwritten(..), _)) => survey.unwritten += 1,
            Ok((Standing::Unknown(holder, code), _)) => survey.unknown.push((holder, code)),
            Ok((Standing::Without(_), true)) => survey.without += 1,
            Ok((Standing::Without(_) | Standing::NoResident, _)) => survey.passed_over += 1,
            Err(fault) => survey.add(Finding { place, fault }),
        }
    }
    Ok(survey)
}

fn is_selected(record: &Resident, selection: Selection) -> bool {
    match selection {
        Selection::Everybody => true,
        Selection::Foreign => {
            record.foreign.is_some() || record.kind == Some(ResidentKind::Foreign)
        }
    }
}

/// Where records with codes go.
#[derive(Debug)]
pub struct Output {
    /// What they are written to.
    pub writer: Writer,
    /// A record that stays as it is is written too: what is written is a collection of its own.
    pub whole: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Codes that were given out.
    pub assigned: u64,
    /// Records that got a code that an earlier run had given out.
    pub completed: u64,
    /// Records that had theirs.
    pub same: u64,
    /// Records of nobody who was selected.
    pub passed_over: u64,
}

/// Gives everybody a code who is selected and has none. `told` hears how many records are done.
///
/// # Errors
/// When a record contradicts the ledger or would not be read again with a code, the run is of an
/// earlier day than the ledger, or fewer codes are left than are needed: then nothing was written.
/// When a file is not read or written, or a record was altered meanwhile: what was given out by then
/// stands in the ledger, and the work can be done again.
pub fn assign(
    ledger: &mut Ledger,
    documents: &Documents,
    selection: Selection,
    run: Run,
    output: Output,
    rng: &mut dyn CryptoRng,
    mut told: impl FnMut(u64),
) -> Result<Outcome, AssignError> {
    ledger.accepts(run)?;
    let found = survey(documents, ledger.assignments(), selection, Purpose::Assign)?;
    if found.finding_count > 0 {
        return Err(AssignError::Findings(Box::new(found)));
    }
    let (needed, left) = (found.without, ledger.assignments().left());
    if needed > left {
        return Err(LedgerError::Exhausted { needed, left }.into());
    }
    let outcome = Outcome::default();
    let mut work = Work { ledger, documents, selection, run, output, outcome };
    let (mut group, mut done) = (Vec::with_capacity(GROUP), 0_u64);
    for document in documents.read(LONGEST).map_err(AssignError::Read)? {
        group.push(document.map_err(AssignError::Read)?);
        if group.len() == GROUP {
            done = done.saturating_add(group.len() as u64);
            work.group(&mut group, rng)?;
            told(done);
        }
    }
    work.group(&mut group, rng)?;
    // What was looked through is what was read, and nobody's work is replaced.
    if !documents.is_unchanged() {
        let name = documents.path().file_name().unwrap_or_default();
        return Err(AssignError::Altered(Place::File(name.into())));
    }
    work.output.writer.finish().map_err(AssignError::Write)?;
    Ok(work.outcome)
}

struct Work<'a> {
    ledger: &'a mut Ledger,
    documents: &'a Documents,
    selection: Selection,
    run: Run,
    output: Output,
    outcome: Outcome,
}

impl Work<'_> {
    /// Ledgers the codes of some records together, and writes the records after that.
    fn group(
        &mut self,
        group: &mut Vec<(Place, Vec<u8>)>,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), AssignError> {
        let altered = |place: &Place| AssignError::Altered(place.clone());
        let mut records = Vec::with_capacity(group.len());
        for (place, json) in group.drain(..) {
            let record = Resident::parse(&json).map_err(|_| altered(&place))?;
            let standing =
                judge(&record, self.ledger.assignments()).map_err(|_| altered(&place))?;
            records.push((place, json, record, standing));
        }
        let selected: Vec<RegisterNumber> = records
            .iter()
            .filter_map(|(_, _, record, standing)| match standing {
                Standing::Without(holder) if is_selected(record, self.selection) => Some(*holder),
                _ => None,
            })
            .collect();
        let codes = self.ledger.assign(self.run, &selected, rng)?;
        self.outcome.assigned = self.outcome.assigned.saturating_add(codes.len() as u64);
        for (place, json, mut record, standing) in records {
            let count = match standing {
                Standing::Without(holder) | Standing::Unwritten(holder, _) => {
                    let entry = self.ledger.assignments().code_of(holder);
                    record.record_code = entry.map(|entry| entry.code.to_string());
                    match (standing, entry) {
                        (Standing::Unwritten(..), _) => Some(&mut self.outcome.completed),
                        (_, None) => Some(&mut self.outcome.passed_over),
                        (_, Some(_)) => None,
                    }
                }
                Standing::Same => Some(&mut self.outcome.same),
                Standing::NoResident => Some(&mut self.outcome.passed_over),
                Standing::Unknown(..) => return Err(altered(&place)),
            };
            if let Some(count) = count {
                *count = count.saturating_add(1);
            }
            let is_new = matches!(standing, Standing::Without(_) | Standing::Unwritten(..))
                && record.record_code.is_some();
            let writer = &mut self.output.writer;
            if is_new && self.documents.is_folder() && !self.documents.still_holds(&place, &json) {
                return Err(altered(&place));
            }
            if is_new || self.output.whole {
                let json = json.trim_ascii();
                // What stood on several lines stands on one.
                let is_torn = writer.is_of_lines() && json.contains(&b'\n');
                let anew = (is_new || is_torn).then(|| json_of(&record, writer)).transpose()?;
                let json = anew.as_deref().unwrap_or(json);
                writer.write(&place, json).map_err(AssignError::Write)?;
            }
        }
        Ok(())
    }
}

/// Takes the codes into the ledger that stand in records and that it does not know; how many.
///
/// # Errors
/// When a record contradicts the ledger or another record: then none is taken in. When a file is
/// not read or written.
pub fn take(ledger: &mut Ledger, documents: &Documents, run: Run) -> Result<u64, AssignError> {
    let found = survey(documents, ledger.assignments(), Selection::Everybody, Purpose::Take)?;
    if found.finding_count > 0 {
        return Err(AssignError::Findings(Box::new(found)));
    }
    for codes in found.unknown.chunks(4096) {
        ledger.take(run, codes)?;
    }
    Ok(found.unknown.len() as u64)
}

/// How a record came by its new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It was drawn.
    Drawn,
    /// It was drawn earlier, and the record not written then. Nothing was asked for but that.
    Completed,
}

/// A record whose code was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The record, with the new code, and the change among its changes.
    pub record: Resident,
    /// How it came by it.
    pub outcome: ChangeOutcome,
    /// The run in which the code was drawn.
    pub run: Run,
}

/// Changes the code of a record's holder in the ledger. A record that has an earlier code of its
/// holder was not written when that was changed: it gets the one that the ledger has, with the
/// changes since as the ledger has them, and no other is drawn.
///
/// # Errors
/// When the record contradicts the ledger or would not be read again with the change, its holder has
/// no code or got it in this run, the run is of an earlier day than the ledger, or no code is left:
/// then none is drawn.
pub fn change(
    ledger: &mut Ledger,
    mut record: Resident,
    reason: ChangeReason,
    run: Run,
    rng: &mut dyn CryptoRng,
) -> Result<Changed, AssignError> {
    let number = record.register_number.as_deref().and_then(RegisterNumber::parse);
    let outcome = match judge(&record, ledger.assignments()) {
        Err(RecordFault::Retired) => ChangeOutcome::Completed,
        Ok(Standing::Same) => {
            let holder = number.ok_or(RecordFault::NoNumber)?;
            takes_a_change(&record, holder, reason, run)?;
            ledger.change(run, holder, reason, rng)?;
            ChangeOutcome::Drawn
        }
        Ok(Standing::Unknown(..)) => return Err(RecordFault::NotInLedger.into()),
        Ok(_) => return Err(LedgerError::NoCode.into()),
        Err(fault) => return Err(fault.into()),
    };
    let earlier = record.record_code.as_deref().and_then(RecordCode::parse);
    // Those of its holder behind the line of the code that the record has.
    let entries = ledger.assignments().entries().iter();
    let behind = entries.skip_while(|entry| Some(entry.code) != earlier).skip(1);
    let missing: Vec<Entry> =
        behind.filter(|entry| Some(entry.holder) == number).copied().collect();
    let last = missing.last().ok_or(LedgerError::NoCode)?;
    record.record_code = Some(last.code.to_string());
    record.changes.extend(missing.iter().filter_map(change_of));
    takes_a_code(record.clone())?;
    Ok(Changed { record, outcome, run: Run { number: last.run, day: last.day } })
}

/// Will the record be read again with the change that this run would enter?
fn takes_a_change(
    record: &Resident,
    holder: RegisterNumber,
    reason: ChangeReason,
    run: Run,
) -> Result<(), AssignError> {
    let mut changed = record.clone();
    let code = changed.record_code.as_deref().and_then(RecordCode::parse);
    let code = code.ok_or(RecordFault::Code)?;
    let entry = Entry { code, holder, day: run.day, run: run.number, reason: reason.into() };
    changed.changes.extend(change_of(&entry));
    Ok(takes_a_code(changed)?)
}

/// A change as a record has it; `None` of a code that is not in the place of another.
fn change_of(entry: &Entry) -> Option<Change> {
    let (wording, notified) = match entry.reason {
        Reason::Changed => ("住民票コードの変更請求", Some(entry.day)),
        Reason::Corrected => ("住民票コードの職権による記載の修正", None),
        Reason::Assigned | Reason::Taken => return None,
    };
    Some(Change {
        date: Some(RegisterDate::from(entry.day)),
        notified,
        reason: Some(ChangeWording { code: None, wording: Some(wording.to_owned()) }),
    })
}

#[cfg(test)]
mod tests;
