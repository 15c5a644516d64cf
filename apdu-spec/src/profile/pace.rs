//! What a card of profile p256 has in the MF for PACE: the card access number, which stands on the
//! card, and EF.CardAccess. The protocol is TR-03110's; where its password stands and who changes
//! it is ours.

use super::{ISSUER_ACTIVATES, ISSUER_IN_CONFIDENCE, Object, ObjectKind, PUBLIC_EF, card};
use crate::access::{AccessMode, Condition, Rule};
use crate::file::{Alphabet, FileId, PacePassword, Pin, Query};

/// Digits of a card access number.
pub const CAN_LEN: u8 = 6;

/// The card access number (CAN). It opens a session and nothing else: VERIFY has no rule. Wrong
/// ones are not counted: a counter would let anybody near the card block it.
pub const CAN: Object = Object {
    fid: card::CAN_REFERENCE as FileId,
    name: "card access number",
    kind: ObjectKind::Pin(Pin {
        tries: 0,
        min: CAN_LEN,
        max: CAN_LEN,
        alphabet: Alphabet::Digits,
        query: Query::Iso,
        disabled: false,
        pace: Some(PacePassword::Can),
    }),
    rules: &[
        Rule { modes: &[AccessMode::GENERAL_AUTHENTICATE], condition: Condition::Always },
        Rule { modes: &[AccessMode::CHANGE], condition: ISSUER_IN_CONFIDENCE },
        ISSUER_ACTIVATES,
    ],
};

/// File identifier of EF.CardAccess (TR-03110 part 3, A.1.2); its short one is
/// [`CARD_ACCESS_SFI`](crate::pace::CARD_ACCESS_SFI).
pub const CARD_ACCESS: FileId = 0x011C;

/// Its access rules: it is read before anything is proved.
pub const CARD_ACCESS_RULES: &[Rule<'_>] = PUBLIC_EF;
