help-resident-import = Reads a table of residents, CSV or of fixed widths, and writes a record for each row. Rows that give no record are reported with line, column and reason; the others are written. An import that was interrupted goes on when it is run again.
arg-resident-import-file = The table
arg-resident-import-map = The mapping between its columns and records: a TOML file, or standard, spreadsheet or fixed
arg-resident-import-characters = The municipality's mapping file: what its own characters (private use) stand for
arg-resident-import-out = Where the records go: a file NAME.jsonl with a line each, or a new folder with a file each
arg-resident-import-report = File for the rows that were rejected, and for the characters that stand for others, as text, or as JSON Lines where its name ends with .jsonl (default: NAME.rejected.txt beside the records)
arg-resident-import-dry-run = Reads and checks everything, and writes no records
arg-resident-import-constant = A text that every record has, as municipality.code=131016; may be given several times
help-resident-export = Writes the records of a file NAME.jsonl or of a folder as a table, by the mapping that reads it.
arg-resident-export-records = The records
arg-resident-export-map = The mapping between the table's columns and records: a TOML file, or standard, spreadsheet or fixed
arg-resident-export-out = The table to write
arg-resident-export-constant = A text that every record has, as municipality.code=131016; may be given several times
help-resident-map = Prints a published mapping, TOML, to be changed and imported with.
arg-resident-map-name = Name of the mapping: standard, spreadsheet or fixed

import-place-line = line { $line }
import-place-column = line { $line }, column { $column } ({ $name })
import-place-path = line { $line }, { $path }
import-place-record = record { $line }
import-place-record-column = record { $line }, column { $column } ({ $name })
import-place-record-path = record { $line }, { $path }
import-place-file = { $file }, { $place }
import-rejected = { $place }: { $reason } { $todo }
import-rejected-shape = { $place }, { $shape }: { $reason } { $todo }
import-more = { $count ->
        [one] One more was rejected.
       *[other] { $count } more were rejected.
    }
import-substituted = { $place }: { $text } stands for { $code }, character { $position }.
import-more-substituted = { $count ->
        [one] One more character stands for another.
       *[other] { $count } more characters stand for others.
    }
import-done = { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }: { $written ->
        [one] 1 record
       *[other] { $written } records
    } written to { $out }, { $rejected } rejected.
import-dry = { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }: { $written } would give a record, { $rejected } would be rejected. Nothing was written.
import-resumed = { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    } had been read before the interruption; the import went on behind them.
import-substitutes = { $count ->
        [one] One character of the municipality has a substitute
       *[other] { $count } characters of the municipality have substitutes
    } by its mapping file. Records flag those in name and address, as certificates will.
import-report = All of what there is to say of rows is in { $report }. It holds no personal data.
import-progress = { $rows } rows, { $rejected } rejected, { $speed } rows/s, { $left } s left
export-done = { $records ->
        [one] 1 record
       *[other] { $records } records
    }: { $written ->
        [one] 1 row
       *[other] { $written } rows
    } written to { $out }, { $rejected } rejected.
export-left-out = No column of the mapping holds { $path } ({ $count ->
        [one] one record has it
       *[other] { $count } records have it
    }).
export-without-record = { $count ->
        [one] 1 row gives no record
       *[other] { $count } rows give no record
    } when the table is imported: a record must have what no column holds. Take a mapping with columns for it.
export-formulas = { $count ->
        [one] 1 cell begins
       *[other] { $count } cells begin
    } as formulas do in a spreadsheet (=, +, -, @, a tab, an end of line); the first is in row { $row }, column { $column } ({ $name }). They are written as the records have them: let the spreadsheet take every column in as text.

shape-nothing = nothing
shape-more = and more
shape-digits = { $count ->
        [one] 1 digit
       *[other] { $count } digits
    }
shape-wide-digits = { $count ->
        [one] 1 full-width digit
       *[other] { $count } full-width digits
    }
shape-letters = { $count ->
        [one] 1 letter
       *[other] { $count } letters
    }
shape-wide-letters = { $count ->
        [one] 1 full-width letter
       *[other] { $count } full-width letters
    }
shape-other-letters = { $count ->
        [one] 1 other letter
       *[other] { $count } other letters
    }
shape-hiragana = { $count } hiragana
shape-katakana = { $count } katakana
shape-narrow-katakana = { $count } half-width katakana
shape-kanji = { $count } kanji
shape-spaces = { $count ->
        [one] 1 space
       *[other] { $count } spaces
    }
shape-wide-spaces = { $count ->
        [one] 1 full-width space
       *[other] { $count } full-width spaces
    }
shape-signs = { $count ->
        [one] 1 sign
       *[other] { $count } signs
    }
shape-hidden = { $count ->
        [one] 1 hidden character
       *[other] { $count } hidden characters
    }
shape-private = { $count ->
        [one] { $code }
       *[other] { $count } times { $code }
    }

reason-quote-inside = a quotation mark stands in a cell that does not begin with one.
reason-after-quote = something follows the closing quotation mark.
reason-open-quote = a quotation mark is never closed.
reason-bare-return = a carriage return stands without a line feed.
reason-too-long = the row is longer than { $most } bytes.
reason-cell-count = the row has { $found } cells in place of { $expected }.
reason-length = the record is { $found } wide in place of { $expected }.
reason-straddles = a full-width character reaches into the next column.
reason-decode = character { $position } is not of { $encoding } (bytes { $bytes }).
reason-empty = the cell must not be empty.
reason-code = it must be one of { $codes }.
reason-number = it must be a whole number without leading zeros.
reason-date = it must be a day, written as one of { $formats } (the column’s convert in the mapping says which).
reason-no-such-day = it must be a day that there is, in its era.
reason-old-calendar = eras count days by the Gregorian calendar from 1873 (Meiji 6) on only.
reason-split = it must be two texts with a full-width space (U+3000) between them.
reason-flag = it must be { $no } or { $yes }.
reason-whole-unknown = the day is flagged as unknown, and is whole.
reason-no-wording = the day is not whole, and has no wording.
reason-wording-of-known = there is a wording for a day that is known.
reason-gap = { $path } is left out, and one behind it is not.
reason-record = { $path } must be { $expected }.
reason-own-character = { $code }, character { $position } of { $path }, is a character of the municipality alone (private use or not assigned).
reason-duplicate = the same number is on line { $line } already.
reason-encode = { $code }, character { $position }, is not in { $encoding }.
reason-no-form = no code or form of the column stands for the value.
reason-too-wide = the value is { $found } wide, and the column { $width }.
reason-constant = the value is not the one that the mapping gives every record.
reason-reads-otherwise = the row would be read as another record.
todo-row-quotes = Put the cell into quotation marks, and double those in it (RFC 4180).
todo-row-cells = Compare the row with the columns of the mapping.
todo-row-decode = Save the cell again in { $encoding }, or name the table's encoding in the mapping.
todo-row-value = Correct the cell, or how the mapping converts it.
todo-row-unknown = Write the parts that nobody knows as 00, and say in the wording how the register has it.
todo-row-record = Correct it in the register and export the table again.
todo-row-characters = Give { $code } in the municipality's mapping file, and name that file with --characters.
todo-row-unmapped = Add a column or a constant for it to the mapping.
todo-row-duplicate = Find out which of the two rows is right, and take the other one out.
todo-row-encode = Write the table in UTF-8, or give the record a character that { $encoding } has.
todo-row-form = Add a code, a format or a wider column to the mapping.
todo-record-row = Mend the record; juki resident check finds such faults.
todo-row-constant = Export each municipality by a mapping of its own.

error-map-line = The mapping { $map } cannot be used, line { $line }: { $fault }
error-map-option = --constant { $option } cannot be used: { $fault }
error-map-unknown = There is no mapping { $name }, and no file of that name.
todo-map = Correct the mapping; juki resident map spreadsheet prints a whole one.
todo-map-unknown = Name a TOML file, or one of: { $names }.
todo-map-option = Write a path and its value, as --constant municipality.code=131016.
map-form = { $text }.
map-version = it is of version { $version }, and this program reads version { $own }.
map-too-long = it is longer than { $most } bytes.
map-column-count = it has no columns, or more than { $most }.
map-path = { $path } is no path into a record (docs/records.md lists them).
map-path-twice = { $path } is given twice.
map-name-twice = two columns are named { $name }.
map-target = column { $name } needs exactly one of path, split, unknown_flag, unknown_wording and ignore.
map-setting = { $name } has no meaning here.
map-missing = { $name } is missing.
map-delimiter = a delimiter is a comma, a semicolon, a colon or a tab.
map-padding = padding is a space, a full-width space, or 0 before the text.
map-width = a width is 1 or more, and a record { $most } at most.
map-conversion = convert needs exactly one of codes, date and number, or a width.
map-value = a value is a text, a whole number from 0 on, true or false.
map-no-date = no column has a date for { $path }.
map-unknown-twice = two columns say the same of { $path }.
map-flag-words = flag_words are two different words, for no and for yes.
map-no-equals = an equals sign is missing.

error-table = { $table } is not as the mapping says: { $fault }
table-mark = it begins with a byte order mark.
table-no-mark = it begins without a byte order mark.
table-no-header = it is empty.
table-header-row = the row of names is none: { $reason }
table-header-text = the name of column { $column } is no text in { $encoding }.
table-missing-columns = it has no { $names }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
table-other-columns = it has other columns too, number { $numbers }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
table-column-twice = it has { $name } twice.
todo-table-mark = Write encoding = "utf-8-bom" into the mapping.
todo-table-no-mark = Write encoding = "utf-8" into the mapping.
todo-table-header = Give the table the names of the mapping in its first row, or the mapping those of the table.
todo-table-encoding = Name the encoding of the table in the mapping: cp932 (Shift_JIS, as Japanese Windows programs save CSV), utf-8, or utf-8-bom.
todo-table-columns = Correct the mapping: every column that it names must be there. Give the others ignore = true, or write other_columns = "ignore".
error-import-exists = { $path } exists already.
todo-import-exists = Choose another name, or move it away first.
error-import-busy = Another import is writing { $path }.
todo-import-busy = Wait until it has ended.
error-import-journal = { $path } is no journal of an import.
todo-import-journal = Choose another name for the records.
error-import-other-input = { $path } was begun with another table.
error-import-other-map = { $path } was begun with another mapping.
error-import-other-characters = { $path } was begun with another mapping file of the municipality's characters (--characters), or without one.
todo-import-other = Run it with the same table, mapping and --characters to go on, or remove what stands beside it (.journal and .part) to begin anew.
error-import-lost = { $path } is not what the interrupted import left.
todo-import-lost = Remove it and the .journal beside it, and begin anew.
error-import-other-report = { $path } was begun with another report: { $report }.
todo-import-other-report = Run it with the same --report to go on, or remove what stands beside it (.journal and .part) to begin anew.
error-import-left-over = { $path } is there, and no journal of an import speaks of it.
todo-import-left-over = Move it away, or choose another name.
error-import-changed = { $path } was written to while it was read.
todo-import-changed = Run it again when nobody writes to the table; remove what stands beside the records (.journal and .part) before.
error-import-same-name = { $path } is named for two things.
todo-import-same-name = Give the table, the records and the report names of their own. What is written beside them is NAME.part and NAME.journal.
todo-import-room = Make room, and run the same command again: it goes on where it was.
error-import-out = An import needs a place for its records.
todo-import-out = Name it with --out, or say --dry-run.
error-export-beginning = The names of the columns cannot be written: { $reason }
todo-export-beginning = Write the table in UTF-8, or change the names in the mapping.
