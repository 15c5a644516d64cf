//! What a stored security environment holds: a control reference template for each key (ISO/IEC
//! 7816-4:2020, 10.3.3), with DO `95` usage qualifier and DO `81` file identifier of the key.

use super::{FileId, MF, is_made_of};
use crate::tlv::{self, Tlv, Writer};

/// The longest stored environment in bytes: six keys.
pub const ENVIRONMENT_MAX: usize = 6 * (2 + 3 + 6);

const QUALIFIER: u8 = 0x95;
const FILE: u8 = 0x81;

/// A key of a stored environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// Tag of its control reference template.
    pub template: u8,
    /// Usage qualifier: `40` computation, `80` verification.
    pub qualifier: u8,
    /// Its file identifier.
    pub fid: FileId,
    /// It is in the MF; else in the DF of the stored environment.
    pub global: bool,
}

impl StoredKey {
    /// Appends its template.
    pub fn encode(&self, writer: &mut Writer<'_>) {
        let [[a, b], [c, d]] = [MF.to_be_bytes(), self.fid.to_be_bytes()];
        let path = [a, b, c, d];
        let from = if self.global { 0 } else { 2 };
        writer.nested(self.template, |w| {
            w.tlv(QUALIFIER, &[self.qualifier]).tlv(FILE, path.get(from..).unwrap_or_default());
        });
    }

    /// Reads a template; `None` when it is none that [`StoredKey::encode`] makes.
    #[must_use]
    pub fn parse(template: &Tlv<'_>) -> Option<Self> {
        let content = template.value;
        if !is_made_of(content, &[QUALIFIER, FILE]) {
            return None;
        }
        let [qualifier] = *tlv::find(content, QUALIFIER)? else { return None };
        let path = tlv::find(content, FILE)?;
        let (global, fid) = match path.strip_prefix(&MF.to_be_bytes()) {
            Some(fid @ [_, _]) => (true, fid),
            _ => (false, path),
        };
        let template = u8::try_from(template.tag.value()).ok()?;
        Some(Self { template, qualifier, fid: FileId::from_be_bytes(fid.try_into().ok()?), global })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_was() {
        for global in [false, true] {
            let key = StoredKey { template: 0xB6, qualifier: 0x40, fid: 0x0017, global };
            let mut out = [0; 11];
            let mut writer = Writer::new(&mut out);
            key.encode(&mut writer);
            let template = tlv::Reader::new(writer.finish().unwrap()).next().unwrap().unwrap();
            assert_eq!(StoredKey::parse(&template), Some(key));
        }
    }

    #[test]
    fn other_templates_are_none() {
        for value in [&[][..], &[0x95, 1, 0x40], &[0x95, 1, 0x40, 0x81, 1, 0x17], &[0x81, 2, 0, 1]]
        {
            assert_eq!(StoredKey::parse(&Tlv { tag: 0xB6u8.into(), value }), None, "{value:02X?}");
        }
    }
}
