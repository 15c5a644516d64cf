//! What a VERIFY costs the flash, and how long a mount takes.

use std::time::Instant;

use card_os::storage::{Key, Store};
use test_vectors::flash::SimFlash;
use test_vectors::rng::TestRng;

/// A card with `kib` KiB of files verifies its PIN 100,000 times. Gives the row of STORAGE.md.
fn verify<const ERASE: usize>(pages: usize, kib: u16, most_words: f64, most_erases: f64) -> String {
    const TIMES: u32 = 100_000;
    let mut store: Store<_, 512> = Store::format(SimFlash::<ERASE>::new(pages)).unwrap();
    for part in 0..kib * 4 {
        store.put(Key::new(part / 8, part % 8), &[0x5A; 256]).unwrap();
        store.commit().unwrap();
    }
    for slot in 0..6 {
        store.set_counter(slot, 5).unwrap();
    }
    store.commit().unwrap();
    store.flash_mut().reset_counts();
    let (mut quiet, mut worst) = (0, 0);
    for _ in 0..TIMES {
        let before = store.flash().operations();
        let erases = store.flash().counts().erases;
        let spent = store.spend(0).unwrap();
        store.restore(spent, 5).unwrap();
        store.commit().unwrap();
        worst = worst.max(store.flash().operations() - before);
        quiet += u32::from(store.flash().counts().erases == erases);
    }
    let counts = store.flash().counts();
    #[allow(clippy::cast_precision_loss, reason = "figures to print")]
    let words = counts.words as f64 / f64::from(TIMES);
    #[allow(clippy::cast_precision_loss, reason = "figures to print")]
    let erases = counts.erases as f64 / f64::from(TIMES);
    assert!(words <= most_words && erases <= most_erases);
    let page_erases = counts.page_erases.iter();
    let row = format!(
        "| {pages} of {} KiB | {kib} KiB | {words:.2} | {:.2} % | {} to {} | {worst} |\n",
        ERASE / 1024,
        f64::from(quiet) * 100.0 / f64::from(TIMES),
        page_erases.clone().min().unwrap(),
        page_erases.max().unwrap(),
    );
    print!("{row}");
    row
}

#[test]
fn a_verify_costs_two_words_and_rarely_an_erase() {
    let head =
        "| pages | live | words a VERIFY | VERIFY without erase | erases of a page | worst |";
    let rows = [
        format!("{head}\n|---|---|---|---|---|---|\n"),
        verify::<4096>(32, 0, 2.05, 0.003),
        verify::<4096>(32, 8, 2.25, 0.003),
        verify::<4096>(32, 32, 3.0, 0.01),
        verify::<4096>(32, 64, 5.0, 0.01),
        verify::<1024>(64, 0, 2.25, 0.01),
        verify::<1024>(64, 4, 2.45, 0.01),
        verify::<1024>(64, 24, 4.0, 0.02),
        verify::<131_072>(8, 32, 2.25, 0.001),
    ];
    let table = format!("<!-- the wear: generated -->\n{}<!-- end -->", rows.concat());
    let text = include_str!("../../STORAGE.md");
    assert!(text.contains(&table), "STORAGE.md has another table than\n{table}");
}

#[test]
fn a_mount_of_a_mebibyte_takes_milliseconds() {
    let mut store: Store<_, 4096> = Store::format(SimFlash::<131_072>::new(8)).unwrap();
    let mut prng = TestRng::new(1);
    while store.flash().counts().erases < 8 + 9 {
        let key = Key::new(u16::try_from(prng.below_u32(500)).unwrap(), 0);
        let key = Key::new(key.object, u16::try_from(prng.below_u32(4)).unwrap());
        store.put(key, &[0x5A; 256]).unwrap();
        store.commit().unwrap();
    }
    let items = store.keys().count();
    let flash = store.into_flash();
    let start = Instant::now();
    let store = Store::<_, 4096>::mount(flash).map_err(|(_, e)| e).unwrap();
    println!("mount of 1 MiB, {items} items: {:?}", start.elapsed());
    println!(
        "store of 512 entries: {} bytes beside the flash",
        size_of::<Store<SimFlash<512>, 512>>() - size_of::<SimFlash<512>>()
    );
    assert_eq!(store.keys().count(), items);
}
