//! Access rules in expanded format (ISO/IEC 7816-4:2020, 9.3.3.3): which mode of access needs
//! which security condition.
//!
//! A rule is a run of access mode data objects (AM) followed by one security condition (SC).
//! AM `80` is the access mode byte; AM `84` lists instructions, which alone can say "use",
//! "change", "reset" and "generate" of a PIN or key. SC `90` is always, `97` never, `A4 {83
//! reference, 95 usage}` a PIN verified or a key authenticated, `A0` and `AF` OR and AND over
//! such conditions. They nest twice at most, so that nothing here recurses.

use crate::status::StatusWord;
use crate::tlv::{self, Tag, Tlv, Writer};

/// A mode of access to a file or object: a bit of the access mode byte and the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The bit in AM `80`, 0 when the byte cannot express this access.
    bit: u8,
    /// The instruction in AM `84`.
    ins: u8,
}

macro_rules! modes {
    ($($name:ident = $bit:literal, $ins:literal, $meaning:literal;)*) => {
        impl Mode {
            $(#[doc = concat!($meaning, ".")]
            pub const $name: Self = Self { bit: $bit, ins: $ins };)*
        }
    };
}

modes! {
    READ = 0x01, 0xB0, "Reading an EF, or a public key";
    UPDATE = 0x02, 0xD6, "Updating or erasing an EF";
    APPEND = 0x04, 0xE2, "Appending a record, or writing";
    DEACTIVATE = 0x08, 0x04, "Deactivating";
    ACTIVATE = 0x10, 0x44, "Activating";
    TERMINATE = 0x20, 0xE8, "Terminating";
    DELETE = 0x40, 0xE4, "Deleting the file itself";
    CREATE_EF = 0x02, 0xE0, "Creating an EF in a DF";
    CREATE_DF = 0x04, 0xE0, "Creating a DF in a DF";
    GET_DATA = 0x00, 0xCA, "Reading a data object of a DF";
    PUT_DATA = 0x00, 0xDA, "Writing a data object of a DF";
    VERIFY = 0x00, 0x20, "Presenting the value of a PIN";
    CHANGE = 0x00, 0x24, "Changing the value of a PIN or key";
    RESET = 0x00, 0x2C, "Resetting the retry counter of a PIN";
    SIGN = 0x00, 0x2A, "Using a key in a security operation";
    EXTERNAL = 0x00, 0x82, "Using a key to authenticate the outside";
    INTERNAL = 0x00, 0x88, "Using a key to authenticate the card";
    GENERATE = 0x00, 0x46, "Generating a key pair";
}

impl Mode {
    /// The bit of the access mode byte; 0 when only an instruction can express this access.
    #[must_use]
    pub const fn bit(self) -> u8 {
        self.bit
    }

    /// The instruction that stands for it in AM `84`.
    #[must_use]
    pub const fn ins(self) -> u8 {
        self.ins
    }

    /// Is it among those that this AM data object names?
    fn is_in(self, mode: &Tlv<'_>) -> bool {
        match (mode.tag, mode.value) {
            (AM_BYTE, [byte]) => byte & 0x80 == 0 && byte & self.bit != 0,
            (AM_INSTRUCTIONS, list) => list.contains(&self.ins),
            _ => false,
        }
    }
}

/// Usage of a reference in a condition: the PIN was presented (`95 08`, ISO/IEC 7816-4:2020,
/// table 95: user authentication, knowledge based).
pub const USAGE_PIN: u8 = 0x08;
/// Usage of a reference in a condition: the key authenticated the outside (`95 80`).
pub const USAGE_KEY: u8 = 0x80;

const AM_BYTE: Tag = Tag::new(0x80);
const AM_INSTRUCTIONS: Tag = Tag::new(0x84);
const ALWAYS: Tag = Tag::new(0x90);
const NEVER: Tag = Tag::new(0x97);
const REFERENCE: Tag = Tag::new(0xA4);
const OR: Tag = Tag::new(0xA0);
const AND: Tag = Tag::new(0xAF);

/// A security condition, as profiles write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No condition.
    Always,
    /// Not to be met.
    Never,
    /// The PIN with this reference (`80`+n in the object's DF, n in the MF) was presented.
    Pin(u8),
    /// The key with this reference has authenticated the outside.
    Key(u8),
    /// One of these.
    Or(&'static [Condition]),
    /// All of these.
    And(&'static [Condition]),
}

/// One rule, as profiles write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The modes it speaks of.
    pub modes: &'static [Mode],
    /// What they need.
    pub condition: Condition,
}

impl Condition {
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

    fn encode_inner(&self, writer: &mut Writer<'_>) {
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

    fn encode_leaf(&self, writer: &mut Writer<'_>) {
        let proof = match self {
            Self::Pin(reference) => Some((*reference, USAGE_PIN)),
            Self::Key(reference) => Some((*reference, USAGE_KEY)),
            _ => None,
        };
        match (self, proof) {
            (_, Some((reference, usage))) => writer.nested(REFERENCE, |w| {
                w.tlv(0x83u8, &[reference]).tlv(0x95u8, &[usage]);
            }),
            (Self::Always, None) => writer.tlv(ALWAYS, &[]),
            (_, None) => writer.tlv(NEVER, &[]),
        };
    }
}

impl Rule {
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

/// What the card knows at this moment about who stands before it.
pub trait Evidence {
    /// Has the PIN or key with this reference been proved, on this channel, for this usage
    /// ([`USAGE_PIN`] or [`USAGE_KEY`])?
    fn proves(&self, reference: u8, usage: u8) -> bool;
}

/// Access rules as they are stored: the value field of `AB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules<'a>(&'a [u8]);

impl<'a> Rules<'a> {
    /// No rule at all: nothing is allowed.
    pub const NEVER: Rules<'static> = Rules(&[]);

    /// Takes the value field of `AB`.
    ///
    /// # Errors
    /// `6A80` when it is not a sequence of access modes and conditions that this card can
    /// evaluate: an unknown data object, a condition without a mode, nesting deeper than two.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        const BAD: StatusWord = StatusWord::INCORRECT_DATA;
        let mut modes = 0;
        for object in tlv::Reader::new(bytes) {
            let object = object.map_err(|_| BAD)?;
            match object.tag {
                AM_BYTE if matches!(object.value, [0x01..=0x7F]) => modes += 1,
                AM_INSTRUCTIONS if !object.value.is_empty() => modes += 1,
                OR | AND if modes > 0 => {
                    for inner in tlv::Reader::new(object.value) {
                        let inner = inner.map_err(|_| BAD)?;
                        if matches!(inner.tag, OR | AND) {
                            for leaf in tlv::Reader::new(inner.value) {
                                Leaf::parse(&leaf.map_err(|_| BAD)?).ok_or(BAD)?;
                            }
                        } else {
                            Leaf::parse(&inner).ok_or(BAD)?;
                        }
                    }
                    modes = 0;
                }
                _ if modes > 0 => {
                    Leaf::parse(&object).ok_or(BAD)?;
                    modes = 0;
                }
                _ => return Err(BAD),
            }
        }
        if modes == 0 { Ok(Self(bytes)) } else { Err(BAD) }
    }

    /// Takes bytes that [`Rules::parse`] has accepted before. Bytes that it would refuse allow
    /// nothing from the first malformed data object on.
    #[must_use]
    pub const fn stored(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The value field of `AB`.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The first PIN that a rule for this access names: the resetting code of RESET RETRY
    /// COUNTER.
    #[must_use]
    pub fn pin_for(&self, mode: Mode) -> Option<u8> {
        let found = core::cell::Cell::new(None);
        // Evaluated for what it asks: nothing is proved, so it allows only what is free to all.
        let _ = self.allow(mode, &Asked(&found));
        found.get()
    }

    /// Does one of the rules allow this access? What no rule names is never allowed.
    #[must_use]
    pub fn allow(&self, mode: Mode, evidence: &impl Evidence) -> bool {
        let mut named = false;
        let mut open = false;
        for object in tlv::Reader::new(self.0) {
            let Ok(object) = object else { return false };
            if matches!(object.tag, AM_BYTE | AM_INSTRUCTIONS) {
                // A first AM after a condition begins a new rule.
                named = mode.is_in(&object) || (named && open);
                open = true;
            } else {
                if open && named && holds(&object, evidence) {
                    return true;
                }
                open = false;
                named = false;
            }
        }
        false
    }
}

/// The most bytes that [`expand_compact`] writes: seven rules of an access mode and two
/// references.
pub const EXPANDED_MAX: usize = 7 * (3 + 2 + 2 * 8);

/// Appends what the compact format (DO `8C`: an access mode byte, then a condition byte for each
/// of its bits from bit 7 down; ISO/IEC 7816-4:2020, 9.3.3.2) says, in expanded format. Security
/// environment number n of a condition byte stands for the reference `80`+n (our decision).
///
/// # Errors
/// `6A80` for a condition byte too few or too many, for secure messaging, or without a number.
pub fn expand_compact(bytes: &[u8], writer: &mut Writer<'_>) -> Result<(), StatusWord> {
    const BAD: StatusWord = StatusWord::INCORRECT_DATA;
    let Some((modes, conditions)) = bytes.split_first() else {
        return Ok(());
    };
    if modes & 0x80 != 0 || modes.count_ones() as usize != conditions.len() {
        return Err(BAD);
    }
    let bits = (0..7).rev().map(|bit| 1 << bit).filter(|bit| modes & bit != 0);
    for (bit, condition) in bits.zip(conditions) {
        writer.tlv(AM_BYTE, &[bit]);
        let reference = 0x80 | condition & 0x0F;
        match (condition, condition & 0x30) {
            (0x00, _) => Condition::Always.encode_leaf(writer),
            (0xFF, _) => Condition::Never.encode_leaf(writer),
            (0x40.., _) if condition & 0x40 != 0 => return Err(BAD),
            _ if matches!(condition & 0x0F, 0x00 | 0x0F) => return Err(BAD),
            (_, 0x10) => Condition::Pin(reference).encode_leaf(writer),
            (_, 0x20) => Condition::Key(reference).encode_leaf(writer),
            (_, 0x30) => {
                let both = if condition & 0x80 != 0 { AND } else { OR };
                writer.nested(both, |w| {
                    Condition::Key(reference).encode_leaf(w);
                    Condition::Pin(reference).encode_leaf(w);
                });
            }
            _ => return Err(BAD),
        }
    }
    Ok(())
}

/// Proves nothing, and notes the first PIN that it is asked for.
struct Asked<'a>(&'a core::cell::Cell<Option<u8>>);

impl Evidence for Asked<'_> {
    fn proves(&self, reference: u8, usage: u8) -> bool {
        if usage == USAGE_PIN && self.0.get().is_none() {
            self.0.set(Some(reference));
        }
        false
    }
}

enum Leaf {
    Always,
    Never,
    Proof { reference: u8, usage: u8 },
}

impl Leaf {
    fn parse(object: &Tlv<'_>) -> Option<Self> {
        match (object.tag, object.value) {
            (ALWAYS, []) => Some(Self::Always),
            (NEVER, []) => Some(Self::Never),
            (REFERENCE, [0x83, 1, reference, 0x95, 1, usage @ (USAGE_PIN | USAGE_KEY)]) => {
                Some(Self::Proof { reference: *reference, usage: *usage })
            }
            _ => None,
        }
    }

    fn holds(object: &Tlv<'_>, evidence: &impl Evidence) -> bool {
        match Self::parse(object) {
            Some(Self::Always) => true,
            Some(Self::Proof { reference, usage }) => evidence.proves(reference, usage),
            Some(Self::Never) | None => false,
        }
    }
}

fn holds(condition: &Tlv<'_>, evidence: &impl Evidence) -> bool {
    combine(condition, |inner| combine(inner, |leaf| Leaf::holds(leaf, evidence)))
}

/// OR and AND over the data objects inside, or the data object itself. An empty AND holds
/// nothing: an absent condition is never a permission.
fn combine(object: &Tlv<'_>, holds: impl Fn(&Tlv<'_>) -> bool) -> bool {
    let mut inner = tlv::Reader::new(object.value);
    match object.tag {
        OR => inner.any(|inner| inner.is_ok_and(|inner| holds(&inner))),
        AND => {
            !object.value.is_empty() && inner.all(|inner| inner.is_ok_and(|inner| holds(&inner)))
        }
        _ => holds(object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    struct Proved(&'static [(u8, u8)]);

    impl Evidence for Proved {
        fn proves(&self, reference: u8, usage: u8) -> bool {
            self.0.contains(&(reference, usage))
        }
    }

    fn encoded(rules: &[Rule]) -> Vec<u8> {
        let mut out = [0; 256];
        let mut writer = Writer::new(&mut out);
        rules.iter().for_each(|rule| rule.encode(&mut writer));
        writer.finish().unwrap().to_vec()
    }

    const PIN: Condition = Condition::Pin(0x91);
    const CODE_A: Condition = Condition::Pin(0x94);
    const ISSUER: Condition = Condition::Key(0x01);
    const NOBODY: Proved = Proved(&[]);

    #[test]
    fn what_no_rule_names_is_never_allowed() {
        assert!(!Rules::NEVER.allow(Mode::READ, &NOBODY));
        let bytes = encoded(&[Rule { modes: &[Mode::READ], condition: Condition::Always }]);
        let rules = Rules::parse(&bytes).unwrap();
        assert!(rules.allow(Mode::READ, &NOBODY));
        assert!(!rules.allow(Mode::UPDATE, &NOBODY));
        assert!(!rules.allow(Mode::CHANGE, &NOBODY));
    }

    #[test]
    fn pin_or_code_a_and_issuer_key() {
        let bytes = encoded(&[
            Rule { modes: &[Mode::READ], condition: Condition::Or(&[PIN, CODE_A]) },
            Rule {
                modes: &[Mode::UPDATE, Mode::CHANGE],
                condition: Condition::And(&[PIN, ISSUER]),
            },
            Rule {
                modes: &[Mode::RESET],
                condition: Condition::Or(&[Condition::And(&[PIN, ISSUER]), CODE_A]),
            },
        ]);
        let rules = Rules::parse(&bytes).unwrap();
        assert!(!rules.allow(Mode::READ, &NOBODY));
        assert!(rules.allow(Mode::READ, &Proved(&[(0x94, USAGE_PIN)])));
        assert!(!rules.allow(Mode::READ, &Proved(&[(0x94, USAGE_KEY)])), "a PIN is not a key");
        assert!(!rules.allow(Mode::CHANGE, &Proved(&[(0x91, USAGE_PIN)])));
        assert!(rules.allow(Mode::CHANGE, &Proved(&[(0x91, USAGE_PIN), (0x01, USAGE_KEY)])));
        assert!(rules.allow(Mode::RESET, &Proved(&[(0x94, USAGE_PIN)])));
        assert!(!rules.allow(Mode::RESET, &Proved(&[(0x91, USAGE_PIN)])));
    }

    #[test]
    fn two_access_modes_before_one_condition_share_it() {
        let rules =
            Rules::parse(&[0x80, 1, 0x01, 0x84, 1, 0x24, 0x90, 0, 0x80, 1, 2, 0x97, 0]).unwrap();
        assert!(rules.allow(Mode::READ, &NOBODY));
        assert!(rules.allow(Mode::CHANGE, &NOBODY));
        assert!(!rules.allow(Mode::UPDATE, &NOBODY));
    }

    #[test]
    fn the_compact_format_expands() {
        // Bits 7, 2 and 1: delete never, update by PIN and key 1, read always.
        let mut out = [0; EXPANDED_MAX];
        let mut writer = Writer::new(&mut out);
        expand_compact(&[0x43, 0xFF, 0xB1, 0x00], &mut writer).unwrap();
        let rules = Rules::parse(writer.finish().unwrap()).unwrap();
        assert!(rules.allow(Mode::READ, &NOBODY));
        assert!(!rules.allow(Mode::DELETE, &NOBODY));
        assert!(!rules.allow(Mode::UPDATE, &Proved(&[(0x81, USAGE_PIN)])));
        assert!(rules.allow(Mode::UPDATE, &Proved(&[(0x81, USAGE_PIN), (0x81, USAGE_KEY)])));
        for bytes in [&[0x01][..], &[0x01, 0, 0], &[0x80, 0], &[0x01, 0x40], &[0x01, 0x10]] {
            let refused = expand_compact(bytes, &mut Writer::new(&mut [0; EXPANDED_MAX]));
            assert_eq!(refused, Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
        }
    }

    #[test]
    fn malformed_rules_are_refused_and_allow_nothing() {
        for bytes in [
            &[0x90, 0][..],
            &[0x80, 1, 1],
            &[0x80, 1, 0, 0x90, 0],
            &[0x80, 1, 0x81, 0x90, 0],
            &[0x80, 1, 1, 0x9E, 0],
            &[0x80, 1, 1, 0xA4, 3, 0x83, 1, 1],
            &[0x80, 1, 1, 0xA0, 6, 0xA0, 4, 0xA0, 2, 0x90, 0],
        ] {
            assert_eq!(Rules::parse(bytes), Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
            assert!(!Rules::stored(bytes).allow(Mode::READ, &NOBODY), "{bytes:02X?}");
        }
        assert!(!Rules::stored(&[0x80, 1, 1, 0xAF, 0]).allow(Mode::READ, &NOBODY), "empty AND");
    }

    proptest! {
        #[test]
        fn any_bytes_are_evaluated_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Rules::stored(&bytes).allow(Mode::READ, &NOBODY);
            let _ = Rules::parse(&bytes);
        }
    }
}
