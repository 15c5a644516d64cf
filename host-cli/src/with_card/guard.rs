//! The process around the command: it outlives `juki with-card` when that is killed, and then ends
//! the command and whatever that has started.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::thread;

use rustix::process::{
    Pid, Signal, WaitOptions, getpgrp, getppid, kill_process, set_parent_process_death_signal, wait,
};
use rustix::termios::tcgetpgrp;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::{GUARD, descendants};
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Language, Locale};
use crate::msg;
use crate::output;
use crate::texts::io_cause;

/// Starts it around a command, with these variables in the command's environment.
///
/// # Errors
/// When the operating system starts no process.
pub(super) fn start(
    program: &Path,
    language: Language,
    environment: &[(OsString, OsString)],
    command: &[OsString],
) -> io::Result<Child> {
    Command::new(program)
        .args([GUARD, &std::process::id().to_string(), language.code(), "--"])
        .args(command)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .spawn()
}

/// The guard from its start to its end: the exit code of the command, or 128 and the number of
/// the signal that ended it.
pub(super) fn run(arguments: &[OsString]) -> ExitCode {
    let [parent, language, dashes, program, words @ ..] = arguments else {
        return ExitCode::from(Exit::Usage.code());
    };
    debug_assert_eq!(dashes, "--");
    let locale =
        Locale::new(language.to_str().and_then(Language::from_code).unwrap_or(Language::English));
    let failed = |error: &Error| ExitCode::from(output::failure(error, &locale, false).code());
    match guarded(parent, program, words) {
        Ok(status) => {
            descendants::end();
            ExitCode::from(code(status))
        }
        Err(cause) => failed(&Error::new(
            Exit::Rejected,
            msg!("error-with-card-command", command = shown(program), cause = io_cause(&cause)),
            msg!("todo-with-card-command"),
        )),
    }
}

/// A program's name in a message.
pub(super) fn shown(program: &OsString) -> String {
    program.to_string_lossy().into_owned()
}

fn guarded(parent: &OsString, program: &OsString, words: &[OsString]) -> io::Result<ExitStatus> {
    // SIGTERM when the parent is gone, however that ended.
    set_parent_process_death_signal(Some(Signal::TERM))?;
    let alive = |parent: &str| getppid().is_some_and(|now| now.to_string() == parent);
    if !parent.to_str().is_some_and(alive) {
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    descendants::adopt()?;
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP])?;
    let command = Command::new(program).args(words).spawn()?.id();
    let command = Pid::from_raw(i32::try_from(command).unwrap_or_default());
    let command = command.ok_or(io::ErrorKind::NotFound)?;
    thread::spawn(move || {
        for signal in signals.forever() {
            pass_on(signal, command);
        }
    });
    loop {
        // Whoever lost a parent is buried here too.
        match wait(WaitOptions::empty()) {
            Ok(Some((process, status))) if process == command => {
                return Ok(ExitStatus::from_raw(status.as_raw()));
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(cause) => return Err(cause.into()),
        }
    }
}

/// A signal that reached this process is for the command. One from the keyboard has reached it
/// already. Told to end, everything below ends.
fn pass_on(signal: i32, command: Pid) {
    match signal {
        SIGINT | SIGQUIT if from_keyboard() => {}
        SIGINT => drop(kill_process(command, Signal::INT)),
        SIGQUIT => drop(kill_process(command, Signal::QUIT)),
        _ => {
            // It may be gone already.
            let _gone = kill_process(command, Signal::TERM);
            thread::spawn(|| {
                thread::sleep(descendants::GRACE);
                descendants::signal(Signal::KILL);
            });
        }
    }
}

/// Does a signal of the keyboard reach this process and its command alike? Its terminal sends it
/// to the group in the foreground.
pub(super) fn from_keyboard() -> bool {
    File::open("/dev/tty").is_ok_and(|tty| tcgetpgrp(tty).is_ok_and(|group| group == getpgrp()))
}

/// What a shell calls the exit code of this end.
pub(super) fn code(status: ExitStatus) -> u8 {
    const BY_SIGNAL: i32 = 128;
    let code = status.code().or_else(|| Some(BY_SIGNAL + status.signal()?));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(Exit::Failure.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_the_one_a_shell_shows() {
        assert_eq!(code(ExitStatus::from_raw(0)), 0);
        assert_eq!(code(ExitStatus::from_raw(7 << 8)), 7);
        assert_eq!(code(ExitStatus::from_raw(9)), 137);
    }
}
