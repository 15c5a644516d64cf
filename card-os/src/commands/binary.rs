//! READ BINARY, UPDATE BINARY.

use apdu_spec::access::Mode;
use apdu_spec::file::Kind;
use apdu_spec::request::{BinaryTarget, ReadBinary, UpdateBinary};
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::{Open, TransparentFile};
use crate::reply::Reply;

pub(super) fn read_binary(
    cx: &mut Context<'_>,
    command: ReadBinary,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let (file, at) = open(cx, command.target, Mode::READ)?;
    let rest =
        file.size.checked_sub(at).filter(|rest| *rest > 0).ok_or(StatusWord::WRONG_OFFSET)?;
    let count = match command.ne.exact() {
        Some(exact) if exact > rest => {
            reply.warn(StatusWord::END_OF_FILE_REACHED);
            rest
        }
        Some(exact) => exact,
        None => rest.min(command.ne.most()),
    };
    let count = count.min(reply.room());
    file.read(cx.store, at, reply.space(count)?)
}

pub(super) fn update_binary(
    cx: &mut Context<'_>,
    command: UpdateBinary<'_>,
    _: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    let (file, at) = open(cx, command.target, Mode::UPDATE)?;
    let rest =
        file.size.checked_sub(at).filter(|rest| *rest > 0).ok_or(StatusWord::WRONG_OFFSET)?;
    if command.data.len() > rest {
        return Err(StatusWord::NOT_ENOUGH_MEMORY);
    }
    file.write(cx.store, at, command.data)
}

fn open(
    cx: &mut Context<'_>,
    target: BinaryTarget,
    mode: Mode,
) -> Result<(TransparentFile, usize), StatusWord> {
    let sfi = match target {
        BinaryTarget::Current(_) => None,
        BinaryTarget::Short(sfi, _) => Some(sfi),
    };
    let found = cx.find_ef(sfi)?;
    let open: Open = cx.open(found, &[Kind::Transparent], mode)?;
    // A short identifier makes the EF the current one (ISO/IEC 7816-4:2020, 7.3.3).
    cx.channels.current().make_current(open.node.parent, open.id);
    Ok((open.transparent()?, target.offset()))
}
