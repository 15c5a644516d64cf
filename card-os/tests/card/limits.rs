//! The limits that a card says in EF.ATR/INFO are where it stops: one more is `6A84`, and what
//! was there before is there afterwards.

use apdu_spec::limits::Capacity;
use apdu_spec::status::StatusWord;
use apdu_spec::tlv;
use card_os::crypto::software::Software;
use card_os_testing::card::{InProcessCard, SmallTestCard};

/// The smallest configuration on pages of this size, its administrator authenticated, and what it
/// answers of itself. EF 0105 holds "stays".
fn card<const ERASE: usize>(pages: usize) -> (SmallTestCard<ERASE, Software>, Capacity) {
    let mut card = SmallTestCard::blank_on(pages);
    card.administrator();
    let limits = Capacity::find(&card.done("00 B0 81 00 00")).unwrap();
    card.done("00 E0 00 00 [62{ 80{0005} 82{01} 83{0105} 88{F0} }]");
    card.done("00 D6 00 00 [\"stays\"]");
    (card, limits)
}

/// Nothing was lost: not now, and not for a card that starts anew.
fn check<const ERASE: usize>(mut card: SmallTestCard<ERASE, Software>) {
    for _ in 0..2 {
        card.administrator();
        assert_eq!(card.done("00 B0 9E 00 05"), b"stays");
        card.done("00 D6 00 00 [\"stays\"]");
        card = card.restarted();
    }
    assert_eq!(card.flash().violations(), &[] as &[String]);
}

/// Sends this over and over with `####` counting from a number up, until it is refused; gives the
/// number of those that were done.
fn until_refused<const ERASE: usize>(
    card: &mut SmallTestCard<ERASE, Software>,
    from: u16,
    command: &str,
) -> u16 {
    for number in from.. {
        match card.send(&command.replace("####", &format!("{number:04X}"))).1 {
            StatusWord::SUCCESS => {}
            refused => {
                assert_eq!(
                    refused,
                    StatusWord::NOT_ENOUGH_MEMORY,
                    "number {number:04X} of {command}"
                );
                return number - from;
            }
        }
    }
    0
}

#[test]
fn files_pins_and_keys_together() {
    let (mut card, limits) = card::<4096>(32);
    let more =
        until_refused(&mut card, 0x0200, "00 E0 00 00 [62{ 80{0001} 82{01} 83{####} 88{} }]");
    // MF, administrator key, EF.ATR/INFO and EF 0105 are there.
    assert_eq!(more + 4, limits.files);
    check(card);
}

#[test]
fn retry_counters() {
    let (mut card, limits) = card::<4096>(32);
    let pin = "82{08} A5{ 80{03} 83{0404} 84{01} } 83{####} 88{}";
    let more = until_refused(&mut card, 0x0200, &format!("00 E0 00 00 [62{{ {pin} }}]"));
    assert_eq!(more, u16::from(limits.counters));
    // A key without a counter is still made.
    card.done("00 E0 00 00 [62{ 82{09} 83{0017} A5{ 81{01} 82{06} } }]");
    check(card);
}

#[test]
fn dfs_below_each_other() {
    let (mut card, limits) = card::<4096>(32);
    let deep = until_refused(&mut card, 0xD100, "00 E0 00 00 [62{ 82{38} 83{####} }]");
    assert_eq!(deep, u16::from(limits.depth));
    assert_eq!(
        card.send("00 E0 00 00 [62{ 80{0001} 82{01} 83{0101} }]").1,
        StatusWord::NOT_ENOUGH_MEMORY
    );
    check(card);
}

#[test]
fn items_of_the_storage() {
    let (mut card, limits) = card::<4096>(64);
    let records = "82{02 01 0001 20} 83{####} 88{}";
    let files = until_refused(&mut card, 0x0200, &format!("00 E0 00 00 [62{{ {records} }}]"));
    // A file of 32 records is promised 34 items: its parameters, and one more record than it has.
    let (left, each) = (limits.items - 6, 34);
    assert!(files * each <= left && (files + 1) * each > left, "{files} files of {left} items");
    for file in 0x0200..0x0200 + files {
        card.done(&format!("00 A4 00 0C [{file:04X}]"));
        for _ in 0..0x20 {
            card.done("00 E2 00 00 [AA]");
        }
        assert_eq!(card.send("00 E2 00 00 [AA]").1, StatusWord::NOT_ENOUGH_MEMORY);
    }
    check(card);
}

#[test]
fn records_and_their_length() {
    fn longest<const ERASE: usize>() {
        let (mut card, limits) = card::<ERASE>(64);
        let record = |length| format!("82{{04 01 {length:04X} 02}} 83{{0201}}");
        let create = |length| format!("00 E0 00 00 [62{{ {} }}]", record(length));
        assert_eq!(
            card.send(&create(limits.record + 1)).1,
            StatusWord::NOT_ENOUGH_MEMORY,
            "{}",
            limits.record
        );
        // The longer an item, the less of the card can be used at all: see `Store::fits`.
        let length = (1..=limits.record)
            .rev()
            .find(|length| card.send(&create(*length)).1 != StatusWord::NOT_ENOUGH_MEMORY);
        let length = length.unwrap();
        println!("{length} of {} bytes in pages of {ERASE}", limits.record);
        assert!(length > limits.record / 2);
        let data = "5A".repeat(length.min(1000).into());
        card.done(&format!("00 E2 00 00 [{data}]"));
        check(card);
    }
    longest::<1024>();
    longest::<4096>();
    longest::<16384>();
}

#[test]
fn number_of_records() {
    let (mut card, limits) = card::<4096>(64);
    let most = limits.records;
    card.done(&format!("00 E0 00 00 [62{{ 82{{02 01 0001 {most:02X}}} 83{{0201}} }}]"));
    for record in 0..most {
        card.done(&format!("00 E2 00 00 [{record:02X}]"));
    }
    assert_eq!(card.send("00 E2 00 00 [00]").1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(card.done(&format!("00 B2 {most:02X} 04 00")), [most - 1]);
    let more = format!("00 E0 00 00 [62{{ 82{{02 01 0001 {:02X}}} 83{{0202}} }}]", most + 1);
    assert_eq!(card.send(&more).1, StatusWord::NOT_ENOUGH_MEMORY);
    check(card);
}

#[test]
fn size_of_a_transparent_file() {
    let (mut card, _) = card::<4096>(16);
    assert_eq!(
        card.send("00 E0 00 00 [62{ 80{FFFF} 82{01} 83{0201} }]").1,
        StatusWord::NOT_ENOUGH_MEMORY
    );
    let (mut large, _) = self::card::<4096>(64);
    large.done("00 E0 00 00 [62{ 80{FFFF} 82{01} 83{0201} }]");
    // The last byte that P1-P2 reaches, and no more than the file has.
    large.done("00 D6 7F FF [AA]");
    assert_eq!(large.done("00 B0 7F FF 01"), [0xAA]);
    check(card);
    check(large);
}

#[test]
fn parameters_of_a_file() {
    let (mut card, limits) = card::<4096>(32);
    let kept = |card: &mut SmallTestCard<4096, Software>, length: usize| {
        // DO 86 is kept as it is; the length field of what is longer than 127 has two bytes.
        let proprietary = "00".repeat(length);
        card.send(&format!(
            "00 E0 00 00 [62{{ 80{{0001}} 82{{01}} 83{{0201}} 86{{{proprietary}}} }}]"
        ))
        .1
    };
    let length = (128..usize::from(limits.parameters))
        .find(|length| match kept(&mut card, *length) {
            StatusWord::SUCCESS => {
                card.done("00 E4 00 00");
                false
            }
            refused => {
                assert_eq!(refused, StatusWord::NOT_ENOUGH_MEMORY, "{length}");
                true
            }
        })
        .unwrap();
    assert_eq!(kept(&mut card, length - 1), StatusWord::SUCCESS);
    let answer = card.send("00 A4 02 04 00 0002 0201 0000").0;
    let stored = tlv::find(&answer, apdu_spec::file::FCP).unwrap();
    assert_eq!(stored.len(), usize::from(limits.parameters));
    check(card);
}

#[test]
fn a_data_object() {
    let (mut card, limits) = card::<1024>(32);
    let object = |length: usize| format!("00 DA 01 A0 [{}]", "00".repeat(length));
    let most = usize::from(limits.data_object);
    assert!(most < 1000, "{most}");
    assert_eq!(card.send(&object(most + 1)).1, StatusWord::NOT_ENOUGH_MEMORY);
    let length = (1..=most)
        .rev()
        .find(|length| card.send(&object(*length)).1 != StatusWord::NOT_ENOUGH_MEMORY)
        .unwrap();
    println!("{length} of {most} bytes in pages of 1024");
    assert!(length > most / 2);
    check(card);
}

#[test]
fn a_df_that_is_deleted_at_once() {
    // More files than a transaction on these pages removes.
    let mut card = InProcessCard::<1024, 1024, 256, 2048>::blank_on(64);
    card.administrator();
    let capacity = Capacity::find(&card.done("00 B0 81 00 00")).unwrap();
    assert!(capacity.deleted < 100, "{}", capacity.deleted);
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    for fid in 0x0201..0x0200 + capacity.deleted {
        card.done(&format!("00 E0 00 00 [62{{ 80{{0001}} 82{{01}} 83{{{fid:04X}}} 88{{}} }}]"));
    }
    card.done("00 E0 00 00 [62{ 80{0001} 82{01} 83{0101} 88{08} }]");
    card.done("00 D6 81 00 [AA]");
    card.done("00 A4 00 0C [D100]");
    // One too many, the DF counted: all of it stays.
    assert_eq!(card.send("00 E4 00 00").1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(card.done("00 B0 81 00 01"), [0xAA]);
    for fid in 0x0201..0x0200 + capacity.deleted {
        card.done(&format!("00 A4 02 0C [{fid:04X}]"));
    }
    card.done("00 E4 00 00");
    card.done("00 A4 00 0C [D100]");
    card.done("00 E4 00 00");
    assert_eq!(card.send("00 A4 00 0C [D100]").1, StatusWord::FILE_NOT_FOUND);
    card.done("00 E0 00 00 [62{ 82{38} 83{D100} }]");
    assert_eq!(card.flash().violations(), &[] as &[String]);
}

#[test]
fn a_card_that_is_full_takes_one_file_for_each_that_is_deleted() {
    let (mut card, _) = card::<1024>(32);
    let create = "00 E0 00 00 [62{ 80{0258} 82{01} 83{####} 88{} }]";
    let files = until_refused(&mut card, 0x0200, create);
    for fid in 0x0200..0x0200 + files {
        card.done(&format!("00 A4 00 0C [{fid:04X}]"));
        for at in [0, 200, 400] {
            card.done(&format!("00 D6 {at:04X} [{}]", "5A".repeat(200)));
        }
    }
    for round in 0..50 {
        let old = 0x0200 + round % files;
        card.done(&format!("00 E4 00 00 [{old:04X}]"));
        assert_eq!(until_refused(&mut card, 0x1000 + round, create), 1, "round {round}");
        card.done(&format!("00 E4 00 00 [{:04X}]", 0x1000 + round));
        card.done(&create.replace("####", &format!("{old:04X}")));
        assert_eq!(until_refused(&mut card, 0x1000, create), 0, "round {round}");
        card.done(&format!("00 A4 00 0C [{old:04X}]"));
        card.done(&format!("00 D6 00 00 [{}]", "A5".repeat(200)));
    }
    check(card);
}

#[test]
fn commands_and_answers() {
    let (mut card, _) = card::<4096>(32);
    let atr_info = card.done("00 B0 81 00 00");
    let template = tlv::find(&atr_info, 0x7F66u16).unwrap();
    let mut lengths = tlv::Reader::new(template).map(|object| {
        let value = object.unwrap().value;
        usize::from(u16::from_be_bytes(value.try_into().unwrap()))
    });
    let (command, answer) = (lengths.next().unwrap(), lengths.next().unwrap());
    card.done("00 E0 00 00 [62{ 80{2000} 82{01} 83{0201} }]");
    card.done(&format!("00 D6 00 00 [{}]", "5A".repeat(command)));
    assert_eq!(card.done("00 B0 00 00 00 0000").len(), answer);
    // What cannot be cut at an offset is refused when it is longer than an answer may be.
    card.done("00 E0 00 00 [62{ 82{02 01 0080 20} 83{0202} }]");
    let records = answer / 0x80;
    for _ in 0..records {
        card.done(&format!("00 E2 00 00 [{}]", "A5".repeat(0x80)));
    }
    assert_eq!(card.done("00 B2 01 05 00 0000").len(), answer);
    card.done(&format!("00 E2 00 00 [{}]", "5A".repeat(0x80)));
    assert_eq!(card.send("00 B2 01 05 00 0000").1, StatusWord::NOT_ENOUGH_MEMORY);
    assert_eq!(card.done(&format!("00 B2 01 05 00 {answer:04X}")).len(), answer);
    assert_eq!(card.done("00 B2 02 05 00 0000").len(), answer);
    check(card);
}
