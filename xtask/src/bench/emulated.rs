//! What secure messaging and PACE cost a board: the scenes of `card-os/examples/secured.rs`, played
//! with the card of `card-os/firmware/counted` on a board of QEMU's, which takes the same time for
//! each instruction, so that its timer counts them. The card answers what a host's card answered,
//! or nothing is counted. The board has a Cortex-M4; the program is made for a Cortex-M0, which has
//! a part of its instructions.

use std::path::Path;

use serde_json::{Value, json};

use super::scale::example;
use crate::bare_metal::{TARGET, Toolchain, linker};
use crate::{Failure, metadata, run};

/// The steps of PACE, by the beginning of their names.
const PACE: &str = "PACE";
/// What it is measured against.
const BARE: &str = "five multiplications";

/// Links, plays and counts.
pub(super) fn measure() -> Result<Vec<Value>, Failure> {
    let target = metadata::target_directory()?.join("counted");
    let program = linked(&target)?;
    let (flash, exchanges) = (target.join("flash.bin"), target.join("exchanges.bin"));
    run::output(run::command(example("secured")?).arg("write").args([&flash, &exchanges]))?;
    let loaded = |file: &Path, address: &str| {
        format!("loader,file={},addr={address},force-raw=on", file.display())
    };
    // Semihosting says everything on the standard error stream.
    let mut emulator = run::command("qemu-system-arm");
    emulator
        .args(["-M", "mps2-an386", "-icount", "shift=0", "-display", "none", "-monitor", "none"])
        .args(["-serial", "none", "-semihosting-config", "enable=on,target=native", "-kernel"])
        .arg(&program)
        .args(["-device", &loaded(&flash, "0x21000000")])
        .args(["-device", &loaded(&exchanges, "0x21800000")]);
    let line = run::described(&emulator);
    let output = emulator.output().map_err(|error| format!("`{line}` did not start: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("`{line}` ended with {}:\n{text}", output.status));
    }
    let counts = text.lines().map(|line| {
        parse(line).ok_or_else(|| format!("the firmware says what is not understood: {line}"))
    });
    figures("on a Cortex-M0", counts.collect::<Result<_, Failure>>()?)
}

/// The firmware, linked.
fn linked(target: &Path) -> Result<std::path::PathBuf, Failure> {
    let toolchain = Toolchain::find()
        .ok_or_else(|| format!("there is no toolchain that builds for {TARGET}"))?;
    let linker = linker().ok_or("the toolchain has no rust-lld, and the system no ld.lld")?;
    let folder = run::root().join("card-os/firmware/counted");
    run::shown(
        toolchain
            .cargo()
            .args(["rustc", "--release", "--locked", "--target", TARGET, "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .arg("--")
            .arg(format!("-Clink-arg=-T{}", folder.join("layout.ld").display()))
            .env("RUSTFLAGS", format!("-Clinker={linker}")),
    )?;
    Ok(target.join(TARGET).join("release/counted"))
}

/// Prints instructions and of what, with PACE added up, and gives them as figures.
pub(super) fn figures(place: &str, mut counts: Vec<(f64, String)>) -> Result<Vec<Value>, Failure> {
    let sum = |beginning: &str| {
        let of = counts.iter().filter(|(_, name)| name.starts_with(beginning));
        of.map(|(count, _)| count).sum::<f64>()
    };
    let (pace, bare) = (sum(PACE), sum(BARE));
    if pace < 1.0 || bare < 1.0 {
        return Err(format!("of PACE or of {BARE} nothing was counted: {counts:?}"));
    }
    counts.push((pace, format!("{PACE}, all of it")));
    let mut figures = Vec::new();
    for (count, name) in counts {
        println!("{count:10} instructions, {name}");
        let name = format!("{name}, {place}: instructions");
        figures.push(json!({ "name": name, "value": count, "unit": "", "goal": "" }));
    }
    println!("{:10.3} PACE against {BARE}", pace / bare);
    let name = format!("{PACE} against {BARE}, {place}: instructions");
    figures.push(json!({ "name": name, "value": pace / bare, "unit": "ratio", "goal": "" }));
    Ok(figures)
}

/// What a line of the firmware's counts, and of what.
fn parse(line: &str) -> Option<(f64, String)> {
    let (count, name) = line.split_once(" instructions, ")?;
    let count: f64 = count.parse().ok()?;
    Some((count, name.to_owned())).filter(|(count, _)| *count >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::{figures, parse};

    #[test]
    fn counts_are_read_as_the_firmware_says_them() {
        let said = parse("39960 instructions, PACE, step 1: the nonce");
        assert_eq!(said, Some((39960.0, "PACE, step 1: the nonce".to_owned())));
        assert_eq!(parse("0 instructions, PACE"), None);
        assert_eq!(parse("PACE: another answer than the host's card gives"), None);
    }

    #[test]
    fn pace_is_added_up_and_never_without_what_it_is_measured_against() {
        let of = |counts: &[(f64, &str)]| {
            figures("here", counts.iter().map(|(count, name)| (*count, (*name).into())).collect())
        };
        let all =
            of(&[(8.0, "READ"), (2.0, "PACE, 1"), (4.0, "PACE, 2"), (4.0, "five multiplications")]);
        let all = all.unwrap();
        assert_eq!(all[4]["name"], "PACE, all of it, here: instructions");
        assert_eq!((&all[4]["value"], &all[5]["value"]), (&6.0.into(), &1.5.into()));
        assert!(of(&[(2.0, "PACE, 1")]).is_err());
        assert!(of(&[(4.0, "five multiplications")]).is_err());
    }
}
