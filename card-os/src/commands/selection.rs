//! SELECT.

use apdu_spec::command::Le;
use apdu_spec::file::{CURRENT_DF, FCI, FCP, FMD, FileId, Kind, LifeCycle, MF};
use apdu_spec::request::{Occurrence, ResponseTemplate, Select, SelectionMethod};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{Header, Node, NodeId};
use crate::reply::Reply;

#[inline(never)]
pub(super) fn select(
    cx: &mut Context<'_>,
    command: Select<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    if cx.damaged {
        return select_damaged(&command, reply);
    }
    let id = locate(cx, command.by, command.data)?;
    let found = cx.file_ref(id.ok_or(StatusWord::FILE_NOT_FOUND)?, StatusWord::FILE_NOT_FOUND)?;

    if command.le != Le::Absent && command.response != ResponseTemplate::None {
        let mut header = Header::empty();
        let control = header.read(cx.store, found.id)?.control()?;
        reply.write(|writer| {
            match command.response {
                // The access rules are in the FCP alone: an FCI stays below 256 bytes.
                ResponseTemplate::Fci => {
                    writer.nested(FCI, |w| control.encode(w, false));
                }
                ResponseTemplate::Fcp => {
                    writer.nested(FCP, |w| control.encode(w, true));
                }
                // The card keeps no file management data.
                ResponseTemplate::Fmd => {
                    writer.tlv(FMD, &[]);
                }
                ResponseTemplate::None => {}
            }
        })?;
    }
    if matches!(command.by, SelectionMethod::DfName(_)) {
        cx.channels.leave_application();
    }
    let channel = cx.channels.current();
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

/// The file that a data field names, seen from the current DF.
///
/// # Errors
/// `6A80` for half an identifier.
pub(super) fn locate(
    cx: &mut Context<'_>,
    by: SelectionMethod,
    data: &[u8],
) -> Result<Option<NodeId>, StatusWord> {
    let df = cx.channels.current().df;
    Ok(match by {
        SelectionMethod::FileIdentifier if data.is_empty() => Some(NodeId::MF),
        SelectionMethod::FileIdentifier => nearby(cx, df, identifier(data)?),
        SelectionMethod::ChildDf => child(cx, df, identifier(data)?, true),
        SelectionMethod::EfUnderCurrentDf => child(cx, df, identifier(data)?, false),
        SelectionMethod::ParentDf => {
            cx.tree.node(df).map(|node| node.parent).filter(|_| df != NodeId::MF)
        }
        SelectionMethod::DfName(occurrence) => by_name(cx, df, data, occurrence)?,
        SelectionMethod::PathFromMf => path(cx, NodeId::MF, data)?,
        SelectionMethod::PathFromCurrentDf => path(cx, df, data)?,
    })
}

/// Is it the MF that is selected, whatever is selected now?
pub(super) fn names_the_mf(command: &Select<'_>) -> bool {
    let named = command.data.is_empty() || command.data == MF.to_be_bytes();
    command.by == SelectionMethod::FileIdentifier && named
}

/// The MF of a card whose files cannot be loaded, from what is certain without them: that it is
/// a DF, and its identifier. The warning `6281` (ISO/IEC 7816-4:2020, table 7) says that the rest
/// is missing.
fn select_damaged(command: &Select<'_>, reply: &mut Reply<'_>) -> Result<(), StatusWord> {
    let template = match command.response {
        ResponseTemplate::Fci => Some(FCI),
        ResponseTemplate::Fcp => Some(FCP),
        ResponseTemplate::Fmd => Some(FMD),
        ResponseTemplate::None => None,
    };
    if let Some(template) = template.filter(|_| command.le != Le::Absent) {
        reply.write(|writer| {
            writer.nested(template, |w| {
                if template != FMD {
                    w.tlv(0x82u8, &[Kind::Df.descriptor()]);
                    w.tlv(0x83u8, &MF.to_be_bytes());
                }
            });
        })?;
    }
    reply.warn(StatusWord::DATA_MAY_BE_CORRUPTED);
    Ok(())
}

fn identifier(data: &[u8]) -> Result<FileId, StatusWord> {
    Ok(FileId::from_be_bytes(data.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?))
}

/// MF, the current DF itself, its children, its parent, its parent's DFs (ISO/IEC 7816-4:2020,
/// 7.2.1: the identifier is unique among these).
pub(super) fn nearby(cx: &Context<'_>, df: NodeId, fid: FileId) -> Option<NodeId> {
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
    if occurrence == Occurrence::First {
        // A whole name is never hidden by a longer one, and is found without looking at others.
        for id in cx.tree.named(name) {
            if Header::empty().read(cx.store, id)?.control()?.name == name {
                return Ok(Some(id));
            }
        }
    }
    let from = order(cx, current);
    let mut best: Option<NodeId> = None;
    for id in cx.tree.dfs() {
        let (place, before) = (order(cx, id), best.map(|best| order(cx, best)));
        let is_better = match occurrence {
            Occurrence::First => before.is_none_or(|best| place < best),
            Occurrence::Next => place > from && before.is_none_or(|best| place < best),
            Occurrence::Last => before.is_none_or(|best| place > best),
            Occurrence::Previous => place < from && before.is_none_or(|best| place > best),
        };
        if is_better && Header::empty().read(cx.store, id)?.control()?.name.starts_with(name) {
            best = Some(id);
        }
    }
    Ok(best)
}

/// What DFs are in order by. The MF, which has no name, comes before all of them.
fn order(cx: &Context<'_>, df: NodeId) -> Option<(NodeId, FileId)> {
    cx.tree.node(df).filter(|_| df != NodeId::MF).map(Node::order_key)
}
