//! Licence expressions (SPDX 2.3, annex D), and the `/` of old crates, which means OR.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use crate::Failure;

/// Whether what an expression asks for is met by these licences. One with an exception is a licence
/// of its own: `A WITH B` is met when the list says just that.
///
/// # Errors
/// What is wrong with the expression.
pub(crate) fn satisfied(expression: &str, allowed: &[&str]) -> Result<bool, Failure> {
    Ok(taken(expression, allowed)?.is_some())
}

/// The places in the list of the licences that are taken, when each stands in the list; of several
/// ways the one whose last place is the first.
///
/// # Errors
/// What is wrong with the expression.
pub(crate) fn taken(expression: &str, allowed: &[&str]) -> Result<Option<LicenceIndexes>, Failure> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: words.into_iter().peekable(), allowed };
    let taken = reader.alternatives()?;
    match reader.words.next() {
        None => Ok(taken),
        Some(word) => Err(format!("`{word}` follows no operator")),
    }
}

/// Places in the list of licences.
pub(crate) type LicenceIndexes = BTreeSet<usize>;

struct Reader<'a> {
    words: Peekable<IntoIter<&'a str>>,
    allowed: &'a [&'a str],
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Result<Option<LicenceIndexes>, Failure> {
        let mut ways = vec![self.conjunction()?];
        while self.words.next_if_eq(&"OR").is_some() {
            ways.push(self.conjunction()?);
        }
        Ok(ways.into_iter().flatten().min_by_key(|taken| taken.last().copied()))
    }

    fn conjunction(&mut self) -> Result<Option<LicenceIndexes>, Failure> {
        let mut taken = self.one()?;
        while self.words.next_if_eq(&"AND").is_some() {
            let other = self.one()?;
            taken = taken.zip(other).map(|(taken, other)| &taken | &other);
        }
        Ok(taken)
    }

    fn one(&mut self) -> Result<Option<LicenceIndexes>, Failure> {
        if self.words.next_if_eq(&"(").is_some() {
            let taken = self.alternatives()?;
            return match self.words.next() {
                Some(")") => Ok(taken),
                _ => Err("a parenthesis is not closed".to_owned()),
            };
        }
        let mut licence = self.identifier()?;
        if self.words.next_if_eq(&"WITH").is_some() {
            licence = format!("{licence} WITH {}", self.identifier()?);
        }
        let place = self.allowed.iter().position(|allowed| *allowed == licence);
        Ok(place.map(|place| LicenceIndexes::from([place])))
    }

    fn identifier(&mut self) -> Result<String, Failure> {
        let word = self.words.next().ok_or("a licence is missing at its end")?;
        let is_operator = ["AND", "OR", "WITH"].iter().any(|name| name.eq_ignore_ascii_case(word));
        let is_name = word.chars().all(|c| c.is_ascii_alphanumeric() || "-.+:".contains(c));
        if is_name && !is_operator {
            Ok(word.to_owned())
        } else {
            Err(format!("`{word}` stands where a licence should"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LicenceIndexes, satisfied, taken};

    const ALLOWED: &[&str] = &["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];

    #[test]
    fn what_the_list_meets_is_satisfied() {
        for expression in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0-only/MIT",
            "GPL-2.0+ / MIT",
            "MIT AND Apache-2.0",
            "(GPL-3.0-only OR MIT) AND Apache-2.0",
            "GPL-3.0-only AND BSL-1.0 OR MIT",
            "Apache-2.0 WITH LLVM-exception",
            "((MIT))",
        ] {
            assert_eq!(satisfied(expression, ALLOWED), Ok(true), "{expression}");
        }
    }

    #[test]
    fn what_the_list_does_not_meet_is_not() {
        for expression in [
            "GPL-3.0-only",
            "mit",
            "MIT+",
            "MIT AND GPL-3.0-only",
            "MIT AND (GPL-3.0-only OR BSL-1.0)",
            "(MIT OR Apache-2.0) AND NCSA",
            "GPL-3.0-only OR MIT AND BSL-1.0",
            "MIT WITH LLVM-exception",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-of-ours",
        ] {
            assert_eq!(satisfied(expression, ALLOWED), Ok(false), "{expression}");
        }
    }

    #[test]
    fn of_a_choice_the_first_in_the_list_is_taken() {
        for (expression, places) in [
            ("MIT OR Apache-2.0", [0].as_slice()),
            ("Apache-2.0/MIT", &[0]),
            ("Apache-2.0 OR GPL-2.0-only", &[1]),
            ("(MIT OR Apache-2.0) AND Apache-2.0", &[0, 1]),
            ("MIT AND Apache-2.0 OR Apache-2.0", &[0, 1]),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0", &[1]),
        ] {
            let expected = LicenceIndexes::from_iter(places.iter().copied());
            assert_eq!(taken(expression, ALLOWED), Ok(Some(expected)), "{expression}");
        }
        assert_eq!(taken("GPL-2.0-only", ALLOWED), Ok(None));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for (expression, problem) in [
            ("", "a licence is missing at its end"),
            ("MIT OR", "a licence is missing at its end"),
            ("MIT//Apache-2.0", "`OR` stands where a licence should"),
            ("AND MIT", "`AND` stands where a licence should"),
            ("MIT or Apache-2.0", "`or` follows no operator"),
            ("MIT Apache-2.0", "`Apache-2.0` follows no operator"),
            ("MIT, Apache-2.0", "`MIT,` stands where a licence should"),
            ("MIT WITH (Apache-2.0)", "`(` stands where a licence should"),
            ("(MIT OR Apache-2.0", "a parenthesis is not closed"),
            ("MIT)", "`)` follows no operator"),
            ("()", "`)` stands where a licence should"),
        ] {
            assert_eq!(satisfied(expression, ALLOWED), Err(problem.to_owned()), "{expression}");
        }
    }
}
