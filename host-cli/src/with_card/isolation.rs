//! How a system lets us have a pcscd to ourselves.
//!
//! The daemon's socket has one place on a system and its virtual reader listens on every address,
//! so it never runs beside the system's own. Inside namespaces nothing clashes, nobody plugs in
//! from outside, and when the first process ends the kernel takes everything away with it.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::programs::find;

/// Where pcscd keeps its socket: the place is compiled in.
pub(super) const PLACE: &str = "/run/pcscd";

/// A method of isolation, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsolationMethod {
    /// Namespaces of our own, process ids included.
    User,
    /// The same where a container forbids a new `/proc`.
    UserWithoutPids,
    /// Namespaces made by root.
    Root,
    /// The same where a container forbids a new `/proc`.
    RootWithoutPids,
    /// Namespaces made by root through sudo, when it asks for no password.
    Sudo,
    /// Root in a container that allows no namespaces and runs no pcscd: the container is the
    /// isolation.
    Bare,
}

const MOUNT_AND_NET: [&str; 2] = ["--mount", "--net"];
const PIDS: [&str; 4] = ["--pid", "--fork", "--kill-child", "--mount-proc"];

impl IsolationMethod {
    const ALL: [Self; 6] = [
        Self::User,
        Self::UserWithoutPids,
        Self::Root,
        Self::RootWithoutPids,
        Self::Sudo,
        Self::Bare,
    ];

    /// The best way that works here. `probe` says whether a command of [`IsolationMethod::command`]
    /// succeeds that only prepares the namespaces.
    pub(super) fn find(probe: impl Fn(Self) -> bool) -> Option<Self> {
        let root = rustix::process::geteuid().is_root();
        Self::ALL.into_iter().find(|method| match method {
            Self::User | Self::UserWithoutPids => probe(*method),
            Self::Root | Self::RootWithoutPids => root && probe(*method),
            Self::Sudo => !root && find("sudo").is_some() && probe(*method),
            // A link that an earlier run left behind leads nowhere: it is no other pcscd.
            Self::Bare => root && in_container() && !Path::new(PLACE).exists() && probe(*method),
        })
    }

    /// `program` with these arguments, isolated. Ctrl-C is for the command, not for its service:
    /// that has a process group, or a session, of its own.
    pub(super) fn command<A: AsRef<OsStr>>(
        self,
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = match self {
            Self::Bare => Command::new(program),
            // Without a terminal sudo neither asks there nor is stopped by it.
            Self::Sudo => Command::new("setsid"),
            _ => Command::new("unshare"),
        };
        if self == Self::Sudo {
            command.args(["sudo", "-n", "unshare"]);
        } else {
            // A leader of a group could not become that of a session: setsid would start another
            // process and end.
            command.process_group(0);
        }
        if matches!(self, Self::User | Self::UserWithoutPids) {
            command.args(["--user", "--map-root-user"]);
        }
        if self != Self::Bare {
            command.args(MOUNT_AND_NET);
            if !matches!(self, Self::UserWithoutPids | Self::RootWithoutPids) {
                command.args(PIDS);
            }
            command.arg("--").arg(program);
        }
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Has it a mount and a network namespace of its own?
    pub(super) const fn has_namespaces(self) -> bool {
        !matches!(self, Self::Bare)
    }
}

/// Root that may not do everything is root in a container, and some containers say so.
fn in_container() -> bool {
    const SYS_ADMIN: u64 = 1 << 21;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    capabilities(&status).is_some_and(|all| all & SYS_ADMIN == 0)
        || ["/.dockerenv", "/run/.containerenv"].iter().any(|file| Path::new(file).exists())
        || std::env::var_os("container").is_some()
        || std::fs::read("/proc/1/environ").is_ok_and(|environment| {
            environment.split(|byte| *byte == 0).any(|entry| entry.starts_with(b"container="))
        })
}

/// The effective capabilities, from `/proc/self/status` (capabilities(7)).
fn capabilities(status: &str) -> Option<u64> {
    let digits = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
    u64::from_str_radix(digits.trim(), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(method: IsolationMethod) -> String {
        let command = method.command(Path::new("/bin/juki"), ["inside"]);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_way_starts_the_same_program() {
        assert_eq!(line(IsolationMethod::Bare), "/bin/juki inside");
        assert_eq!(
            line(IsolationMethod::UserWithoutPids),
            "unshare --user --map-root-user --mount --net -- /bin/juki inside"
        );
        assert!(
            line(IsolationMethod::Sudo).starts_with("setsid sudo -n unshare --mount --net --pid")
        );
        for method in IsolationMethod::ALL {
            assert!(line(method).ends_with("/bin/juki inside"));
        }
    }

    #[test]
    fn capabilities_are_read() {
        assert_eq!(capabilities("Uid:\t0\nCapEff:\t00000000a80425fb\n"), Some(0xA804_25FB));
        assert_eq!(capabilities("Uid:\t0\n"), None);
    }

    #[test]
    fn the_best_way_that_works_is_taken() {
        assert_eq!(IsolationMethod::find(|_| true), Some(IsolationMethod::User));
        assert_eq!(
            IsolationMethod::find(|method| method == IsolationMethod::UserWithoutPids),
            Some(IsolationMethod::UserWithoutPids)
        );
        assert_eq!(IsolationMethod::find(|_| false), None);
    }
}
