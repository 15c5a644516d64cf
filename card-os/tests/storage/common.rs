//! What a store holds, as maps, and random commands that change both.

use std::collections::BTreeMap;

use card_os::storage::{COUNTER_SLOTS, Error, Key, Store};
use embedded_storage::nor_flash::NorFlash;
use test_vectors::rng::TestRng;

/// Items and counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) items: BTreeMap<Key, Vec<u8>>,
    pub(crate) counters: BTreeMap<u8, u8>,
}

/// Everything the store answers.
pub(crate) fn state_of<F: NorFlash, const N: usize>(store: &mut Store<F, N>) -> Model {
    let keys: Vec<Key> = store.keys().collect();
    let mut model = Model::default();
    for key in keys {
        let len = store.len(key).unwrap().unwrap();
        let mut data = vec![0; len];
        assert_eq!(store.read(key, 0, &mut data), Ok(len));
        model.items.insert(key, data);
    }
    for slot in 0..COUNTER_SLOTS {
        if let Some(value) = store.counter(slot).unwrap() {
            model.counters.insert(slot, value);
        }
    }
    model
}

/// One command: a spend, a restore, a transaction of a few entries, or one
/// that is dropped. On [`Error::Full`] it is dropped too.
pub(crate) fn random_step<F: NorFlash, const N: usize>(
    store: &mut Store<F, N>,
    model: &mut Model,
    prng: &mut TestRng,
    longest: u32,
) -> Result<(), Error> {
    let mut next = model.clone();
    let slot = u8::try_from(prng.below_u32(6)).unwrap();
    if prng.below_u32(3) == 0 {
        match store.spend(slot) {
            Err(Error::NotFound) => assert_eq!(model.counters.get(&slot), None),
            Err(Error::Blocked) => assert_eq!(model.counters.get(&slot), Some(&0)),
            other => {
                let spent = other?;
                let value = model.counters.get_mut(&slot).unwrap();
                *value -= 1;
                assert_eq!(spent.left(), *value);
                next = model.clone();
                if prng.below_u32(2) == 0 {
                    store.restore(spent, 15)?;
                    next.counters.insert(slot, 15);
                }
            }
        }
    }
    let result = (0..prng.below_u32(6)).try_for_each(|_| {
        let object = u16::try_from(prng.below_u32(8)).unwrap();
        let key = Key::new(object, u16::try_from(prng.below_u32(9)).unwrap());
        match prng.below_u32(10) {
            0 => match store.remove_object(object) {
                Err(Error::NotFound) => assert!(next.items.keys().all(|k| k.object != object)),
                other => {
                    other?;
                    next.items.retain(|k, _| k.object != object);
                }
            },
            1 | 2 => match store.remove_part(key) {
                Err(Error::NotFound) => assert!(!next.items.contains_key(&key)),
                other => {
                    other?;
                    next.items.remove(&key);
                }
            },
            3 => {
                let value = u8::try_from(prng.below_u32(16)).unwrap();
                let slot = u8::try_from(prng.below_u32(8)).unwrap();
                store.set_counter(slot, value)?;
                next.counters.insert(slot, value);
            }
            _ => {
                let len = prng.below_u32(longest + 1);
                let data: Vec<u8> = (0..len).map(|_| prng.next_u32().to_le_bytes()[0]).collect();
                store.put(key, &data)?;
                next.items.insert(key, data);
            }
        }
        Ok(())
    });
    if result.is_err() || prng.below_u32(8) == 0 {
        store.abort();
        return result;
    }
    store.commit().inspect_err(|_| store.abort())?;
    *model = next;
    Ok(())
}
