use fluent_bundle::FluentResource;

use super::*;

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
    let [english, japanese] =
        Language::ALL.map(|language| [language.status_words(), language.explanations()].map(ids));
    assert!(english.concat().len() > 60);
    assert_eq!(english, japanese);
    for language in Language::ALL {
        for source in [language.status_words(), language.explanations()] {
            assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{}", language.code());
        }
    }
}
