//! What a municipality says of characters, beside what a record has.

use juki_characters::municipal::MunicipalMap;

/// What a municipality says of the characters of one record: its mapping, and which of the record's
/// characters that mapping put there for others. A digit for each written character, 1 for a
/// substitute; where digits are missing, a character is the record's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MunicipalCharacters {
    /// The mapping.
    pub map: MunicipalMap,
    /// The digits of the name as it is shown.
    pub name: String,
    /// The digits of the address in one line.
    pub address: String,
}

impl From<MunicipalMap> for MunicipalCharacters {
    /// The mapping alone: the record has none of its substitutes yet.
    fn from(map: MunicipalMap) -> Self {
        Self { map, ..Self::default() }
    }
}
