use super::*;

const START: &str = "version = 1\n[file]\nkind = \"csv\"\nencoding = \"utf-8\"\nheader = true\n\
                     line_end = \"lf\"\n";
const FIXED: &str = "version = 1\n[file]\nkind = \"fixed\"\nencoding = \"utf-8\"\nline_end = \"lf\"\n\
                     widths = \"byte\"\n";

fn column(rest: &str) -> String {
    format!("{START}[[column]]\nname = \"a\"\n{rest}\n")
}

#[test]
fn what_does_not_hold_together_is_refused_with_its_line() {
    use MappingFault as Fault;
    let two =
        |first: &str, second: &str| column(&format!("{first}\n[[column]]\nname = \"b\"\n{second}"));
    type Case = (String, usize, fn(&MappingFault) -> bool);
    let cases: Vec<Case> = vec![
        ("version = 1\n[file\n".into(), 2, |fault| matches!(fault, Fault::Form(_))),
        (column("path = \"birth\"\nother = 1"), 10, |fault| matches!(fault, Fault::Form(_))),
        (
            START.replace("version = 1", "version = 2") + "[[column]]\nname = \"a\"\nignore = true",
            1,
            |fault| *fault == Fault::Version(2),
        ),
        (START.replace("[file]", "column = []\n[file]"), 3, |fault| *fault == Fault::ColumnCount),
        (column("path = \"birth..x\""), 9, |fault| matches!(fault, Fault::Path(_))),
        (column("path = \"address.texts\""), 9, |fault| matches!(fault, Fault::Path(_))),
        (column("path = \"addres\""), 9, |fault| matches!(fault, Fault::Path(_))),
        (column("path = \"sex.known\""), 9, |fault| matches!(fault, Fault::Path(_))),
        (column("path = \"sex[0]\""), 9, |fault| matches!(fault, Fault::Path(_))),
        (two("path = \"name\"", "path = \"name.roman\""), 12, |fault| {
            matches!(fault, Fault::PathTwice(_))
        }),
        (column("ignore = true") + "[[column]]\nname = \"a\"\nignore = true", 11, |fault| {
            matches!(fault, Fault::NameTwice(_))
        }),
        (column(""), 8, |fault| matches!(fault, Fault::Target(_))),
        (column("path = \"birth\"\nignore = true"), 8, |fault| matches!(fault, Fault::Target(_))),
        (column("ignore = true\nwidth = 3"), 10, |fault| *fault == Fault::Setting("width")),
        (column("ignore = true\nflag_words = [\"0\", \"1\"]"), 8, |fault| {
            *fault == Fault::Setting("flag_words")
        }),
        (format!("{FIXED}[[column]]\nname = \"a\"\nignore = true"), 8, |fault| {
            *fault == Fault::Missing("width")
        }),
        (format!("{FIXED}[[column]]\nname = \"a\"\nignore = true\nwidth = 0"), 10, |fault| {
            *fault == Fault::Width
        }),
        (format!("{FIXED}header = true\n[[column]]\nname = \"a\"\nignore = true"), 7, |fault| {
            *fault == Fault::Setting("header")
        }),
        (
            format!("{FIXED}[[column]]\nname = \"a\"\nignore = true\nwidth = 3\npad = \"x\""),
            11,
            |fault| *fault == Fault::Padding,
        ),
        (
            format!(
                "{FIXED}[[column]]\nname = \"a\"\nignore = true\nwidth = 3\npad = \"\u{3000}\""
            ),
            11,
            |fault| *fault == Fault::Padding,
        ),
        (
            START.replace("header = true\n", "") + "[[column]]\nname = \"a\"\nignore = true",
            2,
            |fault| *fault == Fault::Missing("header"),
        ),
        (
            START.replace("\"lf\"", "\"none\"") + "[[column]]\nname = \"a\"\nignore = true",
            6,
            |fault| *fault == Fault::Setting("line_end"),
        ),
        (
            format!("{START}delimiter = \"|\"\n[[column]]\nname = \"a\"\nignore = true"),
            7,
            |fault| *fault == Fault::Delimiter,
        ),
        (column("path = \"sex\"\nconvert = { number = true, date = \"era\" }"), 10, |fault| {
            *fault == Fault::Conversion
        }),
        (column("path = \"sex\"\nconvert = { codes = {} }"), 10, |fault| {
            *fault == Fault::Conversion
        }),
        (column("path = \"sex\"\nconvert = { codes = { 1 = 1.5 } }"), 10, |fault| {
            *fault == Fault::Value
        }),
        (two("path = \"birth\"", "unknown_flag = \"birth\""), 12, |fault| {
            matches!(fault, Fault::NoDate(_))
        }),
        (
            two("path = \"birth\"\nconvert = { date = \"era\" }", "unknown_flag = \"birth\"")
                + "[[column]]\nname = \"c\"\nunknown_flag = \"birth\"",
            16,
            |fault| matches!(fault, Fault::UnknownTwice(_)),
        ),
        (column("unknown_flag = \"birth\"\nflag_words = [\"1\", \"1\"]"), 8, |fault| {
            *fault == Fault::FlagWords
        }),
    ];
    for (text, line, is_expected) in cases {
        let error = Mapping::parse(&text).expect_err(&text);
        assert!(is_expected(&error.fault), "{text}\n{error}");
        assert_eq!(error.line, line, "{text}\n{error}");
    }
    let long = format!("{}{}", column("ignore = true"), "#".repeat(LONGEST));
    assert_eq!(Mapping::parse(&long).unwrap_err().fault, Fault::TooLong);
}

#[test]
fn the_column_of_a_path_is_the_one_that_fits_furthest() {
    let text = format!(
        "{START}[[column]]\nname = \"a\"\npath = \"name.roman.value\"\n[[column]]\nname = \"b\"\n\
         path = \"name.japanese.family\"\n[[column]]\nname = \"c\"\npath = \"birth\"\n"
    );
    let mapping = Mapping::parse(&text).unwrap();
    for (path, column) in [
        ("birth", Some(2)),
        ("birth.wording", Some(2)),
        ("name.japanese", Some(1)),
        ("name.japanese.family", Some(1)),
        ("name", Some(0)),
        ("sex", None),
        ("name.japanese.given", None),
    ] {
        assert_eq!(mapping.column_of(&Path::parse(path).unwrap()), column, "{path}");
    }
}

#[test]
fn a_path_may_lead_into_a_day_and_stop_before_items() {
    for path in ["birth", "birth.known", "name.roman", "changes[3].date.wording", "changes[3]"] {
        let path = Path::parse(path).unwrap();
        assert!(path.is_of_record(), "{path}");
    }
}
