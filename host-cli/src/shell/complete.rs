//! What a line may begin or go on with.

use apdu_spec::instruction::TABLE;
use apdu_spec::profile::Application;
use juki_explain::Protocol;

use super::{line, names};

/// Every word that a line may begin with.
pub fn commands() -> impl Iterator<Item = String> {
    let own = line::WORDS.iter().map(|word| (*word).to_owned());
    // `select NAME` is the word; its row is reached by `select FORM`.
    own.chain(
        TABLE
            .iter()
            .map(|row| row.slug().to_string())
            .filter(|slug| !line::WORDS.contains(&slug.as_str())),
    )
}

/// Where the last word of a line begins, and what it may become.
#[must_use]
pub fn complete(line: &str, here: Option<&'static Application>) -> (usize, Vec<String>) {
    // A space may be more than one byte long: U+3000, as Japanese keyboards write it.
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let begin = line.len() - word.len();
    let before = line.get(..begin).unwrap_or_default();
    let first = before.split_whitespace().next();
    let choices: Vec<String> = match first {
        None => commands().collect(),
        Some("select" | "cat" | "cd") => names::names(here),
        Some("explain") => {
            let protocols = Protocol::ALL.iter().map(|protocol| protocol.slug().to_owned());
            commands().chain(protocols).collect()
        }
        Some(command) => line::row(command).map_or_else(Vec::new, |row| {
            let forms = row.forms.iter().map(|form| form.name.to_owned());
            forms.chain(line::KEYS.iter().map(|key| format!("{key}="))).collect()
        }),
    };
    let mut choices: Vec<_> = choices.into_iter().filter(|choice| begins(choice, word)).collect();
    choices.sort();
    choices.dedup();
    (begin, choices)
}

/// Capitals or not: names are found either way.
fn begins(choice: &str, word: &str) -> bool {
    choice.get(..word.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu_spec::profile::jpki;

    #[test]
    fn commands_forms_and_files_are_completed() {
        let records = ["read-record", "read-record-odd"].map(str::to_owned).to_vec();
        assert_eq!(complete("read-r", None), (0, records));
        let (at, forms) = complete("read-record by-n", None);
        assert_eq!((at, forms), (12, vec!["by-number".to_owned()]));
        let (_, files) = complete("cat jpki/signing-c", None);
        assert_eq!(files, ["jpki/signing-certificate"]);
        let (_, files) = complete("select signing-c", Some(&jpki::APPLICATION));
        assert_eq!(files, ["signing-certificate"]);
        assert_eq!(complete("nothing ", None).1, [""; 0]);
        assert_eq!(complete("cat EF.D", None), (4, vec!["ef.dir".to_owned()]));
        assert_eq!(complete("cd jpk", None).1[0], "jpki");
        assert_eq!(complete("explain chip-", None).1, ["chip-authentication"]);
        assert_eq!(complete("cat 住", None).1, [""; 0]);
    }

    #[test]
    fn a_space_of_japanese_width_parts_words_too() {
        let line = "cat\u{3000}jpki/signing-c";
        assert_eq!(complete(line, None), (6, vec!["jpki/signing-certificate".to_owned()]));
        assert_eq!(complete("cat\u{3000}", None).0, 6);
    }
}
