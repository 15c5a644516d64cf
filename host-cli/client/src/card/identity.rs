//! What a card tells everybody about itself, without a PIN.

use apdu_spec::command::Le;
use apdu_spec::file::{EF_ATR_INFO, EF_DIR, FileId, LifeCycle, MF};
use apdu_spec::profile::card::{ADMINISTRATOR_REFERENCE, SERIAL_TAG};
use apdu_spec::profile::{APPLICATIONS, PreIssuingData, jpki};
use apdu_spec::request::{
    ExternalAuthenticate, GetData, Ne, Reference, ResponseTemplate, Select, SelectionMethod,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Tag};

use super::session::{Answer, Dialect, Session, SessionError};
use super::{files, jpki as typed};
use juki_records::harmless::harmless;

/// What a card tells about itself. What it does not tell is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its memory cannot be loaded: it says so, and who it is, and no more (ours).
    pub damaged: bool,
    /// The serial number.
    pub serial: Option<String>,
    /// Life cycle of the MF, which is the card's own.
    pub life: Option<LifeCycle>,
    /// Its issuing was begun and is not finished: it has applications, and is not activated.
    pub being_issued: bool,
    /// The FCP of the MF, without its template.
    pub master_file: Option<Vec<u8>>,
    /// The content of EF.ATR/INFO.
    pub atr_info: Option<Vec<u8>>,
    /// What that file says was fixed before the card was issued (ours).
    pub pre_issuing: Option<PreIssuingData>,
    /// Whether wrong proofs of the administrator key are counted; `None` of a card that does not
    /// say (ours).
    pub administrator: Option<RetryCounter>,
    /// The applications of EF.DIR; of a card without it those that could be selected.
    pub applications: Vec<Application>,
    /// The label of the JPKI token, of a card without EF.DIR: what kind of card it is.
    pub token: Option<String>,
}

/// How many wrong proofs of a key the card still takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryCounter {
    /// They are not counted, and never block it: so it is with the administrator key of every card
    /// that is made now.
    Unlimited,
    /// So many, until the key is blocked for ever.
    Left(u8),
}

impl RetryCounter {
    /// What a card says that is asked for the tries left of a key, which costs none
    /// (apdu-spec/SPEC.md, "Which keys count"); `None` when it says anything else.
    fn of(status: StatusWord) -> Option<Self> {
        match (status, status.tries_left()) {
            (_, Some(left)) => Some(Self::Left(left)),
            (StatusWord::VERIFICATION_FAILED, None) => Some(Self::Unlimited),
            (StatusWord::AUTHENTICATION_METHOD_BLOCKED, None) => Some(Self::Left(0)),
            _ => None,
        }
    }
}

/// An application as EF.DIR names it (ISO/IEC 7816-4:2020, 12.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The application identifier.
    pub aid: Vec<u8>,
    /// The label; empty without one.
    pub label: String,
}

/// Asks for all of it. What the card refuses is left out.
///
/// # Errors
/// When no answer came.
pub fn read(session: &mut Session<'_>) -> Result<Identity, SessionError> {
    let mut identity = Identity::default();
    if let Some(answer) =
        ask(session, |session| select(session, SelectionMethod::FileIdentifier, MF))?
    {
        identity.damaged = answer.status == StatusWord::DATA_MAY_BE_CORRUPTED;
        let template = files::template_of(&answer.data);
        identity.life = template
            .and_then(|fcp| tlv::find(fcp, 0x8A_u8))
            .and_then(|value| LifeCycle::from_byte(*value.first()?));
        identity.master_file = template.map(<[u8]>::to_vec);
        session.note_dialect(template.is_some());
    }
    if identity.life.is_some_and(LifeCycle::is_building) {
        for application in APPLICATIONS {
            identity.being_issued |= files::find_application(session, application)?.is_some();
        }
        select(session, SelectionMethod::FileIdentifier, MF)?;
    }
    let serial = GetData { tag: SERIAL_TAG, ne: Ne::ANY };
    identity.serial =
        ask(session, |session| session.request(serial))?.map(|answer| printable(&answer.data));
    if identity.damaged {
        return Ok(identity);
    }
    identity.atr_info = file(session, EF_ATR_INFO)?;
    let said = identity.atr_info.as_deref().and_then(|info| tlv::find(info, PreIssuingData::TAG));
    identity.pre_issuing = said.and_then(PreIssuingData::parse);
    if identity.pre_issuing.is_some() {
        let reference = Reference::Global(ADMINISTRATOR_REFERENCE);
        let query = ExternalAuthenticate { reference, data: &[], answer: None, session: false };
        identity.administrator = RetryCounter::of(session.exchange(query)?.status);
    }
    match file(session, EF_DIR)? {
        Some(content) => identity.applications = applications(&content),
        None if session.dialect() != Dialect::Full => find_applications(session, &mut identity)?,
        None => {}
    }
    Ok(identity)
}

/// Real cards have no EF.DIR for everybody: what they have shows in SELECT.
fn find_applications(
    session: &mut Session<'_>,
    identity: &mut Identity,
) -> Result<(), SessionError> {
    for application in APPLICATIONS {
        let found = match files::find_application(session, application) {
            Err(SessionError::Refused { .. }) => None,
            found => found?,
        };
        if found.is_none() {
            continue;
        }
        identity.applications.push(Application {
            aid: application.aid.to_vec(),
            label: application.label.to_owned(),
        });
        if application.aid == jpki::APPLICATION.aid {
            identity.token = match typed::token_label(session) {
                // One that is not readable names no kind of card.
                Err(SessionError::Refused { .. } | SessionError::Short { .. }) => None,
                label => label?,
            };
        }
    }
    Ok(())
}

/// The content of an EF below the MF; `None` when the card does not give it.
fn file(session: &mut Session<'_>, fid: FileId) -> Result<Option<Vec<u8>>, SessionError> {
    let content = ask(session, |session| {
        select(session, SelectionMethod::FileIdentifier, MF)?;
        let Some(found) = files::find_file(session, fid)? else { return Ok(None) };
        // To its end, where the card does not say how long it is.
        files::read_current(session, found.size.unwrap_or(usize::MAX)).map(Some)
    })?;
    Ok(content.flatten())
}

fn select(
    session: &mut Session<'_>,
    by: SelectionMethod,
    fid: FileId,
) -> Result<Answer, SessionError> {
    session.request(Select {
        by,
        response: ResponseTemplate::Fcp,
        data: &fid.to_be_bytes(),
        le: Le::Any,
    })
}

/// Turns a refusal into `None`.
fn ask<T>(
    session: &mut Session<'_>,
    question: impl FnOnce(&mut Session<'_>) -> Result<T, SessionError>,
) -> Result<Option<T>, SessionError> {
    match question(session) {
        Ok(answer) => Ok(Some(answer)),
        Err(SessionError::Refused { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

fn applications(content: &[u8]) -> Vec<Application> {
    const TEMPLATE: Tag = Tag::new(0x61);
    tlv::Reader::new(content)
        .map_while(Result::ok)
        .filter(|object| object.tag == TEMPLATE)
        .filter_map(|object| {
            Some(Application {
                aid: tlv::find(object.value, 0x4F_u8)?.to_vec(),
                label: printable(tlv::find(object.value, 0x50_u8).unwrap_or_default()),
            })
        })
        .collect()
}

/// Text from a card, as far as it can be shown ([`harmless`]).
#[must_use]
pub fn printable(bytes: &[u8]) -> String {
    harmless(String::from_utf8_lossy(bytes).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Protocol, Reader, ReaderError};

    /// A card whose files have so many bytes, of which one answer has 100 at most.
    struct ShortAnswerCard(u8);

    impl Reader for ShortAnswerCard {
        fn name(&self) -> &'static str {
            "slow"
        }

        fn atr(&self) -> &[u8] {
            &[0x3B, 0x00]
        }

        fn protocol(&self) -> Protocol {
            Protocol::T1
        }

        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
            Ok(match command {
                [_, 0xA4, ..] => vec![0x62, 0x04, 0x80, 0x02, 0x00, self.0, 0x90, 0x00],
                [_, 0xB0, 0x00, at, ne] => {
                    let rest = usize::from(self.0.saturating_sub(*at));
                    let wanted = if *ne == 0 { 256 } else { usize::from(*ne) };
                    [vec![0x11; rest.min(wanted).min(100)], vec![0x90, 0x00]].concat()
                }
                _ => vec![0x6D, 0x00],
            })
        }

        fn reset(&mut self) -> Result<(), ReaderError> {
            Ok(())
        }

        fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
            Ok(Box::new(self))
        }
    }

    #[test]
    fn a_file_is_read_whole_though_it_comes_in_parts() {
        let found = read(&mut Session::new(ShortAnswerCard(250))).unwrap().atr_info;
        let whole = files::read_file(&mut Session::new(ShortAnswerCard(250)), EF_ATR_INFO).unwrap();
        assert_eq!((found.as_ref().map(Vec::len), found), (Some(250), whole));
    }

    #[test]
    fn applications_are_read_up_to_what_is_malformed() {
        let content = hex::decode("610A4F02D39250044A504B49000061044F02A0006199").unwrap();
        let read = applications(&content);
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].aid.as_slice(), read[0].label.as_str()), (&[0xD3, 0x92][..], "JPKI"));
        assert_eq!(read[1].label, "");
    }

    #[test]
    fn text_from_a_card_cannot_move_the_cursor() {
        assert_eq!(printable(b"A\x1b[2JB  "), "A\u{FFFD}[2JB");
        assert_eq!(printable("A\u{202E}B".as_bytes()), "A\u{FFFD}B", "nor turn it round");
    }
}
