//! What a program takes while it runs, by proc(5).

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// How often it is looked at: what it takes after the last look is not counted.
const LOOK: Duration = Duration::from_millis(2);

/// What a program took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Its exit code.
    pub(crate) code: i32,
    /// The most memory it had at once, in KiB.
    pub(crate) memory: u64,
    /// Its processor time, in hundredths of a second.
    pub(crate) time: u64,
}

/// Runs it to its end; what it prints is thrown away, what it complains of is shown.
pub(crate) fn of(mut command: Command) -> Cost {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
    let id = child.id();
    let read = |name| fs::read_to_string(format!("/proc/{id}/{name}"));
    let mut cost = Cost::default();
    loop {
        cost.memory = cost.memory.max(memory(&read("status").unwrap_or_default()).unwrap_or(0));
        cost.time = cost.time.max(time(&read("stat").unwrap_or_default()).unwrap_or(0));
        if let Some(status) = child.try_wait().unwrap() {
            return Cost { code: status.code().unwrap(), ..cost };
        }
        thread::sleep(LOOK);
    }
}

fn memory(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// utime and stime, behind the name in parentheses, which may hold anything.
fn time(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11).map(str::parse::<u64>);
    Some(fields.next()?.ok()? + fields.next()?.ok()?)
}
