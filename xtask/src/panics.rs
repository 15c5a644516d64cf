//! Panicking paths in the project's own card code: the card without cryptography is linked for
//! bare metal, and what the linker kept of the core library's panics is counted. With cryptography
//! it is linked once more, and its stack is measured.

use std::path::Path;

use crate::bare_metal::{TARGET, Toolchain, linker};
use crate::{Failure, metadata, program, recursion, run, stack};

/// What this part does.
pub(crate) const TITLE: &str =
    "no panicking path and no recursion in the card's own code, linked for bare metal; its stack";

/// Panic symbols that are known and not yet gone. The goal is none; more than this fails.
const KNOWN: usize = 0;

/// Where every panic of the core library ends, or begins without being inlined.
const PANICS: &[&str] = &[
    "panicking",
    "panic_const",
    "panic_fmt",
    "panic_bounds_check",
    "unwrap_failed",
    "expect_failed",
    "slice_index_fail",
    "len_mismatch_fail",
    "rust_begin_unwind",
];

/// Links and counts.
pub(crate) fn check() -> Result<(), Failure> {
    let toolchain = Toolchain::find()
        .ok_or_else(|| format!("there is no toolchain that builds for {TARGET}"))?;
    let linker = linker().ok_or("the toolchain has no rust-lld, and the system no ld.lld")?;
    let target = metadata::target_directory()?.join("panics");
    // Names of one form, whatever form the compiler would give them.
    let flags = format!("-Csymbol-mangling-version=v0 -Clinker={linker}");
    // A map for each: what was linked before and is not linked again keeps its own.
    let link = |features: &[&str], map: &Path| {
        run::shown(
            toolchain
                .cargo()
                .args(["rustc", "--release", "--locked", "--target", TARGET, "--manifest-path"])
                .args(["card-os/firmware/panics/Cargo.toml", "--target-dir"])
                .arg(&target)
                .args(features)
                .arg("--")
                .arg(format!("-Clink-arg=-Map={}", map.display()))
                .env("RUSTFLAGS", &flags),
        )?;
        let linked = std::fs::read(target.join(TARGET).join("release/panics"))
            .map_err(|error| format!("what was linked cannot be read: {error}"))?;
        let (read_only, memory) =
            program::sizes(&linked).ok_or("what was linked does not read as an ELF file")?;
        println!("  {read_only} bytes of code and constants, {memory} of static memory");
        Ok::<_, Failure>(linked)
    };
    let map = target.join("panics.map");
    let linked = link(&["--features", "pace"], &map)?;
    let map = std::fs::read_to_string(&map)
        .map_err(|error| format!("the linker's map cannot be read: {error}"))?;
    let found = panics(&map);
    let kept = map.lines().filter(|line| line.contains("card_os")).count();
    if kept == 0 {
        return Err("the card is not in what was linked: nothing was shown".to_owned());
    }
    println!("{} panic symbols ({KNOWN} known) in {kept} lines of the card's code", found.len());
    for symbol in &found {
        println!("  {symbol}");
    }
    if found.len() > KNOWN {
        return Err(format!("{} panic symbols, {KNOWN} are known", found.len()));
    }
    let (functions, calls) = recursion::check(&linked)?;
    println!("no function of {functions} calls itself, along {calls} calls");
    // As a board has it, with cryptography; then with PACE.
    stack::check(&link(&["--features", "software"], &target.join("stack.map"))?)?;
    println!("  with PACE:");
    stack::check(&link(&["--features", "software,pace"], &target.join("pace.map"))?)
}

/// The panic symbols of a linker's map, each once.
fn panics(map: &str) -> Vec<String> {
    let mut found: Vec<String> = map
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .filter(|symbol| PANICS.iter().any(|panic| symbol.contains(panic)))
        .filter(|symbol| !symbol.contains('/') && !symbol.starts_with('.'))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_the_map_is_found_once() {
        let map = "\
   20000    20000       3c     4                 core::panicking::panic_bounds_check
   20000    20000       3c     4         /target/panics-1.o:(.text.core::panicking::panic)
   20000    20000       3c     4                 core::panicking::panic_bounds_check
   30000    30000       3c     4                 card_os::card::transmit";
        assert_eq!(panics(map), ["core::panicking::panic_bounds_check"]);
    }
}
