//! An index of before there were check values.

use super::*;

#[test]
fn an_old_index_is_read_and_upgraded_when_it_is_next_written() {
    let office = Office::new("old-index");
    let before = index(&office.dir()).unwrap();
    office.make_old();
    let old = office.read(INDEX);
    let found = index(&office.dir()).unwrap();
    assert_eq!((found.entries(), found.is_checked()), (before.entries(), false));
    assert_eq!(office.read(INDEX), old, "reading changes nothing");
    // The machine stopped in the middle of a line.
    office.write(INDEX, &[&old[..], b"{\"eve"].concat());
    assert!(upgrade(&office.dir()).unwrap());
    assert!(!upgrade(&office.dir()).unwrap());
    let found = index(&office.dir()).unwrap();
    assert_eq!((found.entries(), found.is_checked()), (before.entries(), true));
    assert_eq!(office.read(INDEX), office.read(COPY));
    // From now on a line without its check value is one that somebody else wrote.
    office.write(INDEX, &old);
    assert!(matches!(office.refuses_index(), LedgerFault::Line { .. }));
    office.write(INDEX, &[office.read(COPY), b"{\"event\":\"list\"}\n".to_vec()].concat());
    assert!(matches!(office.refuses_index(), LedgerFault::Line { .. }));
}

/// True when a second program that opens the index now would have to wait.
fn is_held(dir: &Path) -> bool {
    let other = File::open(dir.join(INDEX)).unwrap();
    matches!(other.try_lock(), Err(fs::TryLockError::WouldBlock))
}

#[test]
fn an_index_is_never_free_while_it_is_upgraded() {
    let office = Office::new("upgrade-held");
    office.make_old();
    let dir = office.dir();
    let old = File::open(dir.join(INDEX)).unwrap();
    let numbers = |index: &Index| Ok(check_lists(&dir, index)?);
    // The moment at which others find the new file.
    let mut seen = None;
    let named = || seen = Some((office.read(INDEX), is_held(&dir)));
    let (held, upgraded) = LockedIndex::to_write_notifying(&dir, numbers, named).unwrap();
    let (written, was_held) = seen.unwrap();
    assert!(upgraded && was_held);
    assert_eq!(office.read(INDEX), written);
    assert!(is_held(&dir), "until whoever upgraded it has written");
    // Who waited for the old file goes on, and sees that it is another.
    old.try_lock().unwrap();
    drop(held);
    assert!(!is_held(&dir));
}

#[test]
fn what_may_be_done_with_a_card_is_asked_after_the_upgrade() {
    let office = Office::new("upgrade-card");
    office.make_old();
    let dir = office.dir();
    let change = CardChange::Begun { seal: [1; 32], generation: 0 };
    let begun = CardEvent { card: "JUKIV0000000009".to_owned(), at: now(), change };
    let mut seen = None;
    record_card::<StoreError>(&dir, &begun, &Index::default(), |state| {
        seen = Some((state.is_some(), is_checked(&dir).unwrap(), is_held(&dir)));
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, Some((false, true, true)));
}

#[test]
fn writers_that_meet_at_an_old_index_lose_nothing() {
    const WRITERS: u8 = 4;
    let office = Office::new("upgrade-writers");
    let dir = office.dir();
    let serial = |writer: u8| format!("{:02X}", writer + 1);
    for writer in 0..WRITERS {
        record_issued(&dir, &Entry { serial: serial(writer), ..office.other.clone() }).unwrap();
    }
    let before = crl_number(&office.read(LIST));
    office.make_old();
    let start = std::sync::Barrier::new(usize::from(WRITERS));
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (dir, start) = (&dir, &start);
            scope.spawn(move || {
                start.wait();
                revoke(dir, None, &serial(writer), Reason::KeyCompromise, now()).unwrap();
            });
        }
    });
    assert_eq!(crl_number(&office.read(LIST)), before + u64::from(WRITERS));
    let authority = load(&dir, None).unwrap();
    let revoked = |writer| authority.index().find(&serial(writer)).unwrap().revoked.is_some();
    assert!((0..WRITERS).all(revoked));
    assert!(authority.list_is_whole(office.other.issuer));
    assert_eq!(office.read(INDEX), office.read(COPY));
}

#[test]
fn an_upgrade_that_was_interrupted_goes_on() {
    let office = Office::new("half-upgraded");
    office.make_old();
    let marker = office.read("authority.json");
    upgrade(&office.dir()).unwrap();
    office.write("authority.json", &marker);
    office.remove(COPY);
    index(&office.dir()).unwrap();
    assert!(!upgrade(&office.dir()).unwrap());
    assert_eq!(office.read(INDEX), office.read(COPY));
    assert_ne!(office.read("authority.json"), marker);
}
