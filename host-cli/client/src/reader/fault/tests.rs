//! A card with faults, seen from the reader.

use std::sync::{Arc, Mutex};

use super::*;

/// Answers everything with two bytes and 9000, and counts.
#[derive(Default)]
struct CountingReader {
    asked: u32,
    resets: u32,
}

impl Reader for CountingReader {
    fn name(&self) -> &str {
        "willing"
    }

    fn atr(&self) -> &[u8] {
        &[0x3B, 0x00]
    }

    fn protocol(&self) -> Protocol {
        Protocol::T1
    }

    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.asked += 1;
        Ok(vec![0xAA, 0xBB, 0x90, 0x00])
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.resets += 1;
        Ok(())
    }

    fn exclusive(&mut self) -> Result<Box<dyn Reader + '_>, ReaderError> {
        Ok(Box::new(self))
    }
}

const SELECT: [u8; 7] = [0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00];
const READ_BINARY: [u8; 5] = [0x00, 0xB0, 0x00, 0x00, 0x02];
const DONE: [u8; 4] = [0xAA, 0xBB, 0x90, 0x00];

type Pauses = Arc<Mutex<Vec<Duration>>>;

fn faulty(faults: &[&str]) -> (FaultyReader<CountingReader>, Pauses) {
    let faults: Vec<Fault> = faults.iter().map(|text| text.parse().unwrap()).collect();
    let waited = Pauses::default();
    let pause = Arc::clone(&waited);
    (
        FaultyReader::new(CountingReader::default(), &faults, move |time| {
            pause.lock().unwrap().push(time);
        }),
        waited,
    )
}

#[test]
fn what_is_written_is_what_is_meant() {
    let seconds = Duration::from_secs;
    for (text, fault) in [
        ("remove-after=3", Fault::Remove { after: 3, back: None }),
        ("remove-after=1:2000", Fault::Remove { after: 1, back: Some(seconds(2)) }),
        ("latency=real", Fault::Latency(Latency::Real)),
        ("latency=1000", Fault::Latency(Latency::Fixed(seconds(1)))),
        (
            "status=6F00@read-binary:3",
            Fault::Status {
                status: StatusWord::NO_PRECISE_DIAGNOSIS,
                command: Instruction::ReadBinary,
                nth: 3,
            },
        ),
        (
            "status=FILE_NOT_FOUND@select",
            Fault::Status {
                status: StatusWord::FILE_NOT_FOUND,
                command: Instruction::Select,
                nth: 1,
            },
        ),
        ("mute", Fault::Mute),
        ("slow", Fault::Slow),
    ] {
        assert_eq!(text.parse(), Ok(fault), "{text}");
    }
}

#[test]
fn every_command_of_the_table_can_be_named() {
    let names: std::collections::HashSet<_> =
        TABLE.iter().map(|row| row.slug().to_string()).collect();
    assert_eq!(names.len(), TABLE.len());
    assert!(names.contains("perform-security-operation"));
    assert!(names.iter().all(|name| !name.contains([':', '@', '='])));
}

#[test]
fn what_means_nothing_is_refused() {
    for text in [
        "",
        "Mute",
        "mute=1",
        "remove-after",
        "remove-after=",
        "remove-after=0",
        "remove-after=-1",
        "remove-after=1:999",
        "remove-after=1:soon",
        "latency=",
        "latency=3600001",
        "latency=Real",
        "status=6F00",
        "status=6F00@",
        "status=6F00@READ BINARY",
        "status=6F00@read-binary:0",
        "status=6F@read-binary",
        "status=6000@read-binary",
        "status=1234@read-binary",
        "status=@read-binary",
    ] {
        assert!(text.parse::<Fault>().is_err(), "{text}");
    }
}

#[test]
fn the_nth_command_of_its_kind_is_answered_and_not_carried_out() {
    let (mut card, waited) = faulty(&["status=6F00@read-binary:2", "status=6982@select:1"]);
    assert_eq!(card.transmit(&SELECT).unwrap(), [0x69, 0x82]);
    assert_eq!(card.transmit(&READ_BINARY).unwrap(), DONE);
    assert_eq!(card.transmit(&SELECT).unwrap(), DONE, "only the first");
    assert_eq!(card.transmit(&READ_BINARY).unwrap(), [0x6F, 0x00]);
    assert_eq!(card.transmit(&READ_BINARY).unwrap(), DONE);
    assert_eq!(card.card.asked, 3);
    assert!(waited.lock().unwrap().is_empty());
}

#[test]
fn the_card_is_gone_once_it_has_answered_and_back_with_the_next_reset() {
    let (mut card, waited) = faulty(&["remove-after=2:1000"]);
    assert_eq!(card.transmit(&SELECT).unwrap(), DONE);
    assert!(card.present());
    assert_eq!(card.transmit(&SELECT).unwrap(), DONE);
    assert!(!card.present());
    for _ in 0..2 {
        let gone = card.transmit(&SELECT);
        assert!(matches!(gone, Err(ReaderError::CardRemoved(name)) if name == "willing"));
    }
    assert_eq!(card.card.asked, 2, "nothing reaches it");
    assert!(waited.lock().unwrap().is_empty());
    card.reset().unwrap();
    assert!(card.present());
    assert_eq!(*waited.lock().unwrap(), [Duration::from_secs(1)]);
    for _ in 0..5 {
        card.transmit(&SELECT).unwrap();
        assert!(card.present(), "it is taken out once");
    }
}

#[test]
fn a_card_that_is_not_put_back_stays_away() {
    let (mut card, _) = faulty(&["remove-after=1"]);
    card.transmit(&SELECT).unwrap();
    assert!(matches!(card.reset(), Err(ReaderError::CardRemoved(_))));
    assert!(matches!(card.transmit(&SELECT), Err(ReaderError::CardRemoved(_))));
    assert_eq!(card.card.resets, 0);
}

/// What another removal would do is of no account.
#[test]
fn a_card_comes_back_when_the_fault_that_took_it_out_says_so() {
    let (mut card, waited) = faulty(&["remove-after=2", "remove-after=1:3000"]);
    card.transmit(&SELECT).unwrap();
    assert!(!card.present());
    card.reset().unwrap();
    assert_eq!(*waited.lock().unwrap(), [Duration::from_secs(3)]);
    card.transmit(&SELECT).unwrap();
    assert!(matches!(card.reset(), Err(ReaderError::CardRemoved(name)) if name == "willing"));
    assert!(!card.present());
    assert_eq!((card.card.asked, card.card.resets), (2, 1));

    let (mut card, _) = faulty(&["remove-after=1", "remove-after=2:3000"]);
    card.transmit(&SELECT).unwrap();
    assert!(matches!(card.reset(), Err(ReaderError::CardRemoved(_))));

    // Of those that take it out together the first counts.
    for (faults, comes) in [
        (["remove-after=1", "remove-after=1:3000"], false),
        (["remove-after=1:3000", "remove-after=1"], true),
    ] {
        let (mut card, _) = faulty(&faults);
        card.transmit(&SELECT).unwrap();
        assert_eq!(card.reset().is_ok(), comes, "{faults:?}");
    }
}

#[test]
fn a_mute_card_has_no_answer_to_reset_and_to_nothing_else() {
    let (mut card, _) = faulty(&["mute"]);
    assert!(card.atr().is_empty() && card.present());
    assert!(matches!(card.transmit(&SELECT), Err(ReaderError::Mute(name)) if name == "willing"));
    assert_eq!(card.card.asked, 0);
}

#[test]
fn a_slow_card_is_slow_for_a_minute() {
    let (mut card, waited) = faulty(&["slow"]);
    for _ in 0..10 {
        assert_eq!(card.transmit(&SELECT).unwrap(), DONE);
    }
    assert_eq!(*waited.lock().unwrap(), [Duration::from_secs(10); 6]);
}

#[test]
fn latencies_add_up_and_a_signature_takes_longest() {
    let (mut card, waited) = faulty(&["latency=7", "latency=5"]);
    card.transmit(&SELECT).unwrap();
    assert_eq!(*waited.lock().unwrap(), [Duration::from_millis(12)]);

    let select = real(&SELECT, &[0x90, 0x00]);
    let read = real(&READ_BINARY, &[0; 258]);
    let p256 = real(&[0x00, 0x2A, 0x9E, 0x9A], &[0; 66]);
    let rsa = real(&[0x00, 0x2A, 0x9E, 0x9A], &[0; 258]);
    let refused = real(&[0x00, 0x2A, 0x9E, 0x9A], &[0x69, 0x82]);
    assert!(refused < select && select < read && read < p256 && p256 < rsa);
    let within = |from, to| Duration::from_millis(from)..Duration::from_millis(to);
    assert!(within(24, 60).contains(&p256) && within(60, 220).contains(&rsa), "{p256:?} {rsa:?}");
}

/// A command has one name, wherever it is typed.
#[test]
fn every_command_is_named_as_it_is_explained() {
    for row in TABLE {
        let fault: Fault = format!("status=6F00@{}:2", row.slug()).parse().unwrap();
        let status = StatusWord::NO_PRECISE_DIAGNOSIS;
        assert_eq!(fault, Fault::Status { status, command: row.instruction, nth: 2 });
    }
    let refused = "status=6F00@read".parse::<Fault>().unwrap_err();
    assert_eq!(refused.fault, "status=6F00@read");
    assert_eq!(refused.reason, FaultReason::Command("read".to_owned()));
}
