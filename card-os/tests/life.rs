//! The table of life cycles (`apdu_spec::file::LIFE_TABLE`), cell by cell, on a card: everything
//! in every state is asked to do everything, by somebody whom every rule allows it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails so")]

#[path = "support/card.rs"]
mod support;

use apdu_spec::file::{Act, LIFE_TABLE, LifeCycle, LifeRow, Subject};
use apdu_spec::status::StatusWord;
use support::TestCard;

#[test]
fn every_cell_of_the_table_is_what_the_card_does() {
    let (mut allowed, mut refused) = (0, 0);
    for row in &LIFE_TABLE {
        for act in Act::ALL {
            let Some(command) = command(row.subject, act) else { continue };
            let mut card = card_with(row);
            let (_, status) = card.send(command);
            if row.allowed.contains(&act) {
                assert_eq!(status, StatusWord::SUCCESS, "{act:?} of {row:?}");
                allowed += 1;
            } else {
                assert_eq!(status, StatusWord::CONDITIONS_NOT_SATISFIED, "{act:?} of {row:?}");
                refused += 1;
            }
        }
    }
    println!("{allowed} cells allow it, {refused} do not");
}

#[test]
fn select_says_in_which_state_a_file_is() {
    for row in &LIFE_TABLE {
        let select = match row.subject {
            Subject::Card => "00 A4 00 0C [3F00]",
            _ => "00 A4 08 0C [D1000105]",
        };
        let expected = match row.state {
            LifeCycle::Deactivated => StatusWord::FILE_DEACTIVATED,
            LifeCycle::Terminated => StatusWord::FILE_TERMINATED,
            _ => StatusWord::SUCCESS,
        };
        assert_eq!(card_with(row).send(select).1, expected, "{row:?}");
    }
}

/// What asks for it, when the card of [`card_with`] is as it left it: the file is selected.
fn command(subject: Subject, act: Act) -> Option<&'static str> {
    Some(match (subject, act) {
        // The administrator key stands in the MF, PIN 81 in the DF, and PIN 80 is the selected one.
        (Subject::Card, Act::Prove) => "00 20 00 02 [\"1234\"]",
        (Subject::Df, Act::Prove) => "00 20 00 81 [\"1234\"]",
        (Subject::Pin, Act::Prove) => "00 20 00 80 [\"1234\"]",
        // A key is proved by a code that is never the same, and its file by nothing.
        (Subject::Key | Subject::Ef, Act::Prove) => return None,
        (Subject::Card | Subject::Df, Act::Use) => "00 E0 00 00 [62{ 80{0001} 82{01} 83{0177} }]",
        (Subject::Ef, Act::Use) => "00 B0 00 00 00",
        (Subject::Pin, Act::Use) => "00 2C 03 80",
        (Subject::Key, Act::Use) => "00 88 00 80 [0102030405060708] 00",
        (_, Act::Activate) => "00 44 00 00",
        (_, Act::Deactivate) => "00 04 00 00",
        (Subject::Card, Act::Terminate) => "00 FE 00 00",
        (Subject::Df, Act::Terminate) => "00 E6 00 00",
        (_, Act::Terminate) => "00 E8 00 00",
        (_, Act::Delete) => "00 E4 00 00",
    })
}

/// A card with such a thing in such a state, selected; the administrator key is proved.
fn card_with(row: &LifeRow) -> TestCard {
    let mut card = TestCard::blank_on(16);
    card.administrator();
    match row.subject {
        Subject::Card => {
            pin(&mut card, "0002", "02");
            card.done("00 A4 00 0C [3F00]");
            bring(&mut card, row.state, "00 FE 00 00");
        }
        subject => {
            card.done("00 E0 00 00 [62{ 82{38} 83{D100} AB{ 80{06} 90{} } 8A{05} }]");
            // What it has by CREATE FILE; a state that this cannot give comes by its command.
            let rules = "AB{ 80{7F} 90{} 84{20 24 2C 88 CA} 90{} }";
            let life = if row.state == LifeCycle::Creation { "01" } else { "03" };
            let shape = match subject {
                Subject::Df => "82{38}",
                Subject::Pin => "82{08} A5{ 80{03} 83{0404} 84{01} }",
                Subject::Key => "82{09} A5{ 81{01} 82{02} }",
                _ => "80{0002} 82{01}",
            };
            card.done(&format!("00 E0 00 00 [62{{ {shape} 83{{0105}} {rules} 8A{{{life}}} }}]"));
            match subject {
                Subject::Df => {
                    pin(&mut card, "0001", "81");
                    card.done("00 A4 08 0C [D1000105]");
                    bring(&mut card, row.state, "00 E6 00 00");
                }
                Subject::Pin => {
                    card.done("00 24 01 80 [\"1234\"]");
                    bring(&mut card, row.state, "00 E8 00 00");
                }
                Subject::Key => {
                    card.done("00 24 01 80 [\"0123456789ABCDEF\"]");
                    bring(&mut card, row.state, "00 E8 00 00");
                }
                _ => bring(&mut card, row.state, "00 E8 00 00"),
            }
        }
    }
    if row.subject == Subject::Card && row.state == LifeCycle::Deactivated {
        // To lock the card drops every proof; the MF's key still gives one.
        card.administrator();
    }
    card
}

/// Takes the selected file from its making into a state.
fn bring(card: &mut TestCard, state: LifeCycle, terminate: &str) {
    match state {
        LifeCycle::Creation | LifeCycle::Initialisation => {}
        LifeCycle::Activated => drop(card.done("00 44 00 00")),
        LifeCycle::Deactivated => {
            card.done("00 44 00 00");
            card.done("00 04 00 00");
        }
        LifeCycle::Terminated => drop(card.done(terminate)),
    }
}

fn pin(card: &mut TestCard, fid: &str, reference: &str) {
    let parameters = "82{08} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} }";
    card.done(&format!("00 E0 00 00 [62{{ {parameters} 83{{{fid}}} }}]"));
    card.done(&format!("00 24 01 {reference} [\"1234\"]"));
    card.done("00 44 00 00");
}
