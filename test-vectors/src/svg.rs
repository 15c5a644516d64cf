//! Pictures for the documentation, as SVG: one element a line, so that a change shows where it is.

/// A place or a size: across and down, in pixels.
pub type Pixels = (u32, u32);

/// Attributes of an element: name, value.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// What every picture has in common: letters, and headings (class `h`).
const STYLE: &str = "text{font-family:'DejaVu Sans','Segoe UI',Helvetica,Arial,sans-serif;\
                     fill:#1f2933}.h{font-size:17px;font-weight:600}";

/// A picture being drawn: what comes later lies above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Svg {
    elements: String,
}

impl Svg {
    /// A rectangle, from its upper left corner.
    pub fn rectangle(
        &mut self,
        (x, y): Pixels,
        (width, height): Pixels,
        attributes: Attributes<'_>,
    ) {
        self.elements += &format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{}/>\n",
            written(attributes)
        );
    }

    /// A line of text of a class of the style, standing on that place.
    pub fn text(&mut self, (x, y): Pixels, class: &str, text: &str) {
        self.elements += &format!(
            "<text x=\"{x}\" y=\"{y}\" class=\"{}\">{}</text>\n",
            escaped(class),
            escaped(text)
        );
    }

    /// A line from corner to corner.
    pub fn line(&mut self, corners: &[Pixels], attributes: Attributes<'_>) {
        let mut path = String::new();
        let mut last = None;
        for &(x, y) in corners {
            path += &match last {
                None => format!("M{x} {y}"),
                Some((_, same)) if same == y => format!("H{x}"),
                Some((same, _)) if same == x => format!("V{y}"),
                Some(_) => format!("L{x} {y}"),
            };
            last = Some((x, y));
        }
        self.elements += &format!("<path d=\"{path}\" fill=\"none\"{}/>\n", written(attributes));
    }

    /// The file: a header with the title and the classes of the style besides `h`, and the picture
    /// on its ground.
    #[must_use]
    pub fn file(&self, title: &str, style: &str, (width, height): Pixels) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" role=\"img\">\n\
             <title>{}</title>\n\
             <style>{STYLE}{}</style>\n\
             <rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#fbfcfd\"/>\n\
             {}</svg>\n",
            escaped(title),
            escaped(style),
            self.elements
        )
    }
}

fn written(attributes: Attributes<'_>) -> String {
    attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect()
}

/// Escaped for text and for an attribute's value.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_ends_its_element() {
        let hostile = "</text>&\"/>";
        let harmless = "&lt;/text>&amp;&quot;/>";
        let mut svg = Svg::default();
        svg.text((1, 2), hostile, hostile);
        svg.rectangle((1, 2), (3, 4), &[("fill", hostile)]);
        let text = format!(
            "<text x=\"1\" y=\"2\" class=\"{harmless}\">{harmless}</text>\n\
             <rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" fill=\"{harmless}\"/>\n"
        );
        assert_eq!(svg.elements, text);
        let file = svg.file(hostile, hostile, (5, 6));
        assert!(file.contains(&format!("<title>{harmless}</title>")));
        assert!(!file.contains(hostile));
    }

    #[test]
    fn a_line_goes_from_corner_to_corner() {
        let mut svg = Svg::default();
        svg.line(&[(1, 2), (9, 2), (9, 7), (3, 4)], &[("stroke", "black")]);
        assert_eq!(svg.elements, "<path d=\"M1 2H9V7L3 4\" fill=\"none\" stroke=\"black\"/>\n");
    }
}
