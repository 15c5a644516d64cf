//! The tables of files, access rules and applications.

use apdu_spec::access::{AccessMode, Condition, Rule};
use apdu_spec::file::{Algorithm, Alphabet, Kind, LIFE_TABLE, Operation, Query, Sfi};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, PUK_REFERENCE};
use apdu_spec::profile::{
    APPLICATIONS, Application, ISSUER_IN_CONFIDENCE, Object, ObjectKind, Structure, text, visual,
};

/// Descriptor bytes.
pub(crate) fn kinds() -> String {
    let all = [
        (Kind::Df, "DF (`78` is taken for it)"),
        (Kind::Transparent, "transparent EF"),
        (Kind::LinearFixed, "linear EF, records of one size (`03`: of simple-TLV objects)"),
        (Kind::LinearVariable, "linear EF, records of up to a size (`05`: of simple-TLV objects)"),
        (Kind::Cyclic, "cyclic EF, record 1 is the newest (`07`: of simple-TLV objects)"),
        (Kind::Pin, "PIN (internal EF)"),
        (Kind::Key, "key (internal EF)"),
        (Kind::Environment, "stored security environment (internal EF, with `A5{87 01 01}`)"),
    ];
    let mut rows = String::from("| DO 82 | kind |\n|---|---|\n");
    for (kind, means) in all {
        rows += &format!("| {:02X} | {means} |\n", kind.descriptor());
    }
    rows
}

/// What each state allows.
pub(crate) fn life_cycle() -> String {
    let operations = Operation::ALL;
    let names: Vec<_> =
        operations.iter().map(|operation| format!("{operation:?}").to_lowercase()).collect();
    let mut rows = format!("| of | state | 8A | {} |\n", names.join(" | "));
    rows += &format!("|---|---|---|{}\n", "---|".repeat(operations.len()));
    for row in &LIFE_TABLE {
        let cells: Vec<_> = operations
            .iter()
            .map(|operation| if row.allowed.contains(operation) { "yes" } else { "" })
            .collect();
        rows += &format!(
            "| {:?} | {:?} | {:02X} | {} |\n",
            row.object,
            row.state,
            row.state.to_byte(),
            cells.join(" | ")
        );
    }
    rows
}

/// What rules speak of.
pub(crate) fn modes() -> String {
    let mut rows = String::from("| mode | AM 80 | AM 84 | meaning |\n|---|---|---|---|\n");
    for (mode, name, meaning) in AccessMode::ALL {
        let bit = if mode.bit() == 0 { String::new() } else { format!("{:02X}", mode.bit()) };
        rows += &format!("| {} | {bit} | {:02X} | {meaning} |\n", lower(name), mode.ins());
    }
    rows
}

/// Codes of keys and PINs in DO A5.
pub(crate) fn algorithms() -> String {
    let mut rows =
        String::from("| DO 81 | algorithm | bytes of the secret | of the public key |\n");
    rows += "|---|---|---|---|\n";
    for byte in 0..=0xFF {
        if let Some(algorithm) = Algorithm::from_byte(byte) {
            let (secret, public) = (algorithm.secret_len(), algorithm.public_len());
            rows += &format!("| {byte:02X} | {algorithm:?} | {secret} | {public} |\n");
        }
    }
    rows
}

/// Every application with its files and rules.
pub(crate) fn applications() -> String {
    let types_a = [&text::APPLICATION_TYPE_A, &visual::APPLICATION_TYPE_A];
    let all = APPLICATIONS.iter().map(|application| (*application, ""));
    let all = all.chain(types_a.map(|application| (application, ", on a card without photo")));
    all.map(|(application, on)| one(application, on)).collect::<Vec<_>>().join("\n")
}

fn one(application: &Application, on: &str) -> String {
    let aid: String = application.aid.iter().map(|byte| format!("{byte:02X}")).collect();
    let mut rows = format!("### {}{on}\n\n", application.id);
    rows += &format!("DF {:04X}, name `{aid}`. {}.\n\n", application.fid, rules(application.rules));
    rows += "| file | SFI | what | parameters | rules |\n|---|---|---|---|---|\n";
    for object in application.objects {
        let sfi = Sfi::of(object.fid).map_or(String::new(), |sfi| format!("{:02X}", sfi.number()));
        rows += &format!(
            "| {:04X} | {sfi} | {} | {} | {} |\n",
            object.fid,
            object.name,
            parameters(object),
            rules(object.rules)
        );
    }
    rows
}

fn parameters(object: &Object) -> String {
    match object.kind {
        ObjectKind::File(_, Structure::Whole { size } | Structure::Transparent { size }) => {
            format!("{size} bytes")
        }
        ObjectKind::File(_, Structure::Exact) => "as long as its content".to_owned(),
        ObjectKind::File(_, Structure::Records { kind, length, count }) => {
            let kind = match kind {
                Kind::LinearFixed => "linear fixed",
                Kind::LinearVariable => "linear variable",
                _ => "cyclic",
            };
            format!("{kind}, {count} records of {length} bytes")
        }
        ObjectKind::Pin(pin) => {
            let values = match pin.alphabet {
                Alphabet::Any => "bytes",
                Alphabet::Digits => "digits",
                Alphabet::UpperAlphanumeric => "of A-Z 0-9, a letter and a digit at least",
            };
            let length = if pin.min == pin.max {
                format!("{}", pin.min)
            } else {
                format!("{}-{}", pin.min, pin.max)
            };
            let query = if pin.query == Query::Iso { ", ISO query" } else { "" };
            format!("{length} {values}, {} tries{query}", pin.tries)
        }
        ObjectKind::KeyPair(usage) => {
            format!("key pair of the profile, usage {:02X}", usage.to_byte())
        }
    }
}

fn rules(rules: &[Rule<'_>]) -> String {
    let one = |rule: &Rule<'_>| {
        let modes = rule.modes.iter().map(|mode| {
            let known = AccessMode::ALL.iter().find(|(known, ..)| known == mode);
            known.map_or(String::new(), |(_, name, _)| lower(name))
        });
        format!("{}: {}", modes.collect::<Vec<_>>().join(", "), condition(&rule.condition))
    };
    if rules.is_empty() {
        return "nobody, nothing".to_owned();
    }
    rules.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn condition(wanted: &Condition<'_>) -> String {
    let several =
        |of: &[Condition<'_>], word: &str| of.iter().map(condition).collect::<Vec<_>>().join(word);
    match wanted {
        &ISSUER_IN_CONFIDENCE => "administrator key with encryption".to_owned(),
        Condition::Always => "always".to_owned(),
        Condition::Never => "never".to_owned(),
        Condition::Pin(PUK_REFERENCE) => "PUK".to_owned(),
        Condition::Pin(reference) => format!("PIN {reference:02X}"),
        Condition::Key(ADMINISTRATOR_REFERENCE) => "administrator key".to_owned(),
        Condition::Key(reference) => format!("key {reference:02X}"),
        Condition::Integrity => "secure messaging with a checksum".to_owned(),
        Condition::Confidentiality => "secure messaging with encryption".to_owned(),
        Condition::Or(of) => several(of, " or "),
        Condition::And(of) => several(of, " and "),
    }
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', " ")
}
