//! The PINs of ready cards.

use juki::card::pins::{Origin, Pin, PinValue, Source, SourceError};
use juki::ready;
use zeroize::Zeroizing;

/// The PINs of every ready card. They are public.
pub(crate) struct ReadyCardPins;

impl Source for ReadyCardPins {
    fn current(&mut self, pin: Pin, _: u8) -> Result<PinValue, SourceError> {
        let value = match pin {
            Pin::Signing => ready::SIGNING_PASSWORD,
            Pin::Authentication => ready::AUTHENTICATION_PIN,
            _ => ready::CARD_PIN,
        };
        let value = Zeroizing::new(value.as_bytes().to_vec());
        Ok(PinValue { value, origin: Origin::Known })
    }
}
