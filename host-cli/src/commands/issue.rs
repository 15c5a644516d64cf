//! `juki issue`: from a resident's record to a card.

use std::fmt::Write as _;
use std::path::Path;

use apdu_spec::profile::{self, PreIssuingData, TEST_TRANSPORT_KEY, pkcs15};
use der::DateTime;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::pins::FirstValue;
use super::{authority_crl, municipal_characters, one_record, pins, resident_show, virtual_new};
use crate::card::pins::{Pin, PinSelection, PinValue};
use crate::characters::mj::written;
use crate::characters::readable::first_unreadable;
use crate::characters::substitute::Substitution;
use crate::cli::IssueArguments;
use crate::context::Context;
use crate::day::Day;
use crate::environment::font;
use crate::environment::passphrase::passphrase;
use crate::error::Error;
use crate::exit::Exit;
use crate::face::{DrawnCharacter, OutlineFont, photo};
use crate::input;
use crate::issue::register::FolderRegister;
use crate::issue::{
    self, FaceCharacter, FaceField, IssuanceHooks, IssuanceProgress, IssuedCard, NewPins, Order,
    Step,
};
use crate::locale::Message;
use crate::msg;
use crate::output::{self, Report};
use crate::pki::{Authority, Date, store};
use crate::reader::Reader as _;
use crate::resident::{CardType, Resident};
use crate::serial_number;
use crate::uses::{self, CardContent, MunicipalCharacters};

/// Issues the card, or finishes issuing it.
///
/// # Errors
/// When the record or the authority cannot be used, before anything is sent; when the card is
/// issued already, refuses, or does not answer.
pub fn run(context: &Context<'_>, arguments: &IssueArguments) -> Result<Report, Error> {
    let now = context.now()?;
    let WantedCard { record, characters: municipal, content, own } = record(arguments, now)?;
    let card = content.face.card;
    if let Some(own) = own.filter(|own| *own != card && !context.json()) {
        let (own, card) = (card_type(own), card_type(card));
        output::note(&context.text(&msg!("issue-other-type", own = own, card = card)));
    }
    let photo = photo(arguments, &record)?;
    let font = font(context, arguments)?;
    let authority = authority(&arguments.authority)?;
    let dir = &arguments.authority;
    authority_crl::with_upgrade_note(context, dir, || store::upgrade(dir))?;
    let transport_key = match &arguments.transport_key {
        Some(path) => virtual_new::transport_key(path)?,
        None => Zeroizing::new(TEST_TRANSPORT_KEY),
    };
    let order = Order {
        record: &record,
        characters: Some(&municipal),
        photo: photo.as_deref(),
        font: font.as_ref(),
        authority: &authority,
        transport_key: &transport_key,
        now,
    };
    let passphrase = passphrase()?;
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_slice());
    let mut rng = context.random()?;
    let mut reader = context.open_to_change()?;
    let issued = {
        let mut card = reader.exclusive()?;
        let mut session = context.session(&mut *card)?;
        let found = issue::survey(&mut session)?;
        let mut register = FolderRegister::new(dir, &authority, passphrase);
        // Nobody is told that it goes on, or asked for a number, where it does not.
        let begun = issue::issuance_start(&order, &found, &register)?;
        let since = begun.map_or(now, |begun| begun.at);
        confirm(context, &order, &found, since, arguments.yes)?;
        let pins = new_pins(context, &record, since, found.card)?;
        let mut step = |step: Step| {
            if !context.json() {
                output::note(&context.text(&step.into()));
            }
        };
        let mut hooks = IssuanceHooks { register: &mut register, step: &mut step, rng: &mut rng };
        issue::issue(&mut session, &order, &pins, &mut hooks)?
    };
    reader.close()?;
    let (name, expiry) = (record.shown_name(), Day(issued.expiry).to_string());
    let done = msg!("issue-done", serial = &issued.serial, name = &name, expiry = &expiry);
    let mut text = format!("{}\n", context.text(&done));
    if !issued.signs {
        text.push_str(&context.text(&msg!("issue-done-child")));
        text.push('\n');
    }
    for line in face_lines(&record, arguments.photo.is_some(), &issued) {
        let _ = writeln!(text, "{}", context.text(&line));
    }
    let content = Some(content).filter(|_| issued.signs);
    let mut substituted = Vec::new();
    for (field, Substitution { position, from, to, .. }) in content.iter().flat_map(substitutions) {
        let line = msg!("issue-substituted", from = told(from), to = to);
        let _ = writeln!(text, "{}", context.text(&line));
        substituted.push(json!({ "field": field, "position": position, "from": from, "to": to }));
    }
    Ok(Report {
        exit: Exit::Done,
        text,
        command: "issue",
        members: json!({
            "serial": issued.serial,
            "expiry": expiry,
            "signing_certificate": issued.signs,
            "card": card_type(card),
            "card_in_record": own.map(card_type),
            "photo": arguments.photo.is_some(),
            "security_code": issued.codes.security,
            "can": issued.codes.can,
            "not_drawn": not_drawn(&issued),
            "drawn_plain": characters(&issued.drawn_plain),
            "drawn_as_geta": characters(&issued.not_drawn),
            "substituted": substituted,
        }),
    })
}

/// What is to be said of the face of the card.
fn face_lines(record: &Resident, has_photo: bool, issued: &IssuedCard) -> Vec<Message> {
    let mut lines = Vec::new();
    if record.card == Some(CardType::B) && !has_photo {
        lines.push(msg!("issue-placeholder"));
    }
    if let Some(code) = &issued.codes.security {
        lines.push(msg!("issue-security-code", code = code));
    }
    if let Some(can) = &issued.codes.can {
        lines.push(msg!("issue-can", can = can));
    }
    let drawn_plain = issued.drawn_plain.iter();
    lines.extend(drawn_plain.map(|found| {
        at(found, |c, text, position| {
            msg!("issue-drawn-plain", character = c, text = text, position = position)
        })
    }));
    let not_drawn = issued.not_drawn.iter();
    lines.extend(not_drawn.map(|found| {
        at(found, |c, text, position| {
            msg!("issue-not-drawn", character = c, text = text, position = position)
        })
    }));
    lines
}

/// A message about a character of the face.
fn at(found: &FaceCharacter, message: fn(String, &'static str, usize) -> Message) -> Message {
    let DrawnCharacter { position, character, selector, .. } = found.character;
    message(readable(character, selector), text_id(found.field), position)
}

/// A character so that it can be read where nothing of it is seen: itself, unless no program shows
/// it, and its code points.
fn readable(character: char, selector: Option<char>) -> String {
    let text = character.to_string();
    let shown = first_unreadable(&text).is_none().then_some(text);
    let codes = [Some(character), selector].into_iter().flatten().map(code_point);
    shown.into_iter().chain(codes).collect::<Vec<_>>().join(" ")
}

/// A character of a record so that its selector is seen, where it has one.
fn told(written_character: &str) -> String {
    match written(written_character).next() {
        Some((base, selector @ Some(_))) => readable(base, selector),
        _ => written_character.to_owned(),
    }
}

fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

const fn text_id(text: FaceField) -> &'static str {
    match text {
        FaceField::Name => "name",
        FaceField::Address => "address",
    }
}

/// The characters that no font has, each once.
fn not_drawn(issued: &IssuedCard) -> String {
    let mut found = String::new();
    for character in issued.not_drawn.iter().map(|found| found.character.character) {
        if !found.contains(character) {
            found.push(character);
        }
    }
    found
}

fn characters(found: &[FaceCharacter]) -> Vec<Value> {
    let object = |found: &FaceCharacter| {
        let DrawnCharacter { position, character, selector, .. } = found.character;
        let codes = [Some(character), selector].into_iter().flatten();
        json!({
            "text": text_id(found.field),
            "position": position,
            "characters": codes.clone().collect::<String>(),
            "code_points": codes.map(code_point).collect::<Vec<_>>(),
        })
    };
    found.iter().map(object).collect()
}

/// The font for characters that the program's own has not.
fn font(context: &Context<'_>, arguments: &IssueArguments) -> Result<Option<OutlineFont>, Error> {
    let found = font::load(arguments.font.as_deref())?;
    context.verbose(&match &found {
        Some((path, font)) => {
            msg!("verbose-font", path = path.display(), name = font.name())
        }
        None => msg!("verbose-no-font"),
    });
    Ok(found.map(|(_, font)| font))
}

/// The photo as the card holds it.
fn photo(arguments: &IssueArguments, record: &Resident) -> Result<Option<Vec<u8>>, Error> {
    let Some(path) = &arguments.photo else {
        // A card that shows nobody's face is no identification, and is issued by nobody's mistake.
        return match record.card {
            Some(CardType::B) if !arguments.placeholder => {
                Err(Error::new(Exit::Rejected, msg!("error-no-photo"), msg!("todo-no-photo")))
            }
            _ => Ok(None),
        };
    };
    if record.card == Some(CardType::A) {
        let what = msg!("error-photo-type-a");
        return Err(Error::new(Exit::Rejected, what, msg!("todo-photo-type-a")));
    }
    let file = input::read(path, photo::LONGEST_FILE).map_err(|cause| Error::file(path, &cause))?;
    photo::encode(&file).map(Some).map_err(|cause| Error::photo(path, cause))
}

/// The authority in a folder; its passphrase comes from the environment.
pub(super) fn authority(dir: &Path) -> Result<Authority, Error> {
    let passphrase = passphrase()?;
    Ok(store::load(dir, passphrase.as_ref().map(|passphrase| passphrase.as_slice()))?)
}

/// The card that is wanted.
struct WantedCard {
    /// The record, with the type of card that is wanted.
    record: Resident,
    /// What the municipality says of its characters.
    characters: MunicipalCharacters,
    /// What a card holds of it.
    content: CardContent,
    /// The type that the record itself says.
    own: Option<CardType>,
}

/// What is wanted, from a record; every use that refuses it is told.
fn record(arguments: &IssueArguments, now: DateTime) -> Result<WantedCard, Error> {
    let wanted = match arguments.card_type.as_deref() {
        Some("A") => Some(CardType::A),
        Some(_) => Some(CardType::B),
        None => None,
    };
    let usable = |(mut record, characters): (Resident, MunicipalCharacters)| {
        let own = record.card;
        record.card = wanted.or(own);
        // First every use that refuses it: the days ask for less, and tell one thing at a time.
        let content = uses::card_with(&record, Date::in_japan(now), &characters)?;
        record.issuable(now)?;
        Ok::<_, Error>(WantedCard { record, characters, content, own })
    };
    if let Some(path) = &arguments.record {
        let map = municipal_characters::map(arguments.characters.as_deref())?;
        let read = one_record::read(path, arguments.register_number)?;
        let record = juki_records::municipal_characters::record(&read, map).map_err(Error::from);
        return record.and_then(usable).map_err(|cause| cause.in_file(path));
    }
    let name = arguments.sample.as_deref().unwrap_or_default();
    let record = Resident::parse(resident_show::find(name)?.json.as_bytes())?;
    usable((record, MunicipalCharacters::default()))
}

/// What stands in the signing certificate for another character, and in which of its texts.
fn substitutions(content: &CardContent) -> Vec<(&'static str, &Substitution)> {
    let Some(holder) = &content.certificate else { return Vec::new() };
    let name = holder.name.substitutions.iter().map(|found| ("name", found));
    name.chain(holder.address.substitutions.iter().map(|found| ("address", found))).collect()
}

/// Says what will be done, and lets the user agree. `since` is when issuing began.
fn confirm(
    context: &Context<'_>,
    order: &Order<'_>,
    found: &IssuanceProgress,
    since: DateTime,
    yes: bool,
) -> Result<(), Error> {
    let serial = serial_number::text(&found.serial);
    let card = order.record.card_type()?;
    let asks = !yes && pins::is_interactive();
    // Whoever is asked is told what for.
    let say = |message: &Message| {
        if asks || !context.json() {
            output::note(&context.text(message));
        }
    };
    if found.card.seeded {
        say(&msg!("info-seeded"));
    }
    if found.is_resumed() {
        let all = profile::applications(found.card, card.into()).count();
        let complete = found.complete;
        say(&msg!("issue-resumes", serial = &serial, complete = complete, all = all));
    }
    say(&msg!(
        "issue-from-to",
        serial = &serial,
        name = order.record.shown_name(),
        card = card_type(card),
        expiry = Day(order.record.card_expiry(since, found.card.profile)?).to_string()
    ));
    if yes || asks && pins::confirm(context)? {
        return Ok(());
    }
    Err(Error::new(Exit::Rejected, msg!("error-not-confirmed"), msg!("todo-not-confirmed")))
}

fn new_pins(
    context: &Context<'_>,
    record: &Resident,
    since: DateTime,
    pre_issuing: PreIssuingData,
) -> Result<NewPins, Error> {
    let card = FirstValue::find(PinSelection::Card)?;
    let authentication = FirstValue::find(PinSelection::One(Pin::Authentication))?;
    let signing = if record.may_sign(Date::in_japan(since)) {
        Some(FirstValue::find(PinSelection::One(Pin::Signing))?)
    } else {
        None
    };
    FirstValue::require([&card, &authentication].into_iter().chain(&signing))?;
    let (card, authentication) = (card.or_typed(context)?, authentication.or_typed(context)?);
    let signing = signing.map(|signing| signing.or_typed(context)).transpose()?;
    if let Some(signing) = signing.as_ref().filter(|_| pre_issuing.has_pkcs15()) {
        note_long(context, signing);
    }
    Ok(NewPins { authentication, signing, card })
}

/// Says of a new signing password that it is too long for programs of the PKCS#15 view, if it is.
pub(super) fn note_long(context: &Context<'_>, signing: &PinValue) {
    if !context.json() && signing.value.len() > pkcs15::PIN_MAX.into() {
        output::note(&context.text(&msg!("issue-long-password")));
    }
}

const fn card_type(card: CardType) -> &'static str {
    match card {
        CardType::A => "A",
        CardType::B => "B",
    }
}
