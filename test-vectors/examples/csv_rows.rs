//! Reads a table with the `csv` crate and does nothing else with it: `csv_rows FILE` prints how many
//! rows and cells there are. What an import costs is told beside it.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("the table is missing")?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    let mut record = csv::ByteRecord::new();
    let (mut rows, mut cells) = (0_u64, 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
        cells += record.len();
    }
    println!("{rows} rows, {cells} cells");
    Ok(())
}
