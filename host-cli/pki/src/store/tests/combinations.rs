//! Every state of the index beside every state of its copy.

use super::*;
use crate::store::{index as index_of, trust as trust_of};

/// What is at the place of the index, or of its copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// As it was left.
    Whole,
    Missing,
    /// A bit was flipped in the middle.
    Damaged,
    /// Of a backup from before the last list.
    Older,
    /// Whole, and of another authority or another history.
    Other,
}

use State::{Damaged, Missing, Older, Other, Whole};

/// An authority that published a list after its folder was backed up.
struct BackedUpAuthority {
    office: Office,
    now: Vec<u8>,
    older: Vec<u8>,
    other: Vec<u8>,
    lists: Vec<(&'static str, Vec<u8>)>,
}

impl BackedUpAuthority {
    fn new(name: &str) -> Self {
        let office = Office::new(name);
        let older = office.read(INDEX);
        office.revoke(Reason::KeyCompromise).unwrap();
        let now = office.read(INDEX);
        // A history that began with the same lines and went another way, as long as this one.
        let mut check =
            CheckValue::of_line(older.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap());
        let line = Event::List { issuer: Issuer::ALL[1], number: 9 }.line(check.as_mut().unwrap());
        let other = [&older[..], &line.unwrap()].concat();
        let lists = Issuer::ALL.map(|issuer| [crl_file(issuer), kept_crl_file(issuer)]);
        let lists = lists.as_flattened().iter().map(|path| (*path, office.read(path))).collect();
        Self { office, now, older, other, lists }
    }

    fn put(&self, path: &str, state: State) {
        let mut damaged = self.now.clone();
        let place = damaged.len() / 2;
        damaged[place] ^= 1;
        match state {
            Whole => self.office.write(path, &self.now),
            Missing => drop(fs::remove_file(self.office.dir().join(path))),
            Damaged => self.office.write(path, &damaged),
            Older => self.office.write(path, &self.older),
            Other => self.office.write(path, &self.other),
        }
    }

    /// What is wrong with this index beside this copy; `None` when nothing is.
    fn fault(&self, index: State, copy: State) -> Option<StoreError> {
        self.put(INDEX, index);
        self.put(COPY, copy);
        index_of(&self.office.dir()).err()
    }
}

#[test]
fn every_index_beside_every_copy_is_told_apart() {
    let late = BackedUpAuthority::new("combinations");
    let states = [Whole, Missing, Damaged, Older, Other];
    let all = states.into_iter().flat_map(|index| states.map(|copy| (index, copy)));
    for (index, copy) in all {
        let error = late.fault(index, copy);
        let (now, then) = (Some(ListAgreement::Confirmed), Some(ListAgreement::Contradicted));
        let is_expected = match (index, copy) {
            (Whole, Whole | Missing | Damaged | Older) => error.is_none(),
            (Older, Missing | Damaged | Older) | (Other, Missing | Damaged | Older | Other) => {
                matches!(
                    error,
                    Some(StoreError::Files(FilesError::File {
                        fault: FileFault::Contradiction { found: Contradiction::Newer { .. }, .. },
                        ..
                    }))
                )
            }
            _ => match (index, copy, ledger_fault(error.unwrap())) {
                (Whole, Other, LedgerFault::Two { lists, copy, .. }) => {
                    (lists, Some(copy.lists)) == (now, then)
                }
                (Other, Whole, LedgerFault::Two { lists, copy, .. }) => {
                    (lists, Some(copy.lists)) == (then, now)
                }
                (Missing, Whole, LedgerFault::Missing { copy }) => {
                    copy.map(|copy| copy.lists) == now
                }
                (Missing, Older | Other, LedgerFault::Missing { copy }) => {
                    copy.map(|copy| copy.lists) == then
                }
                (Missing, _, LedgerFault::Missing { copy }) => copy.is_none(),
                (Damaged, Whole, LedgerFault::Line { copy: CopyReach::Whole { copy, .. }, .. })
                | (Older, Whole, LedgerFault::Short { copy, .. }) => Some(copy.lists) == now,
                (Damaged, Older | Other, LedgerFault::Line { copy, .. }) => {
                    matches!(copy, CopyReach::Behind { .. })
                }
                (Damaged, _, LedgerFault::Line { copy, .. }) => copy == CopyReach::Unusable,
                (Older, Other, LedgerFault::Short { copy, .. }) => Some(copy.lists) == then,
                _ => false,
            },
        };
        assert!(is_expected, "{index:?} beside {copy:?}");
    }
}

#[test]
fn two_of_which_the_lists_say_nothing_are_told_so() {
    let late = BackedUpAuthority::new("combinations-two");
    late.lists.iter().for_each(|(path, _)| late.office.remove(path));
    let fault = ledger_fault(late.fault(Whole, Other).unwrap());
    let LedgerFault::Two { lists, copy, .. } = fault else { panic!("{fault:?}") };
    assert_eq!(
        (lists, copy.lists),
        (Some(ListAgreement::Undetermined), ListAgreement::Undetermined)
    );
}

/// The list of one issuer says nothing of what another one revoked.
#[test]
fn a_copy_has_what_was_published_only_where_the_lists_say_so() {
    let late = BackedUpAuthority::new("combinations-lists");
    let told = || match ledger_fault(late.fault(Missing, Older).unwrap()) {
        LedgerFault::Missing { copy } => copy.unwrap().lists,
        other => panic!("{other:?}"),
    };
    assert_eq!(told(), ListAgreement::Contradicted);
    // The lists that know better are gone, then all of them.
    for lost in [&late.lists[..2], &late.lists] {
        lost.iter().for_each(|(path, _)| drop(fs::remove_file(late.office.dir().join(path))));
        assert_eq!(told(), ListAgreement::Undetermined, "{} lists", lost.len());
    }
    // One that is damaged says nothing either.
    late.lists.iter().for_each(|(path, list)| late.office.write(path, list));
    late.lists[..2].iter().for_each(|(path, _)| late.office.write(path, b"0"));
    assert_eq!(told(), ListAgreement::Undetermined);
}

/// A link to itself stands for whatever may not be looked at, for the superuser too.
#[test]
fn what_cannot_be_seen_is_not_missing() {
    let office = Office::new("unseen");
    let dir = office.dir();
    for hidden in [MARKER, COPY, "public/cv-root.cv", LIST, "public", "private"] {
        let (place, aside) = (dir.join(hidden), office.folder.0.join("aside"));
        fs::rename(&place, &aside).unwrap();
        std::os::unix::fs::symlink(&place, &place).unwrap();
        if hidden == COPY {
            fs::rename(dir.join(INDEX), dir.join("index")).unwrap();
        }
        let errors = [load(&dir, None).err(), index_of(&dir).err(), trust_of(&dir).err()];
        let errors: Vec<_> = errors.into_iter().flatten().collect();
        assert!(!errors.is_empty(), "{hidden}");
        for error in errors {
            assert!(unread(error).path.starts_with(&place), "{hidden}");
        }
        fs::remove_file(&place).unwrap();
        fs::rename(&aside, &place).unwrap();
        if hidden == COPY {
            fs::rename(dir.join("index"), dir.join(INDEX)).unwrap();
        }
    }
    load(&dir, None).unwrap();
}

#[test]
fn what_is_missing_of_an_authority_is_named_with_its_folder() {
    let office = Office::new("missing-parts");
    let dir = office.dir();
    let lost = |error: StoreError| match error {
        StoreError::Ledger(LedgerError { fault: LedgerFault::Missing { .. }, .. }) => INDEX,
        StoreError::Files(FilesError::File { file, fault: FileFault::Missing, .. }) => file,
        other => panic!("{other:?}"),
    };
    for (gone, named) in [
        ("private", INDEX),
        ("public", "public/signing-ca.pem"),
        ("authority.json", "authority.json"),
        ("private/master.key", "private/master.key"),
        ("private/signing-ca-rsa2048.key", "private/signing-ca-rsa2048.key"),
        ("public/cv-root.cv", "public/cv-root.cv"),
        ("public/municipality.cv", "public/municipality.cv"),
    ] {
        let aside = office.folder.0.join("aside");
        fs::rename(dir.join(gone), &aside).unwrap();
        assert_eq!(lost(load(&dir, None).unwrap_err()), named, "{gone}");
        if gone.starts_with("public") && gone != "public/municipality.cv" {
            assert_eq!(lost(trust_of(&dir).unwrap_err()), named, "{gone}");
        }
        fs::rename(&aside, dir.join(gone)).unwrap();
    }
    // A list is made again.
    office.remove(LIST);
    let error = trust_of(&dir).unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Files(FilesError::File { file: LIST, fault: FileFault::ListMissing, .. })
        ),
        "{error:?}"
    );
    renew_crls(&dir, None, now()).unwrap();
    trust_of(&dir).unwrap();
}
