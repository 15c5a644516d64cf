//! `juki info`: what a card tells without a PIN. It never asks for one.

use std::fmt::Write as _;

use apdu_spec::file::LifeCycle;
use serde_json::{Value, json};

use crate::card::atr::Atr;
use crate::card::identity::{self, Application, Identity, RetryCounter};
use crate::card::pkcs15;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::locale::{Message, list};
use crate::msg;
use crate::output::Report;
use crate::reader::Reader as _;

/// Asks the card.
///
/// # Errors
/// When there is no card.
pub fn run(context: &Context<'_>) -> Result<Report, Error> {
    let (mut reader, damage) = context.open_even_damaged()?;
    let (identity, name, protocol, atr) = {
        let mut card = reader.exclusive()?;
        let identity = identity::read(&mut context.session(&mut *card)?)?;
        let name = card.name().to_owned();
        (identity, name, card.protocol().name(), card.atr().to_vec())
    };
    reader.close()?;
    let parsed = Atr::parse(&atr);
    let mut text = String::new();
    let mut line = |message: &Message| {
        let _ = writeln!(text, "{}", context.text(message));
    };
    line(&msg!("info-reader", reader = &name, protocol = protocol));
    line(&msg!("info-atr", atr = hex::encode_upper(&atr)));
    for message in about_atr(parsed.as_ref()) {
        line(&message);
    }
    match &identity.serial {
        Some(serial) => line(&msg!("info-serial", serial = serial)),
        None => line(&msg!("info-no-serial")),
    }
    line(&match identity.life {
        Some(_) if identity.being_issued => {
            msg!("info-life", life = msg!("life-being-issued"))
        }
        Some(life) => msg!("info-life", life = life_name(life)),
        None => msg!("info-no-life"),
    });
    if let Some(fcp) = &identity.master_file {
        line(&msg!("info-mf", fcp = hex::encode_upper(fcp)));
    }
    if let Some(content) = &identity.atr_info {
        line(&msg!("info-atr-info", content = hex::encode_upper(content)));
    }
    if let Some(card) = identity.pre_issuing {
        line(&msg!("info-profile", profile = card.profile.id(), keys = card.keys.id()));
        if card.seeded {
            line(&msg!("info-seeded"));
        }
        if pkcs15::needs_mapping(card, &atr) {
            line(&msg!("info-opensc", mapping = pkcs15::opensc_mapping(&atr)));
        }
    }
    match identity.administrator {
        None => {}
        Some(RetryCounter::Unlimited) => line(&msg!("info-administrator-free")),
        Some(RetryCounter::Left(0)) => line(&msg!("info-administrator-blocked")),
        Some(RetryCounter::Left(left)) => line(&msg!("info-administrator-left", left = left)),
    }
    if let Some(token) = &identity.token {
        line(&msg!("info-token", label = token, kind = token_kind(token)));
    }
    // What the image says tells more than what its card does.
    let todo = match &damage {
        Some(_) => msg!("todo-image-damaged"),
        None => msg!("todo-card-damaged"),
    };
    let damage = damage.or_else(|| identity.damaged.then(|| msg!("cause-card-said")));
    if let Some(cause) = &damage {
        line(&msg!("info-damaged", cause = cause.clone(), todo = todo));
    } else if identity.applications.is_empty() {
        line(&msg!("info-no-applications"));
    } else {
        line(&msg!("info-applications", count = identity.applications.len()));
    }
    for Application { aid, label } in &identity.applications {
        let _ = writeln!(text, "  {}  {label}", hex::encode_upper(aid));
    }
    let mut members = members(&name, protocol, &atr, parsed.as_ref(), &identity);
    if let Some(cause) = &damage {
        members["damage"] = json!(context.text(cause));
    }
    Ok(Report {
        exit: if damage.is_none() { Exit::Done } else { Exit::Refused },
        text,
        command: "info",
        members,
    })
}

fn about_atr(atr: Option<&Atr>) -> Vec<Message> {
    let Some(atr) = atr else {
        return vec![msg!("info-atr-malformed")];
    };
    let protocols = list(atr.protocols.iter().map(|t| format!("T={t}")));
    let mut lines = vec![msg!("info-atr-protocols", protocols = protocols)];
    if let Some(card) = &atr.card {
        let yes_no = |yes| if yes { msg!("yes") } else { msg!("no") };
        lines.push(msg!(
            "info-atr-capabilities",
            chaining = yes_no(card.capabilities.chaining),
            extended = yes_no(card.capabilities.extended_length),
            channels = card.capabilities.channels
        ));
        if !card.issuer_data.is_empty() {
            let data = identity::printable(&card.issuer_data);
            lines.push(msg!("info-atr-issuer", data = data));
        }
    }
    lines
}

/// What kind of card has a JPKI token of this label. The labels are public.
fn token_kind(label: &str) -> Message {
    match label {
        "JPKIAPICCTOKEN" => msg!("token-juki"),
        "JPKIAPICCTOKEN2" => msg!("token-mynumber"),
        "JPKIAPGPSETOKEN" => msg!("token-android"),
        "JPKIAPIOSTOKEN" => msg!("token-iphone"),
        _ => msg!("token-other"),
    }
}

fn life_name(life: LifeCycle) -> Message {
    match life {
        LifeCycle::Creation => msg!("life-creation"),
        LifeCycle::Initialisation => msg!("life-initialisation"),
        LifeCycle::Activated => msg!("life-activated"),
        LifeCycle::Deactivated => msg!("life-deactivated"),
        LifeCycle::Terminated => msg!("life-terminated"),
    }
}

const fn life_code(life: LifeCycle) -> &'static str {
    match life {
        LifeCycle::Creation => "creation",
        LifeCycle::Initialisation => "initialisation",
        LifeCycle::Activated => "activated",
        LifeCycle::Deactivated => "deactivated",
        LifeCycle::Terminated => "terminated",
    }
}

fn members(
    reader: &str,
    protocol: &str,
    bytes: &[u8],
    atr: Option<&Atr>,
    identity: &Identity,
) -> Value {
    let applications: Vec<Value> = identity
        .applications
        .iter()
        .map(|found| json!({ "aid": hex::encode_upper(&found.aid), "label": found.label }))
        .collect();
    let mut members = json!({
        "reader": reader,
        "protocol": protocol,
        "atr": hex::encode_upper(bytes),
        "protocols": atr.map(|atr| &atr.protocols),
        "historical_bytes": atr.map(|atr| hex::encode_upper(&atr.historical)),
        "command_chaining": atr.map(|atr| atr.capabilities().chaining),
        "extended_length": atr.map(|atr| atr.capabilities().extended_length),
        "logical_channels": atr.map(|atr| atr.capabilities().channels),
        "serial": identity.serial,
        "life_cycle": identity.life.map(life_code),
        "being_issued": identity.being_issued,
        "fcp": identity.master_file.as_ref().map(hex::encode_upper),
        "atr_info": identity.atr_info.as_ref().map(hex::encode_upper),
        "profile": identity.pre_issuing.map(|card| card.profile.id()),
        "keys": identity.pre_issuing.map(|card| card.keys.id()),
        "seeded": identity.pre_issuing.is_some_and(|card| card.seeded),
        "applications": applications,
    });
    if let Some(token) = &identity.token {
        members["token"] = json!(token);
    }
    // Null: the card does not say.
    members["administrator_key"] = match identity.administrator {
        None => Value::Null,
        Some(RetryCounter::Unlimited) => json!({ "counted": false, "tries_left": null }),
        Some(RetryCounter::Left(left)) => json!({ "counted": true, "tries_left": left }),
    };
    members
}
