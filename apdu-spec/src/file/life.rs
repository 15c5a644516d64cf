//! Life cycle (ISO/IEC 7816-4:2020, 7.4.10; ISO/IEC 7816-9:2017, clause 5): the states, and the
//! one table of what each of them allows.
//!
//! The table gives what the state of a file allows at all; its access rules give the security
//! conditions. Beside its own state every DF above a file must allow [`Operation::Use`]. SELECT is
//! always allowed, and warns (`6283`, `6285`).

use crate::access::AccessMode;

/// Life cycle status (ISO/IEC 7816-4:2020, 7.4.10, table 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeCycle {
    /// Creation state: access rules are not enforced yet.
    Creation,
    /// Initialisation state: has its parameters, and no content or no ACTIVATE FILE yet.
    Initialisation,
    /// Operational state, activated.
    Activated,
    /// Operational state, deactivated.
    Deactivated,
    /// Termination state.
    Terminated,
}

impl LifeCycle {
    /// All of them, in the order of the life cycle.
    pub const ALL: [Self; 5] = [
        Self::Creation,
        Self::Initialisation,
        Self::Activated,
        Self::Deactivated,
        Self::Terminated,
    ];

    /// The life cycle status byte.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Creation => 0x01,
            Self::Initialisation => 0x03,
            Self::Activated => 0x05,
            Self::Deactivated => 0x04,
            Self::Terminated => 0x0C,
        }
    }

    /// The state with this status byte.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0x01 => Self::Creation,
            0x03 => Self::Initialisation,
            0x05 | 0x07 => Self::Activated,
            0x04 | 0x06 => Self::Deactivated,
            0x0C..=0x0F => Self::Terminated,
            _ => return None,
        })
    }

    /// Before ACTIVATE: access rules are not enforced, and only the authenticated administrator key
    /// allows anything.
    #[must_use]
    pub const fn is_building(self) -> bool {
        matches!(self, Self::Creation | Self::Initialisation)
    }

    /// Does this state of such a thing allow this?
    #[must_use]
    pub fn allows(self, object: LifeCycleObject, operation: Operation) -> bool {
        let at = object as usize * Self::ALL.len() + self as usize;
        TABLE.get(at).is_some_and(|row| row.allowed.contains(&operation))
    }
}

/// What has a life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeCycleObject {
    /// The card: its MF.
    Card,
    /// Any other DF.
    Df,
    /// A transparent EF, one of records, or a stored security environment.
    Ef,
    /// A PIN.
    Pin,
    /// A key.
    Key,
}

/// Operations that the life cycle distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Verifying a PIN or authenticating a key: this one, or one directly in the DF. A deactivated
    /// DF allows it, so that the security condition of ACTIVATE FILE can be met.
    Authenticate,
    /// Every other operation on it or on what it contains.
    Use,
    /// ACTIVATE FILE, UNLOCK DF.
    Activate,
    /// DEACTIVATE FILE, LOCK DF.
    Deactivate,
    /// TERMINATE EF, TERMINATE DF, TERMINATE CARD USAGE.
    Terminate,
    /// DELETE FILE.
    Delete,
}

impl Operation {
    /// All of them, as columns of the table.
    pub const ALL: [Self; 6] = [
        Self::Authenticate,
        Self::Use,
        Self::Activate,
        Self::Deactivate,
        Self::Terminate,
        Self::Delete,
    ];
}

impl AccessMode {
    /// The operation that the life cycle must allow.
    #[must_use]
    pub const fn operation(self) -> Operation {
        match self {
            Self::ACTIVATE => Activate,
            Self::DEACTIVATE => Deactivate,
            Self::TERMINATE | Self::TERMINATE_DF | Self::TERMINATE_CARD => Terminate,
            Self::DELETE => Delete,
            Self::VERIFY | Self::EXTERNAL_AUTHENTICATE => Authenticate,
            _ => Use,
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct LifeRow {
    /// Of what.
    pub object: LifeCycleObject,
    /// In which state.
    pub state: LifeCycle,
    /// What it allows; anything else is `6985`.
    pub allowed: &'static [Operation],
}

const fn row(object: LifeCycleObject, state: LifeCycle, allowed: &'static [Operation]) -> LifeRow {
    LifeRow { object, state, allowed }
}

use LifeCycle::{Activated, Creation, Deactivated, Initialisation, Terminated};
use LifeCycleObject::{Card, Df, Ef, Key, Pin};
use Operation::{Activate, Authenticate, Deactivate, Delete, Terminate, Use};

/// What each state allows. No way leads back from `Activated` to `Initialisation`, and the card
/// itself is never deleted: an issued card is not made blank again by anybody.
pub const TABLE: [LifeRow; 25] = [
    row(Card, Creation, &[Authenticate, Use, Activate, Terminate]),
    row(Card, Initialisation, &[Authenticate, Use, Activate, Terminate]),
    row(Card, Activated, &[Authenticate, Use, Activate, Deactivate, Terminate]),
    row(Card, Deactivated, &[Authenticate, Activate, Deactivate, Terminate]),
    row(Card, Terminated, &[]),
    row(Df, Creation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Df, Initialisation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Df, Activated, &[Authenticate, Use, Activate, Deactivate, Terminate, Delete]),
    row(Df, Deactivated, &[Authenticate, Activate, Deactivate, Terminate, Delete]),
    row(Df, Terminated, &[Delete]),
    row(Ef, Creation, &[Use, Activate, Terminate, Delete]),
    row(Ef, Initialisation, &[Use, Activate, Terminate, Delete]),
    row(Ef, Activated, &[Use, Activate, Deactivate, Terminate, Delete]),
    row(Ef, Deactivated, &[Activate, Deactivate, Terminate, Delete]),
    row(Ef, Terminated, &[Delete]),
    row(Pin, Creation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Pin, Initialisation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Pin, Activated, &[Authenticate, Use, Activate, Deactivate, Terminate, Delete]),
    row(Pin, Deactivated, &[Activate, Deactivate, Terminate, Delete]),
    row(Pin, Terminated, &[Delete]),
    row(Key, Creation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Key, Initialisation, &[Authenticate, Use, Activate, Terminate, Delete]),
    row(Key, Activated, &[Authenticate, Use, Activate, Deactivate, Terminate, Delete]),
    row(Key, Deactivated, &[Activate, Deactivate, Terminate, Delete]),
    row(Key, Terminated, &[Delete]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_everything_has_its_row_at_its_place() {
        let mut rows = TABLE.iter();
        for object in [Card, Df, Ef, Pin, Key] {
            for state in LifeCycle::ALL {
                let row = rows.next().unwrap();
                assert_eq!((row.object, row.state), (object, state));
                for operation in Operation::ALL {
                    assert_eq!(state.allows(object, operation), row.allowed.contains(&operation));
                }
            }
        }
    }

    #[test]
    fn nothing_leads_back_from_the_end_and_nothing_deletes_the_card() {
        for row in &TABLE {
            let deleted = row.allowed.contains(&Delete);
            assert_eq!(deleted, row.object != Card, "{row:?}");
            if row.state == Terminated {
                assert!(row.allowed.iter().all(|operation| *operation == Delete), "{row:?}");
            }
        }
    }
}
