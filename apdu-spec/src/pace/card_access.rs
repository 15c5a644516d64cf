//! EF.CardAccess and its `SecurityInfos` (TR-03110 part 3, A.1): which protocols a card has, to be
//! read before any of them. The file's identifier is `011C`, in the MF.

use super::{PARAMETER, PROTOCOL};
use crate::tlv::{self, Writer};

/// The short identifier of EF.CardAccess.
pub const CARD_ACCESS_SFI: u8 = 0x1C;

/// EF.CardAccess of a card that has PACE alone: version 2, on P-256.
pub const CARD_ACCESS: [u8; 22] = [
    0x31, 0x14, 0x30, 0x12, 0x06, 0x0A, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02, 0x02,
    0x02, 0x01, 0x02, 0x02, 0x01, 0x0C,
];

/// A `SecurityInfo`: a protocol, and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityInfo<'a> {
    /// The value of its object identifier.
    pub protocol: &'a [u8],
    /// What follows it: data objects of DER, such as version and parameter identifier.
    pub parameters: &'a [u8],
}

impl SecurityInfo<'_> {
    /// PACE, version 2, on P-256.
    pub const PACE: SecurityInfo<'static> = SecurityInfo {
        protocol: &PROTOCOL,
        parameters: &[0x02, 0x01, 0x02, 0x02, 0x01, PARAMETER],
    };

    /// Appends it; a `SET` (`31`) of them is the file.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        writer.nested(0x30_u8, |w| {
            w.tlv(0x06_u8, self.protocol).raw(self.parameters);
        });
    }
}

/// The `SecurityInfos` in a file; one that does not read as such is passed over, as one of an
/// unknown protocol is. What stands behind the `SET` is padding.
pub fn security_infos(file: &[u8]) -> impl Iterator<Item = SecurityInfo<'_>> {
    let infos = tlv::find(file, 0x31_u8).unwrap_or_default();
    tlv::Reader::new(infos)
        .map_while(Result::ok)
        .filter(|info| info.tag == 0x30_u8.into())
        .filter_map(|info| {
            let mut reader = tlv::Reader::new(info.value);
            let protocol = reader.next()?.ok().filter(|oid| oid.tag == 0x06_u8.into())?.value;
            Some(SecurityInfo { protocol, parameters: info.value.get(reader.position()..)? })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_card_with_pace_says_so() {
        let mut bytes = [0; 64];
        let mut writer = Writer::new(&mut bytes);
        writer.nested(0x31_u8, |w| SecurityInfo::PACE.encode(w));
        assert_eq!(writer.finish().unwrap(), CARD_ACCESS);
        assert!(security_infos(&CARD_ACCESS).eq([SecurityInfo::PACE]));
    }

    #[test]
    fn what_is_no_security_info_is_passed_over() {
        let mut bytes = [0; 64];
        let mut writer = Writer::new(&mut bytes);
        writer.nested(0x31_u8, |w| {
            w.tlv(0x30_u8, &[]).tlv(0x30_u8, &[0x02, 0x01, 0x02]).tlv(0x04_u8, &[0x06, 0x00]);
            SecurityInfo::PACE.encode(w);
        });
        assert!(security_infos(writer.finish().unwrap()).eq([SecurityInfo::PACE]));
        for none in [&[][..], &[0x30, 0x00], &[0x31, 0x02, 0x30], &[0xFF; 8]] {
            assert_eq!(security_infos(none).count(), 0);
        }
    }
}
