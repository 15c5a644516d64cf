//! A world of its own for pcscd: own network, own `/run`, own process ids.
//!
//! The daemon's virtual reader listens on every address and its socket has one
//! place on a system, so it never runs beside the system's. Inside a namespace
//! nothing clashes, nobody plugs in from outside, and when the first process
//! ends the kernel takes everything away with it.

use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use crate::needs::{self, THROUGH_PCSCD};
use crate::pcscd::daemon::Daemon;
use crate::{Failure, run, usage};

/// What the isolated process is started as.
pub(crate) const INNER_VERB: &str = "inner-pcscd";

/// Only prepares the namespace: shows whether a way works.
const PROBE: &str = "--probe";

/// `cargo xtask inside-pcscd -- COMMAND...`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let command = match arguments {
        [dashes, command @ ..] if dashes == "--" && !command.is_empty() => command,
        _ => return usage("inside-pcscd wants `-- COMMAND...`"),
    };
    if let Err(failure) = needs::ensure(THROUGH_PCSCD, false) {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    let status = Way::find().and_then(|way| {
        let mut outer = way.command(&[])?;
        outer.arg("--").args(command).stdin(std::process::Stdio::inherit());
        outer.status().map_err(|error| error.to_string())
    });
    finished(status)
}

/// A command that runs this program's verb `words` beside an own pcscd.
pub(crate) fn own_verb(words: &[&std::ffi::OsStr]) -> Result<Command, Failure> {
    let way = Way::find()?;
    println!("pcscd runs {}", way.described());
    let mut command = way.command(&[])?;
    command.arg("--").arg(run::own_program()?).args(words);
    Ok(command)
}

/// The verb behind the curtain: prepares, starts pcscd, runs the command.
pub(crate) fn inner_verb(arguments: &[String]) -> ExitCode {
    let (options, command) = match arguments.iter().position(|word| word == "--") {
        Some(dashes) => (&arguments[..dashes], &arguments[dashes + 1..]),
        None => (arguments, &[][..]),
    };
    let bare = options.iter().any(|option| option == BARE);
    if !bare && let Err(failure) = prepare() {
        eprintln!("xtask: {failure}");
        return ExitCode::FAILURE;
    }
    if options.iter().any(|option| option == PROBE) {
        return ExitCode::SUCCESS;
    }
    let Some((program, words)) = command.split_first() else {
        return usage("the isolated process has nothing to run");
    };
    finished(Daemon::start().and_then(|_daemon| {
        Command::new(program)
            .args(words)
            .status()
            .map_err(|error| format!("`{program}` did not start: {error}"))
    }))
}

/// The command's own exit code.
fn finished(status: Result<ExitStatus, Failure>) -> ExitCode {
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The loopback comes up, and an empty `/run` hides the system's daemons.
fn prepare() -> Result<(), Failure> {
    for line in ["ip link set lo up", "mount -t tmpfs -o mode=755 tmpfs /run"] {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let program = run::find_program(name).ok_or_else(|| format!("there is no `{name}`"))?;
        if !Command::new(program).args(words).status().is_ok_and(|status| status.success()) {
            return Err(format!("`{line}` failed in the namespace"));
        }
    }
    Ok(())
}

/// How this system lets us have a pcscd to ourselves, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Namespaces of our own, process ids included.
    User,
    /// The same where a container forbids a new `/proc`.
    UserWithoutPids,
    /// Namespaces made by root.
    Root,
    /// The same where a container forbids a new `/proc`.
    RootWithoutPids,
    /// Namespaces made by root through sudo.
    Sudo,
    /// Root in a container that allows no namespaces and runs no pcscd: the
    /// container is the isolation.
    Bare,
}

const BARE: &str = "--bare";
/// Killing this program takes everything along, also by SIGKILL.
const DIES_WITH_US: [&str; 2] = ["--pdeathsig", "KILL"];
const MOUNT_AND_NET: [&str; 2] = ["--mount", "--net"];
const PIDS: [&str; 4] = ["--pid", "--fork", "--kill-child", "--mount-proc"];

impl Way {
    fn find() -> Result<Self, Failure> {
        [
            Self::User,
            Self::UserWithoutPids,
            Self::Root,
            Self::RootWithoutPids,
            Self::Sudo,
            Self::Bare,
        ]
        .into_iter()
        .find(|way| way.works())
        .ok_or_else(|| {
            "pcscd cannot be isolated here: unprivileged user namespaces are forbidden and sudo \
             is not to be had; allow one of them, or run as root"
                .to_owned()
        })
    }

    fn works(self) -> bool {
        match self {
            Self::User | Self::UserWithoutPids => self.probe(),
            Self::Root | Self::RootWithoutPids => run::is_root() && self.probe(),
            Self::Sudo => {
                !run::is_root() && run::find_program("sudo").is_some() && {
                    println!("user namespaces are forbidden here: pcscd is isolated through sudo");
                    self.probe()
                }
            }
            Self::Bare => run::is_root() && in_container() && !Path::new("/run/pcscd").exists(),
        }
    }

    fn probe(self) -> bool {
        self.command(&[PROBE]).is_ok_and(|mut command| run::succeeds(&mut command))
    }

    /// This program again, isolated, without what it is to run.
    fn command(self, options: &[&str]) -> Result<Command, Failure> {
        let own = run::own_program()?;
        if self == Self::Bare {
            let mut command = Command::new(own);
            command.args([INNER_VERB, BARE]).args(options);
            return Ok(command);
        }
        let mut command;
        if self == Self::Sudo {
            command = Command::new("sudo");
            command.arg("setpriv");
        } else {
            command = Command::new("setpriv");
        }
        command.args(DIES_WITH_US).arg("unshare");
        if matches!(self, Self::User | Self::UserWithoutPids) {
            command.args(["--user", "--map-root-user"]);
        }
        command.args(MOUNT_AND_NET);
        if !matches!(self, Self::UserWithoutPids | Self::RootWithoutPids) {
            command.args(PIDS);
        }
        command.arg("--").arg(own).arg(INNER_VERB).args(options);
        Ok(command)
    }

    fn described(self) -> &'static str {
        match self {
            Self::User => "in namespaces of its own",
            Self::UserWithoutPids => "in namespaces of its own, process ids shared",
            Self::Root => "in namespaces made by root",
            Self::RootWithoutPids => "in namespaces made by root, process ids shared",
            Self::Sudo => "in namespaces made through sudo",
            Self::Bare => "in this container, which allows no namespaces and has no other pcscd",
        }
    }
}

fn in_container() -> bool {
    ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
        || std::env::var_os("container").is_some()
        || std::fs::read_to_string("/proc/1/environ")
            .is_ok_and(|environment| environment.contains("container="))
}
