//! Cards of residents that this project did not make, as strict as the public descriptions of them
//! allow: whatever those do not show to work is refused.
//!
//! | behaviour | from |
//! |---|---|
//! | SELECT `00 A4 04 0C` and `00 A4 02 0C`, without an answer; no other form | what OpenSC (`card-jpki.c`), jpki-rs and myna-card send |
//! | READ BINARY by offset, short Le, not beyond the end of the file | the same |
//! | VERIFY `00 20 00 80` with the PIN's file selected; without data `63 Cx` | the same |
//! | `80 2A 00 80` with the key's file selected: RSASSA-PKCS1-v1_5 over the bytes as given | the same |
//! | READ RECORD `00 B2 01 0C 00` in the common application | myna-card |
//! | EF 0006: 160 bytes, the label first; EF 0008: three bytes | myna-card |
//! | a phone's label JPKIAPGPSETOKEN, its EF 000A closed until the PIN | the `myna` tools |
//!
//! GET DATA, log out, INTERNAL AUTHENTICATE, MANAGE SECURITY ENVIRONMENT, file control parameters
//! and the MF are not known to it: `6D00`, `6A86`, `6A82`.

use std::collections::{BTreeMap, BTreeSet};

use apdu_spec::profile::{common, jpki, text, visual};
use juki::reader::{Protocol, Reader, ReaderError};
use rsa::Pkcs1v15Sign;

/// Which card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An Individual Number Card.
    MyNumber,
    /// A Basic Resident Registration Card with its JPKI application only.
    OldJuki,
    /// A phone.
    Phone,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::MyNumber, Self::OldJuki, Self::Phone];

    pub(crate) fn name(self) -> String {
        format!("{self:?}")
    }

    fn label(self) -> &'static str {
        match self {
            Self::MyNumber => "JPKIAPICCTOKEN2",
            Self::OldJuki => "JPKIAPICCTOKEN",
            Self::Phone => "JPKIAPGPSETOKEN",
        }
    }
}

/// What is on a card.
pub(crate) struct Content {
    pub(crate) signing: Vec<u8>,
    pub(crate) authentication: Vec<u8>,
    pub(crate) signing_authority: Vec<u8>,
    pub(crate) authentication_authority: Vec<u8>,
    pub(crate) signing_key: rsa::PrivateKey,
    pub(crate) authentication_key: rsa::PrivateKey,
    /// Text, by file identifier.
    pub(crate) text: BTreeMap<u16, Vec<u8>>,
    /// The record of the common application.
    pub(crate) record: Vec<u8>,
}

/// The PINs of every card here.
pub(crate) const PINS: [(&str, &str); 3] =
    [("JUKI_PIN_AUTH", "1234"), ("JUKI_PIN_SIGN", "ABC123"), ("JUKI_PIN_CARD", "5678")];

enum File {
    Data { content: Vec<u8>, closed_by: Option<u16> },
    Pin { value: &'static str, left: u8, most: u8 },
    Key { key: Box<rsa::PrivateKey>, closed_by: u16 },
}

/// The card.
pub(crate) struct RealCard {
    applications: Vec<(&'static [u8], BTreeMap<u16, File>)>,
    record: Option<Vec<u8>>,
    application: Option<usize>,
    file: Option<u16>,
    verified: BTreeSet<u16>,
    /// Every command, for the tests to look at.
    pub(crate) asked: Vec<Vec<u8>>,
}

impl RealCard {
    pub(crate) fn new(kind: Kind, content: Content) -> Self {
        let data = |content, closed_by| File::Data { content, closed_by };
        let mut info = [b' '; 160];
        info[..kind.label().len()].copy_from_slice(kind.label().as_bytes());
        let pin = |value, most| File::Pin { value, left: most, most };
        let authentication_pin = (kind == Kind::Phone).then_some(jpki::AUTHENTICATION_PIN);
        let mut files = BTreeMap::from([
            (jpki::File::SigningCertificate.fid(), data(content.signing, Some(jpki::SIGNING_PIN))),
            (jpki::File::SigningAuthority.fid(), data(content.signing_authority, None)),
            (jpki::File::TokenInfo.fid(), data(info.to_vec(), None)),
            (
                jpki::File::AuthenticationCertificate.fid(),
                data(content.authentication, authentication_pin),
            ),
            (
                jpki::File::AuthenticationAuthority.fid(),
                data(content.authentication_authority, None),
            ),
            (jpki::AUTHENTICATION_PIN, pin("1234", 3)),
            (jpki::SIGNING_PIN, pin("ABC123", 5)),
        ]);
        for (fid, key, closed_by) in [
            (jpki::SIGNING_KEY, content.signing_key, jpki::SIGNING_PIN),
            (jpki::AUTHENTICATION_KEY, content.authentication_key, jpki::AUTHENTICATION_PIN),
        ] {
            files.insert(fid, File::Key { key: Box::new(key), closed_by });
        }
        let mut applications = Vec::new();
        if kind == Kind::MyNumber {
            files.insert(jpki::File::Present.fid(), data(vec![0x8F, 0x8F, 0x00], None));
            let mut texts: BTreeMap<u16, File> = content
                .text
                .into_iter()
                .map(|(fid, content)| {
                    let free = [text::File::CvCertificate, text::File::BasicInformation];
                    let free = free.map(text::File::fid).contains(&fid);
                    (fid, data(content, (!free).then_some(text::PIN)))
                })
                .collect();
            texts.insert(text::PIN, pin("5678", 3));
            texts.insert(text::CODE_A, pin("379474484458", 10));
            texts.insert(text::CODE_B, pin("55022920350001", 10));
            applications.push((text::APPLICATION.aid, texts));
            let face = BTreeMap::from([
                (visual::File::Face.fid(), data(vec![0xFF, 0x20, 0x00], Some(visual::CODE_A))),
                (visual::BIRTH_CODE, pin("550229", 10)),
                (visual::CODE_A, pin("379474484458", 10)),
                (visual::CODE_B, pin("55022920350001", 10)),
            ]);
            applications.push((visual::APPLICATION.aid, face));
            let card = BTreeMap::from([(common::PIN, pin("5678", 3))]);
            applications.push((common::APPLICATION.aid, card));
        }
        applications.push((jpki::APPLICATION.aid, files));
        Self {
            applications,
            record: (kind == Kind::MyNumber).then_some(content.record),
            application: None,
            file: None,
            verified: BTreeSet::new(),
            asked: Vec::new(),
        }
    }

    fn answer(&mut self, command: &[u8]) -> Result<Vec<u8>, u16> {
        let [cla, ins, p1, p2, rest @ ..] = command else { return Err(0x6700) };
        match (cla, ins) {
            (0x00, 0xA4) => self.select(*p1, *p2, rest),
            (0x00, 0xB0) => self.read(usize::from(u16::from_be_bytes([*p1, *p2])), rest),
            (0x00, 0x20) => self.verify(*p1, *p2, rest),
            (0x80, 0x2A) => self.sign(*p1, *p2, rest),
            (0x00, 0xB2) => self.read_record(*p1, *p2, rest),
            (0x00 | 0x80, _) => Err(0x6D00),
            _ => Err(0x6E00),
        }
    }

    fn select(&mut self, p1: u8, p2: u8, rest: &[u8]) -> Result<Vec<u8>, u16> {
        if p2 != 0x0C || !matches!(p1, 0x04 | 0x02) {
            return Err(0x6A86);
        }
        // No Le: nothing comes.
        let data = exact(rest)?;
        if p1 == 0x04 {
            let found = self.applications.iter().position(|(aid, _)| *aid == data);
            self.application = Some(found.ok_or(0x6A82_u16)?);
            self.file = None;
            self.verified.clear();
        } else {
            let fid = u16::from_be_bytes(data.try_into().map_err(|_| 0x6700_u16)?);
            if !self.files()?.contains_key(&fid) {
                return Err(0x6A82);
            }
            self.file = Some(fid);
        }
        Ok(Vec::new())
    }

    fn read(&mut self, offset: usize, rest: &[u8]) -> Result<Vec<u8>, u16> {
        let [le] = rest else { return Err(0x6700) };
        let wanted = if *le == 0 { 256 } else { usize::from(*le) };
        let Some(File::Data { content, closed_by }) = self.current()? else { return Err(0x6981) };
        if closed_by.is_some_and(|pin| !self.verified.contains(&pin)) {
            return Err(0x6982);
        }
        content.get(offset..offset + wanted).map(<[u8]>::to_vec).ok_or(0x6B00)
    }

    fn verify(&mut self, p1: u8, p2: u8, rest: &[u8]) -> Result<Vec<u8>, u16> {
        if (p1, p2) != (0x00, 0x80) {
            return Err(0x6A86);
        }
        let fid = self.file.ok_or(0x6986_u16)?;
        let index = self.application.ok_or(0x6986_u16)?;
        let Some(File::Pin { value, left, most }) = self.applications[index].1.get_mut(&fid) else {
            return Err(0x6981);
        };
        if rest.is_empty() {
            return Err(0x63C0 | u16::from(*left));
        }
        let given = exact(rest)?;
        if *left == 0 {
            return Err(0x6983);
        }
        if given != value.as_bytes() {
            *left -= 1;
            self.verified.remove(&fid);
            return Err(0x63C0 | u16::from(*left));
        }
        *left = *most;
        self.verified.insert(fid);
        Ok(Vec::new())
    }

    fn sign(&mut self, p1: u8, p2: u8, rest: &[u8]) -> Result<Vec<u8>, u16> {
        if (p1, p2) != (0x00, 0x80) {
            return Err(0x6A86);
        }
        let [rest @ .., 0x00] = rest else { return Err(0x6700) };
        let data = exact(rest)?;
        let Some(File::Key { key, closed_by }) = self.current()? else { return Err(0x6985) };
        if !self.verified.contains(closed_by) {
            return Err(0x6982);
        }
        key.sign(Pkcs1v15Sign::new_unprefixed(), data).map_err(|_| 0x6700)
    }

    fn read_record(&mut self, p1: u8, p2: u8, rest: &[u8]) -> Result<Vec<u8>, u16> {
        let index = self.application.ok_or(0x6986_u16)?;
        match (self.applications[index].0 == common::APPLICATION.aid, &self.record) {
            (true, Some(record)) if (p1, p2, rest) == (0x01, 0x0C, &[0x00]) => Ok(record.clone()),
            (true, _) if p2 == 0x0C => Err(0x6A83),
            _ => Err(0x6A82),
        }
    }

    fn files(&self) -> Result<&BTreeMap<u16, File>, u16> {
        let index = self.application.ok_or(0x6A82_u16)?;
        Ok(&self.applications[index].1)
    }

    fn current(&self) -> Result<Option<&File>, u16> {
        let fid = self.file.ok_or(0x6986_u16)?;
        Ok(self.files()?.get(&fid))
    }
}

/// The data field behind its Lc, with nothing after it.
fn exact(rest: &[u8]) -> Result<&[u8], u16> {
    match rest {
        [length, data @ ..] if usize::from(*length) == data.len() => Ok(data),
        _ => Err(0x6700),
    }
}

impl Reader for RealCard {
    fn name(&self) -> &str {
        "real"
    }

    /// Of no card that is known: what it is shows in SELECT.
    fn atr(&self) -> &[u8] {
        &[0x3B, 0x80, 0x01, 0x81]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn is_exclusive(&self) -> bool {
        true
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.asked.push(command.to_vec());
        Ok(match self.answer(command) {
            Ok(mut data) => {
                data.extend([0x90, 0x00]);
                data
            }
            Err(status) => status.to_be_bytes().to_vec(),
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.application = None;
        self.file = None;
        self.verified.clear();
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}
