//! The work: commands, and a day of them.

use test_vectors::flash::Counts;
use test_vectors::rng::TestRng;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    VerifyRight,
    VerifyWrong,
    UpdateBinary,
    UpdateRecord,
    Append,
    ChangePin,
    CreateFile,
    /// Two commands.
    CreateAndDelete,
    ReadBinary,
    ReadRecord,
}

impl Kind {
    pub const ALL: [Self; 10] = [
        Self::VerifyRight,
        Self::VerifyWrong,
        Self::UpdateBinary,
        Self::UpdateRecord,
        Self::Append,
        Self::ChangePin,
        Self::CreateFile,
        Self::CreateAndDelete,
        Self::ReadBinary,
        Self::ReadRecord,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::VerifyRight => "VERIFY, right",
            Self::VerifyWrong => "VERIFY, wrong",
            Self::UpdateBinary => "UPDATE BINARY, 256 bytes",
            Self::UpdateRecord => "UPDATE RECORD, 32 bytes",
            Self::Append => "APPEND RECORD, cyclic, full",
            Self::ChangePin => "CHANGE REFERENCE DATA",
            Self::CreateFile => "CREATE FILE",
            Self::CreateAndDelete => "CREATE FILE and DELETE FILE",
            Self::ReadBinary => "READ BINARY, 256 bytes",
            Self::ReadRecord => "READ RECORD, 32 bytes",
        }
    }

    /// How often it is done to be measured. A PIN has fifteen tries, a card room for so many files.
    pub fn times(self) -> u32 {
        match self {
            Self::VerifyWrong => 14,
            Self::CreateFile => 100,
            // Twice round the ring, or more.
            Self::VerifyRight => 40_000,
            _ => 10_000,
        }
    }
}

/// A card, or a store that does a card's work.
pub trait Subject {
    /// Does what the command needs.
    fn command(&mut self, kind: Kind);
    /// Power off and on between two commands.
    fn restart(&mut self);
    fn reset_counts(&mut self);
    fn counts(&mut self) -> Counts;
    /// Words programmed a second time between two erases.
    fn reprogrammed(&mut self) -> usize;
}

/// Values by number.
pub trait Store {
    fn put(&mut self, key: u16, value: &[u8]);
    fn get(&mut self, key: u16) -> Vec<u8>;
    /// Makes a value as good as gone.
    fn remove(&mut self, key: u16);
    fn restart(&mut self);
    fn flash(&self) -> &crate::flash::SharedFlash;
}

/// What is done one after the other: half of it are right VERIFYs, every twentieth command is a
/// wrong one, and a right one follows it, as with people.
pub fn mix(commands: u32) -> impl Iterator<Item = Kind> {
    let mut rng = TestRng::new(1);
    let mut right_next = false;
    (0..commands).map(move |_| {
        if std::mem::take(&mut right_next) {
            return Kind::VerifyRight;
        }
        let kind = match rng.below_u32(100) {
            0..45 => Kind::VerifyRight,
            45..50 => Kind::VerifyWrong,
            50..60 => Kind::UpdateBinary,
            60..75 => Kind::UpdateRecord,
            75..85 => Kind::Append,
            85..87 => Kind::ChangePin,
            87..89 => Kind::CreateAndDelete,
            89..95 => Kind::ReadBinary,
            _ => Kind::ReadRecord,
        };
        right_next = kind == Kind::VerifyWrong;
        kind
    })
}
