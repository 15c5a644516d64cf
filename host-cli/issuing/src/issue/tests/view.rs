//! The PKCS#15 view of an issued card, by the commands that OpenSC sends.

use apdu_spec::profile::{APPLICATIONS, Profile, pkcs15};
use apdu_spec::status::StatusWord;

use super::*;

/// What the card answers to a command in hexadecimal.
fn answer(card: &mut dyn Reader, command: &str) -> (Vec<u8>, StatusWord) {
    let mut answer = card.transmit(&hex::decode(command).unwrap()).unwrap();
    let status = answer.split_off(answer.len() - 2);
    (answer, StatusWord::from([status[0], status[1]]))
}

fn status(card: &mut dyn Reader, command: &str) -> StatusWord {
    answer(card, command).1
}

/// An issued card, and the blank's file that it lives in.
fn issued(name: &str) -> (BlankCard, VirtualCard) {
    let blank = BlankCard::new(&format!("view-{name}"));
    let mut card = blank.open();
    let (done, _) = run(&mut card, &record(name), "1234", usize::MAX);
    done.unwrap();
    card.reset().unwrap();
    (blank, card)
}

const SELECT_VIEW: &str = "00A404000CA000000063504B43532D313500";
const SELECT_JPKI: &str = "00A40800024A5000";

/// RESET RETRY COUNTER as OpenSC sends it: code and new value, padded.
fn unblock(reference: u8, code: &str, new: &str) -> String {
    let padded = format!("{:F<16}", hex::encode_upper(new));
    format!("002C00{reference:02X}10{}{padded}", hex::encode_upper(code))
}

/// VERIFY, padded.
fn verify(reference: u8, pin: &str) -> String {
    format!("002000{reference:02X}08{:F<16}", hex::encode_upper(pin))
}

fn resetting_code(card: &mut dyn Reader) -> Zeroizing<String> {
    let (serial, generation) = known_keys(card);
    authority().resetting_code(&serial, generation)
}

/// A code that is not the card's.
fn wrong_code(right: &str) -> &'static str {
    if right == "00000000" { "00000001" } else { "00000000" }
}

#[test]
fn what_opensc_reads_is_there_for_everybody() {
    let (_blank, mut card) = issued("taro");
    assert_eq!(status(&mut card, SELECT_VIEW), StatusWord::SUCCESS);
    let (data, done) = answer(&mut card, "00CA01A014");
    assert_eq!((data.len(), data[5..8].to_vec(), done), (20, vec![3, 5, 0], StatusWord::SUCCESS));
    for object in pkcs15::APPLICATION.objects {
        let (fci, done) = answer(&mut card, &format!("00A40800045015{:04X}FF", object.fid));
        assert_eq!(done, StatusWord::SUCCESS, "{}", object.name);
        let fci = apdu_spec::tlv::find(&fci, 0x6F_u8).unwrap();
        let of = |tag: u8| apdu_spec::tlv::find(fci, tag).unwrap();
        assert_eq!((of(0x86), of(0x8A)), (pkcs15::EF_ACCESS, &[0x05][..]));
        // As long as its content: no filler behind it, which OpenSC would take for more of it.
        let size = u16::from_be_bytes(of(0x80).try_into().unwrap());
        let (content, done) = answer(&mut card, &format!("00B00000{size:02X}"));
        assert_eq!((content.len(), done), (size.into(), StatusWord::SUCCESS));
        assert_ne!(content.last(), Some(&0xFF), "{}", object.name);
        let update = format!("00D60000{:02X}{}", 1, "00");
        assert_eq!(status(&mut card, &update), StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    }
}

/// What OpenSC 0.27.1 sent to a card that had the card data in DF 5015 alone. It keeps files under
/// serial number and number of changes, which it asks for before each of them, and so read the
/// same token again and again.
const OPENSC: &str = include_str!("../../../../../test-vectors/traces/opensc-0.27-p256.trace");

#[test]
fn opensc_0_27_meets_the_same_card_wherever_it_stands() {
    let (_blank, mut card) = issued("taro");
    let (wanted, done) = {
        assert_eq!(status(&mut card, SELECT_VIEW), StatusWord::SUCCESS);
        answer(&mut card, "00CA01A014")
    };
    assert_eq!((wanted.len(), done), (20, StatusWord::SUCCESS));
    card.reset().unwrap();
    let (mut asked, mut without, mut at) = (0, 0, String::new());
    let lines: Vec<&str> = OPENSC.lines().collect();
    for (number, pair) in lines.windows(2).enumerate() {
        if pair[0] == "-- reset" {
            card.reset().unwrap();
        }
        let (Some(command), Some(then)) = (pair[0].strip_prefix("> "), pair[1].strip_prefix("< "))
        else {
            continue;
        };
        let command = command.split(" # ").next().unwrap().replace(' ', "");
        let told = then.split(" # ").next().unwrap().replace(' ', "");
        let told = told.get(told.len() - 4..).unwrap();
        let (data, done) = answer(&mut card, &command);
        let what = format!("line {}: {command} in {at}", number + 1);
        if command.starts_with("00A4") {
            command.clone_into(&mut at);
        }
        if command.starts_with("00CA01A0") {
            assert_eq!((&data, done), (&wanted, StatusWord::SUCCESS), "{what}");
            asked += 1;
            without += usize::from(told == "6A88");
        } else {
            assert_eq!(format!("{:04X}", done.value()), told, "{what}");
        }
    }
    assert_eq!((asked, without), (84, 27), "as often as it was asked, and then not answered");
}

#[test]
fn the_card_data_are_the_same_in_the_mf_and_every_df_and_nobody_changes_them() {
    let (_blank, mut card) = issued("taro");
    assert_eq!(status(&mut card, SELECT_VIEW), StatusWord::SUCCESS);
    let (wanted, _) = answer(&mut card, "00CA01A014");
    let dfs = APPLICATIONS.iter().map(|application| application.fid);
    let mut there = 0;
    for fid in dfs.chain([apdu_spec::file::MF]) {
        let select = format!("00A4000C02{fid:04X}");
        assert_eq!(status(&mut card, "00A4000C023F00"), StatusWord::SUCCESS);
        if status(&mut card, &select) != StatusWord::SUCCESS {
            continue;
        }
        there += 1;
        let said = answer(&mut card, "00CA01A000");
        assert_eq!(said, (wanted.clone(), StatusWord::SUCCESS), "{fid:04X}");
        let put = status(&mut card, "00DA01A00100");
        assert_eq!(put, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{fid:04X}");
    }
    assert!(there > 5, "{there}");
}

#[test]
fn the_resetting_code_unblocks_both_pins_and_nothing_else() {
    let (_blank, mut card) = issued("taro");
    let code = resetting_code(&mut card);
    for (reference, tries, old, new) in [(0x98, 3, "4321", "2468"), (0x9B, 5, "ABC123", "XYZ789")] {
        assert_eq!(status(&mut card, SELECT_JPKI), StatusWord::SUCCESS);
        for left in (0..tries).rev() {
            let wrong = status(&mut card, &verify(reference, "9999"));
            assert_eq!(wrong, StatusWord::tries(left));
        }
        let blocked = status(&mut card, &verify(reference, old));
        assert_eq!(blocked, StatusWord::AUTHENTICATION_METHOD_BLOCKED);
        let refused = status(&mut card, &unblock(reference, wrong_code(&code), new));
        assert_eq!(refused, StatusWord::tries(9));
        assert_eq!(status(&mut card, &unblock(reference, &code, new)), StatusWord::SUCCESS);
        // The right code gives its own tries back too.
        assert_eq!(status(&mut card, "00200002"), StatusWord::tries(10));
        assert_eq!(status(&mut card, &verify(reference, old)), StatusWord::tries(tries - 1));
        assert_eq!(status(&mut card, &verify(reference, new)), StatusWord::SUCCESS);
    }
    // The PIN of the text application and its codes are reset at the counter only.
    assert_eq!(status(&mut card, "00A40800024A5400"), StatusWord::SUCCESS);
    for reference in [0x91, 0x94, 0x95] {
        let refused = status(&mut card, &unblock(reference, &code, "2468"));
        assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{reference:02X}");
    }
}

#[test]
fn ten_wrong_codes_end_it_and_the_counter_helps_with_the_pins_alone() {
    let (_blank, mut card) = issued("taro");
    let code = resetting_code(&mut card);
    assert_eq!(status(&mut card, SELECT_JPKI), StatusWord::SUCCESS);
    for left in (0..10).rev() {
        let wrong = status(&mut card, &unblock(0x98, wrong_code(&code), "2468"));
        assert_eq!(wrong, StatusWord::tries(left));
    }
    let blocked = status(&mut card, &unblock(0x98, &code, "2468"));
    assert_eq!(blocked, StatusWord::AUTHENTICATION_METHOD_BLOCKED);
    // Nor does the issuer change the code or give its tries back.
    let mut session = Session::new(&mut card);
    at_counter(authority(), |counter| {
        reset_pins(&mut session, counter, &[Pin::Authentication], &pin_value("1357")).unwrap();
    });
    drop(session);
    let (serial, generation) = known_keys(&mut card);
    let key = authority().issuer_key(&serial, generation);
    assert!(administrator::tests_only_prove(&mut card, &key));
    for command in ["002C0202083132333435363738", "002C0302", "0024010208 3132333435363738"] {
        let refused = status(&mut card, &command.replace(' ', ""));
        assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED, "{command}");
    }
    assert_eq!(status(&mut card, SELECT_JPKI), StatusWord::SUCCESS);
    assert_eq!(status(&mut card, &verify(0x98, "1357")), StatusWord::SUCCESS);
}

/// There is a place for the signing password, which its authority can fill, but no key to use.
#[test]
fn a_child_s_card_signs_nothing_whatever_the_code_opens() {
    let (_blank, mut card) = issued("kenta");
    let code = resetting_code(&mut card);
    assert_eq!(status(&mut card, SELECT_JPKI), StatusWord::SUCCESS);
    let unset = status(&mut card, &verify(0x9B, "ABC123"));
    assert_eq!(unset, StatusWord::REFERENCE_DATA_NOT_USABLE);
    assert_eq!(status(&mut card, &unblock(0x9B, &code, "ABC123")), StatusWord::SUCCESS);
    assert_eq!(status(&mut card, &verify(0x9B, "ABC123")), StatusWord::SUCCESS);
    assert_eq!(status(&mut card, "002241B60A8001048102001A840100"), StatusWord::SUCCESS);
    let hash = "07".repeat(32);
    let refused = status(&mut card, &format!("002A9E9A20{hash}00"));
    assert_eq!(refused, StatusWord::REFERENCE_DATA_NOT_USABLE);
}

#[test]
fn a_card_with_rsa_keys_has_neither_view_nor_code() {
    let face = CardIdentity { serial: *b"JUKIV0000000001", atr: ATR.to_vec() };
    let rsa = PreIssuingData::of(Profile::MyNumber);
    let blank =
        BlankCard::of("rsa", &virtual_card::format(face, &TEST_TRANSPORT_KEY, rsa).unwrap());
    let mut card = blank.open();
    let (done, _) = run(&mut card, &record("taro"), "1234", usize::MAX);
    done.unwrap();
    card.reset().unwrap();
    assert_eq!(status(&mut card, SELECT_VIEW), StatusWord::FILE_NOT_FOUND);
    assert_eq!(status(&mut card, "00200002"), StatusWord::REFERENCE_NOT_FOUND);
    for df in ["00A4000C023F00", SELECT_JPKI] {
        assert_eq!(status(&mut card, df), StatusWord::SUCCESS);
        assert_eq!(status(&mut card, "00CA01A000"), StatusWord::REFERENCE_NOT_FOUND, "{df}");
    }
}
