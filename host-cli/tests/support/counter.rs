//! The counter of a municipality and a service's own desk, as processes, with a card that is issued.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder with an issued card and its authority.
pub(crate) struct Counter(pub(crate) PathBuf);

impl Counter {
    pub(crate) fn open(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let counter = Self(folder);
        let (code, out) = counter.juki(&["virtual", "new", "--kind", "plain", "card.juki"], "");
        assert_eq!(code, 0, "{out}");
        counter
    }

    pub(crate) fn juki(&self, arguments: &[&str], pin: &str) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_juki"))
            .args(arguments)
            .current_dir(&self.0)
            .env("LC_ALL", "C")
            .env("JUKI_READER", "card.juki")
            .env("JUKI_PIN_SERVICE", pin)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
    }

    /// `juki service VERB library ... --authority` with the card's own authority.
    pub(crate) fn desk(&self, verb: &str, more: &[&str], pin: &str) -> (i32, String) {
        let begin = ["service", verb, "library"];
        let end = ["--authority", "card.juki.authority"];
        self.juki(&[&begin[..], more, &end[..]].concat(), pin)
    }

    pub(crate) fn show(&self, pin: &str) -> (i32, String) {
        self.juki(&["service", "show", "library"], pin)
    }

    pub(crate) fn card(&self) -> PathBuf {
        self.0.join("card.juki")
    }
}
