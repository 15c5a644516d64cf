//! The language that the environment asks for.

use crate::locale::Language;

/// The variables of POSIX that say it, the first that counts first.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and
/// not empty decides; English when none is, or when it is not spoken here.
#[must_use]
pub fn of_environment() -> Language {
    of(|name| std::env::var(name).ok())
}

fn of(variable: impl Fn(&str) -> Option<String>) -> Language {
    VARIABLES
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .and_then(|value| Language::from_code(&value))
        .unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_in_the_order_of_posix() {
        let language = |pairs: &'static [(&str, &str)]| {
            of(|name| {
                let found = pairs.iter().find(|(key, _)| *key == name)?;
                Some(found.1.to_owned())
            })
        };
        assert_eq!(language(&[]), Language::English);
        assert_eq!(language(&[("LANG", "ja_JP.UTF-8")]), Language::Japanese);
        assert_eq!(language(&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(
            language(&[("LC_ALL", ""), ("LC_MESSAGES", "ja"), ("LANG", "en_GB")]),
            Language::Japanese
        );
        assert_eq!(language(&[("LANG", "fr_FR.UTF-8")]), Language::English);
    }
}
