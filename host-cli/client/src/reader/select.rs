//! Which card a user means: pure functions over what they wrote and the readers there are.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::ReaderError;

/// Which card is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The card image at this path.
    Image(PathBuf),
    /// The PC/SC reader with this in its name.
    Named(String),
    /// The one PC/SC reader that holds a card.
    Only,
}

impl Choice {
    /// Reads `virtual:PATH`, `pcsc`, `pcsc:NAME`, a path or a part of a reader's name. Without
    /// a prefix it is a path when it has a `/`, ends in `.juki`, or `is_file` says so.
    pub fn parse(text: &OsStr, is_file: impl Fn(&Path) -> bool) -> Self {
        let path = Path::new(text);
        let plain = text.to_string_lossy();
        if let Some(rest) = strip_prefix(text, "virtual:") {
            Self::Image(PathBuf::from(rest))
        } else if plain == "pcsc" || plain == "pcsc:" {
            Self::Only
        } else if let Some(name) = plain.strip_prefix("pcsc:") {
            Self::Named(name.to_owned())
        } else if plain.contains('/')
            || path.extension() == Some(OsStr::new("juki"))
            || is_file(path)
        {
            Self::Image(path.to_owned())
        } else {
            Self::Named(plain.into_owned())
        }
    }
}

/// A path need not be Unicode, and its prefix is ASCII.
fn strip_prefix<'a>(text: &'a OsStr, prefix: &str) -> Option<&'a OsStr> {
    use std::os::unix::ffi::OsStrExt;
    text.as_bytes().strip_prefix(prefix.as_bytes()).map(OsStr::from_bytes)
}

/// What a PC/SC reader says about its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// No card.
    Empty,
    /// A card that answers.
    Card,
    /// A card that another program uses.
    Shared,
    /// A card that another program keeps to itself.
    Exclusive,
    /// A card that does not answer.
    Mute,
    /// The reader cannot be used.
    Unavailable,
}

impl Slot {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Card => "card",
            Self::Shared => "shared",
            Self::Exclusive => "exclusive",
            Self::Mute => "mute",
            Self::Unavailable => "unavailable",
        }
    }

    /// True when there is a card, whether or not it can be used now.
    #[must_use]
    pub const fn holds_card(self) -> bool {
        matches!(self, Self::Card | Self::Shared | Self::Exclusive | Self::Mute)
    }
}

/// A PC/SC reader, as the service lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderInfo {
    /// Its name, as the service gives it.
    pub name: String,
    /// Its slot.
    pub slot: Slot,
    /// The ATR of its card; empty without one.
    pub atr: Vec<u8>,
}

/// The one reader that is meant. With a part of a name: the reader of exactly that name, else
/// the only one whose name has the part in it (upper and lower case are one), else the only one
/// of those that holds a card. Without: the only one that holds a card.
///
/// # Errors
/// When there is none, or more than one.
pub fn pick<'a>(
    readers: &'a [ReaderInfo],
    part: Option<&str>,
) -> Result<&'a ReaderInfo, ReaderError> {
    let names = |readers: &[&ReaderInfo]| readers.iter().map(|found| found.name.clone()).collect();
    let all: Vec<&ReaderInfo> = readers.iter().collect();
    let meant: Vec<&ReaderInfo> = match part {
        None => all,
        Some(part) => {
            if let Some(exact) = readers.iter().find(|found| found.name == part) {
                return with_card(exact);
            }
            let lower = part.to_lowercase();
            let with_part: Vec<&ReaderInfo> = all
                .iter()
                .copied()
                .filter(|found| found.name.to_lowercase().contains(&lower))
                .collect();
            match with_part.as_slice() {
                [] => {
                    return Err(ReaderError::NoSuchReader {
                        part: part.to_owned(),
                        readers: names(&all),
                    });
                }
                [one] => return with_card(one),
                _ => with_part,
            }
        }
    };
    let mut cards = meant.iter().filter(|found| found.slot.holds_card());
    match (meant.as_slice(), cards.next(), cards.next()) {
        ([], ..) => Err(ReaderError::NoReader),
        (_, Some(one), None) => Ok(one),
        ([only], None, _) => Err(ReaderError::NoCard(Some(only.name.clone()))),
        (_, None, _) => Err(ReaderError::NoCard(None)),
        (_, Some(_), Some(_)) => {
            let with_cards: Vec<&ReaderInfo> =
                meant.into_iter().filter(|found| found.slot.holds_card()).collect();
            Err(ReaderError::SeveralReaders(names(&with_cards)))
        }
    }
}

fn with_card(found: &ReaderInfo) -> Result<&ReaderInfo, ReaderError> {
    if found.slot.holds_card() {
        Ok(found)
    } else {
        Err(ReaderError::NoCard(Some(found.name.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(text: &str) -> Choice {
        Choice::parse(OsStr::new(text), |path| path == Path::new("mycard"))
    }

    #[test]
    fn what_a_user_may_write() {
        assert_eq!(choice("virtual:a b"), Choice::Image("a b".into()));
        assert_eq!(choice("./card"), Choice::Image("./card".into()));
        assert_eq!(choice("x.juki"), Choice::Image("x.juki".into()));
        assert_eq!(choice("mycard"), Choice::Image("mycard".into()));
        assert_eq!(choice("pcsc"), Choice::Only);
        assert_eq!(choice("pcsc:A/B"), Choice::Named("A/B".into()));
        assert_eq!(choice("Gemalto"), Choice::Named("Gemalto".into()));
    }

    fn found(name: &str, slot: Slot) -> ReaderInfo {
        ReaderInfo { name: name.into(), slot, atr: Vec::new() }
    }

    fn picked(readers: &[ReaderInfo], part: Option<&str>) -> Result<String, ReaderError> {
        pick(readers, part).map(|found| found.name.clone())
    }

    #[test]
    fn without_a_name_the_only_card_is_meant() {
        let one = [found("A", Slot::Empty), found("B", Slot::Card)];
        assert_eq!(picked(&one, None).unwrap(), "B");
        assert!(matches!(picked(&[], None), Err(ReaderError::NoReader)));
        assert!(
            matches!(picked(&[found("A", Slot::Empty)], None), Err(ReaderError::NoCard(Some(name))) if name == "A")
        );
        let none = [found("A", Slot::Empty), found("B", Slot::Empty)];
        assert!(matches!(picked(&none, None), Err(ReaderError::NoCard(None))));
        let two = [found("A", Slot::Card), found("B", Slot::Empty), found("C", Slot::Mute)];
        assert!(
            matches!(picked(&two, None), Err(ReaderError::SeveralReaders(n)) if n == ["A", "C"])
        );
    }

    #[test]
    fn a_part_of_a_name_is_enough_when_it_tells_one_from_the_others() {
        let readers = [
            found("Virtual PCD 00 00", Slot::Card),
            found("Virtual PCD 00 01", Slot::Empty),
            found("ACS ACR39U", Slot::Card),
        ];
        assert_eq!(picked(&readers, Some("acr39")).unwrap(), "ACS ACR39U");
        assert_eq!(picked(&readers, Some("virtual")).unwrap(), "Virtual PCD 00 00");
        assert!(
            matches!(picked(&readers, Some("00 01")), Err(ReaderError::NoCard(Some(name))) if name == "Virtual PCD 00 01")
        );
        assert!(matches!(
            picked(&readers, Some("Sony")),
            Err(ReaderError::NoSuchReader { readers, .. }) if readers.len() == 3
        ));
        assert!(matches!(
            picked(&readers, Some("C")),
            Err(ReaderError::SeveralReaders(names)) if names.len() == 2
        ));
    }

    #[test]
    fn an_exact_name_wins_over_one_that_contains_it() {
        let readers = [found("Reader", Slot::Card), found("Reader 2", Slot::Card)];
        assert_eq!(picked(&readers, Some("Reader")).unwrap(), "Reader");
    }
}
