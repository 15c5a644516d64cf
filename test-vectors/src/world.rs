//! A small card issued for tests, by ordinary commands: PINs, keys, files of every kind, two
//! applications. What its closed files hold is known here, so that a test can say whether it ever
//! came out.
//!
//! | where | what | who may |
//! |---|---|---|
//! | MF | PIN 0011 and its resetting code 0012 | change it who knows it |
//! | MF | EF 0001 transparent, EF 0005 variable records | read and update: PIN 0011 |
//! | MF | EF 0002 transparent, 0003 linear, 0004 cyclic, 0006 transparent | everybody; 0006 update too |
//! | DF D101 | PINs 0018 and 001B, signing keys 0017 (P-256) and 001A (RSA-2048) | sign: PIN 0018, 001B |
//! | DF D101 | AES keys 0015 (of the card) and 0016 (of the outside) | everybody tests them |
//! | DF D101 | EF 000A read by PIN 0018, 000B by both PINs, 000C by nobody, 000D by key 0016 | |
//! | DF D101 | DF D102 with EF 0001, free | |
//! | DF D201 | in creation state | the administrator |

mod applicable;
pub mod keys;

pub use crate::facts::{
    EXTERNAL_KEY, FILES, INTERNAL_KEY, NAMES, PINS, PROTECTED_FILES, ProtectedFile,
};
pub use applicable::ApplicableWords;

use crate::scenario::{self, CardConnection, Step};

const LIFE: &str = r#"
scenario: world
clause: none
administrator
> 00 E0 00 00 [62{ 82{08} 83{0012} A5{ 80{0A} 83{0808} 84{01} } AB{ 84{20} 90{} } }]
< SUCCESS
> 00 24 01 12 ["87654321"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0011} A5{ 80{03} 83{0408} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{11} 95{08} } 84{2C} A4{ 83{12} 95{08} } } }]
< SUCCESS
> 00 24 01 11 ["1234"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01} 83{0001} AB{ 80{03} A4{ 83{11} 95{08} } } }]
< SUCCESS
> 00 D6 00 00 ["~mf-one~~mf-one~~mf-one~~mf-one~~mf-one~~mf-one~~mf-one~~mf-one~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{04 01 0040 06} 83{0005} AB{ 80{07} A4{ 83{11} 95{08} } } }]
< SUCCESS
> 00 E2 00 00 ["~mf-rec~~mf-rec~"]
< SUCCESS
> 00 E2 00 00 ["~mf-rec~~mf-rec~~mf-rec~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0080} 82{01} 83{0002} AB{ 80{01} 90{} 80{02} A4{ 83{11} 95{08} } } }]
< SUCCESS
> 00 D6 00 00 [000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{02 01 0010 08} 83{0003} AB{ 80{01} 90{} 80{06} A4{ 83{11} 95{08} } } }]
< SUCCESS
> 00 E2 00 00 [01 0E A1A1A1A1A1A1A1A1A1A1A1A1A1A1]
< SUCCESS
> 00 E2 00 00 [02 0E A2A2A2A2A2A2A2A2A2A2A2A2A2A2]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{06 01 0008 04} 83{0004} AB{ 80{07} 90{} } }]
< SUCCESS
> 00 E2 00 00 [0102030405060708]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0200} 82{01} 83{0006} AB{ 80{07} 90{} } 8A{05} }]
< SUCCESS
> 00 A4 00 0C [3F00]
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D101} 84{A0000000D101} AB{ 84{CA} 90{} 84{DA} A4{ 83{98} 95{08} } } }]
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{03} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } 84{2C} A4{ 83{9B} 95{08} } } }]
< SUCCESS
> 00 24 01 98 ["1111"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{08} 83{001B} A5{ 80{05} 83{0610} 84{02} 85{01} } AB{ 84{20} 90{} 84{24} A4{ 83{9B} 95{08} } 84{2C} A4{ 83{10} 95{80} } } }]
< SUCCESS
> 00 24 01 9B ["ABC123"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{03} } AB{ 80{01} 90{} 84{2A} A4{ 83{98} 95{08} } 84{88} 90{} } }]
< SUCCESS
> 00 46 80 97 00
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{001A} A5{ 81{12} 82{01} } AB{ 80{01} 90{} 84{2A} A4{ 83{9B} 95{08} } 84{46} A4{ 83{9B} 95{08} } } }]
< SUCCESS
> 00 46 80 9A 00 0000
< * SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0015} A5{ 81{01} 82{02} } AB{ 84{88} 90{} } }]
< SUCCESS
> 00 24 01 95 ["~internal-key-2~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 82{09} 83{0016} A5{ 80{05} 81{01} 82{04} } AB{ 84{82} 90{} 84{24} A4{ 83{96} 95{80} } } }]
< SUCCESS
> 00 24 01 96 ["~external-key-1~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01} 83{000A} AB{ 80{03} A4{ 83{98} 95{08} } } }]
< SUCCESS
> 00 D6 00 00 ["~one-pin~one-pin~one-pin~one-pin~one-pin~one-pin~one-pin~one-pin"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01} 83{000B} AB{ 80{01} AF{ A4{ 83{98} 95{08} } A4{ 83{9B} 95{08} } } } }]
< SUCCESS
> 00 D6 00 00 ["~twopins~twopins~twopins~twopins~twopins~twopins~twopins~twopins"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01} 83{000C} AB{ 80{01} 97{} } }]
< SUCCESS
> 00 D6 00 00 ["~nobody~~nobody~~nobody~~nobody~~nobody~~nobody~~nobody~~nobody~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 E0 00 00 [62{ 80{0040} 82{01} 83{000D} AB{ 80{01} A4{ 83{96} 95{80} } } }]
< SUCCESS
> 00 D6 00 00 ["~by-key~~by-key~~by-key~~by-key~~by-key~~by-key~~by-key~~by-key~"]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 DA 01 A0 ["a data object"]
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D102} 84{A0000000D102} }]
< SUCCESS
> 00 E0 00 00 [62{ 80{0008} 82{01} 83{0001} AB{ 80{03} 90{} } 8A{05} }]
< SUCCESS
> 00 A4 08 0C [D101]
< SUCCESS
> 00 44 00 00 [D102]
< SUCCESS
> 00 44 00 00
< SUCCESS
> 00 A4 00 0C [3F00]
< SUCCESS
> 00 E0 00 00 [62{ 82{38} 83{D201} AB{ 80{06} 90{} } }]
< SUCCESS
> 00 A4 00 0C [3F00]
< SUCCESS
> 00 44 00 00
< SUCCESS
"#;

/// Issues a blank card that has the published test key.
///
/// # Errors
/// The command that failed, and its answer.
pub fn issue(card: &mut dyn CardConnection) -> Result<(), String> {
    let scenarios = scenario::parse("world", LIFE).map_err(|failure| failure.to_string())?;
    for scenario in &scenarios {
        scenario::play(scenario, card).map_err(|failure| failure.to_string())?;
    }
    card.reset()
}

/// The commands that issue it, without the authentications of the administrator.
#[must_use]
pub fn commands() -> Vec<Vec<u8>> {
    let scenarios = scenario::parse("world", LIFE).unwrap_or_default();
    let steps = scenarios.into_iter().flat_map(|scenario| scenario.steps);
    steps
        .filter_map(|(_, step)| match step {
            Step::Exchange { command, .. } => Some(command),
            _ => None,
        })
        .collect()
}
