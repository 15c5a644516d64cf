//! Changed images: the card loads, degrades or refuses. It never panics, and what the changes of
//! bytes leave never opens a closed file.

use card_os::storage::{Key, Store};
use card_os_testing::card::{IDENTITY, InProcessCard};
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{Choices, RecordedChoices};
use test_vectors::rng::TestRng;
use test_vectors::watch::Watch;

use crate::commands::{vocabulary, world};
use crate::play::{ERASE, FuzzedCard, PAGES, Play};

/// First byte of an input: bytes of the world's image are changed.
pub const BYTES: u8 = 0;
/// First byte of an input: items are put into its storage, well-formed, with any content.
pub const ITEMS: u8 = 1;
/// First byte of an input: an image of the input's own bytes.
pub const OWN: u8 = 2;

/// Changes of an image.
const CHANGES_MAX: usize = 16;

/// Changes an image, mounts it, plays on.
pub fn run(input: &[u8]) {
    let mut given = RecordedChoices::new(input);
    let (flash, watch) = match given.byte() % 3 {
        BYTES => (changed(&mut given), Watch::of_world(&IDENTITY.serial)),
        ITEMS => match with_items(&mut given) {
            Some(flash) => (flash, Watch::of_any(&IDENTITY.serial)),
            None => return,
        },
        _ => (own(&mut given), Watch::of_any(&IDENTITY.serial)),
    };
    let image = flash.bytes().to_vec();
    let mut card: FuzzedCard = InProcessCard::off(flash, TestRng::new(9));
    let mounted = card.card.mount(IDENTITY);
    assert_eq!(card.card.flash().bytes(), image, "mounting wrote");
    if mounted.is_ok() {
        Play::outside(card, watch).play(&mut given, vocabulary());
    }
}

/// The world's image with some of its bytes changed. What is copied is not older than what it
/// replaces: whoever can write back an old image has the old card.
fn changed(given: &mut RecordedChoices<'_>) -> SimFlash<ERASE> {
    let mut bytes = world().bytes().to_vec();
    for _ in 0..=given.below(CHANGES_MAX) {
        let at = given.below(bytes.len());
        match given.below(4) {
            0 => bytes[at] ^= 1 << given.below(8),
            1 => bytes[at] = given.byte(),
            2 => {
                let value = [0x00, 0xFF][given.below(2)];
                let end = bytes.len().min(at + given.below(256));
                bytes[at..end].fill(value);
            }
            _ => {
                let count = given.below(16);
                for (place, byte) in bytes[at..].iter_mut().zip(given.take(count)) {
                    *place = *byte;
                }
            }
        }
    }
    SimFlash::from_bytes(bytes)
}

/// The world's storage with items that no card would write.
fn with_items(given: &mut RecordedChoices<'_>) -> Option<SimFlash<ERASE>> {
    let mut store = Store::<_, 320>::mount(world().clone()).ok()?;
    for _ in 0..=given.below(8) {
        let keys = store.keys().count();
        let key = match given.below(4) {
            0 => Key::new(given.below(64) as u16, [0xFFFF, 0, 1, 0x01A0][given.below(4)]),
            _ => store.keys().nth(given.below(keys.max(1)))?,
        };
        let mut value = vec![0; store.len(key).ok().flatten().unwrap_or(0)];
        store.read(key, 0, &mut value).ok()?;
        match given.below(4) {
            0 => {
                store.remove_part(key).ok()?;
                store.commit().ok()?;
                continue;
            }
            1 => {
                let count = usize::from(given.byte());
                value = given.take(count).to_vec();
            }
            2 => test_vectors::grammar::mutate(&mut value, given),
            _ => {
                let at = given.below(value.len().max(1));
                let byte = given.byte();
                if let Some(place) = value.get_mut(at) {
                    *place = byte;
                }
            }
        }
        if store.put(key, &value).and_then(|()| store.commit()).is_err() {
            store.abort();
        }
    }
    Some(store.into_flash())
}

/// Pages of the input's own bytes, blank behind them.
fn own(given: &mut RecordedChoices<'_>) -> SimFlash<ERASE> {
    let pages = 2 + given.below(PAGES);
    let count = given.below(0x1_0000);
    let mut bytes = given.take(count.min(pages * ERASE)).to_vec();
    bytes.resize(pages * ERASE, 0xFF);
    SimFlash::from_bytes(bytes)
}
