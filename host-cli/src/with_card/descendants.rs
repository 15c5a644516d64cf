//! The processes below this one: found in `/proc`, ended, buried.

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};

/// How long a process may take to end by itself once it is told to.
pub(super) const GRACE: Duration = Duration::from_secs(3);
/// How long the kernel may take to end what is killed.
const BURIAL: Duration = Duration::from_secs(2);

/// From now on whatever loses its parent below this process becomes its child, and is found.
///
/// # Errors
/// When the kernel does not know how.
pub(super) fn adopt() -> std::io::Result<()> {
    Ok(set_child_subreaper(Some(getpid()))?)
}

/// Sends a signal to every process below this one.
pub(super) fn signal(signal: Signal) {
    for process in all() {
        // It may have ended meanwhile, or belong to somebody else by now.
        let _gone = kill_process(process, signal);
    }
}

/// Ends every process below this one: asks first, and kills what is still there after [`GRACE`].
pub(super) fn end() {
    let started = Instant::now();
    signal(Signal::TERM);
    let mut killed = false;
    loop {
        bury();
        let left = all();
        if left.is_empty() || started.elapsed() > GRACE + BURIAL {
            return;
        }
        if started.elapsed() > GRACE {
            // Again in every round: one of them may have started another.
            signal(Signal::KILL);
            killed = true;
        }
        thread::sleep(Duration::from_millis(if killed { 5 } else { 20 }));
    }
}

/// Takes the exit codes of children that nobody waits for.
fn bury() {
    while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
}

/// Every process below this one that is alive.
fn all() -> Vec<Pid> {
    let numbers = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let parents = numbers.filter_map(|number| {
        let line = std::fs::read(format!("/proc/{number}/stat")).ok()?;
        Some((number, parent(&line)?))
    });
    below(getpid().as_raw_nonzero().get(), &parents.collect())
        .into_iter()
        .filter_map(Pid::from_raw)
        .collect()
}

/// The parent of a living process, from `NUMBER (NAME) STATE PARENT ...` (proc(5)). The name may
/// have anything in it, also a parenthesis.
fn parent(line: &[u8]) -> Option<i32> {
    let end = line.iter().rposition(|byte| *byte == b')')?;
    let rest = std::str::from_utf8(line.get(end + 1..)?).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X").then_some(fields.next()?.parse().ok()?)
}

/// Everything below `root`, given the parent of each.
fn below(root: i32, parents: &HashMap<i32, i32>) -> Vec<i32> {
    let mut found = vec![root];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let children = parents.iter().filter(|(_, of)| **of == parent).map(|(child, _)| *child);
        found.extend(children);
        at += 1;
    }
    found.split_off(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_stands_after_the_name_whatever_that_is() {
        assert_eq!(parent(b"12 (a) b) S) S 7 12 12 0"), Some(7));
        assert_eq!(parent(b"12 (dead) Z 7 12 12 0"), None);
        assert_eq!(parent(b""), None);
    }

    #[test]
    fn children_of_children_are_found() {
        let parents = HashMap::from([(2, 1), (3, 2), (4, 3), (5, 1), (9, 8)]);
        let mut found = below(2, &parents);
        found.sort_unstable();
        assert_eq!(found, [3, 4]);
        assert_eq!(below(4, &parents), [0; 0]);
    }
}
