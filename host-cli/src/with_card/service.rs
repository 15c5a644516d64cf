//! The isolated PC/SC service, seen from outside: started, given its card, ended.

use std::fs::{self, DirBuilder, File};
use std::io::{self, IoSliceMut, Write as _};
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

use super::isolation::IsolationMethod;
use super::programs::{find, vpcd_driver};
use super::{INSIDE, inside, pcscd};
use crate::error::Error;
use crate::exit::Exit;
use crate::msg;

/// How long the service may take to start, and to hand out a connection.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take to end by itself.
const FAREWELL: Duration = Duration::from_secs(5);
/// What the path of a socket may have, in bytes (unix(7): 108 with the zero behind it).
const LONGEST_PATH: usize = 107;
/// Lines of the log that an error shows.
const SHOWN: usize = 20;

/// A running service. It is gone when this value is.
#[derive(Debug)]
pub(super) struct Service {
    process: Child,
    /// Its life line; `None` when it was let go.
    control: Option<ChildStdin>,
    wire: UnixStream,
    /// Dropped last: the log is in it.
    folder: Folder,
}

impl Service {
    /// Starts it and returns when it answers. `given_up` ends the waiting.
    ///
    /// # Errors
    /// When something is not installed, nothing here can be isolated, or pcscd does not start.
    pub(super) fn start(program: &Path, given_up: impl Fn() -> bool) -> Result<Self, Error> {
        let (Some(daemon), Some(driver)) = (find("pcscd"), vpcd_driver()) else {
            let todo = msg!("todo-with-card-missing");
            return Err(Error::new(Exit::NoCard, msg!("error-with-card-missing"), todo));
        };
        let method = IsolationMethod::find(|method| probe(method, program)).ok_or_else(|| {
            let what = msg!("error-with-card-isolation");
            Error::new(Exit::NoCard, what, msg!("todo-with-card-isolation"))
        })?;
        let folder = Folder::new()?;
        let failed = |cause: io::Error| Error::file(&folder.path, &cause);
        let listener = UnixListener::bind(folder.path.join(inside::WIRE)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let log = File::create(folder.log()).map_err(failed)?;
        let mut command = method.command(program, [INSIDE]);
        if !method.has_namespaces() {
            command.arg(inside::BARE);
        }
        let mut process = command
            .args([&folder.path, &daemon, &driver])
            .env_remove("PCSCLITE_CSOCK_NAME")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|cause| Error::system(&cause))?;
        let control = process.stdin.take();
        match accept(&listener, &mut process, given_up) {
            Some(wire) => Ok(Self { process, control, wire, folder }),
            None => {
                drop(control);
                farewell(&mut process);
                Err(folder.not_started())
            }
        }
    }

    /// The socket of the service, for `PCSCLITE_CSOCK_NAME`.
    pub(super) fn socket(&self) -> PathBuf {
        self.folder.path.join(inside::SHARED).join(pcscd::SOCKET)
    }

    /// The private folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// A new connection to the virtual reader: a card that serves it is in the reader.
    ///
    /// # Errors
    /// When the service has ended.
    pub(super) fn insert(&mut self) -> Result<TcpStream, Error> {
        let asked = self.control.as_mut().map(|control| control.write_all(&[inside::INSERT]));
        match asked {
            Some(Ok(())) => receive(&self.wire).map_err(|_| self.folder.not_started()),
            _ => Err(self.folder.not_started()),
        }
    }

    /// The failure of a service that ended, or never showed its card.
    pub(super) fn failure(&self) -> Error {
        self.folder.not_started()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.control = None;
        farewell(&mut self.process);
    }
}

fn probe(method: IsolationMethod, program: &Path) -> bool {
    let mut command = method.command(program, [INSIDE, inside::PROBE]);
    if !method.has_namespaces() {
        command.arg(inside::BARE);
    }
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Waits for the isolated process; `None` when it ended instead, or the time did.
fn accept(
    listener: &UnixListener,
    process: &mut Child,
    given_up: impl Fn() -> bool,
) -> Option<UnixStream> {
    let started = Instant::now();
    loop {
        if let Ok((wire, _)) = listener.accept() {
            wire.set_nonblocking(false).ok()?;
            wire.set_read_timeout(Some(PATIENCE)).ok()?;
            return Some(wire);
        }
        let ended = !matches!(process.try_wait(), Ok(None));
        if ended || given_up() || started.elapsed() > PATIENCE {
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The connection that the isolated process hands over.
fn receive(wire: &UnixStream) -> io::Result<TcpStream> {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    recvmsg(wire, &mut [IoSliceMut::new(&mut byte)], &mut control, RecvFlags::CMSG_CLOEXEC)?;
    control
        .drain()
        .filter_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
            _ => None,
        })
        .next()
        .map(TcpStream::from)
        .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The life line is cut: the isolated process ends by itself, or is killed.
fn farewell(process: &mut Child) {
    let started = Instant::now();
    while let Ok(None) = process.try_wait() {
        if started.elapsed() > FAREWELL {
            // Both fail only when it is gone, which is what is wanted.
            let _gone = process.kill();
            let _gone = process.wait();
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A folder that only this user looks into.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Result<Self, Error> {
        let random = getrandom::u64().map_err(|_| Error::no_random())?;
        let name = format!("juki-{random:016x}");
        let in_folder = |folder: PathBuf| folder.join(&name);
        let mut path = in_folder(std::env::temp_dir());
        // Programs reach the socket by its path, and that must not be long.
        let socket = path.join(inside::SHARED).join(pcscd::SOCKET);
        if socket.as_os_str().len() > LONGEST_PATH {
            path = in_folder("/tmp".into());
        }
        let make = |folder: &Path| DirBuilder::new().mode(0o700).create(folder);
        make(&path).map_err(|cause| Error::file(&path, &cause))?;
        let folder = Self { path };
        let shared = folder.path.join(inside::SHARED);
        make(&shared).map_err(|cause| Error::file(&shared, &cause))?;
        Ok(folder)
    }

    fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The service did not start, or ended: the end of its log says why.
    fn not_started(&self) -> Error {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<String> = log.lines().map(str::to_owned).collect();
        let from = lines.len().saturating_sub(SHOWN);
        let lines = lines.get(from..).unwrap_or_default().to_vec();
        Error::new(
            Exit::NoCard,
            msg!("error-with-card-service", log = lines),
            msg!("todo-with-card-service"),
        )
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The isolated process has removed it already, unless it was killed.
        let _gone = fs::remove_dir_all(&self.path);
    }
}
