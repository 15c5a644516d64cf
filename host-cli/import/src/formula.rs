//! Cells that a spreadsheet takes for formulas when it opens a table. They are written as the register
//! has them, for nothing else could be read again; who opens the table is told of them.

use crate::report::ColumnPlace;

/// The cells of a table that begin like a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormulaCells {
    /// How many there are.
    pub count: u64,
    /// The row of the first, from 1, names of columns among them, and its column.
    pub first: Option<(u64, ColumnPlace)>,
}

/// Does a text begin like a formula? Full-width signs do where the spreadsheet is Japanese.
#[must_use]
pub fn is_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
