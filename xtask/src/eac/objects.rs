//! Commands and data objects in hexadecimal digits.

use std::fmt::Write as _;

/// The digits of these bytes.
pub(super) fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never = write!(text, "{byte:02X}");
        text
    })
}

/// A data object of less than 128 bytes; the value is its parts one behind the other.
pub(super) fn object(tag: &str, parts: &[&str]) -> String {
    let value = parts.concat();
    format!("{tag}{:02X}{value}", value.len() / 2)
}

/// A command with this header and data field, without an Le field.
pub(super) fn command(header: &str, data: &str) -> String {
    if data.is_empty() { header.to_owned() } else { object(header, &[data]) }
}

/// The step of the terminal that sends it, and what must come.
pub(super) fn send(header: &str, data: &str, response: &str) -> String {
    format!("send {} {response}", command(header, data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_commands_have_their_lengths() {
        assert_eq!(object("62", &["8201", "38"]), "6203820138");
        assert_eq!(command("00A4000C", &digits(&[0x3F, 0])), "00A4000C023F00");
        assert_eq!(send("00440000", "", "9000"), "send 00440000 9000");
    }
}
