//! glibc's `iconv`, which judges what a set has.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Each text in the encoding; `None` where the encoding has nothing of it.
pub(crate) fn encoded(encoding: &str, texts: &[String]) -> Vec<Option<Vec<u8>>> {
    // What cannot be encoded is left out (-c).
    let lines: String = texts.iter().map(|text| format!("{text}\n")).collect();
    let mut command = Command::new("iconv");
    command.args(["-c", "-f", "UTF-8", "-t", encoding]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("iconv, which glibc brings");
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap().stdout;
    writer.join().unwrap().unwrap();
    let mut codes: Vec<_> = output.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    assert_eq!(codes.pop(), Some(Vec::new()));
    assert_eq!(codes.len(), texts.len());
    codes.into_iter().map(|code| Some(code).filter(|code| !code.is_empty())).collect()
}

/// Has the encoding all of these texts?
pub(crate) fn encodes(encoding: &str, texts: &[String]) -> bool {
    let lines: String = texts.iter().map(|text| format!("{text}\n")).collect();
    let mut command = Command::new("iconv");
    command.args(["-f", "UTF-8", "-t", encoding]).stdin(Stdio::piped());
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("iconv, which glibc brings");
    let mut input = child.stdin.take().unwrap();
    // It stops reading where it fails.
    let written = input.write_all(lines.as_bytes());
    drop(input);
    child.wait().unwrap().success() && written.is_ok()
}
