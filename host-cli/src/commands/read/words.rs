//! What was read, in words.

use apdu_spec::profile::ApplicationId;

use super::face::FaceContent;
use super::{CardContent, SkipReason};
use crate::card::common::{CardField, CardRecord};
use crate::card::fields::{Field, Form};
use crate::card::identity::printable;
use crate::card::juki::{Contents, Procedure, State};
use crate::card::text::{Attribute, Attributes, Files, Holder};
use crate::context::Context;
use crate::day::hyphenated;
use crate::locale::{Message, Value, clauses, list};
use crate::msg;
use crate::texts::shown_day;

pub(super) fn words(context: &Context<'_>, found: &CardContent) -> String {
    let CardContent { card, certificates, text, face, juki, left_out, failed: _ } = found;
    let mut lines = Vec::new();
    for (which, field) in card.iter().flat_map(CardRecord::each) {
        let value = value(field);
        lines.push(match which {
            CardField::Serial => msg!("read-serial", serial = value),
            CardField::Municipality => msg!("read-municipality", code = value),
            CardField::Expiry => msg!("read-expiry", date = value),
        });
    }
    if let Some(present) = certificates {
        let names = list(present.iter().map(|key| key.certificate()));
        lines.push(match present.as_slice() {
            [] => msg!("read-no-certificates"),
            [..] => msg!("read-certificates", certificates = names),
        });
    }
    if let Some(holder) = text.as_ref().and_then(Files::holder) {
        lines.extend(of_holder(&holder));
    }
    lines.extend(face.iter().flat_map(FaceContent::words));
    if let Some(juki) = juki {
        lines.extend(of_juki(juki));
    }
    for why in [SkipReason::NotGiven, SkipReason::Failed, SkipReason::Foreign] {
        let of = left_out.iter().filter(|(_, cause)| *cause == why);
        let words: Vec<_> = of.filter_map(|(application, _)| contents(*application)).collect();
        if words.is_empty() {
            continue;
        }
        let what = clauses(words);
        lines.push(match why {
            SkipReason::NotGiven => msg!("read-left-out", what = what),
            SkipReason::Failed => msg!("read-not-read", what = what),
            SkipReason::Foreign => msg!("read-foreign", what = what),
        });
    }
    lines.iter().map(|line| context.text(line) + "\n").collect()
}

fn of_holder(Holder { attributes, personal_number }: &Holder) -> Vec<Message> {
    let attribute = |(which, field)| {
        let value = value(field);
        match which {
            Attribute::Name => msg!("read-name", name = value),
            Attribute::Address => msg!("read-address", address = value),
            Attribute::Birth => msg!("read-birth", date = value),
            Attribute::Sex => msg!("read-sex", sex = value),
        }
    };
    let number = match personal_number {
        Some(number) => msg!("read-number", number = number),
        None => msg!("read-no-number"),
    };
    attributes.each().into_iter().map(attribute).chain([number]).collect()
}

fn of_juki(Contents { record_code, history, procedures }: &Contents) -> Vec<Message> {
    let mut lines = Vec::new();
    lines.extend(record_code.as_ref().map(|code| msg!("read-record-code", code = code)));
    lines.push(msg!("read-history"));
    for State { since, attributes } in history {
        let Attributes { name, address, birth: _, sex: _ } = attributes;
        let (date, name, address) = (hyphenated(since), shown(name), shown(address));
        lines.push(msg!("read-since", date = date, name = name, address = address));
    }
    lines.push(msg!("read-procedures"));
    for Procedure { date, municipality, procedure } in procedures {
        let procedure = match procedure.as_str() {
            Procedure::ISSUED => msg!("procedure-issued"),
            other => msg!("procedure-other", code = other),
        };
        lines.push(msg!(
            "read-procedure",
            date = hyphenated(date),
            municipality = municipality,
            procedure = procedure
        ));
    }
    lines
}

/// What an application holds that a PIN or code opens; `None` when what is shown of it is free.
fn contents(application: ApplicationId) -> Option<Message> {
    match application {
        ApplicationId::Text => Some(msg!("read-left-text")),
        ApplicationId::Visual => Some(msg!("read-left-visual")),
        ApplicationId::Juki => Some(msg!("read-left-juki")),
        ApplicationId::Jpki | ApplicationId::Common | ApplicationId::Pkcs15 => None,
    }
}

/// The value of a field, as a message takes it.
fn value(Field { form, value, name: _ }: Field<'_>) -> Value {
    match form {
        Form::Text => shown(value).into(),
        Form::Code => value.into(),
        Form::Day => shown_day(value),
        Form::Sex => sex_name(value).into(),
    }
}

/// Sex in words.
pub(in crate::commands) fn sex_name(sex: &str) -> Message {
    match sex {
        "1" => msg!("sex-male"),
        "2" => msg!("sex-female"),
        "9" => msg!("sex-not-applicable"),
        _ => msg!("sex-unknown"),
    }
}

/// Text from the card, with nothing in it that moves a cursor.
fn shown(text: &str) -> String {
    printable(text.as_bytes())
}
