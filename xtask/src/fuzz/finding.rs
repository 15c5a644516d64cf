//! What a target found: what it says of it, and the input, so that a machine that is gone can be
//! done without.

use std::fmt::Write as _;
use std::fs;

use super::{BUILD, run};

/// The longest message that is shown, in characters: it may hold a whole input.
const LONGEST: usize = 4_000;
/// The part of it that stands in the closing line.
const SHORT: usize = 300;
/// The longest input that is shown: what targets are given.
pub(super) const LONGEST_INPUT: usize = 8 * 1024;

/// What a run found, of its standard error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    target: String,
    /// The file that the input was written to, relative to the root.
    file: String,
    /// The panic, or what libFuzzer calls the end.
    message: String,
}

impl Finding {
    /// Reads it; `None` when no input was written.
    pub(super) fn read(target: &str, said: &str) -> Option<Self> {
        let file = artifact(said)?;
        let root = format!("{}/", run::root().display());
        Some(Self {
            target: target.to_owned(),
            file: file.strip_prefix(&root).unwrap_or(file).to_owned(),
            message: cut(&message(said), LONGEST),
        })
    }

    /// The message, and the lines that show it again, here and on another machine.
    pub(super) fn shown(&self) -> String {
        let Self { target, file, message } = self;
        let mut text = format!("\n{target} found something:\n\n{message}\n\n");
        let _ = writeln!(text, "It is shown again by\n\n  {}\n", self.replay());
        match fs::read(run::root().join(file)) {
            Ok(input) if input.len() <= LONGEST_INPUT => {
                let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
                let input = base64(&input);
                let _ = writeln!(
                    text,
                    "and on another machine after\n\n  mkdir -p {folder} && echo {input} | base64 -d > {file}\n"
                );
            }
            Ok(input) => {
                let _ = writeln!(text, "(its {} bytes are too many to show)\n", input.len());
            }
            Err(error) => {
                let _ = writeln!(text, "(its input cannot be read: {error})\n");
            }
        }
        text
    }

    /// One line of all that.
    pub(super) fn line(&self) -> String {
        let lines: Vec<&str> = self.message.lines().map(str::trim).collect();
        let message = cut(&lines.join(" "), SHORT);
        format!("{} found something: {message}: {}", self.target, self.replay())
    }

    /// The line that shows it again.
    fn replay(&self) -> String {
        let [sanitizer, none, ..] = BUILD;
        let Self { target, file, .. } = self;
        format!("cargo +nightly fuzz run --fuzz-dir fuzz {sanitizer} {none} {target} {file}")
    }
}

/// The file that the input was written to.
fn artifact(said: &str) -> Option<&str> {
    said.lines().rev().find_map(|line| line.split_once("Test unit written to ")).map(|(_, f)| f)
}

/// The message of the panic, without the backtrace behind it. The first one: it ended the process.
/// Else what the runtime or libFuzzer says of the end: a stack that overflowed, memory, time.
fn message(said: &str) -> String {
    let is_panic = |line: &&str| line.starts_with("thread '") && line.contains(" panicked at ");
    let goes_on = |line: &&str| {
        !(line.starts_with("stack backtrace:")
            || line.starts_with("note: run with `RUST_BACKTRACE")
            || is_end(line))
    };
    let mut lines = said.lines().skip_while(|line| !is_panic(line)).take_while(goes_on);
    if let Some(first) = lines.next() {
        let rest = lines.map(|line| format!("\n{line}")).collect::<String>();
        return (first.to_owned() + &rest).trim_end().to_owned();
    }
    let overflow = |line: &&str| line.contains("has overflowed its stack");
    let end = said.lines().find(overflow).or_else(|| said.lines().find(|line| is_end(line)));
    end.unwrap_or("it does not say what").trim().to_owned()
}

/// `==123== ERROR: libFuzzer: deadly signal`.
fn is_end(line: &str) -> bool {
    line.starts_with("==") && line.contains(" libFuzzer: ")
}

/// At most so many characters of a text, and that there were more.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{} [...]", &text[..at]),
    }
}

/// Base64 with padding (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut three = [0; 4];
        three[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(three);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            // A group of n bytes has n + 1 digits.
            text.push(if place <= group.len() {
                ALPHABET[(bits >> shift & 0x3F) as usize].into()
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANIC: &str = "\
INFO: Loaded 1 PC tables (450 PCs): 450 [0x5,0x6), 
#4\tpulse  cov: 5 ft: 6 corp: 1/1b

thread '<unnamed>' (387) panicked at src/vpcd.rs:8:5:
assertion `left == right` failed: a message

of three lines: thread 'x' panicked at nothing
  left: 1
 right: 0
";
    const BACKTRACE: &str = "\
stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/e50a/library/std/src/panicking.rs:689:5
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
";
    const NOTE: &str =
        "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
    const END: &str = "\
==387== ERROR: libFuzzer: deadly signal
NOTE: libFuzzer has rudimentary signal handlers.
SUMMARY: libFuzzer: deadly signal
artifact_prefix='/a/'; Test unit written to /a/crash-1
Base64: AA
";
    const MESSAGE: &str = "\
thread '<unnamed>' (387) panicked at src/vpcd.rs:8:5:
assertion `left == right` failed: a message

of three lines: thread 'x' panicked at nothing
  left: 1
 right: 0";

    #[test]
    fn a_panic_is_told_whole_and_without_what_stands_behind_it() {
        for behind in [BACKTRACE, NOTE, ""] {
            let finding = Finding::read("vpcd", &format!("{PANIC}{behind}{END}")).unwrap();
            assert_eq!(finding.message, MESSAGE, "{behind}");
            assert_eq!(finding.file, "/a/crash-1");
        }
    }

    #[test]
    fn an_end_without_a_panic_is_told_by_who_saw_it() {
        let said = format!("==1== ERROR: libFuzzer: timeout after 30 seconds\n{BACKTRACE}{NOTE}");
        assert_eq!(message(&said), "==1== ERROR: libFuzzer: timeout after 30 seconds");
        let said = format!("\nthread '<unnamed>' (1) has overflowed its stack\n{END}");
        assert_eq!(message(&said), "thread '<unnamed>' (1) has overflowed its stack");
        assert_eq!(message(NOTE), "it does not say what");
    }

    #[test]
    fn a_run_that_wrote_no_input_found_nothing() {
        assert_eq!(Finding::read("vpcd", PANIC), None);
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        assert_eq!(cut("住基", 2), "住基");
        assert_eq!(cut("住基　太郎", 2), "住基 [...]");
        let said = format!("{}{}{END}", &PANIC[..PANIC.len() - 1], "字".repeat(2 * LONGEST));
        let finding = Finding::read("vpcd", &said).unwrap();
        assert_eq!(finding.message.chars().count(), LONGEST + " [...]".len());
        assert!(finding.line().len() < 1_000);
    }

    #[test]
    fn a_finding_can_be_shown_again_here_and_elsewhere() {
        let file = format!("fuzz/artifacts/xtask-{}/crash-1", std::process::id());
        let path = run::root().join(&file);
        let folder = path.parent().unwrap();
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, b"\0\xFF input").unwrap();
        let said = format!("{PANIC}{}", END.replace("/a/crash-1", &path.display().to_string()));
        let finding = Finding::read("vpcd", &said).unwrap();
        let replay = format!("cargo +nightly fuzz run --fuzz-dir fuzz -s none vpcd {file}");
        assert_eq!(
            finding.line(),
            format!(
                "vpcd found something: thread '<unnamed>' (387) panicked at src/vpcd.rs:8:5: \
                 assertion `left == right` failed: a message  of three lines: thread 'x' panicked \
                 at nothing left: 1 right: 0: {replay}"
            )
        );
        let shown = finding.shown();
        assert!(shown.contains(MESSAGE) && shown.contains(&replay), "{shown}");
        // The line for another machine is run, in a folder that has nothing.
        let line = shown.lines().find(|line| line.contains("base64 -d")).unwrap();
        let elsewhere = folder.join("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        let mut shell = run::command("sh");
        run::shown(shell.current_dir(&elsewhere).args(["-c", line])).unwrap();
        assert_eq!(fs::read(elsewhere.join(&file)).unwrap(), b"\0\xFF input");
        fs::write(&path, vec![0; LONGEST_INPUT + 1]).unwrap();
        assert!(finding.shown().contains("8193 bytes are too many"));
        fs::remove_dir_all(folder).unwrap();
        assert!(finding.shown().contains("cannot be read"));
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xFB, 0xFF, 0xBF]), "+/+/");
    }
}
