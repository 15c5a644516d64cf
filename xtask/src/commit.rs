//! The commit that figures are of. Figures of code that nobody can look at say nothing.

use crate::{Failure, run};

/// What is in it is written from figures, and changes none.
const DOCUMENTS: &str = "docs/";

/// The commit that is run, in short, to stand in a document beside its figures. Ask before the
/// work: a run takes minutes, and nobody wants to do it again.
///
/// # Errors
/// When the tree has changes that no commit has.
pub(crate) fn run_of() -> Result<String, Failure> {
    match changed(&status()?)[..] {
        [] => head(&["--short"]),
        [first, ref others @ ..] => Err(format!(
            "the commit of the run is to be named, and the tree has changes that no commit has: \
             {first}{}; commit them first",
            if others.is_empty() { "" } else { ", and more" }
        )),
    }
}

/// The commit, and `-dirty` behind it when the tree has changes that it has not, as `git describe`
/// says it.
pub(crate) fn described() -> Result<String, Failure> {
    let dirty = if changed(&status()?).is_empty() { "" } else { "-dirty" };
    Ok(head(&[])? + dirty)
}

fn head(how: &[&str]) -> Result<String, Failure> {
    let commit = run::output(run::command("git").arg("rev-parse").args(how).arg("HEAD"))?;
    Ok(commit.trim().to_owned())
}

fn status() -> Result<String, Failure> {
    let status = ["status", "--porcelain", "--untracked-files=all"];
    run::output(run::command("git").args(status))
}

/// What differs from the commit, by what `git status --porcelain` prints.
fn changed(status: &str) -> Vec<&str> {
    let paths = status.lines().filter_map(|line| line.get(3..));
    paths.filter(|path| !path.starts_with(DOCUMENTS)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_of_a_commit_or_not_written() {
        assert_eq!(changed(""), [""; 0]);
        // What an earlier run wrote.
        assert_eq!(changed(" M docs/full.md\n"), [""; 0]);
        assert_eq!(
            changed(" M docs/full.md\nM  card-os/src/lib.rs\n?? card-os/src/new.rs\n"),
            ["card-os/src/lib.rs", "card-os/src/new.rs"]
        );
        // Moved into the documents from elsewhere.
        assert_eq!(changed("R  xtask/a.rs -> docs/a.rs\n"), ["xtask/a.rs -> docs/a.rs"]);
    }
}
