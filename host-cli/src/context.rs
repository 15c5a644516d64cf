//! What every command is given: language, flags, and the way to a card.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Read as _, Seek as _, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use der::DateTime;
use getrandom::SysRng;
use rand_core::{TryRng, UnwrapErr};

use crate::card::pace;
use crate::card::session::Session;
use crate::cli::{Globals, READER};
use crate::day::Day;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::interrupt::Interrupt;
use crate::locale::{Locale, Message};
use crate::msg;
use crate::output;
#[cfg(feature = "pcsc")]
use crate::reader::ReaderError;
use crate::reader::image::ImageError;
use crate::reader::select::Choice;
use crate::reader::trace::{OPENING, Trace};
use crate::reader::virtual_card::VirtualCard;
use crate::reader::{self, Reader};

/// How often a card is looked for while waiting.
const AGAIN: Duration = Duration::from_millis(250);

/// What every command is given.
#[derive(Debug)]
pub struct Context<'a> {
    /// The language.
    pub locale: &'a Locale,
    /// Signals.
    pub interrupt: Interrupt,
    globals: Globals,
    card: PresetReader,
}

/// A reader that the caller gave, until it is opened.
struct PresetReader(RefCell<Option<Box<dyn Reader>>>);

impl fmt::Debug for PresetReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresetReader").finish_non_exhaustive()
    }
}

impl<'a> Context<'a> {
    /// From the flags of every command; with a card that one is used, whatever the flags say.
    #[must_use]
    pub const fn new(
        locale: &'a Locale,
        globals: Globals,
        interrupt: Interrupt,
        card: Option<Box<dyn Reader>>,
    ) -> Self {
        Self { locale, interrupt, globals, card: PresetReader(RefCell::new(card)) }
    }

    /// The text of a message.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        self.locale.text(message)
    }

    /// True when the result is one JSON object.
    #[must_use]
    pub const fn json(&self) -> bool {
        self.globals.json
    }

    /// How long to wait, when at all.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        let seconds = self.globals.wait?;
        Some(Duration::from_secs(seconds.into()))
    }

    /// What time it is.
    ///
    /// # Errors
    /// When the clock stands before 1970.
    pub fn now(&self) -> Result<DateTime, Error> {
        DateTime::from_system_time(SystemTime::now())
            .map_err(|_| Error::new(Exit::Failure, msg!("error-clock"), msg!("todo-clock")))
    }

    /// A day that was named, at noon in Japan; without one the present moment.
    ///
    /// # Errors
    /// When the day is one that no certificate names, or the clock stands before 1970.
    pub fn moment_of(&self, day: Option<Day>) -> Result<DateTime, Error> {
        let Some(Day(date)) = day else { return self.now() };
        // Three hours after midnight in Greenwich.
        DateTime::new(date.year, date.month, date.day, 3, 0, 0).map_err(|_| {
            Error::new(
                Exit::Rejected,
                msg!("error-date", day = Day(date).to_string()),
                msg!("todo-date"),
            )
        })
    }

    /// The operating system's random numbers.
    ///
    /// # Errors
    /// When it gives none.
    pub fn random(&self) -> Result<UnwrapErr<SysRng>, Error> {
        SysRng.try_next_u32().map_err(|_| Error::no_random())?;
        Ok(UnwrapErr(SysRng))
    }

    /// Says something beside the result, on standard error, when `-v` asks for it.
    pub fn verbose(&self, message: &Message) {
        if self.globals.verbose {
            output::note(&self.text(message));
        }
    }

    /// Says on standard error what the user is to know before it goes on.
    pub fn warn(&self, message: &Message) {
        output::note(&self.text(message));
    }

    /// Says on standard error that a card image is damaged, whatever the result is.
    pub fn warn_of_damage(&self, cause: Message) {
        let todo = msg!("todo-image-damaged");
        output::note(&self.text(&msg!("info-damaged", cause = cause, todo = todo)));
    }

    /// Says on standard error what a card does not do for other programs, when its image can only
    /// be read.
    pub fn warn_of_read_only(&self, card: &dyn Reader) {
        if let Err(cause) = reader::refuse_read_only(card) {
            output::complain(&cause.into(), self.locale);
        }
    }

    /// A conversation with a card that is opened exclusively: inside a session of secure messaging
    /// when a CAN was given, and never in the clear then. The session ends with the conversation.
    ///
    /// # Errors
    /// When no session is opened: the card offers none, or the CAN is another one.
    pub fn session<'r>(&self, card: impl Reader + 'r) -> Result<Session<'r>, Error> {
        let mut session = Session::new(card);
        self.secure(&mut session)?;
        Ok(session)
    }

    /// Opens a session of secure messaging when a CAN was given: at the beginning, and after a
    /// reset.
    ///
    /// # Errors
    /// As [`Context::session`].
    pub fn secure(&self, session: &mut Session<'_>) -> Result<(), Error> {
        if let Some(can) = &self.globals.can {
            pace::open(session, can, &mut self.random()?)?;
        }
        Ok(())
    }

    /// Which card is meant.
    #[must_use]
    pub fn choice(&self) -> Choice {
        match self.globals.reader.as_deref() {
            None => Choice::Only,
            Some(text) if text == OsStr::new("") => Choice::Only,
            Some(text) => Choice::parse(text, Path::is_file),
        }
    }

    /// Opens the card that is meant, with a trace when one is asked for.
    ///
    /// # Errors
    /// When there is no such card, or another program holds it.
    pub fn open(&self) -> Result<Box<dyn Reader>, Error> {
        if let Some(card) = self.card.0.take() {
            return self.traced(card);
        }
        let reader: Box<dyn Reader> = match self.choice() {
            Choice::Image(path) => {
                let card = self.open_image(&path, "juki");
                Box::new(card.map_err(|cause| self.with_origin(cause, ImageError::is_misnamed))?)
            }
            Choice::Named(part) => self.open_pcsc(Some(&part))?,
            Choice::Only => self.open_pcsc(None)?,
        };
        self.opened(reader)
    }

    /// Refuses a card access number that was typed for a command which sends the card nothing
    /// itself: other programs' commands would go in the clear in spite of it.
    ///
    /// # Errors
    /// When there is one.
    pub fn refuse_can(&self, command: &'static str) -> Result<(), Error> {
        if self.globals.can_typed {
            let what = msg!("error-can-of-others", command = command);
            return Err(Error::new(Exit::Usage, what, msg!("todo-can-of-others")));
        }
        Ok(())
    }

    /// Why the card that was named cannot be opened. Where the name may be the cause and a variable
    /// gave it, it says so: nobody sees on the command line what a variable says.
    #[must_use]
    pub fn with_origin<E: Into<Error>>(&self, cause: E, is_misnamed: impl Fn(&E) -> bool) -> Error {
        let from_variable = self.globals.reader_from_variable && self.choice() != Choice::Only;
        if from_variable && is_misnamed(&cause) {
            cause.into().named_by(READER)
        } else {
            cause.into()
        }
    }

    /// As [`Context::with_origin`], of a PC/SC reader. A name that could as well be a file's is
    /// said to be none where no reader was found by it.
    #[cfg(feature = "pcsc")]
    #[must_use]
    pub fn reader_with_origin(&self, cause: ReaderError) -> Error {
        let is_unfound = matches!(
            cause,
            ReaderError::NoService
                | ReaderError::NoRights
                | ReaderError::NoReader
                | ReaderError::NoSuchReader { .. }
        );
        let is_misnamed = cause.is_misnamed();
        let error = if is_unfound { self.no_reader_found(cause.into()) } else { cause.into() };
        self.with_origin(error, |_| is_misnamed)
    }

    /// No reader was found. What was named without a prefix is no file either.
    #[must_use]
    pub fn no_reader_found(&self, error: Error) -> Error {
        match (self.choice(), self.globals.reader.as_deref()) {
            (Choice::Named(part), Some(text)) if text == OsStr::new(&part) => {
                error.nor_a_file(&part)
            }
            _ => error,
        }
    }

    /// As [`Context::open`], for work that changes the card.
    ///
    /// # Errors
    /// As [`Context::open`], and when the card is in a file that can only be read.
    pub fn open_to_change(&self) -> Result<Box<dyn Reader>, Error> {
        let reader = self.open()?;
        reader::refuse_read_only(&*reader)?;
        Ok(reader)
    }

    /// As [`Context::open`]; a card image that is damaged is opened as well, with what is wrong.
    /// Such a card says who it is, and no more.
    ///
    /// # Errors
    /// As [`Context::open`], but for the damage.
    pub fn open_even_damaged(&self) -> Result<(Box<dyn Reader>, Option<Message>), Error> {
        match self.choice() {
            Choice::Image(path) if self.card.0.borrow().is_none() => {
                let card = self.open_image_even_damaged(&path, "juki");
                let card =
                    card.map_err(|cause| self.with_origin(cause, ImageError::is_misnamed))?;
                let damage = card.damaged().map(Message::from);
                Ok((self.opened(Box::new(card))?, damage))
            }
            _ => Ok((self.open()?, None)),
        }
    }

    fn opened(&self, reader: Box<dyn Reader>) -> Result<Box<dyn Reader>, Error> {
        self.verbose(&msg!(
            "verbose-reader",
            reader = reader.name(),
            atr = hex::encode_upper(reader.atr())
        ));
        self.traced(reader)
    }

    /// Opens a card image. `program` is what another program is told that wants it meanwhile.
    ///
    /// # Errors
    /// When it is no image, its card is damaged, or another program holds it.
    pub fn open_image(&self, path: &Path, program: &str) -> Result<VirtualCard, ImageError> {
        let open = || VirtualCard::open(path, program);
        self.retry(open, ImageError::may_pass)
    }

    /// As [`Context::open_image`], when the card is to be seen though it is damaged.
    ///
    /// # Errors
    /// As [`Context::open_image`], but for the damage.
    pub fn open_image_even_damaged(
        &self,
        path: &Path,
        program: &str,
    ) -> Result<VirtualCard, ImageError> {
        let open = || VirtualCard::open_even_damaged(path, program);
        self.retry(open, ImageError::may_pass)
    }

    #[cfg(feature = "pcsc")]
    fn open_pcsc(&self, part: Option<&str>) -> Result<Box<dyn Reader>, Error> {
        let connect = || reader::pcsc::PcscReader::connect(part);
        let reader = self.retry(connect, ReaderError::may_pass);
        Ok(Box::new(reader.map_err(|cause| self.reader_with_origin(cause))?))
    }

    #[cfg(not(feature = "pcsc"))]
    fn open_pcsc(&self, _: Option<&str>) -> Result<Box<dyn Reader>, Error> {
        Err(self.no_reader_found(Error::without_pcsc()))
    }

    /// Puts a trace around a reader when `--trace` asks for one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn traced(&self, reader: Box<dyn Reader>) -> Result<Box<dyn Reader>, Error> {
        let Some(path) = self.globals.trace.as_deref() else {
            return Ok(reader);
        };
        let out: Box<dyn Write + Send> = if path == Path::new("-") {
            Box::new(io::stderr())
        } else {
            let file = trace_file(path).map_err(|cause| Error::file(path, &cause))?;
            Box::new(file.ok_or_else(|| {
                let what = msg!("error-trace-other", path = path.display());
                Error::new(Exit::Rejected, what, msg!("todo-trace-other"))
            })?)
        };
        Ok(Box::new(Trace::new(reader, out)?))
    }

    /// Tries until it works, or the time of `--wait` is over.
    ///
    /// # Errors
    /// The last failure.
    pub fn retry<T, E>(
        &self,
        mut attempt: impl FnMut() -> Result<T, E>,
        may_pass: impl Fn(&E) -> bool,
    ) -> Result<T, E> {
        let wait = self.wait().unwrap_or_default();
        let start = Instant::now();
        let mut said = false;
        loop {
            match attempt() {
                Err(cause) if may_pass(&cause) && start.elapsed() < wait => {}
                done => return done,
            }
            if !said && !self.json() {
                output::note(&self.text(&msg!("note-waiting", seconds = wait.as_secs())));
                said = true;
            }
            thread::sleep(AGAIN.min(wait));
        }
    }
}

/// A new file that only its owner reads, or an earlier trace emptied; `None` when another file has
/// that name. A card image or a key named by mistake is not emptied.
fn trace_file(path: &Path) -> io::Result<Option<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    // A pipe or a terminal is not looked into.
    let file = input::open_to_write(options.read(path.is_file()), path)?;
    if file.metadata()?.is_file() {
        let mut begin = Vec::new();
        if file.metadata()?.len() > 0 {
            (&file).take(OPENING.len() as u64).read_to_end(&mut begin)?;
        }
        if !OPENING.starts_with(&begin) {
            return Ok(None);
        }
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.set_len(0)?;
        (&file).rewind()?;
    }
    Ok(Some(file))
}
