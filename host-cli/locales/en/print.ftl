help-resident-letters-print = Prints the letters that tell residents of their codes, as PDF or HTML, a page each, in Japanese and English. Those that wait are printed and entered as printed; with --run those of a run, printed again byte for byte the same.
arg-resident-letters-print-records = The records: a folder of JSON files, one file NAME.json, or a file of JSON lines; the letters are in their order
arg-resident-letters-print-codes = The municipality's folder of codes
arg-resident-letters-print-out = The new file, NAME.pdf or NAME.html; readable by its owner only
arg-resident-letters-print-run = Only the letters of this run, those that were printed before among them
arg-resident-letters-print-mayor = Who signs, in Japanese: 千代田区長
arg-resident-letters-print-office = Where residents are to ask, with the telephone number, in Japanese
arg-resident-letters-print-font = A font for characters that BIZ UDGothic has not; without it IPAmj Mincho where the system has it; none: no such font
arg-resident-letters-print-mark-missing = Prints 〓 or the plain form for a character that no font has, and says so in the letter; without it there is no such letter
arg-resident-letters-print-leave-out = Leaves out the letters that cannot be printed; they wait on
arg-resident-letters-print-day = The day on which they are printed; without it today

expected-print-out = a file name that ends in .pdf or .html

letters-none-to-print = No letter is to be printed.
letters-printed = { $count ->
    [one] One letter is
   *[other] { $count } letters are
 } in { $path }.{ $left ->
    [0] {""}
   *[other] {" "}Left out: { $left }.
 }
letter-fault = Letter { $number }: { $fault }.
letter-part-sender = who writes
letter-part-address = the address
letter-part-addressee = the name on the envelope
letter-part-names = the names
letter-part-code = the code
letter-part-wording = the text of all letters
fault-letter-no-record = no record that can be read has its resident's number
fault-letter-unwritten = the code does not stand in the record
fault-letter-not-resident = its addressee lives here no more, or never did: { $reason }
fault-letter-long = too long for its place even in the smallest type: { $part }
fault-letter-digits = not the digits that it must be: { $part }
fault-letter-undrawable = characters that no font has: { $count }, the first is character { $first } of: { $part }

error-letters-municipality = The records name one municipality in two ways: “{ $first }”, and “{ $other }” for letter { $number }. No file was made.
todo-letters-municipality = All letters are the municipality's. Write it in one way in all records ($.municipality.city and .prefecture).
error-letters-faults = { $count } of { $all } letters cannot be printed. No file was made.
todo-letters-faults = Mend the records, or give a font that has the characters (--font). --mark-missing prints 〓 for such a character; --leave-out prints the others.
error-letters-run = There is no letter of run { $run }.
todo-letters-run = Nothing was printed. There are letters of these runs: { $runs }.
todo-letters-no-runs = Nothing was printed. There is no letter of any run: first juki resident assign.
error-letters-sender = What --mayor and --office say does not fit on a letter.
todo-letters-sender = Say it in fewer characters.
error-letters-font-malformed = This is no OpenType font, or a damaged one.
error-letters-font-outlines = This font has no TrueType outlines.
error-letters-font-embedding = The maker of this font does not let documents carry a part of it.
todo-print-font = Name another font (--font), or none: --font none.
