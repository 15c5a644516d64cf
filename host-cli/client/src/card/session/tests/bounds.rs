//! How much a card may give.

use super::*;

/// Answers every command with the same, and counts how much it gave.
struct ConstantCard {
    answer: Vec<u8>,
    given: usize,
}

impl Reader for ConstantCard {
    fn name(&self) -> &str {
        "same"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.given += self.answer.len();
        Ok(self.answer.clone())
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

#[test]
fn more_than_was_asked_for_is_refused() {
    let of = |data: usize, status: [u8; 2]| [&vec![0; data][..], &status].concat();
    let ask = |answer, ne| {
        let mut card = ConstantCard { answer, given: 0 };
        let asked = Session::new(&mut card).request(GetData { tag: 0x45, ne });
        (asked.map(|answer| answer.data.len()), card.given)
    };
    for (given, ne, taken) in [
        (15, Ne::exactly(15), true),
        (16, Ne::exactly(15), false),
        (256, Ne::ANY, true),
        (60_000, Ne::ANY, false),
    ] {
        match ask(of(given, [0x90, 0x00]), ne).0 {
            Ok(length) => assert!(taken && length == given, "{given}: {length}"),
            Err(SessionError::Longer { instruction, expected, received }) => {
                assert!(!taken && instruction == Instruction::GetData, "{given}");
                assert!(received == given && expected < given, "{expected} {received}");
            }
            Err(other) => panic!("{given}: {other:?}"),
        }
    }
    // An answer in parts: each as long as was asked for, and all of them together an answer.
    let mut card = Script::new(Protocol::T1, false, &["6102", "0102039000"]);
    let asked = Session::new(&mut card).request(SERIAL);
    assert!(matches!(
        asked,
        Err(SessionError::Longer {
            instruction: Instruction::GetResponse,
            expected: 2,
            received: 3
        })
    ));
    let (asked, given) = ask(of(256, [0x61, 0x00]), Ne::ANY);
    assert!(matches!(asked, Err(SessionError::Endless { instruction: Instruction::GetData, .. })));
    assert!(given < 70_000, "{given}");
}

#[test]
fn more_than_was_asked_for_is_refused_in_parts_too() {
    let four = GetData { tag: 0x45, ne: Ne::exactly(4) };
    for answers in [&["0102036102", "04059000"][..], &["6100", "01020304059000"]] {
        for protocol in [Protocol::T0, Protocol::T1] {
            let mut card = Script::new(protocol, false, answers);
            let asked = Session::new(&mut card).request(four);
            assert!(
                matches!(asked, Err(SessionError::Longer { expected: 4, received: 5, .. })),
                "{asked:?}"
            );
        }
    }
    let mut card = Script::new(Protocol::T1, false, &["0102036101", "049000"]);
    assert_eq!(Session::new(&mut card).request(four).unwrap().data, [1, 2, 3, 4]);
    // The command inside an ENVELOPE asked for four.
    let mut card = Script::new(Protocol::T1, false, &["01020304059000"]);
    let asked = Session::new(&mut card).enveloped(four);
    assert!(
        matches!(asked, Err(SessionError::Longer { expected: 4, received: 5, .. })),
        "{asked:?}"
    );
    // A wrong Le is mended; a file has no more than was asked for of it.
    for answers in [&["6c05", "01020304059000"][..], &["6100", "01020304059000"]] {
        let mut card = Script::new(Protocol::T1, false, answers);
        let read = files::read_at(&mut Session::new(&mut card), 0, 4);
        assert!(
            matches!(read, Err(SessionError::Longer { expected: 4, received: 5, .. })),
            "{read:?}"
        );
    }
}

/// Gives a byte at a time of whatever it is asked for.
struct SlowCard {
    sent: usize,
    /// In parts of GET RESPONSE, or in answers of their own.
    parts: bool,
}

impl Reader for SlowCard {
    fn name(&self) -> &str {
        "slow"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.sent += 1;
        Ok(match command[1] {
            0xA4 => vec![0x62, 0x00, 0x90, 0x00],
            0xB1 => vec![0x53, 0x01, 0x00, 0x90, 0x00],
            0xC0 if self.sent.is_multiple_of(250) => vec![0x00, 0x90, 0x00],
            0xB0 | 0xB2 | 0xC0 if self.parts => vec![0x00, 0x61, 0x01],
            _ => vec![0x00, 0x90, 0x00],
        })
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

#[test]
fn a_file_that_comes_a_byte_at_a_time_is_given_up() {
    type ReadFunction = fn(&mut Session<'_>) -> Result<(), SessionError>;
    let reads: [(bool, ReadFunction); 5] = [
        (false, |session| files::read_file(session, 1).map(drop)),
        (true, |session| files::read_file(session, 1).map(drop)),
        (true, |session| files::read_current(session, 0xFFFF).map(drop)),
        (true, |session| files::read_current_records(session).map(drop)),
        (true, |session| {
            let object = text::APPLICATION.objects.first().unwrap();
            files::read_records(session, object).map(drop)
        }),
    ];
    for (at, (parts, read)) in reads.into_iter().enumerate() {
        let mut card = SlowCard { sent: 0, parts };
        let mut session = Session::new(&mut card);
        let done = read(&mut session);
        assert!(matches!(done, Err(SessionError::Endless { parts: 2048, .. })), "{at}: {done:?}");
        // The next file has a budget of its own, and what is no file has none.
        assert!(matches!(read(&mut session), Err(SessionError::Endless { parts: 2048, .. })));
        assert!(session.request(SERIAL).is_ok());
        drop(session);
        assert_eq!(card.sent, 2 * 2048 + 1, "{at}");
    }
}
