//! What a line may begin or go on with.

use apdu_spec::instruction::TABLE;
use apdu_spec::profile::Application;

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
    let begin = line.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, word) = line.split_at(begin);
    let first = before.split_whitespace().next();
    let choices: Vec<String> = match first {
        None => commands().collect(),
        Some("select" | "cat") => names::known(here),
        Some("explain") => commands().collect(),
        Some(command) => line::row(command).map_or_else(Vec::new, |row| {
            let forms = row.forms.iter().map(|form| form.name.to_owned());
            forms.chain(line::KEYS.iter().map(|key| format!("{key}="))).collect()
        }),
    };
    let mut choices: Vec<_> =
        choices.into_iter().filter(|choice| choice.starts_with(word)).collect();
    choices.sort();
    choices.dedup();
    (begin, choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use apdu_spec::profile::jpki;

    #[test]
    fn commands_forms_and_files_are_completed() {
        assert_eq!(complete("read-r", None), (0, vec!["read-record".to_owned()]));
        let (at, forms) = complete("read-record by-n", None);
        assert_eq!((at, forms), (12, vec!["by-number".to_owned()]));
        let (_, files) = complete("cat jpki/signing-c", None);
        assert_eq!(files, ["jpki/signing-certificate"]);
        let (_, files) = complete("select signing-c", Some(&jpki::APPLICATION));
        assert_eq!(files, ["signing-certificate"]);
        assert_eq!(complete("nothing ", None).1, [""; 0]);
    }
}
