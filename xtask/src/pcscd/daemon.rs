//! A pcscd with one virtual reader and nothing else.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::Background;
use crate::{Failure, needs, run};

/// Where vpcd waits for a card: the number its package configures too.
pub(crate) const CARD_PORT: u16 = 0x8C7B;

/// Where pcscd keeps its socket, and where this module keeps the rest. `/run`
/// is ours alone in a namespace, and there is no other pcscd where it is not.
const FOLDER: &str = "/run/pcscd";
const OWN_FOLDER: &str = "/run/xtask-pcscd";
const SOCKET: &str = "/run/pcscd/pcscd.comm";
const PATIENCE: Duration = Duration::from_secs(10);

/// A running pcscd, which ends with this value.
#[derive(Debug)]
pub(crate) struct Daemon {
    process: Background,
}

impl Daemon {
    /// Starts pcscd and returns when its socket answers and its reader waits
    /// for a card.
    pub(crate) fn start() -> Result<Self, Failure> {
        if UnixStream::connect(SOCKET).is_ok() {
            return Err("a pcscd runs here already; this one must be alone".to_owned());
        }
        let driver = needs::vpcd_driver().ok_or("vpcd's driver is not installed")?;
        let program = run::find_program("pcscd").ok_or("pcscd is not installed")?;
        let folder = Path::new(OWN_FOLDER);
        let readers = folder.join("readers");
        // USB drivers would bring in whatever is plugged into this machine.
        let no_usb = folder.join("no-usb-drivers");
        for new in [readers.as_path(), &no_usb, Path::new(FOLDER)] {
            fs::create_dir_all(new).map_err(|error| format!("{}: {error}", new.display()))?;
        }
        let log = folder.join("pcscd.log");
        let written = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::write(readers.join("vpcd"), configuration(&driver)).map_err(written)?;
        let output = fs::File::create(&log).map_err(written)?;
        let errors = output.try_clone().map_err(written)?;
        let mut command = Command::new(&program);
        command
            .args(["--foreground", "--config"])
            .arg(&readers)
            .args(without_polkit(&program))
            .env("PCSCLITE_HP_DROPDIR", &no_usb)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        let mut daemon = Self { process: Background::start(&mut command)? };
        daemon.wait().map_err(|failure| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            format!("{failure}\n{log}")
        })?;
        Ok(daemon)
    }

    fn wait(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        while UnixStream::connect(SOCKET).is_err() || !listening(CARD_PORT) {
            self.process.still_running()?;
            if started.elapsed() > PATIENCE {
                return Err(format!("pcscd does not answer after {PATIENCE:?}"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process.end();
        // Nothing of it stays, also where /run is not ours alone.
        let _ = fs::remove_dir_all(OWN_FOLDER);
        let _ = fs::remove_dir_all(FOLDER);
    }
}

fn configuration(driver: &Path) -> String {
    format!(
        "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{CARD_PORT:#06X}\n\
         LIBPATH {}\nCHANNELID {CARD_PORT:#06X}\n",
        driver.display()
    )
    .replace("0X", "0x")
}

/// There is nobody to ask for permission inside a namespace; newer daemons
/// want to be told.
fn without_polkit(program: &Path) -> Option<&'static str> {
    let help = Command::new(program).arg("--help").output().ok()?;
    String::from_utf8_lossy(&help.stdout).contains("--disable-polkit").then_some("--disable-polkit")
}

/// Whether something listens on a TCP port here, without connecting to it:
/// vpcd would take the connection for a card.
fn listening(port: u16) -> bool {
    ["/proc/self/net/tcp", "/proc/self/net/tcp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .any(|table| has_listener(&table, port))
}

fn has_listener(table: &str, port: u16) -> bool {
    const LISTEN: &str = "0A";
    let address = format!(":{port:04X}");
    table.lines().skip(1).any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        columns.next().is_some_and(|local| local.ends_with(&address))
            && columns.nth(1) == Some(LISTEN)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{configuration, has_listener};

    #[test]
    fn a_listener_is_seen_in_the_kernels_table() {
        let table = "  sl  local_address rem_address   st\n   \
                     0: 00000000:8C7B 00000000:0000 0A 00000000:00000000\n   \
                     1: 0100007F:8C7C 0100007F:1234 01 00000000:00000000\n";
        assert!(has_listener(table, 0x8C7B));
        assert!(!has_listener(table, 0x8C7C));
        assert!(!has_listener("", 0x8C7B));
    }

    #[test]
    fn the_reader_is_configured() {
        let text = configuration(Path::new("/lib/vpcd.so"));
        assert!(text.contains("DEVICENAME /dev/null:0x8C7B\n"), "{text}");
        assert!(text.contains("LIBPATH /lib/vpcd.so\n"));
    }
}
