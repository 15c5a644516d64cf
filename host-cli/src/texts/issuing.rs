//! Words of issuing, ready cards and municipal applications.

use apdu_spec::profile::ApplicationId;

use crate::face::photo::Coding;
use crate::issue;
use crate::locale::Message;
use crate::msg;
use crate::municipal::profile::ProfileRule;
use crate::ready::{self, Kind};

impl From<issue::Step> for Message {
    fn from(step: issue::Step) -> Self {
        match step {
            issue::Step::Authenticate => msg!("step-authenticate"),
            issue::Step::Application(application) => match application.id {
                ApplicationId::Jpki => msg!("step-jpki"),
                ApplicationId::Text => msg!("step-text"),
                ApplicationId::Visual => msg!("step-visual"),
                ApplicationId::Juki => msg!("step-juki"),
                ApplicationId::Common => msg!("step-common"),
                ApplicationId::Pkcs15 => msg!("step-pkcs15"),
            },
            issue::Step::Pins => msg!("step-pins"),
            issue::Step::Directory => msg!("step-directory"),
            issue::Step::Activate => msg!("step-activate"),
            issue::Step::Check => msg!("step-check"),
        }
    }
}

impl From<ready::Progress> for Message {
    fn from(progress: ready::Progress) -> Self {
        match progress {
            ready::Progress::Issuing(step) => step.into(),
            ready::Progress::Life(kind) => msg!("step-ready", kind = kind.name()),
        }
    }
}

/// What a ready card of this kind is.
impl From<Kind> for Message {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Plain => msg!("kind-plain"),
            Kind::ForeignAlias => msg!("kind-foreign-alias"),
            Kind::Under15 => msg!("kind-under-15"),
            Kind::NoPhoto => msg!("kind-no-photo"),
            Kind::RareKanji => msg!("kind-rare-kanji"),
            Kind::LongAddress => msg!("kind-long-address"),
            Kind::Expired => msg!("kind-expired"),
            Kind::CertificatesExpired => msg!("kind-certificates-expired"),
            Kind::ExpiringSoon => msg!("kind-expiring-soon"),
            Kind::Revoked => msg!("kind-revoked"),
            Kind::Suspended => msg!("kind-suspended"),
            Kind::Moved => msg!("kind-moved"),
            Kind::PinLastTry => msg!("kind-pin-last-try"),
            Kind::PinBlocked => msg!("kind-pin-blocked"),
            Kind::SigningBlocked => msg!("kind-signing-blocked"),
            Kind::Copy => msg!("kind-copy"),
            Kind::Tampered => msg!("kind-tampered"),
        }
    }
}

/// What is expected of a member of a service's profile, as a message about it goes on: "must be
/// ...".
impl From<ProfileRule> for Message {
    fn from(expected: ProfileRule) -> Self {
        match expected {
            ProfileRule::Name => msg!("expected-service-name"),
            ProfileRule::Label => msg!("expected-service-label"),
            ProfileRule::Aid => msg!("expected-service-aid"),
            ProfileRule::Fid => msg!("expected-service-fid"),
            ProfileRule::Pin => msg!("expected-service-pin"),
            ProfileRule::FileFid => msg!("expected-service-file-fid"),
            ProfileRule::Structure => msg!("expected-service-structure"),
            ProfileRule::Access => msg!("expected-service-access"),
            ProfileRule::Content => msg!("expected-service-content"),
        }
    }
}

impl From<Coding> for Message {
    fn from(coding: Coding) -> Self {
        match coding {
            Coding::Lossless => msg!("coding-lossless"),
            Coding::Hierarchical => msg!("coding-hierarchical"),
            Coding::Arithmetic => msg!("coding-arithmetic"),
            Coding::JpegLs => msg!("coding-jpeg-ls"),
            Coding::Bits(bits) => msg!("coding-bits", bits = bits),
            Coding::Lines => msg!("coding-lines"),
            Coding::Components(count) => msg!("coding-components", count = count),
        }
    }
}
