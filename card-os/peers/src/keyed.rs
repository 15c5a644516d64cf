//! A card's work on a store of values by number that has no counters and no transactions of several
//! keys of its own: the least that keeps the card's promises, thought out for the store's benefit.
//!
//! - The tries of a PIN are a value of their own: an epoch and the tries left. The PIN's value has an
//!   epoch too, and where the two differ all tries are there: so CHANGE REFERENCE DATA sets value
//!   and tries by one write.
//! - A try is spent by one write before the comparison, and given back by another.
//! - A cyclic file overwrites its oldest record in its place: one write, and no removal.
//! - What is deleted is overwritten by nothing where removing would program a word twice.
//! - A command reads the file's parameters for the access rule, as the card does, and what it needs.

use card_os::storage::Key;

use crate::card::{CardStore, ProjectCard};
use crate::work::{Kind, Store, Subject};

/// Part number of a file's parameters in the card's store.
const HEADER: u16 = 0xFFFF;

/// What lies on the issued card: the others get the same.
#[derive(Clone, Debug)]
pub struct StoredItems {
    pub items: Vec<(Key, Vec<u8>)>,
    pub words: u32,
}

impl StoredItems {
    pub fn on(card: &ProjectCard) -> Self {
        let mut store = CardStore::mount(card.flash().clone()).map_err(|(_, error)| error).unwrap();
        let keys: Vec<Key> = store.keys().collect();
        let mut items = Vec::new();
        for key in keys {
            let mut value = vec![0; store.len(key).unwrap().unwrap()];
            store.read(key, 0, &mut value).unwrap();
            items.push((key, value));
        }
        Self { items, words: store.live_words() }
    }

    /// The number of an item: its place in the list.
    fn number(&self, key: Key) -> u16 {
        let place = self.items.iter().position(|(known, _)| *known == key).unwrap();
        u16::try_from(place).unwrap()
    }

    /// The parts of the object whose content is like this.
    fn object(&self, is_it: impl Fn(&[&[u8]]) -> bool) -> u16 {
        let mut objects: Vec<u16> = self.items.iter().map(|(key, _)| key.object).collect();
        objects.dedup();
        objects
            .into_iter()
            .find(|object| {
                let parts =
                    self.items.iter().filter(|(k, _)| k.object == *object && k.part != HEADER);
                is_it(&parts.map(|(_, value)| value.as_slice()).collect::<Vec<_>>())
            })
            .unwrap()
    }
}

/// Numbers of values.
#[derive(Debug)]
struct Names {
    pin: u16,
    pin_rule: u16,
    binary: u16,
    binary_rule: u16,
    record: u16,
    record_rule: u16,
    cyclic: Vec<u16>,
    cyclic_rule: u16,
    tries: u16,
}

pub struct KeyedCard<S> {
    store: S,
    names: Names,
    /// Of the PIN and of its tries.
    epoch: u8,
    left: u8,
    made: u16,
    appended: usize,
    /// Parameters of a file, for CREATE FILE.
    parameters: Vec<u8>,
}

const TRIES: u8 = 15;

impl<S: Store> KeyedCard<S> {
    pub fn new(mut store: S, stored: &StoredItems) -> Self {
        let all = |parts: &[&[u8]], count: usize, len: usize| {
            parts.len() == count && parts.iter().all(|value| value.len() == len)
        };
        let binary = stored.object(|parts| all(parts, 16, 256));
        let records = stored.object(|parts| all(parts, 60, 32));
        let cyclic = stored.object(|parts| all(parts, 10, 32));
        let pin = stored.object(|parts| matches!(parts, [value] if value.ends_with(b"1234")));
        let first = |object| {
            let key = stored.items.iter().find(|(key, _)| key.object == object).unwrap().0;
            stored.number(key)
        };
        let rule = |object| stored.number(Key::new(object, HEADER));
        let count = u16::try_from(stored.items.len()).unwrap();
        let names = Names {
            pin: first(pin),
            pin_rule: rule(pin),
            binary: first(binary),
            binary_rule: rule(binary),
            record: first(records),
            record_rule: rule(records),
            cyclic: (0..10).map(|place| first(cyclic) + place).collect(),
            cyclic_rule: rule(cyclic),
            tries: count,
        };
        for (number, (_, value)) in (0..).zip(&stored.items) {
            store.put(number, value);
        }
        let parameters = stored.items[usize::from(names.binary_rule)].1.clone();
        let mut keyed =
            Self { store, names, epoch: 0, left: TRIES, made: 0, appended: 0, parameters };
        keyed.write_pin();
        keyed.write_tries();
        keyed.reset_counts();
        keyed
    }

    fn write_pin(&mut self) {
        let mut value = b"\0\x041234".to_vec();
        value[0] = self.epoch;
        self.store.put(self.names.pin, &value);
    }

    fn write_tries(&mut self) {
        self.store.put(self.names.tries, &[self.epoch, self.left]);
    }

    /// Reads rule and tries, spends one, reads it back.
    fn spend(&mut self) {
        self.store.get(self.names.pin_rule);
        let tries = self.store.get(self.names.tries);
        let epoch = self.store.get(self.names.pin)[0];
        self.left = if tries[0] == epoch { tries[1] } else { TRIES };
        self.left = self.left.checked_sub(1).unwrap();
        self.write_tries();
        assert_eq!(self.store.get(self.names.tries), [self.epoch, self.left]);
    }
}

impl<S: Store> Subject for KeyedCard<S> {
    fn command(&mut self, kind: Kind) {
        match kind {
            Kind::VerifyWrong => self.spend(),
            Kind::VerifyRight => {
                self.spend();
                self.left = TRIES;
                self.write_tries();
            }
            Kind::ChangePin => {
                self.spend();
                self.epoch = self.epoch.wrapping_add(1);
                self.write_pin();
            }
            Kind::UpdateBinary => {
                self.store.get(self.names.binary_rule);
                self.store.put(self.names.binary, &[0xA5; 256]);
            }
            Kind::UpdateRecord => {
                self.store.get(self.names.record_rule);
                self.store.put(self.names.record, &[0xA5; 32]);
            }
            Kind::Append => {
                self.store.get(self.names.cyclic_rule);
                self.appended += 1;
                let place = self.names.cyclic[self.appended % 10];
                // Its number goes with it, or the order would be lost.
                let mut record = [0xA5; 34];
                record[..2]
                    .copy_from_slice(&u16::try_from(self.appended % 0x4000).unwrap().to_le_bytes());
                self.store.put(place, &record);
            }
            Kind::CreateFile => {
                self.made += 1;
                self.store.get(self.names.binary_rule);
                self.store.put(self.names.tries + self.made, &self.parameters.clone());
            }
            Kind::CreateAndDelete => {
                self.store.get(self.names.binary_rule);
                let new = self.names.tries + 1000;
                self.store.put(new, &self.parameters.clone());
                self.store.get(new);
                self.store.remove(new);
            }
            Kind::ReadBinary => {
                self.store.get(self.names.binary_rule);
                assert_eq!(self.store.get(self.names.binary).len(), 256);
            }
            Kind::ReadRecord => {
                self.store.get(self.names.record_rule);
                assert_eq!(self.store.get(self.names.record).len(), 32);
            }
        }
    }

    fn restart(&mut self) {
        self.store.restart();
    }

    fn reset_counts(&mut self) {
        self.store.flash().get().reset_counts();
    }

    fn counts(&mut self) -> test_vectors::flash::Counts {
        self.store.flash().get().counts().clone()
    }

    fn reprogrammed(&mut self) -> usize {
        self.store.flash().get().violations().len()
    }
}
