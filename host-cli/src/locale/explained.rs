//! Explanations in the words of this program.

use juki_explain::Explainer;

use super::Language;

/// What explanations say in the words of this program, Fluent: which command says more.
const fn words(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../locales/en/explain.ftl"),
        Language::Japanese => include_str!("../../locales/ja/explain.ftl"),
    }
}

/// One who explains in a language, and names the commands of this program.
#[must_use]
pub fn explainer(language: Language) -> Explainer {
    Explainer::with_words(language, words(language))
}

#[cfg(test)]
mod tests {
    use apdu_spec::instruction::TABLE;
    use apdu_spec::status::StatusWord;
    use fluent_bundle::FluentResource;
    use juki_explain::{Topic, message_of};

    use super::*;

    #[test]
    fn every_line_that_an_explanation_names_explains_something() {
        let topics = TABLE.iter().map(|row| row.slug().to_string());
        let topics = topics.chain(StatusWord::ALL.iter().map(StatusWord::to_string));
        for name in topics {
            for language in Language::ALL {
                let topic = Topic::find(&name).unwrap().remove(0);
                let text = explainer(language).text(&topic);
                let lines: Vec<_> = text.split("juki explain ").skip(1).collect();
                for named in &lines {
                    let end = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
                    let named = &named[..end.unwrap_or(named.len())];
                    assert!(Topic::find(named).is_ok(), "{name}: {text}");
                }
                // A command's explanation says where its answers are explained.
                let is_command = matches!(topic, Topic::Command(_));
                assert!(!lines.is_empty() || !is_command, "{name}: {text}");
            }
        }
    }

    #[test]
    fn each_word_stands_for_one_that_is_said_and_both_languages_have_it() {
        let others = [0x6102, 0x6C02, 0x63C1].map(StatusWord::new);
        let all = StatusWord::ALL.iter().copied().chain(others);
        let known: Vec<_> = all.map(message_of).collect();
        let of = |language| {
            let source = words(language);
            assert!(FluentResource::try_new(source.to_owned()).is_ok());
            let lines = source.lines().filter_map(|line| line.split_once(" = "));
            lines.map(|(id, _)| id).collect::<Vec<_>>()
        };
        let [english, japanese] = Language::ALL.map(of);
        assert_eq!(english, japanese);
        for id in english {
            let status = id.strip_prefix("explain-").unwrap().to_owned();
            assert!(status == "legend" || known.contains(&status), "{id}");
        }
    }
}
