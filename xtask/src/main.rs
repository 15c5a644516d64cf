//! `cargo xtask`: the project's own tasks.
//!
//! Nothing here touches the system unless `--install` is given, and then only
//! through the system's package manager, `rustup` and `cargo install`.

mod action;
mod bare_metal;
mod bench;
mod commit;
mod conformance;
mod crates;
mod cycles;
mod demo;
mod deny;
mod dependencies;
mod disk;
#[cfg(test)]
mod documents;
mod eac;
mod examples;
mod features;
mod files;
mod floors;
mod full;
mod fuzz;
mod images;
mod import;
mod interop;
mod licences;
mod locks;
mod metadata;
mod mutants;
mod needs;
mod notices;
mod panics;
mod parts;
mod pcscd;
mod pinned;
mod pkits;
mod program;
mod random;
mod recursion;
mod report;
mod run;
mod rust_version;
mod rustdoc;
mod spdx;
mod stack;
mod test;
mod wear;
mod words;

use std::process::ExitCode;

/// Something failed; the message says what, and what to do.
pub(crate) type Failure = String;

const HELP: &str = "\
The project's own tasks.

Usage: cargo xtask <VERB>

  demo                         a card from a resident's record to a signed application,
                               on a virtual card; installs nothing
  test [PART...] [--install]   every check of the project, or the parts named:
                               {PARTS}
  bench [PART...] [--install]  the figures, or those of the parts named: {BENCHES};
                               all of them write bench.json in the target directory
  conformance [--reader NAME]  every scenario, in process and through pcscd; or those that leave
                               nothing, on the blank test card in a reader
  conformance --export [DIR|FILE]
                               the scenarios as a test specification: conformance.json and
                               conformance.md in DIR (target/conformance), or FILE.json or FILE.md
  interop [CLIENT...] [--write] [--install]
                               programs that are not ours with cards of every profile;
                               compared with docs/clients.md, or written there
  full [PART...] [--write] [--install]      (mutants may be followed by AREA...)
                               what takes too long for every check, or the parts named:
                               {FULL};
                               --write keeps the figures in docs/full.md
  random [PART...] [--times N] [--seed N]
                               the tests that draw their cases, or the parts named, N times with
                               seeds that nobody chose, or from the one said on:
                               {RANDOM}
  wear [COMMANDS] [--write]    what commands cost the flash, beside two other stores; to docs/wear.md
  licences --write             what juki --licenses says of the crates in it, to host-cli/licences.txt
  images RELEASE               images of cards of this release, which every later one must load
  fuzz [TARGET...] [--seconds N] [--seed N] [--install]
                               random inputs that learn, N seconds in all (60);
                               --seeds writes the starting points anew, --minimise
                               keeps of the corpora what reaches something of its own
  firmware-check [--install]   the card and its contract for bare metal (thumbv6m-none-eabi)

  --install   install what is missing (apt-get, through sudo where needed,
              rustup's components, and programs by cargo install); without it
              nothing is changed and what is missing is named

Exit: 0 all passed, 1 something failed, 2 wrong usage or something is missing.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let verb = arguments.first().map_or("help", String::as_str);
    let rest = arguments.get(1..).unwrap_or_default();
    match verb {
        "demo" => demo::verb(rest),
        "test" => test::verb(rest),
        "bench" => bench::verb(rest),
        "conformance" => conformance::verb(rest),
        "interop" => interop::verb(rest),
        "licences" => licences::verb(rest),
        "images" => images::verb(rest),
        "wear" => wear::verb(rest),
        "fuzz" => fuzz::verb(rest),
        "full" => full::verb(rest),
        "random" => random::verb(rest),
        "firmware-check" => bare_metal::verb(rest),
        "help" | "--help" | "-h" => {
            let help = HELP
                .replace("{PARTS}", &test::part_names())
                .replace("{BENCHES}", &bench::part_names());
            let help = help.replace("{RANDOM}", &random::part_names());
            print!("{}", help.replace("{FULL}", &full::part_names()));
            ExitCode::SUCCESS
        }
        other => usage(&format!("there is no verb `{other}`")),
    }
}

/// Wrong usage: says so and points to the help.
pub(crate) fn usage(problem: &str) -> ExitCode {
    eprintln!("xtask: {problem}. `cargo xtask help` lists what there is.");
    ExitCode::from(2)
}

/// The arguments of a verb that takes `--install` and perhaps names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) install: bool,
    pub(crate) names: Vec<String>,
}

impl Arguments {
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut parsed = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--install" => parsed.install = true,
                option if option.starts_with('-') => {
                    return Err(format!("there is no option `{option}` here"));
                }
                name => parsed.names.push(name.to_owned()),
            }
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn arguments_are_read() {
        let given = ["fmt", "--install"].map(str::to_owned);
        let parsed = Arguments::parse(&given).unwrap();
        assert!(parsed.install);
        assert_eq!(parsed.names, ["fmt"]);
        assert!(Arguments::parse(&["--all".to_owned()]).is_err());
    }
}
