//! `juki doctor`: why no card answers, and the command that mends it; and which font draws what the
//! program's own has not.

use std::fmt::Write as _;
use std::path::Path;

use apdu_spec::command::Le;
use apdu_spec::file::MF;
use apdu_spec::profile;
use apdu_spec::request::{ResponseTemplate, Select, SelectionMethod};
use apdu_spec::status::StatusWord;
use serde_json::{Value, json};

use crate::card::identity::RetryCounter;
use crate::card::{identity, pkcs15};
use crate::context::Context;
use crate::environment::font;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::reader::image::ImageError;
use crate::reader::select::Choice;
use crate::reader::{self, Reader};

/// SELECT MF, no answer wanted: every card says something to it.
const SELECT_MF: Select<'_> = Select {
    by: SelectionMethod::FileIdentifier,
    response: ResponseTemplate::None,
    data: &MF.to_be_bytes(),
    le: Le::Absent,
};

/// Looks for the first thing that is wrong, from the service to the card.
///
/// # Errors
/// None of its own: what is wrong is the result.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let mut findings = Findings { context, text: String::new(), checks: Vec::new() };
    let healthy = match context.choice() {
        Choice::Image(path) => image(&mut findings, &path),
        Choice::Named(part) => service(&mut findings, Some(&part)),
        Choice::Only => service(&mut findings, None),
    };
    findings.font();
    Ok(Report {
        exit: if healthy.is_some() { Exit::Done } else { Exit::NoCard },
        text: findings.text,
        command: "doctor",
        members: json!({ "healthy": healthy.is_some(), "checks": findings.checks }),
    })
}

struct Findings<'a> {
    context: &'a Context<'a>,
    text: String,
    checks: Vec<Value>,
}

impl Findings<'_> {
    /// Writes down one check; `None` when it found a fault.
    fn check<T>(
        &mut self,
        name: &'static str,
        good: &Message,
        result: Result<T, Error>,
    ) -> Option<T> {
        let (mark, what, todo) = match &result {
            Ok(_) => (msg!("doctor-good"), self.context.text(good), None),
            Err(cause) => {
                let (what, todo) = cause.texts(self.context.locale);
                (msg!("doctor-bad"), what, Some(todo))
            }
        };
        let mark = self.context.text(&mark);
        let separator = if todo.is_some() { " " } else { "" };
        let shown = todo.as_deref().unwrap_or_default();
        let _ = writeln!(self.text, "{mark} {what}{separator}{shown}");
        self.checks.push(json!({
            "check": name,
            "good": result.is_ok(),
            "what": what,
            "todo": todo,
        }));
        result.ok()
    }

    fn answer(&mut self, reader: &mut dyn Reader) -> Option<()> {
        let result = reader
            .exclusive()
            .map_err(Error::from)
            .and_then(|mut card| Ok(self.context.session(&mut *card)?.exchange(SELECT_MF)?))
            .and_then(|answer| match answer.status {
                status @ (StatusWord::DATA_MAY_BE_CORRUPTED | StatusWord::MEMORY_FAILURE) => {
                    let what = msg!("doctor-damaged", reader = reader.name());
                    let todo = msg!("todo-card-damaged");
                    Err(Error::new(Exit::Refused, what, todo).with_status(status))
                }
                _ => Ok(answer),
            });
        let good = msg!("doctor-answers", reader = reader.name());
        self.check("answer", &good, result)?;
        self.administrator(reader);
        self.opensc(reader);
        Some(())
    }

    /// Says which font draws rare characters of cards and letters, or what to install. That there is
    /// none is no fault: the commands that draw say each character that is not drawn.
    fn font(&mut self) {
        let variable = font::VARIABLE;
        let loads = |path: &Path| font::load(Some(path)).map(drop);
        let (good, loaded) = match font::of_environment() {
            font::Choice::TurnedOff => {
                (msg!("doctor-font-off", variable = variable, word = font::NONE), Ok(()))
            }
            font::Choice::Missing => (msg!("doctor-font-missing"), Ok(())),
            font::Choice::Named(path) => (
                msg!("doctor-font-named", path = path.display(), variable = variable),
                loads(&path).map_err(|cause| cause.named_by(variable)),
            ),
            font::Choice::System(path) => {
                (msg!("doctor-font-system", path = path.display()), loads(&path))
            }
        };
        self.check("font", &good, loaded);
    }

    /// Says how it stands with the administrator key of a card that was made with a counter. That
    /// nobody can change it any more is no fault of what it holds.
    fn administrator(&mut self, reader: &mut dyn Reader) {
        let asked = reader
            .exclusive()
            .map_err(Error::from)
            .and_then(|mut card| Ok(identity::read(&mut self.context.session(&mut *card)?)?));
        match asked.map(|identity| identity.administrator) {
            // A card that does not answer is told below.
            Ok(None | Some(RetryCounter::Unlimited)) | Err(_) => {}
            Ok(Some(RetryCounter::Left(0))) => {
                let what = msg!("error-administrator-blocked");
                let blocked = Error::new(Exit::Refused, what, msg!("todo-administrator-blocked"));
                self.check("administrator", &msg!("doctor-bad"), Err::<(), _>(blocked));
            }
            Ok(Some(RetryCounter::Left(left))) => {
                let good = msg!("info-administrator-left", left = left);
                self.check("administrator", &good, Ok(()));
            }
        }
    }

    /// Says how OpenSC reads the PKCS#15 view, of a card that it does not read by itself. That it
    /// is not told yet is no fault of the card.
    fn opensc(&mut self, reader: &mut dyn Reader) {
        let asked = reader.exclusive().map_err(Error::from).and_then(|mut card| {
            let atr = card.atr().to_vec();
            let identity = identity::read(&mut self.context.session(&mut *card)?)?;
            let aid = profile::pkcs15::APPLICATION.aid;
            let there = identity.applications.iter().any(|found| found.aid == aid);
            let needs = |card| there && pkcs15::needs_mapping(card, &atr);
            Ok(identity.pre_issuing.is_some_and(needs).then_some(atr))
        });
        match asked {
            Ok(None) => {}
            Ok(Some(atr)) => {
                self.check("opensc", &opensc_advice(&atr), Ok(()));
            }
            Err(cause) => {
                self.check("opensc", &msg!("doctor-bad"), Err::<(), _>(cause));
            }
        }
    }
}

/// Whether the configuration that OpenSC reads here has the line, or where it goes.
fn opensc_advice(atr: &[u8]) -> Message {
    let file = std::env::var_os("OPENSC_CONF").unwrap_or_else(|| pkcs15::CONFIGURATION.into());
    let file = Path::new(&file);
    if std::fs::read_to_string(file).is_ok_and(|text| pkcs15::is_mapped(&text, atr)) {
        msg!("doctor-opensc-configured", file = file.display())
    } else {
        let mapping = pkcs15::opensc_mapping(atr);
        msg!("doctor-opensc-configure", file = file.display(), mapping = mapping)
    }
}

fn image(findings: &mut Findings<'_>, path: &Path) -> Option<()> {
    let context = findings.context;
    let opened = context.open_image(path, "juki doctor");
    let result = opened.map_err(|cause| context.with_origin(cause, ImageError::is_misnamed));
    let good = msg!("doctor-image", path = path.display());
    let mut card = findings.check("image", &good, result)?;
    if let Err(cause) = reader::refuse_read_only(&card) {
        findings.check("writable", &msg!("doctor-bad"), Err::<(), _>(cause.into()));
    }
    findings.answer(&mut card)
}

#[cfg(feature = "pcsc")]
fn service(findings: &mut Findings<'_>, part: Option<&str>) -> Option<()> {
    use crate::reader::pcsc::{self, PcscReader};
    use crate::reader::{ReaderError, select};

    let context = findings.context;
    let runs = pcsc::list().map_err(|cause| context.reader_with_origin(cause));
    let readers = findings.check("service", &msg!("doctor-service"), runs)?;
    let attached = if readers.is_empty() {
        Err(context.reader_with_origin(ReaderError::NoReader))
    } else {
        Ok(())
    };
    let good = msg!("doctor-readers", count = readers.len());
    findings.check("reader", &good, attached)?;
    let picked = select::pick(&readers, part).map_err(|cause| context.reader_with_origin(cause));
    let good = match &picked {
        Ok(found) => msg!("doctor-card", reader = &found.name),
        Err(_) => msg!("doctor-bad"),
    };
    let found = findings.check("card", &good, picked)?;
    let connected = PcscReader::connect(Some(&found.name)).map_err(Error::from);
    let good = msg!("doctor-connects", reader = &found.name);
    let mut card = findings.check("connect", &good, connected)?;
    findings.answer(&mut card)
}

#[cfg(not(feature = "pcsc"))]
fn service(findings: &mut Findings<'_>, _: Option<&str>) -> Option<()> {
    let unfound = findings.context.no_reader_found(Error::without_pcsc());
    findings.check("service", &msg!("doctor-bad"), Err(unfound))
}
