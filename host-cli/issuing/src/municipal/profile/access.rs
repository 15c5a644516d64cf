//! Who may do something with a file: the proofs that a profile names, and the conditions of access
//! rules that they become.

use apdu_spec::access::Condition;
use apdu_spec::profile::{ISSUER, reference};
use serde::Deserialize;

use super::{KEY, PIN};

/// Who may do something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Access {
    /// Everybody.
    Always,
    /// Nobody.
    #[default]
    Never,
    /// Whoever presented the application's PIN.
    Pin,
    /// Whoever holds the application's key.
    Key,
    /// The card's issuer.
    Issuer,
    /// Who may do it by one of these.
    Any(Vec<Credential>),
    /// Who may do it by all of these.
    All(Vec<Credential>),
}

/// What is presented to meet an access rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// The application's PIN.
    Pin,
    /// The application's key.
    Key,
    /// The card's issuer.
    Issuer,
}

impl Credential {
    const fn condition(self) -> Condition<'static> {
        match self {
            Self::Pin => Condition::Pin(reference(PIN)),
            Self::Key => Condition::Key(reference(KEY)),
            Self::Issuer => ISSUER,
        }
    }
}

impl Access {
    /// Is its condition met by the PIN alone, or by nothing?
    #[must_use]
    pub fn opens_with(&self, proved: &[Credential]) -> bool {
        let has = |who: &Credential| proved.contains(who);
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Pin => has(&Credential::Pin),
            Self::Key => has(&Credential::Key),
            Self::Issuer => has(&Credential::Issuer),
            Self::Any(list) => list.iter().any(has),
            Self::All(list) => list.iter().all(has),
        }
    }

    pub(super) fn names(&self) -> Vec<Credential> {
        match self {
            Self::Always | Self::Never => Vec::new(),
            Self::Pin => vec![Credential::Pin],
            Self::Key => vec![Credential::Key],
            Self::Issuer => vec![Credential::Issuer],
            Self::Any(list) | Self::All(list) => list.clone(),
        }
    }

    /// The condition, given to `use_it`: its parts live no longer.
    pub(super) fn with<T>(&self, use_it: impl FnOnce(Condition<'_>) -> T) -> T {
        let parts: Vec<Condition<'_>> =
            self.names().into_iter().map(Credential::condition).collect();
        match self {
            Self::Always => use_it(Condition::Always),
            Self::Never => use_it(Condition::Never),
            Self::Pin | Self::Key | Self::Issuer | Self::Any(_) => use_it(Condition::Or(&parts)),
            Self::All(_) => use_it(Condition::And(&parts)),
        }
    }
}
