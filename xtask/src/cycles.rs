//! Modules that use each other: none of them can be read, tested or taken out alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::{Failure, files};

/// The modules of a crate, those directly below its root, and which of the others each uses, with
/// the first file that does.
type ModuleUses = BTreeMap<String, BTreeMap<String, String>>;

/// The first circle of modules below `source`, the folder of a crate's root, in words. The modules
/// of one of `halves` count as one module.
pub(crate) fn find(source: &Path, halves: &[&[&str]]) -> Result<Option<String>, Failure> {
    let mut texts = Vec::new();
    for file in files::rust(source)? {
        let path = file.strip_prefix(source).unwrap_or(&file).to_string_lossy().into_owned();
        texts.push((path, files::read(&file)?));
    }
    Ok(circle(&uses(&texts, halves)))
}

/// What the files of a crate say, by their paths below its root's folder. The tests of a module may
/// use what they like.
fn uses(texts: &[(String, String)], halves: &[&[&str]]) -> ModuleUses {
    const ROOTS: [&str; 2] = ["lib", "main"];
    let whole = |name: &str| {
        let halves = halves.iter().find(|halves| halves.contains(&name));
        halves.map_or_else(|| name.to_owned(), |halves| halves.join("+"))
    };
    let module = |path: &str| {
        let first = path.split('/').next().unwrap_or(path);
        whole(first.strip_suffix(".rs").unwrap_or(first))
    };
    let own = |path: &str| !ROOTS.contains(&module(path).as_str());
    let modules: BTreeSet<_> =
        texts.iter().filter(|(path, _)| own(path)).map(|(path, _)| module(path)).collect();
    let mut uses: ModuleUses = modules.iter().map(|name| (name.clone(), BTreeMap::new())).collect();
    for (path, text) in texts.iter().filter(|(path, _)| own(path) && !is_test(path)) {
        let name = module(path);
        for used in imported(text, path.split('/').count()) {
            let used = whole(&used);
            if used != name && modules.contains(&used) {
                uses.entry(name.clone()).or_default().entry(used).or_insert_with(|| path.clone());
            }
        }
    }
    uses
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

/// The names that stand behind `crate::` in a file, before its tests, or behind as many `super::`
/// as lead to the root of the crate.
fn imported(text: &str, depth: usize) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let up = "super::".repeat(depth);
    let mut names = BTreeSet::new();
    for root in ["crate::", up.as_str()] {
        for (at, _) in code.match_indices(root) {
            // `$crate::` is a macro's, `super::super::` of a longer path leads elsewhere.
            let before = code.get(..at).unwrap_or_default();
            if before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                continue;
            }
            let behind = code.get(at + root.len()..).unwrap_or_default();
            match behind.strip_prefix('{') {
                Some(group) => names.extend(first_names(group)),
                None => names.extend(first_name(behind)),
            }
        }
    }
    names
}

/// The first name of each path in a group, up to the brace that closes it.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut start) = (0, Vec::new(), true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            _ if start && !character.is_whitespace() => {
                names.extend(first_name(group.get(at..).unwrap_or_default()));
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    path.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A circle, if there is one: `a uses b (a.rs), b uses a (b/c.rs)`.
fn circle(uses: &ModuleUses) -> Option<String> {
    let mut left: BTreeSet<&String> = uses.keys().collect();
    // What uses nothing that is left stands in no circle.
    loop {
        let free = |name: &&&String| {
            uses.get(**name).is_none_or(|used| !used.keys().any(|used| left.contains(used)))
        };
        let Some(free) = left.iter().find(free).copied() else { break };
        left.remove(free);
    }
    // Everything left uses something left: whoever goes on comes round.
    let mut path = vec![left.first().copied()?];
    loop {
        let here = path.last().copied()?;
        let next = uses.get(here)?.keys().find(|used| left.contains(*used))?;
        if let Some(from) = path.iter().position(|name| *name == next) {
            let circle = path.get(from..)?;
            let after = circle.iter().skip(1).chain(circle.first());
            let steps = circle.iter().zip(after).map(|(one, other)| {
                let file = uses.get(*one).and_then(|used| used.get(*other));
                format!("{one} uses {other} ({})", file.map_or("?", String::as_str))
            });
            return Some(steps.collect::<Vec<_>>().join(", "));
        }
        path.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], halves: &[&[&str]]) -> Option<String> {
        let texts: Vec<_> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        circle(&uses(&texts, halves))
    }

    #[test]
    fn modules_that_use_each_other_are_found() {
        let two = [
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "use crate::b::Thing;"),
            ("b.rs", "mod c;"),
            ("b/c.rs", "use crate::{\n    msg,\n    a::{self, b},\n};"),
        ];
        assert_eq!(found(&two, &[]).as_deref(), Some("a uses b (a.rs), b uses a (b/c.rs)"));
        let three = [
            ("a.rs", "fn f() -> crate::b::Thing;"),
            ("b/c.rs", "use super::super::d;"),
            ("d.rs", "use super::a::Thing;"),
            ("e.rs", "use crate::a;"),
        ];
        let words = "a uses b (a.rs), b uses d (b/c.rs), d uses a (d.rs)";
        assert_eq!(found(&three, &[]).as_deref(), Some(words));
    }

    #[test]
    fn what_leads_down_is_none() {
        let down = [
            ("lib.rs", "use crate::{a, b};"),
            ("a.rs", "use crate::b;\nmod c;"),
            ("a/c.rs", "use super::b;\nuse crate::a;"),
            (
                "b.rs",
                "// use crate::a;\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::a;\n}",
            ),
            ("b/tests.rs", "use crate::a;"),
            ("b/macros.rs", "macro_rules! m { () => { $crate::a::new() } }"),
        ];
        assert_eq!(found(&down, &[]), None);
    }

    #[test]
    fn halves_are_one_module() {
        let halves: [&[&str]; 1] = [&["a", "b"]];
        let two = [("a.rs", "use crate::b::Thing;"), ("b/c.rs", "use crate::{a, d};")];
        assert_eq!(found(&two, &halves), None);
        let three = [two[0], two[1], ("d.rs", "use crate::a::Thing;")];
        let words = "a+b uses d (b/c.rs), d uses a+b (d.rs)";
        assert_eq!(found(&three, &halves).as_deref(), Some(words));
    }
}
