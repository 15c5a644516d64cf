//! PINs that a program knows beforehand.

use std::error::Error;
use std::fmt;

use zeroize::Zeroizing;

use super::{Origin, Pin, PinValue, Source, SourceError};

/// PINs that a program knows beforehand: for tests, and for whoever asks for them in a way of its
/// own. The last try of a PIN is never spent.
///
/// ```
/// use juki_client::card::pins::{KnownPins, Pin, Source};
///
/// let mut pins = KnownPins::from([(Pin::Text, "1234"), (Pin::Signing, "ABC123")]);
/// assert!(pins.current(Pin::Text, 3).is_ok());
/// let refused = pins.current(Pin::Text, 1).unwrap_err();
/// assert_eq!(refused.to_string(), "no value is given");
/// assert!(pins.current(Pin::Authentication, 3).is_err(), "it is not known");
/// ```
pub struct KnownPins(Vec<(Pin, Zeroizing<Vec<u8>>)>);

/// The values are not shown.
impl fmt::Debug for KnownPins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(pin, _)| pin)).finish()
    }
}

impl<V: AsRef<[u8]>, const N: usize> From<[(Pin, V); N]> for KnownPins {
    fn from(pins: [(Pin, V); N]) -> Self {
        Self(pins.map(|(pin, value)| (pin, Zeroizing::new(value.as_ref().to_vec()))).into())
    }
}

impl Source for KnownPins {
    fn current(&mut self, pin: Pin, left: u8) -> Result<PinValue, SourceError> {
        let known = self.0.iter().find(|(known, _)| *known == pin);
        let (_, value) = known.ok_or_else(|| NoValueReason::Unknown.into_error())?;
        if left <= 1 {
            return Err(NoValueReason::LastTry.into_error());
        }
        Ok(PinValue { value: value.clone(), origin: Origin::Known })
    }
}

/// Why no value is given.
#[derive(Debug)]
enum NoValueReason {
    /// It is not known.
    Unknown,
    /// One try is left.
    LastTry,
}

impl NoValueReason {
    fn into_error(self) -> SourceError {
        SourceError::NotGiven(Box::new(self))
    }
}

impl fmt::Display for NoValueReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "the PIN is not known",
            Self::LastTry => "one try is left, and is not spent",
        })
    }
}

impl Error for NoValueReason {}
