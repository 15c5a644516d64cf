//! `juki resident characters`: what the characters of a record or a text are, and what chip, picture
//! and certificate hold of each.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::municipal_characters;
use crate::characters::jis::{is_x0208, is_x0212, is_x0213};
use crate::characters::mj::{MjNumber, written};
use crate::characters::municipal::MunicipalMap;
use crate::characters::readable::unreadable;
use crate::characters::substitute::{NoSubstitute, Rule, for_certificate, units};
use crate::cli::ResidentCharacters;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::locale::Message;
use crate::msg;
use crate::output::Report;
use crate::resident::LONGEST;

/// Tells of them.
///
/// # Errors
/// When a file cannot be read, or is no JSON; when the mapping is wrong.
pub fn run(context: &Context<'_>, arguments: &ResidentCharacters) -> Result<Report, Error> {
    let map = municipal_characters::map(arguments.characters.as_deref())?;
    let mut fields = Vec::new();
    if arguments.text.to_lowercase().ends_with(".json") {
        let path = Path::new(&arguments.text);
        let read = input::read(path, LONGEST).map_err(|cause| Error::file(path, &cause))?;
        let json = serde_json::from_slice(&read).map_err(|_| not_json(path))?;
        texts(&json, "$".to_owned(), &mut fields);
    } else {
        fields.push((String::new(), arguments.text.clone()));
    }
    let (mut text, mut members, mut refused) = (String::new(), Vec::new(), 0);
    for (path, value) in fields {
        if !path.is_empty() {
            let _ = writeln!(text, "{path}");
        }
        let mut position = 1;
        for unit in units(&value) {
            let Some(one) = Described::of(&unit, &map) else { continue };
            let _ = writeln!(text, "{}", context.text(&one.is(position)));
            let _ = writeln!(text, "{}", context.text(&one.holds()));
            refused += usize::from(one.certificate.is_err());
            members.push(one.members(&path, position));
            position += unit.chars().count();
        }
    }
    let _ = writeln!(text, "{}", context.text(&msg!("characters-refused", count = refused)));
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "resident.characters",
        members: json!({ "characters": members, "refused": refused }),
    })
}

fn not_json(path: &Path) -> Error {
    let what = msg!("error-characters-json", path = path.display());
    Error::new(Exit::Rejected, what, msg!("todo-characters-json"))
}

/// The texts of a JSON value that are more than ASCII, with their paths.
fn texts(value: &Value, path: String, fields: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if !text.is_ascii() => fields.push((path, text.clone())),
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                texts(value, format!("{path}[{at}]"), fields);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                texts(value, format!("{path}.{name}"), fields);
            }
        }
        _ => {}
    }
}

/// A written character (with the mark of voice behind it where they are one), and what each use
/// holds of it.
struct Described {
    /// It, as it can be shown: 〓 where it cannot.
    shown: String,
    /// `U+XXXX`, and that of its selector or mark.
    codes: String,
    number: Option<MjNumber>,
    sets: Vec<&'static str>,
    /// What chip and picture hold.
    chip: Result<String, Message>,
    /// What the certificate holds, and the rule when it is another character.
    certificate: Result<(String, Option<Rule>), Message>,
}

impl Described {
    /// `None` of nothing.
    fn of(text: &str, map: &MunicipalMap) -> Option<Self> {
        let (base, selector) = written(text).next()?;
        let code = |character: char| format!("U+{:04X}", u32::from(character));
        let codes: Vec<_> = text.chars().map(code).collect();
        let sets = [
            ("JIS X 0208", is_x0208 as fn(char) -> bool),
            ("JIS X 0212", is_x0212),
            ("JIS X 0213", is_x0213),
        ];
        let certificate = for_certificate(text, map).map(|certified| {
            let rule = certified.substitutions.into_iter().next().map(|one| one.rule);
            (certified.text, rule)
        });
        Some(Self {
            shown: if unreadable(text).next().is_none() { text } else { "〓" }.to_owned(),
            codes: codes.join(" "),
            number: MjNumber::of(base, selector),
            sets: sets.into_iter().filter(|(_, is_in)| is_in(base)).map(|(set, _)| set).collect(),
            chip: map
                .apply(text)
                .map(|mapped| mapped.text)
                .map_err(|found| Message::from(&NoSubstitute::Unreadable(found))),
            certificate: certificate.map_err(|cause| Message::from(&cause)),
        })
    }

    /// What the character is.
    fn is(&self, position: usize) -> Message {
        let number = self.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let sets = if self.sets.is_empty() { "-".to_owned() } else { self.sets.join(", ") };
        msg!(
            "characters-is",
            position = position,
            character = &self.shown,
            codes = &self.codes,
            number = number,
            sets = sets
        )
    }

    /// What the uses hold of it.
    fn holds(&self) -> Message {
        match (&self.chip, &self.certificate) {
            (Err(why), _) => msg!("characters-refused-everywhere", why = why.clone()),
            (Ok(chip), Err(why)) => {
                msg!("characters-refused-certificate", chip = chip, why = why.clone())
            }
            (Ok(chip), Ok((text, None))) => {
                msg!("characters-held", chip = chip, certificate = text)
            }
            (Ok(chip), Ok((text, Some(rule)))) => msg!(
                "characters-substituted",
                chip = chip,
                certificate = text,
                rule = Message::from(rule)
            ),
        }
    }

    fn members(&self, path: &str, position: usize) -> Value {
        let certificate = self.certificate.as_ref().ok();
        json!({
            "field": path,
            "position": position,
            "codes": self.codes.split(' ').collect::<Vec<_>>(),
            "mj": self.number.map(|number| number.to_string()),
            "sets": self.sets,
            "chip": self.chip.as_ref().ok(),
            "picture": self.chip.as_ref().ok(),
            "certificate": certificate.map(|(text, rule)| json!({
                "text": text,
                "flag": u8::from(rule.is_some()),
                "rule": rule.as_ref().map(name),
                "reasons": match rule {
                    Some(Rule::Reduction(way)) => way.iter().map(|step| step.reason.title()).collect(),
                    _ => Vec::new(),
                },
            })),
        })
    }
}

/// The name of a rule in JSON.
const fn name(rule: &Rule) -> &'static str {
    match rule {
        Rule::Municipality => "municipality",
        Rule::Shape => "shape",
        Rule::Reduction(_) => "reduction",
        Rule::Letter => "letter",
        Rule::Compatibility => "compatibility",
    }
}
