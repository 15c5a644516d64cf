//! Which commands come inside a session of secure messaging, and which do not: the table of
//! commands says it, and the card asks for it before it looks at anything else of them.

use apdu_spec::class::Family;
use apdu_spec::command::Command;
use apdu_spec::instruction::TABLE;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{TestCard, split};

use super::session::{blank, inside};

const MISSING: StatusWord = StatusWord::SM_DATA_OBJECTS_MISSING;
const NOT_SUPPORTED: StatusWord = StatusWord::SECURE_MESSAGING_NOT_SUPPORTED;

#[test]
fn every_command_comes_as_the_table_says() {
    for row in TABLE {
        let class = match row.family {
            Family::Interindustry => 0x00,
            Family::Proprietary => 0x80,
        };
        // P1-P2 of no form, where there are such: what is asked for comes before them.
        let notation = format!("{class:02X} {:02X} FF FF", row.ins);
        let (mut card, mut keys) = blank();
        let in_a_session = inside(&mut card, &mut keys, &notation).1;
        for (is_secured, status) in
            [(false, TestCard::blank().send(&notation).1), (true, in_a_session)]
        {
            match row.secure_messaging.check(is_secured) {
                Ok(()) => assert!(![MISSING, NOT_SUPPORTED].contains(&status), "{}", row.name),
                Err(refused) => assert_eq!(status, refused, "{}, {is_secured}", row.name),
            }
        }
        let goes_on = inside(&mut card, &mut keys, "00 84 00 00 10").1;
        assert_eq!(goes_on, StatusWord::SUCCESS, "{}", row.name);
    }
}

#[test]
fn the_rest_of_an_answer_is_not_handed_out_inside_the_session() {
    for get_response in
        ["00 C0 00 00 00", "00 C2 00 00 [00C0000000] 00", "00 C3 00 00 [52{00C0000000}] 00"]
    {
        let (mut card, mut keys) = blank();
        let challenge = keys.command(&Command::parse(&[0, 0x84, 0, 0, 16]).unwrap());
        let part = split(&card.answer(&challenge[..challenge.len() - 1]));
        assert_eq!(part, (vec![], StatusWord::more_available(49)));
        // That answer is lost, but it counts.
        keys.answer(0x84, &[]).unwrap_err();
        let refused = inside(&mut card, &mut keys, get_response);
        assert_eq!(refused, (vec![], NOT_SUPPORTED), "{get_response}");
        let goes_on = inside(&mut card, &mut keys, "00 84 00 00 10").1;
        assert_eq!(goes_on, StatusWord::SUCCESS, "{get_response}");
        // As by any other command the rest is dropped.
        assert_eq!(card.send("00 C0 00 00 00").1, MISSING, "{get_response}");
    }
}
