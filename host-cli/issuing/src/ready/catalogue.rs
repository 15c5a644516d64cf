//! The ready cards there are.

use super::Kind;
use juki_client::card::pins::Pin;
use juki_pki::Purpose;
use juki_pki::index::Reason;
use juki_records::resident::CardType;

/// How a ready card is made.
#[derive(Debug)]
pub struct Card {
    /// Which one.
    pub kind: Kind,
    /// The sample record that it is issued from.
    pub sample: &'static str,
    /// What is changed in the record.
    pub changes: &'static [Change],
    /// When it was issued.
    pub issued: IssueDate,
    /// What happened to it since, in this order.
    pub steps: &'static [Step],
}

impl Card {
    /// Its name, as people type it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.kind.name()
    }
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
pub enum IssueDate {
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
    kind: Kind::Plain,
    sample: "taro",
    changes: &[],
    issued: IssueDate::DaysAgo(0),
    steps: &[],
};

/// All of them.
pub const CARDS: &[Card] = &[
    PLAIN,
    Card { kind: Kind::ForeignAlias, sample: "maria", changes: &[Change::Stay(4)], ..PLAIN },
    Card { kind: Kind::Under15, sample: "kenta", changes: &[Change::Years(8)], ..PLAIN },
    Card { kind: Kind::NoPhoto, changes: &[Change::Type(CardType::A)], ..PLAIN },
    Card { kind: Kind::RareKanji, sample: "rare-characters", ..PLAIN },
    Card { kind: Kind::LongAddress, sample: "long-address", ..PLAIN },
    Card {
        kind: Kind::Expired,
        // No card is in force for longer than ten years.
        issued: IssueDate::DaysAgo(10 * 366 + 31),
        ..PLAIN
    },
    Card {
        kind: Kind::CertificatesExpired,
        // No certificate is in force for longer than five years, and the card is for nine.
        issued: IssueDate::DaysAgo(5 * 366 + 31),
        ..PLAIN
    },
    Card { kind: Kind::ExpiringSoon, issued: IssueDate::CertificatesEndIn(14), ..PLAIN },
    Card {
        kind: Kind::Revoked,
        issued: IssueDate::DaysAgo(90),
        steps: &[
            Step::Revoke(Purpose::Signing, Reason::CessationOfOperation),
            Step::Revoke(Purpose::Authentication, Reason::CessationOfOperation),
        ],
        ..PLAIN
    },
    Card {
        kind: Kind::Suspended,
        issued: IssueDate::DaysAgo(90),
        steps: &[
            Step::Revoke(Purpose::Signing, Reason::CertificateHold),
            Step::Revoke(Purpose::Authentication, Reason::CertificateHold),
        ],
        ..PLAIN
    },
    Card {
        kind: Kind::Moved,
        issued: IssueDate::DaysAgo(90),
        steps: &[Step::Revoke(Purpose::Signing, Reason::AffiliationChanged)],
        ..PLAIN
    },
    Card { kind: Kind::PinLastTry, steps: &[Step::WrongValues(EVERY_PIN, 1)], ..PLAIN },
    Card { kind: Kind::PinBlocked, steps: &[Step::WrongValues(FOUR_DIGITS, 0)], ..PLAIN },
    Card { kind: Kind::SigningBlocked, steps: &[Step::WrongValues(&[Pin::Signing], 0)], ..PLAIN },
    Card { kind: Kind::Copy, steps: &[Step::NewKeys], ..PLAIN },
    Card { kind: Kind::Tampered, steps: &[Step::MakeOlder], ..PLAIN },
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Card> {
    CARDS.iter().find(|card| card.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use juki_records::resident::samples;

    #[test]
    fn every_kind_has_a_name_of_its_own_and_a_sample_with_a_personal_number() {
        for (place, card) in CARDS.iter().enumerate() {
            let sample = samples::find(card.sample).unwrap();
            // Programs open the face of a card by its number (code A).
            let record = juki_records::resident::Resident::parse(sample.json.as_bytes()).unwrap();
            assert!(record.personal_number.is_some(), "{}", card.kind);
            assert!(CARDS.iter().skip(place + 1).all(|other| other.name() != card.name()));
        }
        assert!(CARDS.len() >= 12);
    }
}
