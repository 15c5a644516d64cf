//! A line that is an APDU: digits, or a line of a trace.

use apdu_spec::class::Class;
use apdu_spec::instruction::Instruction;

/// A command or an answer, as bytes. What a trace has masked is masked here too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A command APDU.
    Command(Digits),
    /// A response APDU.
    Answer(Digits),
}

/// Bytes, some of which are not known.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits {
    /// The bytes, 0 where they are masked.
    pub(crate) bytes: Vec<u8>,
    /// Some are masked.
    pub(crate) masked: bool,
}

/// Whoever is asked about a command that carries a secret does not write it down.
impl std::fmt::Debug for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

/// The longest APDU, in bytes: header, extended Lc and Le, 65535 bytes of data.
const LONGEST: usize = 4 + 3 + 0xFFFF + 2;

impl Line {
    /// The bytes of the APDU, 0 where they are masked.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Command(digits) | Self::Answer(digits) => &digits.bytes,
        }
    }

    /// Reads `> COMMAND` or `< ANSWER`, as a trace has them, or the digits of a command that the
    /// table knows.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.split('#').next().unwrap_or_default().trim();
        if let Some(command) = text.strip_prefix('>') {
            return digits(command, 4).map(Self::Command);
        }
        if let Some(answer) = text.strip_prefix('<') {
            return digits(answer, 2).map(Self::Answer);
        }
        let command = digits(text, 4)?;
        let class = Class::parse(*command.bytes.first()?).ok()?;
        Instruction::find(class.family, *command.bytes.get(1)?).ok()?;
        Some(Self::Command(command))
    }
}

fn digits(text: &str, least: usize) -> Option<Digits> {
    let characters: Vec<char> =
        text.chars().filter(|c| !matches!(c, ':') && !c.is_whitespace()).collect();
    let mut digits = Digits { bytes: Vec::new(), masked: false };
    for pair in characters.chunks(2) {
        let byte = match pair {
            ['*', '*'] => {
                digits.masked = true;
                0
            }
            [high, low] => {
                let value = high.to_digit(16)? << 4 | low.to_digit(16)?;
                u8::try_from(value).ok()?
            }
            _ => return None,
        };
        digits.bytes.push(byte);
    }
    (least..=LONGEST).contains(&digits.bytes.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(bytes: &[u8], masked: bool) -> Option<Line> {
        Some(Line::Command(Digits { bytes: bytes.to_vec(), masked }))
    }

    #[test]
    fn a_line_of_a_trace_and_digits_alone_are_read() {
        let select = [0x00, 0xA4, 0x00, 0x0C];
        assert_eq!(Line::read("00 A4 00 0C"), command(&select, false));
        assert_eq!(Line::read("> 00A4000C # SELECT mf, P1-P2 000C"), command(&select, false));
        let verify = [0x00, 0x20, 0x00, 0x98, 0x02, 0x00, 0x00];
        assert_eq!(Line::read("> 00200098 02 **** # VERIFY"), command(&verify, true));
        let answer = Digits { bytes: vec![0x90, 0x00], masked: false };
        assert_eq!(Line::read("< 9000 # SUCCESS"), Some(Line::Answer(answer)));
    }

    #[test]
    fn what_is_no_line_is_none() {
        for text in
            ["", ">", "< 90", "> 00A400", "00A4000", "FF000000", "D392F0000101", "> 0*A4000C"]
        {
            assert_eq!(Line::read(text), None, "{text}");
        }
        assert_eq!(Line::read(&format!("> {}", "00".repeat(LONGEST + 1))), None);
    }

    #[test]
    fn no_byte_of_it_is_in_a_message_for_programmers() {
        let line = Line::read("> 00200098 04 31323334").unwrap();
        assert_eq!(format!("{line:?}"), "Command(9 bytes)");
    }
}
