//! Access rules as they are stored, and what they allow: pure, without flash or state.

use super::{
    ALWAYS, AM_BYTE, AM_INSTRUCTIONS, AND, AccessMode, CHECKSUM, CONFIDENTIALITY, NEVER, OR,
    REFERENCE, SIGNATURE, USAGE, USAGE_KEY, USAGE_PIN, USAGE_SECURE_MESSAGING,
};
use crate::status::StatusWord;
use crate::tlv::{self, Tlv};

/// The security status of a channel: which PINs were verified and which keys authenticated.
pub trait SecurityStatus {
    /// Was the PIN with this reference verified, or the key authenticated, for this usage
    /// ([`USAGE_PIN`] or [`USAGE_KEY`])?
    fn satisfies(&self, reference: u8, usage: u8) -> bool;

    /// Are the command and its answer secured by a cryptographic checksum?
    fn has_integrity(&self) -> bool {
        false
    }

    /// Are the data fields of the command and its answer encrypted?
    fn has_confidentiality(&self) -> bool {
        false
    }
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
        let mut modes = 0;
        for object in tlv::Reader::new(bytes) {
            let object = object.map_err(|_| StatusWord::INCORRECT_DATA)?;
            match object.tag {
                AM_BYTE if matches!(object.value, [0x01..=0x7F]) => modes += 1,
                AM_INSTRUCTIONS if !object.value.is_empty() => modes += 1,
                _ if modes > 0 => {
                    is_condition(&object, |inner| {
                        is_condition(inner, |leaf| Leaf::parse(leaf).is_some())
                    })
                    .then_some(())
                    .ok_or(StatusWord::INCORRECT_DATA)?;
                    modes = 0;
                }
                _ => return Err(StatusWord::INCORRECT_DATA),
            }
        }
        if modes == 0 { Ok(Self(bytes)) } else { Err(StatusWord::INCORRECT_DATA) }
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
    pub fn pin_for(&self, mode: AccessMode) -> Option<u8> {
        let found = core::cell::Cell::new(None);
        // Evaluated for what it asks: no status is granted, so it allows only what is always allowed.
        let _ = self.allow(mode, &FirstPin(&found));
        found.get()
    }

    /// Does one of the rules allow this access? What no rule names is never allowed.
    #[must_use]
    pub fn allow(&self, mode: AccessMode, status: &impl SecurityStatus) -> bool {
        let mut named = false;
        let mut open = false;
        for object in tlv::Reader::new(self.0) {
            let Ok(object) = object else { return false };
            if matches!(object.tag, AM_BYTE | AM_INSTRUCTIONS) {
                // A first AM after a condition begins a new rule.
                named = mode.is_in(&object) || (named && open);
                open = true;
            } else {
                if open && named && holds(&object, status) {
                    return true;
                }
                open = false;
                named = false;
            }
        }
        false
    }
}

/// A security status that satisfies nothing, and keeps the first PIN that is asked of it.
struct FirstPin<'a>(&'a core::cell::Cell<Option<u8>>);

impl SecurityStatus for FirstPin<'_> {
    fn satisfies(&self, reference: u8, usage: u8) -> bool {
        if usage == USAGE_PIN && self.0.get().is_none() {
            self.0.set(Some(reference));
        }
        false
    }
}

enum Leaf {
    Always,
    Never,
    Reference { reference: u8, usage: u8 },
    Integrity,
    Confidentiality,
}

impl Leaf {
    fn parse(object: &Tlv<'_>) -> Option<Self> {
        match (object.tag, object.value) {
            (ALWAYS, []) => Some(Self::Always),
            (NEVER, []) => Some(Self::Never),
            (REFERENCE, [0x83, 1, reference, 0x95, 1, usage @ (USAGE_PIN | USAGE_KEY)]) => {
                Some(Self::Reference { reference: *reference, usage: *usage })
            }
            (CHECKSUM | SIGNATURE | CONFIDENTIALITY, [USAGE, 1, usage])
                if usage & USAGE_SECURE_MESSAGING != 0 && usage & !USAGE_SECURE_MESSAGING == 0 =>
            {
                Some(match object.tag {
                    CHECKSUM => Self::Integrity,
                    CONFIDENTIALITY => Self::Confidentiality,
                    // No command of this card is under a signature.
                    _ => Self::Never,
                })
            }
            _ => None,
        }
    }

    fn holds(object: &Tlv<'_>, status: &impl SecurityStatus) -> bool {
        match Self::parse(object) {
            Some(Self::Always) => true,
            Some(Self::Reference { reference, usage }) => status.satisfies(reference, usage),
            Some(Self::Integrity) => status.has_integrity(),
            Some(Self::Confidentiality) => status.has_confidentiality(),
            Some(Self::Never) | None => false,
        }
    }
}

fn holds(condition: &Tlv<'_>, status: &impl SecurityStatus) -> bool {
    combine(condition, |inner| combine(inner, |leaf| Leaf::holds(leaf, status)))
}

/// Is it an OR or AND of at least one such data object, or one itself?
fn is_condition(object: &Tlv<'_>, is_inner: impl Fn(&Tlv<'_>) -> bool) -> bool {
    let mut inside = tlv::Reader::new(object.value).peekable();
    match object.tag {
        OR | AND => {
            inside.peek().is_some() && inside.all(|inner| inner.is_ok_and(|inner| is_inner(&inner)))
        }
        _ => is_inner(object),
    }
}

/// OR and AND over the data objects inside, or the data object itself. Every one of them is
/// evaluated; without any, nothing holds: an absent condition is never a permission.
fn combine(object: &Tlv<'_>, holds: impl Fn(&Tlv<'_>) -> bool) -> bool {
    let inner = tlv::Reader::new(object.value).map(|inner| inner.is_ok_and(|inner| holds(&inner)));
    let (mut all, mut any) = (true, false);
    for held in inner {
        all &= held;
        any |= held;
    }
    match object.tag {
        OR => any,
        AND => all && any,
        _ => holds(object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Condition, EXPANDED_MAX, Rule, expand_compact};
    use crate::tlv::Writer;
    use proptest::prelude::*;
    use std::vec::Vec;

    struct FixedStatus(&'static [(u8, u8)]);

    impl SecurityStatus for FixedStatus {
        fn satisfies(&self, reference: u8, usage: u8) -> bool {
            self.0.contains(&(reference, usage))
        }
    }

    fn encoded(rules: &[Rule<'_>]) -> Vec<u8> {
        let mut out = [0; 256];
        let mut writer = Writer::new(&mut out);
        rules.iter().for_each(|rule| rule.encode(&mut writer));
        writer.finish().unwrap().to_vec()
    }

    const PIN: Condition<'_> = Condition::Pin(0x91);
    const CODE_A: Condition<'_> = Condition::Pin(0x94);
    const ISSUER: Condition<'_> = Condition::Key(0x01);
    const NOBODY: FixedStatus = FixedStatus(&[]);

    #[test]
    fn what_no_rule_names_is_never_allowed() {
        assert!(!Rules::NEVER.allow(AccessMode::READ, &NOBODY));
        let bytes = encoded(&[Rule { modes: &[AccessMode::READ], condition: Condition::Always }]);
        let rules = Rules::parse(&bytes).unwrap();
        assert!(rules.allow(AccessMode::READ, &NOBODY));
        assert!(!rules.allow(AccessMode::UPDATE, &NOBODY));
        assert!(!rules.allow(AccessMode::CHANGE, &NOBODY));
    }

    #[test]
    fn pin_or_code_a_and_issuer_key() {
        let bytes = encoded(&[
            Rule { modes: &[AccessMode::READ], condition: Condition::Or(&[PIN, CODE_A]) },
            Rule {
                modes: &[AccessMode::UPDATE, AccessMode::CHANGE],
                condition: Condition::And(&[PIN, ISSUER]),
            },
            Rule {
                modes: &[AccessMode::RESET],
                condition: Condition::Or(&[Condition::And(&[PIN, ISSUER]), CODE_A]),
            },
        ]);
        let rules = Rules::parse(&bytes).unwrap();
        assert!(!rules.allow(AccessMode::READ, &NOBODY));
        assert!(rules.allow(AccessMode::READ, &FixedStatus(&[(0x94, USAGE_PIN)])));
        assert!(
            !rules.allow(AccessMode::READ, &FixedStatus(&[(0x94, USAGE_KEY)])),
            "a PIN is not a key"
        );
        assert!(!rules.allow(AccessMode::CHANGE, &FixedStatus(&[(0x91, USAGE_PIN)])));
        assert!(
            rules.allow(AccessMode::CHANGE, &FixedStatus(&[(0x91, USAGE_PIN), (0x01, USAGE_KEY)]))
        );
        assert!(rules.allow(AccessMode::RESET, &FixedStatus(&[(0x94, USAGE_PIN)])));
        assert!(!rules.allow(AccessMode::RESET, &FixedStatus(&[(0x91, USAGE_PIN)])));
    }

    #[test]
    fn the_resetting_code_is_found_wherever_it_stands() {
        for condition in [PIN, Condition::Or(&[ISSUER, PIN]), Condition::And(&[ISSUER, PIN])] {
            let bytes = encoded(&[Rule { modes: &[AccessMode::RESET], condition }]);
            let rules = Rules::parse(&bytes).unwrap();
            assert_eq!(rules.pin_for(AccessMode::RESET), Some(0x91), "{condition:?}");
            assert_eq!(rules.pin_for(AccessMode::CHANGE), None);
        }
    }

    #[test]
    fn two_access_modes_before_one_condition_share_it() {
        let rules =
            Rules::parse(&[0x80, 1, 0x01, 0x84, 1, 0x24, 0x90, 0, 0x80, 1, 2, 0x97, 0]).unwrap();
        assert!(rules.allow(AccessMode::READ, &NOBODY));
        assert!(rules.allow(AccessMode::CHANGE, &NOBODY));
        assert!(!rules.allow(AccessMode::UPDATE, &NOBODY));
    }

    #[test]
    fn the_compact_format_expands() {
        // Bits 7, 2 and 1: delete never, update by PIN and key 1, read always.
        let mut out = [0; EXPANDED_MAX];
        let mut writer = Writer::new(&mut out);
        expand_compact(&[0x43, 0xFF, 0xB1, 0x00], &mut writer).unwrap();
        let rules = Rules::parse(writer.finish().unwrap()).unwrap();
        assert!(rules.allow(AccessMode::READ, &NOBODY));
        assert!(!rules.allow(AccessMode::DELETE, &NOBODY));
        assert!(!rules.allow(AccessMode::UPDATE, &FixedStatus(&[(0x81, USAGE_PIN)])));
        assert!(
            rules.allow(AccessMode::UPDATE, &FixedStatus(&[(0x81, USAGE_PIN), (0x81, USAGE_KEY)]))
        );
        for bytes in [
            &[0x01][..],
            &[0x01, 0, 0],
            &[0x80, 0],
            &[0x01, 0x80],
            &[0x01, 0x10],
            &[0x01, 0x50],
            &[0x01, 0x6F],
        ] {
            let refused = expand_compact(bytes, &mut Writer::new(&mut [0; EXPANDED_MAX]));
            assert_eq!(refused, Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
        }
    }

    /// Secure messaging with checksum and encryption, and PIN 81 verified.
    struct SecuredChannel;

    impl SecurityStatus for SecuredChannel {
        fn satisfies(&self, reference: u8, usage: u8) -> bool {
            (reference, usage) == (0x81, USAGE_PIN)
        }

        fn has_integrity(&self) -> bool {
            true
        }

        fn has_confidentiality(&self) -> bool {
            true
        }
    }

    #[test]
    fn secure_messaging_of_the_compact_format_expands() {
        let pin = FixedStatus(&[(0x81, USAGE_PIN)]);
        for (condition, with_pin, secured) in [
            (0x40, false, true),
            (0xC0, false, true),
            (0xD1, false, true),
            (0x51, true, true),
            (0x61, false, true),
            (0xE1, false, false),
        ] {
            let mut out = [0; EXPANDED_MAX];
            let mut writer = Writer::new(&mut out);
            expand_compact(&[0x01, condition], &mut writer).unwrap();
            let rules = Rules::parse(writer.finish().unwrap()).unwrap();
            assert!(!rules.allow(AccessMode::READ, &NOBODY), "{condition:02X}");
            assert_eq!(rules.allow(AccessMode::READ, &pin), with_pin, "{condition:02X}");
            assert_eq!(rules.allow(AccessMode::READ, &SecuredChannel), secured, "{condition:02X}");
        }
        let mut out = [0; EXPANDED_MAX];
        let mut writer = Writer::new(&mut out);
        expand_compact(&[0x7F, 0x71, 0x71, 0x71, 0x71, 0x71, 0x71, 0x71], &mut writer).unwrap();
        assert_eq!(writer.finish().map(<[u8]>::len), Some(EXPANDED_MAX), "the longest");
    }

    #[test]
    fn conditions_of_secure_messaging_are_met_by_it_alone() {
        for condition in [Condition::Integrity, Condition::Confidentiality] {
            let bytes = encoded(&[Rule { modes: &[AccessMode::READ], condition }]);
            let rules = Rules::parse(&bytes).unwrap();
            assert!(!rules.allow(AccessMode::READ, &NOBODY));
            assert!(rules.allow(AccessMode::READ, &SecuredChannel));
        }
        for (leaf, is_rule) in [
            (&[0xB6, 3, 0x95, 1, 0x30][..], true),
            (&[0xB4, 3, 0x95, 1, 0x38], false),
            (&[0xB4, 3, 0x95, 1, 0x00], false),
            (&[0xB4, 0], false),
            (&[0xB8, 6, 0x83, 1, 0x81, 0x95, 1, 0x30], false),
        ] {
            let bytes = [&[0x80, 1, 1], leaf].concat();
            assert_eq!(Rules::parse(&bytes).is_ok(), is_rule, "{leaf:02X?}");
            assert!(!Rules::stored(&bytes).allow(AccessMode::READ, &SecuredChannel), "{leaf:02X?}");
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
            &[0x80, 1, 1, 0xA0, 0],
            &[0x80, 1, 1, 0xAF, 0],
            &[0x80, 1, 1, 0xAF, 1, 0x00],
            &[0x80, 1, 1, 0xAF, 2, 0xFF, 0xFF],
            &[0x80, 1, 1, 0xA0, 2, 0xAF, 0],
            &[0x80, 1, 1, 0xAF, 3, 0x00, 0xAF, 0],
        ] {
            assert_eq!(Rules::parse(bytes), Err(StatusWord::INCORRECT_DATA), "{bytes:02X?}");
            assert!(!Rules::stored(bytes).allow(AccessMode::READ, &NOBODY), "{bytes:02X?}");
        }
    }

    proptest! {
        #![proptest_config(crate::random::config())]

        #[test]
        fn any_bytes_are_evaluated_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = Rules::stored(&bytes).allow(AccessMode::READ, &NOBODY);
            let _ = Rules::parse(&bytes);
        }
    }
}
