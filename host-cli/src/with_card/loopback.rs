//! Brings up the loopback of a new network namespace, where it is down (rtnetlink(7)).

use std::io;

use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with,
};

/// The loopback is always the first interface.
const LOOPBACK: u32 = 1;
const RTM_NEWLINK: u16 = 16;
const NLMSG_ERROR: u16 = 2;
/// Ask, and answer also when it worked.
const FLAGS: u16 = 0x01 | 0x04;
const IFF_UP: u32 = 1;
/// Bytes in the header of a message.
const HEADER: usize = 16;

/// Brings it up.
///
/// # Errors
/// When the kernel refuses: the namespace is not ours.
pub(super) fn up() -> io::Result<()> {
    let flags = SocketFlags::CLOEXEC;
    // Protocol 0, the default, is NETLINK_ROUTE.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
    sendto(&socket, &request(), SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut answer = [0; 256];
    let (length, _) = recv(&socket, &mut answer, RecvFlags::empty())?;
    match outcome(answer.get(..length).unwrap_or_default()) {
        Some(0) => Ok(()),
        Some(error) => Err(io::Error::from_raw_os_error(error.saturating_neg())),
        None => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// One message: header, then an interface with its flags and the mask of those that change.
fn request() -> Vec<u8> {
    let body = [&[0; 4][..], &LOOPBACK.to_ne_bytes(), &IFF_UP.to_ne_bytes(), &IFF_UP.to_ne_bytes()]
        .concat();
    let length = u32::try_from(HEADER + body.len()).unwrap_or_default();
    [&length.to_ne_bytes()[..], &RTM_NEWLINK.to_ne_bytes(), &FLAGS.to_ne_bytes(), &[0; 8], &body]
        .concat()
}

/// The error number in the kernel's answer, negative; 0 when it did what was asked.
fn outcome(answer: &[u8]) -> Option<i32> {
    let kind = answer.get(4..6)?;
    let error = answer.get(HEADER..HEADER + 4)?;
    (kind == NLMSG_ERROR.to_ne_bytes()).then_some(i32::from_ne_bytes(error.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_as_long_as_it_says() {
        let request = request();
        assert_eq!(request.len(), 32);
        assert_eq!(request[..4], 32_u32.to_ne_bytes());
    }

    #[test]
    fn the_answer_is_an_error_number_or_nothing() {
        let answer = |kind: u16, error: i32| {
            let mut answer = vec![0; 36];
            answer[4..6].copy_from_slice(&kind.to_ne_bytes());
            answer[16..20].copy_from_slice(&error.to_ne_bytes());
            answer
        };
        assert_eq!(outcome(&answer(NLMSG_ERROR, 0)), Some(0));
        assert_eq!(outcome(&answer(NLMSG_ERROR, -1)), Some(-1));
        assert_eq!(outcome(&answer(3, 0)), None);
        assert_eq!(outcome(&[]), None);
    }
}
