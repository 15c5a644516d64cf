//! A card in a file that can only be read: what needs no write works, and no try is free.
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const JUKI: &str = env!("CARGO_BIN_EXE_juki");

/// What such a card is said to be.
const READ_ONLY: &str = "can only be read, so its card can count no tries";

/// A folder with a ready card in a file without write permission, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("juki-only-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        let made = folder.run(&mut folder.writer("virtual new card.juki --kind plain --seed 1"));
        assert_eq!(made.0, 0, "{}", made.1);
        folder.permit(0o400);
        folder
    }

    fn card(&self) -> PathBuf {
        self.0.join("card.juki")
    }

    fn permit(&self, mode: u32) {
        fs::set_permissions(self.card(), Permissions::from_mode(mode)).unwrap();
    }

    /// `juki` with all rights of whoever runs the test.
    fn writer(&self, words: &str) -> Command {
        let mut command = Command::new(JUKI);
        command.args(words.split(' '));
        self.at_home(&mut command);
        command
    }

    /// `juki` that the permissions of a file hold for, also when root runs the test.
    fn reader(&self, words: &str) -> Command {
        let mut command = match rustix::process::geteuid().is_root() {
            true => Command::new("setpriv"),
            false => Command::new("env"),
        };
        if rustix::process::geteuid().is_root() {
            command.args(["--bounding-set=-dac_override", "--inh-caps=-all"]);
        }
        command.arg(JUKI).args(words.split(' '));
        self.at_home(&mut command);
        command
    }

    fn at_home(&self, command: &mut Command) {
        command.current_dir(&self.0).stdin(Stdio::null()).env_remove("JUKI_TRUST");
        command.env("LC_ALL", "C").env("JUKI_READER", "card.juki");
    }

    /// Exit code and everything that was said.
    fn run(&self, command: &mut Command) -> (i32, String) {
        said(&command.output().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn said(output: &Output) -> (i32, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn what_needs_no_write_works_and_no_try_is_free() {
    let folder = Folder::new("tries");
    let before = fs::read(folder.card()).unwrap();
    for words in ["info", "read --no-pin", "pin status", "cert export auth", "cert list"] {
        let (code, text) = folder.run(&mut folder.reader(words));
        assert_eq!(code, 0, "{words}: {text}");
    }
    let (code, text) = folder.run(&mut folder.reader("doctor"));
    assert!(code == 0 && text.contains(READ_ONLY), "{text}");
    let (_, full) = folder.run(&mut folder.reader("pin status"));

    // The right PIN and a wrong one are told apart by nothing: neither is compared.
    let read = |pin: &str| folder.run(folder.reader("read").env("JUKI_PIN_CARD", pin));
    let right = read("5678");
    assert!(right.0 == 1 && right.1.contains(READ_ONLY), "{right:?}");
    assert!((0..4).all(|_| read("0000") == right));
    // Nor are they in commands as they come, on the PIN of the authentication key (1234).
    let verify = |pin: &str| {
        let select = "apdu 00A4040C0AD392F000260100000001";
        folder.run(&mut folder.reader(&format!("{select} 0020009804{}", hex::encode(pin))))
    };
    let right = verify("1234");
    assert!(right.0 == 1 && right.1.contains(READ_ONLY), "{right:?}");
    assert!((0..4).all(|_| verify("0000") == right));

    // What changes the card is refused before anybody is asked for anything.
    for words in ["pin change card", "pin reset card --authority card.juki.authority"] {
        let (code, text) = folder.run(&mut folder.reader(words));
        assert!(code == 1 && text.contains(READ_ONLY), "{words}: {text}");
    }
    assert!(fs::read(folder.card()).unwrap() == before, "the file was changed");

    // A copy that can be written is an ordinary card, and has all its tries.
    folder.permit(0o600);
    assert_eq!(folder.run(&mut folder.reader("pin status")), (0, full));
    let (code, text) = folder.run(folder.reader("read").env("JUKI_PIN_CARD", "5678"));
    assert_eq!(code, 0, "{text}");
}

/// A card from a seed draws its challenges from the number of this start, which is in the file.
#[test]
fn a_start_that_cannot_be_counted_repeats_no_challenge() {
    let folder = Folder::new("challenge");
    let challenge = || folder.run(&mut folder.reader("apdu 0084000010"));
    let (first, second) = (challenge(), challenge());
    assert_eq!((first.0, second.0), (0, 0), "{}", first.1);
    assert_ne!(first.1, second.1);
}

#[test]
fn readers_share_it_and_keep_a_writer_out() {
    let folder = Folder::new("shared");
    let mut shell = folder.reader("shell");
    let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    // It has the card as soon as nobody else gets all of it.
    let lock = File::open(folder.card()).unwrap();
    let start = Instant::now();
    while lock.try_lock().is_ok() {
        lock.unlock().unwrap();
        assert!(start.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(lock);
    let (code, text) = folder.run(&mut folder.reader("info"));
    assert_eq!(code, 0, "{text}");
    folder.permit(0o600);
    let (code, text) = folder.run(&mut folder.writer("info"));
    assert_eq!(code, 3, "{text}");
    drop(shell.stdin.take());
    assert!(shell.wait().unwrap().success());
    assert_eq!(folder.run(&mut folder.writer("info")).0, 0);
}

/// As root in a namespace of its own, where permissions say nothing.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_system_is_a_file_that_can_only_be_read() {
    let alone = ["--user", "--map-root-user", "--mount"];
    if !Command::new("unshare").args(alone).arg("true").status().unwrap().success() {
        println!("this machine gives no namespaces to an ordinary user: not tried");
        return;
    }
    let folder = Folder::new("mounted");
    folder.permit(0o600);
    let mount = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$@\"";
    let mounted = |words: &str| {
        let mut command = Command::new("unshare");
        command.args(alone).args(["sh", "-c", mount, "sh", JUKI]);
        command.args(words.split(' '));
        folder.at_home(&mut command);
        folder.run(command.env("JUKI_PIN_CARD", "5678"))
    };
    let (code, text) = mounted("info");
    assert_eq!(code, 0, "{text}");
    let (code, text) = mounted("read");
    assert!(code == 1 && text.contains(READ_ONLY), "{text}");
    let (code, text) = mounted("virtual new other.juki");
    assert!(code == 1 && text.contains("read-only"), "{text}");
}

/// Every file that is named on the command line or by a variable.
#[test]
fn a_pipe_that_nobody_writes_to_is_said_to_be_one() {
    let folder = Folder::new("pipes");
    folder.permit(0o600);
    let pipe = folder.0.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let authority = "--authority card.juki.authority";
    let record = folder.run(&mut folder.writer("resident show taro"));
    fs::write(folder.0.join("record.json"), record.1).unwrap();
    let words = [
        format!("issue pipe {authority} --yes"),
        format!("issue record.json {authority} --photo pipe --yes"),
        format!("issue record.json {authority} --transport-key pipe --placeholder --yes"),
        format!("service add pipe {authority}"),
        "virtual new other.juki --transport-key pipe".to_owned(),
        "sign pipe --out signature".to_owned(),
        "read".to_owned(),
        "authority crl card.juki.authority".to_owned(),
    ];
    let started = words.iter().map(|words| {
        let mut command = folder.writer(words);
        command.env("JUKI_PIN_CARD_FILE", "pipe").env("JUKI_AUTHORITY_PASSPHRASE_FILE", "pipe");
        command.env("JUKI_PIN_SIGN", "ABC123").arg("--wait=60");
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    // All at once: each waits a while for a writer.
    let started: Vec<_> = started.collect();
    for (words, child) in words.iter().zip(started) {
        let (code, text) = said(&child.wait_with_output().unwrap());
        assert_eq!(code, 1, "{words}: {text}");
        assert!(text.contains("pipe cannot be read or written: it is a pipe"), "{words}: {text}");
    }
    write_to_nobody(&folder, &pipe);
}

/// A trace that nobody takes.
fn write_to_nobody(folder: &Folder, pipe: &Path) {
    let (code, text) = folder.run(&mut folder.writer("info --trace pipe"));
    assert!(code == 1 && text.contains("nothing reads it"), "{text}");
    let reader = OpenOptions::new().read(true).write(true).open(pipe).unwrap();
    let (code, text) = folder.run(&mut folder.writer("info --trace pipe"));
    assert_eq!(code, 0, "{text}");
    drop(reader);
}
