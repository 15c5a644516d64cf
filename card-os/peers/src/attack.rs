//! sequential-storage #136: a try given back.
//!
//! An item begins with two words: the check of its data, then its length with a check of that. When
//! the power goes between the two, the next start sees half a header, and the next item is stored
//! one word further on: then the second word of the half header is the first word of that item's, the
//! check of data that the attacker chooses. He searches for data whose check reads as a length
//! with its check. The half header is whole then, and its length leads over whatever is stored
//! behind. With a cache the store does not go that way until the next start.

use card_os::storage::{Key, Store as Log};
use test_vectors::flash::{Cut, SimFlash};

use crate::flash::PAGE;
use crate::sequential::SequentialStore;
use crate::work::Store;

/// The tries of the PIN; a file that the attacker may write.
const TRIES: u16 = 1;
const FILE: u16 = 2;
/// Bytes of the value that he writes.
const CHOSEN: usize = 30;

pub fn show() {
    println!("\n## The attack of sequential-storage #136: a cut and a chosen value\n");
    println!(
        "A PIN has three tries. The attacker writes his own file, pulls the card in the second"
    );
    println!("word of it, writes a value that he has chosen, and tries a wrong PIN.\n");
    let (value, searched) = chosen();
    println!("| store | tries told after the wrong PIN | tries after the next start |");
    println!("|---|---|---|");
    let (told, found) = sequential(&value);
    println!("| sequential-storage 8.0.2 | {told} | {found} |");
    let (told, found) = ours(&value);
    println!("| this card's store | {told} | {found} |");
    println!("\nThe value was found as number {searched} of those tried.");
    assert_eq!((told, found), (2, 2), "our own store gives a try back");
}

fn sequential(value: &[u8]) -> (u8, u8) {
    let mut store = SequentialStore::new();
    store.put(FILE, &[0; CHOSEN]);
    store.put(TRIES, &[3, 0]);
    store.flash().get().cut_at(1, Cut::Before);
    assert!(!store.try_put(FILE, &[0; CHOSEN]));
    store.restart();
    store.put(FILE, value);
    let spent = store.get(TRIES)[0] - 1;
    store.put(TRIES, &[spent, 0]);
    let told = store.get(TRIES)[0];
    store.restart();
    (told, store.get(TRIES)[0])
}

/// The same on the card's store: of every cut in the write of the file, the worst for the card.
fn ours(value: &[u8]) -> (u8, u8) {
    type CardLog = Log<SimFlash<PAGE>, 16>;
    let mounted = |mut flash: SimFlash<PAGE>| {
        flash.power_on();
        CardLog::mount(flash).map_err(|(_, error)| error).unwrap()
    };
    let file = Key::new(FILE, 0);
    let mut worst = (0, 0);
    for operation in 0..40 {
        let mut store = CardLog::format(SimFlash::new(8)).map_err(|(_, error)| error).unwrap();
        store.set_counter(0, 3).unwrap();
        store.put(file, &[0; CHOSEN]).unwrap();
        store.commit().unwrap();
        store.flash_mut().cut_at(operation, Cut::Before);
        let _cut = store.put(file, &[0; CHOSEN]).and_then(|()| store.commit());
        let mut store = mounted(store.into_flash());
        store.put(file, value).unwrap();
        store.commit().unwrap();
        let _spent = store.spend(0).unwrap();
        let told = store.counter(0).unwrap().unwrap();
        let mut store = mounted(store.into_flash());
        let found = store.counter(0).unwrap().unwrap();
        worst = worst.max((told, found));
    }
    worst
}

/// A value whose check, stored under [`FILE`], reads as a length beyond the item behind it and the
/// check of that length; and how many were tried.
fn chosen() -> (Vec<u8>, u32) {
    let mut data = FILE.to_le_bytes().to_vec();
    data.extend([0x20; CHOSEN]);
    let (start, last) = data.split_at(data.len() - 4);
    let state = crc_32(0xEEEE_EEEE, start);
    assert_eq!(last.len(), 4);
    // Beyond the data and one item of the tries; within the page.
    let beyond = data.len() + 16..PAGE - 512;
    for number in 0.. {
        let check = adapted(!crc_32(state, &u32::to_le_bytes(number)));
        let [a, b, c, d] = check.to_le_bytes();
        let length = usize::from(u16::from_le_bytes([a, b]));
        if beyond.contains(&length) && crc_16([a, b]) == u16::from_le_bytes([c, d]) {
            let place = data.len() - 4;
            data[place..].copy_from_slice(&number.to_le_bytes());
            return (data.split_off(2), number);
        }
    }
    unreachable!("one of some million values does it")
}

fn crc_32(state: u32, data: &[u8]) -> u32 {
    data.iter().fold(state, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0x82F6_3B78 & (crc & 1).wrapping_neg())
        })
    })
}

/// Its first byte is never all zeros or all ones.
fn adapted(check: u32) -> u32 {
    match check.to_le_bytes()[0] {
        0 | 0xFF => check ^ 1,
        _ => check,
    }
}

fn crc_16(data: [u8; 2]) -> u16 {
    let crc = data.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8)
            .fold(crc ^ u16::from(*byte), |crc, _| (crc >> 1) ^ (0x1A2E & (crc & 1).wrapping_neg()))
    });
    match !crc {
        0xFFFF => 0xFFFE,
        other => other,
    }
}
