//! `juki explain`: what status words, commands, data objects and whole APDUs mean. No card is
//! needed.

use apdu_spec::instruction::COMMON;
use juki_explain::{DataObject, Explainer, Part, Topic, byte, class, field, status as shown};
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
        Topic::DataObject(object) => data_object(object, explainer),
        Topic::Protocol(protocol) => json!({
            "protocol": protocol.slug(),
            "clause": protocol.clause(),
            "meaning": explainer.of_protocol(*protocol),
            "objects": DataObject::of(*protocol)
                .map(|object| data_object(object, explainer))
                .collect::<Vec<_>>(),
        }),
        Topic::Class(byte) => json!({
            "cla": format!("{byte:02X}"),
            "meanings": explainer.class(*byte),
        }),
        Topic::Line(line) => json!({
            "parts": explainer.parts(line).iter().map(part).collect::<Vec<_>>(),
        }),
    }
}

fn data_object(object: &DataObject, explainer: &Explainer) -> Value {
    json!({
        "object": format!("{:02X}", object.tag),
        "within": object.within.map(|tag| format!("{tag:02X}")),
        "protocol": object.protocol.slug(),
        "clause": object.protocol.clause(),
        "meaning": explainer.of_object(object),
    })
}

fn part(part: &Part) -> Value {
    json!({ "depth": part.depth, "part": part.label, "meanings": part.meanings })
}
