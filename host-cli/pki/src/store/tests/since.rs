//! What another program wrote while a card was worked on.

use super::super::super::index::LINES;
use super::*;

const CARD: &str = "JUKIV0000000009";

fn event(change: CardChange) -> CardEvent {
    CardEvent { card: CARD.to_owned(), at: now(), change }
}

/// What `record_card` is told of the card, by an index that was read earlier.
fn told(dir: &Path, earlier: &Index) -> Result<Option<CardState>, StoreError> {
    let mut seen = None;
    let asked =
        record_card(dir, &event(CardChange::HandedOver { generation: 9 }), earlier, |now| {
            seen = now.cloned();
            Err(CallbackError::Refused)
        });
    match asked.unwrap_err() {
        CallbackError::Refused => Ok(seen),
        CallbackError::Store(error) => Err(error),
    }
}

/// The card as the whole index has it.
fn whole(dir: &Path) -> Option<CardState> {
    index(dir).unwrap().card(CARD).cloned()
}

#[test]
fn the_lines_since_say_what_the_whole_index_says() {
    let office = Office::new("since");
    let dir = office.dir();
    let earlier = index(&dir).unwrap();
    assert_eq!(told(&dir, &earlier).unwrap(), None);
    let record =
        |change| record_card::<StoreError>(&dir, &event(change), &earlier, |_| Ok(())).unwrap();
    // Of this card, of another one, of no card.
    record(CardChange::Begun { seal: [1; 32], generation: 3 });
    record_issued(
        &dir,
        &Entry { serial: "0A".to_owned(), card: CARD.to_owned(), ..office.other.clone() },
    )
    .unwrap();
    record_issued(&dir, &Entry { serial: "0B".to_owned(), ..office.other.clone() }).unwrap();
    record(CardChange::HandedOver { generation: 4 });
    revoke(&dir, None, "0A", Reason::Superseded, now()).unwrap();
    revoke(&dir, None, "0B", Reason::Superseded, now()).unwrap();
    office.revoke(Reason::RemoveFromCrl).unwrap();
    let later = index(&dir).unwrap();
    for known in [&earlier, &later] {
        let told = told(&dir, known).unwrap().unwrap();
        assert!(told.says_the_same(&whole(&dir).unwrap()));
        assert_eq!(told.generations(), [4]);
    }
}

/// An authority of a hundred thousand cards reads what it wrote since, at each of them.
#[test]
fn what_was_read_earlier_is_not_read_again() {
    let office = Office::new("since-cost");
    let dir = office.dir();
    let read = |earlier: &Index| {
        let before = LINES.get();
        told(&dir, earlier).unwrap();
        LINES.get() - before
    };
    let earlier = index(&dir).unwrap();
    let all = office.lines().len();
    assert!(all > 4, "or whole and since are the same");
    let end = 1;
    for since in 0..3 {
        assert_eq!(read(&earlier), since + end);
        let change = CardChange::HandedOver { generation: 9 };
        record_card::<StoreError>(&dir, &event(change), &earlier, |_| Ok(())).unwrap();
    }
    assert_eq!(read(&index(&dir).unwrap()), end);
    // One that cannot be gone on from is: the count sees that.
    assert_eq!(read(&Index::default()), all + 3 + end);
}

#[test]
fn an_index_that_does_not_go_on_is_read_whole() {
    let office = Office::new("since-other");
    let dir = office.dir();
    let before = [INDEX, COPY].map(|path| office.read(path));
    record_card::<StoreError>(
        &dir,
        &event(CardChange::Begun { seal: [1; 32], generation: 3 }),
        &Index::default(),
        |_| Ok(()),
    )
    .unwrap();
    let earlier = index(&dir).unwrap();
    // It was put back as it was before, and somebody else went on from there: the place is the
    // same, the lines are not.
    for (path, content) in [INDEX, COPY].into_iter().zip(&before) {
        office.write(path, content);
    }
    assert_eq!(told(&dir, &earlier).unwrap(), None);
    let other = CardChange::Begun { seal: [2; 32], generation: 3 };
    record_card::<StoreError>(&dir, &event(other), &earlier, |_| Ok(())).unwrap();
    assert_eq!(told(&dir, &earlier).unwrap(), whole(&dir));
    assert_eq!(whole(&dir).unwrap().begun.unwrap().seal, [2; 32]);
}

#[test]
fn a_damaged_line_since_is_named() {
    let office = Office::new("since-damaged");
    let dir = office.dir();
    let earlier = index(&dir).unwrap();
    let first = office.lines().len();
    for generation in 3..6 {
        let change = CardChange::HandedOver { generation };
        record_card::<StoreError>(&dir, &event(change), &earlier, |_| Ok(())).unwrap();
    }
    let mut lines = office.lines();
    lines[first + 1][40] ^= 1;
    office.write(INDEX, &lines.concat());
    let error = told(&dir, &earlier).unwrap_err();
    let LedgerFault::Line { line, .. } = ledger_fault(error) else { panic!("another error") };
    assert_eq!(line, Fault { line: first + 2, kind: FaultKind::Check });
}
