//! The names of a resident: what each is written as, read as, and was before.

use serde::{Deserialize, Serialize};

use super::hidden::hide;
use super::{Reason, RegisterDate};

/// The names of a resident. A Japanese national has the one in the family register; a foreign
/// resident one in Roman letters, in kanji, or both.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Name of a Japanese national (氏_日本人, 名_日本人).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub japanese: Option<JapaneseName>,
    /// A foreign resident's in Roman letters (氏名_外国人ローマ字).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roman: Option<NameEntry>,
    /// A foreign resident's in kanji (氏名_外国人漢字).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kanji: Option<NameEntry>,
    /// A former surname (旧氏) that a Japanese national has put on the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_surname: Option<NameEntry>,
    /// Alias (通称) of a foreign resident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<NameEntry>,
    /// Earlier aliases, the oldest first, of one who has none any more; else they are the alias's
    /// history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_aliases: Vec<EarlierName>,
    /// Which of them letters are addressed to (氏名優先区分).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
}

/// Family and given name.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FullName {
    /// Family name (氏).
    pub family: String,
    /// Given name (名).
    pub given: String,
}

/// The name of a Japanese national.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JapaneseName {
    /// Family name (氏).
    pub family: String,
    /// Given name (名).
    pub given: String,
    /// How it is read (フリガナ).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub furigana: Option<FullName>,
    /// Is the reading an attested one (公証確認状況)?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// The day from which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<RegisterDate>,
    /// Why it came onto the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Earlier ones, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<EarlierJapaneseName>,
}

/// An earlier name of a Japanese national.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierJapaneseName {
    /// Family name (氏).
    pub family: String,
    /// Given name (名).
    pub given: String,
    /// How it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub furigana: Option<FullName>,
    /// The day from which it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<RegisterDate>,
    /// The day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<RegisterDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// A name of one part: in Roman letters, in kanji, a former surname, an alias.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NameEntry {
    /// As it is written.
    pub value: String,
    /// How it is read (フリガナ).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub furigana: Option<String>,
    /// Is the reading an attested one (確認状況)?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// The day from which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<RegisterDate>,
    /// Why it came onto the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Earlier ones, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<EarlierName>,
}

/// An earlier name of one part.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierName {
    /// As it was written.
    pub value: String,
    /// How it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub furigana: Option<String>,
    /// The day from which it held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<RegisterDate>,
    /// The day on which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<RegisterDate>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

hide!(Names, FullName, JapaneseName, EarlierJapaneseName, NameEntry, EarlierName);

/// What is known of a reading (公証確認状況): since 26 May 2025 it is on the record itself, as it was
/// notified or confirmed (Family Register Act, article 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// Nobody asked: it is what the municipality uses.
    Unconfirmed,
    /// The resident was told of it.
    Notified,
    /// It is the resident's.
    Confirmed,
}

/// Which name letters are addressed to (氏名優先区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// The Japanese national's name.
    Japanese,
    /// The one in Roman letters.
    Roman,
    /// The one in kanji.
    Kanji,
    /// The former surname with the given name.
    FormerSurname,
    /// The alias.
    Alias,
}

impl From<FullName> for JapaneseName {
    fn from(FullName { family, given }: FullName) -> Self {
        Self {
            family,
            given,
            furigana: None,
            confirmation: None,
            since: None,
            reason: None,
            history: Vec::new(),
        }
    }
}

impl From<String> for NameEntry {
    fn from(value: String) -> Self {
        Self {
            value,
            furigana: None,
            confirmation: None,
            since: None,
            reason: None,
            history: Vec::new(),
        }
    }
}

impl From<String> for EarlierName {
    fn from(value: String) -> Self {
        Self { value, furigana: None, since: None, until: None, reason: None }
    }
}
