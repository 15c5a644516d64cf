//! The contract on the wire: data objects, file control parameters, access rules, public keys,
//! commands. What reads is written again as it was; what is refused allows nothing.

use apdu_spec::access::{self, AccessMode, Rules, SecurityStatus};
use apdu_spec::class::Class;
use apdu_spec::command::Command;
use apdu_spec::file::{FileControlParameters, PublicKey};
use apdu_spec::request::Request;
use apdu_spec::response::Response;
use apdu_spec::tlv::{self, SimpleTlv, Writer};

/// Which reader: the first byte of an input.
pub mod reader {
    /// BER-TLV data objects.
    pub const OBJECTS: u8 = 0;
    /// File control parameters.
    pub const CONTROL: u8 = 1;
    /// Access rules in expanded format.
    pub const RULES: u8 = 2;
    /// Access rules in compact format.
    pub const COMPACT: u8 = 3;
    /// A command and its typed form.
    pub const COMMAND: u8 = 4;
    /// A public key template.
    pub const PUBLIC_KEY: u8 = 5;
    /// Simple-TLV data objects.
    pub const SIMPLE: u8 = 6;
}

/// Everything that any input is longer than, written.
const ROOM: usize = 0x2_0000;

/// Reads what the input holds.
pub fn run(input: &[u8]) {
    let Some((which, bytes)) = input.split_first() else { return };
    match which % 7 {
        reader::OBJECTS => objects(bytes),
        reader::CONTROL => control(bytes),
        reader::RULES => rules(bytes),
        reader::COMPACT => compact(bytes),
        reader::COMMAND => command(bytes),
        reader::PUBLIC_KEY => public_key(bytes),
        _ => simple(bytes),
    }
}

fn written(write: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
    let mut out = vec![0; ROOM];
    let mut writer = Writer::new(&mut out);
    write(&mut writer);
    writer.finish().expect("there is room").to_vec()
}

fn objects(bytes: &[u8]) {
    let mut reader = tlv::Reader::new(bytes);
    let mut at = 0;
    let mut failed = false;
    while let Some(object) = reader.next() {
        assert!(!failed, "it goes on after an error");
        assert!(reader.position() > at && reader.position() <= bytes.len());
        at = reader.position();
        let Ok(object) = object else {
            failed = true;
            continue;
        };
        let again = written(|w| {
            w.tlv(object.tag, object.value);
        });
        let nested = written(|w| {
            w.nested(object.tag, |w| {
                w.raw(object.value);
            });
        });
        assert_eq!(again, nested);
        let mut reread = tlv::Reader::new(&again);
        // `00` and `FF` are no tags.
        assert_eq!(reread.next(), Some(Ok(object)));
        assert_eq!(reread.next(), None);
        assert!(tlv::find(bytes, object.tag).is_some());
        // One byte too few is nothing at all, never a cut answer.
        let mut small = vec![0; again.len() - 1];
        let mut writer = Writer::new(&mut small);
        writer.tlv(object.tag, object.value);
        assert_eq!(writer.finish(), None);
    }
}

fn control(bytes: &[u8]) {
    let Ok(control) = FileControlParameters::parse(bytes) else { return };
    let once = written(|w| control.encode(w, true));
    let read = FileControlParameters::parse(&once).expect("what was written reads");
    assert_eq!(
        (read.kind, read.parameters, read.fid, read.name, read.sfi, read.life),
        (control.kind, control.parameters, control.fid, control.name, control.sfi, control.life)
    );
    assert_eq!(
        (read.information, read.proprietary, read.template.is_empty()),
        (control.information, control.proprietary, control.template.is_empty())
    );
    assert_eq!(read.rules.as_bytes(), written(|w| control.encode_rules(w)));
    assert_eq!(once, written(|w| read.encode(w, true)), "written twice it is the same");
    let without = written(|w| control.encode(w, false));
    assert!(once.starts_with(&without), "the rules stand last");
}

const MODES: [AccessMode; 18] = [
    AccessMode::READ,
    AccessMode::UPDATE,
    AccessMode::APPEND,
    AccessMode::DEACTIVATE,
    AccessMode::ACTIVATE,
    AccessMode::TERMINATE,
    AccessMode::DELETE,
    AccessMode::CREATE_EF,
    AccessMode::CREATE_DF,
    AccessMode::GET_DATA,
    AccessMode::PUT_DATA,
    AccessMode::VERIFY,
    AccessMode::CHANGE,
    AccessMode::RESET,
    AccessMode::SECURITY_OPERATION,
    AccessMode::EXTERNAL_AUTHENTICATE,
    AccessMode::INTERNAL_AUTHENTICATE,
    AccessMode::GENERATE,
];

/// A security status that its function decides.
struct StatusFn<F>(F);

impl<F: Fn(u8, u8) -> bool> SecurityStatus for StatusFn<F> {
    fn satisfies(&self, reference: u8, usage: u8) -> bool {
        (self.0)(reference, usage)
    }
}

fn rules(bytes: &[u8]) {
    let stored = Rules::stored(bytes);
    let read = Rules::parse(bytes);
    for mode in MODES {
        let nobody = stored.allow(mode, &StatusFn(|_, _| false));
        let some = stored.allow(mode, &StatusFn(|reference: u8, _| reference % 2 == 0));
        let all = stored.allow(mode, &StatusFn(|_, _| true));
        assert!(!nobody || some, "one more security status takes nothing away");
        assert!(!some || all, "one more security status takes nothing away");
        if let Ok(read) = read {
            assert_eq!(read.allow(mode, &StatusFn(|_, _| true)), all);
            assert_eq!(read.as_bytes(), bytes);
        }
        let _ = stored.pin_for(mode);
    }
}

fn compact(bytes: &[u8]) {
    let mut out = [0; access::EXPANDED_MAX];
    let mut writer = Writer::new(&mut out);
    let Ok(()) = access::expand_compact(bytes, &mut writer) else { return };
    let expanded = writer.finish().expect("the room is as long as it can be");
    let rules = Rules::parse(expanded).expect("what is expanded is a rule");
    // A mode without a bit has no rule, and is never allowed.
    let named = bytes.first().copied().unwrap_or(0);
    for mode in MODES {
        if mode.bit() & named == 0 {
            assert!(!rules.allow(mode, &StatusFn(|_, _| true)));
        }
    }
}

fn command(bytes: &[u8]) {
    let _ = Response::parse(bytes);
    let Ok(command) = Command::parse(bytes) else { return };
    let mut out = vec![0; bytes.len() + 16];
    assert_eq!(command.encode(&mut out), Some(bytes), "what reads is written as it was");
    assert_eq!(Class::parse(command.class.to_byte()), Ok(command.class));
    let Ok(request) = Request::parse(&command) else { return };
    let row = request.instruction().row();
    assert_eq!(row.ins, command.ins);
    // What the host would send for it means the same.
    let (p1, p2, data, le) = request.encode();
    let again = Command { p1, p2, data, le, ..command };
    assert_eq!(Request::parse(&again), Ok(request), "{command:?}, {again:?}");
}

fn public_key(bytes: &[u8]) {
    let Some(key) = PublicKey::parse(bytes) else { return };
    let again = written(|w| key.encode(w));
    assert_eq!(PublicKey::parse(&again), Some(key));
}

fn simple(bytes: &[u8]) {
    let mut rest = bytes;
    while let Ok((object, after)) = SimpleTlv::parse(rest) {
        assert!(after.len() < rest.len());
        assert!(!matches!(object.tag, 0x00 | 0xFF));
        rest = after;
    }
}
