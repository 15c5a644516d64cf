//! `juki shell`: a conversation with one card, a line at a time.
//!
//! What can be typed is the table of commands itself (`read-record by-number p1=01`), the names of
//! the files that the profiles know (`select jpki/signing-certificate`), and a few words of a shell
//! (`ls`, `cd`, `pwd`, `cat`, `apdu`, `secure`, `explain`, `reset`, `help`, `quit`). A secret is
//! asked for without echo; a line that holds one is not kept in the history.

pub mod complete;
pub mod data;
pub mod line;
pub mod names;
pub mod show;

use apdu_spec::command::{Command, Le};
use apdu_spec::instruction::Request;
use apdu_spec::profile::Application;
use apdu_spec::request::{ResponseTemplate, Select};
use apdu_spec::response::Response;
use apdu_spec::status::StatusWord;
use juki_explain::{Line, Topic, UnknownTopic};
use zeroize::Zeroizing;

use crate::card::files;
use crate::card::session::{Answer, SecureMessagingFailure, Session, SessionError};
use crate::card_key;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Locale, Message, explainer};
use crate::msg;
use crate::reader::trace;
use line::{Action, Secure, TableCommand};
use names::{CurrentDf, FilePath};

/// Asks for a secret with this question.
pub type Secret<'s> = dyn FnMut(&str) -> Result<Zeroizing<Vec<u8>>, Error> + 's;

/// Makes a conversation secure again after a reset, when it was to be.
pub type Reopen<'s> = dyn FnMut(&mut Session<'_>) -> Result<(), Error> + 's;

/// A conversation: the card, and where one stands in it.
pub struct Shell<'a, 'r> {
    session: Session<'r>,
    locale: &'a Locale,
    reopen: &'a mut Reopen<'a>,
    here: CurrentDf,
    /// The last status word.
    last: StatusWord,
}

/// What a line has come to.
#[derive(Debug)]
pub enum Outcome {
    /// Whole lines to be shown.
    Said(String),
    /// The conversation is over.
    Over,
}

/// Why a line came to nothing.
#[derive(Debug)]
pub enum ShellError {
    /// It says nothing that can be sent: nothing was; or the card opened no session of secure
    /// messaging. The conversation can go on, a script cannot.
    Line(Error),
    /// No answer came, or what the line asks for was not to be had.
    Failed(Error),
}

impl From<SessionError> for ShellError {
    fn from(cause: SessionError) -> Self {
        match cause {
            SessionError::TooLong { .. }
            | SessionError::TooFar { .. }
            | SessionError::SecureMessaging {
                failure: SecureMessagingFailure::NotACommand, ..
            } => Self::Line(cause.into()),
            _ => Self::Failed(cause.into()),
        }
    }
}

impl From<UnknownTopic> for ShellError {
    fn from(cause: UnknownTopic) -> Self {
        Self::Line(cause.into())
    }
}

impl From<ShellError> for Error {
    fn from(cause: ShellError) -> Self {
        let (ShellError::Line(cause) | ShellError::Failed(cause)) = cause;
        cause
    }
}

impl std::fmt::Debug for Shell<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shell").field("here", &self.place()).finish_non_exhaustive()
    }
}

impl<'a, 'r> Shell<'a, 'r> {
    /// A conversation in this language. A reset ends its session of secure messaging: `reopen` is
    /// called after it.
    #[must_use]
    pub const fn new(session: Session<'r>, locale: &'a Locale, reopen: &'a mut Reopen<'a>) -> Self {
        Self { session, locale, reopen, here: CurrentDf::Mf, last: StatusWord::SUCCESS }
    }

    /// The last status word: it decides how a script ends.
    #[must_use]
    pub const fn last(&self) -> StatusWord {
        self.last
    }

    /// Where one stands: an application's name, nothing in the MF, `?` elsewhere.
    #[must_use]
    pub const fn place(&self) -> &'static str {
        match self.here {
            CurrentDf::Mf => "",
            CurrentDf::Application(application) => application.id.name(),
            CurrentDf::Other => "?",
        }
    }

    /// The application in which one stands.
    #[must_use]
    pub const fn here(&self) -> Option<&'static Application> {
        self.here.application()
    }

    /// Does what a line says. `secret` asks for a secret, when the line holds none.
    ///
    /// # Errors
    /// When the line does not read; when no answer comes. What the card refuses is no error.
    pub fn run(&mut self, line: &str, secret: &mut Secret<'_>) -> Result<Outcome, ShellError> {
        let action = Action::parse(line, self.here()).map_err(ShellError::Line)?;
        Ok(Outcome::Said(match action {
            Action::Nothing => String::new(),
            Action::Quit => return Ok(Outcome::Over),
            Action::Help => self.help(),
            Action::Explain(topic) => {
                let explainer = explainer(self.locale.language());
                Topic::find(&topic)?.iter().map(|topic| explainer.text(topic)).collect()
            }
            Action::Reset => {
                self.session.reset()?;
                (self.reopen)(&mut self.session).map_err(ShellError::Failed)?;
                self.here = CurrentDf::Mf;
                self.last = StatusWord::SUCCESS;
                format!("{}\n", self.text(&msg!("shell-reset")))
            }
            Action::Select(place) => self.select(place)?,
            Action::List => self.list()?,
            Action::Where => match self.here {
                CurrentDf::Other => format!("{}\n", self.text(&msg!("shell-elsewhere"))),
                _ => format!("/{}\n", self.place()),
            },
            Action::Cat(place) => self.cat(place)?,
            Action::Secure(wish) => self.secure(&wish, secret)?,
            Action::Raw(bytes) => self.raw(&bytes)?,
            Action::Send(built) => self.send(built, secret)?,
        }))
    }

    /// Do commands go inside a session of secure messaging?
    #[must_use]
    pub const fn is_secured(&self) -> bool {
        self.session.is_secured()
    }

    /// Opens or ends a session of secure messaging, and says what there is.
    fn secure(&mut self, wish: &Secure, secret: &mut Secret<'_>) -> Result<String, ShellError> {
        match wish {
            Secure::Query => {}
            Secure::End => {
                self.session.end_secure_messaging()?;
                self.last = StatusWord::SUCCESS;
            }
            Secure::Key(reference, file) => {
                let value = match file {
                    Some(path) => card_key::read(path).map_err(ShellError::Line)?,
                    None => {
                        let question = self.text(&msg!("shell-secret", command = "secure"));
                        let typed = secret(&question).map_err(ShellError::Failed)?;
                        card_key::parse(&typed).ok_or_else(|| {
                            ShellError::Line(Error::new(
                                Exit::Rejected,
                                msg!("error-shell-key"),
                                msg!("todo-card-key"),
                            ))
                        })?
                    }
                };
                self.here = CurrentDf::Mf;
                // What the card refuses stops a script: what follows is meant for inside.
                card_key::open(&mut self.session, *reference, &value).map_err(
                    |cause| match cause.status {
                        Some(_) => ShellError::Line(cause),
                        None => ShellError::Failed(cause),
                    },
                )?;
                self.last = StatusWord::SUCCESS;
            }
        }
        let said = if self.is_secured() { msg!("shell-secured") } else { msg!("shell-plain") };
        Ok(format!("{}\n", self.text(&said)))
    }

    fn text(&self, message: &Message) -> String {
        self.locale.text(message)
    }

    fn help(&self) -> String {
        let mut text = self.text(&msg!("shell-help"));
        text.push_str("\n\n");
        text.push_str(&show::columns(complete::commands()));
        text
    }

    fn select(&mut self, place: FilePath) -> Result<String, SessionError> {
        let mut text = String::new();
        for step in place.steps() {
            let response = ResponseTemplate::Fcp;
            let request = Select { by: step.by, response, data: &step.data, le: Le::Any };
            let answer = self.session.exchange(request)?;
            let done = answer.status.is_success() || answer.status.is_warning();
            text = self.answer(&answer);
            if !done {
                return Ok(text);
            }
            self.here = self.here.after(&request, &answer.data);
        }
        Ok(text)
    }

    fn list(&mut self) -> Result<String, SessionError> {
        let mut rows = Vec::new();
        match self.here {
            CurrentDf::Other => {
                return Ok(format!("{}\n", self.text(&msg!("shell-elsewhere"))));
            }
            CurrentDf::Mf => {
                for (name, fid) in names::MF_FILES {
                    if files::find_file(&mut self.session, fid)?.is_some() {
                        rows.push(names::master_row(name, fid));
                    }
                }
                for application in apdu_spec::profile::APPLICATIONS {
                    if files::find_application(&mut self.session, application)?.is_some() {
                        rows.push(names::application_row(application));
                    }
                }
                // The last one that was found is selected: back to the MF.
                let mf = apdu_spec::file::MF.to_be_bytes();
                files::select(
                    &mut self.session,
                    apdu_spec::request::SelectionMethod::FileIdentifier,
                    &mf,
                )?;
            }
            CurrentDf::Application(application) => {
                for object in application.objects {
                    if files::find_file(&mut self.session, object.fid)?.is_some() {
                        rows.push(names::object_row(object));
                    }
                }
            }
        }
        // Looking for what is not there is no failure.
        self.last = StatusWord::SUCCESS;
        if rows.is_empty() {
            return Ok(format!("{}\n", self.text(&msg!("shell-nothing-known"))));
        }
        Ok(show::table(&rows))
    }

    fn cat(&mut self, place: Option<FilePath>) -> Result<String, SessionError> {
        if let Some(place) = place {
            let text = self.select(place)?;
            if !self.last.is_success() && !self.last.is_warning() {
                return Ok(text);
            }
        }
        let whole = |answer: Result<Vec<u8>, SessionError>| match answer {
            Ok(content) => Ok(Ok(content)),
            Err(SessionError::Refused { status, .. }) => Ok(Err(status)),
            Err(other) => Err(other),
        };
        let content = whole(show::whole_file(&mut self.session))?;
        Ok(match content {
            Ok(content) => {
                self.last = StatusWord::SUCCESS;
                show::content(&content)
            }
            Err(StatusWord::INCOMPATIBLE_WITH_FILE_STRUCTURE) => {
                let (records, status) = show::all_records(&mut self.session)?;
                self.last = status;
                match (records.is_empty(), status) {
                    (true, StatusWord::SUCCESS) => {
                        format!("{}\n", self.text(&msg!("shell-no-records")))
                    }
                    (true, status) => self.status(status),
                    (false, _) => records,
                }
            }
            Err(status) => {
                self.last = status;
                self.status(status)
            }
        })
    }

    /// Sends bytes as they are.
    fn raw(&mut self, sent: &[u8]) -> Result<String, SessionError> {
        let bytes = Zeroizing::new(self.session.transmit(sent)?);
        let Some(response) = Response::parse(&bytes) else {
            return Ok(format!("{}\n", self.text(&msg!("shell-no-status"))));
        };
        let answer = Answer { data: response.data.to_vec(), status: response.status };
        if let Ok(command) = Command::parse(sent) {
            self.moved(&command, &answer);
        }
        Ok(self.answer(&answer))
    }

    fn send(
        &mut self,
        mut built: TableCommand,
        secret: &mut Secret<'_>,
    ) -> Result<String, ShellError> {
        if built.wants_secret() {
            let question = self.text(&msg!("shell-secret", command = built.name()));
            built.data = secret(&question).map_err(ShellError::Failed)?;
        }
        let command = built.command();
        let answer = match Request::parse(&command) {
            Ok(request) => self.session.exchange(request)?,
            Err(_) => return Err(ShellError::Line(built.refused())),
        };
        self.moved(&command, &answer);
        Ok(self.answer(&answer))
    }

    /// Where one stands after a command that may have moved one.
    fn moved(&mut self, command: &Command<'_>, answer: &Answer) {
        let done = answer.status.is_success() || answer.status.is_warning();
        if !done || command.class.channel != 0 {
            return;
        }
        self.here = match Request::parse(command) {
            Ok(Request::Select(select)) => self.here.after(&select, &answer.data),
            // A new DF is the current one.
            Ok(Request::CreateFile(create)) => {
                names::df_of_control_information(create.data).unwrap_or(self.here)
            }
            // What is left may be the DF above. A command inside another one is not looked into.
            Ok(Request::DeleteFile(_) | Request::Envelope(_) | Request::EnvelopeOdd(_)) => {
                CurrentDf::Other
            }
            _ => self.here,
        };
    }

    fn answer(&mut self, answer: &Answer) -> String {
        self.last = answer.status;
        show::content(&answer.data) + &self.status(answer.status)
    }

    fn status(&self, status: StatusWord) -> String {
        format!("{status} {}: {}\n", status.name(), self.text(&Message::status(status)))
    }
}

/// Does this line hold a secret? Then it is not kept.
#[must_use]
pub fn holds_secret(line: &str) -> bool {
    match Action::parse(line, None) {
        Ok(Action::Raw(bytes)) => trace::is_secret(&bytes),
        Ok(Action::Send(built)) => built.is_secret() && !built.wants_secret(),
        Ok(Action::Explain(topic)) => matches!(
            Topic::find(&topic).as_deref(),
            Ok([Topic::Line(apdu @ Line::Command(_))]) if trace::is_secret(apdu.bytes())
        ),
        Ok(_) => false,
        // What does not read may be a secret with a slip in it.
        Err(_) => true,
    }
}
