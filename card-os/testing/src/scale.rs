//! A host's card with few files or many, few records or many, and the commands that are to cost
//! the same on both.

use crate::card::InProcessCard;

/// The configuration of a virtual card on a host.
pub type HostCard = InProcessCard<{ 128 * 1024 }, 65536, 512, 4096>;

/// What is on a card.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// EFs beside the one that is read, in its DF.
    pub efs: u16,
    /// DFs beside the one that is selected, all in the MF.
    pub dfs: u16,
    /// Records of the EF.
    pub records: u16,
}

const FEW: Size = Size { efs: 0, dfs: 0, records: 2 };
const EFS: Size = Size { efs: 244, ..FEW };
const DFS: Size = Size { dfs: 244, ..FEW };
const RECORDS: Size = Size { records: 254, ..FEW };

/// A command on a small and on a large card.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What is compared, in words.
    pub name: &'static str,
    /// The small card.
    pub small: Size,
    /// The large card.
    pub large: Size,
    /// Kind of the EF of records: `02` linear fixed, `04` linear variable, `06` cyclic.
    records: &'static str,
    /// What is sent once beforehand.
    before: &'static [&'static str],
    /// The command, in the notation of scenarios.
    pub command: &'static str,
}

const fn case(
    name: &'static str,
    large: Size,
    before: &'static [&'static str],
    command: &'static str,
) -> Case {
    Case { name, small: FEW, large, records: "02", before, command }
}

const BY_NAME: &str = "00 A4 04 0C [A000000001FFFF]";
const IN_DF: &[&str] = &[BY_NAME];
const RECORD_EF: &[&str] = &[BY_NAME, "00 A4 02 0C [FF02]"];

/// What is compared.
pub const CASES: &[Case] = &[
    case("SELECT by DF name, 8 and 252 files, DFs", DFS, &[], BY_NAME),
    case("SELECT by DF name, 8 and 252 files, EFs", EFS, &[], BY_NAME),
    case(
        "SELECT by DF name with FCI, 8 and 252 files, DFs",
        DFS,
        &[],
        "00 A4 04 00 [A000000001FFFF] 00",
    ),
    case(
        "SELECT of a DF by identifier, 8 and 252 files, DFs",
        DFS,
        &["00 A4 00 0C [3F00]"],
        "00 A4 00 0C [FFFE]",
    ),
    case("SELECT of an EF, 8 and 252 files, EFs", EFS, IN_DF, "00 A4 02 0C [FF01]"),
    case("SELECT by path, 8 and 252 files, DFs", DFS, &[], "00 A4 08 0C [FFFE FF01]"),
    case(
        "READ BINARY, 8 and 252 files, EFs",
        EFS,
        &[BY_NAME, "00 A4 02 0C [FF01]"],
        "00 B0 00 00 10",
    ),
    case("READ BINARY by short identifier, 8 and 252 files, EFs", EFS, IN_DF, "00 B0 9D 00 10"),
    case(
        "READ BINARY under a PIN, 8 and 252 files, EFs",
        EFS,
        &[BY_NAME, "00 20 00 9C [\"1234\"]"],
        "00 B0 9B 00 10",
    ),
    case("READ BINARY, 8 and 252 files, DFs", DFS, IN_DF, "00 B0 9D 00 10"),
    case("READ RECORD, 8 and 252 files, EFs", EFS, IN_DF, "00 B2 01 F4 10"),
    case("READ RECORD, 8 and 252 files, DFs", DFS, IN_DF, "00 B2 01 F4 10"),
    case("READ RECORD of the first, 2 and 254 records", RECORDS, RECORD_EF, "00 B2 01 04 10"),
    case("READ RECORD of the second, 2 and 254 records", RECORDS, RECORD_EF, "00 B2 02 04 10"),
    case("READ RECORD of the last, 2 and 254 records", RECORDS, RECORD_EF, "00 B2 00 01 10"),
    Case {
        records: "04",
        ..case(
            "READ RECORD, linear variable, 2 and 254 records",
            RECORDS,
            RECORD_EF,
            "00 B2 02 04 10",
        )
    },
    Case {
        records: "06",
        ..case("READ RECORD, cyclic, 2 and 254 records", RECORDS, RECORD_EF, "00 B2 02 04 10")
    },
];

impl Case {
    /// A card of this size, ready for the command.
    #[must_use]
    pub fn card(&self, size: Size) -> HostCard {
        let mut card = HostCard::blank_on(8);
        card.administrator();
        for df in 0..size.dfs {
            card.done(&format!(
                "00 E0 00 00 [62{{ 82{{38}} 83{{{:04X}}} 84{{A000000001{df:04X}}} }}]",
                0x1000 + df
            ));
            card.done("00 A4 00 0C [3F00]");
        }
        card.done("00 E0 00 00 [62{ 82{38} 83{FFFE} 84{A000000001FFFF} }]");
        for ef in 0..size.efs {
            card.done(&format!(
                "00 E0 00 00 [62{{ 80{{0010}} 82{{01}} 83{{{:04X}}} 88{{}} }}]",
                0x1000 + ef
            ));
        }
        for command in [
            "00 E0 00 00 [62{ 82{08} 83{FF04} 88{E0} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } } }]",
            "00 24 01 9C [\"1234\"]",
            "00 44 00 00",
            "00 E0 00 00 [62{ 80{0400} 82{01} 83{FF01} 88{E8} AB{ 80{03} 90{} } 8A{05} }]",
            "00 D6 00 00 [000102030405060708090A0B0C0D0E0F]",
            "00 E0 00 00 [62{ 80{0400} 82{01} 83{FF03} 88{D8} AB{ 80{02} 90{} 80{01} A4{ 83{9C} 95{08} } } 8A{05} }]",
            "00 D6 00 00 [000102030405060708090A0B0C0D0E0F]",
        ] {
            card.done(command);
        }
        card.done(&format!(
            "00 E0 00 00 [62{{ 82{{{} 01 0010 FE}} 83{{FF02}} 88{{F0}} AB{{ 80{{07}} 90{{}} }} 8A{{05}} }}]",
            self.records
        ));
        for record in 0..size.records {
            card.done(&format!("00 E2 00 00 [{record:04X} 0102030405060708090A0B0C0D0E]"));
        }
        for command in self.before {
            card.done(command);
        }
        card
    }
}
