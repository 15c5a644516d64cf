//! Images that are not ours, not whole, or not as they were written.

use card_os::storage::{Error, Key, Store};
use test_vectors::flash::SimFlash;

use crate::common::state_of;
use crate::tearing::forge;

type SmallStore = Store<SimFlash<512>, 32>;

fn refused(bytes: &[u8]) -> Error {
    let flash = SimFlash::<512>::from_bytes(bytes.to_vec());
    match SmallStore::mount(flash) {
        Ok(_) => panic!("mounted"),
        Err((flash, error)) => {
            assert_eq!(flash.bytes(), bytes, "left untouched");
            assert_eq!(flash.counts().words + flash.counts().erases, 0);
            error
        }
    }
}

/// A store of several pages: items, counters spent, restored and spent again.
fn sample(spends: usize) -> SmallStore {
    let mut store = SmallStore::format(SimFlash::new(6)).unwrap();
    store.set_counter(1, 3).unwrap();
    store.set_counter(2, 10).unwrap();
    for n in 0..40u16 {
        store.put(Key::new(n % 7, 0), &[n.to_le_bytes()[0]; 30]).unwrap();
        store.commit().unwrap();
    }
    let spent = store.spend(2).unwrap();
    store.restore(spent, 10).unwrap();
    store.commit().unwrap();
    for _ in 0..spends {
        let _ = store.spend(1).unwrap();
    }
    store
}

/// CRC-32 as in ISO/IEC 13239, written down again.
fn crc_32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn foreign_newer_and_cut_images_are_refused() {
    assert_eq!(refused(&[0xFF; 3072]), Error::Foreign);
    assert_eq!(refused(&[0x00; 3072]), Error::Foreign);
    assert_eq!(refused(&[0xFF; 1536]), Error::Geometry);
    let image = sample(1).into_flash().bytes().to_vec();
    assert_eq!(refused(&image[..2560]), Error::Geometry);
    let longer = [&image[..], &[0xFF; 512]].concat();
    assert_eq!(refused(&longer), Error::Geometry);
    // The same bytes as pages of another size.
    let image = sample(0).into_flash().bytes().to_vec();
    let other = Store::<_, 32>::mount(SimFlash::<1024>::from_bytes([&image[..], &image].concat()));
    assert_eq!(other.unwrap_err().1, Error::Geometry);
}

#[test]
fn a_newer_format_is_refused_by_its_number_even_in_one_page() {
    let image = sample(2).into_flash().bytes().to_vec();
    let in_format = |page: &mut [u8], format: u8| {
        page[6] = format;
        let check = crc_32(&page[..28]);
        page[28..32].copy_from_slice(&check.to_le_bytes());
    };
    let mut newer = image.clone();
    newer.chunks_mut(512).for_each(|page| in_format(page, 2));
    assert_eq!(refused(&newer), Error::Newer { format: 2 });
    // A later program took the store over and opened one page: what this format sees in the
    // others is an older state, with tries that were spent since.
    for page in 0..image.len() / 512 {
        let mut newer = image.clone();
        in_format(&mut newer[page * 512..][..512], 3);
        assert_eq!(refused(&newer), Error::Newer { format: 3 }, "page {page}");
    }
    assert_eq!(
        Error::Newer { format: 2 }.to_string(),
        "the store has format 2, this program reads up to 1"
    );
}

/// The word is right for its place, and only its number of entries is not the one that stands
/// before it: what an attacker who knows the format would make of a transaction of two.
#[test]
fn a_commit_of_another_number_of_entries_is_damage() {
    let mut store = SmallStore::format(SimFlash::new(6)).unwrap();
    store.put(Key::new(1, 0), b"one").unwrap();
    store.put(Key::new(2, 0), b"two").unwrap();
    store.commit().unwrap();
    let image = store.into_flash().bytes().to_vec();
    let place = |entries| {
        let word = |at: u32| forge(2, entries, 0, at).to_le_bytes();
        (10..100u32).rev().find(|at| image[*at as usize * 4..][..4] == word(*at))
    };
    let at = place(2).unwrap();
    for entries in [0, 1, 3, 2 + 256] {
        let mut changed = image.clone();
        let word = forge(2, entries, 0, at).to_le_bytes();
        changed[at as usize * 4..][..4].copy_from_slice(&word);
        assert_eq!(refused(&changed), Error::Damaged { page: 0, word: at }, "{entries}");
    }
}

/// What is behind the word of the last spent try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextWord {
    Nothing,
    Item,
    Seal,
}

#[test]
fn no_changed_byte_brings_a_try_back() {
    use NextWord::{Item, Nothing, Seal};
    for (spends, behind) in [(0, Item), (2, Item), (2, Nothing), (2, Seal)] {
        let mut store = sample(spends);
        match behind {
            Nothing => {}
            Seal => store.seal_spent_try().unwrap(),
            Item => {
                store.put(Key::new(9, 9), b"last").unwrap();
                store.commit().unwrap();
            }
        }
        let state = state_of(&mut store);
        let flash = store.into_flash();
        let image = flash.bytes();
        let (mut fine, mut refusals, mut torn) = (0, 0, 0);
        for at in 0..image.len() {
            for change in 1..=255u8 {
                if change.count_ones() > 2 && change != 0xFF && (at + usize::from(change)) % 16 != 0
                {
                    continue;
                }
                let mut bytes = image.to_vec();
                bytes[at] ^= change;
                match SmallStore::mount(SimFlash::from_bytes(bytes.clone())) {
                    Err((flash, _)) => {
                        assert_eq!(flash.bytes(), bytes);
                        refusals += 1;
                    }
                    Ok(mut store) => {
                        let found = state_of(&mut store);
                        if found == state {
                            fine += 1;
                            continue;
                        }
                        // Only the word programmed last may go missing, and
                        // only when a cut could have left what is there.
                        torn += 1;
                        let higher = found.counters[&1] > state.counters[&1];
                        assert!(!higher || behind == Nothing, "byte {at} ^ {change:#x}");
                        let word = &image[at & !3..][..4];
                        assert!(image[(at & !3) + 4..].starts_with(&[0xFF; 4]), "byte {at}");
                        assert_ne!(word, [0xFF; 4]);
                    }
                }
            }
        }
        println!(
            "{spends} spends, {behind:?} behind: {refusals} refused, {fine} without effect, {torn} taken for torn"
        );
        assert!(torn < 200);
    }
}

#[test]
fn a_changed_counter_word_is_noticed_when_it_is_used() {
    let mut store = sample(2);
    assert_eq!(store.counter(1), Ok(Some(1)));
    let image = store.flash().bytes().to_vec();
    // The word spent last, found from behind in the page.
    let last = (0..image.len() / 4)
        .filter(|w| {
            let word = u32::from_le_bytes(image[w * 4..w * 4 + 4].try_into().unwrap());
            let at = u32::try_from(w % 128).unwrap();
            (0..64).any(|sequence| forge(4, (1 << 4) | 1, sequence, at) == word)
        })
        .max()
        .unwrap();
    let offset = u32::try_from(last * 4).unwrap();
    embedded_storage::nor_flash::NorFlash::write(store.flash_mut(), offset, &[0; 4]).unwrap();
    assert!(matches!(store.counter(1), Err(Error::Damaged { .. })));
    assert!(matches!(store.spend(1), Err(Error::Damaged { .. })));
}
