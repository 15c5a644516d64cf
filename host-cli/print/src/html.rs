//! Printable HTML: one file that needs no other, runs nothing and opens without a network.

use std::fmt::Write as _;

/// Fonts of readers' machines, the first that is there.
const FONTS: &str = "\"BIZ UDGothic\",\"BIZ UDゴシック\",\"IPAmjMincho\",\"IPAmj明朝\",\
                     \"Noto Sans CJK JP\",\"Hiragino Sans\",\"Yu Gothic\",sans-serif";

/// A text as HTML: no character of it is read as markup, in an element or in a quoted attribute.
/// Control characters, which HTML forbids, are replaced.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// What stands before the pages: `style` is added to that of every document.
#[must_use]
pub fn head(language: &str, title: &str, style: &str) -> String {
    let (language, title) = (escape(language), escape(title));
    let mut head = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>\n"
    );
    let _ = write!(
        head,
        "@page{{size:A4;margin:0}}\n\
         body{{margin:0;font-family:{FONTS}}}\n\
         .page{{position:relative;box-sizing:border-box;width:210mm;height:296.9mm;overflow:hidden;\
         break-after:page;page-break-after:always}}\n\
         .page:last-child{{break-after:auto;page-break-after:auto}}\n\
         {style}</style>\n</head>\n<body>\n"
    );
    head
}

/// What stands behind the pages.
#[must_use]
pub const fn tail() -> &'static str {
    "</body>\n</html>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_of_a_text_is_markup() {
        let hostile = "<script>alert('x')</script> \"&amp;\u{0}";
        let escaped = escape(hostile);
        assert_eq!(
            escaped,
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;amp;\u{FFFD}"
        );
        assert_eq!(escape("葛\u{E0100}城"), "葛\u{E0100}城");
    }

    #[test]
    fn a_document_fetches_nothing_and_runs_nothing() {
        let head = head("ja", "題名 <1>", "");
        assert!(head.contains("<title>題名 &lt;1&gt;</title>"));
        for fetching in ["<script", "<link", "<img", "url(", "@import", "http:", "https:"] {
            assert!(!head.contains(fetching), "{fetching}");
        }
    }
}
