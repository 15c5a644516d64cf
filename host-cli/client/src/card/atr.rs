//! The answer to reset, taken apart (ISO/IEC 7816-3:2006, 8.2; ISO/IEC 7816-4:2020, 12.1.1).

/// An answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr {
    /// True for TS = 3B, the direct convention; false for 3F, the inverse one.
    pub direct: bool,
    /// The protocols it offers, in the order of the TD bytes: 0 for T=0, 1 for T=1.
    pub protocols: Vec<u8>,
    /// The historical bytes, at most 15.
    pub historical: Vec<u8>,
    /// What the historical bytes say in COMPACT-TLV; `None` when they are of another kind.
    pub card: Option<HistoricalBytes>,
}

/// Historical bytes in COMPACT-TLV (category 80 or 00).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoricalBytes {
    /// What the card can do, from DO 73.
    pub capabilities: Capabilities,
    /// The card issuer's data, DO 5X.
    pub issuer_data: Vec<u8>,
}

/// The third byte of the card capabilities (ISO/IEC 7816-4:2020, table 120).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Command chaining.
    pub chaining: bool,
    /// Extended Lc and Le fields.
    pub extended_length: bool,
    /// Most logical channels, 1 to 8.
    pub channels: u8,
}

impl Atr {
    /// Takes an ATR apart; `None` when it is cut off or its check byte is wrong.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.iter().copied();
        let direct = match rest.next()? {
            0x3B => true,
            0x3F => false,
            _ => return None,
        };
        let format = rest.next()?;
        let mut protocols = Vec::new();
        let mut indicator = format;
        loop {
            for bit in [0x10, 0x20, 0x40] {
                if indicator & bit != 0 {
                    rest.next()?;
                }
            }
            if indicator & 0x80 == 0 {
                break;
            }
            indicator = rest.next()?;
            let protocol = indicator & 0x0F;
            if protocol != 15 && !protocols.contains(&protocol) {
                protocols.push(protocol);
            }
        }
        if protocols.is_empty() {
            protocols.push(0);
        }
        let mut rest: Vec<u8> = rest.collect();
        let historical: Vec<u8> = rest.get(..usize::from(format & 0x0F))?.to_vec();
        rest.drain(..historical.len());
        let checked = match (protocols.as_slice(), rest.as_slice()) {
            // Without another protocol than T=0 there is no check byte.
            ([0], []) => true,
            (_, [_]) => bytes.iter().skip(1).fold(0, |sum, byte| sum ^ byte) == 0,
            _ => false,
        };
        let card = historical_bytes(&historical);
        checked.then_some(Self { direct, protocols, historical, card })
    }

    /// What the card says it can do; nothing when it says nothing.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.card.as_ref().map_or_else(Capabilities::default, |card| card.capabilities)
    }
}

fn historical_bytes(bytes: &[u8]) -> Option<HistoricalBytes> {
    let (category, rest) = bytes.split_first()?;
    let mut objects = match category {
        0x80 => rest,
        // Category 00 ends with three bytes of status outside any data object.
        0x00 => rest.get(..rest.len().checked_sub(3)?)?,
        _ => return None,
    };
    let mut historical = HistoricalBytes::default();
    while let Some((head, rest)) = objects.split_first() {
        let (value, after) = rest.split_at_checked(usize::from(head & 0x0F))?;
        match (head >> 4, value) {
            (7, [_, _, third]) => historical.capabilities = capabilities(*third),
            (5, data) => historical.issuer_data = data.to_vec(),
            _ => {}
        }
        objects = after;
    }
    Some(historical)
}

const fn capabilities(third: u8) -> Capabilities {
    Capabilities {
        chaining: third & 0x80 != 0,
        extended_length: third & 0x40 != 0,
        channels: (third & 0x07) + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(hex: &str) -> Option<Atr> {
        Atr::parse(&hex::decode(hex).unwrap())
    }

    #[test]
    fn the_cards_own() {
        let atr = Atr::parse(&apdu_spec::profile::card::ATR).unwrap();
        assert!(atr.direct);
        assert_eq!(atr.protocols, [0, 1]);
        let capabilities = atr.capabilities();
        assert!(capabilities.chaining && capabilities.extended_length);
        assert_eq!(capabilities.channels, 4);
        assert_eq!(atr.card.unwrap().issuer_data, b"JUKI");
    }

    #[test]
    fn others() {
        let jpki = parsed("3BE000FF8131FE4514").unwrap();
        assert_eq!((jpki.protocols, jpki.card), (vec![1], None));
        let oseid = parsed("3B8580014F7345494470").unwrap();
        assert_eq!(oseid.historical, b"OsEID");
        assert_eq!(oseid.capabilities(), Capabilities::default());
        let plain = parsed("3B00").unwrap();
        assert_eq!(plain.protocols, [0]);
    }

    #[test]
    fn a_wrong_check_byte_or_a_cut_one_is_refused() {
        assert_eq!(parsed("3B8580014F7345494471"), None);
        assert_eq!(parsed("3B8580014F73454944"), None);
        assert_eq!(parsed("3B85"), None);
        assert_eq!(parsed("0000"), None);
        assert_eq!(parsed(""), None);
    }
}
