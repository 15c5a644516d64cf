//! The isolated process: prepares its namespaces, runs pcscd in them and hands out connections to
//! the virtual reader.
//!
//! The card itself does not run here but in `juki with-card`, with the user's rights, process
//! number and view of the file system: only a connected socket crosses, as a file descriptor.
//! Standard input is the life line: every byte asks for one more connection, and its end, whatever
//! ended the other side, is the end of everything here. What goes wrong is written to standard
//! error, behind what pcscd says.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, IoSlice, Read as _};
use std::mem::MaybeUninit;
use std::net::{Ipv4Addr, TcpStream};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;

use rustix::mount::{MountFlags, mount, mount_bind};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};

use super::isolation::PLACE;
use super::{loopback, pcscd};

/// Only prepares the namespaces: shows whether a way works.
pub(super) const PROBE: &str = "--probe";
/// There are no namespaces to prepare.
pub(super) const BARE: &str = "--bare";

/// In the private folder: where connections are handed over.
pub(super) const WIRE: &str = "wire";
/// In the private folder: what is `/run/pcscd` in here.
pub(super) const SHARED: &str = "pcscd";
/// What is asked for on standard input.
pub(super) const INSERT: u8 = b'c';

/// A failure in here: said in the log, beside what pcscd says.
type Failure = String;

/// What it is started with.
struct Arguments {
    probe: bool,
    bare: bool,
    /// The private folder, the daemon, its virtual reader.
    paths: Vec<PathBuf>,
}

/// The isolated process from its start to its end.
pub(super) fn run(arguments: &[OsString]) -> ExitCode {
    let mut given = Arguments { probe: false, bare: false, paths: Vec::new() };
    for argument in arguments {
        match argument.to_str() {
            Some(PROBE) => given.probe = true,
            Some(BARE) => given.bare = true,
            _ => given.paths.push(argument.into()),
        }
    }
    match work(&given) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // There is no place left to complain to.
            let _unsaid =
                io::Write::write_all(&mut io::stderr(), format!("{failure}\n").as_bytes());
            ExitCode::FAILURE
        }
    }
}

fn work(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.probe {
        return if arguments.bare { Ok(()) } else { prepare() };
    }
    let [folder, daemon, driver] = arguments.paths.as_slice() else {
        return Err("the isolated process is started by juki with-card only".to_owned());
    };
    let wire = UnixStream::connect(folder.join(WIRE)).map_err(failed("wire"))?;
    // What is below /run cannot be reached by its name any more once that is hidden.
    let own = PrivateFolder::open(folder)?;
    let settings = if arguments.bare { folder.join("settings") } else { "/run/juki".into() };
    if arguments.bare {
        link(&own.shared())?;
    } else {
        prepare()?;
        fs::create_dir(PLACE).map_err(failed(PLACE))?;
        mount_bind(own.shared(), PLACE).map_err(errno("bind mount"))?;
    }
    let running = Cleanup { own: Arc::new(own), bare: arguments.bare, daemon: Arc::default() };
    let wanted = running.listen();
    let done = serve(&running, &wire, &wanted, daemon, driver, &settings);
    // The folder stays: the other side lives and reads the log in it.
    running.end_daemon();
    done
}

/// Starts the daemon and serves until standard input ends, or the daemon.
fn serve(
    running: &Cleanup,
    wire: &UnixStream,
    wanted: &mpsc::Receiver<()>,
    daemon: &Path,
    driver: &Path,
    settings: &Path,
) -> Result<(), Failure> {
    let child = pcscd::start(daemon, driver, settings)?;
    *running.daemon.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
    pcscd::wait(&mut running.daemon.lock().unwrap_or_else(PoisonError::into_inner))?;
    while wanted.recv().is_ok() {
        let card = TcpStream::connect((Ipv4Addr::LOCALHOST, pcscd::PORT));
        hand_over(wire, &card.map_err(failed("virtual reader"))?)?;
    }
    Ok(())
}

/// What this process removes and ends before it ends.
#[derive(Clone)]
struct Cleanup {
    own: Arc<PrivateFolder>,
    bare: bool,
    daemon: Arc<Mutex<Option<Child>>>,
}

impl Cleanup {
    /// Reads standard input in a thread of its own; its end ends the process, whatever it is busy
    /// with.
    fn listen(&self) -> mpsc::Receiver<()> {
        let (sender, receiver) = mpsc::channel();
        let running = self.clone();
        thread::spawn(move || {
            let mut byte = [0];
            loop {
                match io::stdin().read(&mut byte) {
                    Ok(1..) if byte == [INSERT] => drop(sender.send(())),
                    Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                    Ok(1..) | Err(_) | Ok(_) => break,
                }
            }
            running.end_daemon();
            // The other side may be gone: nothing of it stays.
            let _gone = fs::remove_dir_all(running.own.path());
            std::process::exit(0);
        });
        receiver
    }

    fn end_daemon(&self) {
        // While the daemon is waited for in its start its lock is held: then the end of this
        // process, the first of its namespace, takes it along.
        if let Ok(mut daemon) = self.daemon.try_lock()
            && let Some(mut daemon) = daemon.take()
        {
            let _gone = daemon.kill();
            let _gone = daemon.wait();
        }
        if self.bare {
            let _gone = fs::remove_file(PLACE);
        }
    }
}

/// The private folder, reached through the one above it: also when that is hidden by now.
struct PrivateFolder {
    above: File,
    name: OsString,
}

impl PrivateFolder {
    fn open(folder: &Path) -> Result<Self, Failure> {
        let (Some(above), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(format!("{} is no private folder", folder.display()));
        };
        let above = File::open(above).map_err(failed("private folder"))?;
        Ok(Self { above, name: name.to_owned() })
    }

    fn path(&self) -> PathBuf {
        Path::new("/proc/self/fd").join(self.above.as_raw_fd().to_string()).join(&self.name)
    }

    fn shared(&self) -> PathBuf {
        self.path().join(SHARED)
    }
}

/// The loopback comes up, and an empty `/run` hides the system's daemons.
fn prepare() -> Result<(), Failure> {
    loopback::up().map_err(failed("loopback"))?;
    mount("tmpfs", "/run", "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, c"mode=755")
        .map_err(errno("mount /run"))
}

/// Where there are no namespaces the daemon's folder is a link to the private one.
fn link(shared: &Path) -> Result<(), Failure> {
    let shared = fs::canonicalize(shared).map_err(failed("private folder"))?;
    if fs::read_link(PLACE).is_ok() && !Path::new(PLACE).exists() {
        // Left behind by a run that was killed from all sides.
        fs::remove_file(PLACE).map_err(failed(PLACE))?;
    }
    symlink(shared, PLACE).map_err(failed(PLACE))
}

/// Sends an open connection to the other side: one byte that says nothing, and the descriptor.
fn hand_over(wire: &UnixStream, card: &TcpStream) -> Result<(), Failure> {
    let descriptors = [card.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    control.push(SendAncillaryMessage::ScmRights(&descriptors));
    sendmsg(wire, &[IoSlice::new(&[INSERT])], &mut control, SendFlags::NOSIGNAL)
        .map(drop)
        .map_err(errno("wire"))
}

fn failed(what: &str) -> impl FnOnce(io::Error) -> Failure {
    move |cause| format!("{what}: {cause}")
}

fn errno(what: &str) -> impl FnOnce(rustix::io::Errno) -> Failure {
    move |cause| format!("{what}: {cause}")
}
