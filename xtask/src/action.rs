//! What other projects' CI runs: `ci/with-card.sh`, by itself and as `action.yml` calls it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::pcscd::card::Card;
use crate::{Failure, metadata, run};

const SCRIPT: &str = "ci/with-card.sh";

/// Runs the script with arguments, and the action's own step with inputs.
pub(crate) fn check() -> Result<(), Failure> {
    let [juki] = metadata::build(["juki"], &["build", "--package", "host-cli", "--bin", "juki"])?;
    let card = Card::new(&juki, "action")?;
    let mut script = command("bash");
    script.args([SCRIPT, "--image"]).arg(card.image()).args(["--fault", "latency=1", "--"]);
    expect(script.args(["opensc-tool", "--list-readers"]), 0, "Yes             Virtual PCD")?;

    let action = Action::read(&run::root().join("action.yml"))?;
    let image = card.image().display().to_string();
    let inputs = |image, faults, command| {
        BTreeMap::from([("image", image), ("faults", faults), ("command", command)])
    };
    // The quotes, the dollar and the newline must arrive as they are.
    let asked = "\"$JUKI\" apdu 0084000008\necho \"reader: $JUKI_READER\"; exit 5";
    let mut step = action.step(&inputs(image.as_str(), "", asked))?;
    expect(&mut step, 5, "reader: pcsc:Virtual PCD 00 00")?;
    let faults = "latency=1\nstatus=6581@get-challenge\n";
    let mut step = action.step(&inputs(image.as_str(), faults, asked))?;
    expect(&mut step, 7, "6581")?;
    // A card that is made for the command: its PINs and its authority are there too.
    let asked = "\"$JUKI\" verify --date 2026-04-01";
    let ready = BTreeMap::from([
        ("card", "moved"),
        ("profile", "juki"),
        ("seed", "1"),
        ("date", "2026-04-01"),
        ("command", asked),
    ]);
    expect(&mut action.step(&ready)?, 9, "NOT IN FORCE")?;
    // Usage errors of ours are said, and no command runs.
    let mut step = action.step(&inputs(image.as_str(), "nothing", "echo ran"))?;
    expect(&mut step, 2, "")
}

/// A program in the root, which builds juki as it was built just now.
fn command(program: &str) -> Command {
    let mut command = run::command(program);
    command.env("JUKI_PROFILE_OF_CARGO", "dev").env("LC_ALL", "C.UTF-8").env_remove("JUKI");
    command
}

fn expect(command: &mut Command, code: i32, said: &str) -> Result<(), Failure> {
    let line = run::described(command);
    println!("$ {line}");
    let done = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("`{line}` did not start: {error}"))?;
    let output = String::from_utf8_lossy(&done.stdout);
    print!("{output}");
    if done.status.code() != Some(code) {
        return Err(format!("`{line}` ended with {}, expected was {code}", done.status));
    }
    if !output.contains(said) {
        return Err(format!("`{line}` did not say “{said}”"));
    }
    Ok(())
}

/// What of an action is run.
#[derive(Debug, PartialEq, Eq)]
struct Action {
    /// Names of its inputs.
    inputs: Vec<String>,
    /// Variables of its step, and the input each is given.
    variables: Vec<(String, String)>,
    run: String,
}

impl Action {
    fn read(file: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(file).map_err(|error| format!("{file:?}: {error}"))?;
        Self::parse(&text)
    }

    /// Reads the one form that this project's action has: every input goes into a variable of its
    /// one step.
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut section = "";
        let mut action = Self { inputs: Vec::new(), variables: Vec::new(), run: String::new() };
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let (indent, line) = (line.len() - line.trim_start().len(), line.trim());
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match (section, indent) {
                (_, 0) => section = name,
                ("inputs", 2) => action.inputs.push(name.to_owned()),
                ("runs", _) if name == "run" => action.run = value.to_owned(),
                ("runs", 8) => {
                    let input = value
                        .strip_prefix("${{ inputs.")
                        .and_then(|rest| rest.strip_suffix(" }}"))
                        .ok_or_else(|| format!("action.yml: {name} is given no input"))?;
                    action.variables.push((name.to_owned(), input.to_owned()));
                }
                _ => {}
            }
        }
        let given = |input: &String| action.variables.iter().any(|(_, from)| from == input);
        if let Some(lost) = action.inputs.iter().find(|input| !given(input)) {
            return Err(format!("action.yml: the input `{lost}` goes nowhere"));
        }
        if let Some((_, unknown)) =
            action.variables.iter().find(|(_, from)| !action.inputs.contains(from))
        {
            return Err(format!("action.yml: there is no input `{unknown}`"));
        }
        if action.run.is_empty() || action.run.contains("${{") {
            return Err("action.yml: its step runs nothing, or values in a script".to_owned());
        }
        Ok(action)
    }

    /// Its step as GitHub's runner starts it, with these inputs; the others are empty.
    fn step(&self, inputs: &BTreeMap<&str, &str>) -> Result<Command, Failure> {
        let script = fs::read_to_string(run::root().join(SCRIPT))
            .map_err(|error| format!("{SCRIPT}: {error}"))?;
        let mut step = command("bash");
        step.args(["-eo", "pipefail", "-c", &self.run]);
        step.env("GITHUB_ACTION_PATH", run::root());
        for (variable, input) in &self.variables {
            if !script.contains(&format!("${{{variable}:-}}")) {
                return Err(format!("{SCRIPT} does not read {variable}, which action.yml sets"));
            }
            step.env(variable, inputs.get(input.as_str()).copied().unwrap_or_default());
        }
        Ok(step)
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    const GOOD: &str = "name: x\ninputs:\n  card:\n    default: \"\"\nruns:\n  steps:\n    \
                        - shell: bash\n      env:\n        JUKI_CARD: ${{ inputs.card }}\n      \
                        run: bash script\n";

    #[test]
    fn inputs_variables_and_the_step_are_read() {
        let action = Action::parse(GOOD).unwrap();
        assert_eq!(action.inputs, ["card"]);
        assert_eq!(action.variables, [("JUKI_CARD".to_owned(), "card".to_owned())]);
        assert_eq!(action.run, "bash script");
    }

    #[test]
    fn an_input_that_goes_nowhere_or_into_a_script_is_refused() {
        for (from, to) in [
            ("  card:\n", "  card:\n  seed:\n"),
            ("inputs.card", "inputs.seed"),
            ("bash script", "bash ${{ inputs.card }}"),
            ("${{ inputs.card }}", "plain"),
        ] {
            assert!(Action::parse(&GOOD.replace(from, to)).is_err(), "{from} -> {to}");
        }
    }
}
