//! The mappings that are published with the program.

/// A mapping with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedMap {
    /// Its name.
    pub name: &'static str,
    /// Its text, TOML.
    pub toml: &'static str,
}

/// All of them.
pub const ALL: [PublishedMap; 3] = [
    PublishedMap { name: "standard", toml: include_str!("../maps/standard.toml") },
    PublishedMap { name: "spreadsheet", toml: include_str!("../maps/spreadsheet.toml") },
    PublishedMap { name: "fixed", toml: include_str!("../maps/fixed.toml") },
];

/// The one of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static PublishedMap> {
    ALL.iter().find(|map| map.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mapping;

    #[test]
    fn every_published_mapping_is_one() {
        for map in ALL {
            assert!(
                Mapping::parse(map.toml).is_ok(),
                "{}: {:?}",
                map.name,
                Mapping::parse(map.toml)
            );
        }
        assert!(find("other").is_none());
    }
}
