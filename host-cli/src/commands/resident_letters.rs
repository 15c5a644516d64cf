//! `juki resident letters list`, `mark` and `print`: what has happened to the letters that tell of codes.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::codes::{Letters, LettersList, LettersMark, MarkEvent};
use crate::commands::resident_codes::folder;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use juki_codes::ledger::Ledger;
use juki_codes::letters::{Event, Journal, Letter, LetterState, ReturnReason};

mod print;

/// Runs one of them.
///
/// # Errors
/// What it fails with.
pub(crate) fn run(context: &Context<'_>, command: &Letters) -> Result<Report, Error> {
    match command {
        Letters::List(arguments) => list(context, arguments),
        Letters::Mark(arguments) => mark(context, arguments),
        Letters::Print(arguments) => print::run(context, arguments),
    }
}

fn list(context: &Context<'_>, arguments: &LettersList) -> Result<Report, Error> {
    let (letters, _, _) = Journal::read(&folder::journal_path(&arguments.codes))?;
    let state = arguments.state.as_deref();
    let is_shown = |letter: &&Letter| state.is_none_or(|state| letter.state.name() == state);
    let shown: Vec<&Letter> = letters.all().iter().filter(is_shown).collect();
    let empty = || context.text(&msg!("letters-none"));
    let text =
        if shown.is_empty() { empty() + "\n" } else { lines(context, shown.iter().copied()) };
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.letters.list",
        members: json!({ "letters": shown.into_iter().map(members).collect::<Vec<_>>() }),
    })
}

fn mark(context: &Context<'_>, arguments: &LettersMark) -> Result<Report, Error> {
    let day = folder::day(context, arguments.day)?;
    let event = match (arguments.event, arguments.reason) {
        // The command line asks for one.
        (MarkEvent::Returned, reason) => Event::Returned(reason.unwrap_or(ReturnReason::Other)),
        (_, Some(_)) => {
            return Err(Error::new(
                Exit::Usage,
                msg!("error-letter-reason"),
                msg!("todo-letter-reason"),
            ));
        }
        (MarkEvent::Posted, None) => Event::Posted,
        (MarkEvent::Reissued, None) => Event::Reissued,
        (MarkEvent::Delivered, None) => Event::Delivered,
        (MarkEvent::Void, None) => Event::Voided,
    };
    let mut journal = folder::journal(context, &arguments.codes)?;
    // After the journal: whoever changes a code opens the journal first.
    let (assignments, ..) = Ledger::read(&folder::ledger_path(&arguments.codes))?;
    let marked = journal.mark(&arguments.letters, event, day, &assignments)?;
    Ok(Report {
        exit: Exit::Done,
        text: lines(context, marked.iter()),
        command: "resident.letters.mark",
        members: json!({ "letters": marked.iter().map(members).collect::<Vec<_>>() }),
    })
}

fn lines<'l>(context: &Context<'_>, letters: impl Iterator<Item = &'l Letter>) -> String {
    let mut text = String::new();
    for letter in letters {
        let message = match letter.replaces {
            None => msg!(
                "letter-line",
                number = letter.number.to_string(),
                run = letter.run.number,
                state = Message::from(letter.state),
                day = letter.since.to_string()
            ),
            Some(earlier) => msg!(
                "letter-line-replaces",
                number = letter.number.to_string(),
                run = letter.run.number,
                state = Message::from(letter.state),
                day = letter.since.to_string(),
                earlier = earlier.to_string()
            ),
        };
        let mut line = context.text(&message);
        if letter.reprints > 0 {
            line += &context.text(&msg!("letter-line-reprints", times = letter.reprints));
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

/// A letter in JSON. Whose it is is not part of it.
fn members(letter: &Letter) -> Value {
    let reason = match letter.state {
        LetterState::Returned(reason) => Some(reason.name()),
        _ => None,
    };
    json!({
        "number": letter.number.to_string(),
        "run": letter.run.number,
        "state": letter.state.name(),
        "reason": reason,
        "since": letter.since.to_string(),
        "reprints": letter.reprints,
        "replaces": letter.replaces.map(|number| number.to_string()),
    })
}
