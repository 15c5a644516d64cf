//! pcscd with one virtual reader and nothing else. Everything here runs in the isolated process.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::isolation::PLACE;
use super::programs::find;

/// Where vpcd waits for a card: the number its package configures too.
pub(super) const PORT: u16 = 0x8C7B;
/// The file name of the daemon's socket in its folder.
pub(super) const SOCKET: &str = "pcscd.comm";
/// How long the daemon may take to start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts the daemon; `settings` is a folder to make.
///
/// # Errors
/// What failed, for the log.
pub(super) fn start(daemon: &Path, driver: &Path, settings: &Path) -> Result<Child, String> {
    let readers = settings.join("readers");
    // USB drivers would bring in whatever is plugged into this machine.
    let no_usb = settings.join("no-usb-drivers");
    for new in [&readers, &no_usb] {
        fs::create_dir_all(new).map_err(|cause| format!("{}: {cause}", new.display()))?;
    }
    let file = readers.join("vpcd");
    fs::write(&file, configuration(driver))
        .map_err(|cause| format!("{}: {cause}", file.display()))?;
    let mut command = dying_with_us(daemon);
    command
        .args(["--foreground", "--config"])
        .arg(&readers)
        .args(without_polkit(daemon))
        .env("PCSCLITE_HP_DROPDIR", &no_usb)
        .stdin(Stdio::null())
        // Its standard output is its log.
        .stdout(std::io::stderr());
    command.spawn().map_err(|cause| format!("{}: {cause}", daemon.display()))
}

/// Where process ids are shared, the kernel ends the daemon with this process.
fn dying_with_us(daemon: &Path) -> Command {
    let Some(setpriv) = find("setpriv") else {
        return Command::new(daemon);
    };
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(daemon);
    command
}

/// Returns when the daemon's socket answers and its reader waits for a card.
///
/// # Errors
/// When it ends, or takes too long.
pub(super) fn wait(daemon: &mut Option<Child>) -> Result<(), String> {
    let socket = Path::new(PLACE).join(SOCKET);
    let started = Instant::now();
    while UnixStream::connect(&socket).is_err() || !listening(PORT) {
        if let Some(daemon) = daemon.as_mut()
            && let Ok(Some(status)) = daemon.try_wait()
        {
            return Err(format!("pcscd ended early: {status}"));
        }
        if started.elapsed() > PATIENCE {
            return Err(format!("pcscd does not answer after {PATIENCE:?}"));
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn configuration(driver: &Path) -> String {
    format!(
        "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{PORT:X}\n\
         LIBPATH {}\nCHANNELID 0x{PORT:X}\n",
        driver.display()
    )
}

/// There is nobody to ask for permission inside; newer daemons want to be told.
fn without_polkit(daemon: &Path) -> Option<&'static str> {
    const OPTION: &str = "--disable-polkit";
    let help = Command::new(daemon).arg("--help").stdin(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&help.stdout).contains(OPTION).then_some(OPTION)
}

/// Whether something listens on a TCP port here, without connecting to it: vpcd would take the
/// connection for a card.
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
    use super::*;

    #[test]
    fn a_listener_is_seen_in_the_kernels_table() {
        let table = "  sl  local_address rem_address   st\n   \
                     0: 00000000:8C7B 00000000:0000 0A 00000000:00000000\n   \
                     1: 0100007F:8C7C 0100007F:1234 01 00000000:00000000\n";
        assert!(has_listener(table, PORT));
        assert!(!has_listener(table, PORT + 1));
        assert!(!has_listener("", PORT));
    }

    #[test]
    fn the_reader_is_configured() {
        let text = configuration(Path::new("/lib/vpcd.so"));
        assert!(text.contains("DEVICENAME /dev/null:0x8C7B\n"), "{text}");
        assert!(text.contains("LIBPATH /lib/vpcd.so\n"), "{text}");
    }
}
