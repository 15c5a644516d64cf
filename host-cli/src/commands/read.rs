//! `juki read`: what the card says of its holder.

use apdu_spec::profile::ApplicationId;

use super::pins as terminal;
use crate::card::CardError;
use crate::card::common::CardRecord;
use crate::card::jpki::Key;
use crate::card::juki::Contents;
use crate::card::pins::Pin;
use crate::card::text::Files;
use crate::cli::ReadArguments;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::{self, Report};
use crate::reader::Reader as _;

mod face;
mod members;
mod parts;
mod words;

pub(super) use words::sex_name;

/// The content that was read of a card. What the card lacks, and what no PIN opened, is absent.
#[derive(Default)]
struct CardContent {
    card: Option<CardRecord>,
    certificates: Option<Vec<Key>>,
    text: Option<Files>,
    face: Option<face::FaceContent>,
    juki: Option<Contents>,
    /// Applications that were left out, and why.
    left_out: Vec<(ApplicationId, SkipReason)>,
    /// Why something was not read, or not written, that was asked for.
    failed: Vec<Error>,
}

/// Why an application was skipped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SkipReason {
    /// Nobody gave the PIN or code that opens it.
    NotGiven,
    /// What is said of it already: a PIN was wrong, the card refused, its answer is damaged.
    Failed,
    /// A card of somebody else has it in a form that nobody published.
    Foreign,
}

/// Reads it.
///
/// # Errors
/// When a file that a variable names cannot be read, or there is no issued card that answers. What
/// a wrong, blocked or mistyped PIN or code leaves closed is no error of the whole: the report says
/// it, and ends with the exit code of the first one (4, 5 or 10).
pub fn run(context: &Context<'_>, arguments: &ReadArguments) -> Result<Report, Error> {
    let source = if arguments.no_pin {
        None
    } else {
        let pins = [Pin::Text, Pin::Juki, Pin::VisualA, Pin::VisualB];
        Some(terminal::Pins::new(context, arguments.spend_last_try, &pins)?)
    };
    let mut reader = context.open()?;
    let mut found = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        parts::read(context, &mut session, source)?
    };
    reader.close()?;
    if let Some(folder) = &arguments.pictures {
        let face = found.face.as_mut().ok_or_else(face::closed);
        // What was read is shown, whatever becomes of the pictures.
        if let Err(cause) = face.and_then(|face| face.write(context, folder)) {
            found.fail(context, cause);
        }
    }
    Ok(Report {
        exit: found.failed.first().map_or(Exit::Done, |cause| cause.exit),
        text: words::words(context, &found),
        command: "read",
        members: members::members(context, &found),
    })
}

impl CardContent {
    /// Something that was asked for is not there. It is said at once: the next PIN may be asked
    /// for.
    fn fail(&mut self, context: &Context<'_>, cause: Error) {
        if !context.json() {
            output::complain(&cause, context.locale);
        }
        self.failed.push(cause);
    }

    fn closed(&mut self, context: &Context<'_>, application: ApplicationId, cause: CardError) {
        self.leave_out(application, SkipReason::Failed);
        self.fail(context, cause.into());
    }

    fn leave_out(&mut self, application: ApplicationId, why: SkipReason) {
        self.left_out.push((application, why));
    }
}
