//! The data coding byte (ISO/IEC 7816-4:2020, table 13): what the write functions do in a file.

/// A data coding byte whose data units are bytes: this card has no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataCoding(u8);

/// What WRITE BINARY and WRITE RECORD do with what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteBehaviour {
    /// What is erased may be written, once.
    Once,
    /// Proprietary; ours is to replace what is there, for which UPDATE must be allowed too.
    Proprietary,
    /// Logical OR with what is there.
    Or,
    /// Logical AND with what is there.
    And,
}

impl DataCoding {
    /// The card's own, as its historical bytes and EF.ATR/INFO say: bytes, written once. It holds
    /// for an EF when neither the EF nor a DF above it says otherwise (ISO/IEC 7816-4:2020,
    /// 11.3.2).
    pub const CARD: Self = Self(0x01);

    /// The data coding byte; `None` when its data units are not bytes (two quartets).
    #[must_use]
    pub const fn new(byte: u8) -> Option<Self> {
        if byte & 0x0F == 1 { Some(Self(byte)) } else { None }
    }

    /// The byte.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        self.0
    }

    /// What the write functions do (bits 7 and 6).
    #[must_use]
    pub const fn behaviour(self) -> WriteBehaviour {
        match self.0 >> 5 & 0x03 {
            0 => WriteBehaviour::Once,
            1 => WriteBehaviour::Proprietary,
            2 => WriteBehaviour::Or,
            _ => WriteBehaviour::And,
        }
    }
}

impl WriteBehaviour {
    /// A byte in the logically erased state: zeros, but ones where writing can only clear bits
    /// (ISO/IEC 7816-4:2020, 11.3.4).
    #[must_use]
    pub const fn erased(self) -> u8 {
        match self {
            Self::And => 0xFF,
            Self::Once | Self::Proprietary | Self::Or => 0x00,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_7_and_6_say_what_writing_does() {
        let behaviour = |byte| DataCoding::new(byte).map(DataCoding::behaviour);
        assert_eq!(behaviour(0x01), Some(WriteBehaviour::Once));
        assert_eq!(behaviour(0x21), Some(WriteBehaviour::Proprietary));
        assert_eq!(behaviour(0x41), Some(WriteBehaviour::Or));
        assert_eq!(behaviour(0x61), Some(WriteBehaviour::And));
        assert_eq!(behaviour(0x00), None, "quartets");
        assert_eq!(behaviour(0x42), None, "words");
    }
}
