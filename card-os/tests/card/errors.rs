//! Errors of the card as a caller handles them: as `dyn Error`, with their sources.

use std::error::Error;

use apdu_spec::status::StatusWord;
use card_os::crypto::{KeyAgreementError, KeyError, VerifyError};
use card_os::{MountError, storage};

/// Every error of the card in one text, with what is below it.
fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(source) = below {
        text = format!("{text}: {source}");
        below = source.source();
    }
    text
}

/// Given a function that returns any error, what each of the card's says, and what is behind it.
#[test]
fn every_error_of_the_card_passes_up_and_says_what_is_wrong() {
    let newer = MountError::Storage(storage::Error::Newer { format: 9 });
    let damaged = MountError::from(storage::Error::Damaged { page: 3, word: 7 });
    let cases: [(Box<dyn Error>, &str); 9] = [
        (StatusWord::FILE_NOT_FOUND.into(), "6A82"),
        (KeyError.into(), "this algorithm or this key cannot do the operation"),
        (VerifyError::Key.into(), "this algorithm or this public key verifies nothing"),
        (VerifyError::Signature.into(), "it is not the signature of this hash by this key"),
        (KeyAgreementError::Key.into(), "this algorithm or this key agrees on nothing"),
        (
            KeyAgreementError::Peer.into(),
            "what came from the other party is no public key on the curve",
        ),
        (
            newer.into(),
            "the storage of the card does not mount: \
             the store has format 9, this program reads up to 1",
        ),
        (
            damaged.into(),
            "the storage of the card does not mount: the store is damaged at page 3, word 7",
        ),
        (MountError::Files { object: 5 }.into(), "object 5 of the card is not a file of it"),
    ];
    for (error, text) in cases {
        assert_eq!(told(&*error), text);
    }
}
