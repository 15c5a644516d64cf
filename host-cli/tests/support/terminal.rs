//! A resident at a terminal, which a pseudo-terminal plays, and what `juki` says there.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A folder that is removed afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("juki-terminal-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn juki(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_juki"));
    command.current_dir(folder).args(arguments);
    command.env_clear().env("LC_ALL", "C").env("JUKI_READER", "card.juki");
    command
}

pub(crate) fn done(folder: &Path, arguments: &[&str]) {
    assert!(juki(folder, arguments).output().unwrap().status.success(), "{arguments:?}");
}

/// A program at a terminal.
pub(crate) struct Dialogue {
    child: Child,
    terminal: File,
    heard: Receiver<Vec<u8>>,
    all: String,
    seen: usize,
}

impl Dialogue {
    pub(crate) fn start(mut command: Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let slave = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let stdio = || Stdio::from(slave.try_clone().unwrap());
        let child = command.stdin(stdio()).stdout(stdio()).stderr(stdio()).spawn().unwrap();
        drop((command, slave));
        let terminal = File::from(master);
        let mut reading = terminal.try_clone().unwrap();
        let (send, heard) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            // EIO when the last program at the terminal has ended.
            while let Ok(count @ 1..) = reading.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, terminal, heard, all: String::new(), seen: 0 }
    }

    /// Waits for a text, behind the last one.
    pub(crate) fn hears(&mut self, text: &str) -> &mut Self {
        loop {
            if let Some(at) = self.all[self.seen..].find(text) {
                self.seen += at + text.len();
                return self;
            }
            match self.heard.recv_timeout(Duration::from_secs(60)) {
                Ok(bytes) => self.all.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no “{text}” in:\n{}", self.all),
            }
        }
    }

    pub(crate) fn types(&mut self, line: &str) -> &mut Self {
        // The prompt is written before the echo is switched off.
        std::thread::sleep(Duration::from_millis(200));
        self.terminal.write_all(format!("{line}\n").as_bytes()).unwrap();
        self
    }

    /// The exit code, and everything that was on the screen.
    pub(crate) fn ends(mut self) -> (i32, String) {
        let code = self.child.wait().unwrap().code().unwrap();
        while let Ok(bytes) = self.heard.recv_timeout(Duration::from_millis(200)) {
            self.all.push_str(&String::from_utf8_lossy(&bytes));
        }
        (code, self.all)
    }
}

pub(crate) fn issued(name: &str) -> Folder {
    let folder = Folder::new(name);
    done(&folder.0, &["authority", "init", "ca"]);
    // Keys of this kind are made in no time.
    done(&folder.0, &["virtual", "new", "card.juki", "--profile", "p256"]);
    let mut dialogue = Dialogue::start(juki(
        &folder.0,
        &["issue", "--sample", "taro", "--authority", "ca", "--placeholder"],
    ));
    dialogue.hears("Go on? [y/N]").types("y");
    dialogue.hears("of the card (4 digits):").types("1234").hears("Again:").types("1234");
    dialogue.hears("authentication certificate").types("4321").hears("Again:").types("4321");
    dialogue.hears("signing password").types("abc123").hears("Again:").types("ABC123");
    let (code, screen) = dialogue.ends();
    assert_eq!(code, 0, "{screen}");
    for secret in ["1234", "4321", "abc123", "ABC123"] {
        assert!(!screen.contains(secret), "{secret} in:\n{screen}");
    }
    folder
}

/// The exit code, what was said in JSON, and what was said to the person.
pub(crate) fn said(
    folder: &Path,
    values: &[(&str, &str)],
    arguments: &[&str],
) -> (i32, String, String) {
    let mut command = juki(folder, arguments);
    let output = command.envs(values.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Tries left of text, juki and common.
pub(crate) fn left(folder: &Path) -> Vec<u64> {
    let (_, status, _) = said(folder, &[], &["pin", "status", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    let pins = status["pins"].as_array().unwrap().iter();
    let of = |name: &str| {
        pins.clone().find(|pin| pin["pin"] == name).unwrap()["tries_left"].as_u64().unwrap()
    };
    ["text", "juki", "common"].map(of).to_vec()
}
