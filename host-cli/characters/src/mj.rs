//! MJ numbers (MJ文字図形名): the 58,862 shapes of kanji that the registers of Japan's government and
//! municipalities have between them, and how each is written in Unicode.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::readable::is_selector;
use crate::table;

/// The number of a shape in the MJ list, `MJ000001` and up. Every value of this type is in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MjNumber(u32);

/// A shape of the MJ list, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MjCharacter {
    /// Its number.
    pub number: MjNumber,
    /// The character that it is a shape of (対応するUCS). Three numbers were given up and have none.
    pub base: Option<char>,
    /// The character that stands for this shape alone (実装したUCS): the base, or a compatibility
    /// ideograph.
    pub own: Option<char>,
    /// The selector after the base, U+E0100 and up, that chooses it in the collection `Moji_Joho`.
    pub selector: Option<char>,
    /// The selector after the base, U+FE00 and up, of a compatibility ideograph.
    pub standardized: Option<char>,
}

/// Why a text names no number of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum MjNumberError {
    /// It is not `MJ` and six digits.
    Form,
    /// The list has no such number.
    Unlisted,
}

impl fmt::Display for MjNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "an MJ number is MJ and six digits",
            Self::Unlisted => "no such number is in the MJ list",
        })
    }
}

impl std::error::Error for MjNumberError {}

impl fmt::Display for MjNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MJ{:06}", self.0)
    }
}

impl FromStr for MjNumber {
    type Err = MjNumberError;

    /// # Errors
    /// When it is not `MJ` and six digits, or not in the list.
    fn from_str(text: &str) -> Result<Self, MjNumberError> {
        let digits = text.strip_prefix("MJ").filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse().ok()).ok_or(MjNumberError::Form)?;
        let number = Self(number);
        number.line().map(|_| number).ok_or(MjNumberError::Unlisted)
    }
}

impl MjNumber {
    /// Its row of the list.
    #[must_use]
    pub fn character(self) -> MjCharacter {
        let row = Row::of(self.line().unwrap_or_default());
        let (selector, standardized) = row.selectors().next().unwrap_or_default();
        MjCharacter { number: self, base: row.base, own: row.own, selector, standardized }
    }

    /// What its row says of the reduction map.
    pub(crate) fn reductions(self) -> &'static str {
        self.line().and_then(|line| line.split_once(' ')).map_or("", |(_, reductions)| reductions)
    }

    /// The shape that a character is written as, with a selector of the collection `Moji_Joho` (or
    /// of a compatibility ideograph) or with none. `None` when the list has none of them.
    #[must_use]
    pub fn of(base: char, selector: Option<char>) -> Option<Self> {
        let sequences = &index().sequences;
        let key = (base, selector);
        let found = sequences.binary_search_by_key(&key, |(base, selector, _)| (*base, *selector));
        sequences.get(found.ok()?).map(|(.., number)| *number)
    }

    fn line(self) -> Option<&'static str> {
        let at = usize::try_from(self.0.checked_sub(1)?).ok()?;
        let start = usize::try_from(*index().lines.get(at)?).ok()?;
        let line = table::mj().get(start..)?.lines().next()?;
        (!line.is_empty()).then_some(line)
    }
}

impl MjCharacter {
    /// The shape as text: its character alone when the base stands for it, else base and selector.
    /// 16 numbers that the list calls the same shape as their neighbour have but the base.
    /// `None` for the three numbers that were given up.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let base = self.base?;
        let selector = self.selector.filter(|_| self.own != self.base);
        match (selector, self.own) {
            (Some(selector), _) => Some([base, selector].iter().collect()),
            (None, own) => Some(own.unwrap_or(base).into()),
        }
    }
}

/// Every shape of the list, by number.
pub fn characters() -> impl Iterator<Item = MjCharacter> {
    let numbers = (1_u32..).zip(table::mj().lines());
    numbers.filter(|(_, line)| !line.is_empty()).map(|(number, _)| MjNumber(number).character())
}

/// The written characters of a text: each with the selector behind it when there is one.
pub fn written(text: &str) -> impl Iterator<Item = (char, Option<char>)> {
    let mut characters = text.chars().peekable();
    std::iter::from_fn(move || {
        let base = characters.next()?;
        Some((base, characters.next_if(|next| is_selector(*next))))
    })
}

fn selector(first: u32, digits: &str) -> Option<char> {
    char::from_u32(first.checked_add(digits.parse().ok()?)?)
}

struct Index {
    /// Where the line of each number begins, MJ000001 first.
    lines: Vec<u32>,
    /// Base or own character, selector, number; in order.
    sequences: Vec<(char, Option<char>, MjNumber)>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let (mut lines, mut sequences, mut start) = (Vec::new(), Vec::new(), 0_u32);
        for (number, line) in (1_u32..).zip(table::mj().split_inclusive('\n')) {
            lines.push(start);
            start = start.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
            enter(&mut sequences, MjNumber(number), line.trim_end());
        }
        sequences.sort_unstable();
        Index { lines, sequences }
    })
}

/// Enters all that a line says of how its shape is written.
fn enter(sequences: &mut Vec<(char, Option<char>, MjNumber)>, number: MjNumber, line: &str) {
    let row = Row::of(line);
    let Some(base) = row.base else { return };
    sequences.extend(row.own.map(|own| (own, None, number)));
    for found in row.selectors().flat_map(|(own, standardized)| [own, standardized]).flatten() {
        sequences.push((base, Some(found), number));
    }
}

/// How a line says that its shape is written: `BASE[=|!OWN][IVS[~SVS]][,...]`, `-` for no base.
struct Row<'a> {
    base: Option<char>,
    /// The character that is the shape without a selector: the base (`=`) or another one (`!`).
    own: Option<char>,
    selectors: &'a str,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Self {
        let written = line.split_once(' ').map_or(line, |(written, _)| written);
        let mut characters = written.chars();
        let base = characters.next().filter(|base| *base != '-');
        let rest = characters.as_str();
        if let Some(selectors) = rest.strip_prefix('=') {
            Self { base, own: base, selectors }
        } else if let Some(after) = rest.strip_prefix('!') {
            let mut after = after.chars();
            Self { base, own: after.next(), selectors: after.as_str() }
        } else {
            Self { base, own: None, selectors: rest }
        }
    }

    /// Each pair of an ideographic variation selector and a standardized one.
    fn selectors(&self) -> impl Iterator<Item = (Option<char>, Option<char>)> + use<'a> {
        self.selectors.split(',').map(|part| {
            let (ivs, svs) = part.split_once('~').unwrap_or((part, ""));
            (selector(0xE_0100, ivs), selector(0xFE00, svs))
        })
    }
}
