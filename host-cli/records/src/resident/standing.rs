//! Whether a record is of a resident, and of one who lives here: asked wherever somebody is given
//! something that residents alone get.

use super::{Resident, ResidentKind};

/// Reason of a change (異動事由): death. It is a public code; what 住民状態 says is none.
const DEATH: &str = "23";

/// Why the person of a record is none who lives here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum NotResident {
    /// Never a resident of the municipality (住民種別 3 and 4).
    NoResident,
    /// The resident died.
    Died {
        /// The change that says so, from 0.
        change: usize,
    },
    /// The resident moved out: that is confirmed, not planned.
    MovedOut,
    /// The record was removed, whatever is known of the removal.
    Removed,
}

impl NotResident {
    /// The field that says so, as a path from `$`.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::NoResident => "$.kind".to_owned(),
            Self::Died { change } => format!("$.changes[{change}].reason.code"),
            Self::MovedOut => "$.residence.departure.confirmed".to_owned(),
            Self::Removed => "$.residence.removal".to_owned(),
        }
    }
}

impl Resident {
    /// Is the record one of a resident, who may have died or left since?
    ///
    /// # Errors
    /// [`NotResident::NoResident`].
    pub const fn is_of_resident(&self) -> Result<(), NotResident> {
        match self.kind {
            Some(ResidentKind::NonResident3 | ResidentKind::NonResident4) => {
                Err(NotResident::NoResident)
            }
            None | Some(ResidentKind::Japanese | ResidentKind::Foreign) => Ok(()),
        }
    }

    /// And of one who lives here?
    ///
    /// # Errors
    /// Why not.
    pub fn lives_here(&self) -> Result<(), NotResident> {
        self.is_of_resident()?;
        let died = self.changes.iter().position(|change| {
            change.reason.as_ref().and_then(|reason| reason.code.as_deref()) == Some(DEATH)
        });
        if let Some(change) = died {
            return Err(NotResident::Died { change });
        }
        let departure = self.residence.departure.as_ref();
        if departure.is_some_and(|departure| departure.confirmed.is_some()) {
            return Err(NotResident::MovedOut);
        }
        match self.residence.removal {
            Some(_) => Err(NotResident::Removed),
            None => Ok(()),
        }
    }
}
