//! The power goes in the last step of PACE: a try is spent whatever happens, and never two.

use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};
use test_vectors::flash::Cut;
use test_vectors::pace::{PaceTerminal, password, step_command};

use super::pace::{AS_SET, CAN, PIN, card, pace, until_tokens};

/// The command of the last step with this value of the PIN, sent to a card that would take it.
fn last_step(value: &[u8]) -> (TestCard, Vec<u8>) {
    let mut card = card();
    let mut terminal = PaceTerminal::new(value);
    let data = until_tokens(&mut card, None, &mut terminal, (password::PIN, AS_SET));
    (card, step_command(&data))
}

#[test]
fn a_cut_in_the_last_step_costs_one_try_at_most() {
    for (value, full) in [(PIN, true), (CAN, false)] {
        let (mut whole, command) = last_step(value);
        let before = whole.flash().operations();
        let done = split(&whole.answer(&command)).1;
        let operations = whole.flash().operations() - before;
        assert_eq!(done, if full { StatusWord::SUCCESS } else { StatusWord::tries(2) });
        assert!(operations > 0, "a try is a word of the flash");
        for at in 0..operations {
            for cut in [Cut::Before, Cut::Inside(1), Cut::Inside(7), Cut::After] {
                let (mut torn, command) = last_step(value);
                torn.flash().cut_at(at, cut);
                let (answer, status) = split(&torn.answer(&command));
                assert!(answer.is_empty() && !status.is_success(), "{at} {cut:?}: {status:?}");
                let mut card = torn.restarted();
                let left = card.send("00 20 00 03").1.tries_left().unwrap();
                assert!((2..=3).contains(&left), "{at} {cut:?}: {left}");
                // A wrong one is never as good as none once its try was spent.
                assert!(full || left == 2 || at == 0, "{at} {cut:?}: {left}");
                let set = if left == 3 { AS_SET } else { StatusWord::tries(left) };
                pace(&mut card, None, (password::PIN, set), PIN).unwrap();
                assert_eq!(card.flash().violations(), &[] as &[String]);
            }
        }
    }
}

/// The try is a word of the flash before anything is compared: right and wrong tokens write the
/// same word first.
#[test]
fn a_try_is_spent_before_the_tokens_are_compared() {
    let words = [PIN, CAN].map(|value| {
        let (mut card, command) = last_step(value);
        card.flash().record();
        card.answer(&command);
        card.flash().recorded()
    });
    assert_eq!(words[0].first(), words[1].first());
    assert_ne!(words[0], words[1], "and given back in the end, or not");
}

#[test]
fn without_its_word_nothing_is_compared_and_no_session_opened() {
    for value in [PIN, CAN] {
        let (mut card, command) = last_step(value);
        card.flash().cut_at(0, Cut::Before);
        let (answer, status) = split(&card.answer(&command));
        assert_eq!((answer, status), (vec![], StatusWord::MEMORY_FAILURE));
        card.flash().power_on();
        let none = card.send("0C 84 00 00 10").1;
        assert_eq!(none, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
        assert_eq!(card.send("00 20 00 03").1.tries_left(), Some(3));
    }
}

/// A commit that fails opens no session, and its try is spent.
#[test]
fn a_session_whose_tries_were_not_given_back_does_not_begin() {
    let (mut whole, command) = last_step(PIN);
    let before = whole.flash().operations();
    whole.answer(&command);
    let operations = whole.flash().operations() - before;
    let (mut card, command) = last_step(PIN);
    card.flash().cut_at(operations - 1, Cut::Before);
    assert_eq!(split(&card.answer(&command)), (vec![], StatusWord::MEMORY_FAILURE));
    card.flash().power_on();
    let none = card.send("0C 84 00 00 10").1;
    assert_eq!(none, StatusWord::SECURE_MESSAGING_NOT_SUPPORTED);
    let mut card = card.restarted();
    assert_eq!(card.send("00 20 00 03").1.tries_left(), Some(2));
}
