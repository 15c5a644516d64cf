//! DELETE, ACTIVATE, DEACTIVATE, TERMINATE: the life cycle of files. What each state allows is a
//! table of its own (`apdu_spec::file::LIFE_TABLE`).

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, LifeCycle};
use apdu_spec::request::{
    ActivateFile, DeactivateFile, DeleteFile, FileTarget, TerminateCardUsage, TerminateDf,
    TerminateEf,
};
use apdu_spec::status::StatusWord;

use super::selection::locate;
use crate::context::Context;
use crate::guard::{FileRef, OpenFile};
use crate::objects::{Header, NodeId};
use crate::reply::Reply;

/// Every kind but a DF.
const EFS: &[Kind] = &[
    Kind::Transparent,
    Kind::LinearFixed,
    Kind::LinearVariable,
    Kind::Cyclic,
    Kind::Pin,
    Kind::Key,
    Kind::Environment,
];

/// A DF is deleted with everything in it, whatever the access rules of that. All of it is one
/// transaction: more files than one can hold (two hundred and more) are `6A84`, and stay.
#[inline(never)]
pub(super) fn delete_file(
    cx: &mut Context<'_>,
    command: DeleteFile<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = target(cx, command.target)?;
    let open = cx.open(found, &[found.node.kind], AccessMode::DELETE)?;
    // From the leaves up, so that no file is ever without its DF.
    let (files, _) = cx.tree.usage();
    for _ in 0..files {
        let leaf = cx.tree.leaf(open.id);
        cx.store.remove_all(leaf.object())?;
        cx.tree.remove(leaf);
        if leaf == open.id {
            break;
        }
    }
    cx.channels.drop_missing(cx.tree, open.node.parent);
    Ok(())
}

#[inline(never)]
pub(super) fn activate_file(
    cx: &mut Context<'_>,
    command: ActivateFile<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = target(cx, command.target)?;
    let open = cx.open(found, &[found.node.kind], AccessMode::ACTIVATE)?;
    set_life_cycle(cx, &open, LifeCycle::Activated)
}

#[inline(never)]
pub(super) fn deactivate_file(
    cx: &mut Context<'_>,
    command: DeactivateFile<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = target(cx, command.target)?;
    let open = cx.open(found, &[found.node.kind], AccessMode::DEACTIVATE)?;
    set_life_cycle(cx, &open, LifeCycle::Deactivated)
}

#[inline(never)]
pub(super) fn terminate_df(
    cx: &mut Context<'_>,
    command: TerminateDf<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    // Without a data field it is the current DF, whether an EF is selected or not.
    let named = command.target.by.map_or(FileTarget::CURRENT_DF, |_| command.target);
    let found = target(cx, named)?;
    // The card has a command of its own.
    if found.id == NodeId::MF {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let open = cx.open(found, &[Kind::Df], AccessMode::TERMINATE_DF)?;
    set_life_cycle(cx, &open, LifeCycle::Terminated)
}

#[inline(never)]
pub(super) fn terminate_ef(
    cx: &mut Context<'_>,
    command: TerminateEf<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = target(cx, command.target)?;
    let open = cx.open(found, EFS, AccessMode::TERMINATE)?;
    set_life_cycle(cx, &open, LifeCycle::Terminated)
}

#[inline(never)]
pub(super) fn terminate_card_usage(
    cx: &mut Context<'_>,
    _: TerminateCardUsage,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let found = cx.file_ref(NodeId::MF, StatusWord::FILE_NOT_FOUND)?;
    let open = cx.open(found, &[Kind::Df], AccessMode::TERMINATE_CARD)?;
    set_life_cycle(cx, &open, LifeCycle::Terminated)
}

/// The file that a command names; nothing is selected.
fn target(cx: &mut Context<'_>, target: FileTarget<'_>) -> Result<FileRef, StatusWord> {
    let channel = cx.channels.current();
    let id = match target.by {
        None => Some(channel.ef.unwrap_or(channel.df)),
        Some(by) => locate(cx, by, target.data)?,
    };
    cx.file_ref(id.ok_or(StatusWord::FILE_NOT_FOUND)?, StatusWord::FILE_NOT_FOUND)
}

/// Writes the parameters of a file anew. Apart, for its frame.
#[inline(never)]
fn store_life(cx: &mut Context<'_>, id: NodeId, life: LifeCycle) -> Result<(), StatusWord> {
    let (mut before, mut header) = (Header::empty(), Header::empty());
    header.make_with_life(before.read(cx.store, id)?, life)?.store(cx.store, id)
}

/// Changes the life cycle state of a file. Out of the activated state, the security statuses of its
/// PINs and keys are revoked.
fn set_life_cycle(
    cx: &mut Context<'_>,
    open: &OpenFile,
    life: LifeCycle,
) -> Result<(), StatusWord> {
    if open.node.life == life {
        return Ok(());
    }
    store_life(cx, open.id, life)?;
    cx.tree.set_life(open.id, life);
    if life != LifeCycle::Activated {
        cx.channels.revoke_within(cx.tree, open.id);
    }
    Ok(())
}
