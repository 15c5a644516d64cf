//! What the authority did with a card: the part of the index that says whose keys have left.

use std::collections::BTreeMap;

use der::DateTime;

/// Length in bytes of the seal of what a card is issued from (SHA-256).
pub const SEAL_LEN: usize = 32;

/// Something was done with a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEvent {
    /// Serial number of the card.
    pub card: String,
    /// When.
    pub at: DateTime,
    /// What.
    pub change: CardChange,
}

/// What was done with a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardChange {
    /// Issuing began. A later one takes the place of an earlier one.
    Begun {
        /// Hash of the record and the photo that it is issued from.
        seal: [u8; SEAL_LEN],
        /// Which of the keys that can be derived for this serial number the card is to get.
        generation: u32,
    },
    /// The issuer key of a generation is about to leave for the card.
    HandedOver {
        /// Of which generation.
        generation: u32,
    },
    /// The card was activated: issuing is over.
    Activated,
    /// The key of a municipal application is about to leave for the card.
    ServiceHandedOver {
        /// DF name of the application.
        aid: Vec<u8>,
    },
}

/// How issuing began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// When.
    pub at: DateTime,
    /// Hash of the record and the photo.
    pub seal: [u8; SEAL_LEN],
    /// Generation of the issuer key.
    pub generation: u32,
}

/// All that an authority did with a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardState {
    /// How issuing began, the last time. `None` of cards whose authority kept no such record:
    /// those issued before it did are known by their certificates.
    pub begun: Option<Begun>,
    /// The generation of the issuer key that left last, and when.
    pub handed_over: Option<(u32, DateTime)>,
    /// When it was activated.
    pub activated: Option<DateTime>,
    /// The DF names of the municipal applications whose keys left, and when they did last.
    pub services: BTreeMap<Vec<u8>, DateTime>,
    /// Its certificates, by their places in the index.
    pub(super) certificates: Vec<u32>,
}

impl CardState {
    /// Takes one more event in.
    pub(super) fn apply(&mut self, at: DateTime, change: CardChange) {
        match change {
            CardChange::Begun { seal, generation } => {
                self.begun = Some(Begun { at, seal, generation });
            }
            CardChange::HandedOver { generation } => self.handed_over = Some((generation, at)),
            CardChange::Activated => self.activated = Some(at),
            CardChange::ServiceHandedOver { aid } => {
                self.services.insert(aid, at);
            }
        }
    }

    /// Events after which a card is known as this one is.
    pub(super) fn events(&self, card: &str) -> Vec<CardEvent> {
        let event = |at, change| CardEvent { card: card.to_owned(), at, change };
        let begun = self.begun.map(|begun| {
            let Begun { at, seal, generation } = begun;
            event(at, CardChange::Begun { seal, generation })
        });
        let handed_over = self
            .handed_over
            .map(|(generation, at)| event(at, CardChange::HandedOver { generation }));
        let activated = self.activated.map(|at| event(at, CardChange::Activated));
        let services = self.services.iter();
        let services = services
            .map(|(aid, at)| event(*at, CardChange::ServiceHandedOver { aid: aid.clone() }));
        [begun, handed_over, activated].into_iter().flatten().chain(services).collect()
    }
}
