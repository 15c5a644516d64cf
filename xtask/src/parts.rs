//! Verbs of several parts, of which one may name some.

use std::process::ExitCode;

use crate::needs::{self, Need};
use crate::{Arguments, Failure, usage};

/// One part of a verb.
pub(crate) struct Part<Output> {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) needs: &'static [Need],
    pub(crate) work: fn() -> Result<Output, Failure>,
}

/// The parts to be run.
pub(crate) struct Selection<Output: 'static> {
    pub(crate) parts: Vec<&'static Part<Output>>,
    /// What is missing may be installed.
    pub(crate) install: bool,
}

impl<Output> Selection<Output> {
    /// The parts that the arguments name, or all of them.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    fn of(all: &'static [Part<Output>], arguments: &[String]) -> Result<Self, Failure> {
        let Arguments { install, names: wanted } = Arguments::parse(arguments)?;
        let known = |name: &&String| all.iter().any(|part| part.name == name.as_str());
        if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
            return Err(format!("there is no part `{unknown}`, only {}", names(all)));
        }
        let is_wanted = |part: &&'static Part<Output>| {
            wanted.is_empty() || wanted.iter().any(|name| name == part.name)
        };
        Ok(Self { parts: all.iter().filter(is_wanted).collect(), install })
    }

    /// The same, with everything that the parts need; else the failure is told.
    pub(crate) fn ready(
        all: &'static [Part<Output>],
        arguments: &[String],
    ) -> Result<Self, ExitCode> {
        let selection = Self::of(all, arguments).map_err(|problem| usage(&problem))?;
        let needs: Vec<Need> =
            selection.parts.iter().flat_map(|part| part.needs).copied().collect();
        needs::ensure(&needs, selection.install).map_err(|failure| {
            eprintln!("xtask: {failure}");
            ExitCode::from(2)
        })?;
        Ok(selection)
    }
}

/// The names of parts, for the help.
pub(crate) fn names<Output>(parts: &[Part<Output>]) -> String {
    let names: Vec<&str> = parts.iter().map(|part| part.name).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Part, Selection};

    const ALL: &[Part<()>] = &[
        Part { name: "one", title: "", needs: &[], work: || Ok(()) },
        Part { name: "two", title: "", needs: &[], work: || Ok(()) },
    ];

    fn selection(words: &[&str]) -> Result<Vec<&'static str>, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let selection = Selection::of(ALL, &words)?;
        Ok(selection.parts.iter().map(|part| part.name).collect())
    }

    #[test]
    fn parts_are_chosen_by_name_and_in_their_order() {
        assert_eq!(selection(&[]).unwrap(), ["one", "two"]);
        assert_eq!(selection(&["two", "--install"]).unwrap(), ["two"]);
        assert_eq!(selection(&["two", "one"]).unwrap(), ["one", "two"]);
        assert_eq!(
            selection(&["one", "three"]).unwrap_err(),
            "there is no part `three`, only one two"
        );
        assert!(selection(&["--all"]).is_err());
    }
}
