use fluent_bundle::FluentResource;

use super::*;

/// Every file of a language.
fn sources(language: Language) -> [&'static str; 3] {
    [language.status_words(), language.explanations(), language.objects()]
}

fn text(topic: &str, language: Language) -> String {
    let explainer = Explainer::new(language);
    Topic::find(topic).unwrap().iter().map(|topic| explainer.text(topic)).collect()
}

#[test]
fn a_status_word_is_found_by_digits_and_by_name() {
    for topic in ["6983", "69 83", "AUTHENTICATION_METHOD_BLOCKED", "authentication-method-blocked"]
    {
        let text = text(topic, Language::English);
        assert!(
            text.contains("AUTHENTICATION_METHOD_BLOCKED") && text.contains("verify"),
            "{text}"
        );
    }
    assert!(text("63C2", Language::English).contains("2 tries"));
}

#[test]
fn a_command_is_found_by_name_and_by_instruction_byte() {
    for topic in ["read-record", "READ RECORD", "B2", "00B2"] {
        let text = text(topic, Language::English);
        assert!(text.contains("READ RECORD") && text.contains("by-number"), "{text}");
        assert!(text.contains("6A83") && text.contains("11.4.3"), "{text}");
    }
    assert_eq!(
        Topic::find("2A").unwrap().len(),
        TABLE.iter().filter(|row| row.ins == 0x2A).count()
    );
}

#[test]
fn what_is_not_there_names_what_is_near() {
    let unknown = Topic::find("record").unwrap_err();
    assert!(["read-record", "append-record"].iter().all(|n| unknown.near.contains(&(*n).into())));
    assert_eq!(Topic::find("nonsense").unwrap_err().near, [""; 0]);
}

#[test]
fn a_program_says_it_in_its_own_words() {
    let words = "explain-status-wrong-length = Type `help`.";
    let explainer = Explainer::with_words(Language::English, words);
    let advice = |status| explainer.advice(status).unwrap();
    assert_eq!(advice(StatusWord::WRONG_LENGTH), "Type `help`.");
    assert!(advice(StatusWord::RECORD_NOT_FOUND).contains("fewer records"));
    assert_eq!(explainer.meaning(StatusWord::WRONG_LENGTH), "wrong length");
}

#[test]
fn an_explainer_goes_from_thread_to_thread() {
    fn goes<T: Send + Sync>() {}
    goes::<Explainer>();
}

#[test]
fn a_command_shows_what_every_command_may_answer() {
    for row in TABLE {
        let text = text(&row.slug().to_string(), Language::English);
        for status in COMMON {
            let line = format!("  {}  ", shown(*status));
            assert_eq!(text.matches(&line).count(), 1, "{status}: {text}");
        }
    }
}

#[test]
fn a_command_says_how_it_comes_where_that_is_not_left_open() {
    for row in TABLE {
        let shown = text(&row.slug().to_string(), Language::English);
        let says = match row.secure_messaging {
            SecureMessagingRule::Accepted => "",
            SecureMessagingRule::Compulsory => "Inside a session of secure messaging alone.",
            SecureMessagingRule::Never => "In the clear alone, never secured.",
        };
        assert_eq!(shown.lines().nth(1), Some(says), "{shown}");
    }
    for language in Language::ALL {
        for rule in ["explain-secured", "explain-never-secured"] {
            assert_ne!(Explainer::new(language).say(rule), rule, "{language:?}");
        }
    }
}

#[test]
fn every_status_word_and_row_has_its_text_in_every_language() {
    for language in Language::ALL {
        let explainer = Explainer::new(language);
        for status in StatusWord::ALL {
            assert!(
                *status == StatusWord::SUCCESS || explainer.advice(*status).is_some(),
                "{status:?}"
            );
        }
        for row in TABLE {
            let text = text(&row.slug().to_string(), language);
            assert!(text.contains(row.clause) && !text.contains("explain-"), "{text}");
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let ids = |source: &str| -> Vec<String> {
        let lines = source.lines().filter(|line| !line.starts_with([' ', '}', '#']));
        lines.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect()
    };
    let [english, japanese] = Language::ALL.map(|language| sources(language).map(ids));
    assert!(english.concat().len() > 150);
    assert_eq!(english, japanese);
    for language in Language::ALL {
        for source in sources(language) {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{}", language.code());
        }
    }
}

#[test]
fn a_byte_is_an_instruction_and_a_data_object_unless_it_is_said() {
    let both = text("87", Language::English);
    assert!(both.contains("GENERAL AUTHENTICATE, odd") && both.contains("DO 87"), "{both}");
    let object = text("DO 87", Language::English);
    assert!(object.contains("padding indicator") && object.contains("7816-4:2020, 10"), "{object}");
    assert!(!object.contains("GENERAL AUTHENTICATE, odd"), "{object}");
    let instruction = text("INS 87", Language::English);
    assert!(!instruction.contains("DO 87"), "{instruction}");
    for nothing in ["DO 41", "CLA 20", "CLA 0C0C", "INS 01", "DO", "DO xx"] {
        assert!(Topic::find(nothing).is_err(), "{nothing}");
    }
}

#[test]
fn a_class_byte_says_what_is_under_the_checksum() {
    let class = text("CLA 1D", Language::English);
    for said in ["the header under the checksum", "chain", "channel 1"] {
        assert!(class.contains(said), "{class}");
    }
    assert!(text("CLA 00", Language::English).contains("no secure messaging"));
    assert!(text("CLA 61", Language::English).contains("channel 5"));
    let both = text("0CB0", Language::English);
    assert!(both.contains("CLA 0C") && both.contains("READ BINARY"), "{both}");
    assert!(!text("00B0", Language::English).contains("CLA"));
}

#[test]
fn every_data_object_and_protocol_has_its_text_in_every_language() {
    for language in Language::ALL {
        for protocol in Protocol::ALL {
            let text = text(protocol.slug(), language);
            assert!(text.contains(protocol.clause()), "{text}");
            for object in DataObject::of(protocol) {
                let name = Explainer::new(language).say(&format!("object-{}", object.name));
                assert!(text.contains(&name) && name != format!("object-{}", object.name));
                assert!(text.contains(&format!("{:02X}", object.tag)), "{text}");
            }
            assert!(!text.contains("object-") && !text.contains("protocol-"), "{text}");
        }
    }
    let near = Topic::find("authentication").unwrap_err().near;
    assert!(near.contains(&"chip-authentication".to_owned()), "{near:?}");
}

/// Of a session of the card's tests: READ BINARY by short identifier, and its answer.
#[test]
fn a_secured_command_and_its_answer_are_taken_apart() {
    let command = text("0C B0 9C 00 0D 97 01 00 8E 08 0102030405060708 00", Language::English);
    for said in [
        "0CB09C00",
        "secure messaging, the header under the checksum",
        "READ BINARY: short-ef-identifier",
        "97 [1] 00",
        "all there is",
        "8E [8] 0102030405060708",
        "over the counter, the header",
        "how much of the secured answer",
    ] {
        assert!(command.contains(said), "{said}: {command}");
    }
    let cryptogram = "87 11 01 00112233445566778899AABBCCDDEEFF";
    let secured = format!("< {cryptogram} 99 02 62 82 8E 08 0102030405060708 90 00");
    let answer = text(&secured, Language::English);
    for said in [
        "87 [17]",
        "whole blocks",
        "99 [2] 6282",
        "END_OF_FILE_REACHED",
        "8E [8]",
        "9000\n",
        "outside the checksum",
    ] {
        assert!(answer.contains(said), "{said}: {answer}");
    }
    let damaged =
        text("< 87 03 02 0011 99 02 90 00 8E 08 0102030405060708 90 00", Language::English);
    assert!(damaged.contains("not padding indicator 01"), "{damaged}");
}

#[test]
fn the_steps_of_pace_are_told_from_those_of_other_protocols() {
    let say = |line: &str| text(line, Language::English);
    let set = say("> 0022C1A4 12 80 0A 04007F00070202040202 83 01 02 84 01 0C");
    for said in ["id-PACE-ECDH-GM-AES-CBC-CMAC-128", "CAN", "P-256", "PACE: which password"] {
        assert!(set.contains(said), "{said}: {set}");
    }
    assert!(!set.contains("Security environment"), "{set}");
    let key = say("00 22 41 A4 03 84 01 02");
    assert!(key.contains("Security environment") && !key.contains("PACE"), "{key}");
    let chip = say("00 22 41 A4 0F 80 0A 04007F00070202030202 84 01 02");
    assert!(chip.contains("id-CA-ECDH") && chip.contains("card's private key"), "{chip}");
    let name = say("00 22 81 B6 0A 83 08 5445535430303031");
    assert!(name.contains("(CAR)"), "{name}");
    let point = format!("04{}", "11".repeat(64));
    let mapping = say(&format!("10 86 00 00 45 7C 43 81 41 {point} 00"));
    for said in ["chain", "mapping", "81 [65]"] {
        assert!(mapping.contains(said), "{said}: {mapping}");
    }
    assert!(!mapping.contains("RND"), "{mapping}");
    let token = say("< 7C 0A 86 08 0102030405060708 9000");
    assert!(token.contains("PACE: the card's token"), "{token}");
    let nonce = say(&format!("< 7C12 8010 {} 9000", "22".repeat(16)));
    assert!(nonce.contains("PACE: the nonce") && nonce.contains("RND.ICC"), "{nonce}");
    let access = say("< 31 14 30 12 06 0A 04007F00070202040202 02 01 02 02 01 0C 9000");
    assert!(access.contains("SecurityInfo") && access.contains("id-PACE-ECDH-GM"), "{access}");
}

#[test]
fn no_secret_is_shown_that_a_line_holds() {
    for line in [
        "00 20 00 98 04 31 32 33 34",
        "> 00200098 04 ******** # VERIFY verify",
        // In the clear, under the checksum; and of an instruction that the table does not know.
        "0C 20 00 98 10 81 04 31 32 33 34 8E 08 0102030405060708 00",
        "> 00F1 0000 04 31323334",
    ] {
        for language in Language::ALL {
            let masked = Explainer::new(language).say("line-masked");
            let text = text(line, language);
            assert!(text.contains(&masked) && !text.contains("3132"), "{text}");
        }
    }
    let shown =
        text("0C A4 00 0C 10 81 04 31 32 33 34 8E 08 0102030405060708 00", Language::English);
    assert!(shown.contains("81 [4] 31323334"), "{shown}");
}

#[test]
fn lines_that_are_no_apdu_say_so() {
    let say = |line: &str| text(line, Language::English);
    assert!(say("> 00A4000C 05 3F00").contains("lengths do not add up"));
    assert!(say("> 20A4000C").contains("no class byte"));
    assert!(say("> 00F10000").contains("no such command"));
    // Bytes of a file are not data objects because they happen to read as such.
    let answer = say("< 42 01 00 9000");
    assert!(answer.contains("420100") && !answer.contains("42 [1]"), "{answer}");
}

#[test]
fn what_a_status_word_says_in_pace_is_told() {
    let say = |topic: &str| text(topic, Language::English);
    assert!(say("63C1").contains("suspended"));
    assert!(say("6985").contains("suspended PIN"));
    assert!(say("6300").contains("the CAN"));
    for lost in ["6987", "6988"] {
        assert!(say(lost).contains("MUTUAL AUTHENTICATE or PACE"));
    }
    for word in ["63Cx", "63C1", "63C0", "6300", "6985", "6983", "6A80"] {
        for language in Language::ALL {
            assert!(text("pace", language).contains(word), "{word}");
        }
    }
}
