//! The codes of a card (照合番号): what stands on its face opens what its face shows.

use std::fmt;

use apdu_spec::profile::Profile;

use super::ChipText;
use crate::resident::CardType;
use crate::{Date, day};

/// The codes of a card. They follow from the record, the expiry and the security code.
#[derive(Clone, PartialEq, Eq)]
pub struct Codes {
    /// Code A: the personal number; a record may be without.
    pub a: Option<String>,
    /// Code B. Without a photo, the expiry `YYYYMMDD`. With one, expiry and birth `YYMMDD`; on a
    /// card as the successor's, birth, the expiry's year and the security code.
    pub b: String,
    /// Birth code, `YYMMDD`: the year of the era for a Japanese holder, else the Gregorian one's
    /// last two digits.
    pub birth: String,
    /// The four digits that the face of a card as the successor's shows; other cards have none.
    pub security: Option<String>,
    /// The card access number, six digits on the face of a card of profile p256.
    pub can: Option<String>,
}

/// The codes are not shown.
impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Codes").finish_non_exhaustive()
    }
}

impl Codes {
    /// The codes of a card of a type that holds this text. `security` and `can` are what a card gets
    /// that has them. What is not known of the birth is 00 in them.
    #[must_use]
    pub fn of(
        chip: &ChipText,
        card: CardType,
        profile: Profile,
        expiry: Date,
        security: &str,
        can: &str,
    ) -> Self {
        let day = chip.birth;
        let year = if chip.gregorian { day.year % 100 } else { day::era_year(day) };
        let birth = format!("{year:02}{:02}{:02}", day.month, day.day);
        let security =
            (card == CardType::B && profile == Profile::MyNumber).then(|| security.to_owned());
        let b = match (card, &security) {
            (CardType::A, _) => expiry.digits(),
            (CardType::B, Some(security)) => format!("{birth}{:04}{security}", expiry.year),
            (CardType::B, None) => format!("{}{birth}", expiry.digits()),
        };
        let can = (profile == Profile::P256).then(|| can.to_owned());
        Self { a: chip.personal_number.clone(), b, birth, security, can }
    }
}
