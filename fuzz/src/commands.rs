//! Sequences of commands, with resets and power cuts, against a blank card and an issued one.

use std::sync::OnceLock;

use card_os_testing::card::IDENTITY;
use test_vectors::flash::SimFlash;
use test_vectors::grammar::{Choices, RecordedChoices, Vocabulary};
use test_vectors::watch::Watch;
use test_vectors::world;

use crate::play::{ERASE, FuzzedCard, PAGES, Play};

/// First byte of an input: which card.
pub const BLANK: u8 = 1;
/// First byte of an input: the card of `test_vectors::world`.
pub const WORLD: u8 = 0;

/// The flash of the world's card.
pub fn world() -> &'static SimFlash<ERASE> {
    static WORLD: OnceLock<SimFlash<ERASE>> = OnceLock::new();
    WORLD.get_or_init(|| {
        let mut card = FuzzedCard::blank_on(PAGES);
        world::issue(&mut card).expect("the world is issued");
        card.card.into_flash()
    })
}

/// The words of the world.
pub fn vocabulary() -> &'static Vocabulary {
    static WORDS: OnceLock<Vocabulary> = OnceLock::new();
    WORDS.get_or_init(Vocabulary::of_world)
}

/// Plays what the input says.
pub fn run(input: &[u8]) {
    let mut given = RecordedChoices::new(input);
    let mut play = if given.byte() % 4 == BLANK {
        Play::new(FuzzedCard::blank_on(PAGES), Watch::of_any(&IDENTITY.serial))
    } else {
        Play::new(FuzzedCard::start(world().clone()), Watch::of_world(&IDENTITY.serial))
    };
    play.play(&mut given, vocabulary());
}
