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

    /// Its code (ISO 639-1).
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

    /// What status words mean, a Fluent file.
    #[must_use]
    pub const fn status_words(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en/status.ftl"),
            Self::Japanese => include_str!("../locales/ja/status.ftl"),
        }
    }

    /// Explanations, a Fluent file.
    pub(crate) const fn explanations(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en/explain.ftl"),
            Self::Japanese => include_str!("../locales/ja/explain.ftl"),
        }
    }

    /// What data objects, protocols and class bytes are, a Fluent file.
    pub(crate) const fn objects(self) -> &'static str {
        match self {
            Self::English => include_str!("../locales/en/objects.ftl"),
            Self::Japanese => include_str!("../locales/ja/objects.ftl"),
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
    fn a_language_is_found_by_its_code_and_by_a_name_of_posix() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
        assert_eq!(Language::from_code("ja_JP.UTF-8"), Some(Language::Japanese));
        assert_eq!(Language::from_code("C"), None);
    }
}
