//! The class byte CLA (ISO/IEC 7816-4:2020, 5.4.1).

use crate::status::StatusWord;

/// Secure messaging as CLA indicates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecureMessaging {
    /// None, or no indication.
    None,
    /// Proprietary format (first interindustry range only).
    Proprietary,
    /// ISO/IEC 7816-4 clause 10, command header not authenticated.
    Iso,
    /// ISO/IEC 7816-4 clause 10, command header authenticated.
    IsoHeaderAuthenticated,
}

/// Who defines the command: the standard, or the card family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// CLA 00 to 7F.
    Interindustry,
    /// CLA 80 to FE (JICSAP and JPKI forms).
    Proprietary,
}

/// A parsed class byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Interindustry or proprietary.
    pub family: Family,
    /// Logical channel, 0 to 19.
    pub channel: u8,
    /// Secure messaging indication.
    pub secure_messaging: SecureMessaging,
    /// Command chaining: true when this is not the last command of a chain.
    pub chained: bool,
}

impl Class {
    /// CLA 00: interindustry, channel 0, no secure messaging, last or only command.
    pub const PLAIN: Self = Self {
        family: Family::Interindustry,
        channel: 0,
        secure_messaging: SecureMessaging::None,
        chained: false,
    };

    /// CLA 80: proprietary, otherwise as [`Class::PLAIN`].
    pub const PROPRIETARY: Self = Self { family: Family::Proprietary, ..Self::PLAIN };

    /// Reads a class byte. Proprietary classes follow the coding of the first interindustry
    /// range below bit 8 (our decision: ISO leaves it open).
    ///
    /// # Errors
    /// `6E00` for FF (reserved for PPS) and for the ranges that ISO/IEC 7816-4 reserves (20 to
    /// 3F, and A0 upwards in the proprietary half).
    pub const fn parse(byte: u8) -> Result<Self, StatusWord> {
        let chained = byte & 0x10 != 0;
        if byte & 0xC0 == 0x40 {
            let secure_messaging =
                if byte & 0x20 == 0 { SecureMessaging::None } else { SecureMessaging::Iso };
            let channel = (byte & 0x0F) + 4;
            return Ok(Self { family: Family::Interindustry, channel, secure_messaging, chained });
        }
        if byte & 0x60 != 0 {
            return Err(StatusWord::CLASS_NOT_SUPPORTED);
        }
        let family = if byte & 0x80 == 0 { Family::Interindustry } else { Family::Proprietary };
        let secure_messaging = match byte & 0x0C {
            0x00 => SecureMessaging::None,
            0x04 => SecureMessaging::Proprietary,
            0x08 => SecureMessaging::Iso,
            _ => SecureMessaging::IsoHeaderAuthenticated,
        };
        Ok(Self { family, channel: byte & 0x03, secure_messaging, chained })
    }

    /// The class byte. Channels above 3 use the further interindustry range, which has one
    /// form of secure messaging.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        let chained = if self.chained { 0x10 } else { 0 };
        let family = match self.family {
            Family::Interindustry => 0,
            Family::Proprietary => 0x80,
        };
        if self.channel > 3 {
            let secure = match self.secure_messaging {
                SecureMessaging::None => 0,
                _ => 0x20,
            };
            return 0x40 | secure | chained | (self.channel - 4) & 0x0F;
        }
        let secure = match self.secure_messaging {
            SecureMessaging::None => 0,
            SecureMessaging::Proprietary => 0x04,
            SecureMessaging::Iso => 0x08,
            SecureMessaging::IsoHeaderAuthenticated => 0x0C,
        };
        family | secure | chained | self.channel
    }

    /// The same class with the chaining bit set or cleared.
    #[must_use]
    pub const fn with_chaining(self, chained: bool) -> Self {
        Self { chained, ..self }
    }

    /// The same class with another indication of secure messaging.
    #[must_use]
    pub const fn with_secure_messaging(self, secure_messaging: SecureMessaging) -> Self {
        Self { secure_messaging, ..self }
    }

    /// The same class on another channel (0 to 19).
    #[must_use]
    pub const fn on_channel(self, channel: u8) -> Self {
        Self { channel, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_refused_or_comes_back_as_it_was() {
        for byte in 0..=0xFF {
            if let Ok(class) = Class::parse(byte) {
                assert_eq!(class.to_byte(), byte, "{class:?}");
            } else {
                assert!(byte & 0x60 != 0, "{byte:02X}");
            }
        }
        assert_eq!(Class::parse(0xFF), Err(StatusWord::CLASS_NOT_SUPPORTED));
        assert_eq!(Class::parse(0x5F).map(|class| class.channel), Ok(19));
    }
}
