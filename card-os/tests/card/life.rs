//! The table of life cycles (`apdu_spec::file::LIFE_TABLE`), cell by cell, on a card: everything
//! in every state is asked to do everything, by somebody whom every rule allows it.

use apdu_spec::file::{LIFE_TABLE, LifeCycle, LifeCycleObject, LifeRow, Operation};
use apdu_spec::status::StatusWord;
use card_os_testing::card::{IDENTITY, TestCard};
use test_vectors::scenario::external_authentication;

#[test]
fn every_cell_of_the_table_is_what_the_card_does() {
    let (mut allowed, mut refused) = (0, 0);
    for row in &LIFE_TABLE {
        for case in cases(row.object) {
            for operation in Operation::ALL {
                let mut card = card_with(row, case);
                let Some(status) = ask(&mut card, row.object, case, operation) else { continue };
                let what = || format!("{operation:?} of {row:?}, {}", case.shape);
                if row.allowed.contains(&operation) {
                    assert_eq!(status, StatusWord::SUCCESS, "{}", what());
                    allowed += 1;
                } else {
                    assert_eq!(status, StatusWord::CONDITIONS_NOT_SATISFIED, "{}", what());
                    refused += 1;
                }
            }
        }
    }
    println!("{allowed} cells allow it, {refused} do not");
    assert!(allowed > 100 && refused > 50, "{allowed} {refused}");
}

#[test]
fn select_says_in_which_state_a_file_is() {
    for row in &LIFE_TABLE {
        let select = match row.object {
            LifeCycleObject::Card => "00 A4 00 0C [3F00]",
            _ => "00 A4 08 0C [D1000105]",
        };
        let expected = match row.state {
            LifeCycle::Deactivated => StatusWord::FILE_DEACTIVATED,
            LifeCycle::Terminated => StatusWord::FILE_TERMINATED,
            _ => StatusWord::SUCCESS,
        };
        for case in cases(row.object) {
            assert_eq!(card_with(row, case).send(select).1, expected, "{row:?}, {}", case.shape);
        }
    }
}

/// What is brought into a state.
struct ObjectCase {
    /// Its FCP in CREATE FILE.
    shape: &'static str,
    /// What gives it something to be used.
    given: &'static [&'static str],
    /// What uses it, when it is selected.
    used: &'static str,
}

const KEY: [u8; 16] = *b"0123456789ABCDEF";
const CREATE: &str = "00 E0 00 00 [62{ 80{0001} 82{01} 83{0177} }]";
const DFS: &[ObjectCase] = &[ObjectCase { shape: "82{38}", given: &[], used: CREATE }];
const PINS: &[ObjectCase] = &[ObjectCase {
    shape: "82{08} A5{ 80{03} 83{0404} 84{01} }",
    given: &["00 24 01 80 [\"1234\"]"],
    used: "00 2C 03 80",
}];
const KEYS: &[ObjectCase] = &[
    ObjectCase {
        shape: "82{09} A5{ 80{03} 81{01} 82{06} }",
        given: &["00 24 01 80 [\"0123456789ABCDEF\"]"],
        used: "00 88 00 80 [0102030405060708] 00",
    },
    ObjectCase {
        shape: "82{09} A5{ 81{11} 82{01} }",
        given: &["00 46 80 80 00"],
        used: "00 2A 9E 9A [000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F] 00",
    },
];
const EFS: &[ObjectCase] = &[
    ObjectCase { shape: "80{0002} 82{01}", given: &[], used: "00 B0 00 00 00" },
    ObjectCase { shape: "82{02 01 0001 02}", given: &["00 E2 00 00 [AA]"], used: "00 B2 01 04 00" },
    ObjectCase { shape: "82{04 01 0001 02}", given: &["00 E2 00 00 [AA]"], used: "00 B2 01 04 00" },
    ObjectCase { shape: "82{06 01 0001 02}", given: &["00 E2 00 00 [AA]"], used: "00 B2 01 04 00" },
    // A stored security environment.
    ObjectCase {
        shape: "82{08} A5{ 87{01} }",
        given: &["00 22 81 A4 [83{10}]", "00 22 F2 80"],
        used: "00 22 F3 80",
    },
];

const fn cases(object: LifeCycleObject) -> &'static [ObjectCase] {
    match object {
        LifeCycleObject::Card | LifeCycleObject::Df => DFS,
        LifeCycleObject::Ef => EFS,
        LifeCycleObject::Pin => PINS,
        LifeCycleObject::Key => KEYS,
    }
}

/// Asks for it, when the card of [`card_with`] is as it left it: the file is selected. `None` when
/// there is nothing to be asked for.
fn ask(
    card: &mut TestCard,
    object: LifeCycleObject,
    case: &ObjectCase,
    operation: Operation,
) -> Option<StatusWord> {
    let command = match (object, operation) {
        // The administrator key is in the MF, PIN 81 in the DF, and PIN 80 is the selected one.
        (LifeCycleObject::Card, Operation::Authenticate) => "00 20 00 02 [\"1234\"]",
        (LifeCycleObject::Df, Operation::Authenticate) => "00 20 00 81 [\"1234\"]",
        (LifeCycleObject::Pin, Operation::Authenticate) => "00 20 00 80 [\"1234\"]",
        (LifeCycleObject::Key, Operation::Authenticate) if case.shape.contains("82{06}") => {
            // In a card that allows nothing there is no challenge either.
            let challenge = card.send("00 84 00 00 10").0;
            let code = external_authentication(&KEY, &IDENTITY.serial, &challenge);
            let command = format!("00 82 00 80 [{}]", hex::encode(code));
            return Some(card.send(&command).1);
        }
        // No other key can be authenticated, and no file.
        (LifeCycleObject::Key | LifeCycleObject::Ef, Operation::Authenticate) => return None,
        (_, Operation::Use) => case.used,
        (_, Operation::Activate) => "00 44 00 00",
        (_, Operation::Deactivate) => "00 04 00 00",
        (LifeCycleObject::Card, Operation::Terminate) => "00 FE 00 00",
        (LifeCycleObject::Df, Operation::Terminate) => "00 E6 00 00",
        (_, Operation::Terminate) => "00 E8 00 00",
        (_, Operation::Delete) => "00 E4 00 00",
    };
    Some(card.send(command).1)
}

/// A card with such an object in such a state, selected; the administrator is authenticated.
fn card_with(row: &LifeRow, case: &ObjectCase) -> TestCard {
    let mut card = TestCard::blank_on(16);
    card.administrator();
    match row.object {
        LifeCycleObject::Card => {
            pin(&mut card, "0002", "02");
            card.done("00 A4 00 0C [3F00]");
            bring(&mut card, row.state, "00 FE 00 00");
        }
        object => {
            card.done("00 E0 00 00 [62{ 82{38} 83{D100} AB{ 80{06} 90{} } 8A{05} }]");
            // What it has by CREATE FILE; a state that this cannot give comes by its command.
            let rules = "AB{ 80{7F} 90{} 84{20 24 2A 2C 82 88 CA} 90{} }";
            let life = if row.state == LifeCycle::Creation { "01" } else { "03" };
            let shape = case.shape;
            card.done(&format!("00 E0 00 00 [62{{ {shape} 83{{0105}} {rules} 8A{{{life}}} }}]"));
            case.given.iter().for_each(|command| drop(card.done(command)));
            if object == LifeCycleObject::Df {
                pin(&mut card, "0001", "81");
                card.done("00 A4 08 0C [D1000105]");
                bring(&mut card, row.state, "00 E6 00 00");
            } else {
                bring(&mut card, row.state, "00 E8 00 00");
            }
        }
    }
    if row.object == LifeCycleObject::Card && row.state == LifeCycle::Deactivated {
        // Deactivating the card revokes every security status; the key of the MF can still be
        // authenticated.
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
