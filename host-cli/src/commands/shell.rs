//! `juki shell`: at a terminal with history and completion, else line by line from standard
//! input.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs;
use std::io::{self, BufRead as _};
use std::path::PathBuf;
use std::rc::Rc;

use apdu_spec::profile::Application;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Editor, Helper};
use serde_json::Value;
use zeroize::Zeroizing;

use super::pins;
use crate::card::session::Session;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;
use crate::output::{self, Report};
use crate::shell::{Outcome, Shell, ShellError, complete, holds_secret};

/// Lines that are kept.
const HISTORY: usize = 500;

/// Talks until the input ends. A script stops at the first line that does not read, and its last
/// status word decides how the program ends; a conversation at a terminal is done when it is over.
///
/// # Errors
/// When there is no card or no answer comes; from a script, when a line does not read.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    if context.json() {
        return Err(Error::new(Exit::Usage, msg!("error-shell-json"), msg!("todo-shell-json")));
    }
    let mut reader = context.open()?;
    let refused = {
        let mut card = reader.exclusive()?;
        let session = context.session(&mut *card)?;
        let mut reopen = |session: &mut Session<'_>| context.secure(session);
        let mut shell = Shell::new(session, context.locale, &mut reopen);
        if pins::is_interactive() {
            run_interactive(context, &mut shell)?;
            // Whoever saw each answer asks no exit code for the last one.
            false
        } else {
            read(context, &mut shell)?;
            !shell.last().is_success() && !shell.last().is_warning()
        }
    };
    reader.close()?;
    Ok(Report {
        exit: if refused { Exit::Refused } else { Exit::Done },
        text: String::new(),
        command: "shell",
        members: Value::Null,
    })
}

/// From standard input.
fn read(context: &Context<'_>, shell: &mut Shell<'_, '_>) -> Result<(), Error> {
    let mut nobody = |_: &str| {
        Err(Error::new(Exit::Rejected, msg!("error-shell-secret"), msg!("todo-shell-secret")))
    };
    for (line, number) in io::stdin().lock().lines().zip(1u64..) {
        let line = Zeroizing::new(line.map_err(|cause| match cause.kind() {
            io::ErrorKind::InvalidData => Error::new(
                Exit::Rejected,
                msg!("error-shell-utf8", number = number),
                msg!("todo-shell-utf8"),
            ),
            _ => Error::system(&cause),
        })?);
        match shell.run(&line, &mut nobody) {
            Ok(Outcome::Said(text)) => output::text(&text)?,
            Ok(Outcome::Over) => break,
            Err(cause) => {
                output::note(&context.text(&msg!("shell-line", number = number)));
                return Err(cause.into());
            }
        }
    }
    Ok(())
}

/// At a terminal.
fn run_interactive(context: &Context<'_>, shell: &mut Shell<'_, '_>) -> Result<(), Error> {
    output::note(&context.text(&msg!("shell-welcome")));
    let failed = |cause: ReadlineError| match cause {
        ReadlineError::Io(cause) => Error::system(&cause),
        other => Error::system(&io::Error::other(other.to_string())),
    };
    let here = Rc::new(Cell::new(None));
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .auto_add_history(false)
        .max_history_size(HISTORY)
        .map_err(failed)?
        .build();
    let mut editor: Editor<LineHelper, FileHistory> =
        Editor::with_config(config).map_err(failed)?;
    editor.set_helper(Some(LineHelper { here: Rc::clone(&here) }));
    let history = history_file();
    if let Some(path) = &history {
        // There is none yet, the first time.
        let _ = editor.load_history(path);
    }
    let mut secret = |prompt: &str| pins::secret(context, prompt);
    loop {
        here.set(shell.here());
        let secured = if shell.is_secured() { "+" } else { "" };
        let prompt = match shell.place() {
            "" => format!("juki{secured}> "),
            place => format!("juki{secured} {place}> "),
        };
        let line = match editor.readline(&prompt) {
            Ok(line) => Zeroizing::new(line),
            Err(ReadlineError::Eof) => break,
            // The line is given up, not the conversation.
            Err(ReadlineError::Interrupted) => continue,
            Err(cause) => return Err(failed(cause)),
        };
        if !holds_secret(&line) {
            let _ = editor.add_history_entry(line.as_str());
        }
        match shell.run(&line, &mut secret) {
            Ok(Outcome::Said(text)) => output::text(&text)?,
            Ok(Outcome::Over) => break,
            // A slip of the pen, not the end of the conversation.
            Err(ShellError::Line(cause)) => {
                output::failure(&cause, context.locale, false);
            }
            Err(ShellError::Failed(cause)) => return Err(cause),
        }
    }
    if let Some(path) = &history {
        // Losing the history is no failure of the conversation.
        let _ = path.parent().map(fs::create_dir_all);
        let _ = editor.save_history(path);
    }
    Ok(())
}

/// `$XDG_STATE_HOME/juki/history` or `~/.local/state/juki/history`; made readable by its owner
/// alone.
fn history_file() -> Option<PathBuf> {
    let absolute =
        |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state =
        absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
    Some(state.join("juki/history"))
}

/// Completes words and gives hints while a line is typed.
struct LineHelper {
    here: Rc<Cell<Option<&'static Application>>>,
}

impl Completer for LineHelper {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete::complete(line.get(..at).unwrap_or(line), self.here.get()))
    }
}

impl Hinter for LineHelper {
    type Hint = String;
}

impl Highlighter for LineHelper {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Borrowed(prompt)
    }
}

impl Validator for LineHelper {}

impl Helper for LineHelper {}
