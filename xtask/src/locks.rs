//! Packages outside the workspace (`fuzz/`, what is measured or linked by itself) have a
//! `Cargo.lock` of their own. Cargo renews none of them when a crate of the workspace gets another
//! dependency, and whoever builds one with `--locked` is told so only then.

use std::path::{Path, PathBuf};

use crate::{Failure, metadata, run};

/// What this part does.
pub(crate) const TITLE: &str = "Cargo.lock of every package outside the workspace is fresh";

/// Fails when one of them is not what its package depends on now.
pub(crate) fn check() -> Result<(), Failure> {
    let packages = outside()?;
    if packages.is_empty() {
        return Err("no package outside the workspace was found: nothing was shown".to_owned());
    }
    let problems: Vec<Failure> =
        packages.iter().filter_map(|manifest| fresh(&run::root(), manifest).err()).collect();
    if problems.is_empty() {
        let names: Vec<String> = packages.iter().map(|path| path.display().to_string()).collect();
        println!("fresh beside {}", names.join(", "));
        Ok(())
    } else {
        Err(problems.join("; "))
    }
}

/// The manifests below the root that are no members of the workspace, relative to it.
pub(crate) fn outside() -> Result<Vec<PathBuf>, Failure> {
    let metadata = metadata::read(false)?;
    let members: Vec<&Path> = metadata::packages(&metadata)
        .filter_map(|package| package["manifest_path"].as_str())
        .map(Path::new)
        .collect();
    let root = run::root();
    let mut found = manifests(&root)?;
    found.retain(|manifest| !members.contains(&root.join(manifest).as_path()));
    Ok(found)
}

/// The manifests with a lock file of their own: the workspace's, and those outside it.
pub(crate) fn locked() -> Result<Vec<PathBuf>, Failure> {
    let mut manifests = vec![PathBuf::from("Cargo.toml")];
    manifests.extend(outside()?);
    manifests.retain(|manifest| run::root().join(manifest).with_extension("lock").is_file());
    Ok(manifests)
}

/// Every manifest in folders below this one, relative to it, without what is built and what is
/// hidden.
fn manifests(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let name = entry.file_name();
            // A link's own kind is neither: it may lead out of the tree, or round in it.
            let kind = entry.file_type().map_err(problem)?;
            if kind.is_dir() && name != "target" && !name.to_string_lossy().starts_with('.') {
                folders.push(entry.path());
            } else if kind.is_file() && name == "Cargo.toml" && folder != root {
                found.extend(entry.path().strip_prefix(root).ok().map(Path::to_path_buf));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether cargo would build with the lock file as it is, which it also does when a dependency went
/// away. Only the registry's index is needed for that, and the network only for what of it was
/// never read on this machine.
fn fresh(root: &Path, manifest: &Path) -> Result<(), Failure> {
    let update = || {
        let mut cargo = run::cargo();
        cargo.current_dir(root).args(["update", "--quiet", "--workspace", "--manifest-path"]);
        cargo.arg(manifest);
        cargo
    };
    if run::succeeds(update().args(["--locked", "--offline"]))
        || run::shown(update().arg("--locked")).is_ok()
    {
        return Ok(());
    }
    let lock = manifest.with_extension("lock");
    if run::succeeds(update().arg("--dry-run")) {
        let mend = format!("cargo update --workspace --manifest-path {}", manifest.display());
        Err(format!("{} is not what the package depends on now: `{mend}`", lock.display()))
    } else {
        Err(format!("{} cannot be judged: cargo says above why", lock.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::{fresh, manifests, outside};
    use crate::run;

    /// A folder with three packages outside any workspace, two of them depended on by nobody yet.
    struct Tree(PathBuf);

    impl Tree {
        fn new(name: &str) -> Self {
            let root =
                std::env::temp_dir().join(format!("juki-xtask-{}-{name}", std::process::id()));
            let tree = Self(root);
            for package in ["outside", "one", "two"] {
                tree.write(package, "[workspace]\n");
                fs::create_dir_all(tree.0.join(package).join("src")).unwrap();
                fs::write(tree.0.join(package).join("src/lib.rs"), "").unwrap();
            }
            tree
        }

        fn write(&self, package: &str, rest: &str) {
            let folder = self.0.join(package);
            fs::create_dir_all(&folder).unwrap();
            let text = format!(
                "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}"
            );
            fs::write(folder.join("Cargo.toml"), text).unwrap();
        }
    }

    impl Drop for Tree {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_lock_file_is_stale_until_the_line_that_mends_it_was_run() {
        let tree = Tree::new("locks");
        let manifest = Path::new("outside/Cargo.toml");
        let stale = |what: &str| {
            let problem = fresh(&tree.0, manifest).expect_err(what);
            assert!(problem.starts_with("outside/Cargo.lock is not what"), "{what}: {problem}");
            let (_, line) = problem.split_once('`').unwrap();
            let words = line.trim_end_matches('`').split(' ').skip(1);
            run::shown(run::cargo().current_dir(&tree.0).args(words)).unwrap();
            assert_eq!(fresh(&tree.0, manifest), Ok(()), "{what}");
        };
        stale("there is none");
        tree.write("outside", "[workspace]\n[dependencies]\none = { path = \"../one\" }\n");
        stale("the package has a dependency more");
        tree.write("one", "[dependencies]\ntwo = { path = \"../two\" }\n");
        stale("a crate that it depends on has one more");
    }

    #[test]
    fn what_cargo_cannot_read_is_not_called_stale() {
        let tree = Tree::new("broken");
        tree.write("outside", "[workspace]\n[dependencies]\nnone = { path = \"../none\" }\n");
        let problem = fresh(&tree.0, Path::new("outside/Cargo.toml")).unwrap_err();
        assert!(problem.contains("cannot be judged"), "{problem}");
    }

    #[test]
    fn manifests_are_found_but_not_among_what_is_built_or_hidden() {
        let tree = Tree::new("manifests");
        tree.write("outside/target/package", "");
        tree.write("outside/.hidden", "");
        tree.write("outside/deeper/still", "");
        let found = manifests(&tree.0).unwrap();
        let expected = [
            "one/Cargo.toml",
            "outside/Cargo.toml",
            "outside/deeper/still/Cargo.toml",
            "two/Cargo.toml",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
    }

    #[test]
    fn of_this_project_only_packages_outside_the_workspace_are_found() {
        let found = outside().unwrap();
        assert!(found.contains(&PathBuf::from("fuzz/Cargo.toml")), "{found:?}");
        assert!(!found.contains(&PathBuf::from("xtask/Cargo.toml")), "{found:?}");
    }
}
