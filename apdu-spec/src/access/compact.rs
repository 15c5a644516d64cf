//! Access rules in compact format, expanded (ISO/IEC 7816-4:2020, 9.3.3.2).

use super::{AM_BYTE, AND, Condition, OR};
use crate::status::StatusWord;
use crate::tlv::Writer;

/// The most bytes that [`expand_compact`] writes: seven rules of an access mode, secure messaging
/// and two references.
pub const EXPANDED_MAX: usize = 7 * (3 + 2 + (2 + 2 * 5) + 2 * 8);

/// Appends what the compact format (DO `8C`: an access mode byte, then a condition byte for each
/// of its bits from bit 7 down; ISO/IEC 7816-4:2020, 9.3.3.2) says, in expanded format. Security
/// environment number n of a condition byte stands for the reference `80`+n (our decision).
///
/// # Errors
/// `6A80` for a condition byte too few or too many, or without a number.
pub fn expand_compact(bytes: &[u8], writer: &mut Writer<'_>) -> Result<(), StatusWord> {
    let Some((modes, conditions)) = bytes.split_first() else {
        return Ok(());
    };
    if modes & 0x80 != 0 || modes.count_ones() as usize != conditions.len() {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let bits = (0..7).rev().map(|bit| 1 << bit).filter(|bit| modes & bit != 0);
    for (bit, condition) in bits.zip(conditions) {
        writer.tlv(AM_BYTE, &[bit]);
        expand_condition(*condition, writer)?;
    }
    Ok(())
}

fn expand_condition(condition: u8, writer: &mut Writer<'_>) -> Result<(), StatusWord> {
    let [messaging, key, pin] = [0x40, 0x20, 0x10].map(|bit| condition & bit != 0);
    match (condition, messaging, key, pin) {
        (0x00, ..) => {
            Condition::Always.encode_leaf(writer);
            return Ok(());
        }
        (0xFF, ..) => {
            Condition::Never.encode_leaf(writer);
            return Ok(());
        }
        (_, false, false, false) => return Err(StatusWord::INCORRECT_DATA),
        // Secure messaging alone needs no number: there is one session.
        (_, _, false, false) => {}
        _ if matches!(condition & 0x0F, 0x00 | 0x0F) => return Err(StatusWord::INCORRECT_DATA),
        _ => {}
    }
    let reference = 0x80 | condition & 0x0F;
    let conditions = [
        (messaging, Condition::And(&[Condition::Integrity, Condition::Confidentiality])),
        (key, Condition::Key(reference)),
        (pin, Condition::Pin(reference)),
    ];
    let asked = || conditions.iter().filter(|(asked, _)| *asked).map(|(_, condition)| condition);
    if asked().count() == 1 {
        asked().for_each(|condition| condition.encode(writer));
        return Ok(());
    }
    let both = if condition & 0x80 != 0 { AND } else { OR };
    writer.nested(both, |w| asked().for_each(|condition| condition.encode_inner(w)));
    Ok(())
}
