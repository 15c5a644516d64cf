//! MANAGE CHANNEL.

use apdu_spec::request::ManageChannel;
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::reply::Reply;

#[inline(never)]
pub(super) fn manage_channel(
    cx: &mut Context<'_>,
    command: ManageChannel,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    match command {
        // The number is one byte, always.
        ManageChannel::Open(ne) if ne.exact().is_some_and(|exact| exact != 1) => {
            Err(StatusWord::wrong_le(1))
        }
        ManageChannel::Open(_) => {
            let number = cx.channels.open(None)?;
            reply.put(&[number])
        }
        ManageChannel::OpenNumbered(number) => cx.channels.open(Some(number)).map(drop),
        ManageChannel::Close => cx.channels.close(None),
        ManageChannel::CloseNumbered(number) => cx.channels.close(Some(number)),
    }
}
