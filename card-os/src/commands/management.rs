//! CREATE FILE.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{FCP, FileControlParameters, Kind, KindParameters, LifeCycle, MF, Pin, Sfi};
use apdu_spec::limits::DEPTH_MAX;
use apdu_spec::request::CreateFile;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;

use super::passwords;
use crate::context::Context;
use crate::objects::{Header, NO_SLOT, NodeId, Part, Room, TreeError};
use crate::reply::Reply;
use crate::storage::COUNTER_SLOTS;

#[inline(never)]
pub(super) fn create_file(
    cx: &mut Context<'_>,
    command: CreateFile<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let df = cx.find_df()?;
    // The access rule is checked before the data field.
    let allowed = match cx.open(df, &[Kind::Df], AccessMode::CREATE_EF) {
        Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED) => {
            cx.open(df, &[Kind::Df], AccessMode::CREATE_DF).map(|_| AccessMode::CREATE_DF)
        }
        other => other.map(|_| AccessMode::CREATE_EF),
    }?;
    let control = FileControlParameters::parse(only_fcp(command.data)?)?;
    let mode = if control.kind == Kind::Df { AccessMode::CREATE_DF } else { AccessMode::CREATE_EF };
    if mode != allowed {
        cx.open(df, &[Kind::Df], mode)?;
    }
    let id = create(cx, df.id, &control)?;
    let channel = cx.channels.current();
    if control.kind == Kind::Df {
        channel.select_df(id);
    } else {
        channel.select_ef(df.id, id);
    }
    Ok(())
}

/// The content of an FCP template with nothing beside it.
fn only_fcp(data: &[u8]) -> Result<&[u8], StatusWord> {
    let mut objects = tlv::Reader::new(data);
    match (objects.next(), objects.next()) {
        (Some(Ok(template)), None) if template.tag == FCP => Ok(template.value),
        _ => Err(StatusWord::INCORRECT_DATA),
    }
}

/// Puts a file into a DF, within the command's transaction.
///
/// # Errors
/// `6A89`, `6A8A`, `6A80` for a short identifier that is taken and a password of PACE outside the
/// MF, `6A84`.
pub(crate) fn create(
    cx: &mut Context<'_>,
    df: NodeId,
    control: &FileControlParameters<'_>,
) -> Result<NodeId, StatusWord> {
    if control.fid == MF || cx.tree.child(df, control.fid).is_some() {
        return Err(StatusWord::FILE_EXISTS);
    }
    if !control.name.is_empty() && is_name_taken(cx, control.name)? {
        return Err(StatusWord::DF_NAME_EXISTS);
    }
    if let KindParameters::Pin(Pin { pace: Some(password), .. }) = control.parameters {
        passwords::check_place(cx, df, password)?;
    }
    let control = FileControlParameters {
        sfi: short_identifier(cx, df, control)?,
        life: Some(control.life.unwrap_or(LifeCycle::Initialisation)),
        ..*control
    };
    if cx.tree.depth(df).is_none_or(|depth| depth >= DEPTH_MAX) {
        return Err(StatusWord::NOT_ENOUGH_MEMORY);
    }
    let id = cx.tree.vacant().ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
    if cx.store.holds(id.object()) {
        // The storage holds a file that the index lacks: it must not be overwritten.
        return Err(StatusWord::MEMORY_FAILURE);
    }
    let slot = if control.tries() == 0 { NO_SLOT } else { vacant_slot(cx)? };
    let mut header = Header::empty();
    header.make(df, slot, &control)?;
    cx.reserve(header.room().and(Room::reserved(&control.parameters)))?;
    header.store(cx.store, id)?;
    cx.tree.insert(id, header.node()?).map_err(|error| match error {
        TreeError::Full => StatusWord::NOT_ENOUGH_MEMORY,
        TreeError::Exists => StatusWord::FILE_EXISTS,
    })?;
    Ok(id)
}

fn is_name_taken(cx: &mut Context<'_>, name: &[u8]) -> Result<bool, StatusWord> {
    for id in cx.tree.named(name) {
        if Header::empty().read(cx.store, id)?.control()?.name == name {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The identifier in `88`; without it the low five bits of the file identifier, when they are free.
/// It is stored explicitly for every EF; a DF has none.
fn short_identifier(
    cx: &Context<'_>,
    df: NodeId,
    control: &FileControlParameters<'_>,
) -> Result<Option<Option<Sfi>>, StatusWord> {
    let is_taken = |sfi: &Sfi| cx.tree.by_sfi(df, *sfi).is_some();
    match control.sfi {
        _ if control.kind == Kind::Df => Ok(None),
        None => Ok(Some(Sfi::of(control.fid).filter(|sfi| !is_taken(sfi)))),
        Some(Some(sfi)) if is_taken(&sfi) => Err(StatusWord::INCORRECT_DATA),
        explicit => Ok(explicit),
    }
}

fn vacant_slot(cx: &Context<'_>) -> Result<u8, StatusWord> {
    let (files, _) = cx.tree.usage();
    let taken = |slot: u8| {
        (0..files)
            .filter_map(|at| cx.tree.nth(at))
            .any(|id| cx.tree.node(id).is_some_and(|node| node.slot == slot))
    };
    (0..COUNTER_SLOTS).find(|slot| !taken(*slot)).ok_or(StatusWord::NOT_ENOUGH_MEMORY)
}

impl Context<'_> {
    /// Is there room for so much more, beside everything reserved for the files that are there?
    ///
    /// # Errors
    /// `6A84`.
    pub(super) fn reserve(&mut self, room: Room) -> Result<(), StatusWord> {
        let mut missing = room;
        let (files, _) = self.tree.usage();
        for at in 0..files {
            let Some(id) = self.tree.nth(at) else { break };
            let parameters = Header::empty().read(self.store, id)?.control()?.parameters;
            let (words, items) = self.store.words_below(id.object(), Part::HEADER)?;
            missing = missing.and(Room::reserved(&parameters).less(words, items));
        }
        if self.store.fits(missing) { Ok(()) } else { Err(StatusWord::NOT_ENOUGH_MEMORY) }
    }
}
