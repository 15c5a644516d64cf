//! Whether a command costs more on a full card: instructions, counted by callgrind, of the cases of
//! `card-os/examples/scale.rs`. They are the same in every run and on a busy machine; so callgrind
//! itself is enough, and no crate around it is needed.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{Failure, metadata, run};

/// Counts of every case: what it is, instructions of one command on the small and the large card.
pub(super) fn measure() -> Result<Vec<Value>, Failure> {
    let program = example("scale")?;
    let mut figures = super::read(&run::output(&mut run::command(&program))?)?;
    for case in 0..figures.len() {
        let case = case.to_string();
        let (name, small) = counted(&program, &[&case, "small"])?;
        let (_, large) = counted(&program, &[&case, "large"])?;
        println!("{small:7} {large:7} instructions, {name}");
        figures.push(json!({
            "name": format!("{name}: instructions"),
            "value": large / small,
            "unit": "ratio",
            "goal": "<= 1.3",
        }));
    }
    Ok(figures)
}

/// An example of the card as it is shipped, built.
pub(super) fn example(name: &str) -> Result<PathBuf, Failure> {
    let arguments = ["build", "--release", "-p", "card-os", "--features", "tables", "--example"];
    let [program] = metadata::build([name], &[&arguments[..], &[name]].concat())?;
    Ok(program)
}

/// What an example says that it runs, by these arguments, and the instructions of one command.
pub(super) fn counted(program: &Path, arguments: &[&str]) -> Result<(String, f64), Failure> {
    let mut valgrind = run::command("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1"])
        .args(["--collect-atstart=no", "--toggle-collect=*measured_batch*"])
        .arg(program)
        .args(arguments);
    let text = run::output(&mut valgrind)?;
    parse(&text).ok_or_else(|| format!("callgrind counted nothing for {arguments:?}:\n{text}"))
}

/// The program says how many commands of what, callgrind how many instructions.
fn parse(text: &str) -> Option<(String, f64)> {
    let said = text.lines().find(|line| !line.starts_with("=="))?;
    let (_, said) = said.split_once(' ')?;
    let (times, name) = said.split_once(" of ")?;
    let collected = text.lines().find_map(|line| line.split_once("Collected : "))?.1;
    let collected: f64 = collected.trim().parse().ok()?;
    let times: f64 = times.parse().ok()?;
    Some((name.to_owned(), (collected / times).round())).filter(|(_, each)| *each >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn instructions_of_one_command_are_taken_from_what_is_said() {
        let text = "==1== Callgrind\n400 100 of READ BINARY\n==1== Collected : 484300\n==1== \n";
        assert_eq!(parse(text), Some(("READ BINARY".to_owned(), 4843.0)));
        assert_eq!(parse("400 100 of READ BINARY\n==1== Collected : 0\n"), None);
        assert_eq!(parse("==1== nothing\n"), None);
    }
}
