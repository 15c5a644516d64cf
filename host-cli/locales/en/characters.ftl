# Characters of records, and the municipality's mapping of its own.
help-resident-characters = What the characters of a record or a text are: code, MJ number, sets of JIS; and what chip, picture and certificate hold of each.
arg-resident-characters-text = A record, a file whose name ends in .json; or the text itself
arg-resident-characters-characters = The municipality's mapping file: its own characters, and substitutes for certificates
arg-issue-characters = The municipality's mapping file: what its own characters (private use) stand for

characters-is = { $position }  { $character }  { $codes }  { $number }  { $sets }
characters-held = { "   " }chip and picture: { $chip }; certificate: { $certificate }, flag 0
characters-substituted = { "   " }chip and picture: { $chip }; certificate: { $certificate }, flag 1: { $rule }
characters-refused-certificate = { "   " }chip and picture: { $chip }; certificate: refused: { $why }
characters-refused-everywhere = { "   " }refused: { $why }
characters-refused =
    { $count ->
        [0] Every character can be held.
        [one] One character is refused.
       *[other] { $count } characters are refused.
    }
characters-not-given = a character of one municipality alone. Give it in the municipality's mapping file (--characters MAP)
characters-no-candidate = no table has a character of JIS X 0208 or X 0212 for it. Give a substitute in the municipality's mapping file (--characters MAP)
error-characters-json = { $path } is not JSON in UTF-8.
todo-characters-json = Give a record, as juki resident show taro prints one, or the text itself.

rule-municipality = the municipality's mapping
rule-shape = without its selector
rule-reduction = MJ reduction map: { $reasons }
rule-letter = the letter without its marks
rule-compatibility = Unicode's compatibility decomposition

error-character-map-line = The mapping, line { $line }: { $fault }.
error-map-column = The mapping, line { $line }, column { $column }: { $fault }.
todo-characters-map = Nothing was done. The first line is { $header }, each other one as { $mj } or { $ivs } or { $substitute }, with a note behind the last comma or none.
map-size = the file must be of { $most } bytes at most
map-encoding = it must be UTF-8; a spreadsheet saves it as CSV UTF-8
map-header = it must be { $header }
map-columns = it must have four columns, and has { $count }; a note with a comma stands in quotation marks
map-quote = quotation marks must surround the whole cell, and end on its line
map-code = it must be the code of a character, as U+E000
map-not-givable = { $code } can stand for no character: private use, codes that are not assigned, and characters that JIS has not can be given
map-held = { $code } is in JIS X 0208, JIS X 0212 or ASCII, so that a certificate holds it; take the line out
map-assigned = { $code } is a character of Unicode, which the record keeps; only a substitute for certificates can be given
map-twice = { $code } is given on line { $line } already; leave one of the two
map-kind = it must be mj, ivs or substitute
map-mj = it must be a number of the MJ list, as MJ026196
map-no-character = { $number } was given up, and has no character; the MJ list names another number in its place
map-sequence = it must be a character and a selector that the MJ list has, as U+9089 U+E0117
map-one-character = it must be one character
map-private-value = { $code } is itself private use or not assigned; give what it stands for in the end
map-not-held = { $code } is not in JIS X 0208, JIS X 0212 or ASCII, and a certificate holds no other
