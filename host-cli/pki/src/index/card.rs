//! What the authority did with a card: the part of the index that records which keys were given
//! out.

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
    /// The issuer key of a generation is about to be sent to the card.
    HandedOver {
        /// Of which generation.
        generation: u32,
    },
    /// The card was activated: issuing is over.
    Activated {
        /// Which generation of the issuer key it proved to have. `None` in lines of earlier versions.
        generation: Option<u32>,
    },
    /// The key of a municipal application is about to be sent to the card.
    ServiceHandedOver {
        /// DF name of the application.
        aid: Vec<u8>,
        /// Of which generation.
        generation: u32,
    },
}

/// How issuing began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuanceStart {
    /// When.
    pub at: DateTime,
    /// Hash of the record and the photo.
    pub seal: [u8; SEAL_LEN],
    /// Generation of the issuer key: the one to be sent, or that the card proved to have.
    pub generation: u32,
}

/// How issuing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// When.
    pub at: DateTime,
    /// Generation of the issuer key that the card proved to have. No card has the other keys that
    /// were sent for this serial number before.
    pub generation: u32,
}

/// All that an authority did with a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardState {
    /// How issuing began, the last time. `None` of cards whose authority kept no such record:
    /// those issued before it did are known by their certificates.
    pub begun: Option<IssuanceStart>,
    /// The generations of the issuer keys that were sent, and when, the last one last. Which of them
    /// the card has, it proves.
    pub handed_over: Vec<(u32, DateTime)>,
    /// How it was activated; later activations are ignored.
    pub activated: Option<Activation>,
    /// The generations of the keys that were sent to municipal applications of this card, by their DF
    /// names, as those of the issuer key.
    pub services: BTreeMap<Vec<u8>, Vec<(u32, DateTime)>>,
    /// Its certificates, by their places in the index.
    pub(super) certificates: Vec<u32>,
}

impl CardState {
    /// The generation of the issuer key that the card has, as far as is known: the one of the
    /// activated card; before, the one that was proved last, else the one that was to be sent last.
    /// 0 is the key of a card that was issued before there were generations.
    #[must_use]
    pub fn generation(&self) -> u32 {
        match (self.activated, self.begun) {
            (Some(Activation { generation, .. }), _)
            | (None, Some(IssuanceStart { generation, .. })) => generation,
            (None, None) => 0,
        }
    }

    /// The generations of the issuer key with which issuing may go on, the likeliest first: every
    /// one that was sent. From the activation on there is only one.
    #[must_use]
    pub fn generations(&self) -> Vec<u32> {
        if self.is_older() || self.activated.is_some() {
            return vec![self.generation()];
        }
        let mut all = latest_first(&self.handed_over);
        // Stable: those that are not the likeliest keep their order.
        all.sort_by_key(|generation| *generation != self.generation());
        all
    }

    /// As [`CardState::generations`], of the key of a municipal application. On a card that was
    /// issued before there were generations the last one is 0: its application may still have that
    /// key, when another one was to be sent and never arrived.
    #[must_use]
    pub fn service_generations(&self, aid: &[u8]) -> Vec<u32> {
        let before_any = [0];
        match self.services.get(aid) {
            None => before_any.to_vec(),
            Some(all) if self.is_older() => [&latest_first(all)[..], &before_any].concat(),
            Some(all) => latest_first(all),
        }
    }

    /// Was nothing done with the card between the two, but certificates issued?
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let of = |state: &Self| {
            let Self { begun, handed_over, activated, services, certificates: _ } = state.clone();
            (begun, handed_over, activated, services)
        };
        of(self) == of(other)
    }

    /// True of a card that was issued before the index knew what was done with cards.
    #[must_use]
    pub const fn is_older(&self) -> bool {
        self.begun.is_none() && self.handed_over.is_empty()
    }

    /// Applies an event.
    pub(super) fn apply(&mut self, at: DateTime, change: CardChange) {
        let before = self.generation();
        match change {
            CardChange::Begun { seal, generation } => {
                self.begun = Some(IssuanceStart { at, seal, generation });
            }
            CardChange::HandedOver { generation } => self.handed_over.push((generation, at)),
            CardChange::Activated { generation } => {
                // Whoever went on issuing had proved a key, and `begun` says which since then.
                let generation = generation.unwrap_or_else(|| self.generation());
                self.activated.get_or_insert(Activation { at, generation });
            }
            CardChange::ServiceHandedOver { aid, generation } => {
                self.services.entry(aid).or_default().push((generation, at));
            }
        }
        // A generation is sent once: this is another card, without the municipal keys of the one
        // before.
        if self.generation() != before {
            self.services.values_mut().for_each(Vec::clear);
        }
    }

    /// Events that give this state.
    pub(super) fn events(&self, card: &str) -> Vec<CardEvent> {
        let event = |at, change| CardEvent { card: card.to_owned(), at, change };
        let begun = self.begun.map(|begun| {
            let IssuanceStart { at, seal, generation } = begun;
            event(at, CardChange::Begun { seal, generation })
        });
        let handed_over = self.handed_over.iter();
        let handed_over = handed_over
            .map(|(generation, at)| event(*at, CardChange::HandedOver { generation: *generation }));
        let activated = self.activated.map(|Activation { at, generation }| {
            event(at, CardChange::Activated { generation: Some(generation) })
        });
        let services = self.services.iter().flat_map(|(aid, all)| {
            all.iter().map(move |(generation, at)| {
                let (aid, generation) = (aid.clone(), *generation);
                event(*at, CardChange::ServiceHandedOver { aid, generation })
            })
        });
        begun.into_iter().chain(handed_over).chain(activated).chain(services).collect()
    }
}

fn latest_first(handed_over: &[(u32, DateTime)]) -> Vec<u32> {
    handed_over.iter().rev().map(|(generation, _)| *generation).collect()
}
