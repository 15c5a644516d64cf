//! The glyphs of a text, and which characters are not drawn as they are.

use std::ops::Range;

use super::{Cluster, Faces, GETA};

/// How a cluster is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive"), non_exhaustive)]
pub enum Drawn {
    /// As the record has it.
    Exactly,
    /// Without its variation selector: no face has the sequence.
    PlainForm,
    /// As 〓: no face has the character.
    Geta,
}

/// A cluster and its glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// What it says. This is what is copied out of a PDF, however it is drawn.
    pub cluster: Cluster,
    /// Which of the faces.
    pub face: usize,
    /// Number of the glyph in the face; 0 is the one that stands for none.
    pub id: u16,
    /// How far it moves the pen, in ems.
    pub advance: f32,
    /// How it is drawn.
    pub drawn: Drawn,
}

/// A cluster that is not drawn as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where it stands: clusters before it.
    pub position: usize,
    /// What the record has.
    pub cluster: Cluster,
    /// What is drawn.
    pub drawn: Drawn,
}

/// A text as glyphs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// In the order of the text.
    pub glyphs: Vec<Glyph>,
}

impl Run {
    /// How wide it is, in ems.
    #[must_use]
    pub fn width(&self) -> f32 {
        width(&self.glyphs)
    }

    /// Some of its glyphs; what is outside is left out.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        Self { glyphs: self.glyphs.get(range).unwrap_or_default().to_vec() }
    }

    /// What it says.
    #[must_use]
    pub fn text(&self) -> String {
        self.glyphs.iter().flat_map(|glyph| glyph.cluster.chars()).collect()
    }

    /// The clusters that are not drawn as the record has them.
    pub fn missing(&self) -> impl Iterator<Item = Missing> + '_ {
        let numbered = self.glyphs.iter().enumerate();
        numbered.filter(|(_, glyph)| glyph.drawn != Drawn::Exactly).map(|(position, glyph)| {
            Missing { position, cluster: glyph.cluster, drawn: glyph.drawn }
        })
    }
}

/// How wide glyphs are beside each other, in ems.
pub(crate) fn width(glyphs: &[Glyph]) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

pub(super) fn run(faces: &Faces<'_>, text: &str) -> Run {
    let clusters: Vec<Cluster> = Cluster::of(text).collect();
    let has_all = |face: &usize| clusters.iter().all(|c| exact(faces, *face, *c).is_some());
    let whole = (0..faces.all().len()).find(has_all);
    let glyphs = clusters.iter().map(|cluster| {
        let exactly = whole.and_then(|face| exact(faces, face, *cluster));
        exactly.unwrap_or_else(|| look_up(faces, *cluster))
    });
    Run { glyphs: glyphs.collect() }
}

fn look_up(faces: &Faces<'_>, cluster: Cluster) -> Glyph {
    let all = 0..faces.all().len();
    if let Some(glyph) = all.clone().find_map(|face| exact(faces, face, cluster)) {
        return glyph;
    }
    let plain = |face| glyph(faces, face, cluster, (cluster.character, None), Drawn::PlainForm);
    if cluster.selector.is_some()
        && let Some(glyph) = all.clone().find_map(plain)
    {
        return glyph;
    }
    let geta = |face| glyph(faces, face, cluster, (GETA, None), Drawn::Geta);
    let none = Glyph { cluster, face: 0, id: 0, advance: 1.0, drawn: Drawn::Geta };
    all.clone().find_map(geta).unwrap_or(none)
}

fn exact(faces: &Faces<'_>, face: usize, cluster: Cluster) -> Option<Glyph> {
    glyph(faces, face, cluster, (cluster.character, cluster.selector), Drawn::Exactly)
}

fn glyph(
    faces: &Faces<'_>,
    number: usize,
    cluster: Cluster,
    (character, selector): (char, Option<char>),
    drawn: Drawn,
) -> Option<Glyph> {
    let face = faces.all().get(number)?;
    let id = face.glyph(character, selector)?;
    let advance = f32::from(face.advance(id)) / f32::from(face.units_per_em());
    Some(Glyph { cluster, face: number, id, advance, drawn })
}

#[cfg(test)]
mod tests {
    use super::super::Face;
    use super::*;

    fn bundled() -> Faces<'static> {
        Faces::new(None).unwrap()
    }

    #[test]
    fn widths_are_those_of_full_and_half_width_characters() {
        assert_eq!(bundled().run("住基A1").width(), 3.0);
        assert_eq!(bundled().run("").width(), 0.0);
    }

    #[test]
    fn a_character_that_no_face_has_is_told_and_keeps_its_text() {
        let run = bundled().run("吉\u{2A6A5}葛\u{E01EF}");
        let missing: Vec<_> = run.missing().map(|m| (m.position, m.drawn)).collect();
        assert_eq!(missing, [(1, Drawn::Geta), (2, Drawn::PlainForm)]);
        assert_eq!(run.text(), "吉\u{2A6A5}葛\u{E01EF}");
        let geta = Face::bundled().unwrap().glyph('〓', None);
        assert_eq!(run.glyphs.get(1).map(|glyph| glyph.id), geta);
        assert_eq!(bundled().run("住基　太郎").missing().count(), 0);
    }

    /// BIZ UDGothic without its table of variation sequences.
    fn without_sequences() -> Vec<u8> {
        let mut data = super::super::BUNDLED.to_vec();
        let at = data.windows(4).position(|tag| tag == b"cmap").unwrap();
        let offset = u32::from_be_bytes(data[at + 8..at + 12].try_into().unwrap());
        let records = usize::try_from(offset).unwrap() + 4;
        // Platform 0, encoding 5.
        let record = (0..8).map(|n| records + 8 * n).find(|at| data[*at..at + 4] == [0, 0, 0, 5]);
        data[record.unwrap() + 1] = 9;
        data
    }

    #[test]
    fn what_one_face_has_whole_is_drawn_in_it() {
        // Given a first face that has no variation sequences, and a second that has.
        let data = without_sequences();
        let faces = vec![Face::parse(&data).unwrap(), Face::bundled().unwrap()];
        let faces = Faces { faces };
        let drawn_by = |text| faces.run(text).glyphs.iter().map(|g| g.face).collect::<Vec<_>>();
        assert_eq!(drawn_by("葛城"), [0, 0]);
        assert_eq!(drawn_by("葛\u{E0100}城"), [1, 1]);
        // When none has it whole, each character is drawn by the first that has it.
        assert_eq!(drawn_by("城葛\u{E0100}\u{2A6A5}"), [0, 1, 0]);
        assert_eq!(faces.run("葛\u{E0100}城").missing().count(), 0);
    }
}
