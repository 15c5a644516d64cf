//! Waits until a card is in the reader, seen as the command will see it: from outside, through the
//! client library of the PC/SC service and the command's environment.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long the service may take to show a card that was put in.
const PATIENCE: Duration = Duration::from_secs(15);

/// The name of the reader that holds the card; `None` when there is none in time or `given_up`
/// says that nobody waits any more. A card that does not answer counts: it can be meant.
pub(super) fn reader(
    program: &Path,
    environment: &[(OsString, OsString)],
    given_up: impl Fn() -> bool,
) -> Option<String> {
    let started = Instant::now();
    while !given_up() && started.elapsed() < PATIENCE {
        // A process of its own: the library reads its environment, and this one's stays as it is.
        let listed = Command::new(program)
            .args(["reader", "list", "--json"])
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env_remove("JUKI_READER")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        let found = listed.ok().and_then(|listed| with_card(&listed.stdout));
        if found.is_some() {
            return found;
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

/// The reader that holds a card, from `juki reader list --json`.
fn with_card(listed: &[u8]) -> Option<String> {
    let listed: Value = serde_json::from_slice(listed).ok()?;
    let mut readers = listed["readers"].as_array()?.iter();
    let found = readers.find(|reader| {
        // With its ATR, or without one for a reason.
        reader["card"] == true && (reader["atr"].is_string() || reader["state"] == "mute")
    })?;
    found["name"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::with_card;

    #[test]
    fn the_reader_with_the_card_is_found() {
        let empty = r#"{"name":"A","card":false,"atr":null,"state":"empty"}"#;
        let card = r#"{"name":"B","card":true,"atr":"3B00","state":"card"}"#;
        let early = r#"{"name":"C","card":true,"atr":null,"state":"card"}"#;
        let list = |readers: &str| with_card(format!("{{\"readers\":[{readers}]}}").as_bytes());
        assert_eq!(list(&format!("{empty},{card}")), Some("B".to_owned()));
        assert_eq!(list(&format!("{empty},{early}")), None);
        assert_eq!(list(""), None);
        assert_eq!(with_card(b"no JSON"), None);
    }
}
