//! Status words SW1-SW2 with their names and meanings (ISO/IEC 7816-4:2020, 5.6).

use core::fmt;

/// A status word: the two bytes that end every response.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusWord(u16);

macro_rules! status_words {
    ($($name:ident = $value:literal, $meaning:literal;)*) => {
        impl StatusWord {
            $(#[doc = concat!("`", stringify!($value), "`: ", $meaning, ".")]
            pub const $name: Self = Self($value);)*

            /// Every status word with a fixed value that the card answers, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }

        const fn fixed(value: u16) -> Option<(&'static str, &'static str)> {
            match value {
                $($value => Some((stringify!($name), $meaning)),)*
                _ => None,
            }
        }
    };
}

status_words! {
    DATA_MAY_BE_CORRUPTED = 0x6281, "part of the returned data may be corrupted";
    END_OF_FILE_REACHED = 0x6282, "end of file or record reached before reading Ne bytes, or unsuccessful search";
    FILE_DEACTIVATED = 0x6283, "selected file deactivated";
    FILE_TERMINATED = 0x6285, "selected file in termination state";
    VERIFICATION_FAILED = 0x6300, "verification failed";
    TRIES_LEFT_0 = 0x63C0, "verification failed, no try left";
    MEMORY_FAILURE = 0x6581, "memory failure";
    WRONG_LENGTH = 0x6700, "wrong length";
    CHANNEL_NOT_SUPPORTED = 0x6881, "logical channel not supported or not open";
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882, "secure messaging not supported";
    LAST_COMMAND_OF_CHAIN_EXPECTED = 0x6883, "last command of the chain expected";
    CHAINING_NOT_SUPPORTED = 0x6884, "command chaining not supported";
    INCOMPATIBLE_WITH_FILE_STRUCTURE = 0x6981, "command incompatible with file structure";
    SECURITY_STATUS_NOT_SATISFIED = 0x6982, "security status not satisfied";
    AUTHENTICATION_METHOD_BLOCKED = 0x6983, "authentication method blocked";
    REFERENCE_DATA_NOT_USABLE = 0x6984, "reference data not usable";
    CONDITIONS_NOT_SATISFIED = 0x6985, "conditions of use not satisfied";
    NO_CURRENT_FILE = 0x6986, "command not allowed: no current EF";
    SM_DATA_OBJECTS_MISSING = 0x6987, "expected secure messaging data objects missing";
    SM_DATA_OBJECTS_INCORRECT = 0x6988, "incorrect secure messaging data objects";
    INCORRECT_DATA = 0x6A80, "incorrect parameters in the command data field";
    FUNCTION_NOT_SUPPORTED = 0x6A81, "function not supported";
    FILE_NOT_FOUND = 0x6A82, "file or application not found";
    RECORD_NOT_FOUND = 0x6A83, "record not found";
    NOT_ENOUGH_MEMORY = 0x6A84, "not enough memory space in the file or card";
    INCORRECT_P1_P2 = 0x6A86, "incorrect parameters P1-P2";
    REFERENCE_NOT_FOUND = 0x6A88, "referenced data or reference data not found";
    FILE_EXISTS = 0x6A89, "file already exists";
    DF_NAME_EXISTS = 0x6A8A, "DF name already exists";
    WRONG_OFFSET = 0x6B00, "wrong parameters: offset outside the EF";
    WRONG_LE = 0x6C00, "wrong Le field, SW2 is the right one (00: 256)";
    INSTRUCTION_NOT_SUPPORTED = 0x6D00, "instruction code not supported";
    CLASS_NOT_SUPPORTED = 0x6E00, "class not supported";
    NO_PRECISE_DIAGNOSIS = 0x6F00, "no precise diagnosis";
    SUCCESS = 0x9000, "done";
}

impl StatusWord {
    /// The status word with this value.
    #[must_use]
    pub const fn new(value: u16) -> Self {
        Self(value)
    }

    /// `61xx`: done, and `available` more bytes wait for GET RESPONSE (256 and more are given
    /// as `6100`).
    #[must_use]
    pub const fn more_available(available: usize) -> Self {
        Self(0x6100 | low_byte_or_zero(available))
    }

    /// `6Cxx`: wrong Le field, `exact` is right (256 is given as `6C00`).
    #[must_use]
    pub const fn wrong_le(exact: usize) -> Self {
        Self(0x6C00 | low_byte_or_zero(exact))
    }

    /// `63Cx`: verification failed or queried, `tries` (0 to 15, more is given as 15) are left.
    #[must_use]
    pub const fn tries(tries: u8) -> Self {
        Self(0x63C0 | if tries > 15 { 15 } else { tries as u16 })
    }

    /// The numeric value, SW1 in the upper byte.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0
    }

    /// SW1 and SW2 as they are sent.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }

    /// The tries that `63Cx` reports.
    #[must_use]
    pub const fn tries_left(self) -> Option<u8> {
        if self.0 & 0xFFF0 == 0x63C0 { Some(self.to_bytes()[1] & 0x0F) } else { None }
    }

    /// The bytes that `61xx` announces; 256 stands for "256 or more".
    #[must_use]
    pub const fn more(self) -> Option<u16> {
        self.counted(0x61)
    }

    /// The right Ne that `6Cxx` names, 1 to 256.
    #[must_use]
    pub const fn exact_le(self) -> Option<u16> {
        self.counted(0x6C)
    }

    /// True for `9000` and `61xx` (normal processing, ISO/IEC 7816-4:2020, table 5).
    #[must_use]
    pub const fn is_success(self) -> bool {
        self.0 == 0x9000 || self.0 >> 8 == 0x61
    }

    /// True for `62xx` and `63xx`: something was done, with a warning.
    #[must_use]
    pub const fn is_warning(self) -> bool {
        matches!(self.0 >> 8, 0x62 | 0x63)
    }

    /// The name by which scenarios, traces and documents call it, such as
    /// `SECURITY_STATUS_NOT_SATISFIED`; `UNKNOWN` for a value that no row lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.0 >> 8, self.tries_left(), fixed(self.0)) {
            (_, Some(_), _) => "TRIES_LEFT",
            (0x61, ..) => "MORE_AVAILABLE",
            (0x6C, ..) => "WRONG_LE",
            (_, _, Some((name, _))) => name,
            _ => "UNKNOWN",
        }
    }

    /// What it means, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match (self.0 >> 8, self.tries_left(), fixed(self.0)) {
            (_, Some(1..), _) => "tries left (after a failed verification, or asked for)",
            (0x61, ..) => "done, more data waits for GET RESPONSE",
            (0x6C, ..) => "wrong Le field, SW2 is the right one (00: 256)",
            (_, _, Some((_, meaning))) => meaning,
            _ => "status word without a name in ISO/IEC 7816-4",
        }
    }

    /// The status word of this name, as scenario files write it: a fixed name, four hexadecimal
    /// digits, or `TRIES_LEFT_n`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        // Numbers may be read with a sign, names are written without.
        if name.contains('+') {
            return None;
        }
        if let Some(tries) = name.strip_prefix("TRIES_LEFT_") {
            return tries.parse().ok().filter(|tries| *tries <= 15).map(Self::tries);
        }
        Self::ALL.iter().copied().find(|word| word.name() == name).or_else(|| {
            (name.len() == 4).then(|| u16::from_str_radix(name, 16).ok()).flatten().map(Self)
        })
    }

    const fn counted(self, sw1: u16) -> Option<u16> {
        match (self.0 >> 8 == sw1, self.0 & 0xFF) {
            (false, _) => None,
            (true, 0) => Some(256),
            (true, count) => Some(count),
        }
    }
}

impl From<[u8; 2]> for StatusWord {
    fn from(bytes: [u8; 2]) -> Self {
        Self(u16::from_be_bytes(bytes))
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X} {}", self.0, self.name())
    }
}

/// Four hexadecimal digits; with `{:#}` also what they mean.
impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)?;
        if f.alternate() { write!(f, ": {}", self.meaning()) } else { Ok(()) }
    }
}

/// A response that is not `9000` can be passed up as an error.
impl core::error::Error for StatusWord {}

const fn low_byte_or_zero(count: usize) -> u16 {
    let [.., low] = count.to_be_bytes();
    if count > 0xFF { 0 } else { low as u16 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_words() {
        for word in StatusWord::ALL {
            if word.tries_left().is_none() {
                assert_eq!(StatusWord::by_name(word.name()), Some(*word));
            }
        }
        assert_eq!(StatusWord::by_name("TRIES_LEFT_3"), Some(StatusWord::new(0x63C3)));
        assert_eq!(StatusWord::by_name("TRIES_LEFT_16"), None);
        assert_eq!(StatusWord::by_name("6a82"), Some(StatusWord::FILE_NOT_FOUND));
        for wrong in ["NO_SUCH_NAME", "+6A8", "TRIES_LEFT_+3", "6A8", "6A820", ""] {
            assert_eq!(StatusWord::by_name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_status_word_is_an_error_that_says_what_it_means() {
        let error: &dyn core::error::Error = &StatusWord::FILE_NOT_FOUND;
        assert_eq!(std::format!("{error}"), "6A82");
        assert_eq!(std::format!("{error:#}"), "6A82: file or application not found");
        let tries: &dyn core::error::Error = &StatusWord::tries(2);
        assert!(std::format!("{tries:#}").starts_with("63C2: "));
    }

    #[test]
    fn counted_words_carry_their_counts() {
        assert_eq!(StatusWord::more_available(300).value(), 0x6100);
        assert_eq!(StatusWord::more_available(2).more(), Some(2));
        assert_eq!(StatusWord::wrong_le(256).exact_le(), Some(256));
        assert_eq!(StatusWord::tries(200).tries_left(), Some(15));
        assert_eq!(StatusWord::SUCCESS.tries_left(), None);
    }
}
