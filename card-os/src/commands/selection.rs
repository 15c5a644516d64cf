//! SELECT.

use apdu_spec::command::Le;
use apdu_spec::file::{CURRENT_DF, FCI, FCP, FMD, FileId, Kind, LifeCycle, MF};
use apdu_spec::request::{FileControlWanted, Occurrence, Select, SelectBy};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{Header, NodeId};
use crate::reply::Reply;

pub(super) fn select(
    cx: &mut Context<'_>,
    command: Select<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let df = cx.channels.current().df;
    let id = match command.by {
        SelectBy::FileIdentifier if command.data.is_empty() => Some(NodeId::MF),
        SelectBy::FileIdentifier => nearby(cx, df, identifier(command.data)?),
        SelectBy::ChildDf => child(cx, df, identifier(command.data)?, true),
        SelectBy::EfUnderCurrentDf => child(cx, df, identifier(command.data)?, false),
        SelectBy::ParentDf => cx.tree.node(df).map(|node| node.parent).filter(|_| df != NodeId::MF),
        SelectBy::DfName(occurrence) => by_name(cx, df, command.data, occurrence)?,
        SelectBy::PathFromMf => path(cx, NodeId::MF, command.data)?,
        SelectBy::PathFromCurrentDf => path(cx, df, command.data)?,
    };
    let found = cx.found(id.ok_or(StatusWord::FILE_NOT_FOUND)?, StatusWord::FILE_NOT_FOUND)?;

    if command.le != Le::Absent && command.wanted != FileControlWanted::None {
        let header = Header::read(cx.store, found.id)?;
        let control = header.control()?;
        reply.write(|writer| {
            match command.wanted {
                // The access rules are in the FCP alone: an FCI stays below 256 bytes.
                FileControlWanted::Fci => {
                    writer.nested(FCI, |w| control.encode(w, false));
                }
                FileControlWanted::Fcp => {
                    writer.nested(FCP, |w| control.encode(w, true));
                }
                // The card keeps no file management data.
                FileControlWanted::Fmd => {
                    writer.tlv(FMD, &[]);
                }
                FileControlWanted::None => {}
            }
        })?;
    }
    let channel = cx.channels.current();
    if matches!(command.by, SelectBy::DfName(_)) {
        channel.leave_application();
    }
    if found.node.kind == Kind::Df {
        channel.select_df(found.id);
    } else {
        channel.select_ef(found.node.parent, found.id);
    }
    match found.node.life {
        LifeCycle::Deactivated => reply.warn(StatusWord::FILE_DEACTIVATED),
        LifeCycle::Terminated => reply.warn(StatusWord::FILE_TERMINATED),
        _ => {}
    }
    Ok(())
}

fn identifier(data: &[u8]) -> Result<FileId, StatusWord> {
    Ok(FileId::from_be_bytes(data.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?))
}

/// MF, the current DF itself, its children, its parent, its parent's DFs (ISO/IEC 7816-4:2020,
/// 7.2.1: the identifier is unique among these).
fn nearby(cx: &Context<'_>, df: NodeId, fid: FileId) -> Option<NodeId> {
    if fid == MF {
        return Some(NodeId::MF);
    }
    let node = cx.tree.node(df)?;
    let parent = cx.tree.node(node.parent)?;
    if fid == CURRENT_DF {
        return Some(df);
    }
    cx.tree
        .child(df, fid)
        .or_else(|| (node.fid == fid).then_some(df))
        .or_else(|| (parent.fid == fid).then_some(node.parent))
        .or_else(|| child(cx, node.parent, fid, true))
}

fn child(cx: &Context<'_>, df: NodeId, fid: FileId, wants_df: bool) -> Option<NodeId> {
    let is_right =
        |id: &NodeId| cx.tree.node(*id).is_some_and(|node| (node.kind == Kind::Df) == wants_df);
    cx.tree.child(df, fid).filter(|id| *id != NodeId::MF).filter(is_right)
}

fn path(cx: &Context<'_>, from: NodeId, data: &[u8]) -> Result<Option<NodeId>, StatusWord> {
    let (steps, rest) = data.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(StatusWord::INCORRECT_DATA);
    }
    let mut at = Some(from);
    for step in steps {
        let fid = FileId::from_be_bytes(*step);
        at = at.and_then(|df| cx.tree.child(df, fid)).filter(|id| *id != NodeId::MF);
    }
    Ok(at)
}

/// The DF whose name is or begins with `name`. DFs are in the order of their parents and file
/// identifiers; "next" and "previous" count from the current DF.
fn by_name(
    cx: &mut Context<'_>,
    current: NodeId,
    name: &[u8],
    occurrence: Occurrence,
) -> Result<Option<NodeId>, StatusWord> {
    let mut before = None;
    let mut first = None;
    let mut last = None;
    // The MF, which has no name, comes before all of them.
    let mut passed = current == NodeId::MF;
    let (files, _) = cx.tree.usage();
    for at in 0..files {
        let Some(id) = cx.tree.nth(at) else { break };
        if cx.tree.node(id).is_none_or(|node| node.kind != Kind::Df) {
            continue;
        }
        let header = Header::read(cx.store, id)?;
        let full = header.control()?.name;
        if full.starts_with(name) {
            match occurrence {
                // A whole name is never hidden by a longer one.
                Occurrence::First if full == name => return Ok(Some(id)),
                Occurrence::Next if passed => return Ok(Some(id)),
                _ => {}
            }
            first = first.or(Some(id));
            last = Some(id);
        }
        passed |= id == current;
        if !passed {
            before = last;
        }
    }
    Ok(match occurrence {
        Occurrence::First => first,
        Occurrence::Next => None,
        Occurrence::Last => last,
        Occurrence::Previous => before,
    })
}
