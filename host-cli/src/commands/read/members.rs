//! What was read, in JSON.

use serde_json::{Map, Value, json};

use super::CardContent;
use crate::card::fields::{Fields, Form};
use crate::card::juki::Contents;
use crate::card::text::Files;
use crate::context::Context;
use crate::day::hyphenated;

pub(super) fn members(context: &Context<'_>, found: &CardContent) -> Value {
    let CardContent { card, certificates, text, face, juki, left_out, failed } = found;
    let mut members = Map::new();
    let mut add = |name: &str, value| members.insert(name.to_owned(), value);
    if let Some(card) = card {
        add("card", object(card));
    }
    if let Some(present) = certificates {
        add("certificates", present.iter().map(|key| key.certificate().id()).collect());
    }
    if let Some(holder) = text.as_ref().and_then(Files::holder) {
        add("text", object(&holder));
    }
    if let Some(face) = face {
        add("visual", face.members());
    }
    if let Some(Contents { record_code, history, procedures }) = juki {
        let juki = json!({
            "record_code": record_code,
            "history": history.iter().map(object).collect::<Value>(),
            "procedures": procedures.iter().map(object).collect::<Value>(),
        });
        add("juki", juki);
    }
    add("left_out", left_out.iter().map(|(application, _)| application.name()).collect());
    if !failed.is_empty() {
        add("failed", failed.iter().map(|cause| cause.members(context.locale)).collect());
    }
    Value::Object(members)
}

/// Every field by its name.
fn object(of: &impl Fields) -> Value {
    let member = |name: &str, value: &str| (name.to_owned(), json!(value));
    let fields = of.fields().into_iter().map(|field| match field.form {
        Form::Day => member(field.name, &hyphenated(field.value)),
        Form::Text | Form::Code | Form::Sex => member(field.name, field.value),
    });
    Value::Object(fields.collect())
}
