//! The word that ends a command's transaction fails: nobody knows what the card holds, so nothing
//! is granted any more, and selected is what was selected before the command.

use apdu_spec::status::StatusWord;
use card_os_testing::card::TestCard;
use test_vectors::flash::Cut;
use test_vectors::scenario;

/// Given, in DF D108, PIN `1234` (0018) and an EF that it opens (0101), EF 0102, the records 0103
/// and trust anchor 0016, and DF D109 with EF 0109; everybody may write and delete there. The PIN
/// is verified on two channels, the administrator key authenticated on the first, and on channel
/// CERTIFIED the certificate of a terminal was verified. The current record of the first is 1 of
/// 0103, the current EF of the second 0109.
const CARD: &str = r#"
let ROOT_KEY = 0101010101010101010101010101010101010101010101010101010101010101
let DV_KEY = 0303030303030303030303030303030303030303030303030303030303030303
let TERMINAL_KEY = 0505050505050505050505050505050505050505050505050505050505050505
let ROOT_BODY = 7F4E{ 5F29{00} 42{"JPROOT00001"} 7F49{ 06{04007F00070202020203} 86{point($ROOT_KEY)} } 5F20{"JPROOT00001"} 7F4C{ 06{04007F000703010201} 53{C3} } 5F25{020600010001} 5F24{030501020301} }
let DV_BODY = 7F4E{ 5F29{00} 42{"JPROOT00001"} 7F49{ 06{04007F00070202020203} 86{point($DV_KEY)} } 5F20{"JPDV00001"} 7F4C{ 06{04007F000703010201} 53{83} } 5F25{020600020001} 5F24{020701020301} }
let TERMINAL_BODY = 7F4E{ 5F29{00} 42{"JPDV00001"} 7F49{ 06{04007F00070202020203} 86{point($TERMINAL_KEY)} } 5F20{"JPTERM00001"} 7F4C{ 06{04007F000703010201} 53{03} } 5F25{020600030001} 5F24{020600060300} }

scenario: card
clause: none
administrator
> 00 E0 00 00 [62{ 82{38} 83{D108} AB{ 80{7F} 90{} } }]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} } }]
< SUCCESS
> 00 24 01 80 ["1234"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0004} 82{01} 83{0101} AB{ 80{01} A4{ 83{98} 95{08} } } 8A{05} }]
< SUCCESS
> 00 E0 00 00 [62{ 80{0004} 82{01} 83{0102} AB{ 80{7F} 90{} } 8A{05} }]
< SUCCESS
> 00 D6 00 00 [0202]
< SUCCESS
> 00 E0 00 00 [62{ 82{04 01 0004 03} 83{0103} AB{ 80{7F} 90{} } 8A{05} }]
< SUCCESS
> 00 E2 00 00 [31]
< SUCCESS
> 00 E2 00 00 [32]
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0016} A5{ 80{03} 81{11} 82{0C} } AB{ 84{2A 82 86} 90{} 84{24} 90{} 80{01} 90{} } }]
< SUCCESS
> 00 24 01 80 [$ROOT_BODY 5F37{ sign($ROOT_KEY, $ROOT_BODY) }]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D109} AB{ 80{7F} 90{} } }]
< SUCCESS
> 00 E0 00 00 [62{ 80{0004} 82{01} 83{0109} AB{ 80{7F} 90{} } 8A{05} }]
< SUCCESS
> 00 D6 00 00 [0909]
< SUCCESS
reset
administrator
> 00 A4 00 0C [D108]
< SUCCESS
> 00 20 00 98 ["1234"]
< SUCCESS
> 00 70 00 01
< SUCCESS
> 01 A4 00 0C [D108]
< SUCCESS
> 01 20 00 98 ["1234"]
< SUCCESS
> CERTIFIED 2A 00 BE [$DV_BODY 5F37{ sign($ROOT_KEY, $DV_BODY) }]
< SUCCESS
> CERTIFIED 2A 00 BE [$TERMINAL_BODY 5F37{ sign($DV_KEY, $TERMINAL_BODY) }]
< SUCCESS
> 00 A4 02 0C [0103]
< SUCCESS
> 00 B2 00 02 00
< 31 SUCCESS
> 01 A4 00 0C [D109]
< SUCCESS
> 01 A4 02 0C [0109]
< SUCCESS
"#;

/// Commands that write: one that selects nothing, and one of every way to change what is selected.
const WRITES: [&str; 8] = [
    "00 DA 01 A0 [AABB]",
    // UPDATE BINARY and APPEND RECORD by a short identifier, UPDATE RECORD of the next one.
    "00 D6 82 00 [AABB]",
    "00 E2 00 18 [33]",
    "00 DC 00 02 [34]",
    // CREATE FILE of an EF and of a DF.
    "00 E0 00 00 [62{ 80{0004} 82{01} 83{0105} 8A{05} }]",
    "00 E0 00 00 [62{ 82{38} 83{0105} }]",
    // DELETE FILE of the current DF of the other channel, and of the current EF.
    "00 E4 00 00 [D109]",
    "00 E4 00 00",
];

/// How the flash fails: the power goes, and with it what would be read to mend the index of files;
/// or the word is not what it was to be.
const FAILURES: [Cut; 2] = [Cut::Before, Cut::Unnoticed(1)];

fn card(certified: u8) -> TestCard {
    let text = CARD.replace("CERTIFIED", &format!("0{certified}"));
    let scenario = scenario::parse("card", &text).unwrap().remove(0);
    let mut card = TestCard::blank();
    scenario::play(&scenario, &mut card).unwrap_or_else(|wrong| panic!("{wrong}"));
    card
}

/// Words that a command programs, the last of which ends its transaction.
fn words(write: &str) -> u64 {
    let mut card = card(0);
    let begun = card.flash().operations();
    card.done(write);
    card.flash().operations() - begun
}

/// The card after a command one of whose words failed; the flash reads again.
fn failed(certified: u8, write: &str, word: u64, failure: Cut) -> TestCard {
    let mut card = card(certified);
    card.flash().cut_at(word, failure);
    assert_eq!(card.send(write).1, StatusWord::MEMORY_FAILURE, "{write}, word {word}, {failure:?}");
    card.flash().power_on();
    card
}

/// On both channels: the current record, the current EF, and EF 02 of the current DF, whose reading
/// selects it.
fn selected(card: &mut TestCard) -> Vec<(Vec<u8>, StatusWord)> {
    let probes = ["B2 00 04 00", "B0 00 00 00", "B0 82 00 00"];
    let on = |channel| probes.map(|probe| format!("0{channel} {probe}"));
    [on(0), on(1)].iter().flatten().map(|probe| card.send(probe)).collect()
}

/// On both channels: what the PIN opens, and whether the terminal is known; then, on the first, what
/// the administrator may do.
fn security_statuses(card: &mut TestCard) -> [StatusWord; 5] {
    for channel in 0..2 {
        card.done(&format!("0{channel} A4 00 0C [D108]"));
    }
    let terminal = "22 81 A4 [83{\"JPTERM00001\"}]";
    let mut ask = |command: &str| card.send(command).1;
    let read = [ask("00 B0 81 00 00"), ask("01 B0 81 00 00")];
    let known = [ask(&format!("00 {terminal}")), ask(&format!("01 {terminal}"))];
    ask("00 A4 00 0C [3F00]");
    let create = ask("00 E0 00 00 [62{ 82{38} 83{D10A} }]");
    [read[0], read[1], known[0], known[1], create]
}

/// Can the index of files not be read again, so that the card answers nothing any more?
fn is_lost(card: &mut TestCard) -> bool {
    let lost = card.card.damaged().is_some();
    if lost {
        for refused in ["00 A4 00 0C [D108]", "00 B0 81 00 00", "01 B0 81 00 00"] {
            assert_eq!(card.send(refused).1, StatusWord::MEMORY_FAILURE);
        }
    }
    lost
}

/// Does the command change the index of files?
fn changes_files(write: &str) -> bool {
    write.contains(" E0 ") || write.contains(" E4 ")
}

#[test]
fn a_commit_that_fails_revokes_every_security_status() {
    for write in WRITES {
        let last = words(write) - 1;
        for certified in 0..2 {
            for failure in FAILURES {
                let what = format!("{write}, {failure:?}, channel {certified}");
                let mut card = failed(certified, write, last, failure);
                let lost = changes_files(write) && failure == Cut::Before;
                assert_eq!(is_lost(&mut card), lost, "{what}");
                if !lost {
                    let nothing = [
                        StatusWord::SECURITY_STATUS_NOT_SATISFIED,
                        StatusWord::SECURITY_STATUS_NOT_SATISFIED,
                        StatusWord::REFERENCE_NOT_FOUND,
                        StatusWord::REFERENCE_NOT_FOUND,
                        StatusWord::SECURITY_STATUS_NOT_SATISFIED,
                    ];
                    assert_eq!(security_statuses(&mut card), nothing, "{what}");
                }
            }
        }
    }
}

/// The failure revokes the security statuses, not the command; and a word that fails before the
/// last one ends none of them: nothing was done.
#[test]
fn a_command_done_or_not_begun_revokes_no_security_status() {
    for write in WRITES {
        let mut done = card(0);
        done.done(write);
        let all = [
            StatusWord::SUCCESS,
            StatusWord::SUCCESS,
            StatusWord::SUCCESS,
            StatusWord::REFERENCE_NOT_FOUND,
            StatusWord::SUCCESS,
        ];
        assert_eq!(security_statuses(&mut done), all, "{write}");

        let last = words(write) - 1;
        assert!(last > 0, "{write}");
        let mut stood = 0;
        for word in 0..last {
            let mut card = failed(1, write, word, Cut::Before);
            if changes_files(write) && is_lost(&mut card) {
                continue;
            }
            // With the right to create, the answer is that nothing is written any more.
            let all = [
                StatusWord::SUCCESS,
                StatusWord::SUCCESS,
                StatusWord::REFERENCE_NOT_FOUND,
                StatusWord::SUCCESS,
                StatusWord::MEMORY_FAILURE,
            ];
            assert_eq!(security_statuses(&mut card), all, "{write}, word {word}");
            stood += 1;
        }
        assert!(stood > 0, "{write}");
    }
}

#[test]
fn after_a_commit_that_failed_selected_is_what_was_selected() {
    let before = selected(&mut card(0));
    let record = [
        (vec![0x31], StatusWord::SUCCESS),
        (vec![], StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
        (vec![2, 2, 0, 0], StatusWord::SUCCESS),
    ];
    let bytes = [
        (vec![], StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE),
        (vec![9, 9, 0, 0], StatusWord::SUCCESS),
        (vec![], StatusWord::FILE_NOT_FOUND),
    ];
    assert_eq!(before, [record, bytes].concat());
    let mut moved = 0;
    for write in WRITES {
        let mut done = card(0);
        done.done(write);
        moved += usize::from(selected(&mut done) != before);
        let last = words(write) - 1;
        for failure in FAILURES {
            let mut card = failed(0, write, last, failure);
            if changes_files(write) && failure == Cut::Before {
                assert!(is_lost(&mut card), "{write}");
                continue;
            }
            assert_eq!(selected(&mut card), before, "{write}, {failure:?}");
        }
    }
    assert_eq!(moved, WRITES.len() - 1, "commands that would have selected something else");
}
