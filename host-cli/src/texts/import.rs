//! What is said of rows that give no record, or another character in it, and of records that give no
//! row.

use juki_import::convert::ConvertFault;
use juki_import::report::{ColumnPlace, Finding, Reason, Rejection, SubstitutedCharacter};
use juki_import::rows::{LONGEST_ROW, RowFault};
use juki_import::shape::{CharacterKind, Run, Shape};

use crate::characters::municipal::is_givable;
use crate::locale::{self, Message, Value};
use crate::msg;
use crate::resident::{FieldRule, RecordError};

/// The sentences of what there is to say of a row.
pub(crate) fn finding(finding: &Finding<'_>) -> Message {
    match finding {
        Finding::Rejected(rejection) => rejected_row(rejection),
        Finding::Substituted(character) => substituted(character),
    }
}

/// The sentences of a rejected row.
pub(crate) fn rejected_row(rejection: &Rejection) -> Message {
    let Rejection { line, column, path, .. } = rejection;
    let place = row_place(*line, column.as_ref(), path.as_deref());
    rejected(rejection, place, todo(rejection))
}

/// The sentence of a character that stands for one of the municipality's.
pub(crate) fn substituted(character: &SubstitutedCharacter) -> Message {
    let SubstitutedCharacter { line, column, path, position, character, text } = character;
    msg!(
        "import-substituted",
        place = row_place(*line, column.as_ref(), path.as_deref()),
        position = *position,
        code = code(*character),
        text = text
    )
}

fn row_place(line: u64, column: Option<&ColumnPlace>, path: Option<&str>) -> Message {
    match (column, path) {
        (Some(column), _) => {
            msg!("import-place-column", line = line, column = column.number, name = &column.name)
        }
        (None, Some(path)) => msg!("import-place-path", line = line, path = path),
        (None, None) => msg!("import-place-line", line = line),
    }
}

/// The sentences of a record that gives no row; its file, where it has one of its own.
pub(crate) fn rejected_record(file: Option<&str>, rejection: &Rejection) -> Message {
    let Rejection { line, column, path, .. } = rejection;
    let place = match (column, path) {
        (Some(column), _) => msg!(
            "import-place-record-column",
            line = *line,
            column = column.number,
            name = &column.name
        ),
        (None, Some(path)) => msg!("import-place-record-path", line = *line, path = path),
        (None, None) => msg!("import-place-record", line = *line),
    };
    let place = match file {
        Some(file) => msg!("import-place-file", file = file, place = place),
        None => place,
    };
    // No mapping helps a record that is none.
    let todo = match &*rejection.reason {
        Reason::Record(_) => msg!("todo-record-row"),
        _ => todo(rejection),
    };
    rejected(rejection, place, todo)
}

fn rejected(rejection: &Rejection, place: Message, todo: Message) -> Message {
    let reason = Message::from(&*rejection.reason);
    match &rejection.shape {
        Some(shape) => msg!(
            "import-rejected-shape",
            place = place,
            shape = shape_value(shape),
            reason = reason,
            todo = todo
        ),
        None => msg!("import-rejected", place = place, reason = reason, todo = todo),
    }
}

/// A shape as a row of runs.
pub(crate) fn shape_value(shape: &Shape) -> Value {
    if shape.runs.is_empty() {
        return msg!("shape-nothing").into();
    }
    let runs = shape.runs.iter().map(Message::from);
    locale::list(runs.chain(shape.has_more.then(|| msg!("shape-more"))))
}

impl From<&Run> for Message {
    fn from(run: &Run) -> Self {
        let count = run.count;
        match run.kind {
            CharacterKind::Digit => msg!("shape-digits", count = count),
            CharacterKind::WideDigit => msg!("shape-wide-digits", count = count),
            CharacterKind::Letter => msg!("shape-letters", count = count),
            CharacterKind::WideLetter => msg!("shape-wide-letters", count = count),
            CharacterKind::OtherLetter => msg!("shape-other-letters", count = count),
            CharacterKind::Hiragana => msg!("shape-hiragana", count = count),
            CharacterKind::Katakana => msg!("shape-katakana", count = count),
            CharacterKind::NarrowKatakana => msg!("shape-narrow-katakana", count = count),
            CharacterKind::Kanji => msg!("shape-kanji", count = count),
            CharacterKind::Space => msg!("shape-spaces", count = count),
            CharacterKind::WideSpace => msg!("shape-wide-spaces", count = count),
            CharacterKind::Sign => msg!("shape-signs", count = count),
            CharacterKind::Hidden => msg!("shape-hidden", count = count),
            CharacterKind::PrivateUse(own) => {
                msg!("shape-private", count = count, code = code(own))
            }
        }
    }
}

/// A character by its code.
pub(crate) fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

impl From<&Reason> for Message {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Row(fault) => (*fault).into(),
            Reason::Decode(encoding, fault) => {
                let bytes: String = fault.bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                let encoding = encoding.name();
                msg!("reason-decode", position = fault.position, encoding = encoding, bytes = bytes)
            }
            Reason::Empty => msg!("reason-empty"),
            Reason::Convert(ConvertFault::Code(codes)) => {
                msg!("reason-code", codes = locale::list(codes))
            }
            Reason::Convert(ConvertFault::Number) => msg!("reason-number"),
            Reason::Convert(ConvertFault::Date(formats)) => {
                let examples = formats.iter().map(|format| format.example());
                msg!("reason-date", formats = locale::list(examples))
            }
            Reason::Convert(ConvertFault::NoSuchDay) => msg!("reason-no-such-day"),
            Reason::Convert(ConvertFault::OldCalendar) => msg!("reason-old-calendar"),
            Reason::Split => msg!("reason-split"),
            Reason::Flag([no, yes]) => msg!("reason-flag", no = no, yes = yes),
            Reason::WholeUnknown => msg!("reason-whole-unknown"),
            Reason::NoWording => msg!("reason-no-wording"),
            Reason::WordingOfKnown => msg!("reason-wording-of-known"),
            Reason::Gap(path) => msg!("reason-gap", path = path),
            Reason::Record(RecordError { path, expected: FieldRule::Readable(found) })
                if is_givable(found.class) =>
            {
                msg!(
                    "reason-own-character",
                    path = super::shown_path(path),
                    code = code(found.character),
                    position = found.position
                )
            }
            Reason::Record(error) => msg!(
                "reason-record",
                path = super::shown_path(&error.path),
                expected = Self::from(&error.expected)
            ),
            Reason::Duplicate(line) => msg!("reason-duplicate", line = *line),
            Reason::Encode(encoding, fault) => msg!(
                "reason-encode",
                code = code(fault.character),
                position = fault.position,
                encoding = encoding.name()
            ),
            Reason::NoForm => msg!("reason-no-form"),
            Reason::TooWide { width, found } => {
                msg!("reason-too-wide", width = *width, found = *found)
            }
            Reason::Constant => msg!("reason-constant"),
            Reason::ReadsOtherwise => msg!("reason-reads-otherwise"),
        }
    }
}

impl From<RowFault> for Message {
    fn from(fault: RowFault) -> Self {
        match fault {
            RowFault::QuoteInside(_) => msg!("reason-quote-inside"),
            RowFault::AfterQuote(_) => msg!("reason-after-quote"),
            RowFault::OpenQuote(_) => msg!("reason-open-quote"),
            RowFault::BareReturn(_) => msg!("reason-bare-return"),
            RowFault::TooLong => msg!("reason-too-long", most = LONGEST_ROW),
            RowFault::CellCount { expected, found } => {
                msg!("reason-cell-count", expected = expected, found = found)
            }
            RowFault::Length { expected, found } => {
                msg!("reason-length", expected = expected, found = found)
            }
            RowFault::Straddles(_) => msg!("reason-straddles"),
        }
    }
}

/// What is to be done about a row.
fn todo(rejection: &Rejection) -> Message {
    match &*rejection.reason {
        Reason::Row(
            RowFault::QuoteInside(_)
            | RowFault::AfterQuote(_)
            | RowFault::OpenQuote(_)
            | RowFault::BareReturn(_),
        ) => msg!("todo-row-quotes"),
        Reason::Row(
            RowFault::TooLong
            | RowFault::CellCount { .. }
            | RowFault::Length { .. }
            | RowFault::Straddles(_),
        ) => msg!("todo-row-cells"),
        Reason::Decode(encoding, _) => msg!("todo-row-decode", encoding = encoding.name()),
        Reason::Empty | Reason::Convert(_) | Reason::Split | Reason::Flag(_) | Reason::Gap(_) => {
            msg!("todo-row-value")
        }
        Reason::WholeUnknown | Reason::NoWording | Reason::WordingOfKnown => {
            msg!("todo-row-unknown")
        }
        Reason::Record(RecordError { expected: FieldRule::Readable(found), .. })
            if is_givable(found.class) =>
        {
            msg!("todo-row-characters", code = code(found.character))
        }
        Reason::Record(_) if rejection.column.is_none() => msg!("todo-row-unmapped"),
        Reason::Record(_) => msg!("todo-row-record"),
        Reason::Duplicate(_) => msg!("todo-row-duplicate"),
        Reason::Encode(encoding, _) => msg!("todo-row-encode", encoding = encoding.name()),
        Reason::NoForm | Reason::TooWide { .. } | Reason::ReadsOtherwise => msg!("todo-row-form"),
        Reason::Constant => msg!("todo-row-constant"),
    }
}
