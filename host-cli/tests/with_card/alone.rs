//! `juki with-card` with a real PC/SC service: what the command finds, what ends it, what stays.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::beside::{Folder, code, text};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A run whose command has printed its first line.
struct RunningCommand {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    first: String,
}

impl RunningCommand {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        Self { child, out, first: first.trim().to_owned() }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.child.id().try_into().unwrap()).unwrap(), signal).unwrap();
    }

    /// Every process below it: the service, the guard, the command and what that has started.
    fn processes(&self) -> Vec<u32> {
        let mut found = vec![self.child.id()];
        let mut at = 0;
        while at < found.len() {
            let tasks = format!("/proc/{}/task", found[at]);
            for task in fs::read_dir(tasks).into_iter().flatten().flatten() {
                let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
                found.extend(children.split_whitespace().map(|id| id.parse::<u32>().unwrap()));
            }
            at += 1;
        }
        found
    }

    fn ends(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

/// A failed test waits for nothing.
impl Drop for RunningCommand {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Runs it still? What nobody has buried yet does not.
fn is_alive(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap().trim_start().starts_with('Z'))
}

fn all_end(processes: &[u32], within: Duration) {
    let started = Instant::now();
    while processes.iter().any(|process| is_alive(*process)) {
        let left: Vec<_> = processes.iter().filter(|process| is_alive(**process)).collect();
        assert!(started.elapsed() < within, "still there: {left:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_command_finds_the_card_and_its_exit_code_is_returned() {
    let folder = Folder::with_card("found");
    let done = folder.script(&[], "juki info && opensc-tool -a; exit 7").output().unwrap();
    assert_eq!(code(&done), 7, "{done:?}");
    let out = text(&done.stdout);
    assert!(out.starts_with("Reader:         Virtual PCD 00 00 (T=1)\n"), "{out}");
    assert!(out.ends_with("3b:e0:00:ff:81:31:fe:45:14\n"), "{out}");
    folder.nothing_stays();

    // A reader that is called otherwise than the variable says.
    let done = folder.script(&[], "JUKI_READER=Gemalto juki info").output().unwrap();
    let told = "No reader has “Gemalto” in its name. Nor is there a file “Gemalto”. JUKI_READER";
    assert!(code(&done) == 3 && text(&done.stderr).contains(told), "{done:?}");

    let done = folder.beside(&[], &["sh", "-c", "kill -9 $$"]).output().unwrap();
    assert_eq!(code(&done), 128 + 9);
    let done = folder.script(&[], "cat").stdin(Stdio::piped()).output().unwrap();
    assert_eq!(code(&done), 0, "its standard input is the command's");
    folder.nothing_stays();
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn the_command_keeps_its_world() {
    let folder = Folder::with_card("world");
    let network = fs::read_link("/proc/self/ns/net").unwrap();
    let script = "readlink /proc/self/ns/net; echo $HOME; pwd; echo $PKCS11_MODULE_PATH";
    let mut command = folder.script(&[], script);
    let done =
        command.env("PKCS11_MODULE_PATH", "/mine.so").env("HOME", "/my home").output().unwrap();
    let here = folder.0.canonicalize().unwrap();
    let expected = format!("{}\n/my home\n{}\n/mine.so\n", network.display(), here.display());
    assert_eq!(text(&done.stdout), expected);
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn what_the_command_does_to_the_card_stays_on_the_image() {
    let folder = Folder::with_card("image");
    fs::remove_file(folder.0.join("card.juki")).unwrap();
    let made = folder.juki(&["virtual", "new", "--kind", "plain", "card.juki"]).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    // Every wrong PIN costs a try.
    let wrong = "juki apdu 00A4040C0AD392F000260100000001 002000980430303030";
    let tries: Vec<String> = (0..2)
        .map(|_| text(&folder.script(&[], wrong).output().unwrap().stdout))
        .map(|out| out.lines().last().unwrap().to_owned())
        .collect();
    assert!(tries[0].starts_with("63C") && tries[1].starts_with("63C"), "{tries:?}");
    assert!(tries[1] < tries[0], "{tries:?}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn whatever_the_command_leaves_running_is_ended() {
    let folder = Folder::with_card("daemon");
    let script = "(setsid sh -c 'trap \"\" TERM; echo $$; exec sleep 1000' &); sleep 0.3; exit 3";
    let running = RunningCommand::start(folder.script(&[], script));
    let daemon: u32 = running.first.parse().unwrap();
    assert!(is_alive(daemon));
    assert_eq!(running.ends().0, Some(3));
    assert!(!is_alive(daemon));
    folder.nothing_stays();
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn signals_reach_the_command() {
    let folder = Folder::with_card("signals");
    for (signal, name, expected) in
        [(Signal::INT, "INT", 9), (Signal::QUIT, "QUIT", 9), (Signal::TERM, "TERM", 9)]
    {
        let script = format!("trap 'exit 9' {name}; echo ready; while :; do sleep 0.05; done");
        let running = RunningCommand::start(folder.script(&[], &script));
        running.signal(signal);
        assert_eq!(running.ends().0, Some(expected), "{name}");
    }
    let running = RunningCommand::start(folder.script(&[], "echo ready; exec sleep 1000"));
    running.signal(Signal::TERM);
    assert_eq!(running.ends().0, Some(128 + 15));
    // One that does not listen is killed after a while.
    let deaf = "trap '' TERM; echo ready; while :; do sleep 0.05; done";
    let running = RunningCommand::start(folder.script(&[], deaf));
    running.signal(Signal::TERM);
    assert_eq!(running.ends().0, Some(128 + 9));
    folder.nothing_stays();
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_key_reaches_the_command_once() {
    let folder = Folder::with_card("keyboard");
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = OpenOptions::new().read(true).write(true).open(name).unwrap();
    // It counts for a second after the first, and says how many came.
    let script = "n=0; trap 'n=$((n+1))' INT; echo ready; while [ $n = 0 ]; do sleep 0.05; done; \
                  for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done; echo came $n; exit 5";
    let inner = folder.script(&[], script);
    let mut command = Command::new("setsid");
    command.args(["--wait", "--ctty"]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(&folder.0).env("TMPDIR", folder.0.join("tmp"));
    let stdio = || Stdio::from(slave.try_clone().unwrap());
    let mut child = command.stdin(stdio()).stdout(stdio()).stderr(stdio()).spawn().unwrap();
    drop((command, slave));
    let mut terminal = File::from(master);
    let mut heard = String::new();
    let mut buffer = [0; 256];
    // EIO when the last program at the terminal has ended.
    while let Ok(count @ 1..) = terminal.read(&mut buffer) {
        let before = heard.contains("ready");
        heard += &text(&buffer[..count]);
        if !before && heard.contains("ready") {
            terminal.write_all(&[0x03]).unwrap();
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(5), "{heard}");
    assert!(heard.contains("came 1"), "{heard}");
    folder.nothing_stays();
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn killed_it_leaves_no_process_and_no_file() {
    let folder = Folder::with_card("killed");
    let script = "trap '' TERM; sleep 1000 & (setsid sleep 1000 &); echo ready; while :; do sleep 0.05; done";
    let running = RunningCommand::start(folder.script(&[], script));
    let processes = running.processes();
    // Itself, two for the service, pcscd, the guard, the shell, two sleepers, at the least.
    assert!(processes.len() >= 7, "{processes:?}");
    running.signal(Signal::KILL);
    all_end(&processes, Duration::from_secs(10));
    folder.nothing_stays();
    drop(running.ends());
    // Nobody holds the card any more.
    assert_eq!(code(&folder.script(&[], "juki info").output().unwrap()), 0);
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_killed_guard_or_service_ends_the_rest() {
    let folder = Folder::with_card("parts");
    for part in ["with-card--guard", "with-card--inside", "pcscd"] {
        let running = RunningCommand::start(folder.script(&[], "echo ready; exec sleep 1000"));
        let processes = running.processes();
        let victim = processes.iter().rev().find(|process| {
            fs::read(format!("/proc/{process}/cmdline"))
                .is_ok_and(|line| text(&line).contains(part))
        });
        let victim = Pid::from_raw((*victim.unwrap()).try_into().unwrap()).unwrap();
        if kill_process(victim, Signal::KILL) == Err(Errno::PERM) {
            // Isolated through sudo: root's processes are safe from this user.
            continue;
        }
        let ended = running.ends().0;
        assert!(matches!(ended, Some(3 | 137)), "{part}: {ended:?}");
        all_end(&processes, Duration::from_secs(10));
        folder.nothing_stays();
    }
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn two_at_the_same_time_have_a_card_each() {
    let (one, other) = (Folder::with_card("one"), Folder::with_card("other"));
    let mut first = one.script(&[], "juki apdu 00CA004500; read -r _; juki info");
    first.stdin(Stdio::piped());
    // It waits in the middle until the other one has come and gone.
    let first = RunningCommand::start(first);
    let second = other.script(&[], "juki apdu 00CA004500; opensc-tool -l").output().unwrap();
    let second = text(&second.stdout);
    // The digits of the serial number.
    let serial = second.lines().next().unwrap();
    assert!(serial.starts_with("3939393939") && first.first.starts_with("3939393939"), "{second}");
    assert_ne!(serial, first.first);
    assert_eq!(second.matches("Virtual PCD").count(), 2, "no reader of the other: {second}");
    let (ended, rest) = first.ends();
    assert_eq!(ended, Some(0), "{rest}");
    // The same card cannot be in two readers.
    let held = RunningCommand::start(one.script(&[], "echo ready; exec sleep 1000"));
    let second = one.script(&[], "true").output().unwrap();
    assert_eq!(code(&second), 3);
    let holder = format!("juki with-card (process {})", held.child.id());
    assert!(text(&second.stderr).contains(&holder), "{second:?}");
    held.signal(Signal::TERM);
    drop(held.ends());
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_service_that_does_not_start_is_told_in_its_own_words() {
    let folder = Folder::with_card("broken");
    let broken = folder.0.join("pcscd");
    fs::write(&broken, "#!/bin/sh\necho the words of the service\nexit 3\n").unwrap();
    fs::set_permissions(&broken, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.0.display());
    let done = folder.script(&[], "true").env("PATH", path).output().unwrap();
    assert_eq!(code(&done), 3);
    assert!(text(&done.stderr).contains("\n  the words of the service\n"), "{done:?}");
    folder.nothing_stays();
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn a_trace_shows_what_any_client_sends() {
    let folder = Folder::with_card("trace");
    let mut command = folder.juki(&["with-card", "--image", "card.juki", "--trace", "trace"]);
    command.args(["--", "opensc-tool", "-n"]);
    drop(command.output().unwrap());
    let trace = fs::read_to_string(folder.0.join("trace")).unwrap();
    assert!(trace.starts_with("-- ") && trace.contains("\n> 00A4"), "{trace}");
}

#[test]
#[ignore = "needs pcscd: cargo xtask test pcscd"]
fn an_interrupted_start_leaves_nothing() {
    let folder = Folder::with_card("early");
    for milliseconds in [0, 20, 60, 120, 250] {
        let mut child = folder.script(&[], "exec sleep 1000").spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        let juki = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
        kill_process(juki, Signal::TERM).unwrap();
        assert!(!child.wait().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(10);
        while fs::read_dir(folder.0.join("tmp")).unwrap().next().is_some() {
            assert!(Instant::now() < deadline, "{milliseconds} ms");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
