//! The limits that are the same in every size of card (`apdu_spec::limits::LIMITS`), reached: what
//! fits is taken, one more is refused by the status word that SPEC.md says, and nothing is lost.

use apdu_spec::file::{PIN_MAX, RECORD_MAX};
use apdu_spec::limits::{
    CHANNELS, COUNTERS_MAX, DATA_OBJECT_MAX, DEPTH_MAX, PUT_MAX, SEARCH_MAX, SECURITY_STATUS_MAX,
    SMALL,
};
use apdu_spec::list::LIST_MAX;
use apdu_spec::status::StatusWord;
use card_os_testing::card::{InProcessCard, SmallTestCard, TestCard};

fn builder() -> TestCard {
    let mut card = TestCard::blank();
    card.administrator();
    card
}

/// A command in extended length, in the notation of scenarios.
fn extended(header: &str, data: &[u8]) -> String {
    format!("{header} 00 {:04X} {}", data.len(), hex::encode(data))
}

#[test]
fn channels() {
    let mut card = TestCard::blank();
    for number in 1..CHANNELS {
        assert_eq!(card.done("00 70 00 00 01"), [u8::try_from(number).unwrap()]);
    }
    assert_eq!(card.send("00 70 00 00 01").1, StatusWord::FUNCTION_NOT_SUPPORTED);
}

#[test]
fn dfs_below_each_other() {
    let mut card = builder();
    for level in 1..=DEPTH_MAX {
        card.done(&format!("00 E0 00 00 [62{{ 82{{38}} 83{{10{level:02X}}} }}]"));
    }
    assert_eq!(card.send("00 E0 00 00 [62{ 82{38} 83{2000} }]").1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(
        card.send("00 E0 00 00 [62{ 80{0001} 82{01} 83{2000} }]").1,
        StatusWord::NOT_ENOUGH_MEMORY
    );
    assert_eq!(card.done("00 A4 03 00 00")[..4], [0x6F, 0x0A, 0x82, 0x01], "still there");
}

#[test]
fn retry_counters() {
    let mut card = builder();
    // The administrator key has none.
    let pins = usize::from(COUNTERS_MAX);
    let pin = |at: usize| {
        format!(
            "00 E0 00 00 [62{{ 82{{08}} 83{{{:04X}}} 88{{}} A5{{ 80{{03}} 83{{0404}} 84{{01}} }} }}]",
            0x1000 + at
        )
    };
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    for at in 0..pins {
        card.done(&pin(at));
    }
    assert_eq!(card.send(&pin(pins)).1, StatusWord::NOT_ENOUGH_MEMORY);
    // What is deleted gives its counter back.
    card.done("00 E4 02 00 [1000]");
    card.done(&pin(pins));
    assert_eq!(card.send(&pin(pins + 1)).1, StatusWord::NOT_ENOUGH_MEMORY);
}

#[test]
fn security_statuses_on_a_channel() {
    let mut card = builder();
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    for at in 1..=SECURITY_STATUS_MAX + 1 {
        card.done(&format!(
            "00 E0 00 00 [62{{ 82{{08}} 83{{{at:04X}}} A5{{ 80{{03}} 83{{0404}} 84{{01}} }} AB{{ 84{{20}} 90{{}} 84{{24}} A4{{ 83{{{:02X}}} 95{{08}} }} }} }}]",
            0x80 + at
        ));
        card.done("00 24 01 80 [\"1234\"]");
        card.done("00 44 00 00");
    }
    card.card.reset();
    card.done("00 A4 00 0C [D100]");
    for at in 1..=SECURITY_STATUS_MAX + 1 {
        card.done(&format!("00 20 00 {:02X} [\"1234\"]", 0x80 + at));
    }
    // The first is forgotten, the last counts.
    let refused = card.send("00 24 01 81 [\"4321\"]").1;
    assert_eq!(refused, StatusWord::SECURITY_STATUS_NOT_SATISFIED);
    card.done(&format!("00 24 01 {:02X} [\"4321\"]", 0x81 + SECURITY_STATUS_MAX));
}

#[test]
fn lengths_of_files_and_values() {
    let mut card = builder();
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    let records = |length: u16, count: u8| {
        format!("00 E0 00 00 [62{{ 82{{04 01 {length:04X} {count:02X}}} 83{{0101}} }}]")
    };
    assert_eq!(card.send(&records(RECORD_MAX + 1, 1)).1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(card.send(&records(1, 255)).1, StatusWord::NOT_ENOUGH_MEMORY);
    card.done(&records(RECORD_MAX, 1));
    card.done(&extended("00 E2 00 00", &[7; RECORD_MAX as usize]));
    let size = "00 E0 00 00 [62{ 80{010000} 82{01} 83{0102} }]";
    assert_eq!(card.send(size).1, StatusWord::NOT_ENOUGH_MEMORY);
    let value = hex::encode(vec![0x31; PIN_MAX + 1]);
    assert_eq!(card.send(&format!("00 20 00 10 [{value}]")).1, StatusWord::WRONG_LENGTH);
}

#[test]
fn search_strings() {
    let mut card = builder();
    card.done("00 E0 00 00 [62{ 80{0258} 82{01} 83{0101} AB{ 80{07} 90{} } 8A{05} }]");
    let longest = usize::from(SEARCH_MAX);
    let string = |length: usize| hex::encode(vec![7; length]);
    card.done(&format!("00 D6 00 02 [{}]", string(longest + 1)));
    let even = |length| extended("00 A0 00 00", &vec![7; length]) + "0000";
    assert_eq!(card.done(&even(longest)), [0, 2]);
    assert_eq!(card.send(&even(longest + 1)).1, StatusWord::WRONG_LENGTH);
    let odd = |length| format!("00 A1 00 00 [54{{00}} 53{{{}}}] 0000", string(length));
    assert_eq!(card.done(&odd(longest)), [0x54, 1, 2]);
    assert_eq!(card.send(&odd(longest + 1)).1, StatusWord::INCORRECT_DATA);
}

#[test]
fn data_objects() {
    let mut card = builder();
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    let put = |count: usize| {
        let objects = (0..count).flat_map(|at| [0x5F, u8::try_from(0x20 + at).unwrap(), 1, 7]);
        extended("00 DB 3F FF", &objects.collect::<Vec<_>>())
    };
    assert_eq!(card.send(&put(PUT_MAX + 1)).1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(card.send("00 CA 5F 20 00").1, StatusWord::REFERENCE_NOT_FOUND);
    card.done(&put(PUT_MAX));

    let mut wide = InProcessCard::<8192, 65536, 64, 320>::blank_on(32);
    wide.administrator();
    wide.done(&extended("00 DA 7F 21", &[1; DATA_OBJECT_MAX]));
    assert_eq!(
        wide.send(&extended("00 DA 7F 21", &[2; DATA_OBJECT_MAX + 1])).1,
        StatusWord::NOT_ENOUGH_MEMORY
    );
    assert_eq!(wide.done("00 CA 7F 21 00 0000"), [1; DATA_OBJECT_MAX]);
    let odd = |length: usize| {
        let header = [0x7F, 0x21, 0x82];
        let length_bytes = u16::try_from(length).unwrap().to_be_bytes();
        extended("00 DB 3F FF", &[&header[..], &length_bytes, &vec![3; length]].concat())
    };
    assert_eq!(wide.send(&odd(DATA_OBJECT_MAX + 1)).1, StatusWord::NOT_ENOUGH_MEMORY);
    wide.done(&odd(DATA_OBJECT_MAX));
    assert_eq!(wide.done("00 CA 7F 21 00 0000"), [3; DATA_OBJECT_MAX]);
    // On pages of 4 KiB it is the page that is full.
    assert_eq!(
        card.send(&extended("00 DA 7F 21", &[1; DATA_OBJECT_MAX])).1,
        StatusWord::NOT_ENOUGH_MEMORY
    );

    let list = |bytes: usize| {
        let list = [&[0x5C, 0x81, u8::try_from(bytes & 0xFF).unwrap()][..], &vec![0x42; bytes]];
        let list = list.concat();
        let long = [&[0x5C, 0x82, 1, 0][..], &vec![0x42; bytes]].concat();
        extended("00 CB 3F FF", if bytes > 0xFF { &long } else { &list }) + "0000"
    };
    assert_eq!(card.send(&list(LIST_MAX)).1, StatusWord::REFERENCE_NOT_FOUND);
    assert_eq!(card.send(&list(LIST_MAX + 1)).1, StatusWord::INCORRECT_DATA);
}

#[test]
fn files_and_buffers_of_the_least_card() {
    let mut card = SmallTestCard::<4096>::blank_on(64);
    card.administrator();
    // The MF, EF.ATR/INFO and the administrator key are there.
    for at in 3..SMALL.files {
        card.done(&format!("00 E0 00 00 [62{{ 80{{0001}} 82{{01}} 83{{10{at:02X}}} 88{{}} }}]"));
    }
    assert_eq!(
        card.send("00 E0 00 00 [62{ 80{0001} 82{01} 83{7F01} }]").1,
        StatusWord::NOT_ENOUGH_MEMORY
    );
    card.done("00 A4 00 0C [1003]");

    // A chain of more than the buffer.
    let link = format!("10 DA 7F 21 [{}]", "00".repeat(255));
    for _ in 0..SMALL.buffer / 255 {
        card.done(&link);
    }
    assert_eq!(card.send(&link).1, StatusWord::NOT_ENOUGH_MEMORY);
    // Nothing of it is left.
    assert_eq!(card.send("00 DA 7F 21 [00]").1, StatusWord::SUCCESS);
    assert_eq!(card.done("00 CA 7F 21 00"), [0x00]);
}
