//! Questions at the terminal; a secret is typed without echo.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::LONGEST;
use crate::context::Context;
use crate::error::Error;
use crate::msg;
use crate::output;

/// Is there somebody to ask?
#[must_use]
pub fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question that is answered with y or anything else.
///
/// # Errors
/// When the terminal cannot be read.
pub fn confirm(context: &Context<'_>) -> Result<bool, Error> {
    output::prompt(&context.text(&msg!("issue-confirm")));
    let mut line = String::new();
    let read = io::stdin().lock().take(LONGEST as u64).read_line(&mut line);
    read.map_err(|cause| Error::system(&cause))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes" | "ｙ" | "はい"))
}

/// Asks for a secret at the terminal, which shows nothing of it.
///
/// # Errors
/// When the terminal cannot be read.
pub fn secret(context: &Context<'_>, prompt: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    output::prompt(prompt);
    without_echo(context).map_err(|cause| Error::system(&cause))
}

/// Reads a line from the terminal while it shows nothing of it.
fn without_echo(context: &Context<'_>) -> io::Result<Zeroizing<Vec<u8>>> {
    let before = tcgetattr(io::stdin())?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    silent.local_modes.insert(LocalModes::ECHONL);
    let _again = EchoRestorer { context, before: before.clone() };
    let undo = before;
    context.interrupt.before_exit(move || restore(&undo));
    // What was typed before the question is no answer to it.
    tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let read = io::stdin().lock().take(LONGEST as u64).read_until(b'\n', &mut line);
    read?;
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(line)
}

/// Gives the terminal its echo back, whatever happens.
struct EchoRestorer<'c, 'a> {
    context: &'c Context<'a>,
    before: Termios,
}

impl Drop for EchoRestorer<'_, '_> {
    fn drop(&mut self) {
        restore(&self.before);
        self.context.interrupt.restore_default();
    }
}

fn restore(before: &Termios) {
    // A terminal that is gone needs no echo.
    let _gone = tcsetattr(io::stdin(), OptionalActions::Now, before);
}
