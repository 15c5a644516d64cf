//! Kanji that are shapes of one character: the classes that the MJ reduction map's pairs make.
//!
//! Two of its reasons say that two kanji are one character: JIS's and UCS's unification, and the head
//! characters of the registers' unified characters, one step away. The others say what may be written
//! when a kanji cannot be, which is less: by them 充 and 亥 would be one.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::jis::is_x0208;
use crate::mj;
use crate::reduction::{Reason, candidates};

/// The kanji that stands for all shapes of a character: of the class the first in Unicode's order
/// that is in JIS X 0208, or else the first. Other characters stand for themselves.
pub(super) fn representative(character: char) -> char {
    static CLASSES: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    CLASSES.get_or_init(classes).get(&character).copied().unwrap_or(character)
}

fn classes() -> BTreeMap<char, char> {
    let (mut parents, mut of_several) = (BTreeMap::new(), Vec::new());
    for shape in mj::characters() {
        let Some(own) = shape.own else { continue };
        let (mut same, mut heads) = (Vec::new(), Vec::new());
        for candidate in candidates(shape.number) {
            match candidate.reason {
                Reason::Unification => same.push(candidate.character),
                Reason::HeadCharacter if candidate.steps == 1 => heads.push(candidate.character),
                _ => {}
            }
        }
        if heads.len() == 1 {
            same.append(&mut heads);
        }
        for other in same {
            join(&mut parents, own, other);
        }
        if !heads.is_empty() {
            of_several.push((own, heads));
        }
    }
    // A shape of several head characters is theirs when they are one already, as 邉 of 辺 and 邊. It
    // makes no one of two: a rare one is under 亥 and under 充.
    for (own, heads) in of_several {
        let mut roots = heads.iter().map(|head| root(&parents, *head));
        let first = roots.next().unwrap_or(own);
        if roots.all(|other| other == first) {
            join(&mut parents, own, first);
        }
    }
    let members: Vec<char> = parents.keys().copied().collect();
    members.iter().map(|member| (*member, root(&parents, *member))).collect()
}

/// Joins two classes under the better representative of the two.
fn join(parents: &mut BTreeMap<char, char>, one: char, other: char) {
    let (one, other) = (root(parents, one), root(parents, other));
    let rank = |character: char| (!is_x0208(character), character);
    let (first, last) = if rank(one) <= rank(other) { (one, other) } else { (other, one) };
    parents.insert(first, first);
    parents.insert(last, first);
}

fn root(parents: &BTreeMap<char, char>, mut member: char) -> char {
    while let Some(parent) = parents.get(&member).filter(|parent| **parent != member) {
        member = *parent;
    }
    member
}
