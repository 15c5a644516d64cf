//! `cargo xtask demo`: a card from a resident's record to a signed application, on a virtual
//! card, in one command. Nothing is installed and nothing outside the target directory is
//! written.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::report::minutes;
use crate::{Failure, files, metadata, run, usage};

/// What the sample resident chose; everybody may know it.
const PINS: &[(&str, &str)] = &[
    ("JUKI_PIN_CARD", "1234"),
    ("JUKI_PIN_TEXT", "1234"),
    ("JUKI_PIN_AUTH", "1234"),
    ("JUKI_PIN_SIGN", "ABC123"),
];

const APPLICATION: &str = "\
Application for a copy of the resident record (住民票の写しの交付申請書)

Applicant: the holder of the signing certificate
Copies: 1
Purpose: a demonstration
";

/// `cargo xtask demo`.
pub(crate) fn verb(arguments: &[String]) -> ExitCode {
    if let Some(extra) = arguments.first() {
        return usage(&format!("demo takes no `{extra}`"));
    }
    match play() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: the demonstration stopped: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Builds, plays every step, and says where the signed document is.
pub(crate) fn play() -> Result<(), Failure> {
    let (started, before) = (Instant::now(), children_time());
    let mut demo = Demo::prepare()?;
    demo.play()?;
    println!("\nSigned document:  {}", demo.shown("application.txt"));
    println!("Its signature:    {}", demo.shown("application.txt.p7s"));
    println!("The card:         {}", demo.shown("taro.juki"));
    println!("{} steps in {}, building included", demo.steps, minutes(started.elapsed()));
    if let (Some(before), Some(after)) = (before, children_time()) {
        // Of a machine that others use it says more than the clock. Nobody compares it.
        println!("Processor time:   {}", minutes(after.saturating_sub(before)));
    }
    Ok(())
}

/// Processor time of the programs that this one started and that ended, as Linux counts it.
fn children_time() -> Option<Duration> {
    time_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// The fields cutime and cstime of proc(5), in hundredths of a second. The program's name, in
/// parentheses before them, may hold anything.
fn time_in(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(13).map(str::parse::<u64>);
    let (user, system) = (fields.next()?.ok()?, fields.next()?.ok()?);
    Some(Duration::from_millis(10 * (user + system)))
}

struct Demo {
    juki: PathBuf,
    folder: PathBuf,
    steps: usize,
}

impl Demo {
    /// Builds `juki` without PC/SC and empties the folder of the demonstration.
    fn prepare() -> Result<Self, Failure> {
        println!("Building juki (without PC/SC: nothing needs to be installed) ...");
        let [juki] = metadata::build(
            ["juki"],
            &["build", "--package", "host-cli", "--bin", "juki", "--no-default-features"],
        )?;
        let folder = files::empty_folder(&metadata::target_directory()?.join("demo"))?;
        Ok(Self { juki, folder, steps: 0 })
    }

    fn play(&mut self) -> Result<(), Failure> {
        self.issue()?;
        self.sign()?;
        self.openssl()?;
        self.refuse_altered_file()
    }

    fn issue(&mut self) -> Result<(), Failure> {
        self.juki(
            "An authority of our own, with its keys: C=JP, O=JUKI-EMULATOR. Its certificates open nothing real.",
            &["authority", "init", "authority"],
            0,
        )?;
        self.juki(
            "A blank card. It obeys only the holder of its transport key.",
            &["virtual", "new", "taro.juki"],
            0,
        )?;
        self.juki(
            "The counter issues it for a sample resident: applications, PINs, key pairs made on \
             the card, certificates, and at the end the card's own issuer key.",
            &["issue", "--sample", "taro", "--authority", "authority", "--placeholder", "--yes"],
            0,
        )?;
        self.juki("What the card says with its PIN.", &["read"], 0)?;
        self.juki(
            "Is it genuine? Issuer's signature, certificate chains, and a challenge that only \
             this very card can answer.",
            &["verify", "--trust", "authority"],
            0,
        )
    }

    fn sign(&mut self) -> Result<(), Failure> {
        let file = self.folder.join("application.txt");
        std::fs::write(&file, APPLICATION).map_err(|error| files::described(&file, &error))?;
        self.juki(
            "The resident signs an application. The key never leaves the card.",
            &["sign", "application.txt"],
            0,
        )?;
        self.juki(
            "The agency verifies it, and learns who signed.",
            &["verify", "application.txt", "--trust", "authority"],
            0,
        )
    }

    /// Another program's word on it, where there is one.
    fn openssl(&mut self) -> Result<(), Failure> {
        if run::find_program("openssl").is_none() {
            println!("\n(openssl is not installed: its verdict is left out)");
            return Ok(());
        }
        let mut openssl = Command::new("openssl");
        openssl
            .args(["cms", "-verify", "-binary", "-inform", "DER", "-in", "application.txt.p7s"])
            .args(["-content", "application.txt", "-purpose", "any", "-out", "verified.txt"])
            .args(["-CAfile", "authority/public/signing-ca-rsa2048.pem"]);
        self.step("openssl's own verdict on the signature.", openssl, 0)
    }

    fn refuse_altered_file(&mut self) -> Result<(), Failure> {
        let file = self.folder.join("altered.txt");
        let altered = APPLICATION.replace("Copies: 1", "Copies: 9");
        std::fs::write(&file, altered).map_err(|error| files::described(&file, &error))?;
        self.juki(
            "Nine copies instead of one: the signature does not cover that. Exit code 6.",
            &["verify", "altered.txt", "application.txt.p7s", "--trust", "authority"],
            6,
        )?;
        self.juki("Tries left of every PIN.", &["pin", "status"], 0)?;
        let mut wrong = self.command(&["sign", "application.txt", "--out", "wrong.p7s"]);
        wrong.env("JUKI_PIN_SIGN", "WRONG999");
        self.step("A wrong signing password costs a try. Exit code 4.", wrong, 4)
    }

    fn juki(&mut self, says: &str, arguments: &[&str], code: i32) -> Result<(), Failure> {
        let command = self.command(arguments);
        self.step(says, command, code)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.juki);
        command.args(arguments).envs(PINS.iter().copied()).env("JUKI_READER", "virtual:taro.juki");
        command
    }

    /// Runs a step and shows what it prints; its exit code must be the expected one.
    fn step(&mut self, says: &str, mut command: Command, code: i32) -> Result<(), Failure> {
        self.steps += 1;
        println!("\n--- {}. {says}\n$ {}", self.steps, run::described(&command));
        let status = command
            .current_dir(&self.folder)
            .stdin(std::process::Stdio::null())
            .status()
            .map_err(|error| format!("it does not start: {error}"))?;
        if status.code() == Some(code) {
            return Ok(());
        }
        Err(format!(
            "`{}` ended with {status}, expected was exit code {code}",
            run::described(&command)
        ))
    }

    /// A file of the demonstration, as one types it from the root of the workspace.
    fn shown(&self, name: &str) -> String {
        let path = self.folder.join(name);
        path.strip_prefix(run::root()).unwrap_or(&path).display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_a_name_of_any_form() {
        let stat = "7 (x) 1 (y) R 1 2 3 4 5 6 7 8 9 10 11 12 1234 56 20 0 1 0";
        assert_eq!(time_in(stat), Some(Duration::from_millis(12_900)));
        assert_eq!(time_in("7 (x) R 1 2"), None);
    }
}
