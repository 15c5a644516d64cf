//! `juki explain`: what a status word or a command means. No card is needed.

use serde_json::json;

use crate::cli::Explain;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::explain::Topic;
use crate::output::Report;

/// Explains the topic.
///
/// # Errors
/// When it is none.
pub fn run(context: &Context<'_>, arguments: &Explain) -> Result<Report, Error> {
    let topics = Topic::find(&arguments.topic.join(" "))?;
    let texts: Vec<String> = topics.iter().map(|topic| topic.text(context.locale)).collect();
    Ok(Report {
        exit: Exit::Done,
        text: texts.join("\n"),
        command: "explain",
        members: json!({
            "topics": topics.iter().map(|topic| topic.json(context.locale)).collect::<Vec<_>>(),
        }),
    })
}
