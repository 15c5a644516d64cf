//! Power cut at every operation of a scenario, then again while it recovers.

use std::sync::atomic::{AtomicU64, Ordering};

use card_os::storage::{Error, Key, Store};
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::rng::TestRng;
use test_vectors::seed;

use crate::common::{Model, random_step, state_of};

const CUTS: [Cut; 7] = [
    Cut::Before,
    Cut::Inside(1),
    Cut::Inside(22),
    Cut::Inside(333),
    Cut::Inside(4444),
    Cut::Inside(55_555),
    Cut::After,
];

type SmallStore<const ERASE: usize> = Store<SimFlash<ERASE>, 48>;

/// A sequence of random steps on a store, and the states that a power cut may leave: that after each
/// step, and that after its spent try alone.
struct ScriptedLife {
    seed: u64,
    longest: u32,
    steps: usize,
    /// Steps between two mounts.
    session: usize,
}

impl ScriptedLife {
    /// Plays until the power goes, keeping the last state that was answered;
    /// `allowed` collects what the step that was cut may leave.
    fn play<const ERASE: usize>(
        &self,
        mut store: SmallStore<ERASE>,
        model: &mut Model,
    ) -> (SimFlash<ERASE>, Vec<Model>) {
        let mut prng = TestRng::new(self.seed);
        for step in 0..self.steps {
            if step % self.session == self.session - 1 {
                store = Store::mount(store.into_flash()).map_err(|(_, e)| e).unwrap();
            }
            let before = model.clone();
            let mut dry = prng.clone();
            let result = random_step(&mut store, model, &mut prng, self.longest);
            if store.flash().is_off() {
                assert_eq!(result, Err(Error::Flash), "nobody is told a step was done");
                let allowed = outcomes(&before, &mut dry, self.longest);
                return (store.into_flash(), allowed);
            }
            assert!(matches!(result, Ok(()) | Err(Error::Full)), "{result:?}");
        }
        let last = model.clone();
        (store.into_flash(), vec![last])
    }
}

/// What one step may leave when it is cut, found by doing it on ample flash.
fn outcomes(before: &Model, prng: &mut TestRng, longest: u32) -> Vec<Model> {
    let mut store: Store<_, 48> = Store::format(SimFlash::<4096>::new(8)).unwrap();
    for (key, data) in &before.items {
        store.put(*key, data).unwrap();
        store.commit().unwrap();
    }
    for (slot, value) in &before.counters {
        store.set_counter(*slot, *value).unwrap();
    }
    store.commit().unwrap();
    let mut model = before.clone();
    let mut first_word = prng.clone();
    random_step(&mut store, &mut model, prng, longest).unwrap();
    // The step's first two draws choose the slot and whether it spends.
    let slot = u8::try_from(first_word.below_u32(6)).unwrap();
    let mut spent = before.clone();
    if first_word.below_u32(3) == 0
        && let Some(value) = spent.counters.get_mut(&slot)
    {
        *value = value.saturating_sub(1);
    }
    vec![before.clone(), spent, model]
}

fn mount<const ERASE: usize>(flash: SimFlash<ERASE>, what: &str) -> SmallStore<ERASE> {
    Store::mount(flash).map_err(|(_, e)| e).unwrap_or_else(|e| panic!("{what}: {e}"))
}

/// Goes on working after a cut and sees that nothing is out of order. Until something is written
/// the word that was cut may read either way: any of the `allowed` states.
fn still_usable<const ERASE: usize>(
    mut store: SmallStore<ERASE>,
    allowed: &[Model],
    seed: u64,
    what: &str,
) {
    let mut model = state_of(&mut store);
    let mut prng = TestRng::new(seed);
    let start = store.flash().operations();
    for step in 0..12 {
        let result = random_step(&mut store, &mut model, &mut prng, 20);
        assert!(matches!(result, Ok(()) | Err(Error::Full)), "{what}, {step}: {result:?}");
        assert_eq!(state_of(&mut store), model, "{what}, step {step}");
        if step % 5 == 4 {
            store = mount(store.into_flash(), what);
            let found = state_of(&mut store);
            if store.flash().operations() == start && allowed.contains(&found) {
                model = found;
            } else {
                assert_eq!(found, model, "{what}, mount at {step}");
            }
        }
    }
    assert_eq!(store.flash().violations(), &[] as &[String], "{what}");
}

fn cut_everywhere<const ERASE: usize>(pages: usize, life: &ScriptedLife, flicker: bool) {
    let fresh = Store::format(SimFlash::<ERASE>::new(pages)).map_err(|(_, e)| e);
    let fresh: SmallStore<ERASE> = fresh.unwrap();
    let image = fresh.into_flash();
    let start = image.operations();
    let (whole, _) = life.play(mount(image.clone(), "start"), &mut Model::default());
    let operations = whole.operations() - start;
    let cuts = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for lane in 0..2 {
            let (image, cuts) = (&image, &cuts);
            scope.spawn(move || {
                for op in (0..operations).filter(|op| op % 2 == lane) {
                    for cut in CUTS {
                        let done = cut_once(image, life, op, cut, flicker);
                        cuts.fetch_add(done, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    println!(
        "{ERASE} x {pages}, {} steps, flicker {flicker}: {operations} operations, {} erases, {} cuts",
        life.steps,
        whole.counts().erases,
        cuts.into_inner()
    );
}

/// Cuts once, then once more in the first writes after it; gives the cuts.
fn cut_once<const ERASE: usize>(
    image: &SimFlash<ERASE>,
    life: &ScriptedLife,
    op: u64,
    cut: Cut,
    flicker: bool,
) -> u64 {
    let what = format!("operation {op}, {cut:?}");
    let mut flash = image.clone();
    if flicker {
        flash.flicker(op);
    }
    flash.cut_at(op, cut);
    let mut model = Model::default();
    let (mut flash, allowed) = life.play(mount(flash, &what), &mut model);
    assert!(flash.is_off(), "{what}");
    flash.power_on();
    // Twice: what flickers may read either way, and both are right.
    for _ in 0..2 {
        let mut store = mount(flash, &what);
        assert!(allowed.contains(&state_of(&mut store)), "{what}");
        flash = store.into_flash();
    }
    let mut cuts = 1;
    if !op.is_multiple_of(4) {
        still_usable(mount(flash, &what), &allowed, op, &what);
        return cuts;
    }
    // One of six that follow each other, a different one each time: erase, header, snapshot, Open
    // words, mark, entry.
    let next = |n: u64| n * 6 + op / 4 % 6;
    for (again, second) in
        (0..6).map(next).flat_map(|n| [(n, Cut::Inside(op * 7 + n)), (n, Cut::After)])
    {
        let what = format!("{what}, then {again}, {second:?}");
        let mut flash = flash.clone();
        flash.cut_at(again, second);
        let mut store = mount(flash, &what);
        let seen = state_of(&mut store);
        assert!(allowed.contains(&seen), "{what}");
        let key = Key::new(100, 0);
        let result = store.put(key, &op.to_le_bytes()).and_then(|()| store.commit());
        let mut after = seen;
        after.items.insert(key, op.to_le_bytes().to_vec());
        let mut flash = store.into_flash();
        cuts += u64::from(flash.is_off());
        flash.power_on();
        let mut store = mount(flash, &what);
        let found = state_of(&mut store);
        if result.is_ok() {
            assert_eq!(found, after, "{what}");
        } else {
            assert!(found == after || allowed.contains(&found), "{what}: {result:?}");
        }
        let or_after = [&allowed[..], &[after]].concat();
        still_usable(store, &or_after, op, &what);
    }
    still_usable(mount(flash, &what), &allowed, op, &what);
    cuts
}

#[test]
fn every_operation_of_a_small_store_may_be_cut() {
    let first = seed::of("storage, cut everywhere");
    for (seed, session, flicker) in [(first, 1000, false), (first.wrapping_add(1), 9, true)] {
        let life = ScriptedLife { seed, longest: 24, steps: 80, session };
        cut_everywhere::<512>(6, &life, flicker);
    }
}

/// Session after session ends in a cut, so that weak words of several sessions are side by side.
fn life_of_cuts<const ERASE: usize>(pages: usize, sessions: usize, seed: u64) {
    let mut prng = TestRng::new(seed);
    let store: SmallStore<ERASE> = Store::format(SimFlash::new(pages)).unwrap();
    let mut flash = store.into_flash();
    flash.flicker(seed);
    let mut allowed = vec![Model::default()];
    for session in 0..sessions {
        let what = format!("seed {seed}, session {session}");
        let mut store: SmallStore<ERASE> = mount(flash, &what);
        assert!(allowed.contains(&state_of(&mut store)), "{what}");
        flash = store.into_flash();
        let cut = match CUTS[prng.below_u32(7) as usize] {
            Cut::Inside(_) => Cut::Inside(prng.next_u64()),
            other => other,
        };
        let most = prng.below_u32(90) + 1;
        flash.cut_at(u64::from(prng.below_u32(most)), cut);
        // Mounted again: what flickers may have changed its mind.
        let mut store: SmallStore<ERASE> = mount(flash, &what);
        let mut model = state_of(&mut store);
        assert!(allowed.contains(&model), "{what}");
        loop {
            let before = model.clone();
            let operations = store.flash().operations();
            let mut dry = prng.clone();
            let result = random_step(&mut store, &mut model, &mut prng, 12);
            if store.flash().is_off() {
                allowed.extend(outcomes(&before, &mut dry, 12));
                break;
            }
            assert!(matches!(result, Ok(()) | Err(Error::Full)), "{what}: {result:?}");
            if store.flash().operations() > operations {
                allowed = vec![model.clone()];
            }
        }
        assert_eq!(store.flash().violations(), &[] as &[String], "{what}");
        flash = store.into_flash();
        flash.power_on();
    }
}

#[test]
fn a_life_of_cuts_leaves_no_state_but_before_or_after() {
    let first = seed::of("storage, a life of cuts");
    for seed in (0..12).map(|n| first.wrapping_add(n)) {
        life_of_cuts::<512>(4, 250, seed);
        life_of_cuts::<512>(7, 250, seed);
        life_of_cuts::<1024>(5, 250, seed);
    }
}

#[test]
fn every_operation_of_the_smallest_store_may_be_cut() {
    let seed = seed::of("the smallest storage, cut everywhere").wrapping_add(2);
    let life = ScriptedLife { seed, longest: 8, steps: 80, session: 25 };
    cut_everywhere::<512>(4, &life, true);
    cut_everywhere::<1024>(5, &life, true);
}

/// Five steps that write nothing: the word that was cut reads another
/// way at the next mount, and both are right.
#[test]
fn a_session_that_wrote_nothing_settles_nothing() {
    let life = ScriptedLife { seed: 663_400_310, longest: 8, steps: 80, session: 25 };
    let image = Store::format(SimFlash::<512>::new(4)).map_err(|(_, e)| e);
    let image: SmallStore<512> = image.unwrap();
    assert_eq!(cut_once(&image.into_flash(), &life, 437, Cut::Inside(1), true), 1);
}

#[test]
fn a_cut_format_is_refused_or_empty() {
    let operations = {
        let store: SmallStore<512> = Store::format(SimFlash::new(4)).unwrap();
        store.flash().operations()
    };
    for op in 0..operations {
        for cut in CUTS {
            let mut flash = SimFlash::<512>::new(4);
            flash.cut_at(op, cut);
            let Err((mut flash, error)) = Store::<_, 48>::format(flash) else {
                panic!("the cut was not told");
            };
            assert_eq!(error, Error::Flash);
            flash.power_on();
            match Store::<_, 48>::mount(flash) {
                Ok(store) => assert!(store.is_empty()),
                Err((flash, error)) => {
                    assert!(matches!(error, Error::Foreign | Error::Damaged { .. }));
                    assert!(Store::<_, 48>::format(flash).is_ok());
                }
            }
        }
    }
}

#[test]
fn the_attack_of_sequential_storage_136_data_that_looks_like_structure_never_surfaces() {
    // The attack of sequential-storage #136: the attacker chooses item data so
    // that, were a torn head misread, the data would be read as log. Here every
    // word of it is a right structural word for the place it lands on.
    let key = Key::new(1, 0);
    let forged = |at: u32, sequence: u32| -> Vec<u8> {
        // head and key lie before the data
        (at + 2..at + 14)
            .flat_map(|place| forge(5, (3 << 4) | 15, sequence, place).to_le_bytes())
            .chain(forge(2, 12, sequence, at + 14).to_le_bytes())
            .chain(forge(4, (3 << 4) | 15, sequence, at + 15).to_le_bytes())
            .collect()
    };
    let mut cuts = 0;
    for op in 0.. {
        let mut done = false;
        for seed in 0..40 {
            let mut store: SmallStore<512> = Store::format(SimFlash::new(4)).unwrap();
            store.set_counter(3, 2).unwrap();
            store.commit().unwrap();
            let _ = store.spend(3).unwrap();
            let mut flash = store.into_flash();
            flash.flicker(seed);
            let mut store: SmallStore<512> = mount(flash, "start");
            store.settle().unwrap();
            let mut flash = store.into_flash();
            flash.cut_at(op, Cut::Inside(seed));
            // The next session's page is 2, its first entry at word 13 (header,
            // Open words, one counter, Commit, mark).
            let mut store: SmallStore<512> = mount(flash, "attack");
            let result = store
                .put(key, &forged(13, 2))
                .and_then(|()| store.put(Key::new(2, 0), &forged(32, 2)))
                .and_then(|()| store.commit());
            let mut flash = store.into_flash();
            done = !flash.is_off();
            assert_eq!(done, result.is_ok());
            flash.power_on();
            for _ in 0..3 {
                let mut store: SmallStore<512> = mount(flash, "after the attack");
                assert_eq!(store.counter(3), Ok(Some(1)), "operation {op}, seed {seed}");
                assert!(store.keys().count() == 0 || store.keys().count() == 2);
                flash = store.into_flash();
            }
            let mut store = mount(flash, "attack");
            let allowed = [state_of(&mut store)];
            still_usable(store, &allowed, seed, "attack");
            cuts += 1;
        }
        if done {
            break;
        }
    }
    println!("{cuts} cuts under attack");
}

/// A structural word as the store makes it (format 1), written down again: the
/// attacker knows the format.
pub(crate) fn forge(kind: u16, payload: u16, sequence: u32, at: u32) -> u32 {
    let info = (kind << 12) | payload;
    let mut crc = 0x01Au16;
    let bytes = [&sequence.to_le_bytes()[..], &at.to_le_bytes(), &info.to_le_bytes()].concat();
    for byte in bytes {
        crc ^= u16::from(byte) << 3;
        for _ in 0..8 {
            let carry = crc & 0x400 != 0;
            crc = (crc << 1) & 0x7FF;
            if carry {
                crc ^= 0x385;
            }
        }
    }
    let body = (u32::from(info) << 16) | (u32::from(crc) << 5);
    body | (body | 0x1F).count_zeros()
}
