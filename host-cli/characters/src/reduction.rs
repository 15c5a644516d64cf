//! The MJ reduction map (MJ縮退マップ): for a shape of the MJ list, the characters of JIS X 0213 that
//! may stand for it, each with the publication that says so.
//!
//! A certificate has less, JIS X 0208 and X 0212: [`reduced`] takes the first candidate that is in
//! those, in the order of the map's reasons; when none is, it goes on from the candidates to theirs.

use std::collections::{BTreeSet, VecDeque};

use crate::jis::{is_x0208, is_x0212};
use crate::mj::MjNumber;

/// Why a character may stand for a shape, in the map's order: the first goes before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Reason {
    /// JIS包摂規準・UCS統合規則: by the unification rules of JIS and of UCS they are one character.
    Unification,
    /// 民一2842号通達別表 誤字俗字・正字一覧表: the correct character of a wrong one.
    CorrectCharacter,
    /// The same list, 俗字: the correct character of a vulgar form.
    VulgarForm,
    /// The same list, 別字: another character that was meant.
    OtherCharacter,
    /// 民二5202号通知別表 正字・俗字等対照表: the correct character beside its vulgar forms.
    NoticeTable,
    /// 戸籍統一文字情報 親字・正字: the head character in the registers' unified characters.
    HeadCharacter,
    /// 法務省告示582号別表第四の一: the table for the names of foreign residents, part one.
    NotificationOne,
    /// 法務省告示582号別表第四の二: the same, part two.
    NotificationTwo,
    /// 辞書類等による関連字: related by dictionaries.
    Dictionary,
    /// 読み・字形による類推: by analogy of reading and shape.
    Analogy,
}

impl Reason {
    /// All of them, in the map's order.
    pub const ALL: [Self; 10] = [
        Self::Unification,
        Self::CorrectCharacter,
        Self::VulgarForm,
        Self::OtherCharacter,
        Self::NoticeTable,
        Self::HeadCharacter,
        Self::NotificationOne,
        Self::NotificationTwo,
        Self::Dictionary,
        Self::Analogy,
    ];

    /// What the map calls it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Unification => "JIS包摂規準・UCS統合規則",
            Self::CorrectCharacter => "民一2842号通達別表 誤字俗字・正字一覧表",
            Self::VulgarForm => "民一2842号通達別表 誤字俗字・正字一覧表（俗字）",
            Self::OtherCharacter => "民一2842号通達別表 誤字俗字・正字一覧表（別字）",
            Self::NoticeTable => "民二5202号通知別表 正字・俗字等対照表",
            Self::HeadCharacter => "戸籍統一文字情報 親字・正字",
            Self::NotificationOne => "法務省告示582号別表第四の一",
            Self::NotificationTwo => "法務省告示582号別表第四の二",
            Self::Dictionary => "辞書類等による関連字",
            Self::Analogy => "読み・字形による類推",
        }
    }

    fn of(letter: char) -> Option<Self> {
        let at = u32::from(letter).checked_sub(u32::from('a'))?;
        Self::ALL.get(usize::try_from(at).ok()?).copied()
    }
}

/// A character that may stand for a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// A character of JIS X 0213.
    pub character: char,
    /// What says so.
    pub reason: Reason,
    /// How many steps it is away in the table of head characters; 1 for the other reasons.
    pub steps: u8,
}

/// What the map has for a shape, in its order: by reason, then by the rank or the number of steps
/// that the reason's table gives, then by JIS X 0213's order.
#[must_use]
pub fn candidates(number: MjNumber) -> Vec<Candidate> {
    let mut reason = None;
    let mut found: Vec<Candidate> = Vec::new();
    for character in number.reductions().chars() {
        if character.is_ascii_lowercase() {
            reason = Reason::of(character);
        } else if !character.is_ascii() {
            found.extend(reason.map(|reason| Candidate { character, reason, steps: 1 }));
        } else if let Some(last) = found.last_mut() {
            // A digit behind a candidate.
            last.steps =
                character.to_digit(10).and_then(|steps| steps.try_into().ok()).unwrap_or(1);
        }
    }
    found
}

/// The way from a shape to a character of JIS X 0208 or X 0212: the last is it, and those before
/// are in JIS X 0213 alone. Never empty.
///
/// `None` when no way leads there.
#[must_use]
pub fn reduced(number: MjNumber) -> Option<Vec<Candidate>> {
    let (mut seen, mut ways) = (BTreeSet::from([number]), VecDeque::from([(number, Vec::new())]));
    while let Some((from, way)) = ways.pop_front() {
        let found = candidates(from);
        let with = |candidate: &Candidate| [way.as_slice(), &[*candidate]].concat();
        if let Some(found) = found.iter().find(|found| in_certificate(found.character)) {
            return Some(with(found));
        }
        for candidate in &found {
            let next = MjNumber::of(candidate.character, None);
            if let Some(next) = next.filter(|next| seen.insert(*next)) {
                ways.push_back((next, with(candidate)));
            }
        }
    }
    None
}

/// Every character of JIS X 0208 or X 0212 that the map leads to from a shape, by whatever reason and
/// in however many steps, nearest first: what stands in a certificate of an authority that chose by
/// another order than [`reduced`] is among them.
#[must_use]
pub fn reachable(number: MjNumber) -> Vec<char> {
    let (mut seen, mut shapes) = (BTreeSet::from([number]), VecDeque::from([number]));
    let mut found = Vec::new();
    while let Some(from) = shapes.pop_front() {
        for Candidate { character, .. } in candidates(from) {
            if in_certificate(character) && !found.contains(&character) {
                found.push(character);
            }
            let next = MjNumber::of(character, None);
            shapes.extend(next.filter(|next| seen.insert(*next)));
        }
    }
    found
}

fn in_certificate(character: char) -> bool {
    is_x0208(character) || is_x0212(character)
}
