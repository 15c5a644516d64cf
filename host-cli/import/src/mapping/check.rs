//! Whether a mapping holds together.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde_json::Value;
use toml::Spanned;

use super::form::{
    AlignForm, ColumnForm, ConvertForm, FileForm, FormatsForm, KindForm, MappingForm, OthersForm,
};
use super::{
    Column, FileFormat, FileKind, LONGEST, LineEnd, MOST_COLUMNS, Mapping, Padding, Quoting,
    Target, VERSION,
};
use crate::convert::{Codes, Conversion};
use crate::encoding::Encoding;
use crate::path::Path;
use crate::rows::{LONGEST_ROW, WidthUnit};

/// A text that is no mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: MappingFault,
}

/// What is wrong in a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MappingFault {
    /// It is no TOML, or not of this form: what the reader of TOML says, in English.
    Form(String),
    /// It is of another version.
    Version(u64),
    /// It is longer than [`LONGEST`].
    TooLong,
    /// There are no columns, or more columns or constants than [`MOST_COLUMNS`].
    ColumnCount,
    /// No path into a record.
    Path(String),
    /// A path that another column or a constant gives too, or leads into.
    PathTwice(String),
    /// A name that another column has too.
    NameTwice(String),
    /// A column that says nothing of what it gives, or several things.
    Target(String),
    /// A setting that this kind of table does not have.
    Setting(&'static str),
    /// A setting that is missing for this kind of table.
    Missing(&'static str),
    /// No delimiter.
    Delimiter,
    /// No padding.
    Padding,
    /// A width of 0, or a record longer than a row may be.
    Width,
    /// A conversion of several kinds, or none.
    Conversion,
    /// A constant or code that is no text, number or truth.
    Value,
    /// No column gives the day of which this one says what is unknown.
    NoDate(String),
    /// Two columns say the same of one day.
    UnknownTwice(String),
    /// Words for yes and no that are the same, or empty.
    FlagWords,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

impl std::error::Error for MappingError {}

impl fmt::Display for MappingFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(said) => write!(f, "no mapping: {said}"),
            Self::Version(version) => write!(f, "version {version}; this program reads {VERSION}"),
            Self::TooLong => write!(f, "longer than {LONGEST} bytes"),
            Self::ColumnCount => write!(f, "no columns, or more than {MOST_COLUMNS}"),
            Self::Path(path) => write!(f, "{path} is no path into a record"),
            Self::PathTwice(path) => write!(f, "{path} is given twice"),
            Self::NameTwice(name) => write!(f, "two columns are named {name}"),
            Self::Target(name) => write!(
                f,
                "column {name} needs one of path, split, unknown_flag, unknown_wording and ignore"
            ),
            Self::Setting(name) => write!(f, "{name} has no meaning here"),
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Delimiter => f.write_str("a delimiter is one of , ; : and a tab"),
            Self::Padding => {
                f.write_str("padding is a space, a full-width space or 0 before the text")
            }
            Self::Width => write!(f, "a width is 1 or more, and a record {LONGEST_ROW} at most"),
            Self::Conversion => {
                f.write_str("convert needs one of codes, date and number, or width")
            }
            Self::Value => {
                f.write_str("a value is a text, a whole number from 0 on, true or false")
            }
            Self::NoDate(path) => write!(f, "no column has a date for {path}"),
            Self::UnknownTwice(path) => write!(f, "two columns say the same of {path}"),
            Self::FlagWords => f.write_str(
                "flag_words are two different words, for no (which may be empty) and for yes",
            ),
        }
    }
}

/// A fault at a place in the text.
type Fault = (Range<usize>, MappingFault);

pub(super) fn parse(text: &str, hash: [u8; 32]) -> Result<Mapping, MappingError> {
    let error = |(span, fault): Fault| {
        let before = text.get(..span.start.min(text.len())).unwrap_or_default();
        MappingError { line: before.matches('\n').count() + 1, fault }
    };
    if text.len() > LONGEST {
        return Err(error((0..0, MappingFault::TooLong)));
    }
    let form: MappingForm = toml::from_str(text).map_err(|cause| {
        error((cause.span().unwrap_or_default(), MappingFault::Form(cause.message().to_owned())))
    })?;
    check(form, hash).map_err(error)
}

fn check(form: MappingForm, hash: [u8; 32]) -> Result<Mapping, Fault> {
    if *form.version.get_ref() != VERSION {
        return Err((form.version.span(), MappingFault::Version(*form.version.get_ref())));
    }
    let span = form.file.span();
    let file = file(form.file.into_inner(), &span)?;
    if !(1..=MOST_COLUMNS).contains(&form.column.len()) {
        return Err((span, MappingFault::ColumnCount));
    }
    // Each path is compared with all others.
    if form.constant.len() > MOST_COLUMNS {
        return Err((span, MappingFault::ColumnCount));
    }
    let mut paths = Paths::default();
    let mut constants = Vec::new();
    for (path, value) in form.constant {
        let path = paths.take(&path)?;
        constants.push((path, json(value.get_ref()).ok_or((value.span(), MappingFault::Value))?));
    }
    let mut names = BTreeMap::new();
    let mut columns = Vec::new();
    let mut unknowns = Vec::new();
    for column in form.column {
        let span = column.get_ref().name.span();
        let (column, unknown) = self::column(column, &file, &mut paths)?;
        if names.insert(column.name.clone(), ()).is_some() {
            return Err((span, MappingFault::NameTwice(column.name)));
        }
        unknowns.extend(unknown.map(|unknown| (columns.len(), unknown)));
        columns.push(column);
    }
    for (number, unknown) in unknowns {
        connect(&mut columns, number, unknown)?;
    }
    let total = columns.iter().try_fold(0_usize, |sum, column| sum.checked_add(column.width));
    if total.is_none_or(|total| total > LONGEST_ROW) {
        return Err((span, MappingFault::Width));
    }
    Ok(Mapping { file, constants, columns, hash })
}

fn file(form: FileForm, span: &Range<usize>) -> Result<FileFormat, Fault> {
    let line_end = *form.line_end.get_ref();
    let unused = |set: Option<Range<usize>>, name| match set {
        Some(span) => Err((span, MappingFault::Setting(name))),
        None => Ok(()),
    };
    let kind = match form.kind {
        KindForm::Csv => {
            unused(form.widths.map(|widths| widths.span()), "widths")?;
            if line_end == LineEnd::None {
                return Err((form.line_end.span(), MappingFault::Setting("line_end")));
            }
            let header =
                form.header.ok_or_else(|| (span.clone(), MappingFault::Missing("header")))?;
            let has_header = *header.get_ref();
            let others = form.other_columns.as_ref();
            if !has_header {
                unused(others.map(Spanned::span), "other_columns")?;
            }
            let delimiter = match &form.delimiter {
                None => b',',
                Some(text) => match text.get_ref().as_bytes() {
                    [byte @ (b',' | b';' | b':' | b'\t')] => *byte,
                    _ => return Err((text.span(), MappingFault::Delimiter)),
                },
            };
            FileKind::Csv {
                has_header,
                ignores_others: others
                    .is_some_and(|others| *others.get_ref() == OthersForm::Ignore),
                delimiter,
                quoting: form.quoting.map_or(Quoting::Minimal, Spanned::into_inner),
            }
        }
        KindForm::Fixed => {
            unused(form.header.map(|header| header.span()), "header")?;
            unused(form.other_columns.map(|others| others.span()), "other_columns")?;
            unused(form.delimiter.map(|delimiter| delimiter.span()), "delimiter")?;
            unused(form.quoting.map(|quoting| quoting.span()), "quoting")?;
            let unit =
                form.widths.ok_or_else(|| (span.clone(), MappingFault::Missing("widths")))?;
            FileKind::Fixed { unit: unit.into_inner() }
        }
    };
    Ok(FileFormat { encoding: form.encoding, kind, line_end })
}

/// The paths that have been given.
#[derive(Default)]
struct Paths(Vec<Path>);

impl Paths {
    fn take(&mut self, text: &Spanned<String>) -> Result<Path, Fault> {
        let fault = |make: fn(String) -> MappingFault| (text.span(), make(text.get_ref().clone()));
        let path = Path::parse(text.get_ref()).filter(Path::is_of_record);
        let path = path.ok_or_else(|| fault(MappingFault::Path))?;
        if self.0.iter().any(|other| other.touches(&path)) {
            return Err(fault(MappingFault::PathTwice));
        }
        self.0.push(path.clone());
        Ok(path)
    }
}

/// What a column says of another one's day.
struct Unknown {
    date: Spanned<String>,
    is_flag: bool,
}

fn column(
    column: Spanned<ColumnForm>,
    file: &FileFormat,
    paths: &mut Paths,
) -> Result<(Column, Option<Unknown>), Fault> {
    let span = column.get_ref().name.span();
    let form = column.into_inner();
    let name = form.name.into_inner();
    let fault = |fault| (span.clone(), fault);
    let fixed = match file.kind {
        FileKind::Fixed { unit } => Some(unit),
        FileKind::Csv { .. } => None,
    };
    let width = match (&form.width, fixed) {
        (Some(width), Some(_)) if (1..=LONGEST_ROW).contains(width.get_ref()) => *width.get_ref(),
        (Some(width), Some(_)) => return Err((width.span(), MappingFault::Width)),
        (None, Some(_)) => return Err(fault(MappingFault::Missing("width"))),
        (Some(width), None) => return Err((width.span(), MappingFault::Setting("width"))),
        (None, None) => 0,
    };
    let padding = padding(form.pad.as_ref(), form.align, fixed, file.encoding)?;
    let convert_span = form.convert.as_ref().map(Spanned::span);
    let convert = form.convert.map(Spanned::into_inner).unwrap_or_default();
    let to_width = convert.width;
    let conversion = conversion(convert)
        .map_err(|found| (convert_span.clone().unwrap_or_else(|| span.clone()), found))?;
    let plain = |conversion: &Conversion| match (conversion, &convert_span) {
        (Conversion::Text, _) | (_, None) => Ok(()),
        (_, Some(span)) => Err((span.clone(), MappingFault::Setting("convert"))),
    };
    let words = form.flag_words.clone();
    let set = [form.path.is_some(), form.split.is_some(), form.unknown_flag.is_some()];
    let set = set.into_iter().chain([form.unknown_wording.is_some(), form.ignore]);
    if set.filter(|is_set| *is_set).count() != 1 {
        return Err(fault(MappingFault::Target(name)));
    }
    if words.is_some() && form.unknown_flag.is_none() {
        return Err(fault(MappingFault::Setting("flag_words")));
    }
    let mut unknown = None;
    let target = if let Some(text) = form.path {
        let path = paths.take(&text)?;
        match conversion {
            Conversion::Date(_) => Target::Date { path, conversion, flag: None, wording: None },
            conversion => Target::Value { path, conversion },
        }
    } else if let Some(both) = form.split {
        plain(&conversion)?;
        let span = both.span();
        let [first, second] = both.into_inner().map(|text| Spanned::new(span.clone(), text));
        Target::Split([paths.take(&first)?, paths.take(&second)?])
    } else if let Some(date) = form.unknown_flag {
        plain(&conversion)?;
        let words = words.unwrap_or_else(|| ["0", "1"].map(str::to_owned));
        if words[0] == words[1] || words[1].is_empty() {
            return Err(fault(MappingFault::FlagWords));
        }
        unknown = Some(Unknown { date, is_flag: true });
        Target::UnknownFlag { date: 0, words }
    } else if let Some(date) = form.unknown_wording {
        plain(&conversion)?;
        unknown = Some(Unknown { date, is_flag: false });
        Target::UnknownWording { date: 0 }
    } else {
        Target::Ignored
    };
    let column = Column {
        name,
        width,
        padding,
        is_trimmed: form.trim || fixed.is_some(),
        is_required: form.required,
        to_width,
        target,
    };
    Ok((column, unknown))
}

/// Lets a column know the day that it speaks of, and the day's column know it.
fn connect(columns: &mut [Column], number: usize, unknown: Unknown) -> Result<(), Fault> {
    let Unknown { date: name, is_flag } = unknown;
    let fault = |make: fn(String) -> MappingFault| (name.span(), make(name.get_ref().clone()));
    let path = Path::parse(name.get_ref()).ok_or_else(|| fault(MappingFault::Path))?;
    let found =
        columns.iter_mut().enumerate().find_map(|(place, column)| match &mut column.target {
            Target::Date { path: own, flag, wording, .. } if *own == path => {
                Some((place, if is_flag { flag } else { wording }))
            }
            _ => None,
        });
    let (place, own) = found.ok_or_else(|| fault(MappingFault::NoDate))?;
    if own.replace(number).is_some() {
        return Err(fault(MappingFault::UnknownTwice));
    }
    if let Some(Target::UnknownFlag { date, .. } | Target::UnknownWording { date }) =
        columns.get_mut(number).map(|column| &mut column.target)
    {
        *date = place;
    }
    Ok(())
}

fn padding(
    pad: Option<&Spanned<String>>,
    align: Option<AlignForm>,
    fixed: Option<WidthUnit>,
    encoding: Encoding,
) -> Result<Padding, Fault> {
    let is_before = align == Some(AlignForm::Right);
    let character = match pad.map(|text| (text, text.get_ref().as_str())) {
        None | Some((_, " ")) => ' ',
        // Its bytes would not be counted as its places are.
        Some((_, "\u{3000}")) if encoding == Encoding::Cp932 || fixed != Some(WidthUnit::Byte) => {
            '\u{3000}'
        }
        Some((_, "0")) if is_before => '0',
        Some((text, _)) => return Err((text.span(), MappingFault::Padding)),
    };
    match pad {
        Some(text) if fixed.is_none() => Err((text.span(), MappingFault::Setting("pad"))),
        _ => Ok(Padding { character, is_before }),
    }
}

fn conversion(form: ConvertForm) -> Result<Conversion, MappingFault> {
    match (form.codes, form.date, form.number, form.width) {
        (Some(codes), None, false, _) if !codes.is_empty() => {
            let codes = codes.into_iter().map(|(code, value)| Some((code, json(&value)?)));
            let codes: Option<Vec<(String, Value)>> = codes.collect();
            let codes = codes.ok_or(MappingFault::Value)?;
            if codes.iter().any(|(code, _)| code.is_empty()) {
                return Err(MappingFault::Conversion);
            }
            Ok(Conversion::Codes(Codes::new(codes)))
        }
        (None, Some(FormatsForm::One(format)), false, _) => Ok(Conversion::Date(vec![format])),
        (None, Some(FormatsForm::Many(formats)), false, _) if !formats.is_empty() => {
            Ok(Conversion::Date(formats))
        }
        (None, None, true, _) => Ok(Conversion::Number),
        (None, None, false, _) => Ok(Conversion::Text),
        _ => Err(MappingFault::Conversion),
    }
}

fn json(value: &toml::Value) -> Option<Value> {
    match value {
        toml::Value::String(text) => Some(Value::from(text.as_str())),
        toml::Value::Integer(number) => u64::try_from(*number).ok().map(Value::from),
        toml::Value::Boolean(truth) => Some(Value::from(*truth)),
        _ => None,
    }
}
