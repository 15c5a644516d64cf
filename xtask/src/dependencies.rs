//! Dependencies that no code uses.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Failure, files, metadata, run};

/// A package, and the name by which its code knows the dependency.
type Pair = (String, String);

/// Dependencies that no code names, and why they are there: features of a crate that another
/// brings.
pub(crate) const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// What is wrong with the dependencies that were found unused, and with the exceptions.
pub(crate) fn violations(
    unused: &BTreeSet<Pair>,
    exceptions: &[(&str, &str, &str)],
) -> Vec<Failure> {
    let excepted = |(package, name): &&Pair| {
        exceptions.iter().any(|(of, except, _)| of == package && except == name)
    };
    let wrong = unused.iter().filter(|pair| !excepted(pair)).map(|(package, name)| {
        format!(
            "{package} does not use {name}: take it out of its Cargo.toml, or to what its tests use"
        )
    });
    let kept = exceptions.iter().filter(|(package, name, _)| {
        !unused.contains(&((*package).to_owned(), (*name).to_owned()))
    });
    wrong
        .chain(kept.map(|(package, name, why)| {
            format!("{package} uses {name}: no exception is needed ({why})")
        }))
        .collect()
}

/// The dependencies of the members that none of their code names: that of tests for those of
/// tests, that of `build.rs` for its own, and that of the package without its tests for the others.
pub(crate) fn unused(metadata: &Value) -> Result<BTreeSet<Pair>, Failure> {
    let mut found = BTreeSet::new();
    let members = metadata["workspace_members"].as_array().into_iter().flatten();
    for package in members.filter_map(|id| metadata::packages(metadata).find(|p| p["id"] == *id)) {
        let code = Code::of(package)?;
        let nodes = metadata["resolve"]["nodes"].as_array();
        let node = nodes.into_iter().flatten().find(|node| node["id"] == package["id"]);
        let dependencies = node.and_then(|node| node["deps"].as_array()).into_iter().flatten();
        // A package's own tests may ask for its features.
        for dependency in dependencies.filter(|dependency| dependency["pkg"] != package["id"]) {
            let name = dependency["name"].as_str().unwrap_or("?");
            let of_kind = |kind: Value| {
                let mut kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
                kinds.any(|found| found["kind"] == kind)
            };
            let (normal, build) = (of_kind(Value::Null), of_kind("build".into()));
            let is_used = (!normal || uses(&code.normal, name))
                && (!build || uses(&code.build, name))
                && (normal || build || uses(&code.all, name));
            if !is_used {
                let package = package["name"].as_str().unwrap_or("?");
                found.insert((package.to_owned(), name.to_owned()));
            }
        }
    }
    Ok(found)
}

/// The entries of the workspace's table of dependencies that no member takes.
pub(crate) fn unused_entries() -> Result<Vec<Failure>, Failure> {
    let metadata = metadata::read(false)?;
    let taken: BTreeSet<&str> = metadata::packages(&metadata)
        .flat_map(|package| package["dependencies"].as_array().into_iter().flatten())
        .filter_map(|dependency| dependency["name"].as_str())
        .collect();
    let manifest = files::read(&run::root().join("Cargo.toml"))?;
    let names = entries(&manifest).into_iter().filter(|name| !taken.contains(name));
    Ok(names.map(|name| format!("no member takes {name}: take it out of Cargo.toml")).collect())
}

/// The names in the workspace's table of dependencies.
fn entries(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once('=')?.0.trim()))
        .filter(|name| !name.starts_with('#'))
        .collect()
}

/// What the files of a package say.
#[derive(Default)]
struct Code {
    /// Libraries and programs, without their tests and comments.
    normal: String,
    /// `build.rs`.
    build: String,
    /// Everything, with the examples in comments and in the README.
    all: String,
}

impl Code {
    fn of(package: &Value) -> Result<Self, Failure> {
        let mut code = Self::default();
        let folder = Path::new(package["manifest_path"].as_str().unwrap_or_default()).parent();
        if let (Some(folder), Some(readme)) = (folder, package["readme"].as_str()) {
            code.all.push_str(&files::read(&folder.join(readme))?);
        }
        for target in package["targets"].as_array().into_iter().flatten() {
            let root = PathBuf::from(target["src_path"].as_str().unwrap_or_default());
            let kind = |name: &str| target["kind"][0] == name;
            let paths = match root.parent() {
                Some(parent) if Some(parent) != folder => files::rust(parent)?,
                _ => vec![root],
            };
            for path in paths {
                let text = with_included_modules(&path, &files::read(&path)?)?;
                code.all.push_str(&text);
                let of_tests = path.components().any(|part| part.as_os_str() == "tests")
                    || path.file_stem().is_some_and(|stem| stem == "tests");
                if kind("custom-build") {
                    code.build.push_str(&without_tests(&text));
                } else if !of_tests && !["test", "example", "bench"].into_iter().any(kind) {
                    code.normal.push_str(&without_tests(&text));
                }
            }
        }
        Ok(code)
    }
}

/// A file, after the modules that it takes from other folders: `#[path = "../a.rs"]`.
fn with_included_modules(path: &Path, text: &str) -> Result<String, Failure> {
    let folder = path.parent().unwrap_or(path);
    let modules = text.lines().filter_map(|line| {
        line.trim()
            .strip_prefix("#[path = \"")?
            .strip_suffix("\"]")
            .filter(|m| m.starts_with("../"))
    });
    let mut texts = String::new();
    for module in modules {
        texts.push_str(&without_tests(&files::read(&folder.join(module))?));
    }
    Ok(texts + text)
}

/// A file without its module of tests and its comments.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Whether code names a crate: `name::`, `use name;`, `use name as`, `extern crate name`.
fn uses(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        // `::name` from the root, but not `module::name`.
        let begins = match before.strip_suffix("::") {
            Some(path) => !path.ends_with(is_word),
            None => !before.ends_with(is_word),
        };
        let is_taken = ["use ", "extern crate "].iter().any(|words| before.ends_with(words))
            && [";", " as "].iter().any(|words| after.starts_with(words));
        begins && (after.starts_with("::") || is_taken)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::{Pair, entries, unused, uses, violations, without_tests};

    #[test]
    fn what_only_tests_use_is_no_dependency_of_the_package() {
        let folder = std::env::temp_dir().join(format!("juki-xtask-{}-unused", std::process::id()));
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        };
        file("README.md", "use readme::a;");
        file("other/a.rs", "use other::a;");
        let targets = json!([
            {"kind": ["lib"], "src_path": file("src/lib.rs", "#[path = \"../other/a.rs\"]\nmod other;\nuse code::a;")},
            {"kind": ["test"], "src_path": file("tests/a.rs", "use tested::a;")},
            {"kind": ["custom-build"], "src_path": file("build.rs", "use built::a;")},
        ]);
        let dependency = |name: &str, kind: Option<&str>| json!({"name": name, "pkg": name, "dep_kinds": [{"kind": kind}]});
        let deps = [
            dependency("code", None),
            dependency("other", None),
            dependency("tested", None),
            dependency("built", None),
            dependency("readme", Some("dev")),
            dependency("tested", Some("dev")),
            dependency("nowhere", Some("dev")),
            dependency("built", Some("build")),
            dependency("code", Some("build")),
            dependency("a-id", Some("dev")),
        ];
        let found = |dep: &serde_json::Value| {
            let metadata = json!({
                "workspace_members": ["a-id"],
                "packages": [{"id": "a-id", "name": "a", "readme": "README.md",
                    "manifest_path": folder.join("Cargo.toml"), "targets": &targets}],
                "resolve": {"nodes": [{"id": "a-id", "deps": [dep]}]},
            });
            !unused(&metadata).unwrap().is_empty()
        };
        let refused = deps.each_ref().map(found);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(refused, [false, false, true, true, false, false, true, false, true, false]);
    }

    #[test]
    fn a_crate_is_used_when_it_is_named_as_one() {
        for code in [
            "use hex::encode;",
            "pub use hex;",
            "use hex as digits;",
            "extern crate hex;",
            "let a = ::hex::encode(b);",
            "#[derive(hex::Digits)]",
        ] {
            assert!(uses(code, "hex"), "{code}");
        }
        for code in ["let hex = 1;", "use crate::hex::a;", "use hexagon::a;", "use my_hex::a;", ""]
        {
            assert!(!uses(code, "hex"), "{code}");
        }
    }

    #[test]
    fn tests_and_comments_use_nothing() {
        let text = "//! hex::a\nfn f() {}\n    // hex::b\n#[cfg(test)]\nmod tests {\n    hex::c\n}";
        assert_eq!(without_tests(text), "fn f() {}\n");
    }

    #[test]
    fn an_unused_dependency_and_a_needless_exception_are_told() {
        let unused = [Pair::from(("a".to_owned(), "hex".to_owned()))].into();
        let told = violations(&unused, &[("a", "png", "why")]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("a does not use hex: take it out"), "{told:?}");
        assert_eq!(told[1], "a uses png: no exception is needed (why)");
        assert_eq!(violations(&unused, &[("a", "hex", "why")]), [""; 0]);
    }

    #[test]
    fn the_table_of_the_workspace_is_read() {
        let manifest = "[package]\na = 1\n[workspace.dependencies]\nb = \"1\"\n# c = d\n\n\
                        e-f = { version = \"1\" }\n[lints]\ng = 1\n";
        assert_eq!(entries(manifest), ["b", "e-f"]);
    }
}
