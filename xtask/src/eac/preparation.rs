//! What is on every card before a case begins: passwords of PACE, a key pair for chip
//! authentication, a trust anchor, files that each of them opens, EF.CardAccess.

use super::objects::{command, digits, object, send};

/// The test key with which blank virtual cards are made (SPEC.md).
pub(super) const TRANSPORT_KEY: &[u8; 16] = b"JUKI TEST KEY 01";

/// The values of the passwords.
pub(super) const CAN: &str = "271828";
pub(super) const PIN: &str = "3141";
pub(super) const PUK: &str = "16180339";
/// The machine-readable zone of Doc 9303-11, G.1 (of its name and the rest nothing counts), and the
/// key K-pi that follows from it there, which is the value of that password on the card.
pub(super) const ZONE: &str = "I<UTOT220001293<<<<<<<<<<<<<<<\
    6408125F1010318UTO<<<<<<<<<<<6\
    ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const ZONE_KEY: &str = "89DED1B26624EC1E634C1989302849DD";

/// References in the MF. Those of the passwords are their numbers in PACE, so that programs for
/// identity cards find them: RESET RETRY COUNTER has the number in P2 there.
const CAN_REFERENCE: &str = "02";
const PIN_REFERENCE: &str = "03";
const PUK_REFERENCE: &str = "04";
/// Not 01, by which the MF has EF.ATR/INFO.
const ZONE_REFERENCE: &str = "12";
const CHIP_REFERENCE: &str = "0F";
const ANCHOR_REFERENCE: &str = "11";

/// EF 0101 opens with the CAN, 0102 with the PIN, 0103 to a terminal, 0104 to all.
pub(super) const CONTENT: &str = "CAFE0123456789";

/// Anybody may.
const ALWAYS: &str = "9000";
/// User authentication and external authentication in a control reference template.
const BY_PASSWORD: &str = "08";
const BY_KEY: &str = "80";

/// The steps that prepare a card whose trust anchor is this root.
pub(super) fn steps(root: &[u8]) -> Vec<String> {
    let mut steps = vec![format!("administrator {}", digits(TRANSPORT_KEY))];
    // The PIN's value and counter are set by who knows it, or the PUK.
    let either =
        [PIN_REFERENCE, PUK_REFERENCE].map(|reference| authenticated(reference, BY_PASSWORD));
    let reset = object("84", &["2C"]) + &object("A0", &either.each_ref().map(String::as_str));
    let [can, pin, puk] = [CAN, PIN, PUK].map(|value| digits(value.as_bytes()));
    let passwords = [
        // Without a counter: what is printed on a card must not be blocked by who is near it.
        (CAN_REFERENCE, "02", "", "0606", &can, ""),
        (PIN_REFERENCE, "03", "800103", "0404", &pin, &reset),
        (PUK_REFERENCE, "04", "80010A", "0808", &puk, ""),
        (ZONE_REFERENCE, "01", "", "1010", &ZONE_KEY.to_owned(), ""),
    ];
    for (reference, number, tries, lengths, value, reset) in passwords {
        let alphabet = if number == "01" { "840100" } else { "840101" };
        let parameters = [tries, &object("83", &[lengths]), alphabet, &object("87", &[number])];
        let rules = [&object("84", &["86"]), ALWAYS, reset];
        steps.push(create("08", &file(reference), &object("A5", &parameters), &rules));
        let header = format!("002401{reference}");
        steps.push(send(&header, value, "9000"));
        steps.push(send("00440000", "", "9000"));
    }

    let key_agreement = object("A5", &["810111", "820110"]);
    let rules = [&object("84", &["86"]), ALWAYS];
    steps.push(create("09", &file(CHIP_REFERENCE), &key_agreement, &rules));
    steps.push(format!("generate {CHIP_REFERENCE}"));
    steps.push(send("00440000", "", "9000"));

    let anchor = object("A5", &["810111", "82010C"]);
    let rules = [&object("84", &["2A8286"]), ALWAYS];
    steps.push(create("09", &file(ANCHOR_REFERENCE), &anchor, &rules));
    // In two links: it is longer than short length has room for.
    let (beginning, rest) = root.split_at(root.len() / 2);
    let link = |class: &str| format!("{class}2401{ANCHOR_REFERENCE}");
    steps.push(send(&link("10"), &digits(beginning), "9000"));
    steps.push(send(&link("00"), &digits(rest), "9000"));
    steps.push(send("00440000", "", "9000"));

    for (identifier, rule) in [
        ("0101", authenticated(CAN_REFERENCE, BY_PASSWORD)),
        ("0102", authenticated(PIN_REFERENCE, BY_PASSWORD)),
        ("0103", authenticated(ANCHOR_REFERENCE, BY_KEY)),
        ("0104", ALWAYS.to_owned()),
    ] {
        steps.extend(elementary_file(identifier, "", CONTENT, &rule));
    }
    steps.extend(elementary_file("011C", "8801E0", &card_access(), ALWAYS));
    steps.push("reset".to_owned());
    steps
}

/// The file identifier of a PIN or key with this reference in the MF.
fn file(reference: &str) -> String {
    format!("00{reference}")
}

/// A security condition: who has proved this.
fn authenticated(reference: &str, evidence: &str) -> String {
    object("A4", &[&object("83", &[reference]), &object("95", &[evidence])])
}

/// CREATE FILE of a PIN or key.
fn create(descriptor: &str, identifier: &str, parameters: &str, rules: &[&str]) -> String {
    let control = [
        &object("82", &[descriptor]),
        &object("83", &[identifier]),
        parameters,
        &object("AB", rules),
    ];
    send("00E00000", &object("62", &control), "9000")
}

/// A transparent EF with its content, which is read by this rule.
fn elementary_file(identifier: &str, short: &str, content: &str, rule: &str) -> [String; 3] {
    let control = [
        &object("80", &[&format!("{:04X}", content.len() / 2)]),
        "820101",
        &object("83", &[identifier]),
        short,
        &object("AB", &["800101", rule]),
    ];
    [
        send("00E00000", &object("62", &control), "9000"),
        send("00D60000", content, "9000"),
        send("00440000", "", "9000"),
    ]
}

/// EF.CardAccess (TR-03110 part 3, A.1): PACE, terminal and chip authentication, all on P-256,
/// which is number 12 of the standardized domain parameters.
fn card_access() -> String {
    let sequence = |parts: &[&str]| object("30", parts);
    let version = "020102";
    let p256 = "02010C";
    let pace = sequence(&["060A04007F00070202040202", version, p256]);
    let terminal = sequence(&["060804007F0007020202", version]);
    let key = object("02", &[CHIP_REFERENCE]);
    let chip = sequence(&["060A04007F00070202030202", version, &key]);
    let curve = sequence(&["060704007F00070102", p256]);
    let parameters = sequence(&["060904007F000702020302", &curve, &key]);
    command("31", &[terminal, chip, pace, parameters].concat())
}
