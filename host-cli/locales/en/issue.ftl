error-record = The record cannot be used: { $path } must be { $expected }.
todo-record = Nothing was changed. Mend the record; juki resident show taro prints a whole one.
expected-at = { $expected } (line { $line }, column { $column })
expected-utf8 = in UTF-8 and is in { $encoding }
encoding-name = { $name }
encoding-utf8-mark = UTF-8 with a byte order mark (BOM)
encoding-unknown = an encoding that is not known
todo-convert = Nothing was changed. Save it as UTF-8, or convert it: iconv -f { $charset } -t UTF-8 OLD.json > NEW.json
todo-utf8-mark = Nothing was changed. Save it as UTF-8 without BOM, or take the mark off: tail -c +4 OLD.json > NEW.json
todo-utf8 = Nothing was changed. Save it as UTF-8.
expected-whole-json = whole JSON: the file ends early
expected-valid-json = valid JSON
expected-other-json = valid JSON: “{ $found }” cannot stand here
expected-once = given only once
expected-object = an object: { "{" } ... { "}" }
expected-array = a list: [ ... ]
expected-string = a text in quotation marks
expected-integer = a number without a fraction
expected-form = of a form that the schema knows
expected-present = there: it is missing
expected-absent = left out: no such field is known (known are: { $known })
expected-one-of = one of: { $known }
expected-day = a day that there is, written YYYY-MM-DD, as 1980-02-29
expected-short-record = a record of at most { $most } bytes
expected-name = family name, full-width space (U+3000), given name
expected-roman-name = the name in Roman letters, or in kanji where there is no other, for a foreign resident
expected-kanji-name = the name in kanji, or kanji and kana, its parts with a full-width space (U+3000) between
expected-no-kanji = left out: the name itself is in kanji
expected-no-stroke = without a stroke (/): on the card one stands before the alias
expected-no-brackets = without square brackets ([ ]): on the card a former surname stands in them
expected-no-space = without spaces
expected-short-name = at most { $most } characters and { $bytes } bytes of UTF-8, with kanji and alias (here: { $found } and { $length })
expected-birth = a birth from 1868-01-25 on
expected-address = 1 to { $most } characters
expected-fits-file = so short that the attributes fit { $most } bytes
expected-number = { $count } digits with their check digit (here: { $check })
expected-roman-place = a name in Roman letters, as Chiyoda-ku
expected-text = 1 to { $most } characters
expected-one-line = text without spaces around it
expected-residence-card = 2 capital letters, 8 digits, 2 capital letters
expected-status = the status of stay, for a mid- or long-term resident
expected-period = the last day of the period of stay; none for 永住者 and 高度専門職2号
expected-readable = without { $code } at position { $position }: { $class }
character-control = a control character (Cc)
character-separator = a separator of lines or paragraphs (Zl, Zp)
character-space = a space (Zs) that looks like U+0020 or U+3000 and is another character
character-ignorable = a character that shows nothing (default-ignorable)
character-blank = a character whose picture is empty
character-private = a private-use character (Co), which means something in one municipality only. Give it in the municipality's mapping file: juki issue --characters MAP
character-noncharacter = a code that is no character (noncharacter)
character-unassigned = a code that is no known character (Cn). If it is one, give it in the municipality's mapping file: juki issue --characters MAP
character-format = a character that formats others (Cf)
character-replacement = the sign for a character that was lost
character-selector = a variation selector that does not follow a kanji
character-mark = a combining mark (M). Write letter and mark as one composed character (Unicode NFC)
character-jamo = a part of a Hangul syllable. Write the syllable as one composed character (Unicode NFC)
expected-lifetime = a day not before the birth
expected-event = the day of the birth or of the loss of nationality
expected-flags =
    { $count ->
        [one] 1 digit
       *[other] { $count } digits
    } 0 or 1, one for each character
expected-month = a year or a month that there is, written YYYY or YYYY-MM, as 1980-02
expected-furigana = full-width katakana, its parts with a full-width space (U+3000) between
expected-digits = { $count ->
        [one] 1 digit
       *[other] { $count } digits
    }
expected-digits-range = { $least } to { $most } digits
expected-alphanumeric = { $count ->
        [one] 1 digit or Latin letter
       *[other] { $count } digits or Latin letters
    }
expected-alphanumeric-range = { $least } to { $most } digits or Latin letters
expected-count = a whole number from { $least } to { $most }
expected-short-list = a list of at most { $most } entries
expected-in-order = a day not before the one that it follows: lists begin with the oldest entry, and nothing ends before it begins
expected-priority = the kind of a name that the record has
expected-no-alias = left out: where there is an alias, its history has the earlier ones
expected-reason = a code, a wording, or both
expected-kind = foreign for a record with the member foreign, japanese for one without
expected-address-parts = the parts of the address or one text: one of the two is there, and not both
expected-domestic = an address in Japan, without a country
expected-household-head = left out: the head of the resident’s own household is in $.household.head
expected-other-nationality = left out: one of Japanese nationals and foreign residents has it, and this is the other
expected-known-birth = a birth of which at least the year is known, for a card
expected-record-code = there for a card: the resident record code, 11 digits
expected-card-type = there for a card: A without, B with a photo
expected-past = a day not after { $day }
expected-in-force = such that the card is still in force today; it would end on { $day }

error-uses = No card can be issued from the record: { $uses }.
todo-uses = Nothing was changed. Mend the record; docs/records.md has the rules of every use.
todo-no-card-due = Nothing was changed. Nobody who died, moved out or is no resident gets a card. If the register is wrong, correct it there first.
todo-deemed-birth = Nothing was changed. Enter the deemed birth date (みなし生年月日) that the municipality decided.
use-refusal = { $use }: { $path }: { $rule }
use-chip = text on the chip
use-picture = face of the card
use-certificate = signing certificate
use-copy = copy of the record
use-network = identity-confirmation information
use-birth-year = not even the year of birth is known
use-long-name = at most { $most } characters and { $bytes } bytes of UTF-8 fit, and there are { $found } and { $length }
use-long-text = at most { $most } characters fit, and there are { $found }
use-long-file = name and address fill { $found } bytes of { $most }
use-no-address = there is no address
use-no-record-code = there is no resident record code; juki resident assign gives one
use-no-card-type = the record does not say which card is wanted; give --type A (without a photo) or --type B (with one)
use-no-personal-number = there is no personal number
use-no-household = the record does not know the head of the household
use-no-relationship = the record does not say the relationship in words
use-no-domicile = there is no registered domicile
use-no-resident = the record is not one of a resident
use-died = the resident died
use-moved-out = the resident moved out
use-removed = the record was removed
use-never-wide-area = never on a copy that another municipality gives
use-no-substitute = no character of JIS X 0208 or JIS X 0212 stands for { $code } at position { $position }; give a substitute in the municipality's mapping file (--characters MAP)

error-no-sample = There is no sample record “{ $name }”.
todo-no-sample = juki resident list shows them.
resident-fault = { $path }, line { $line }: { $what }
resident-checked = { $records ->
    [one] { $records } record
   *[other] { $records } records
}; with a fault: { $faults }.
resident-line = { $name }  { $holder }, card type { $card }
resident-child = { " " }(under 15: no signing certificate)

error-issued-already = The card { $serial } is issued already.
todo-issued-already = Nothing was changed. Put in a blank card; juki virtual new makes one.
error-not-issuable = The card { $serial } is out of use.
error-serial-issued = This authority has issued a card with the serial number { $serial } already, and this one is blank.
todo-serial-issued = Take another blank card; of an image file, make a new one instead of a copy. This card was not changed.
error-begun-otherwise = The issuing of this card was begun with another record, another photo, another font for its pictures, another authority or another copy of this one's folder.
todo-begun-otherwise = Use those, or take a blank card; this one was not changed, and nothing secret was sent to it.
error-wrong-transport-key = The transport key is not the one of this card.
todo-wrong-transport-key = Name the file with its key: --transport-key FILE.
error-older-blank = This blank card was made by an earlier version of juki: it cannot prove that it holds its transport key, or opens no secure messaging with it, and no key is sent to it.
todo-older-blank = Make a new one: juki virtual new --kind blank FILE.
error-wrong-issuer-key = The card's issuer key is not the one that this authority's index has for it.
todo-wrong-issuer-key = Name the folder of the authority that issued it, the newest one if there are copies: --authority DIR.
error-card-unknown = This authority (id { $id }, made { $made }) does not know the card { $serial }: its index says nothing of it. Nothing was sent to the card.
todo-card-unknown = Name the folder of the authority that issued the card: --authority DIR. `juki authority list` says which cards one knows. Or this folder is an older backup, made before the card was issued: take the newest one.
error-no-session = Card { $serial } says that it knows no secure messaging, which it was issued with: it is another one, or something stands between reader and card. Nothing secret was sent to it.
todo-no-session = Keep the card and find out where it comes from. Try it in a reader that you trust.
error-card-not-authenticated = The card says that it is { $serial }, and is not authenticated by the key of that card: it is another one, or something stands between reader and card. Nothing secret was sent to it.
todo-card-not-authenticated = Keep the card and find out where it comes from. Try the genuine card in a reader that you trust.
error-card-elsewhere = Another program is doing something with the card { $serial } of this authority. Nothing was sent to it.
todo-card-elsewhere = Wait until it is done, then look at the card with juki info and begin again.
error-administrator-blocked = The administrator key of this card is blocked by wrong authentications: an earlier version of juki made it with a counter. The card is read and used as before, and never changed again.
todo-administrator-blocked = When something is to be changed, issue another card.
info-administrator-free = Administrator key: wrong authentications are not counted, and never block it
info-administrator-blocked = Administrator key: blocked by wrong authentications; the card can be used, but never changed again
info-administrator-left =
    Administrator key: { $left ->
        [one] 1 wrong authentication
       *[other] { $left } wrong authentications
    } until the card can never be changed again (made by an earlier version of juki)
error-layout = A file of the card cannot be built as the profile describes it.
todo-layout = This is a fault of juki: please report it. The card is not issued; the next juki issue goes on.
error-key-not-held = The card does not hold the key that it shows for this certificate: { $certificate }.
todo-key-not-held = Do not issue this card: it, or something between it and the reader, is not what it says.
error-read-back = What was read back is not what was written: { $file } in { $application }.
todo-read-back = The memory of the card is at fault: take another card.
error-not-confirmed = Nothing was issued: it was not confirmed.
todo-not-confirmed = Answer y, or say --yes.

step-authority = An authority for the card: its keys
step-authenticate = Authenticating with the administrator key
step-jpki = JPKI: PINs, key pairs, certificates
step-visual = Visual: pictures of name and address, photo, signatures
step-text = Text: personal number, attributes, signature
step-juki = Juki: resident record code, history
step-pkcs15 = PKCS#15: directories for programs that know no JPKI
step-common = Common: card record, card key
step-pins = Setting the PINs
step-directory = EF.DIR
step-activate = Issuer key, activation
step-ready = What life does to a card of the kind { $kind }
step-check = Reading back
issue-from-to = The card { $serial } will be issued to { $name } (type { $card }, in force until { $expiry }).
issue-other-type = The record says type { $own }; the card is of type { $card }, as --type says.
issue-resumes =
    The issuing of the card { $serial } was interrupted: { $complete } of { $all } applications { $complete ->
        [one] is complete
       *[other] are complete
    }. It goes on.
issue-confirm = Go on? [y/N]
issue-long-password = Note: a signing password of more than 8 characters does not work with OpenSC's PKCS#15 view.
issue-done =
    The card { $serial } is issued to { $name }, in force until { $expiry }.
    See it: juki read
issue-done-child = No signing certificate: the holder is under 15.
life-being-issued = being issued: juki issue finishes it
error-profile = This card was made for a profile that this program does not know.
todo-profile = Use the newer juki that it was made with.

error-photo-type-a = A card of type A shows no photo.
todo-photo-type-a = Leave out --photo, or ask for a card of type B: in the record, or with --type B.
error-photo-too-long = The photo “{ $path }” is longer than { $most } MB.
todo-photo-too-long = Nothing was sent to the card. Give a smaller file.
error-photo-format = “{ $path }” is neither JPEG nor PNG.
todo-photo-format = Nothing was sent to the card. Give a photo as JPEG or PNG.
error-photo-size = The photo “{ $path }” has { $width } by { $height } pixels.
todo-photo-size = Nothing was sent to the card. Give one with sides of { $least } to { $most } pixels, at most { $pixels } million in all.
error-photo-damaged = The photo “{ $path }” is damaged: it breaks off or contradicts itself.
error-photo-shape = The photo “{ $path }” has { $width } by { $height } pixels (width by height): that is not the shape of the photo on the card.
todo-photo-shape = Nothing was sent to the card. Cut out head and shoulders, 45 mm high and 35 mm wide: at most { $most } percent of a photo are cut off, and it is never squashed.
error-photo-blank = The photo “{ $path }” shows nothing: it is of one shade.
todo-photo-blank = Nothing was sent to the card. Give a photo of the holder; --placeholder issues a card without one, for trying out.
error-photo-coding = The photo “{ $path }” is a JPEG { $coding }, which is not read.
todo-photo-coding = Nothing was sent to the card. Open it in an image program and save it as an ordinary JPEG (8 bits, RGB or grey) or as PNG.
coding-lossless = with lossless coding
coding-hierarchical = with hierarchical coding
coding-arithmetic = with arithmetic coding
coding-jpeg-ls = of the kind JPEG-LS
coding-bits = with { $bits } bits a sample
coding-lines = whose height is not said before its lines
coding-components = with { $count } components a pixel
error-no-photo = A card of type B shows the holder's photo, and none was given.
todo-no-photo = Nothing was sent to the card. Give it with --photo FILE; --placeholder issues a card with a drawn placeholder, for trying out.
error-photo-encoded = The photo “{ $path }” could not be encoded for the card.
error-font-file = The font “{ $path }” cannot be read: { $cause }.
error-font-too-large = The font “{ $path }” is larger than { $most } MB.
error-font-format = “{ $path }” is no font, or a damaged one.
error-font-outlines = The font “{ $path }” has no TrueType outlines.
error-font-characters = The font “{ $path }” does not say which characters it has.
todo-font = Nothing was sent to the card. Give another with --font FILE; --font none draws with the program's own font alone.
verbose-font = Rare characters and variation selectors are drawn from “{ $path }” ({ $name }).
verbose-no-font = No font but the program's own draws: rare characters are drawn as 〓, variation selectors change nothing.
issue-placeholder = The card holds a drawn placeholder instead of a photo.
issue-security-code = Security code on the face of the card: { $code }.
issue-can = Card access number (CAN) on the face of the card: { $can }. It opens the encrypted session of --can.
issue-not-drawn = In the picture of the { $text ->
    [name] name
   *[address] address
    } 〓 stands for the character at position { $position }, which no font here has: { $character }
issue-drawn-plain = In the picture of the { $text ->
    [name] name
   *[address] address
    } the character at position { $position } is drawn in its usual form, as no font here has the form of its variation selector: { $character }
note-flags-upgraded = The flags (substituted) of a record of version 1 leave every character of name and address as it is in a certificate. In version 2 a character without flag 1 is what the published tables say; juki resident characters RECORD.json shows them. For another one, give --characters MAP at issue.
issue-substituted = Certificate: { $from } is written { $to }.
note-older-card = This card was issued before cards had secure messaging: what is sent to it now, new PINs too, can be read by whoever sits between reader and card.
