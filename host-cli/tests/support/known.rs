//! The PINs of ready cards.

use juki::card::pins::{Given, Origin, Pin, Source, SourceError};
use juki::ready;
use zeroize::Zeroizing;

/// The PINs of every ready card. They are public.
pub(crate) struct Known;

impl Source for Known {
    fn current(&mut self, pin: Pin, _: u8) -> Result<Given, SourceError> {
        let value = match pin {
            Pin::Signing => ready::SIGNING_PASSWORD,
            Pin::Authentication => ready::AUTHENTICATION_PIN,
            _ => ready::CARD_PIN,
        };
        let value = Zeroizing::new(value.as_bytes().to_vec());
        Ok(Given { value, origin: Origin::Known })
    }
}
