//! Writes a register of residents who do not exist: `register FOLDER ROWS ROWS_A_FAULT [SEED]` makes
//! `table.csv` with the items of the standard in UTF-8, its `map.toml`, and `truth.csv` with the
//! line, the column (empty for the row) and the kind of every fault that is in it.
//! `cargo xtask full import` runs it.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use test_vectors::register::{Encoding, Expected, Form, Sheet};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder: PathBuf = arguments.next().ok_or("the folder is missing")?.into();
    let rows = arguments.next().ok_or("the number of rows is missing")?.parse()?;
    let rows_a_fault = arguments.next().ok_or("one row of how many has a fault?")?.parse()?;
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let sheet = Sheet { form: Form::Standard, encoding: Encoding::Utf8, seed, rows, rows_a_fault };
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("map.toml"), sheet.form.mapping(sheet.encoding))?;
    let mut table = BufWriter::new(File::create(folder.join("table.csv"))?);
    let mut truth = BufWriter::new(File::create(folder.join("truth.csv"))?);
    let mut failed = None;
    sheet.write(&mut table, |Expected { line, column, fault }| {
        let column = column.map_or_else(String::new, |column| column.to_string());
        if let Err(cause) = writeln!(truth, "{line},{column},{}", fault.name()) {
            failed = Some(cause);
        }
    })?;
    table.flush()?;
    truth.flush()?;
    failed.map_or(Ok(()), |cause| Err(cause.into()))
}
