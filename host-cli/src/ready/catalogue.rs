//! The ready cards there are.

use crate::card::pins::Pin;
use crate::locale::Message;
use crate::msg;
use crate::pki::Purpose;
use crate::pki::index::Reason;
use crate::resident::CardType;

/// A kind of ready card.
#[derive(Debug)]
pub struct Card {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is.
    pub about: fn() -> Message,
    /// The sample record that it is issued from.
    pub sample: &'static str,
    /// What is changed in the record.
    pub changes: &'static [Change],
    /// When it was issued.
    pub issued: When,
    /// What happened to it since, in this order.
    pub steps: &'static [Step],
}

/// A change of a record before a card is issued from it.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// The holder is so many years old, or a year less.
    Years(u16),
    /// The period of stay, where there is one, ends in so many years.
    Stay(u16),
    /// The face shows more or less.
    Type(CardType),
}

/// When a card was issued, seen from today.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// So many days ago.
    DaysAgo(u16),
    /// So that its certificates end, or would by themselves, in so many days.
    CertificatesEndIn(u16),
}

/// What happens to an issued card.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Somebody presents wrong values of these PINs until so many tries are left.
    WrongValues(&'static [Pin], u8),
    /// Its keys are others: it is a copy of the files of another card, whose keys nobody can copy.
    NewKeys,
    /// Somebody with the issuer key makes the holder ten years older.
    MakeOlder,
    /// The authority revokes the certificate.
    Revoke(Purpose, Reason),
}

const EVERY_PIN: &[Pin] = &[Pin::Authentication, Pin::Signing, Pin::Text, Pin::Juki, Pin::Common];
const FOUR_DIGITS: &[Pin] = &[Pin::Authentication, Pin::Text, Pin::Juki, Pin::Common];

const PLAIN: Card = Card {
    name: "plain",
    about: || msg!("kind-plain"),
    sample: "taro",
    changes: &[],
    issued: When::DaysAgo(0),
    steps: &[],
};

/// All of them.
pub const CARDS: &[Card] = &[
    PLAIN,
    Card {
        name: "foreign-alias",
        about: || msg!("kind-foreign-alias"),
        sample: "maria",
        changes: &[Change::Stay(4)],
        ..PLAIN
    },
    Card {
        name: "under-15",
        about: || msg!("kind-under-15"),
        sample: "kenta",
        changes: &[Change::Years(8)],
        ..PLAIN
    },
    Card {
        name: "no-photo",
        about: || msg!("kind-no-photo"),
        changes: &[Change::Type(CardType::A)],
        ..PLAIN
    },
    Card {
        name: "rare-kanji",
        about: || msg!("kind-rare-kanji"),
        sample: "rare-characters",
        ..PLAIN
    },
    Card {
        name: "long-address",
        about: || msg!("kind-long-address"),
        sample: "long-address",
        ..PLAIN
    },
    Card {
        name: "expired",
        about: || msg!("kind-expired"),
        // No card is in force for longer than ten years.
        issued: When::DaysAgo(10 * 366 + 31),
        ..PLAIN
    },
    Card {
        name: "certificates-expired",
        about: || msg!("kind-certificates-expired"),
        // No certificate is in force for longer than five years, and the card is for nine.
        issued: When::DaysAgo(5 * 366 + 31),
        ..PLAIN
    },
    Card {
        name: "expiring-soon",
        about: || msg!("kind-expiring-soon"),
        issued: When::CertificatesEndIn(14),
        ..PLAIN
    },
    Card {
        name: "revoked",
        about: || msg!("kind-revoked"),
        issued: When::DaysAgo(90),
        steps: &[
            Step::Revoke(Purpose::Signing, Reason::CessationOfOperation),
            Step::Revoke(Purpose::Authentication, Reason::CessationOfOperation),
        ],
        ..PLAIN
    },
    Card {
        name: "suspended",
        about: || msg!("kind-suspended"),
        issued: When::DaysAgo(90),
        steps: &[
            Step::Revoke(Purpose::Signing, Reason::CertificateHold),
            Step::Revoke(Purpose::Authentication, Reason::CertificateHold),
        ],
        ..PLAIN
    },
    Card {
        name: "moved",
        about: || msg!("kind-moved"),
        issued: When::DaysAgo(90),
        steps: &[Step::Revoke(Purpose::Signing, Reason::AffiliationChanged)],
        ..PLAIN
    },
    Card {
        name: "pin-last-try",
        about: || msg!("kind-pin-last-try"),
        steps: &[Step::WrongValues(EVERY_PIN, 1)],
        ..PLAIN
    },
    Card {
        name: "pin-blocked",
        about: || msg!("kind-pin-blocked"),
        steps: &[Step::WrongValues(FOUR_DIGITS, 0)],
        ..PLAIN
    },
    Card {
        name: "signing-blocked",
        about: || msg!("kind-signing-blocked"),
        steps: &[Step::WrongValues(&[Pin::Signing], 0)],
        ..PLAIN
    },
    Card { name: "copy", about: || msg!("kind-copy"), steps: &[Step::NewKeys], ..PLAIN },
    Card { name: "tampered", about: || msg!("kind-tampered"), steps: &[Step::MakeOlder], ..PLAIN },
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Card> {
    CARDS.iter().find(|card| card.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resident::samples;

    #[test]
    fn every_kind_has_a_name_of_its_own_and_a_sample_with_a_personal_number() {
        for (place, card) in CARDS.iter().enumerate() {
            let sample = samples::find(card.sample).unwrap();
            // Programs open the face of a card by its number (code A).
            let record = crate::resident::Resident::parse(sample.json.as_bytes()).unwrap();
            assert!(record.personal_number.is_some(), "{}", card.name);
            assert!(CARDS.iter().skip(place + 1).all(|other| other.name != card.name));
        }
        assert!(CARDS.len() >= 12);
    }
}
