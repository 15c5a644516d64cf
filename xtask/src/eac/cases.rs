//! What the terminal does, and what must come of it.

use super::authority::Authority;
use super::objects::{digits, object};
use super::preparation::{CAN, CONTENT, PIN, PUK, TRANSPORT_KEY, ZONE};

/// How the terminal ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// Everything came as it must.
    Well,
    /// It refuses, in these words.
    Refusal(&'static str),
}

/// A story: steps of the terminal (`ci/eac/terminal.c`) on a prepared card.
pub(super) struct Case {
    pub(super) what: &'static str,
    pub(super) steps: Vec<String>,
    pub(super) end: End,
}

/// id-IS, a terminal, no rights beside: what the terminal says that it will prove.
const AUTHORIZATION: &str = "7F4C0E060904007F000703010201530100";
/// A point of P-256 that is not the card's key.
const STRANGE_POINT: &str = "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296\
    4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";

/// All of them; the stranger is an authority of the same names and other keys.
pub(super) fn all(authority: &Authority, stranger: &Authority) -> Vec<Case> {
    let mut cases = vec![case(
        "a session of MUTUAL AUTHENTICATE, its keys derived by libcrypto",
        &[
            format!("session {}", digits(TRANSPORT_KEY)),
            read("0104", &content()),
            // An odd instruction, whose data field is encrypted as DO 85.
            format!("send 00B100000454020000FF {}6282", object("53", &[CONTENT])),
            read("0101", "6982"),
        ],
    )];
    cases.extend(passwords());
    cases.extend(authentication(authority, stranger));
    cases
}

fn passwords() -> Vec<Case> {
    vec![
        case(
            "without PACE no file opens that asks for it",
            &[&read("0101", "6982"), &read("0102", "6982"), &read("0104", &content())],
        ),
        case(
            "the right CAN opens a session, and its file in it",
            &[
                "card-access",
                &pace("can", CAN, "9000 9000"),
                &read("0101", &content()),
                &read("0102", "6982"),
                &read("0104", &content()),
            ],
        ),
        case(
            "the right PIN opens a session, and its file in it",
            &[
                "card-access",
                &pace("pin", PIN, "9000 9000"),
                &read("0102", &content()),
                &read("0101", "6982"),
            ],
        ),
        case(
            "what PACE proved is gone with the session",
            &["card-access", &pace("can", CAN, "9000 9000"), "reset", &read("0101", "6982")],
        ),
        case(
            "a command in the clear is refused, and ends the session",
            &[
                "card-access",
                &pace("can", CAN, "9000 9000"),
                "clear 00B0840000 6987",
                &read("0101", "6982"),
            ],
        ),
        case(
            "a wrong CAN opens nothing, and is not counted",
            &[
                &["card-access".to_owned()][..],
                &vec![pace("can", "271829", "9000 6300"); 12],
                &[read("0101", "6982"), pace("can", CAN, "9000 9000"), read("0101", &content())],
            ]
            .concat(),
        ),
        case(
            "a wrong PIN costs a try, the right one gives all back",
            &[
                "card-access",
                &pace("pin", "3142", "9000 63C2"),
                &read("0102", "6982"),
                &pace("pin", PIN, "63C2 9000"),
                "reset",
                &pace("pin", PIN, "9000 9000"),
            ],
        ),
        case(
            "the last try is suspended: the right PIN is refused until the CAN has come",
            &[
                "card-access",
                &pace("pin", "3142", "9000 63C2"),
                &pace("pin", "3142", "63C2 63C1"),
                &pace("pin", PIN, "63C1 6985"),
                "reset",
                &pace("pin", PIN, "63C1 6985"),
                &pace("can", CAN, "9000 9000"),
                &pace("pin", PIN, "63C1 9000"),
                &read("0102", &content()),
                "reset",
                &pace("pin", PIN, "9000 9000"),
            ],
        ),
        case(
            "a wrong PIN on the last try blocks it",
            &[
                "card-access",
                &pace("pin", "3142", "9000 63C2"),
                &pace("pin", "3142", "63C2 63C1"),
                &pace("can", CAN, "9000 9000"),
                &pace("pin", "3142", "63C1 63C0"),
                "reset",
                &pace("pin", PIN, "63C0 6983"),
                &pace("can", CAN, "9000 9000"),
                &pace("pin", PIN, "63C0 6983"),
            ],
        ),
        case(
            "the PUK opens a session, and unblocks the PIN in it",
            &[
                "card-access",
                &pace("pin", "3142", "9000 63C2"),
                &pace("pin", "3142", "63C2 63C1"),
                "send 002C0303 6982",
                &pace("puk", PUK, "9000 9000"),
                "send 002C0303 9000",
                "reset",
                &pace("pin", PIN, "9000 9000"),
            ],
        ),
        case(
            "the machine-readable zone opens a session, and with another day of birth none",
            &[
                "card-access",
                &pace("mrz", &ZONE.replace("640812", "640813"), "9000 6300"),
                &pace("mrz", ZONE, "9000 9000"),
                &read("0104", &content()),
            ],
        ),
        case(
            "who knows the PIN changes it in its session",
            &[
                "card-access",
                &pace("can", CAN, "9000 9000"),
                "send 002C02030432373138 6982",
                &pace("pin", PIN, "9000 9000"),
                "send 002C02030432373138 9000",
                "reset",
                &pace("pin", PIN, "9000 63C2"),
                &pace("pin", "2718", "63C2 9000"),
            ],
        ),
        Case {
            end: End::Refusal("a status word"),
            ..case(
                "a terminal that waits for another status word says so",
                &["card-access", &pace("can", "271829", "9000 9000")],
            )
        },
    ]
}

fn authentication(authority: &Authority, stranger: &Authority) -> Vec<Case> {
    let session = format!("session {}", digits(TRANSPORT_KEY));
    let begin = format!("card-access\npace can {CAN} 9000 9000 {AUTHORIZATION}");
    let certified = format!("terminal 9000 {}", authority.terminal());
    let strange = format!("terminal 6300 {}", stranger.terminal());
    let misdirected = format!("terminal 6300 {}", authority.terminal());
    let again = format!("terminal 6985 {}", authority.terminal());
    let (theirs, refused) = (read("0103", &content()), read("0103", "6982"));
    vec![
        case(
            "a terminal that the anchor's root has certified opens its file, until a reset",
            &[&begin, &refused, &certified, &theirs, "reset", &refused],
        ),
        case(
            "a terminal of another authority of the same names opens nothing",
            &[&begin, &strange, &refused],
        ),
        case(
            "nor does a signature for another card, but one for this card after it",
            &[&begin, "other-card", &misdirected, &refused, "other-card", &certified, &theirs],
        ),
        case(
            "after chip authentication the new keys carry all that was proved",
            &[&begin, &certified, "chip 9000", &theirs, &read("0101", &content())],
        ),
        case(
            "both come once in a session, and the session goes on",
            &[&begin, &certified, "chip 9000", "chip 6985", &again, &theirs],
        ),
        case(
            "in a session of PACE no chip authenticates itself to who has not",
            &[&begin, "chip 6985", &read("0101", &content()), &refused],
        ),
        case(
            "nor with another key than the terminal has signed",
            &[&begin, &certified, "forget-key", "chip 6300", &theirs],
        ),
        case(
            "in a session of MUTUAL AUTHENTICATE it does, and again; a terminal has no identity to sign",
            &[&session, "chip 9000", "chip 9000", &read("0104", &content()), &again, &refused],
        ),
        Case {
            end: End::Refusal("the card's token"),
            ..case(
                "a chip that does not have the key is found out",
                &[&begin, &certified, &format!("chip 9000 {STRANGE_POINT}")],
            )
        },
    ]
}

fn case<S: AsRef<str>>(what: &'static str, steps: &[S]) -> Case {
    let steps = steps.iter().flat_map(|step| step.as_ref().lines()).map(str::to_owned).collect();
    Case { what, steps, end: End::Well }
}

fn pace(kind: &str, password: &str, status: &str) -> String {
    format!("pace {kind} {password} {status}")
}

/// Selects an EF under the MF and reads it: two steps.
fn read(identifier: &str, response: &str) -> String {
    format!("send 00A4020C02{identifier} 9000\nsend 00B0000000 {response}")
}

fn content() -> String {
    format!("{CONTENT}9000")
}
