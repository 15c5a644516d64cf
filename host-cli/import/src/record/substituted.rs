//! Which characters of a row a record has others for.

use std::io::Read;

use juki_characters::municipal::MunicipalMap;
use juki_records::municipal_characters::entry;

use super::Table;
use crate::mapping::Target;
use crate::report::SubstitutedCharacter;

impl<R: Read> Table<'_, R> {
    /// The characters of the last row for which its record has substitutes, in the order of the
    /// mapping; those of the texts that every record has first.
    #[must_use]
    pub fn substituted(&self) -> Vec<SubstitutedCharacter> {
        let Some(map) = self.characters else { return Vec::new() };
        let mut found = Vec::new();
        for (path, value) in &self.mapping.constants {
            for (position, character, text) in substitutes(value.as_str().unwrap_or_default(), map)
            {
                found.push(SubstitutedCharacter {
                    line: self.line(),
                    column: None,
                    path: Some(path.to_string()),
                    position,
                    character,
                    text,
                });
            }
        }
        for (number, column) in self.mapping.columns.iter().enumerate() {
            let Ok(text) = self.text(number) else { continue };
            if column.target == Target::Ignored || text.is_ascii() {
                continue;
            }
            let path = column.paths().first().map(ToString::to_string);
            for (position, character, text) in substitutes(&text, map) {
                found.push(SubstitutedCharacter {
                    line: self.line(),
                    column: self.column_place(number),
                    path: path.clone(),
                    position,
                    character,
                    text,
                });
            }
        }
        found
    }
}

/// Place, character and substitute of each in a text.
fn substitutes<'t>(
    text: &'t str,
    map: &'t MunicipalMap,
) -> impl Iterator<Item = (usize, char, String)> + 't {
    (1..).zip(text.chars()).filter_map(move |(position, character)| {
        let entry = entry(character, map).filter(|entry| entry.is_substitute())?;
        Some((position, character, entry.text.clone()))
    })
}
