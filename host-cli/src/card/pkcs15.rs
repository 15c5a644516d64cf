//! The PKCS#15 view: how OpenSC is told of it.

use apdu_spec::profile::PreIssuing;
use apdu_spec::profile::card::ATR;

/// The line of `opensc.conf`, within the block `app default`, that gives a card with this ATR to
/// OpenSC's `myeid` driver: no other of its drivers signs with elliptic curves through ISO/IEC
/// 7816-15 alone.
#[must_use]
pub fn opensc_mapping(atr: &[u8]) -> String {
    let digits: Vec<String> = atr.iter().map(|byte| format!("{byte:02X}")).collect();
    // 20002: its personality for cards without commands of their own.
    format!(
        "card_atr {} {{ driver = \"myeid\"; name = \"JUKI\"; type = 20002; }}",
        digits.join(":")
    )
}

/// Does OpenSC need this line for this card? The ATR of another card that it knows does without.
#[must_use]
pub fn needs_mapping(made_as: PreIssuing, atr: &[u8]) -> bool {
    made_as.has_pkcs15() && atr == ATR
}
