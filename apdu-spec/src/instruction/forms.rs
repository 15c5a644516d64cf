//! Shorthand for the forms of P1-P2 in the rows of the table.

use super::row::Byte::{self, Bits, Is, OneOf, Range};
use super::row::Field::{self, Absent, Length, Optional, Present};
use super::row::Form;

pub(super) const fn form(name: &'static str, p1: Byte, p2: Byte, data: Field, le: Field) -> Form {
    Form { name, p1, p2, data, le, secret: false }
}

pub(super) const fn secret(name: &'static str, p1: Byte, p2: Byte, data: Field) -> Form {
    Form { name, p1, p2, data, le: Absent, secret: true }
}

/// The form of ENVELOPE. What it carries may be a secret.
pub(super) const CARRIED: Form =
    Form { secret: true, ..form("command", Is(0x00), Is(0x00), Present, Optional) };

/// P1-P2 form of a short EF identifier in P1 or an offset in P1-P2 (bit 8 of P1 clear).
pub(super) const OFFSET: Byte = Bits(0x80, 0x00);
pub(super) const SHORT: Byte = Range(0x81, 0x9E);
pub(super) const REFERENCE: Byte = Byte::Reference;
pub(super) const KEY: Byte = Byte::KeyReference;
/// P2 of an odd instruction with a short EF identifier (P1 is 00).
pub(super) const SHORT_FILE: Byte = Range(0x01, 0x1E);
/// An answer that has at least a data object with one byte.
pub(super) const OBJECT: Field = Length(3, u16::MAX);
/// P1 of MANAGE SECURITY ENVIRONMENT, SET: what the keys are for.
pub(super) const PURPOSE: Byte = OneOf(&[0x41, 0x81, 0xC1]);
/// Data field of a FID, path or DF name.
pub(super) const NAME: Field = Length(1, 16);
/// P2 of SELECT: FCI, FCP, FMD or nothing; first occurrence.
pub(super) const CONTROL: Byte = Bits(0xF3, 0x00);
/// Forms of file management: the file as SELECT names it, without occurrences.
pub(super) const TARGET: [Form; 7] = [
    target("current", 0x00, Absent),
    target("by-file-identifier", 0x00, Length(2, 2)),
    target("child-df", 0x01, Length(2, 2)),
    target("ef-under-current-df", 0x02, Length(2, 2)),
    target("by-df-name", 0x04, NAME),
    target("path-from-mf", 0x08, Length(2, 16)),
    target("path-from-current-df", 0x09, Length(2, 16)),
];
/// Those that may name a DF.
pub(super) const TARGET_DF: [Form; 6] = {
    let [current, identifier, child, _, name, from_mf, from_df] = TARGET;
    [current, identifier, child, name, from_mf, from_df]
};
/// Those that may name an EF.
pub(super) const TARGET_EF: [Form; 5] = {
    let [current, identifier, _, ef, _, from_mf, from_df] = TARGET;
    [current, identifier, ef, from_mf, from_df]
};

pub(super) const fn target(name: &'static str, p1: u8, data: Field) -> Form {
    form(name, Is(p1), Is(0x00), data, Absent)
}
