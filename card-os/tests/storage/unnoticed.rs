//! A flash that says it did what it did not: a worn cell, a broken page. What it holds is read back
//! before anything is told.

use card_os::storage::{Error, Key, Store};
use test_vectors::flash::{Cut, SimFlash};

use crate::common::{Model, state_of};

type SmallStore = Store<SimFlash<512>, 48>;

/// A store with a counter, items and a full ring behind it, in the session that wrote it.
fn used() -> SmallStore {
    let mut store = SmallStore::format(SimFlash::new(5)).unwrap();
    store.set_counter(1, 5).unwrap();
    store.set_counter(2, 3).unwrap();
    for n in 0..60u8 {
        store.put(Key::new(u16::from(n % 5), 0), &[n; 40]).unwrap();
        store.commit().unwrap();
    }
    store
}

/// The same, after the power came back: the first write opens a page.
fn used_before() -> SmallStore {
    SmallStore::mount(used().into_flash()).map_err(|(_, error)| error).unwrap()
}

/// Does `write` with each of its operations failing in turn without a word. What it says was done
/// is what the next mount finds; what it says was not done may be done or not, or the store is
/// refused: it never says less than it holds, and never holds less than it says.
fn each_operation_fails(
    start: fn() -> SmallStore,
    write: impl Fn(&mut SmallStore) -> Result<(), Error>,
    change: impl Fn(&mut Model),
) -> (usize, usize) {
    let (mut noticed, mut harmless) = (0, 0);
    for operation in 0.. {
        for seed in 0..16 {
            let mut store = start();
            let before = state_of(&mut store);
            let mut after = before.clone();
            change(&mut after);
            let done = store.flash().operations();
            store.flash_mut().cut_at(operation, Cut::Unnoticed(seed));
            let result = write(&mut store);
            let what = format!("operation {operation}, seed {seed}: {result:?}");
            let reached = store.flash().operations() - done > operation;
            if result.is_ok() {
                assert_eq!(state_of(&mut store), after, "{what}");
            } else {
                assert!(matches!(result, Err(Error::Flash | Error::Damaged { .. })), "{what}");
                assert!(reached, "{what}");
                // Nothing more is written, and so nothing worse can come of it.
                let key = Key::new(9, 9);
                assert_eq!(store.put(key, b"more"), Err(Error::Flash), "{what}");
            }
            let flash = store.into_flash();
            assert_eq!(flash.violations(), &[] as &[String], "{what}");
            match SmallStore::mount(flash) {
                Ok(mut store) => {
                    let found = state_of(&mut store);
                    let allowed = found == after || result.is_err() && found == before;
                    assert!(allowed, "{what}");
                }
                Err((_, error)) => {
                    assert!(matches!(error, Error::Damaged { .. }), "{what}, {error}");
                    assert!(result.is_err(), "{what}: what was told does not mount");
                }
            }
            if !reached {
                return (noticed, harmless);
            }
            noticed += usize::from(result.is_err());
            harmless += usize::from(result.is_ok());
        }
    }
    (noticed, harmless)
}

#[test]
fn a_try_that_the_flash_did_not_take_is_not_told_as_spent() {
    let spend = |store: &mut SmallStore| {
        let spent = store.spend(2)?;
        assert_eq!(spent.left(), 2);
        Ok(())
    };
    for start in [used, used_before] {
        let less = |model: &mut Model| {
            model.counters.insert(2, 2);
        };
        let (noticed, harmless) = each_operation_fails(start, spend, less);
        println!("a try: {noticed} failures noticed, {harmless} without effect");
        assert!(noticed > 10);
    }
}

#[test]
fn a_transaction_that_the_flash_did_not_take_is_not_told_as_done() {
    let write = |store: &mut SmallStore| {
        store.put(Key::new(1, 0), &[0xA5; 61])?;
        store.remove_part(Key::new(2, 0))?;
        store.set_counter(1, 4)?;
        store.commit()
    };
    for start in [used, used_before] {
        let change = |model: &mut Model| {
            model.items.insert(Key::new(1, 0), vec![0xA5; 61]);
            model.items.remove(&Key::new(2, 0));
            model.counters.insert(1, 4);
        };
        let (noticed, harmless) = each_operation_fails(start, write, change);
        println!("a transaction: {noticed} failures noticed, {harmless} without effect");
        assert!(noticed > 100);
    }
}
