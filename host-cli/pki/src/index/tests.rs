use super::card::{Activation, CardChange, IssuanceStart};
use super::*;
use apdu_spec::profile::KeyType;

fn now() -> DateTime {
    DateTime::new(2026, 11, 22, 0, 0, 0).unwrap()
}

fn entry(serial: &str) -> Entry {
    Entry {
        serial: serial.to_owned(),
        issuer: Issuer::new(Purpose::Signing, KeyType::P256),
        card: "JUKIV0000000001".to_owned(),
        not_before: now(),
        not_after: "2029-11-22T14:59:59Z".parse().unwrap(),
        revoked: None,
    }
}

fn card(change: CardChange) -> Event {
    Event::Card(CardEvent { card: "JUKIV0000000001".to_owned(), at: now(), change })
}

fn lines(events: &[Event]) -> Vec<Vec<u8>> {
    let mut check = CheckValue::default();
    events.iter().map(|event| event.line(&mut check).unwrap()).collect()
}

/// One event of every kind, the certificate 0A1B revoked and 0C suspended for a while.
fn events() -> Vec<Event> {
    vec![
        card(CardChange::Begun { seal: [7; 32], generation: 0 }),
        Event::Issued(entry("0A1B")),
        Event::Issued(entry("0C")),
        Event::revoked("0A1B", now(), Reason::CertificateHold),
        Event::revoked("0C", now(), Reason::CertificateHold),
        Event::List { issuer: Issuer::ALL[0], number: 9 },
        Event::revoked("0C", now(), Reason::RemoveFromCrl),
        card(CardChange::HandedOver { generation: 1 }),
        card(CardChange::HandedOver { generation: 7 }),
        card(CardChange::Activated { generation: Some(1) }),
        card(CardChange::ServiceHandedOver { aid: vec![0xF0, 1], generation: 3 }),
        Event::revoked("0A1B", now(), Reason::KeyCompromise),
    ]
}

#[test]
fn an_index_says_what_its_lines_say() {
    let index = Index::read(&*lines(&events()).concat(), true).unwrap();
    assert_eq!(index.find("a1b").unwrap().revoked.unwrap().reason, Reason::KeyCompromise);
    assert_eq!(index.find("000C"), Some(&entry("0C")));
    assert_eq!(index.lifted(Number::from_digits("C").unwrap()), Some(now()));
    assert_eq!(index.list_number(Issuer::ALL[0]), Some(9));
    assert_eq!(index.list_number(Issuer::ALL[1]), None);
    let state = index.card("JUKIV0000000001").unwrap();
    assert_eq!(state.begun, Some(IssuanceStart { at: now(), seal: [7; 32], generation: 0 }));
    assert_eq!(state.handed_over, [(1, now()), (7, now())]);
    assert_eq!(state.generations(), [1], "the one that the activated card proved");
    assert_eq!(state.generation(), 1);
    assert_eq!(state.service_generations(&[0xF0, 1]), [3]);
    assert_eq!(state.service_generations(&[0xF0]), [0], "one of before there were any");
    assert_eq!(state.activated, Some(Activation { at: now(), generation: 1 }));
    assert!(state.services.contains_key(&[0xF0, 1][..]));
    assert_eq!(index.certificates_of("JUKIV0000000001").count(), 2);
    assert!(index.card("JUKIV0000000002").is_none());
    // Written anew it says the same.
    let again = Index::read(&*index.lines().unwrap(), true).unwrap();
    assert_eq!(again.entries(), index.entries());
    assert_eq!(again.cards, index.cards);
    assert_eq!((again.lifted, again.lists), (index.lifted, index.lists));
}

#[test]
fn an_activated_card_has_the_key_that_it_proved() {
    let begun = |generation| card(CardChange::Begun { seal: [7; 32], generation });
    let left = |generation| card(CardChange::HandedOver { generation });
    let of = |events: &[Event]| {
        let index = Index::read(&*lines(events).concat(), true).unwrap();
        index.card("JUKIV0000000001").unwrap().clone()
    };
    let aid = [0xF0, 1];
    let service =
        |generation| card(CardChange::ServiceHandedOver { aid: aid.to_vec(), generation });
    // Two keys left, and the card with the first goes on.
    let mut events = vec![begun(1), left(1), begun(7), left(7), service(3)];
    assert_eq!(of(&events).generations(), [7, 1], "the last one is the likeliest");
    assert_eq!(of(&events).service_generations(&aid), [3]);
    events.push(begun(1));
    assert_eq!(of(&events).generations(), [1, 7]);
    assert!(of(&events).service_generations(&aid).is_empty(), "that one is on the other card");
    // Lines of before they said the generation: it is the one with which issuing went on.
    for generation in [Some(1), None] {
        let mut events = events.clone();
        events.push(card(CardChange::Activated { generation }));
        // Nothing that comes later makes another card of it.
        let again = card(CardChange::Activated { generation: Some(7) });
        events.extend([service(4), begun(7), left(9), again]);
        let state = of(&events);
        assert_eq!(state.service_generations(&aid), [4]);
        assert_eq!((state.generation(), state.generations()), (1, vec![1]), "{generation:?}");
        let lines = state.events("JUKIV0000000001").into_iter().map(Event::Card);
        assert_eq!(of(&lines.collect::<Vec<_>>()).generations(), [1], "written anew");
    }
}

#[test]
fn a_line_that_was_cut_off_never_happened() {
    let lines = lines(&events());
    let whole = lines.concat();
    let ends: Vec<usize> = lines
        .iter()
        .scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        })
        .collect();
    for cut in 0..=whole.len() {
        let index = Index::parse(&whole[..cut]).unwrap();
        assert_eq!(index.line_count(), ends.iter().filter(|end| **end <= cut).count(), "{cut}");
        // An authority has published lists: an index of its own is never empty.
        let checked = Index::read(&whole[..cut], true);
        assert_eq!(checked.is_ok(), cut >= ends[0], "{cut}");
    }
}

#[test]
fn a_bit_that_flipped_is_found_in_its_line() {
    let lines = lines(&events());
    let whole = lines.concat();
    let ends: Vec<usize> = (1..=lines.len()).map(|count| lines[..count].concat().len()).collect();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[place] ^= 1 << bit;
            let line = 1 + ends.iter().filter(|end| **end <= place).count();
            match Index::read(&*flipped, true) {
                Err(ReadError::Line(fault)) => assert_eq!(fault.line, line, "{place} {bit}"),
                // The end of the last line: what has none is passed over, and the copy knows.
                Ok(index) if place + 1 == whole.len() => {
                    assert_eq!(index.line_count() + 1, lines.len());
                }
                other => panic!("{place} {bit}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_line_that_was_lost_or_moved_is_found() {
    let lines = lines(&events());
    let refused = |lines: &[Vec<u8>]| match Index::read(&*lines.concat(), true) {
        Err(ReadError::Line(fault)) => fault,
        other => panic!("{other:?}"),
    };
    for lost in 0..lines.len() - 1 {
        let mut rest = lines.clone();
        rest.remove(lost);
        assert_eq!(refused(&rest), Fault { line: lost + 1, kind: FaultKind::Check });
        let mut moved = lines.clone();
        moved.swap(lost, lost + 1);
        assert_eq!(refused(&moved).line, lost + 1);
        let mut twice = lines.clone();
        twice.insert(lost, lines[lost].clone());
        assert_eq!(refused(&twice).line, lost + 2);
    }
    let mut old = lines.clone();
    old.push(b"{\"event\":\"list\",\"purpose\":\"signing\",\"number\":1}\n".to_vec());
    assert_eq!(refused(&old), Fault { line: lines.len() + 1, kind: FaultKind::Check });
}

#[test]
fn lines_without_check_values_are_read_as_they_were() {
    let line = |serial: &str| {
        format!(
            "{{\"event\":\"issued\",\"serial\":\"{serial}\",\"purpose\":\"signing\",\"card\":\
             \"JUKIV0000000001\",\"not_before\":\"2026-11-22T00:00:00Z\",\"not_after\":\
             \"2029-11-22T14:59:59Z\"}}\n"
        )
    };
    let revoked = "{\"event\":\"revoked\",\"serial\":\"0A1B\",\"date\":\"2026-11-22T00:00:00Z\",\
                   \"reason\":\"keyCompromise\"}\n";
    let text = format!("{}{}{revoked}", line("0A1B"), line("0C"));
    let index = Index::parse(text.as_bytes()).unwrap();
    assert!(!index.is_checked());
    assert_eq!(index.entries()[1], entry("0C"));
    assert_eq!(index.find("0A1B").unwrap().revoked.unwrap().reason, Reason::KeyCompromise);
    let refused = Index::read(text.as_bytes(), true).unwrap_err();
    assert!(matches!(refused, ReadError::Line(Fault { line: 1, kind: FaultKind::Check })));
    // One of them with a check value is a line that lost others.
    let mixed = [text.as_bytes(), &lines(&events())[0]].concat();
    assert_eq!(Index::parse(&mixed), Err(Fault { line: 4, kind: FaultKind::Check }));
}

#[test]
fn only_a_suspension_is_lifted() {
    let after = |reasons: &[Reason]| {
        let mut index = Index::default();
        index.apply(Event::Issued(entry("01"))).unwrap();
        let told = |reason: &Reason| index.apply(Event::revoked("01", now(), *reason));
        let taken = reasons.iter().map(told).filter(Option::is_some).count();
        (taken, index.find("01").unwrap().revoked.map(|revoked| revoked.reason))
    };
    let (hold, lifted) = (Reason::CertificateHold, Reason::RemoveFromCrl);
    assert_eq!(after(&[hold, lifted]), (2, None));
    for reason in Reason::ALL.into_iter().filter(|reason| reason.is_permanent()) {
        assert_eq!(after(&[reason, lifted]), (1, Some(reason)));
        // Nor by way of a suspension, nor after one.
        assert_eq!(after(&[reason, hold, lifted]), (1, Some(reason)));
        assert_eq!(after(&[hold, reason, lifted]), (2, Some(reason)));
    }
}

#[test]
fn a_line_that_makes_no_sense_is_named() {
    let meaning = |line| Err(Fault { line, kind: FaultKind::Meaning });
    let twice = lines(&[Event::Issued(entry("01")), Event::Issued(entry("01"))]).concat();
    assert_eq!(Index::parse(&twice), meaning(2));
    let unknown = Event::revoked("02", now(), Reason::Superseded);
    let unknown = lines(&[Event::Issued(entry("01")), unknown]).concat();
    assert_eq!(Index::parse(&unknown), meaning(2));
    let syntax = |column| Err(Fault { line: 1, kind: FaultKind::Syntax { column } });
    assert_eq!(Index::parse(b"nonsense\n"), syntax(2));
    let long = vec![b' '; 70_000];
    assert_eq!(Index::parse(&long), syntax(65_536));
    // What is missing is named, and what is there and cannot be.
    let whole = "{\"event\":\"issued\",\"serial\":\"01\",\"purpose\":\"signing\",\"card\":\"J\",\
                 \"not_before\":\"2026-11-22T00:00:00Z\",\"not_after\":\"2029-11-22T14:59:59Z\"}\n";
    Index::parse(whole.as_bytes()).unwrap();
    for (from, to, member) in [
        (",\"card\":\"J\"", "", "card"),
        ("\"serial\":\"01\",", "", "serial"),
        ("signing", "singing", "purpose"),
        ("2029-11-22", "2029-13-22", "not_after"),
        ("issued", "lost", "event"),
    ] {
        let line = whole.replace(from, to);
        let kind = FaultKind::Member(member);
        assert_eq!(Index::parse(line.as_bytes()), Err(Fault { line: 1, kind }), "{line}");
    }
}
