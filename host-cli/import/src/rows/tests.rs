use super::*;

/// The rows of bytes that are read a few at a time, with what is said of those that are none.
fn rows(bytes: &[u8], format: RowFormat) -> Vec<(u64, Result<Vec<String>, RowFault>)> {
    struct Slowly<'b>(&'b [u8]);
    impl Read for Slowly<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let end = out.len().min(3);
            self.0.read(out.get_mut(..end).unwrap())
        }
    }
    let mut rows = Rows::new(Slowly(bytes), format);
    let mut row = Row::default();
    let mut found = Vec::new();
    while let Some(next) = rows.next(&mut row).unwrap() {
        let cells =
            || (0..row.len()).map(|number| String::from_utf8_lossy(row.cell(number)).into());
        found.push((row.line, next.map(|()| cells().collect())));
    }
    let left = bytes.get(usize::try_from(rows.position().offset).unwrap()..).unwrap();
    assert!(left.iter().all(|byte| matches!(byte, b'\r' | b'\n')), "everything is read");
    found
}

fn csv(bytes: &str) -> Vec<(u64, Result<Vec<String>, RowFault>)> {
    rows(bytes.as_bytes(), RowFormat::Csv { delimiter: b',' })
}

fn whole(line: u64, cells: &[&str]) -> (u64, Result<Vec<String>, RowFault>) {
    (line, Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()))
}

#[test]
fn quoted_cells_hold_delimiters_quotes_and_ends_of_lines() {
    let text = "a,b\r\n\"x,\"\"y\"\"\r\nz\",\n\n\"\",c\nlast,\"row\"";
    assert_eq!(
        csv(text),
        [
            whole(1, &["a", "b"]),
            whole(2, &["x,\"y\"\r\nz", ""]),
            whole(5, &["", "c"]),
            whole(6, &["last", "row"]),
        ]
    );
}

#[test]
fn a_row_that_is_none_is_said_and_the_next_one_read() {
    for (text, fault) in [
        ("a,b\"c\nx,y\n", RowFault::QuoteInside(2)),
        ("\"a\"b,c\nx,y\n", RowFault::AfterQuote(1)),
        ("a,\"b\nx,y\n", RowFault::OpenQuote(2)),
        ("a\rb,c\nx,y\n", RowFault::BareReturn(1)),
    ] {
        assert_eq!(csv(text), [(1, Err(fault)), whole(2, &["x", "y"])], "{text:?}");
    }
}

/// The quote that opens a cell of a later row would be taken for the one that closes it, and the
/// rows between would be gone without a word.
#[test]
fn a_quote_that_is_not_closed_costs_its_own_row_alone() {
    let open = |column| (1, Err(RowFault::OpenQuote(column)));
    // As long as nobody knows how many cells a row has, a closed quote is a closed quote.
    assert_eq!(
        csv("a,\"b\nc,d\n\"e,f\",g\nx,y\n"),
        [open(2), whole(2, &["c", "d"]), whole(3, &["e,f", "g"]), whole(4, &["x", "y"])]
    );
    let known = |text: &str| {
        let mut rows = Rows::new(text.as_bytes(), RowFormat::Csv { delimiter: b',' });
        rows.expect_cells(3);
        let mut row = Row::default();
        let mut found = Vec::new();
        while let Some(next) = rows.next(&mut row).unwrap() {
            found.push((row.line, next));
        }
        found
    };
    for (text, lines) in [
        // A row between, which has a cell in quotes.
        ("\"a,b,c\nd,\"e\",f\n", vec![open(1).0, 2]),
        // A quote of another row that closes: cells of two rows in one, as many as a row has.
        ("a,\"b,c\nd,e,f\ng,h\",i\n", vec![1, 2, 3]),
        // The same with cells too many.
        ("a,b,\"c\nd\",e,f\n", vec![1, 2]),
    ] {
        let found = known(text);
        assert_eq!(found[0], (1, Err(RowFault::OpenQuote(text.find('"').unwrap() / 2 + 1))));
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), lines, "{text:?}");
    }
    assert_eq!(known("a,\"b\n,b\",c\nd,e,f\n"), [(1, Ok(())), (3, Ok(()))]);
}

/// A table of nothing but open quotes is read once, and not once for each of its rows.
#[test]
fn a_quote_that_stays_open_is_not_followed_to_the_end() {
    let table = format!("\"{}", "a,b\n\"".repeat(20_000));
    let started = std::time::Instant::now();
    let found = csv(&format!("\"{}", "x\n".repeat(20_000)));
    assert_eq!((found.len(), &found[0]), (20_000, &(1, Err(RowFault::OpenQuote(1)))));
    assert!(csv(&table).len() >= 10_000);
    assert!(started.elapsed().as_secs() < 60, "it takes longer than its length");
}

#[test]
fn a_byte_order_mark_inside_the_table_belongs_to_its_cell() {
    assert_eq!(csv("a\n\u{FEFF}b\n"), [whole(1, &["a"]), whole(2, &["\u{FEFF}b"])]);
}

#[test]
fn a_row_without_end_costs_no_more_than_its_limit() {
    let long = "x".repeat(LONGEST_ROW + CHUNK);
    assert_eq!(
        csv(&format!("{long}\nx,y\n")),
        [(1, Err(RowFault::TooLong)), whole(2, &["x", "y"])]
    );
    let open = format!("\"{}x,y\n", "\n".repeat(LONGEST_ROW + 1));
    assert_eq!(csv(&open)[0], (1, Err(RowFault::OpenQuote(1))));
    assert_eq!(csv(&open).len(), 2);
}

fn fixed(unit: WidthUnit, has_line_ends: bool) -> RowFormat {
    RowFormat::Fixed { encoding: Encoding::Utf8, widths: vec![3, 4], unit, has_line_ends }
}

#[test]
fn widths_count_bytes_or_places() {
    assert_eq!(
        rows("abc1234\r\n住    \n".as_bytes(), fixed(WidthUnit::Byte, true)),
        [whole(1, &["abc", "1234"]), whole(2, &["住", "    "])]
    );
    assert_eq!(
        rows("ｱbc1基4\n葛\u{E0100} 1234\n".as_bytes(), fixed(WidthUnit::Place, true)),
        [whole(1, &["ｱbc", "1基4"]), whole(2, &["葛\u{E0100} ", "1234"])]
    );
    assert_eq!(
        rows("abc1234住 基本\n".as_bytes(), fixed(WidthUnit::Place, false)),
        [whole(1, &["abc", "1234"]), whole(2, &["住 ", "基本"])]
    );
}

#[test]
fn a_record_of_another_length_is_none() {
    let length = |found| RowFault::Length { expected: 7, found };
    for (text, fault) in [
        ("abc123\n", length(6)),
        ("abc12345\n", length(8)),
        ("a\n", length(1)),
        ("ab住234\n", RowFault::Straddles(1)),
    ] {
        let found = rows(format!("{text}xyz9999\n").as_bytes(), fixed(WidthUnit::Place, true));
        assert_eq!(found, [(1, Err(fault)), whole(2, &["xyz", "9999"])], "{text}");
    }
    let found = rows(b"abc1234abc", fixed(WidthUnit::Byte, false));
    assert_eq!(found, [whole(1, &["abc", "1234"]), (2, Err(length(3)))]);
}
