//! `juki resident assign`, killed: nobody gets two codes, nobody none.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy sees tests only in functions marked as such"
)]

use std::collections::{HashMap, HashSet};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

#[path = "support/kill.rs"]
mod kill;
#[path = "support/resident.rs"]
mod resident;

/// How many people there are: three groups that are ledgered together.
const PEOPLE: usize = 600;

/// A folder of a test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-kill-{name}-{}", std::process::id()));
        let _before = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn juki(&self, arguments: &[&str]) -> Command {
        let mut juki = Command::new(env!("CARGO_BIN_EXE_juki"));
        juki.args(arguments).current_dir(&self.0).env("LC_ALL", "C").env_remove("JUKI_READER");
        juki.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        juki
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let done = self.juki(&[&["--json"], arguments].concat()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            done.status.success(),
            "{arguments:?}: {said}{}",
            String::from_utf8_lossy(&done.stdout)
        );
        serde_json::from_slice(&done.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn record(number: usize) -> Value {
    resident::record(&format!("{number:015}"))
}

/// How records are kept, and where they are when all is done.
#[derive(Clone, Copy, Debug)]
enum Kept {
    Folder,
    Lines,
    Out,
}

impl Kept {
    const ALL: [Self; 3] = [Self::Folder, Self::Lines, Self::Out];

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Folder => &["resident", "assign", "records", "--codes", "codes"],
            Self::Lines => &["resident", "assign", "records.jsonl", "--codes", "codes"],
            Self::Out => {
                &["resident", "assign", "records.jsonl", "--codes", "codes", "--out", "out.jsonl"]
            }
        }
    }

    fn result(self) -> &'static str {
        match self {
            Self::Folder => "records",
            Self::Lines => "records.jsonl",
            Self::Out => "out.jsonl",
        }
    }

    fn prepare(self, folder: &Folder) {
        let blocks = json!({
            "version": 1,
            "municipality": "131016",
            "blocks": [{ "first": "2472700000", "last": "2472700699", "handed_out": "2026-04-01", "by": "Tokyo" }],
        });
        fs::write(folder.0.join("blocks.json"), blocks.to_string()).unwrap();
        folder.done(&["resident", "codes", "init", "codes", "blocks.json"]);
        let records: Vec<String> = (0..PEOPLE).map(|number| record(number).to_string()).collect();
        if let Self::Folder = self {
            fs::create_dir(folder.0.join("records")).unwrap();
            for (number, record) in records.iter().enumerate() {
                fs::write(folder.0.join(format!("records/{number}.json")), record).unwrap();
            }
        } else {
            fs::write(folder.0.join("records.jsonl"), records.join("\n")).unwrap();
        }
    }
}

/// Number and code of each record that can be read, as far as it has one.
fn codes(path: &Path) -> Vec<(u64, Option<String>)> {
    let texts: Vec<String> = if path.is_dir() {
        let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let shown = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        shown.map(|path| fs::read_to_string(path).unwrap()).collect()
    } else {
        fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    texts
        .iter()
        .map(|json| serde_json::from_str::<Value>(json).unwrap())
        .map(|record| {
            let number = record["register_number"].as_str().unwrap().parse().unwrap();
            (number, text(&record["record_code"]))
        })
        .collect()
}

/// Holder by code, from the whole lines of the ledger.
fn ledger(folder: &Folder) -> HashMap<String, u64> {
    let text = fs::read_to_string(folder.0.join("codes/ledger")).unwrap();
    let whole = &text[..text.rfind('\n').unwrap()];
    let mut holders = HashMap::new();
    for line in whole.lines().filter(|line| line.starts_with("code ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let before = holders.insert(words[1].to_owned(), words[2].parse().unwrap());
        assert!(before.is_none(), "a code is in the ledger twice");
    }
    let people: HashSet<&u64> = holders.values().collect();
    assert_eq!(people.len(), holders.len(), "somebody is in the ledger twice");
    holders
}

/// Kills that many runs and finishes each work after one to three of them.
fn kill_runs(kills: u32, test: &str) {
    let mut seed = test_vectors::seed::of(test);
    let (mut killed, mut within, mut works) = (0, 0, 0);
    let mut lengths = [None; 3];
    while killed < kills {
        let kept = Kept::ALL[works % 3];
        let folder = Folder::new(&format!("{test}-{works}"));
        kept.prepare(&folder);
        // How long it takes undisturbed, once for each way of keeping.
        let length = *lengths[works % 3].get_or_insert_with(|| {
            let other = Folder::new(&format!("{test}-{works}-whole"));
            kept.prepare(&other);
            let started = Instant::now();
            other.done(kept.arguments());
            u64::try_from(started.elapsed().as_micros()).unwrap()
        });
        let mut before = ledger(&folder);
        for _ in 0..=kill::draw(&mut seed, 3) {
            // Given a run that is killed at a moment that nobody chose...
            let mut run = folder.juki(kept.arguments());
            killed += u32::from(kill::is_killed(&mut run, length, &mut seed));
            // ... what was in the ledger is in it, and no record has a code that is not.
            let now = ledger(&folder);
            assert!(before.iter().all(|(code, holder)| now.get(code) == Some(holder)));
            within += u32::from(now.len() > before.len() && now.len() < PEOPLE);
            for (number, code) in codes(&folder.0.join(kept.result())) {
                assert!(code.is_none_or(|code| now.get(&code) == Some(&number)), "{kept:?}");
            }
            before = now;
        }
        // When it is run again to its end, everybody has one code, and those from before.
        if !(matches!(kept, Kept::Out) && folder.0.join("out.jsonl").exists()) {
            folder.done(kept.arguments());
        }
        let now = ledger(&folder);
        assert!(before.iter().all(|(code, holder)| now.get(code) == Some(holder)));
        let people = codes(&folder.0.join(kept.result()));
        assert_eq!(people.iter().map(|(number, _)| number).collect::<HashSet<_>>().len(), PEOPLE);
        assert_eq!((people.len(), now.len()), (PEOPLE, PEOPLE), "{kept:?}");
        for (number, code) in people {
            assert_eq!(now.get(&code.unwrap()), Some(&number), "{kept:?}");
        }
        let verified =
            folder.done(&["resident", "codes", "verify", "codes", "--records", kept.result()]);
        assert_eq!(verified["same"], PEOPLE);
        works += 1;
    }
    println!(
        "{killed} runs killed in {works} works of {PEOPLE} people, {within} of them between two \
         groups: nobody has two codes, nobody none"
    );
}

/// Given: a folder in which others can replace the ledger, or what is written beside it. Then: nothing
/// is written there.
#[test]
fn codes_are_not_kept_where_others_can_write() {
    let folder = Folder::new("shared");
    Kept::Lines.prepare(&folder);
    for (name, arguments) in [
        ("other", ["resident", "codes", "init", "other", "blocks.json"].as_slice()),
        ("out", &["resident", "assign", "records.jsonl", "--codes", "codes", "--out", "out"]),
    ] {
        let path = folder.0.join(name);
        fs::create_dir(&path).unwrap();
        for mode in [0o777, 0o1777, 0o770] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let refused = folder.juki(arguments).output().unwrap();
            let said = String::from_utf8_lossy(&refused.stderr);
            assert!(said.contains(&format!("Others can write to {name}.")), "{mode:o}: {said}");
            assert_eq!(refused.status.code(), Some(10), "{mode:o}: {said}");
            assert_eq!(fs::read_dir(&path).unwrap().count(), 0, "{mode:o}");
        }
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        folder.done(arguments);
    }
}

#[test]
fn a_run_that_is_killed_gives_nobody_two_codes_and_nobody_none() {
    kill_runs(6, "killed");
}

#[test]
#[ignore = "a minute: cargo xtask full codes"]
fn fifty_runs_that_are_killed_give_nobody_two_codes_and_nobody_none() {
    kill_runs(50, "fifty-killed");
}
