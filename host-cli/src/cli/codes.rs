//! The command line of record codes: `juki resident assign`, `codes` and `letters`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use juki_codes::assign::Selection;
use juki_codes::ledger::ChangeReason;
use juki_codes::letters::{LetterNumber, LetterState, ReturnReason};

use super::value;
use crate::day::Day;
use crate::environment::font;

/// One of these names, read as what it stands for.
fn named<T, const N: usize>(names: [(&'static str, T); N]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(names.map(|(name, _)| name)).try_map(move |found| {
        let known = names.iter().find(|(name, _)| *name == found);
        known.map(|(_, value)| *value).ok_or("it is none of the possible values")
    })
}

/// Arguments of `juki resident assign`.
#[derive(Debug, Args)]
pub struct ResidentAssign {
    /// The records: a folder of JSON files, or a file of JSON lines.
    #[arg(value_name = "RECORDS")]
    pub records: PathBuf,
    /// The municipality's folder of codes.
    #[arg(long, value_name = "CODES")]
    pub codes: PathBuf,
    /// Where records with codes go; without it in place.
    #[arg(long, value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// Who gets one.
    #[arg(long, value_name = "WHO", value_parser = named([("foreign", Selection::Foreign)]))]
    pub only: Option<Selection>,
    /// The day.
    #[arg(long, value_name = "DAY", value_parser = value::day)]
    pub day: Option<Day>,
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Codes {
    Init(CodesInit),
    Add(CodesAdd),
    Status(CodesStatus),
    Take(CodesTake),
    Change(CodesChange),
    Verify(CodesVerify),
}

/// Arguments of `juki resident codes init`.
#[derive(Debug, Args)]
pub struct CodesInit {
    /// The folder to make.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The file of blocks.
    #[arg(value_name = "BLOCKS")]
    pub blocks: PathBuf,
}

/// Arguments of `juki resident codes add`.
#[derive(Debug, Args)]
pub struct CodesAdd {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The file of blocks.
    #[arg(value_name = "BLOCKS")]
    pub blocks: PathBuf,
}

/// Arguments of `juki resident codes status`.
#[derive(Debug, Args)]
pub struct CodesStatus {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
}

/// Arguments of `juki resident codes take`.
#[derive(Debug, Args)]
pub struct CodesTake {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The records.
    #[arg(value_name = "RECORDS")]
    pub records: PathBuf,
    /// The day.
    #[arg(long, value_name = "DAY", value_parser = value::day)]
    pub day: Option<Day>,
}

/// Arguments of `juki resident codes change`.
#[derive(Debug, Args)]
pub struct CodesChange {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The record, a JSON file.
    #[arg(value_name = "RECORD")]
    pub record: PathBuf,
    /// Why.
    #[arg(
        long,
        value_name = "REASON",
        default_value = "on-request",
        value_parser = named([
            ("on-request", ChangeReason::OnRequest),
            ("correction", ChangeReason::Correction),
        ])
    )]
    pub reason: ChangeReason,
    /// The day.
    #[arg(long, value_name = "DAY", value_parser = value::day)]
    pub day: Option<Day>,
}

/// Arguments of `juki resident codes verify`.
#[derive(Debug, Args)]
pub struct CodesVerify {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The records.
    #[arg(long, value_name = "RECORDS")]
    pub records: Option<PathBuf>,
    /// The check of a line of ledger or journal, as `status` printed it on an earlier day.
    #[arg(long, value_name = "CHECK", value_parser = value::check)]
    pub check: Vec<juki_codes::chain::LineHash>,
}

#[derive(Debug, Subcommand)]
#[command(subcommand_required = true)]
pub(crate) enum Letters {
    List(LettersList),
    Mark(LettersMark),
    Print(LettersPrint),
}

/// Arguments of `juki resident letters list`.
#[derive(Debug, Args)]
pub struct LettersList {
    /// The municipality's folder of codes.
    #[arg(value_name = "CODES")]
    pub codes: PathBuf,
    /// The state of the letters.
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(LetterState::NAMES))]
    pub state: Option<String>,
}

/// What can be entered of letters; that they were printed is entered by the program.
#[derive(Clone, Copy, Debug)]
pub enum MarkEvent {
    /// They were posted.
    Posted,
    /// They came back.
    Returned,
    /// Others are written in their place.
    Reissued,
    /// They were handed over in person.
    Delivered,
    /// They are not to go on their way.
    Void,
}

/// Arguments of `juki resident letters mark`.
#[derive(Debug, Args)]
pub struct LettersMark {
    /// What happened.
    #[arg(
        value_name = "EVENT",
        value_parser = named([
            ("posted", MarkEvent::Posted),
            ("returned", MarkEvent::Returned),
            ("reissued", MarkEvent::Reissued),
            ("delivered", MarkEvent::Delivered),
            ("void", MarkEvent::Void),
        ])
    )]
    pub event: MarkEvent,
    /// The numbers of the letters.
    #[arg(value_name = "LETTER", required = true, value_parser = value::letter)]
    pub letters: Vec<LetterNumber>,
    /// The municipality's folder of codes.
    #[arg(long, value_name = "CODES")]
    pub codes: PathBuf,
    /// The day.
    #[arg(long, value_name = "DAY", value_parser = value::day)]
    pub day: Option<Day>,
    /// Why they came back.
    #[arg(
        long,
        value_name = "REASON",
        required_if_eq("event", "returned"),
        value_parser = named(ReturnReason::ALL.map(|reason| (reason.name(), reason)))
    )]
    pub reason: Option<ReturnReason>,
}

/// Arguments of `juki resident letters print`.
#[derive(Debug, Args)]
pub struct LettersPrint {
    /// The records.
    #[arg(value_name = "RECORDS")]
    pub records: PathBuf,
    /// The municipality's folder of codes.
    #[arg(long, value_name = "CODES")]
    pub codes: PathBuf,
    /// Where the letters go: PDF or HTML, by the name's end.
    #[arg(long, value_name = "OUT", value_parser = value::print_out)]
    pub out: PathBuf,
    /// Only the letters of this run, also those that were printed.
    #[arg(long, value_name = "RUN")]
    pub run: Option<u32>,
    /// Who signs.
    #[arg(long, value_name = "MAYOR")]
    pub mayor: String,
    /// Where to ask.
    #[arg(long, value_name = "OFFICE")]
    pub office: String,
    /// The font of rare characters.
    #[arg(
        long,
        env = font::VARIABLE,
        value_name = "FONT",
        value_parser = value::path_or_nothing()
    )]
    pub font: Option<PathBuf>,
    /// Characters that no font has are marked.
    #[arg(long)]
    pub mark_missing: bool,
    /// Letters that cannot be printed are left out.
    #[arg(long)]
    pub leave_out: bool,
    /// The day of printing.
    #[arg(long, value_name = "DAY", value_parser = value::day)]
    pub day: Option<Day>,
}
