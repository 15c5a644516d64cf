//! Access rules in expanded format (ISO/IEC 7816-4:2020, 9.3.3.3): which mode of access needs
//! which security condition.
//!
//! A rule is a run of access mode data objects (AM) followed by one security condition (SC).
//! AM `80` is the access mode byte; AM `84` lists instructions, which alone can say "use",
//! "change", "reset" and "generate" of a PIN or key. SC `90` is always, `97` never, `A4 {83
//! reference, 95 usage}` a PIN verified or a key authenticated, `B4 {95 usage}` and `B8 {95 usage}`
//! secure messaging with a checksum and with encryption, `A0` and `AF` OR and AND over such
//! conditions. They nest twice at most, so that nothing here recurses.

mod compact;
mod rules;

pub use compact::{EXPANDED_MAX, expand_compact};
pub use rules::{Rules, SecurityStatus};

use crate::tlv::{Tag, Tlv, Writer};

/// A mode of access to a file or object: a bit of the access mode byte and the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessMode {
    /// The bit in AM `80`, 0 when the byte cannot express this access.
    bit: u8,
    /// The instruction in AM `84`.
    ins: u8,
}

macro_rules! modes {
    ($($name:ident = $bit:literal, $ins:literal, $meaning:literal;)*) => {
        impl AccessMode {
            $(#[doc = concat!($meaning, ".")]
            pub const $name: Self = Self { bit: $bit, ins: $ins };)*

            /// Every mode with its name and what it means, for documents.
            pub const ALL: &'static [(Self, &'static str, &'static str)] =
                &[$((Self::$name, stringify!($name), $meaning)),*];
        }
    };
}

modes! {
    READ = 0x01, 0xB0, "Reading an EF, or a public key";
    UPDATE = 0x02, 0xD6, "Updating or erasing an EF";
    APPEND = 0x04, 0xE2, "Appending a record, or writing";
    DEACTIVATE = 0x08, 0x04, "Deactivating";
    ACTIVATE = 0x10, 0x44, "Activating";
    TERMINATE = 0x20, 0xE8, "Terminating an EF, PIN or key";
    TERMINATE_DF = 0x20, 0xE6, "Terminating a DF";
    TERMINATE_CARD = 0x20, 0xFE, "Terminating the card, by the rule of its MF";
    DELETE = 0x40, 0xE4, "Deleting the file itself, a DF with everything in it";
    CREATE_EF = 0x02, 0xE0, "Creating an EF in a DF";
    CREATE_DF = 0x04, 0xE0, "Creating a DF in a DF";
    GET_DATA = 0x00, 0xCA, "Reading a data object of a DF";
    PUT_DATA = 0x00, 0xDA, "Writing a data object of a DF";
    VERIFY = 0x00, 0x20, "Verifying a PIN";
    CHANGE = 0x00, 0x24, "Changing the value of a PIN or key";
    RESET = 0x00, 0x2C, "Resetting the retry counter of a PIN";
    ENABLE = 0x00, 0x28, "Enabling the verification requirement of a PIN";
    DISABLE = 0x00, 0x26, "Disabling the verification requirement of a PIN";
    SECURITY_OPERATION = 0x00, 0x2A, "Using a key in PERFORM SECURITY OPERATION";
    EXTERNAL_AUTHENTICATE = 0x00, 0x82, "Using a key in EXTERNAL AUTHENTICATE";
    INTERNAL_AUTHENTICATE = 0x00, 0x88, "Using a key in INTERNAL AUTHENTICATE";
    GENERAL_AUTHENTICATE = 0x00, 0x86, "Using a key in GENERAL AUTHENTICATE, a PIN in PACE";
    GENERATE = 0x00, 0x46, "Generating a key pair";
}

impl AccessMode {
    /// The bit of the access mode byte; 0 when only an instruction can express this access.
    #[must_use]
    pub const fn bit(self) -> u8 {
        self.bit
    }

    /// The instruction that AM `84` names it by.
    #[must_use]
    pub const fn ins(self) -> u8 {
        self.ins
    }

    /// Does this AM data object name it?
    pub(super) fn is_in(self, mode: &Tlv<'_>) -> bool {
        match (mode.tag, mode.value) {
            (AM_BYTE, [byte]) => byte & 0x80 == 0 && byte & self.bit != 0,
            (AM_INSTRUCTIONS, list) => list.contains(&self.ins),
            _ => false,
        }
    }
}

/// Usage of a reference in a condition: the PIN was verified (`95 08`, ISO/IEC 7816-4:2020,
/// table 95: user authentication, knowledge based).
pub const USAGE_PIN: u8 = 0x08;
/// Usage of a reference in a condition: the key was authenticated by EXTERNAL AUTHENTICATE
/// (`95 80`).
pub const USAGE_KEY: u8 = 0x80;

/// The data object of a usage.
const USAGE: u8 = 0x95;

const AM_BYTE: Tag = Tag::new(0x80);
const AM_INSTRUCTIONS: Tag = Tag::new(0x84);
const ALWAYS: Tag = Tag::new(0x90);
const NEVER: Tag = Tag::new(0x97);
const REFERENCE: Tag = Tag::new(0xA4);
const CHECKSUM: Tag = Tag::new(0xB4);
const SIGNATURE: Tag = Tag::new(0xB6);
const CONFIDENTIALITY: Tag = Tag::new(0xB8);
/// Usage in a condition of secure messaging: of the command data field (`10`) and of the response
/// data field (`20`), ISO/IEC 7816-4:2020, table 95.
const USAGE_SECURE_MESSAGING: u8 = 0x30;
const OR: Tag = Tag::new(0xA0);
const AND: Tag = Tag::new(0xAF);

/// A security condition, as profiles write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition<'a> {
    /// No condition.
    Always,
    /// Not to be met.
    Never,
    /// The PIN with this reference (`80`+n in the object's DF, n in the MF) was verified.
    Pin(u8),
    /// The key with this reference was authenticated by EXTERNAL AUTHENTICATE.
    Key(u8),
    /// Command and answer are secured by a cryptographic checksum.
    Integrity,
    /// The data fields of command and answer are encrypted.
    Confidentiality,
    /// One of these.
    Or(&'a [Condition<'a>]),
    /// All of these.
    And(&'a [Condition<'a>]),
}

/// One rule, as profiles write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The access modes that it covers.
    pub modes: &'a [AccessMode],
    /// The security condition for them.
    pub condition: Condition<'a>,
}

impl Condition<'_> {
    /// Appends the SC data object. Conditions nested deeper than two are dropped to `97` never:
    /// the card takes no more.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Or(list) => {
                writer.nested(OR, |w| list.iter().for_each(|inner| inner.encode_inner(w)));
            }
            Self::And(list) => {
                writer.nested(AND, |w| list.iter().for_each(|inner| inner.encode_inner(w)));
            }
            leaf => leaf.encode_leaf(writer),
        }
    }

    pub(super) fn encode_inner(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Or(list) => {
                writer.nested(OR, |w| list.iter().for_each(|inner| inner.encode_leaf(w)));
            }
            Self::And(list) => {
                writer.nested(AND, |w| list.iter().for_each(|inner| inner.encode_leaf(w)));
            }
            leaf => leaf.encode_leaf(writer),
        }
    }

    pub(super) fn encode_leaf(&self, writer: &mut Writer<'_>) {
        let authentication = match self {
            Self::Pin(reference) => Some((*reference, USAGE_PIN)),
            Self::Key(reference) => Some((*reference, USAGE_KEY)),
            _ => None,
        };
        match (self, authentication) {
            (_, Some((reference, usage))) => writer.nested(REFERENCE, |w| {
                w.tlv(0x83u8, &[reference]).tlv(USAGE, &[usage]);
            }),
            (Self::Always, None) => writer.tlv(ALWAYS, &[]),
            (Self::Integrity, None) => writer.nested(CHECKSUM, |w| {
                w.tlv(USAGE, &[USAGE_SECURE_MESSAGING]);
            }),
            (Self::Confidentiality, None) => writer.nested(CONFIDENTIALITY, |w| {
                w.tlv(USAGE, &[USAGE_SECURE_MESSAGING]);
            }),
            (_, None) => writer.tlv(NEVER, &[]),
        };
    }
}

impl Rule<'_> {
    /// Appends the AM and SC data objects. Modes with a bit share one AM `80`; the others are
    /// listed in AM `84`.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        let bits = self.modes.iter().fold(0, |bits, mode| bits | mode.bit());
        if bits != 0 {
            writer.tlv(AM_BYTE, &[bits]);
        }
        let mut list = [0; 16];
        let instructions = self.modes.iter().filter(|mode| mode.bit() == 0).map(|mode| mode.ins());
        let count = list.iter_mut().zip(instructions).map(|(place, ins)| *place = ins).count();
        if let Some(list @ [_, ..]) = list.get(..count) {
            writer.tlv(AM_INSTRUCTIONS, list);
        }
        self.condition.encode(writer);
    }
}
