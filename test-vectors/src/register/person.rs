//! Somebody of a register, drawn from a seed.

use super::vocabulary::{
    ALIASES, BUILDINGS, FOREIGN, ForeignName, MEN, RARE_SURNAMES, Read, SURNAMES, TOWNS, WOMEN,
};
use crate::rng::TestRng;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Of the Gregorian calendar.
    pub year: u32,
    /// From 1.
    pub month: u32,
    /// From 1.
    pub day: u32,
}

/// What those of one household have in common.
#[derive(Clone, Debug)]
pub(super) struct Household {
    number: u64,
    surname: Read,
    town: (&'static str, &'static str, &'static str),
    block: usize,
    building: Option<(Read, usize)>,
}

/// A foreign resident's items.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foreign {
    pub(super) roman: &'static str,
    pub(super) furigana: &'static str,
    pub(super) kanji: Option<&'static str>,
    pub(super) nationality: Read,
    pub(super) alias: Option<Read>,
    pub(super) until: Day,
    pub(super) card: u64,
}

/// A resident.
#[derive(Clone, Debug)]
pub struct Person {
    pub(super) number: u64,
    pub(super) household: Household,
    /// Place in the household, from 1: the first is its head.
    pub(super) order: usize,
    pub(super) head: String,
    pub(super) family: Read,
    pub(super) given: Read,
    pub(super) former_surname: Option<Read>,
    pub(super) is_woman: bool,
    pub(super) birth: Day,
    /// The register does not know the day of the birth, or neither day nor month.
    pub(super) unknown_birth: Option<UnknownPart>,
    pub(super) since: Day,
    pub(super) foreign: Option<Foreign>,
    pub(super) relationship: &'static str,
}

/// What of a day a register does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnknownPart {
    Day,
    DayAndMonth,
}

impl Household {
    /// The household of this number, and how many are in it.
    fn drawn(number: u64, rng: &mut TestRng, rare: bool) -> (Self, usize) {
        let surname =
            if rare && rng.below(40) == 0 { pick(RARE_SURNAMES, rng) } else { pick(SURNAMES, rng) };
        let town = TOWNS[rng.below(TOWNS.len())];
        let block = 1 + rng.below(30);
        let building =
            (rng.below(3) == 0).then(|| (pick(BUILDINGS, rng), 101 + 100 * rng.below(9)));
        (Self { number, surname, town, block, building }, 1 + rng.below(4))
    }

    pub(super) fn number(&self) -> String {
        format!("{:015}", 200_000_000 + self.number)
    }

    pub(super) fn town_code(&self) -> &'static str {
        self.town.0
    }

    pub(super) fn town(&self) -> &'static str {
        self.town.1
    }

    pub(super) fn postcode(&self) -> &'static str {
        self.town.2
    }

    pub(super) fn block(&self) -> String {
        full_width(&format!("{}番{}号", self.block, self.block % 7 + 1))
    }

    pub(super) fn building(&self) -> String {
        self.building.map_or_else(String::new, |((name, _), room)| {
            format!("{name}{}号室", full_width(&room.to_string()))
        })
    }

    pub(super) fn building_furigana(&self) -> String {
        self.building.map_or_else(String::new, |((_, furigana), _)| furigana.to_owned())
    }
}

impl Person {
    pub(super) fn register_number(&self) -> String {
        format!("{:015}", 100_000_000 + self.number)
    }

    /// Eleven digits. No two people have the same: the factor has no divisor in common with 10^10.
    pub(super) fn record_code(&self) -> String {
        const BODIES: u64 = 10_000_000_000;
        with_check_digit(&format!("{:010}", (self.number * 7_368_787_013 + 1_234_567) % BODIES))
    }

    /// Twelve digits, each once.
    pub(super) fn personal_number(&self) -> String {
        const BODIES: u64 = 100_000_000_000;
        // 64 bits hold the product of a number below 10^8.
        with_check_digit(&format!("{:011}", (self.number * 37_368_787_013 + 7_654_321) % BODIES))
    }

    /// The name in one text, as a spreadsheet holds it.
    pub(super) fn whole_name(&self) -> String {
        match self.foreign {
            Some(foreign) => foreign.roman.to_owned(),
            None => format!("{}　{}", self.family.0, self.given.0),
        }
    }

    pub(super) fn whole_furigana(&self) -> String {
        match self.foreign {
            Some(foreign) => foreign.furigana.to_owned(),
            None => format!("{}　{}", self.family.1, self.given.1),
        }
    }
}

/// Everybody of a municipality, household after household, in memory that does not grow.
#[derive(Debug)]
pub struct People {
    seed: u64,
    rare: bool,
    foreign: bool,
    household: Option<(Household, usize, TestRng)>,
    households: u64,
    order: usize,
    head: String,
    people: u64,
}

impl People {
    /// Those of this seed: the same every time. With `rare` some have names that only Unicode
    /// writes.
    #[must_use]
    pub const fn new(seed: u64, rare: bool) -> Self {
        Self {
            seed,
            rare,
            foreign: true,
            household: None,
            households: 0,
            order: 0,
            head: String::new(),
            people: 0,
        }
    }

    /// The same without foreign residents.
    #[must_use]
    pub fn japanese(self) -> Self {
        Self { foreign: false, ..self }
    }
}

/// Without an end.
impl Iterator for People {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        if self.household.as_ref().is_none_or(|(_, size, _)| self.order == *size) {
            self.households += 1;
            self.order = 0;
            let mut rng = TestRng::new(self.seed.rotate_left(32) ^ self.households);
            let (household, size) = Household::drawn(self.households, &mut rng, self.rare);
            self.household = Some((household, size, rng));
        }
        let (household, _, rng) = self.household.as_mut()?;
        self.order += 1;
        self.people += 1;
        let mut person = drawn(self.people, self.order, household, rng);
        if !self.foreign {
            person.foreign = None;
        }
        if self.order == 1 {
            self.head = person.whole_name();
        }
        person.head.clone_from(&self.head);
        Some(person)
    }
}

fn drawn(number: u64, order: usize, household: &Household, rng: &mut TestRng) -> Person {
    let is_woman = if order <= 2 { order == 2 } else { rng.below(2) == 0 };
    let years = if order <= 2 { (1930, 70) } else { (1995, 28) };
    let birth = day(rng, years.0, years.1);
    let foreign = (rng.below(16) == 0).then(|| foreign(rng));
    let given = pick(if is_woman { WOMEN } else { MEN }, rng);
    let former = is_woman && foreign.is_none() && rng.below(20) == 0;
    let unknown = match rng.below(200) {
        0 => Some(UnknownPart::Day),
        1 => Some(UnknownPart::DayAndMonth),
        _ => None,
    };
    Person {
        number,
        household: household.clone(),
        order,
        head: String::new(),
        family: household.surname,
        given,
        former_surname: former.then(|| pick(SURNAMES, rng)),
        is_woman,
        birth,
        unknown_birth: unknown,
        since: Day { year: 2024 + rng.below_u32(2), ..day(rng, 2024, 1) },
        foreign,
        relationship: match (order, is_woman) {
            (1, _) => "02",
            (2, _) => "12",
            (_, false) => "20",
            (_, true) => "21",
        },
    }
}

fn foreign(rng: &mut TestRng) -> Foreign {
    let ForeignName { roman, furigana, kanji, nationality } = &FOREIGN[rng.below(FOREIGN.len())];
    Foreign {
        roman,
        furigana,
        kanji: *kanji,
        nationality: *nationality,
        alias: (rng.below(2) == 0).then(|| pick(ALIASES, rng)),
        until: day(rng, 2027, 5),
        card: rng.next_u64() % 100_000_000,
    }
}

fn day(rng: &mut TestRng, first: u32, years: u32) -> Day {
    Day {
        year: first + rng.below_u32(years),
        month: 1 + rng.below_u32(12),
        day: 1 + rng.below_u32(28),
    }
}

fn pick(from: &[Read], rng: &mut TestRng) -> Read {
    from[rng.below(from.len())]
}

/// Digits as addresses write them.
fn full_width(text: &str) -> String {
    let wide = |letter: char| match letter.to_digit(10) {
        Some(digit) => char::from_u32(0xFF10 + digit).unwrap_or(letter),
        None => letter,
    };
    text.chars().map(wide).collect()
}

/// These digits and their check digit: weights 2 to 7 from the right, again and again; 11 less the
/// remainder of the sum by 11, and 0 for what has two digits. The importer has a program of its
/// own for it, and the two judge each other.
pub(super) fn with_check_digit(body: &str) -> String {
    let digits = body.bytes().rev().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.zip((2..=7).cycle()).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_of_the_public_samples_have_these_check_digits() {
        assert_eq!(with_check_digit("37947448445"), "379474484458");
        assert_eq!(with_check_digit("2472705960"), "24727059608");
    }

    #[test]
    fn people_of_a_seed_are_the_same_every_time_and_nobody_has_anothers_code() {
        let codes = |seed| {
            let people = People::new(seed, true).take(5000);
            people.map(|person| (person.record_code(), person.personal_number())).collect()
        };
        let once: Vec<_> = codes(7);
        assert_eq!(once, codes(7));
        let record: BTreeSet<_> = once.iter().map(|codes| &codes.0).collect();
        let personal: BTreeSet<_> = once.iter().map(|codes| &codes.1).collect();
        assert_eq!((record.len(), personal.len()), (5000, 5000));
        let names = |seed: u64| -> Vec<String> {
            People::new(seed, true).take(100).map(|person| person.whole_name()).collect()
        };
        assert_ne!(names(7), names(8));
    }

    #[test]
    fn every_kind_of_resident_is_among_a_few_thousand() {
        let people: Vec<Person> = People::new(1, true).take(5000).collect();
        let is_rare =
            |person: &&Person| RARE_SURNAMES.iter().any(|(surname, _)| person.family.0 == *surname);
        for (what, count) in [
            ("foreign", people.iter().filter(|person| person.foreign.is_some()).count()),
            ("former", people.iter().filter(|person| person.former_surname.is_some()).count()),
            ("unknown", people.iter().filter(|person| person.unknown_birth.is_some()).count()),
            ("rare", people.iter().filter(is_rare).count()),
            (
                "alias",
                people.iter().filter(|p| p.foreign.is_some_and(|f| f.alias.is_some())).count(),
            ),
        ] {
            assert!(count > 20, "{what}: {count}");
        }
    }
}
