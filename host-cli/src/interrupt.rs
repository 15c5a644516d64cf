//! SIGINT, SIGTERM and SIGQUIT: nothing is left half done.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use signal_hook::consts::{SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::exit::Exit;

/// What happens when the user or the system interrupts.
#[derive(Clone, Default)]
pub struct Interrupt {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    hook: Option<Hook>,
    received: Option<Exit>,
}

enum Hook {
    /// Do this, then end.
    Cleanup(Box<dyn FnOnce() + Send>),
    /// Do this; the program then ends by itself.
    Wake(Box<dyn FnOnce() + Send>),
    /// Tell this of every signal; the program goes on.
    HandOn(Box<dyn FnMut(i32) + Send>),
}

impl Interrupt {
    /// Starts to listen.
    ///
    /// # Errors
    /// When the operating system does not let the program listen.
    pub fn listen() -> std::io::Result<Self> {
        let interrupt = Self::default();
        // The quit key too: at the prompt for a PIN it would leave a terminal without echo.
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGQUIT])?;
        let shared = interrupt.clone();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                shared.receive(signal);
            }
        })?;
        Ok(interrupt)
    }

    fn receive(&self, signal: i32) {
        let hook = {
            let mut state = self.lock();
            if let Some(Hook::HandOn(tell)) = &mut state.hook {
                return tell(signal);
            }
            state.received = Some(match signal {
                SIGINT => Exit::Interrupted,
                _ => Exit::Done,
            });
            state.hook.take()
        };
        match hook {
            Some(Hook::Wake(wake)) => return wake(),
            Some(Hook::Cleanup(cleanup)) => cleanup(),
            Some(Hook::HandOn(_)) | None => {}
        }
        if signal != SIGINT {
            // Whoever asked sees that it was the signal that ended us.
            let _returns_if_ignored = emulate_default_handler(signal);
        }
        std::process::exit(Exit::Interrupted.code().into());
    }

    /// Leaves something to be done before a signal ends the program, such as removing a
    /// temporary file.
    pub fn before_exit(&self, cleanup: impl FnOnce() + Send + 'static) {
        self.lock().hook = Some(Hook::Cleanup(Box::new(cleanup)));
    }

    /// Leaves something to be done instead of ending when a signal comes: the program goes on to
    /// end by itself with [`Interrupt::received`]. A second signal ends it at once.
    pub fn instead_of_exit(&self, wake: impl FnOnce() + Send + 'static) {
        self.lock().hook = Some(Hook::Wake(Box::new(wake)));
    }

    /// Hands every signal on, by its number: it is for another program, and this one goes on.
    pub fn forward(&self, tell: impl FnMut(i32) + Send + 'static) {
        self.lock().hook = Some(Hook::HandOn(Box::new(tell)));
    }

    /// A signal just ends the program again.
    pub fn restore_default(&self) {
        self.lock().hook = None;
    }

    /// The exit code because of a signal, if one came: 130 for SIGINT; being told to stop by
    /// SIGTERM is no failure.
    #[must_use]
    pub fn received(&self) -> Option<Exit> {
        self.lock().received
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interrupt").finish_non_exhaustive()
    }
}
