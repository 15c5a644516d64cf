//! What `juki --licenses` prints: the notices that the licences of everything in the program ask
//! for. Each text stands once, with the crates and the copyright lines that are under it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::{Failure, files, metadata, run, spdx};

/// The licences of crates, the one that is taken first: where a crate leaves the choice, one that
/// asks for a short text. With what its text says, and whether copyright lines stand before that.
const LICENCES: &[Licence] = &[
    Licence::headed("MIT", "Permission is hereby granted, free of charge"),
    Licence::headed("ISC", "Permission to use, copy, modify"),
    Licence::headed("Zlib", "This software is provided 'as-is'"),
    Licence::headed("BSD-2-Clause", "Redistribution and use in source and binary forms"),
    Licence::headed("BSD-3-Clause", "Redistribution and use in source and binary forms"),
    Licence::whole("BSL-1.0", "Boost Software License - Version 1.0"),
    Licence::whole("Unicode-3.0", "UNICODE LICENSE V3"),
    Licence::whole("Apache-2.0", "Version 2.0, January 2004"),
];

/// Titles above copyright lines.
const TITLES: &[&str] = &["mit license", "the mit license", "the mit license (mit)", "license"];

struct Licence {
    id: &'static str,
    says: &'static str,
    headed: bool,
}

impl Licence {
    const fn headed(id: &'static str, says: &'static str) -> Self {
        Self { id, says, headed: true }
    }

    const fn whole(id: &'static str, says: &'static str) -> Self {
        Self { id, says, headed: false }
    }

    /// The copyright lines of a file with this licence, and the text below them.
    fn split(&self, file: &str) -> Option<(Vec<String>, String)> {
        let at = file.find(self.says)?;
        let (head, text) = file.split_at(if self.headed { at } else { 0 });
        let is_title = |line: &&str| TITLES.contains(&line.to_lowercase().trim_matches(['#', ' ']));
        let lines = head.lines().map(|line| line.trim_matches(['/', '*', ' ', '\t', '\r']));
        let lines = lines.filter(|line| !line.is_empty() && !is_title(line));
        let text: Vec<&str> = text.lines().map(str::trim_end).collect();
        Some((lines.map(str::to_owned).collect(), text.join("\n").trim().to_owned()))
    }
}

/// A crate, with the files in which its licences may stand.
struct Crate {
    name: String,
    licence: String,
    authors: Vec<String>,
    /// Name and content.
    files: Vec<(String, String)>,
}

/// A font in the program.
struct Font {
    folder: &'static str,
    /// What is written with it.
    says: &'static str,
}

const FONTS: [Font; 2] = [
    Font {
        folder: "host-cli/issuing/src/face/font",
        says: "The pictures of a card's face are written with GNU Unifont.",
    },
    Font {
        folder: "host-cli/print/font",
        says: "Printed pages are written with BIZ UDGothic, under the same licence.",
    },
];

impl Font {
    /// What it is for, and its copyright.
    fn notice(&self) -> Result<String, Failure> {
        let file = format!("{}/README.md", self.folder);
        let readme = files::read(&run::root().join(&file))?;
        let copyright = readme.split("\n\n").find(|paragraph| paragraph.starts_with("Copyright"));
        let copyright = copyright.ok_or_else(|| format!("{file} names no copyright"))?;
        Ok(format!("{}\n\n{}\n", self.says, copyright.trim_end()))
    }
}

/// The notices of the project, of its fonts and tables, and of the crates in the program.
pub(crate) fn of_program() -> Result<String, Failure> {
    const TABLES: &str = "host-cli/characters/data/LICENSE";
    let read = |file: &str| files::read(&run::root().join(file));
    let [pictures, pages] = FONTS;
    let own = read("LICENSE-MIT")?;
    Ok(format!(
        "juki is under MIT OR Apache-2.0, at your choice.\n\n{own}\n{}\n{}\n{}\n\
         Characters are known, and substituted, by tables under CC BY-SA 2.1 JP.\n\n{}\n\
         Crates in the program, on one platform or another, below the licence under which each is\n\
         taken, and with the copyright lines that it states.\n{}",
        pictures.notice()?,
        pages.notice()?,
        read(&format!("{}/OFL.txt", pictures.folder))?,
        read(TABLES)?,
        texts(&crates()?, &own)?
    ))
}

/// The crates in the program, `name version`, without those of this repository.
fn names() -> Result<BTreeSet<String>, Failure> {
    // Not `cargo metadata`: its features are also those that tests ask for, and so are its crates.
    let mut tree = run::cargo();
    tree.args(["tree", "--locked", "--package", "host-cli", "--target", "all"]);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe"]);
    Ok(foreign(&run::output(tree.args(["--format", "{p}"]))?))
}

/// The crates of a tree that are not of this repository.
fn foreign(tree: &str) -> BTreeSet<String> {
    let lines = tree.lines().filter(|line| !line.is_empty() && !line.contains(" ("));
    lines.map(|line| line.replacen(" v", " ", 1)).collect()
}

fn crates() -> Result<Vec<Crate>, Failure> {
    let metadata = metadata::locked(Path::new("Cargo.toml"))?;
    let mut packages = BTreeMap::new();
    for package in metadata::packages(&metadata) {
        let text = |member: &str| package[member].as_str().unwrap_or_default();
        packages.insert(format!("{} {}", text("name"), text("version")), package);
    }
    let crate_of = |name: String| {
        let package = packages.get(&name).ok_or_else(|| format!("cargo knows no {name}"))?;
        Crate::read(name, package)
    };
    names()?.into_iter().map(crate_of).collect()
}

impl Crate {
    fn read(name: String, package: &Value) -> Result<Self, Failure> {
        const NAMES: [&str; 5] = ["licen", "copying", "unlicense", "copyright", "notice"];
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest.parent().ok_or_else(|| format!("{name} is in no folder"))?;
        let mut found = Vec::new();
        let mut paths = files::entries(folder)?;
        while let Some(path) = paths.pop() {
            let file = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            let is_inside = path.parent() != Some(folder);
            if !is_inside && !NAMES.iter().any(|begin| file.starts_with(begin)) {
                continue;
            }
            if path.is_dir() {
                paths.extend(files::entries(&path)?);
            } else {
                found.push((file, files::read(&path)?));
            }
        }
        found.sort();
        let authors = package["authors"].as_array().into_iter().flatten();
        Ok(Self {
            name,
            licence: package["license"].as_str().unwrap_or_default().to_owned(),
            authors: authors.filter_map(Value::as_str).map(str::to_owned).collect(),
            files: found,
        })
    }

    /// The copyright lines and the text of a licence, from the shortest file that has it.
    fn text(&self, licence: &Licence) -> Option<(Vec<String>, String)> {
        let mut files: Vec<&String> = self.files.iter().map(|(_, file)| file).collect();
        files.sort_by_key(|file| file.len());
        files.into_iter().find_map(|file| licence.split(file))
    }

    /// What stands for copyright lines where the crate has no file of its licence.
    fn holders(&self) -> Vec<String> {
        let name = self.name.split(' ').next().unwrap_or_default();
        if self.authors.is_empty() {
            vec![format!("Copyright (c) the authors of {name}")]
        } else {
            vec![format!("Copyright (c) {}", self.authors.join(", "))]
        }
    }
}

/// Every text once, below it the crates; at the end the notices that Apache-2.0 asks to pass on.
fn texts(crates: &[Crate], own: &str) -> Result<String, Failure> {
    let ids: Vec<&str> = LICENCES.iter().map(|licence| licence.id).collect();
    let mut groups: BTreeMap<(usize, String), Group> = BTreeMap::new();
    let mut without = Vec::new();
    for package in crates {
        let taken = spdx::taken(&package.licence, &ids)
            .map_err(|why| format!("{}: {why}", package.name))?
            .ok_or_else(|| format!("{}: no text of {} is known", package.name, package.licence))?;
        for at in taken {
            match package.text(&LICENCES[at]) {
                Some((lines, text)) => {
                    let group = groups.entry((at, folded(&text))).or_default();
                    group.text = text;
                    group.crates.insert(package.name.clone(), lines);
                }
                None => without.push((at, package)),
            }
        }
    }
    for (at, package) in without {
        let licence = &LICENCES[at];
        // The project's own text of MIT; of another licence, that of a crate that has it.
        let standard =
            if licence.id == "MIT" { licence.split(own).map(|(_, text)| text) } else { None };
        let standard = standard.or_else(|| {
            let mut same = groups.iter().filter(|((of, _), _)| *of == at);
            same.next().map(|(_, group)| group.text.clone())
        });
        let text =
            standard.ok_or_else(|| format!("{} brings no text of {}", package.name, licence.id))?;
        let group = groups.entry((at, folded(&text))).or_default();
        group.text = text;
        group.crates.insert(package.name.clone(), package.holders());
    }
    let mut said = String::new();
    for ((at, _), group) in &groups {
        said.push_str(&format!("\n{RULE}\n{}\n\n", LICENCES[*at].id));
        for (name, lines) in &group.crates {
            said.push_str(&format!("{name}\n"));
            lines.iter().for_each(|line| said.push_str(&format!("    {line}\n")));
        }
        said.push_str(&format!("\n{}\n", group.text));
    }
    for package in crates {
        for (_, notice) in package.files.iter().filter(|(file, _)| file.starts_with("notice")) {
            said.push_str(&format!("\n{RULE}\nNotice of {}\n\n{}\n", package.name, notice.trim()));
        }
    }
    Ok(said)
}

/// Between two texts.
const RULE: &str = "----------------------------------------------------------------------";

/// The crates under one text.
#[derive(Default)]
struct Group {
    text: String,
    /// With their copyright lines.
    crates: BTreeMap<String, Vec<String>>,
}

/// A text as it is compared: without its line breaks.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Crate, foreign, names, of_program, texts};
    use crate::{metadata, run};

    const MIT: &str = "Permission is hereby granted, free of charge, to any person\nobtaining";

    fn package(name: &str, licence: &str, authors: &[&str], files: &[(&str, &str)]) -> Crate {
        Crate {
            name: name.to_owned(),
            licence: licence.to_owned(),
            authors: authors.iter().map(|&author| author.to_owned()).collect(),
            files: files.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect(),
        }
    }

    #[test]
    fn every_crate_of_the_program_stands_in_its_notices() {
        let notices = of_program().unwrap();
        let lines: BTreeSet<&str> = notices.lines().collect();
        let names = names().unwrap();
        assert!(names.len() > 100, "{names:?}");
        let missing: Vec<&String> =
            names.iter().filter(|name| !lines.contains(name.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
        for folder in [run::root(), metadata::target_directory().unwrap()] {
            assert!(!notices.contains(&*folder.to_string_lossy()));
        }
    }

    #[test]
    fn a_text_stands_once_with_all_crates_that_are_under_it() {
        let own = format!("MIT License\n\nCopyright (c) us\n\n{MIT}\n");
        let rewrapped =
            format!("The MIT License (MIT)\n\nCopyright B\n\n{}", MIT.replace('\n', " "));
        let crates = [
            package("a 1.0.0", "MIT OR Apache-2.0", &[], &[("license-mit", &own)]),
            package("b 1.0.0", "MIT/Apache-2.0", &[], &[("license", &rewrapped)]),
            package("c 1.0.0", "MIT", &["C <c@d>"], &[]),
            package("d 1.0.0", "MIT", &[], &[]),
        ];
        let said = texts(&crates, &own).unwrap();
        assert_eq!(said.matches("Permission").count(), 1, "{said}");
        assert!(
            said.contains(
                "\nMIT\n\na 1.0.0\n    Copyright (c) us\nb 1.0.0\n    Copyright B\n\
                 c 1.0.0\n    Copyright (c) C <c@d>\nd 1.0.0\n    Copyright (c) the authors of d\n\n"
            ),
            "{said}"
        );
        assert!(!said.contains("The MIT License"), "{said}");
    }

    #[test]
    fn notices_are_passed_on_and_a_missing_text_is_a_failure() {
        let apache = "Apache License\nVersion 2.0, January 2004\n";
        let files = [("license", apache), ("notice", "This product has parts.\n")];
        let said = texts(&[package("a 1.0.0", "Apache-2.0", &[], &files)], "").unwrap();
        assert!(said.contains("\nNotice of a 1.0.0\n\nThis product has parts.\n"), "{said}");
        let without = texts(&[package("a 1.0.0", "Apache-2.0", &[], &[])], "");
        assert_eq!(without.unwrap_err(), "a 1.0.0 brings no text of Apache-2.0");
        let unknown = texts(&[package("a 1.0.0", "NCSA", &[], &[])], "");
        assert_eq!(unknown.unwrap_err(), "a 1.0.0: no text of NCSA is known");
    }

    #[test]
    fn a_crate_of_a_tree_is_named_once_and_ours_are_not() {
        let tree = "host-cli v0.1.0 (/a b)\nb v1.0.0\na v2.0.0\n\nb v1.0.0\n";
        assert_eq!(foreign(tree).into_iter().collect::<Vec<_>>(), ["a 2.0.0", "b 1.0.0"]);
    }
}
