//! The serial number of a card as text: what registers, messages and certificates call the card by.

use apdu_spec::profile::card::SERIAL_LEN;

/// The serial number as text. That of a card which gave it is 15 ASCII letters and digits; of a
/// file which says anything else what is no text is replaced.
#[must_use]
pub fn text(serial: &[u8; SERIAL_LEN]) -> String {
    String::from_utf8_lossy(serial).into_owned()
}
