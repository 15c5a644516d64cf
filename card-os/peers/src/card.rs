//! The card itself: commands through its only door.

use card_os::storage;
use card_os_testing::card::InProcessCard;
use test_vectors::flash::{Counts, SimFlash};
use test_vectors::scenario::bytes;

use crate::flash::{PAGE, PAGES};
use crate::work::{Kind, Subject};

/// A card as a board of 128 KiB flash has it.
type Card = InProcessCard<PAGE, 4096, 256, 2048>;

/// The store beneath it.
pub type CardStore = storage::Store<SimFlash<PAGE>, 2048>;

pub struct ProjectCard {
    card: Card,
    commands: Vec<(Kind, Vec<u8>)>,
    /// Files made so far.
    made: u16,
}

impl ProjectCard {
    /// A card with a PIN, a key pair, a transparent EF of 4 KiB, 60 records and a cyclic EF.
    pub fn issued() -> Self {
        let mut card = Card::blank_on(PAGES);
        card.administrator();
        for command in [
            "00 E0 00 00 [62{ 82{38} 83{D101} 84{A00000000101} AB{ 80{06} 90{} } 8A{05} }]",
            "00 E0 00 00 [62{ 82{08} 83{0018} A5{ 80{0F} 83{0404} 84{01} } AB{ 84{20} 90{} 84{24} A4{ 83{98} 95{08} } } }]",
            "00 24 01 98 [\"1234\"]",
            "00 44 00 00",
            "00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{11} 82{01} } AB{ 84{2A} A4{ 83{98} 95{08} } } }]",
            "00 46 80 97 00",
            "00 44 00 00",
            "00 E0 00 00 [62{ 80{1000} 82{01} 83{0101} AB{ 80{03} 90{} } 8A{05} }]",
        ] {
            card.done(command);
        }
        for block in 0..16 {
            card.done(&format!("00 D6 {block:02X} 00 [{}]", "5A".repeat(256)));
        }
        card.done("00 E0 00 00 [62{ 82{02 01 0020 3C} 83{0102} AB{ 80{07} 90{} } 8A{05} }]");
        for record in 0..60 {
            card.done(&format!("00 E2 00 00 [{}]", format!("{record:02X}").repeat(32)));
        }
        card.done("00 E0 00 00 [62{ 82{06 01 0020 0A} 83{0103} AB{ 80{07} 90{} } 8A{05} }]");
        for record in 0..10 {
            card.done(&format!("00 E2 00 00 [{}]", format!("{record:02X}").repeat(32)));
        }
        let mut real = Self { card, commands: Vec::new(), made: 0 };
        real.card.administrator();
        real.begin();
        real
    }

    /// Such a card anew, with nothing counted.
    pub fn again(&self) -> Self {
        let mut again = Self::issued();
        again.reset_counts();
        again
    }

    pub fn flash(&self) -> &SimFlash<PAGE> {
        self.card.card.flash()
    }

    fn create(&mut self, fid: u16) -> Vec<u8> {
        let rules = "AB{ 80{43} 90{} }";
        let command = format!(
            "00 E0 00 00 [62{{ 80{{0020}} 82{{01}} 83{{{fid:04X}}} 88{{}} {rules} 8A{{05}} }}]"
        );
        self.card.answer(&bytes(&command).unwrap())
    }

    /// The application is selected.
    fn begin(&mut self) {
        self.card.done("00 A4 00 0C [D101]");
        if self.commands.is_empty() {
            let notation = |kind| match kind {
                Kind::VerifyRight => "00 20 00 98 [\"1234\"]".to_owned(),
                Kind::VerifyWrong => "00 20 00 98 [\"9999\"]".to_owned(),
                Kind::UpdateBinary => format!("00 D6 81 00 [{}]", "A5".repeat(256)),
                Kind::UpdateRecord => format!("00 DC 01 14 [{}]", "A5".repeat(32)),
                Kind::Append => format!("00 E2 00 18 [{}]", "A5".repeat(32)),
                Kind::ChangePin => "00 24 00 98 [\"1234\" \"1234\"]".to_owned(),
                Kind::CreateFile | Kind::CreateAndDelete => String::new(),
                Kind::ReadBinary => "00 B0 81 00 00".to_owned(),
                Kind::ReadRecord => "00 B2 01 14 20".to_owned(),
            };
            self.commands =
                Kind::ALL.into_iter().map(|kind| (kind, bytes(&notation(kind)).unwrap())).collect();
        }
    }
}

impl Subject for ProjectCard {
    fn command(&mut self, kind: Kind) {
        let answer = match kind {
            Kind::CreateFile => {
                self.made += 1;
                self.create(0x2000 + self.made)
            }
            Kind::CreateAndDelete => {
                let made = self.create(0x2F00);
                assert_eq!(made, [0x90, 0x00]);
                self.card.answer(&bytes("00 E4 02 00 [2F00]").unwrap())
            }
            _ => {
                let (_, command) = self.commands.iter().find(|(known, _)| *known == kind).unwrap();
                self.card.answer(command)
            }
        };
        let status = answer.get(answer.len() - 2..).unwrap();
        let is_right = match kind {
            Kind::VerifyWrong => status[0] == 0x63,
            _ => status == [0x90, 0x00],
        };
        assert!(is_right, "{kind:?}: {status:02X?}");
    }

    fn restart(&mut self) {
        let flash = self.card.card.flash().clone();
        self.card = Card::start(flash);
        self.begin();
    }

    fn reset_counts(&mut self) {
        self.card.flash().reset_counts();
    }

    fn counts(&mut self) -> Counts {
        self.card.flash().counts().clone()
    }

    fn reprogrammed(&mut self) -> usize {
        self.card.flash().violations().len()
    }
}
