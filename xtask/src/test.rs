//! `cargo xtask test`: every check of the project, part by part.

use std::process::ExitCode;

use crate::needs::{self, Need};
use crate::parts::{self, Part, Selection};
use crate::report::{Notes, Report};
use crate::{
    Failure, action, bare_metal, crates, demo, disk, eac, examples, features, floors, fuzz,
    interop, licences, locks, panics, pcscd, pkits, random, run, rust_version, rustdoc,
};

/// The quick ones first.
const PARTS: &[Part<Notes>] = &[
    Part {
        name: "fmt",
        title: "the formatting",
        needs: &[Need::Rustfmt],
        work: || {
            run::shown(run::cargo().args(["fmt", "--all", "--", "--check"]))?;
            decided(locks::outside()?.iter().try_for_each(|manifest| {
                let mut cargo = run::cargo();
                cargo.args(["fmt", "--manifest-path"]).arg(manifest).args(["--", "--check"]);
                run::shown(&mut cargo)
            }))
        },
    },
    Part {
        name: "floors",
        title: "no import upward, no heap on the card",
        needs: &[],
        work: || decided(floors::check()),
    },
    Part {
        name: "rust-version",
        title: "no dependency asks for a newer compiler",
        needs: &[],
        work: || decided(rust_version::check()),
    },
    Part { name: "locks", title: locks::TITLE, needs: &[], work: || decided(locks::check()) },
    Part {
        name: "licences",
        title: licences::TITLE,
        needs: &[],
        work: || decided(licences::check()),
    },
    Part {
        name: "clippy",
        title: "no warning in any target",
        needs: &[Need::Clippy, Need::PcscLibrary, Need::PkgConfig],
        work: || decided(run::clippy(&["--workspace", "--all-targets"])),
    },
    Part {
        name: "features",
        title: features::TITLE,
        needs: &[Need::Clippy],
        work: || decided(features::check()),
    },
    Part {
        name: "rustdoc",
        title: rustdoc::TITLE,
        needs: &[Need::PcscLibrary, Need::PkgConfig],
        work: || decided(rustdoc::check()),
    },
    Part {
        name: "examples",
        title: examples::TITLE,
        needs: &[Need::Openssl],
        work: || decided(examples::check()),
    },
    Part { name: "crates", title: crates::TITLE, needs: &[], work: || decided(crates::check()) },
    Part {
        name: "bare-metal",
        title: bare_metal::TITLE,
        needs: &[Need::BareMetal],
        work: || decided(bare_metal::check()),
    },
    Part {
        name: "panics",
        title: panics::TITLE,
        needs: &[Need::BareMetal],
        work: || decided(panics::check()),
    },
    Part {
        name: "tests",
        title: "unit, integration and documentation tests",
        needs: needs::TO_TEST,
        work: || {
            // The fixed seed decides: one that stands in the environment would not be noticed.
            let mut cargo = run::cargo();
            cargo.args(["test", "--workspace", "--no-fail-fast"]).env_remove(random::VARIABLE);
            decided(run::shown(&mut cargo))
        },
    },
    Part {
        name: "demo",
        title: "the demonstration of the README",
        needs: &[],
        work: || decided(demo::play()),
    },
    Part {
        name: "pkits",
        title: pkits::TITLE,
        needs: &[Need::Pip, Need::PcscLibrary, Need::PkgConfig],
        work: || decided(pkits::check()),
    },
    Part {
        name: "pcscd",
        title: "a virtual card through pcscd and programs that are not ours",
        needs: needs::THROUGH_PCSCD,
        work: || decided(pcscd::suite::run()),
    },
    Part { name: "eac", title: eac::TITLE, needs: eac::NEEDS, work: || decided(eac::check()) },
    Part {
        name: "action",
        title: "what other projects' CI runs: ci/with-card.sh and action.yml",
        needs: needs::IN_CI,
        work: || decided(action::check()),
    },
    Part {
        name: "interop",
        title: "programs that are not ours, with cards of every profile, as docs/clients.md says",
        needs: interop::NEEDS,
        work: || decided(interop::check()),
    },
    Part { name: "random", title: random::TITLE, needs: needs::TO_TEST, work: random::check },
    Part { name: "fuzz", title: fuzz::TITLE, needs: &[], work: fuzz::check },
];

/// The names of the parts, for the help.
pub(crate) fn part_names() -> String {
    parts::names(PARTS)
}

/// `cargo xtask test`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    let selection = match Selection::ready(PARTS, arguments) {
        Ok(selection) => selection,
        Err(code) => return code,
    };
    disk::warn();
    let fuzzes = selection.parts.iter().any(|part| part.name == "fuzz");
    if fuzzes
        && selection.install
        && let Err(failure) = fuzz::install()
    {
        eprintln!("xtask: {failure}");
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    for part in selection.parts {
        report.part_that_tells(part.name, part.title, part.work);
    }
    report.close()
}

/// Of a part that finds nothing besides.
fn decided(outcome: Result<(), Failure>) -> Result<Notes, Failure> {
    outcome.map(|()| Notes::new())
}
