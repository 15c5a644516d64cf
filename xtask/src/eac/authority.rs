//! Card-verifiable certificates by OpenPACE's own program (`cvc-create`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, files, run};

const ROOT: &str = "JPROOT00001";
const VERIFIER: &str = "JPDV00001";
const TERMINAL: &str = "JPTERM00001";

/// A root, a document verifier and a terminal, each with its key, in a folder.
pub(super) struct Authority {
    folder: PathBuf,
}

impl Authority {
    /// Draws keys and certifies them.
    pub(super) fn create(folder: &Path) -> Result<Self, Failure> {
        let authority = Self { folder: files::empty_folder(folder)? };
        let key = format!("{ROOT}.pkcs8");
        // With the curve's numbers: cvc-create puts them into the root's certificate.
        let curve = ["-name", "prime256v1", "-param_enc", "explicit"];
        let pem = ["-genkey", "-noout", "-out", "root.pem"];
        run::output(authority.command("openssl").arg("ecparam").args(curve).args(pem))?;
        let pkcs8 = ["pkcs8", "-topk8", "-nocrypt", "-in", "root.pem", "-outform", "DER", "-out"];
        run::output(authority.command("openssl").args(pkcs8).arg(key))?;
        authority.certify("cvca", ROOT, None)?;
        authority.certify("dv_domestic", VERIFIER, Some(ROOT))?;
        authority.certify("terminal", TERMINAL, Some(VERIFIER))?;
        Ok(authority)
    }

    fn certify(&self, role: &str, name: &str, issuer: Option<&str>) -> Result<(), Failure> {
        let mut command = self.command("cvc-create");
        command.arg(format!("--role={role}")).arg(format!("--chr={name}"));
        command.arg(format!("--sign-with={}.pkcs8", issuer.unwrap_or(name)));
        command.args(["--scheme=ECDSA_SHA_256", "--issued=260101", "--expires=991231"]);
        match issuer {
            None => command.arg("--type=is"),
            Some(issuer) => command.arg(format!("--sign-as={issuer}.cvcert")),
        };
        run::output(&mut command).map(drop)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = run::command(program);
        command.current_dir(&self.folder);
        command
    }

    /// The root's certificate: body and signature, as a card takes them for a trust anchor.
    pub(super) fn root(&self) -> Result<Vec<u8>, Failure> {
        let path = self.folder.join(format!("{ROOT}.cvcert"));
        let bytes = std::fs::read(&path).map_err(|error| files::described(&path, &error))?;
        // 7F21 82, and the length in two bytes.
        match bytes.split_first_chunk() {
            Some(([0x7F, 0x21, 0x82, _, _], rest)) => Ok(rest.to_vec()),
            _ => Err(format!("{}: no certificate of a root", path.display())),
        }
    }

    /// The words of the terminal's own step: its key, and the certificates down to it.
    pub(super) fn terminal(&self) -> String {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let key = file(&format!("{TERMINAL}.pkcs8"));
        let certificates = [VERIFIER, TERMINAL].map(|name| file(&format!("{name}.cvcert")));
        format!("{key} {}", certificates.join(" "))
    }
}
