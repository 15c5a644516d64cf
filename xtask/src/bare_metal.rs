//! The card and its contract, built for a processor without an operating
//! system: what shows that neither needs std or a heap.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::needs::{self, Need};
use crate::report::Report;
use crate::{Arguments, Failure, metadata, run, rust_version, usage};

/// Cortex-M0: the smallest processor the card is meant for.
pub(crate) const TARGET: &str = "thumbv6m-none-eabi";

/// `cargo xtask firmware-check`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let arguments = match Arguments::parse(arguments) {
        Ok(arguments) if arguments.names.is_empty() => arguments,
        Ok(_) => return usage("firmware-check takes no names"),
        Err(problem) => return usage(&problem),
    };
    if let Err(failure) = needs::ensure(&[Need::BareMetal], arguments.install) {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    report.part("bare-metal", TITLE, check);
    report.close()
}

/// What this part does.
pub(crate) const TITLE: &str = "apdu-spec and card-os for thumbv6m-none-eabi, with and without RSA";

/// Builds both crates in a target directory of their own.
pub(crate) fn check() -> Result<(), Failure> {
    let toolchain = Toolchain::find()
        .ok_or_else(|| format!("there is no toolchain that builds for {TARGET}"))?;
    println!("{}", toolchain.described());
    let target = metadata::target_directory()?.join("bare-metal");
    // As the smallest board has it, then with RSA. Libraries only: no linker is needed.
    for features in [&[][..], &["--features", "card-os/rsa"]] {
        run::shown(
            toolchain
                .cargo()
                .args(["build", "--release", "--lib", "-p", "apdu-spec", "-p", "card-os"])
                .args(features)
                .args(["--target", TARGET, "--target-dir"])
                .arg(&target),
        )?;
    }
    Ok(())
}

/// A way to build for [`TARGET`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The usual toolchain has the target's core library.
    Installed,
    /// The usual toolchain has the sources of the core library.
    Sources,
    /// A compiler of the system beside the usual one has them.
    System(PathBuf),
}

impl Toolchain {
    /// The first way that is there.
    pub(crate) fn find() -> Option<Self> {
        let usual = sysroot(Path::new("rustc"))?;
        if usual.join("lib/rustlib").join(TARGET).is_dir() {
            return Some(Self::Installed);
        }
        if has_sources(&usual) {
            return Some(Self::Sources);
        }
        // Never the one in PATH again, which may be a shim of rustup's.
        let system = PathBuf::from("/usr/bin/rustc");
        (has_sources(&sysroot(&system)?) && new_enough(&system)?).then_some(Self::System(system))
    }

    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = run::cargo();
        // The core library is made of stable code of the same release; only
        // the switch that builds it counts as unstable.
        match self {
            Self::Installed => return cargo,
            Self::Sources => {}
            Self::System(compiler) => {
                cargo.env("RUSTC", compiler);
            }
        }
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=core");
        cargo
    }

    fn described(&self) -> String {
        match self {
            Self::Installed => format!("the toolchain has {TARGET}"),
            Self::Sources => "the core library is built from the toolchain's sources".to_owned(),
            Self::System(compiler) => {
                format!("the core library is built from the sources of {}", compiler.display())
            }
        }
    }
}

/// The linker for bare metal: the usual toolchain's own, else the system's.
pub(crate) fn linker() -> Option<String> {
    let sysroot = run::output(run::command("rustc").args(["--print", "sysroot"])).ok()?;
    let own = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(format!("{}-unknown-linux-gnu", std::env::consts::ARCH))
        .join("bin/rust-lld");
    if own.is_file() {
        return Some(own.display().to_string());
    }
    run::find_program("ld.lld").map(|path| path.display().to_string())
}

fn sysroot(compiler: &Path) -> Option<PathBuf> {
    let path = answer(compiler, &["--print", "sysroot"])?;
    (!path.is_empty()).then(|| PathBuf::from(path))
}

/// Whether a compiler is not older than the workspace asks.
fn new_enough(compiler: &Path) -> Option<bool> {
    let words = answer(compiler, &["--version"])?;
    let own = rust_version::parse(words.split_whitespace().nth(1)?)?;
    Some(own >= rust_version::parse(env!("CARGO_PKG_RUST_VERSION"))?)
}

fn answer(compiler: &Path, words: &[&str]) -> Option<String> {
    let output = Command::new(compiler).args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

fn has_sources(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib/src/rust/library/core/Cargo.toml").is_file()
}
