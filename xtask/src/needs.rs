//! What the parts need from the system, how to see whether it is there, and
//! how to install it.

use std::path::PathBuf;
use std::process::Command;

use crate::{Failure, run};

/// Something a part needs from outside the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The toolchain's own formatter.
    Rustfmt,
    /// The toolchain's own linter.
    Clippy,
    /// A toolchain that builds for the card's target.
    BareMetal,
    /// The smart card daemon.
    Pcscd,
    /// The daemon's virtual reader.
    Vpcd,
    /// The independent client.
    Opensc,
    /// The independent client's PKCS#11 module.
    OpenscModule,
    /// The daemon's client library, to build with.
    PcscLibrary,
    /// Finds that library.
    PkgConfig,
    /// The second independent client.
    Pyscard,
    /// Cryptography that is not ours.
    Openssl,
    /// A decoder of JPEG 2000 that is not ours.
    Openjpeg,
    /// The font that has the MJ list.
    IpamjMincho,
    /// Makes namespaces.
    Unshare,
    /// OpenSSL's engine for PKCS#11.
    OpensslEngine,
    /// The secure shell's client and agent.
    OpenSsh,
    /// Mozilla's library, its tools.
    Nss,
    /// GNU's TLS, its tools.
    GnuTls,
    /// A client of the web.
    Curl,
    /// Tools for PDF.
    Poppler,
    /// A PKCS#11 token in software.
    SoftHsm,
    /// Gives a program a terminal.
    Script,
    /// Builds the fuzzer itself.
    CxxCompiler,
    /// Builds the independent terminal.
    CCompiler,
    /// PACE and what follows it that are not ours.
    Libeac,
    /// Card-verifiable certificates that are not ours.
    Openpace,
    /// Counts instructions.
    Valgrind,
    /// Runs a program for a board.
    Qemu,
    /// Has a parser of HTML that is not ours.
    Python,
    /// Fetches a package of Python.
    Pip,
    /// Looks at every dependency.
    CargoDeny,
    /// Puts faults into the code.
    CargoMutants,
}

/// What the tests of the workspace need.
pub(crate) const TO_TEST: &[Need] = &[
    Need::PcscLibrary,
    Need::PkgConfig,
    Need::Openssl,
    Need::Openjpeg,
    Need::IpamjMincho,
    Need::Python,
];

/// What the parts through pcscd need.
pub(crate) const THROUGH_PCSCD: &[Need] = &[
    Need::PcscLibrary,
    Need::PkgConfig,
    Need::Pcscd,
    Need::Vpcd,
    Need::Opensc,
    Need::Pyscard,
    Need::Openssl,
    Need::Unshare,
];

/// What `ci/with-card.sh` needs.
pub(crate) const IN_CI: &[Need] = &[
    Need::PcscLibrary,
    Need::PkgConfig,
    Need::Pcscd,
    Need::Vpcd,
    Need::Opensc,
    Need::OpenscModule,
    Need::Unshare,
];

impl Need {
    /// Looks for the thing itself: it may have come from anywhere.
    pub(crate) fn is_met(self) -> bool {
        match self {
            Self::Rustfmt => run::succeeds(run::cargo().args(["fmt", "--version"])),
            Self::Clippy => run::succeeds(run::cargo().args(["clippy", "--version"])),
            Self::BareMetal => crate::bare_metal::Toolchain::find().is_some(),
            Self::Pcscd => run::find_program("pcscd").is_some(),
            Self::Vpcd => library("pcsc/drivers/serial/libifdvpcd.so").is_some(),
            Self::Opensc => run::find_program("opensc-tool").is_some(),
            Self::OpenscModule => library("opensc-pkcs11.so").is_some(),
            Self::PcscLibrary => {
                run::succeeds(Command::new("pkg-config").args(["--exists", "libpcsclite"]))
            }
            Self::PkgConfig => run::find_program("pkg-config").is_some(),
            Self::Pyscard => python_with_pyscard().is_some(),
            Self::Openssl => run::find_program("openssl").is_some(),
            Self::Openjpeg => run::find_program("opj_decompress").is_some(),
            Self::IpamjMincho => {
                PathBuf::from("/usr/share/fonts/truetype/ipamj/ipamjm.ttf").is_file()
            }
            Self::Unshare => {
                ["unshare", "setpriv"].iter().all(|name| run::find_program(name).is_some())
            }
            Self::OpensslEngine => {
                run::succeeds(Command::new("openssl").args(["engine", "pkcs11"]))
            }
            Self::OpenSsh => run::find_program("ssh-keygen").is_some(),
            Self::Nss => run::find_program("cmsutil").is_some(),
            Self::GnuTls => run::find_program("gnutls-cli").is_some(),
            Self::Curl => run::find_program("curl").is_some(),
            Self::Poppler => run::find_program("pdfsig").is_some(),
            Self::SoftHsm => run::find_program("softhsm2-util").is_some(),
            Self::Script => run::find_program("script").is_some(),
            Self::CxxCompiler => {
                ["c++", "g++", "clang++"].iter().any(|name| run::find_program(name).is_some())
            }
            Self::CCompiler => c_compiler().is_some(),
            Self::Libeac => {
                run::succeeds(Command::new("pkg-config").args(["--exists", "libeac", "libcrypto"]))
            }
            Self::Openpace => run::find_program("cvc-create").is_some(),
            Self::Valgrind => run::find_program("valgrind").is_some(),
            Self::Qemu => run::find_program("qemu-system-arm").is_some(),
            Self::Python => run::find_program("python3").is_some(),
            Self::Pip => run::succeeds(Command::new("python3").args(["-m", "pip", "--version"])),
            Self::CargoDeny => run::succeeds(run::cargo().args(["deny", "--version"])),
            Self::CargoMutants => run::succeeds(run::cargo().args(["mutants", "--version"])),
        }
    }

    /// The packages of Debian and Ubuntu that have it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Rustfmt | Self::Clippy | Self::CargoDeny | Self::CargoMutants => &[],
            Self::BareMetal => &["rustc-web", "rust-web-src"],
            Self::Pcscd => &["pcscd"],
            Self::Vpcd => &["vsmartcard-vpcd"],
            Self::Opensc => &["opensc"],
            Self::OpenscModule => &["opensc-pkcs11"],
            Self::PcscLibrary => &["libpcsclite-dev"],
            Self::PkgConfig => &["pkg-config"],
            Self::Pyscard => &["python3-pyscard"],
            Self::Openssl => &["openssl"],
            Self::Openjpeg => &["libopenjp2-tools"],
            Self::IpamjMincho => &["fonts-ipamj-mincho"],
            Self::Unshare => &["util-linux"],
            Self::OpensslEngine => &["libengine-pkcs11-openssl"],
            Self::OpenSsh => &["openssh-client"],
            Self::Nss => &["libnss3-tools"],
            Self::GnuTls => &["gnutls-bin"],
            Self::Curl => &["curl"],
            Self::Poppler => &["poppler-utils"],
            Self::SoftHsm => &["softhsm2"],
            Self::Script => &["bsdutils"],
            Self::CxxCompiler => &["g++"],
            Self::CCompiler => &["gcc", "libc6-dev"],
            Self::Libeac => &["libeac-dev"],
            Self::Openpace => &["openpace"],
            Self::Valgrind => &["valgrind"],
            Self::Qemu => &["qemu-system-arm"],
            Self::Python => &["python3"],
            Self::Pip => &["python3-pip"],
        }
    }

    /// The words for `rustup` that bring it, without system packages.
    fn rustup(self) -> Option<[&'static str; 3]> {
        match self {
            Self::Rustfmt => Some(["component", "add", "rustfmt"]),
            Self::Clippy => Some(["component", "add", "clippy"]),
            Self::BareMetal => Some(["target", "add", crate::bare_metal::TARGET]),
            _ => None,
        }
    }

    /// The words for `cargo` that build it, of the release that the parts know how to read.
    fn cargo_install(self) -> Option<[&'static str; 5]> {
        match self {
            Self::CargoDeny => Some(["install", "--locked", "cargo-deny", "--version", "0.20.2"]),
            Self::CargoMutants => {
                Some(["install", "--locked", "cargo-mutants", "--version", "27.1.0"])
            }
            _ => None,
        }
    }
}

/// Makes sure that everything is there. Without `install` nothing is changed
/// and the failure names the exact lines that would install it.
pub(crate) fn ensure(needs: &[Need], install: bool) -> Result<(), Failure> {
    let mut missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    if !install {
        return Err(format!(
            "something is missing on this system. Install it by\n\n{}\n\n\
             or run the same command again with --install",
            lines(&missing)
        ));
    }
    for words in missing.iter().filter_map(|need| need.rustup()) {
        if let Err(failure) = run::shown(run::command("rustup").args(words)) {
            println!("{failure}");
        }
    }
    for words in missing.iter().filter_map(|need| need.cargo_install()) {
        run::shown(run::cargo().args(words))?;
    }
    missing.retain(|need| !need.is_met());
    if !packages(&missing).is_empty() {
        apt_get(&["update"])?;
    }
    // Not every release has the packages that stand in for rustup: they must
    // not keep the others away.
    let (uncertain, certain): (Vec<Need>, Vec<Need>) =
        missing.iter().partition(|need| need.rustup().is_some());
    for packages in [packages(&certain), packages(&uncertain)] {
        if !packages.is_empty() {
            let mut words = vec!["install", "-y", "--no-install-recommends"];
            words.extend(packages);
            apt_get(&words)?;
        }
    }
    missing.retain(|need| !need.is_met());
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("still missing after installing: {missing:?}"))
    }
}

fn missing(needs: &[Need]) -> Vec<Need> {
    let mut missing: Vec<Need> = Vec::new();
    for need in needs {
        if !missing.contains(need) && !need.is_met() {
            missing.push(*need);
        }
    }
    missing
}

fn packages(needs: &[Need]) -> Vec<&'static str> {
    needs.iter().flat_map(|need| need.packages()).copied().collect()
}

/// The lines a person types to get what is missing.
fn lines(missing: &[Need]) -> String {
    let has_rustup = run::find_program("rustup").is_some();
    let (by_rustup, by_apt): (Vec<Need>, Vec<Need>) = missing
        .iter()
        .partition(|need| need.rustup().is_some() && (has_rustup || need.packages().is_empty()));
    let mut lines = Vec::new();
    let packages = packages(&by_apt);
    if !packages.is_empty() {
        let sudo = if run::is_root() { "" } else { "sudo " };
        lines.push(format!(
            "  {sudo}apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        ));
    }
    for words in missing.iter().filter_map(|need| need.cargo_install()) {
        lines.push(format!("  cargo {}", words.join(" ")));
    }
    for need in by_rustup {
        if let Some(words) = need.rustup() {
            let mut line = format!("  rustup {}", words.join(" "));
            if !need.packages().is_empty() {
                line += &format!(
                    "    (where that cannot be: apt-get install -y --no-install-recommends {})",
                    need.packages().join(" ")
                );
            }
            lines.push(line);
        }
    }
    lines.join("\n")
}

/// `apt-get`, through sudo when this is not root, asking nothing.
fn apt_get(words: &[&str]) -> Result<(), Failure> {
    if run::find_program("apt-get").is_none() {
        return Err(format!(
            "this system has no apt-get: install by hand what Debian calls {}",
            words.join(" ")
        ));
    }
    let mut command = if run::is_root() {
        run::command("env")
    } else {
        let mut sudo = run::command("sudo");
        sudo.arg("env");
        sudo
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words);
    run::shown(&mut command)
}

/// A file among the libraries.
fn library(file: &str) -> Option<PathBuf> {
    let mut folders = vec![PathBuf::from("/usr/lib"), PathBuf::from("/usr/local/lib")];
    // Some releases keep them below the folder of the architecture.
    folders.extend(
        std::fs::read_dir("/usr/lib")
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path())),
    );
    folders.into_iter().map(|folder| folder.join(file)).find(|file| file.is_file())
}

/// A Python that has pyscard: the system's, whatever else stands in `PATH`.
pub(crate) fn python_with_pyscard() -> Option<&'static str> {
    ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| run::succeeds(Command::new(python).args(["-c", "import smartcard"])))
}

/// What compiles C here.
pub(crate) fn c_compiler() -> Option<PathBuf> {
    ["cc", "gcc", "clang"].into_iter().find_map(run::find_program)
}

#[cfg(test)]
mod tests {
    use super::{IN_CI, Need, THROUGH_PCSCD, lines, packages};
    use crate::{eac, interop};

    #[test]
    fn every_need_can_be_installed() {
        for need in THROUGH_PCSCD.iter().chain(IN_CI).chain(interop::NEEDS).chain(eac::NEEDS) {
            assert!(!need.packages().is_empty(), "{need:?}");
        }
        assert!(Need::Clippy.rustup().is_some());
        assert!(Need::CargoDeny.cargo_install().is_some());
        assert!(Need::CargoMutants.cargo_install().is_some());
    }

    #[test]
    fn the_line_to_type_names_the_packages() {
        assert_eq!(packages(&[Need::Pcscd, Need::Opensc]), ["pcscd", "opensc"]);
        let line = lines(&[Need::Pcscd, Need::Clippy]);
        assert!(line.contains("apt-get install -y --no-install-recommends pcscd\n"), "{line}");
        assert!(line.ends_with("rustup component add clippy"), "{line}");
        let line = lines(&[Need::CargoDeny]);
        assert!(line.starts_with("  cargo install --locked cargo-deny --version "), "{line}");
    }
}
