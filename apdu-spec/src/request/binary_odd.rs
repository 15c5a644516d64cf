//! The commands on transparent EFs with an odd instruction: the EF in P1-P2, the offset in the
//! data field, so that every byte of a file is reached.

use super::Ne;
use crate::command::{Command, Le};
use crate::file::{FileId, Sfi};
use crate::instruction::{Form, Instruction, TypedCommand};
use crate::status::StatusWord;

/// Which EF P1-P2 names (ISO/IEC 7816-4:2020, 11.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EfReference {
    /// `0000`: the current one.
    Current,
    /// `0001` to `001E`: the one of the current DF with this short identifier.
    Short(Sfi),
    /// Anything else: the one of the current DF with this file identifier.
    File(FileId),
}

impl EfReference {
    fn decode(command: &Command<'_>) -> Self {
        match (command.p1_p2(), Sfi::new(command.p2)) {
            (0, _) => Self::Current,
            (0x01..=0x1E, Some(sfi)) => Self::Short(sfi),
            (fid, _) => Self::File(fid),
        }
    }

    const fn encode(self) -> (u8, u8) {
        match self {
            Self::Current => (0, 0),
            Self::Short(sfi) => (0, sfi.number()),
            Self::File(fid) => {
                let [p1, p2] = fid.to_be_bytes();
                (p1, p2)
            }
        }
    }
}

macro_rules! writes {
    ($($name:ident, $instruction:literal, $what:literal;)*) => {$(
        #[doc = concat!($instruction, ", odd.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'a> {
            /// The EF.
            pub ef: EfReference,
            #[doc = $what]
            pub data: &'a [u8],
        }

        impl<'a> TypedCommand<'a> for $name<'a> {
            const INSTRUCTION: Instruction = Instruction::$name;

            fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
                Ok(Self { ef: EfReference::decode(command), data: command.data })
            }

            fn encode(&self) -> (u8, u8, &'a [u8], Le) {
                let (p1, p2) = self.ef.encode();
                (p1, p2, self.data, Le::Absent)
            }
        }
    )*};
}

writes! {
    WriteBinaryOdd, "WRITE BINARY", "Offset and discretionary data object.";
    UpdateBinaryOdd, "UPDATE BINARY", "Offset and discretionary data object.";
    EraseBinaryOdd, "ERASE BINARY", "From which offset, up to which; absent data objects are the ends.";
}

macro_rules! reads {
    ($($name:ident, $instruction:literal, $what:literal;)*) => {$(
        #[doc = concat!($instruction, ", odd.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'a> {
            /// The EF.
            pub ef: EfReference,
            #[doc = $what]
            pub data: &'a [u8],
            /// How many bytes, data objects included.
            pub ne: Ne,
        }

        impl<'a> TypedCommand<'a> for $name<'a> {
            const INSTRUCTION: Instruction = Instruction::$name;

            fn decode(_: &Form, command: &Command<'a>) -> Result<Self, StatusWord> {
                let ef = EfReference::decode(command);
                Ok(Self { ef, data: command.data, ne: Ne::of(command) })
            }

            fn encode(&self) -> (u8, u8, &'a [u8], Le) {
                let (p1, p2) = self.ef.encode();
                (p1, p2, self.data, self.ne.le())
            }
        }
    )*};
}

reads! {
    ReadBinaryOdd, "READ BINARY", "Offset data object.";
    SearchBinaryOdd, "SEARCH BINARY",
    "Offset data object; the string in a discretionary one, or none for the first erased byte.";
}
