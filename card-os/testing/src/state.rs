//! What a card has stored, to be compared before and after a cut.

use std::collections::BTreeMap;

use card_os::storage::{COUNTER_SLOTS, Key, Store};
use test_vectors::flash::SimFlash;

/// The states that a cut may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As before the command.
    Before,
    /// As before it, with one try less.
    TryLess,
    /// As after it.
    After,
}

/// What is stored: every item, every counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    items: BTreeMap<(u16, u16), Vec<u8>>,
    /// The tries left of every counter that is set.
    pub tries: Vec<Option<u8>>,
}

impl State {
    /// Of a flash whose card is switched off.
    #[must_use]
    pub fn of<const ERASE: usize>(flash: &SimFlash<ERASE>) -> Self {
        let mut store: Store<_, 2048> = Store::mount(flash.clone()).map_err(|(_, e)| e).unwrap();
        let keys: Vec<Key> = store.keys().collect();
        let items = keys.into_iter().map(|key| {
            let mut value = vec![0; store.len(key).unwrap().unwrap()];
            store.read(key, 0, &mut value).unwrap();
            ((key.object, key.part), value)
        });
        let items = items.collect();
        let tries = (0..COUNTER_SLOTS).map(|slot| store.counter(slot).unwrap()).collect();
        Self { items, tries }
    }

    /// What a cut has left of a command; `None` for a state that it must not leave.
    #[must_use]
    pub fn outcome(&self, before: &Self, after: &Self) -> Option<Outcome> {
        if self == before {
            Some(Outcome::Before)
        } else if self == after {
            Some(Outcome::After)
        } else {
            self.is_spent_from(before, 1).then_some(Outcome::TryLess)
        }
    }

    /// Is it this state, but for at most so many counters with one try less?
    #[must_use]
    pub fn is_spent_from(&self, base: &Self, counters: usize) -> bool {
        let changed = self.tries.iter().zip(&base.tries).filter(|(now, base)| now != base);
        let less = |(now, base): (&Option<u8>, &Option<u8>)| matches!((now, base), (Some(now), Some(base)) if now + 1 == *base);
        self.items == base.items
            && changed.clone().count() <= counters
            && changed.into_iter().all(less)
    }
}
