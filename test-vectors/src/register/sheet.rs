//! A register written out as CSV (RFC 4180), row after row.

use std::collections::VecDeque;
use std::io::{self, Write};

use super::fault::{Fault, Row};
use super::{Encoding, Form, People, Person};
use crate::rng::TestRng;

/// A table that is written out: the same bytes for the same seed.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// In which form.
    pub form: Form,
    /// In which encoding.
    pub encoding: Encoding,
    /// What is drawn from.
    pub seed: u64,
    /// How many residents.
    pub rows: usize,
    /// One row of so many has a fault; 0 for none.
    pub rows_a_fault: usize,
}

/// A fault that was put into a table: what an import must say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The line of the file, from 1, on which the row begins. The headings are line 1.
    pub line: u64,
    /// The column, from 1; none where it is the row that has too few cells or too many.
    pub column: Option<usize>,
    /// What was done.
    pub fault: Fault,
}

impl Sheet {
    /// Writes the table, and gives every fault that is in it to `truth`. Memory does not grow with
    /// the rows.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, mut truth: impl FnMut(Expected)) -> io::Result<()> {
        let Self { form, encoding, .. } = *self;
        out.write_all(encoding.mark())?;
        let mut line = 1;
        let mut bytes = Row::of_headings(form, encoding).bytes();
        out.write_all(&bytes)?;
        line += lines(&bytes);
        let mut kinds = Kinds::of(self);
        let mut before: Option<Person> = None;
        let people = People::new(self.seed, encoding.is_unicode());
        // A spreadsheet has one column for names, and no nationality.
        let people = if form == Form::Plain { people.japanese() } else { people };
        for (place, person) in people.take(self.rows).enumerate() {
            let mut row = Row::of(&person, form, encoding);
            if let Some((fault, column)) = kinds.put_into(place, &mut row, &person, before.as_ref())
            {
                truth(Expected { line, column, fault });
            } else {
                // What others repeat must have been taken.
                before = Some(person);
            }
            bytes = row.bytes();
            out.write_all(&bytes)?;
            line += lines(&bytes);
        }
        Ok(())
    }

    /// The kinds of faults that a table of this form and encoding can have.
    pub fn kinds(&self) -> impl Iterator<Item = Fault> + use<> {
        let Self { form, encoding, .. } = *self;
        Fault::ALL.into_iter().filter(move |fault| fault.is_possible(form, encoding))
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Which fault comes next: each in its turn, or as soon as there is somebody whom it can be put to.
struct Kinds {
    waiting: VecDeque<Fault>,
    rng: TestRng,
    /// One row of so many gets one.
    rows_a_fault: usize,
    /// Which of them.
    chosen: usize,
}

impl Kinds {
    fn of(sheet: &Sheet) -> Self {
        let rng = TestRng::new(!sheet.seed);
        // Those come first that few people can have.
        let (few, many): (Vec<_>, Vec<_>) = sheet.kinds().partition(|kind| kind.is_of_foreign());
        let waiting = few.into_iter().chain(many).collect();
        Self { waiting, rng, rows_a_fault: sheet.rows_a_fault, chosen: 0 }
    }

    fn put_into(
        &mut self,
        place: usize,
        row: &mut Row,
        person: &Person,
        before: Option<&Person>,
    ) -> Option<(Fault, Option<usize>)> {
        let within = place.checked_rem(self.rows_a_fault)?;
        if within == 0 {
            self.chosen = self.rng.below(self.rows_a_fault);
        }
        if within != self.chosen {
            return None;
        }
        for turn in 0..self.waiting.len() {
            let fault = *self.waiting.get(turn)?;
            if let Some(column) = fault.put_into(row, person, before) {
                self.waiting.remove(turn);
                self.waiting.push_back(fault);
                return Some((fault, Some(column).filter(|column| *column > 0)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn written(sheet: Sheet) -> (Vec<u8>, Vec<Expected>) {
        let (mut out, mut truth) = (Vec::new(), Vec::new());
        sheet.write(&mut out, |expected| truth.push(expected)).unwrap();
        (out, truth)
    }

    #[test]
    fn a_table_is_the_same_every_time_and_a_hundredth_of_its_rows_has_a_fault_of_every_kind() {
        for form in Form::ALL {
            for encoding in Encoding::ALL {
                let sheet = Sheet { form, encoding, seed: 3, rows: 10_000, rows_a_fault: 100 };
                let (bytes, truth) = written(sheet);
                assert!(written(sheet).0 == bytes);
                assert_eq!(truth.len(), 100, "{form:?} {encoding:?}");
                let found: BTreeSet<_> = truth.iter().map(|truth| truth.fault.name()).collect();
                let kinds: BTreeSet<_> = sheet.kinds().map(Fault::name).collect();
                assert_eq!(found, kinds, "{form:?} {encoding:?}");
                assert!(kinds.len() >= 20, "{form:?} {encoding:?}: {}", kinds.len());
            }
        }
    }

    #[test]
    fn a_fault_stands_in_the_line_that_is_said() {
        let sheet = Sheet {
            form: Form::Standard,
            encoding: Encoding::Utf8,
            seed: 3,
            rows: 20_000,
            rows_a_fault: 100,
        };
        let clean = written(Sheet { rows_a_fault: 0, ..sheet }).0;
        let (bytes, truth) = written(sheet);
        let clean: BTreeSet<&[u8]> = clean.split(|byte| *byte == b'\n').collect();
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        for expected in truth {
            let line = lines[usize::try_from(expected.line).unwrap() - 1];
            assert!(!clean.contains(line), "{expected:?}");
        }
    }

    #[test]
    fn a_table_without_faults_names_none() {
        let sheet = Sheet {
            form: Form::Plain,
            encoding: Encoding::Utf8WithMark,
            seed: 1,
            rows: 100,
            rows_a_fault: 0,
        };
        let (bytes, truth) = written(sheet);
        assert!(truth.is_empty());
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{FEFF}宛名番号,世帯番号,氏名,フリガナ,"), "{text:.80}");
        assert_eq!(text.lines().count(), 101);
    }
}
