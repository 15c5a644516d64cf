//! Order in the lists of a record: the oldest entry stands first, and nothing ends before it begins.

use super::validate::require;
use super::{FieldRule, NameEntry, Names, Reason, RecordError, RegisterDate, Resident};

/// An entry of a list: when it begins and ends, and why, by the names of the members.
#[derive(Default)]
struct Entry<'a> {
    begins: (&'static str, Option<&'a RegisterDate>),
    ends: (&'static str, Option<&'a RegisterDate>),
    reason: Option<&'a Reason>,
}

pub(super) fn validate(record: &Resident) -> Result<(), RecordError> {
    let Names { japanese, roman, kanji, former_surname, alias, earlier_aliases, .. } = &record.name;
    if let Some(name) = japanese {
        let path = "$.name.japanese";
        let history = name.history.iter();
        let entries: Vec<_> = history
            .map(|e| name_of(e.since.as_ref(), e.until.as_ref(), e.reason.as_ref()))
            .collect();
        list(&format!("{path}.history"), &entries)?;
        reason(path, name.reason.as_ref())?;
        follows(path, name.since.as_ref(), &entries)?;
    }
    for (path, name) in [
        ("$.name.roman", roman),
        ("$.name.kanji", kanji),
        ("$.name.former_surname", former_surname),
        ("$.name.alias", alias),
    ] {
        name.as_ref().map_or(Ok(()), |name| name_entry(path, name))?;
    }
    let entries = earlier_aliases.iter();
    let entries = entries.map(|e| name_of(e.since.as_ref(), e.until.as_ref(), e.reason.as_ref()));
    list("$.name.earlier_aliases", &entries.collect::<Vec<_>>())?;
    let moves = record.residence.moves.iter();
    let moves = moves.map(|e| name_of(e.since.as_ref(), e.until.as_ref(), e.reason.as_ref()));
    list("$.residence.moves", &moves.collect::<Vec<_>>())?;
    let changes = record.changes.iter().map(|change| Entry {
        begins: ("date", change.date.as_ref()),
        reason: change.reason.as_ref(),
        ..Entry::default()
    });
    list("$.changes", &changes.collect::<Vec<_>>())
}

fn name_of<'a>(
    since: Option<&'a RegisterDate>,
    until: Option<&'a RegisterDate>,
    reason: Option<&'a Reason>,
) -> Entry<'a> {
    Entry { begins: ("since", since), ends: ("until", until), reason }
}

fn name_entry(path: &str, name: &NameEntry) -> Result<(), RecordError> {
    let history = name.history.iter();
    let entries: Vec<_> =
        history.map(|e| name_of(e.since.as_ref(), e.until.as_ref(), e.reason.as_ref())).collect();
    list(&format!("{path}.history"), &entries)?;
    reason(path, name.reason.as_ref())?;
    follows(path, name.since.as_ref(), &entries)
}

/// What holds now began when all that was before had begun.
fn follows(
    path: &str,
    since: Option<&RegisterDate>,
    history: &[Entry<'_>],
) -> Result<(), RecordError> {
    let Some(since) = since else { return Ok(()) };
    let fits = history.iter().filter_map(|entry| entry.begins.1).all(|day| day.may_precede(since));
    require(&format!("{path}.since"), fits, FieldRule::InOrder)
}

fn list(path: &str, entries: &[Entry<'_>]) -> Result<(), RecordError> {
    let mut before: Option<&RegisterDate> = None;
    for (place, Entry { begins, ends, reason: why }) in entries.iter().enumerate() {
        let path = format!("{path}[{place}]");
        if let Some(begin) = begins.1 {
            let fits = before.is_none_or(|before| before.may_precede(begin));
            require(&format!("{path}.{}", begins.0), fits, FieldRule::InOrder)?;
            before = Some(begin);
            if let Some(end) = ends.1 {
                let fits = begin.may_precede(end);
                require(&format!("{path}.{}", ends.0), fits, FieldRule::InOrder)?;
            }
        }
        reason(&path, *why)?;
    }
    Ok(())
}

fn reason(path: &str, reason: Option<&Reason>) -> Result<(), RecordError> {
    let fits = reason.is_none_or(|reason| reason.code.is_some() || reason.wording.is_some());
    require(&format!("{path}.reason"), fits, FieldRule::Reason)
}
