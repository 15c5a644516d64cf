//! The words of the command line: what stands beneath it names none of its flags, variables and
//! commands, in code, texts and documentation alike. Whoever takes a crate has another program.

use std::path::Path;

use crate::{Failure, files};

/// The commands, a file each; those with two words share the first.
const COMMANDS: &str = "host-cli/src/commands";
/// The program.
const PROGRAM: &str = "juki";

/// The words of the command line in the code, texts and documents of a package, each with its file
/// and line.
pub(crate) fn find(package: &Path) -> Result<Vec<String>, Failure> {
    let commands = commands()?;
    let mut paths = files::with_extension(&package.join("src"), &["rs", "md"])?;
    let locales = package.join("locales");
    if locales.is_dir() {
        paths.extend(files::with_extension(&locales, &["ftl"])?);
    }
    let documents = files::entries(package)?;
    paths.extend(documents.into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")));
    let mut found = Vec::new();
    for path in paths {
        for (number, line) in files::read(&path)?.lines().enumerate() {
            if let Some(word) = word(line, &commands) {
                let (file, number) = (path.display(), number + 1);
                found.push(format!("{file}:{number} speaks of the command line: {word}"));
            }
        }
    }
    Ok(found)
}

/// The first words of the commands.
fn commands() -> Result<Vec<String>, Failure> {
    let files = files::rust(Path::new(COMMANDS))?;
    let stems = files.iter().filter_map(|path| path.file_stem()?.to_str());
    Ok(stems.filter_map(|stem| Some(stem.split('_').next()?.to_owned())).collect())
}

/// The first thing in a line that only the command line knows.
fn word(line: &str, commands: &[String]) -> Option<String> {
    const WORDS: [&str; 3] = ["JUKI_", "LC_", "command line"];
    let found = WORDS.into_iter().find(|word| line.contains(word)).map(str::to_owned);
    found.or_else(|| flag(line)).or_else(|| command(line, commands))
}

/// A flag: two hyphens and a letter at the beginning of a text or of a word in backquotes.
fn flag(line: &str) -> Option<String> {
    let begins = |(at, _): (usize, &str)| {
        let rest = line.get(at + 1..)?;
        let letters =
            rest.trim_start_matches('-').split(|c: char| !c.is_ascii_alphabetic()).next()?;
        (!letters.is_empty() && rest.starts_with(&format!("--{letters}")))
            .then(|| format!("--{letters}"))
    };
    line.match_indices(['"', '`']).find_map(begins)
}

/// A command: the name of the program and behind it a word that it takes.
fn command(line: &str, commands: &[String]) -> Option<String> {
    let words: Vec<_> =
        line.split(|c: char| !c.is_ascii_alphanumeric() && c != ' ').map(str::trim).collect();
    let called = |part: &&str| {
        let mut words = part.split(' ').skip_while(|word| *word != PROGRAM).skip(1);
        words.next().is_some_and(|word| commands.iter().any(|command| command == word))
    };
    words.into_iter().find(called).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn flags_variables_and_commands_are_found_and_nothing_else() {
        let commands = ["pin".to_owned(), "with".to_owned()];
        for line in [
            "`--reader`",
            "\"--json\"",
            "see `juki pin reset PIN`",
            "juki with-card",
            "JUKI_PIN",
            "LC_ALL",
            "on the command line",
        ] {
            assert!(word(line, &commands).is_some(), "{line}");
        }
        for line in [
            "b\"-----BEGIN CMS-----\"",
            "\"-- reset\"",
            "PIN of the juki application",
            "juki seed 1",
            "i -= 1; --x",
        ] {
            assert_eq!(word(line, &commands), None, "{line}");
        }
    }
}
