//! `juki with-card`: a card in a PC/SC service of its own, for one command.
//!
//! Three processes beside the command, so that nothing is left whatever happens to any of them:
//!
//! - `juki with-card` runs the card, with the user's rights and view of the file system. When it
//!   goes, also by SIGKILL, the other two end what is theirs.
//! - The isolated service (`inside`): pcscd and its virtual reader in namespaces of their own.
//!   Its socket appears in a private folder; a socket is found by its file also across network
//!   namespaces. It removes that folder at the end.
//! - The guard (`guard`): the parent of the command, outside, where the command keeps its own
//!   network, home and files. It ends the command with everything that the command has started.

use std::ffi::OsString;
use std::io;
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGQUIT};

use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::msg;
use crate::pki::Authority;
use crate::reader::fault::{Fault, FaultyReader};
use crate::reader::vpcd::{self, ConnectionEnd};
use crate::reader::{Reader, ReaderError};
use crate::texts::io_cause;

mod configuration;
mod descendants;
mod guard;
mod inside;
mod isolation;
mod loopback;
mod pcscd;
mod programs;
mod ready;
mod service;

use configuration::Environment;
use service::Service;

/// The verbs of the helper roles: what this program is started as beside `juki with-card`.
const INSIDE: &str = "with-card--inside";
const GUARD: &str = "with-card--guard";

/// pcscd looks at a new card within half a second.
const SILENCE: Duration = Duration::from_secs(10);

/// How a command is run beside a card.
#[derive(Default)]
pub struct Settings {
    /// The file of this program, to start it again.
    pub program: PathBuf,
    /// What goes wrong with the card, as it is told.
    pub faults: Vec<Fault>,
    /// More variables for the command, such as the PINs of a card that has been made for it.
    pub environment: Vec<(OsString, OsString)>,
    /// The authority of a card that has been made for it. The command finds it in a folder that
    /// is gone afterwards, with its private keys: they are nobody's.
    pub authority: Option<Authority>,
}

/// The variables may be PINs.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("faults", &self.faults).finish_non_exhaustive()
    }
}

/// Runs this program as one of the helper processes, when the arguments (its name
/// first) say so.
#[must_use]
pub fn run_helper_role(arguments: &[OsString]) -> Option<ExitCode> {
    let (verb, rest) = arguments.get(1..)?.split_first()?;
    match verb.to_str()? {
        INSIDE => Some(inside::run(rest)),
        GUARD => Some(guard::run(rest)),
        _ => None,
    }
}

/// Runs a command (its program first) beside a card in a PC/SC service of its own, and gives the
/// command's exit code; 128 and the number of the signal when one ended it.
///
/// The process takes over whatever below it loses its parent, and ends that too.
///
/// # Errors
/// When the command is none, the service does not start or end before the command, or the card
/// cannot be closed.
pub fn run(
    context: &Context<'_>,
    card: Box<dyn Reader>,
    settings: &Settings,
    command: &[OsString],
) -> Result<u8, Error> {
    refuse_unknown(command)?;
    descendants::adopt().map_err(|cause| Error::system(&cause))?;
    let run = RunState::default();
    let on_signal = run.clone();
    context.interrupt.forward(move |signal| on_signal.signal(signal));
    let paused = run.clone();
    let faulty = FaultyReader::new(card, &settings.faults, move |time| paused.pause(time));
    let mut card = context.traced(Box::new(faulty))?;
    let done = beside(context, &run, &mut *card, settings, command);
    // The guard has done it, unless somebody killed it.
    descendants::end();
    context.interrupt.restore_default();
    card.close()?;
    done
}

/// Refuses a command that cannot be started, before anything else is done for it.
///
/// # Errors
/// When its program is none.
pub fn refuse_unknown(command: &[OsString]) -> Result<(), Error> {
    let program = command.first().cloned().unwrap_or_default();
    if programs::find(&program).is_none() {
        let cause = match input::found(std::path::Path::new(&program)) {
            Ok(Some(_)) => io::ErrorKind::PermissionDenied.into(),
            Ok(None) => io::ErrorKind::NotFound.into(),
            Err(cause) => cause,
        };
        let cause = io_cause(&cause);
        let what = msg!("error-with-card-command", command = guard::shown(&program), cause = cause);
        return Err(Error::new(Exit::Rejected, what, msg!("todo-with-card-command")));
    }
    Ok(())
}

fn beside(
    context: &Context<'_>,
    run: &RunState,
    card: &mut dyn Reader,
    settings: &Settings,
    command: &[OsString],
) -> Result<u8, Error> {
    let started = Service::start(&settings.program, || run.is_over());
    let mut service = match (started, run.early_exit_code()) {
        (_, Some(code)) => return Ok(code),
        (started, None) => started?,
    };
    let environment = configuration::environment(&service.socket(), service.folder(), card.atr());
    let mut environment = environment.map_err(|cause| Error::file(service.folder(), &cause))?;
    environment.extend(settings.environment.iter().cloned());
    if let Some(authority) = &settings.authority {
        let rng = &mut context.random()?;
        environment.extend(configuration::authority(service.folder(), authority, rng)?);
    }
    let language = context.locale.language();
    thread::scope(|scope| {
        let mut waiting = Some(|| {
            scope.spawn(|| {
                let done = attend(run, settings, language, environment, command);
                run.finish(done);
            });
        });
        let served = loop {
            let stream = match service.insert() {
                Ok(stream) => stream,
                Err(cause) => break Err(cause),
            };
            if !run.serves(&stream) {
                break Ok(());
            }
            let served = vpcd::serve(&stream, card, SILENCE, || {
                if let Some(start) = waiting.take() {
                    start();
                }
            });
            run.served();
            drop(stream);
            match served {
                _ if run.is_over() => break Ok(()),
                // Until it is put back.
                Ok(ConnectionEnd::Card(ReaderError::CardRemoved(_))) => match card.reset() {
                    Ok(()) => {}
                    // The command finds no card any more.
                    Err(ReaderError::CardRemoved(_)) => break Ok(()),
                    Err(cause) => break Err(cause.into()),
                },
                Ok(ConnectionEnd::Card(cause)) => break Err(cause.into()),
                Ok(ConnectionEnd::Closed | ConnectionEnd::Silent) => break Err(service.failure()),
                Err(cause) => break Err(Error::system(&cause)),
            }
        };
        if let Err(cause) = served {
            run.abort(cause);
        }
        // What was started in this scope is waited for at its end.
    });
    run.take().unwrap_or_else(|| Err(service.failure()))
}

/// Waits for the card to be seen, then runs the command to its end.
fn attend(
    run: &RunState,
    settings: &Settings,
    language: crate::locale::Language,
    mut environment: Environment,
    command: &[OsString],
) -> Result<Option<u8>, Error> {
    let program = &settings.program;
    let Some(name) = ready::reader(program, &environment, || run.is_over()) else {
        return Ok(None);
    };
    environment.push(configuration::reader(&name));
    let failed = |cause: io::Error| Error::system(&cause);
    let mut guard = guard::start(program, language, &environment, command).map_err(failed)?;
    run.guarded_by(guard.id());
    let status = guard.wait().map_err(failed)?;
    Ok(Some(guard::code(status)))
}

/// What the threads of one run tell each other.
#[derive(Clone, Default)]
struct RunState {
    shared: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    /// The connection that is served now.
    stream: Option<TcpStream>,
    guard: Option<Pid>,
    /// The command has ended, or will not begin.
    over: bool,
    done: Option<Result<u8, Error>>,
}

impl RunState {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A signal is for the command; before that has begun it ends everything.
    fn signal(&self, signal: i32) {
        let mut state = self.lock();
        match (state.guard, signal) {
            (Some(_), SIGINT | SIGQUIT) if guard::from_keyboard() => {}
            (Some(guard), SIGINT) => drop(kill_process(guard, Signal::INT)),
            (Some(guard), SIGQUIT) => drop(kill_process(guard, Signal::QUIT)),
            (Some(guard), _) => drop(kill_process(guard, Signal::TERM)),
            (None, _) => {
                let code = u8::try_from(128 + signal).unwrap_or(Exit::Interrupted.code());
                state.end(Ok(code));
                self.shared.1.notify_all();
            }
        }
    }

    fn guarded_by(&self, process: u32) {
        let mut state = self.lock();
        state.guard = i32::try_from(process).ok().and_then(Pid::from_raw);
        // Something ended everything while the guard was being started.
        if let (true, Some(guard)) = (state.over, state.guard) {
            let _gone = kill_process(guard, Signal::TERM);
        }
    }

    /// Notes what is served now; false when nothing is to be served any more.
    fn serves(&self, stream: &TcpStream) -> bool {
        let mut state = self.lock();
        state.stream = stream.try_clone().ok();
        !state.over
    }

    fn served(&self) {
        self.lock().stream = None;
    }

    /// The command has ended; `None` when its card never came.
    fn finish(&self, done: Result<Option<u8>, Error>) {
        let mut state = self.lock();
        state.guard = None;
        match done.transpose() {
            Some(done) => state.end(done),
            None => state.stop(),
        }
        self.shared.1.notify_all();
    }

    /// The card cannot be served any more: the command is told to end.
    fn abort(&self, cause: Error) {
        let mut state = self.lock();
        if let Some(guard) = state.guard {
            let _gone = kill_process(guard, Signal::TERM);
        }
        state.end(Err(cause));
        self.shared.1.notify_all();
    }

    /// So long, or until everything is over.
    fn pause(&self, time: Duration) {
        let state = self.lock();
        let over = self.shared.1.wait_timeout_while(state, time, |state| !state.over);
        drop(over);
    }

    fn is_over(&self) -> bool {
        self.lock().over
    }

    /// The exit code, when everything was over before it began.
    fn early_exit_code(&self) -> Option<u8> {
        match self.lock().done {
            Some(Ok(code)) => Some(code),
            _ => None,
        }
    }

    fn take(&self) -> Option<Result<u8, Error>> {
        self.lock().done.take()
    }
}

impl State {
    /// The first outcome is the one that is told.
    fn end(&mut self, done: Result<u8, Error>) {
        self.done.get_or_insert(done);
        self.stop();
    }

    /// Nothing is served any more.
    fn stop(&mut self) {
        self.over = true;
        if let Some(stream) = self.stream.take() {
            // The reading end then sees the end of the connection.
            let _gone = stream.shutdown(Shutdown::Both);
        }
    }
}
