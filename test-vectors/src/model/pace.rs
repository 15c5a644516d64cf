//! PACE, as far as a terminal comes that knows no password: every step but the last is answered to
//! anybody, and no token comes about by chance.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, KindParameters, LifeCycle, PacePassword, Pin};
use apdu_spec::pace::{NONCE_LEN, PaceCommand, PaceReference, TOKEN_LEN};
use apdu_spec::request::{GeneralAuthenticate, Reference, Request};
use apdu_spec::status::StatusWord;
use p256::AffinePoint;
use p256::elliptic_curve::sec1::FromSec1Point;

use super::files::Id;
use super::reply::CardValue;
use super::{Data, MF, Model, Outcome, Refusal, object};

const POINT_LEN: usize = 65;

/// The conversation that is under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    channel: usize,
    password: Id,
    /// Steps that have been.
    done: u8,
}

impl Model {
    /// SET AT with a password.
    pub(super) fn set_password(&mut self, template: &[u8]) -> Outcome {
        let reference = PaceReference::parse(template)?;
        let password = self.password(reference.password).ok_or(StatusWord::REFERENCE_NOT_FOUND)?;
        let mut status = StatusWord::FILE_DEACTIVATED;
        if self.file(password).life != LifeCycle::Deactivated {
            self.open(password, &[Kind::Pin], AccessMode::GENERAL_AUTHENTICATE)?;
            let full = StatusWord::tries(self.file(password).control().tries());
            status = match self.left(password) {
                StatusWord::REFERENCE_DATA_NOT_USABLE => {
                    return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
                }
                StatusWord::VERIFICATION_FAILED => StatusWord::SUCCESS,
                left if left == full => StatusWord::SUCCESS,
                left => left,
            };
        }
        self.pace = Some(Pace { channel: self.current, password, done: 0 });
        Ok((Data::default(), status))
    }

    /// The conversation, when this command is a step of it on its channel.
    pub(super) fn goes_on_with(&self, pace: Option<Pace>, request: &Request<'_>) -> Option<Pace> {
        let names_no_key = matches!(
            request,
            Request::GeneralAuthenticate(GeneralAuthenticate {
                reference: Reference::NotGiven,
                ..
            })
        );
        pace.filter(|pace| names_no_key && pace.channel == self.current)
    }

    /// A step.
    pub(super) fn pace_step(&mut self, pace: Pace, data: &[u8]) -> Outcome {
        let (tag, length) = match (pace.done, PaceCommand::parse(data)?) {
            (0, PaceCommand::Nonce) => {
                self.value(pace.password).ok_or(StatusWord::REFERENCE_DATA_NOT_USABLE)?;
                (0x80_u8, NONCE_LEN)
            }
            (1, PaceCommand::Map(point)) if is_point(point) => (0x82, POINT_LEN),
            (2, PaceCommand::Agree(point)) if is_point(point) => (0x84, POINT_LEN),
            (1, PaceCommand::Map(_)) | (2, PaceCommand::Agree(_)) => {
                return Err(StatusWord::INCORRECT_DATA);
            }
            (3, PaceCommand::Authenticate(token)) => {
                return self.refuse_token(pace.password, token);
            }
            _ => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
        };
        self.pace = Some(Pace { done: pace.done + 1, ..pace });
        let mut before = object(0x7C_u8, &object(tag, &vec![0; length]));
        before.truncate(before.len() - length);
        Ok((Data::made(before, length, CardValue::Random, Vec::new()), StatusWord::SUCCESS))
    }

    fn refuse_token(&mut self, password: Id, token: &[u8]) -> Outcome {
        if token.len() != TOKEN_LEN {
            return Err(StatusWord::INCORRECT_DATA);
        }
        if self.file(password).life == LifeCycle::Deactivated {
            return Err(StatusWord::REFERENCE_DATA_NOT_USABLE);
        }
        self.open(password, &[Kind::Pin], AccessMode::GENERAL_AUTHENTICATE)?;
        let is_pin = self.number(password) == Some(PacePassword::Pin);
        match self.left(password).tries_left() {
            Some(0) => return Err(StatusWord::AUTHENTICATION_METHOD_BLOCKED),
            // No session was opened with a CAN here.
            Some(1) if is_pin => return Err(StatusWord::CONDITIONS_NOT_SATISFIED),
            _ => {}
        }
        let refused = self.compare(password, false);
        refused.and(Err(StatusWord::NO_PRECISE_DIAGNOSIS))
    }

    /// May there be an object of this password in this DF?
    pub(super) fn check_password(&self, df: Id, shape: &KindParameters) -> Result<(), Refusal> {
        let KindParameters::Pin(Pin { pace: Some(number), .. }) = shape else { return Ok(()) };
        match self.password(*number) {
            _ if df != MF => Err(StatusWord::INCORRECT_DATA),
            Some(_) => Err(StatusWord::FILE_EXISTS),
            None => Ok(()),
        }
    }

    fn password(&self, number: PacePassword) -> Option<Id> {
        let mut ids = self.files.keys().copied();
        ids.find(|id| self.file(*id).parent == MF && self.number(*id) == Some(number))
    }

    fn number(&self, id: Id) -> Option<PacePassword> {
        match self.file(id).shape {
            KindParameters::Pin(pin) => pin.pace,
            _ => None,
        }
    }
}

fn is_point(bytes: &[u8]) -> bool {
    let encoded = p256::Sec1Point::from_bytes(bytes).ok().filter(|_| bytes.len() == POINT_LEN);
    let uncompressed = encoded.filter(|_| bytes.first() == Some(&0x04));
    uncompressed.is_some_and(|point| AffinePoint::from_sec1_point(&point).is_some().into())
}
