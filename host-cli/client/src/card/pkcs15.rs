//! The PKCS#15 view: how OpenSC is told of it.

use apdu_spec::profile::PreIssuingData;
use apdu_spec::profile::card::ATR;

/// Where OpenSC keeps its configuration; the variable `OPENSC_CONF` names another file.
pub const CONFIGURATION: &str = "/etc/opensc/opensc.conf";

/// The line of `opensc.conf`, within the block `app default`, that gives a card with this ATR to
/// OpenSC's `myeid` driver: no other of its drivers signs with elliptic curves through ISO/IEC
/// 7816-15 alone.
#[must_use]
pub fn opensc_mapping(atr: &[u8]) -> String {
    // 20002: its personality for cards without commands of their own.
    format!("card_atr {} {{ driver = \"myeid\"; name = \"JUKI\"; type = 20002; }}", digits(atr))
}

/// Has a configuration of OpenSC such a line for this ATR? Comments do not count.
#[must_use]
pub fn is_mapped(configuration: &str, atr: &[u8]) -> bool {
    let code = configuration.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut before = "";
    code.flat_map(|line| line.split([' ', '\t', '{'])).filter(|word| !word.is_empty()).any(|word| {
        let key = std::mem::replace(&mut before, word);
        key == "card_atr" && word.trim_matches('"').eq_ignore_ascii_case(&digits(atr))
    })
}

/// An ATR as OpenSC writes it.
fn digits(atr: &[u8]) -> String {
    atr.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Does OpenSC need this line for this card? The ATR of another card that it knows does without.
#[must_use]
pub fn needs_mapping(pre_issuing: PreIssuingData, atr: &[u8]) -> bool {
    pre_issuing.has_pkcs15() && atr == ATR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_found_where_it_counts() {
        let line = opensc_mapping(&[0x3B, 0x8A]);
        for yes in [&*line, "card_atr 3b:8a{", "\tcard_atr \"3B:8A\"\t{", "x #\ncard_atr 3B:8A {"] {
            assert!(is_mapped(yes, &[0x3B, 0x8A]), "{yes}");
        }
        for no in ["", "# card_atr 3B:8A {", "card_atr 3B:8A:00 {", "3B:8A card_atr", "card_atr"] {
            assert!(!is_mapped(no, &[0x3B, 0x8A]), "{no}");
        }
    }
}
