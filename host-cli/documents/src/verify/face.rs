//! The face of the card: did the municipality sign what the visual application shows, and is it
//! this card's?
//!
//! Codes stand on the face of a card; here they are made from the personal data, which the PIN of
//! the text application opened, and code B is asked for when it does not follow from that. A code
//! is presented only while it has more than half its tries: judging a card never blocks one. No
//! picture is unpacked.

use apdu_spec::profile::{text as text_layout, visual as layout};
use juki_client::card::common::CardRecord;
use juki_client::card::pins::{self, Origin, Pin, PinError, PinValue, Source, SourceError, Tries};
use juki_client::card::session::Session;
use juki_client::card::visual::{self, Age, Face, Number};
use juki_client::card::{CardError, files, text};
use juki_pki::cv::{CvCertificate, Fault};
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, asked as asked_of, refused};
use super::card::{CardContent, CardVerifier, Scope, challenged, foreign_root};
use crate::finding::{CardReason, DataReason, FaceReason, Finding, MunicipalReason};

/// A code with fewer tries left is not presented.
const SPARED: u8 = 6;

/// What was read from the visual application.
#[derive(Default)]
pub(super) struct VisualContent {
    files: Answer<visual::Files>,
    answer: Answer<Vec<u8>>,
}

/// Reads the files with the codes that follow from the personal data, and has a challenge signed by
/// the card's key.
pub(super) fn read(
    session: &mut Session<'_>,
    text: &text::Files,
    record: Option<&CardRecord>,
    challenge: &[u8],
    source: &mut dyn Source,
) -> Result<Option<VisualContent>, CardError> {
    if files::find_application(session, &layout::APPLICATION)?.is_none() {
        return Ok(None);
    }
    let known = visual::known_codes(session, text, record)?;
    files::select_application(session, &layout::APPLICATION)?;
    let mut first: Vec<_> = known.into_iter().map(|(pin, code)| (pin, from_data(code))).collect();
    if first.is_empty() {
        first.extend(asked(session, source)?.map(|code| (Pin::VisualB, code)));
    }
    let files = open(session, first, text);
    files::log_out(session)?;
    let files = asked_of(files)?;
    let answer = asked_of(visual::sign_challenge(session, challenge))?;
    Ok(Some(VisualContent { files, answer }))
}

fn from_data(code: String) -> PinValue {
    PinValue { value: code.into_bytes().into(), origin: Origin::Data }
}

/// Code B as given by the user, who reads it off the card; `None` when it is not given.
fn asked(
    session: &mut Session<'_>,
    source: &mut dyn Source,
) -> Result<Option<PinValue>, CardError> {
    let Tries::Left(left @ SPARED..) = pins::tries(session, Pin::VisualB)? else { return Ok(None) };
    match source.current(Pin::VisualB, left) {
        Err(SourceError::NotGiven(_)) => Ok(None),
        code => Ok(Some(Pin::VisualB.normalise(code?)?)),
    }
}

/// The face with the first of the codes that opens it; then the day of birth with the code that follows from it.
fn open(
    session: &mut Session<'_>,
    first: Vec<(Pin, PinValue)>,
    text: &text::Files,
) -> Result<visual::Files, CardError> {
    present_first(session, first)?;
    let found = visual::read_files(session)?;
    let face = found.face.as_deref().and_then(Face::parse).map(|(face, _)| face);
    let shown = face.map(|face| face.birth).filter(|birth| !birth.is_empty());
    let attributes = text.attributes();
    let birth = shown.or_else(|| attributes.as_ref().map(|known| known.birth.clone()));
    if found.age.is_none()
        && let Some((birth, known)) = birth.zip(attributes)
    {
        let codes = visual::birth_codes(&birth, &known).into_iter();
        present_first(session, codes.map(|code| (Pin::BirthCode, from_data(code))))?;
        return Ok(visual::read_files(session)?);
    }
    Ok(found)
}

/// Presents codes until one is right, each unless half its tries are used; the right one gives back
/// the tries that were spent before it. A wrong or malformed code is no error.
fn present_first(
    session: &mut Session<'_>,
    codes: impl IntoIterator<Item = (Pin, PinValue)>,
) -> Result<(), PinError> {
    for (pin, code) in codes {
        if !matches!(pins::tries(session, pin)?, Tries::Left(SPARED..)) {
            return Ok(());
        }
        match pins::present(session, pin, &code) {
            Err(PinError::Wrong { .. } | PinError::Form(_)) => {}
            Err(PinError::Blocked { .. }) => return Ok(()),
            done => return done,
        }
    }
    Ok(())
}

impl CardVerifier<'_> {
    /// The challenge for the key of the visual application, derived from a random one.
    pub(super) fn face_challenge(&self) -> [u8; 32] {
        let [_, second] = &self.challenges;
        Sha256::digest([&b"visual"[..], second].concat()).into()
    }

    /// The municipality must have signed the face, the day of birth and the number for one key, and
    /// they must say what the personal data says.
    pub(super) fn face(&self, shown: &CardContent, scope: Scope) -> Finding {
        let seen = match seen(shown, scope) {
            Ok(seen) => seen,
            Err(finding) => return *finding,
        };
        let Some((face, hashes)) = seen.face.as_deref().and_then(Face::parse) else {
            return Finding::failed(CardReason::Unreadable);
        };
        let municipal = match self.face_key_of_municipality(seen) {
            Ok(municipal) => municipal,
            Err(finding) => return *finding,
        };
        if municipal.verify_hashes(&hashes, &face.signature).is_err() {
            return Finding::failed(DataReason::Signature);
        }
        let mut births = vec![&face.birth];
        let age = seen.age.as_deref().map(Age::parse);
        if let Some(age) = &age {
            let Some(age) = age else { return Finding::failed(CardReason::Unreadable) };
            if municipal.verify_data(&age.signed, &age.signature).is_err() {
                return Finding::failed(DataReason::Signature);
            }
            if age.key != face.key {
                return Finding::failed(FaceReason::Keys);
            }
            births.push(&age.birth);
        }
        if let Some(number) = &seen.number {
            let Some(number) = Number::parse(number) else {
                return Finding::failed(CardReason::Unreadable);
            };
            if municipal.verify_data(&number.signed, &number.signature).is_err() {
                return Finding::failed(DataReason::Signature);
            }
            if number.key != face.key {
                return Finding::failed(FaceReason::Keys);
            }
        }
        if let Some(refusal) = shown.text_refusal(text_layout::File::Attributes) {
            return refusal;
        }
        let known = shown.text.attributes();
        let same = known.is_some_and(|known| {
            births.iter().all(|birth| birth.is_empty() || **birth == known.birth)
                && (face.sex.is_empty() || face.sex == known.sex)
        });
        if same { Finding::passed(FaceReason::Right) } else { Finding::failed(FaceReason::Other) }
    }

    /// The face may be genuine and copied: the card must sign with the key that is in it.
    pub(super) fn face_key(&self, shown: &CardContent, scope: Scope) -> Finding {
        let seen = match seen(shown, scope) {
            Ok(seen) => seen,
            Err(finding) => return *finding,
        };
        let Some((face, _)) = seen.face.as_deref().and_then(Face::parse) else {
            return Finding::failed(CardReason::Unreadable);
        };
        let challenge = self.face_challenge();
        let right = |answer: &[u8]| face.key.verify(&challenge, answer).is_ok();
        let answer = shown.visual.given().map(|seen| &seen.answer);
        challenged(answer.unwrap_or(&Answer::Absent), right)
    }

    /// The key in EF 0004, when a trusted root certified it.
    fn face_key_of_municipality(
        &self,
        seen: &visual::Files,
    ) -> Result<CvCertificate, Box<Finding>> {
        if let Some(cause) =
            files::FileRefusal::find(&seen.closed, layout::File::CvCertificate.fid())
        {
            return Err(Box::new(refused(cause)));
        }
        let certificate = seen.cv_certificate.as_deref().map(CvCertificate::parse);
        let Some(Ok(certificate)) = certificate else {
            return Err(Box::new(Finding::failed(CardReason::Unreadable)));
        };
        if self.trust.cv_roots().next().is_none() {
            return Err(Box::new(Finding::undecided(MunicipalReason::KeyUndecided)));
        }
        match self.trust.verify_cv(&certificate) {
            Ok(()) => Ok(certificate),
            Err(Fault::Issuer) => Err(Box::new(foreign_root())),
            Err(_) => Err(Box::new(Finding::failed(MunicipalReason::Wrong))),
        }
    }
}

/// The files, when a code opened the face.
fn seen(shown: &CardContent, scope: Scope) -> Result<&visual::Files, Box<Finding>> {
    if !scope.data {
        return Err(Box::new(Finding::left_out(CardReason::NotAsked(Pin::Text))));
    }
    if let Some(refusal) = &shown.text_refused {
        return Err(Box::new(refusal.clone()));
    }
    // Every card of this project is issued with it: one without it may hide an altered one.
    let files = match &shown.visual {
        Answer::Given(seen) => &seen.files,
        other => {
            let none = || Finding::left_out(CardReason::NotOnCard);
            return Err(Box::new(other.finding(none, |_| none())));
        }
    };
    let closed = || Finding::left_out(FaceReason::Closed);
    match files {
        Answer::Given(files) if files.face.is_some() => Ok(files),
        other => Err(Box::new(other.finding(closed, |_| closed()))),
    }
}
