//! Security operations by their typed calls, with the key of an issued card's visual application.

use crate::office::{Office, TARO};
use apdu_spec::profile::visual as profile;
use apdu_spec::request::{Environment, KeyPairAction, Purpose, Reference, Template};
use apdu_spec::status::StatusWord;
use juki::card::files;
use juki::card::operations::{self, KeyName};
use juki::card::session::{Session, SessionError};

fn refused<T: std::fmt::Debug>(outcome: Result<T, SessionError>) -> StatusWord {
    let SessionError::Refused { status, .. } = outcome.unwrap_err() else { panic!("no answer") };
    status
}

#[test]
fn the_card_verifies_what_it_has_signed() {
    let mut card = Office::new().issue(TARO);
    let session = &mut Session::new(&mut card.reader);
    files::select_application(session, &profile::APPLICATION).unwrap();
    let name = KeyName::File(profile::KEY);
    operations::set_key(session, Template::Signature, Purpose::Both, name).unwrap();
    let hash: [u8; 32] = operations::hash(session, b"a message").unwrap().try_into().unwrap();
    let signature = operations::sign(session, None).unwrap();
    assert!(operations::verify(session, &signature, Some(&hash)).unwrap());
    assert!(!operations::verify(session, &signature, Some(&[0; 32])).unwrap());
    let again = operations::sign(session, Some(&hash)).unwrap();
    assert!(operations::verify(session, &again, Some(&hash)).unwrap());

    let reference = Reference::Local(0x1A);
    let read = KeyPairAction::ReadPublicKey;
    let public = operations::key_pair(session, read, reference).unwrap();
    let by_template = operations::key_pair_of(session, read, Template::Signature, Some(name));
    assert_eq!(by_template.unwrap(), public);
}

#[test]
fn what_the_card_does_not_do_is_refused_by_its_name() {
    let mut card = Office::new().issue(TARO);
    let session = &mut Session::new(&mut card.reader);
    files::select_application(session, &profile::APPLICATION).unwrap();
    let name = KeyName::Reference(Reference::Local(0x1A));
    operations::set_key(session, Template::Confidentiality, Purpose::Computation, name).unwrap();
    let usage = refused(operations::decipher(session, &[0x04; 65]));
    assert_eq!(usage, StatusWord::CONDITIONS_NOT_SATISFIED);
    operations::restore_environment(session, Environment::Empty).unwrap();
    assert_eq!(
        refused(operations::decipher(session, &[0x04; 65])),
        StatusWord::REFERENCE_NOT_FOUND
    );
    let nowhere = Reference::Local(0x1E);
    for outcome in [
        operations::store_environment(session, nowhere),
        operations::restore_environment(session, Environment::Stored(nowhere)),
        operations::erase_environment(session, nowhere),
    ] {
        assert_eq!(refused(outcome), StatusWord::REFERENCE_NOT_FOUND);
    }
}
