//! `juki explain`: what a status word or a command means. No card is needed.

use apdu_spec::instruction::COMMON;
use juki_explain::{Explainer, Topic, byte, class, field, status as shown};
use serde_json::{Value, json};

use crate::cli::ExplainArguments;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::explainer;
use crate::output::Report;

/// Explains the topic.
///
/// # Errors
/// When it is none.
pub fn run(context: &Context<'_>, arguments: &ExplainArguments) -> Result<Report, Error> {
    let topics = Topic::find(&arguments.topic.join(" "))?;
    let explainer = explainer(context.locale.language());
    let texts: Vec<String> = topics.iter().map(|topic| explainer.text(topic)).collect();
    let members: Vec<Value> = topics.iter().map(|topic| members(topic, &explainer)).collect();
    Ok(Report {
        exit: Exit::Done,
        text: texts.join("\n"),
        command: "explain",
        members: json!({ "topics": members }),
    })
}

fn members(topic: &Topic, explainer: &Explainer) -> Value {
    match topic {
        Topic::Status(status) => json!({
            "sw": status.to_string(),
            "name": status.name(),
            "meaning": explainer.meaning(*status),
            "advice": explainer.advice(*status),
            "commands": topic.answered_by().map(|row| row.slug().to_string()).collect::<Vec<_>>(),
        }),
        Topic::Command(row) => json!({
            "command": row.slug().to_string(),
            "name": row.name,
            "class": class(row),
            "ins": format!("{:02X}", row.ins),
            "clause": row.clause,
            "forms": row.forms.iter().map(|form| json!({
                "name": form.name,
                "p1": byte(form.p1),
                "p2": byte(form.p2),
                "data": field(form.data),
                "le": field(form.le),
                "secret": form.secret,
            })).collect::<Vec<_>>(),
            "status": row.status.iter().chain(COMMON).copied().map(shown).collect::<Vec<_>>(),
        }),
    }
}
