//! The store against a model: random commands over many page turns and
//! mounts, on every shape of flash it is meant for.

use crate::common::{Model, random_step, state_of};
use card_os::storage::{Error, Key, Store, item_words};
use test_vectors::flash::SimFlash;
use test_vectors::rng::TestRng;
use test_vectors::seed;

fn run<const ERASE: usize>(pages: usize, steps: usize, longest: u32, seed: u64) {
    let mut prng = TestRng::new(seed);
    let mut store: Store<_, 64> = Store::format(SimFlash::<ERASE>::new(pages)).unwrap();
    let mut model = Model::default();
    let mut full = 0;
    for step in 0..steps {
        match random_step(&mut store, &mut model, &mut prng, longest) {
            Ok(()) => {}
            Err(Error::Full) => full += 1,
            Err(error) => panic!("step {step}: {error}"),
        }
        if step % 16 == 0 {
            assert_eq!(state_of(&mut store), model, "step {step}");
        }
        if prng.below_u32(40) == 0 {
            let before = store.flash().bytes().to_vec();
            store = Store::mount(store.into_flash()).map_err(|(_, e)| e).unwrap();
            assert_eq!(store.flash().bytes(), before, "mount writes nothing");
            assert_eq!(state_of(&mut store), model, "mount at step {step}");
        }
    }
    assert_eq!(store.flash().violations(), &[] as &[String]);
    let counts = store.flash().counts();
    println!(
        "{ERASE} x {pages}: {steps} steps, {full} full, {} words, {} erases, live {} of {}",
        counts.words,
        counts.erases,
        store.live_words(),
        store.capacity_words()
    );
}

#[test]
fn random_commands_on_every_shape() {
    let first = seed::of("storage, every shape");
    for seed in (0..8).map(|n| first.wrapping_add(n)) {
        run::<512>(4, 4000, 40, seed);
        run::<512>(6, 4000, 40, seed);
        run::<1024>(4, 4000, 100, seed);
        run::<1024>(8, 4000, 300, seed);
        run::<1024>(64, 4000, 300, seed);
        run::<4096>(32, 4000, 600, seed);
    }
    run::<16384>(5, 20_000, 3000, first);
    run::<65536>(4, 20_000, 4095, first);
    run::<131_072>(8, 20_000, 4095, first);
    run::<262_144>(4, 20_000, 4095, first);
}

#[test]
fn a_store_filled_to_the_brim_still_takes_overwrites() {
    let mut store: Store<_, 256> = Store::format(SimFlash::<1024>::new(8)).unwrap();
    let mut n = 0u16;
    while store.put(Key::new(n, 0), &[n.to_le_bytes()[0]; 37]).is_ok() {
        store.commit().unwrap();
        n += 1;
    }
    store.abort();
    assert!(!store.fits(item_words(37), 37));
    store.set_counter(0, 15).unwrap();
    store.commit().unwrap();
    let mut prng = TestRng::new(seed::of("storage, filled to the brim"));
    for round in 0..5000u32 {
        let at = u16::try_from(prng.below_u32(u32::from(n))).unwrap();
        // An overwrite of the same size fits a full store, also several at once.
        for extra in 0..prng.below_u32(4) {
            let key = Key::new((at + u16::try_from(extra).unwrap()) % n, 0);
            store.put(key, &[round.to_le_bytes()[0]; 37]).unwrap();
        }
        store.commit().unwrap();
        if round % 7 == 0 {
            let spent = store.spend(0).unwrap();
            store.restore(spent, 15).unwrap();
            store.commit().unwrap();
        }
    }
    let counts = store.flash().counts().clone();
    println!("brim: {n} items, {} words, {} erases", counts.words, counts.erases);
    assert!(Store::<_, 256>::mount(store.into_flash()).is_ok());
}

#[test]
fn a_transaction_may_fill_a_page_and_no_more() {
    let mut store: Store<_, 64> = Store::format(SimFlash::<1024>::new(16)).unwrap();
    let mut staged = 0u16;
    while store.put(Key::new(1, staged), &[7; 29]).is_ok() {
        staged += 1;
    }
    // 212 words to a page, less what the Commit and a counter keep.
    assert_eq!(staged, 19);
    store.set_counter(3, 3).unwrap();
    store.commit().unwrap();
    assert_eq!(store.part_count(1), 19);
    assert_eq!(store.counter(3).unwrap(), Some(3));
}

#[test]
fn the_index_full_is_full() {
    let mut store: Store<_, 4> = Store::format(SimFlash::<1024>::new(8)).unwrap();
    for object in 0..4 {
        store.put(Key::new(object, 0), b"x").unwrap();
    }
    assert_eq!(store.put(Key::new(4, 0), b"x"), Err(Error::Full));
    store.commit().unwrap();
    store.put(Key::new(3, 0), b"y").unwrap();
    store.remove_part(Key::new(2, 0)).unwrap();
    store.commit().unwrap();
    store.put(Key::new(9, 0), b"z").unwrap();
    store.commit().unwrap();
    assert_eq!(store.keys().count(), 4);
}

#[test]
fn reads_see_what_is_committed() {
    let mut store: Store<_, 8> = Store::format(SimFlash::<512>::new(4)).unwrap();
    let key = Key::new(1, 1);
    let mut out = [0; 16];
    store.put(key, b"one two three").unwrap();
    assert_eq!(store.read(key, 0, &mut out), Err(Error::NotFound));
    assert_eq!(store.spend(0), Err(Error::State));
    store.commit().unwrap();
    assert_eq!(store.read(key, 4, &mut out), Ok(9));
    assert_eq!(&out[..9], b"two three");
    assert_eq!(store.read(key, 13, &mut out), Ok(0));
    assert_eq!(store.read(key, 99, &mut out), Ok(0));
    assert_eq!(store.len(key), Ok(Some(13)));
    store.remove_object(1).unwrap();
    assert!(store.contains(key));
    store.abort();
    store.put(Key::new(1, 0), b"").unwrap();
    store.commit().unwrap();
    assert!(store.parts(1).eq([0, 1]));
    assert_eq!((store.first_part(1), store.last_part(1)), (Some(0), Some(1)));
    assert_eq!(store.remove_part(Key::new(2, 2)), Err(Error::NotFound));
    assert_eq!(store.set_counter(32, 0), Err(Error::State));
    assert_eq!(store.set_counter(0, 16), Err(Error::State));
    assert_eq!(store.spend(5), Err(Error::NotFound));
    store.set_counter(5, 1).unwrap();
    store.commit().unwrap();
    assert_eq!(store.spend(5).unwrap().left(), 0);
    assert_eq!(store.spend(5), Err(Error::Blocked));
}
