//! The languages that the project speaks.

use unic_langid::LanguageIdentifier;

/// A language that is spoken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Japanese (日本語).
    Japanese,
}

impl Language {
    /// All languages, the fallback first.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// The code that `--lang` takes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language of this code, or of a POSIX locale name such as `ja_JP.UTF-8`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['_', '-', '.', '@']).next()?;
        Self::ALL.into_iter().find(|known| known.code() == language)
    }

    /// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is
    /// set and not empty decides; English when none is, or when it is not spoken here.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()))
            .and_then(|value| Self::from_code(&value))
            .unwrap_or(Self::English)
    }

    /// The Fluent source of what status words mean.
    #[must_use]
    pub const fn status_words(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en/status.ftl"),
            Self::Japanese => include_str!("../locales/ja/status.ftl"),
        }
    }

    /// The Fluent source of explanations.
    pub(crate) const fn explanations(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en/explain.ftl"),
            Self::Japanese => include_str!("../locales/ja/explain.ftl"),
        }
    }

    /// Plural rules and numbers go by it.
    #[must_use]
    pub fn identifier(self) -> LanguageIdentifier {
        self.code().parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_in_the_order_of_posix() {
        let language = |pairs: &'static [(&str, &str)]| {
            Language::from_environment(|name| {
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
