//! A card starts in place, any number of times: as after a loss of power.

use apdu_spec::profile::card::TEST_TRANSPORT_KEY;
use apdu_spec::status::StatusWord;
use card_os::{MountError, storage};
use card_os_testing::card::{IDENTITY, SmallTestCard};
use test_vectors::flash::{Cut, SimFlash};
use test_vectors::rng::TestRng;

const SELECT_MF: &[u8] = &[0x00, 0xA4, 0x00, 0x0C];

/// A card with EF 0201 ("kept"), its administrator authenticated.
fn card() -> SmallTestCard<1024> {
    let mut card = SmallTestCard::<1024>::blank_on(16);
    card.administrator();
    card.done("00 E0 00 00 [62{ 80{0004} 82{01} 83{0201} 88{F0} }]");
    card.done("00 D6 9E 00 [\"kept\"]");
    card
}

/// Given a place in which no card was started, a command gets no answer, not even a status word,
/// and the flash is not looked at.
#[test]
fn a_card_that_was_not_started_does_not_answer() {
    let mut card = SmallTestCard::<1024>::off(SimFlash::new(16), TestRng::new(1));
    assert_eq!(card.answer(SELECT_MF), [0; 0]);
    card.card.reset();
    assert_eq!(card.answer(SELECT_MF), [0; 0], "a reset starts nothing");
    assert_eq!(card.card.damaged(), None);
    assert_eq!(card.flash().operations(), 0);
}

/// Given a card that cannot answer, not started or with a buffer too short for a status word, a
/// command is zeroised all the same: it may hold a PIN.
#[test]
fn a_command_that_is_not_answered_is_zeroised_too() {
    let mut command = *b"\x00\x20\x00\x81\x041234";
    let mut off = SmallTestCard::<1024>::off(SimFlash::new(16), TestRng::new(1));
    assert_eq!(off.card.transmit(&mut command, &mut [0; 16]), 0);
    assert_eq!(command, [0; 9]);

    let mut command = *b"\x00\x20\x00\x81\x041234";
    assert_eq!(card().card.transmit(&mut command, &mut [0; 1]), 0);
    assert_eq!(command, [0; 9]);
}

/// Given a flash that holds no card, or cannot hold one, starting fails, and there is nothing that
/// answers; once a card was laid out in the same place, there is.
#[test]
fn what_does_not_start_does_not_answer_until_it_does() {
    let mut card = SmallTestCard::<1024>::off(SimFlash::new(16), TestRng::new(1));
    assert_eq!(card.card.mount(IDENTITY), Err(MountError::Storage(storage::Error::Foreign)));
    assert_eq!(card.answer(SELECT_MF), [0; 0]);
    card.card.format(IDENTITY, &TEST_TRANSPORT_KEY, &[]).unwrap();
    assert_eq!(card.answer(SELECT_MF), [0x90, 0x00]);

    let mut none = SmallTestCard::<1024>::off(SimFlash::new(3), TestRng::new(1));
    let refused = none.card.format(IDENTITY, &TEST_TRANSPORT_KEY, &[]);
    assert_eq!(refused, Err(MountError::Storage(storage::Error::Geometry)));
    assert_eq!(none.answer(SELECT_MF), [0; 0]);
    assert_eq!(none.card.into_flash().operations(), 0, "the flash comes back as it was");
}

/// Given a running card with a security status, a selection and a part of a chain: started again in
/// place, it has what is stored, and nothing else.
#[test]
fn a_card_that_is_started_again_has_forgotten_what_a_loss_of_power_forgets() {
    let mut card = card();
    card.done("10 D6 9E 00 [\"half\"]");
    card.card.mount(IDENTITY).unwrap();
    let refused = card.send("00 B0 00 00 04").1;
    assert_eq!(refused, StatusWord::NO_CURRENT_FILE, "nothing is selected, no chain goes on");
    let refused = card.send("00 B0 9E 00 04").1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "no security status");
    card.administrator();
    assert_eq!(card.done("00 B0 9E 00 04"), b"kept");
}

/// Given a place in which another card ran: nothing of its files is left for the next one.
#[test]
fn the_card_before_leaves_nothing() {
    let mut card = card();
    *card.flash() = SmallTestCard::<1024>::blank_on(16).card.into_flash();
    card.card.mount(IDENTITY).unwrap();
    card.administrator();
    assert_eq!(card.send("00 A4 00 0C [0201]").1, StatusWord::FILE_NOT_FOUND);
    *card.flash() = SimFlash::new(16);
    assert!(card.card.mount(IDENTITY).is_err());
    assert_eq!(card.answer(SELECT_MF), [0; 0], "nor for none");
}

/// Given a card laid out anew where one ran, all that was is gone; a layout that is cut leaves
/// nothing that answers.
#[test]
fn a_card_laid_out_anew_is_blank() {
    let mut card = card();
    card.flash().cut_at(20, Cut::Before);
    assert!(card.card.format(IDENTITY, &TEST_TRANSPORT_KEY, &[]).is_err());
    assert_eq!(card.answer(SELECT_MF), [0; 0]);
    card.flash().power_on();
    card.card.format(IDENTITY, &TEST_TRANSPORT_KEY, &[]).unwrap();
    card.administrator();
    assert_eq!(card.send("00 A4 00 0C [0201]").1, StatusWord::FILE_NOT_FOUND);
}

/// Given a card whose write was cut, which writes nothing any more: started again in its place it
/// has the old or the new content, and writes.
#[test]
fn a_card_that_stopped_writing_writes_again_after_a_start_in_its_place() {
    let mut card = card();
    card.flash().cut_at(0, Cut::Before);
    assert_ne!(card.send("00 D6 9E 00 [\"lost\"]").1, StatusWord::SUCCESS);
    card.flash().power_on();
    assert_ne!(card.send("00 D6 9E 00 [\"lost\"]").1, StatusWord::SUCCESS, "it has stopped");
    card.card.mount(IDENTITY).unwrap();
    card.administrator();
    assert_eq!(card.done("00 B0 9E 00 04"), b"kept");
    card.done("00 D6 9E 00 [\"anew\"]");
    assert_eq!(card.restarted().card.damaged(), None);
}
