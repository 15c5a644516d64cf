//! EF.CardAccess: what a card offers before anything is verified (TR-03110 part 3, A.1). Whatever
//! is of a protocol that this terminal does not know is skipped; its content may be anything.

use apdu_spec::pace::PROTOCOL;
use der::asn1::AnyRef;
use der::{Decode as _, Header, Reader as _, SliceReader, Tag, Tagged as _};

/// The version of PACE that is spoken.
const VERSION: u64 = 2;

/// PACE as a card offers it, with the protocol and a curve of this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PaceOffer {
    /// The protocol is offered with several sets of domain parameters: which one must be said.
    pub(super) is_ambiguous: bool,
}

/// What is offered of the protocol with these standardised domain parameters; `None` when nothing
/// is. Bytes behind the SET are ignored: a file may be longer than its content.
///
/// # Errors
/// When it is no SET of SecurityInfo, or what it says of the protocol is no PACEInfo.
pub(super) fn pace_offer(content: &[u8], parameter_id: u8) -> der::Result<Option<PaceOffer>> {
    let mut reader = SliceReader::new(content)?;
    let header = Header::decode(&mut reader)?;
    header.tag().assert_eq(Tag::Set)?;
    let infos = reader.read_slice(header.length())?;
    let mut infos = SliceReader::new(infos)?;
    let (mut offered, mut others) = (false, false);
    while !infos.is_finished() {
        let parameter = infos.sequence(|info| pace_info(info))?;
        match parameter {
            Some(parameter) if parameter == u64::from(parameter_id) => offered = true,
            Some(_) => others = true,
            None => {}
        }
    }
    Ok(offered.then_some(PaceOffer { is_ambiguous: others }))
}

/// The domain parameters of a SecurityInfo that is a PACEInfo of the protocol, in the version that
/// is spoken.
fn pace_info<'r>(info: &mut SliceReader<'r>) -> der::Result<Option<u64>> {
    let protocol = AnyRef::decode(info)?;
    protocol.tag().assert_eq(Tag::ObjectIdentifier)?;
    if protocol.value() != PROTOCOL {
        let rest = info.remaining_len();
        info.read_slice(rest)?;
        return Ok(None);
    }
    let version = u64::decode(info)?;
    // Domain parameters without an identifier are proprietary, and stand elsewhere.
    let parameter = Option::<u64>::decode(info)?;
    Ok(parameter.filter(|_| version == VERSION))
}
