pin-card = PIN (暗証番号) of the card
prompt-pin =
    { $left ->
        [one] Last try! A wrong one blocks it. { $pin } ({ $form }):
       *[other] { $left } tries left. { $pin } ({ $form }):
    }
prompt-pin-same =
    { $left ->
        [one] Last try! A wrong one blocks it. { $pin } ({ $form }; Enter for the same number):
       *[other] { $left } tries left. { $pin } ({ $form }; Enter for the same number):
    }
prompt-opens = { $pin } opens: { $what }
opens-common = nothing that is read here; programs at counters ask for it
error-shared-pin = A wrong value was tried on this PIN: { $pin }. JUKI_PIN_CARD was not tried on it.
todo-shared-pin = Nothing was spent on it. Put its own value into { $variable }, or type it at a terminal.
todo-pin-differs =
    { $left ->
        [one] One try is left: the next wrong one blocks it.
       *[other] { $left } tries are left.
    } Nothing was changed, and no other number was tried. The PINs of the card may differ: give this one its own ({ $variable }). If an earlier change stopped half way, add --resume.
error-pin-not-believed = The card says that this PIN was shown to it, and nobody did: { $pin }.
todo-pin-not-believed = Nothing that this card says can be relied on. Try another reader; juki doctor helps.
error-pin-not-changed = The card said that it changed this PIN, and does not take the new value: { $pin }.
todo-pin-not-changed = Run juki pin status. The old value may still be the valid one.
prompt-new-pin = New { $pin } ({ $form }):
prompt-again = Again:
error-last-try = Only one try is left: { $pin }. It was not spent.
todo-last-try = Type it at a terminal, with no variable for it, or add --spend-last-try.
error-no-pin = No value was given: { $pin }.
todo-no-pin =
    Run juki at a terminal, or set { $count ->
        [one] { $names }
       *[other] one of: { $names }
    } (with _FILE behind the name: a file with the value).
todo-nothing-typed = Nothing was sent and no try was spent. Run the command again.
error-no-new-pins = No values to set were given: { $pins }.
todo-no-pins = Run juki at a terminal, or set all of: { $names } (with _FILE behind a name: a file with the value).
error-no-new-pin = No value to set was given: { $pin }.
error-pins-differ = The two values are not the same.
todo-pins-differ = Nothing was sent. Run the command again.

pin-status-left = { $reference }  { $pin }: { $left } of { $most } tries left
pin-status-blocked = { $reference }  { $pin }: blocked
pin-status-not-set = { $reference }  { $pin }: not set
pin-status-verified = { $reference }  { $pin }: verified
pin-changed = Changed: { $pin }.
pin-change-partly = Changed for: { $done }. Not changed for: { $missing }.
todo-pin-change-partly = Run juki pin change card --resume: it changes only what is missing. Until then the old number counts there.
pin-change-goes-on = The others have the new number already; to be changed: { $missing }.
pin-change-done-already = All three have this number already.
pin-reset-done = Set, with all tries: { $pin }.

error-answer-longer = The card answered more than was asked for: { $command }.
error-answer-short = The card gave less than the whole file: { $command }.
error-unreadable = What the card gives is not what it should be: { $what }.
todo-unreadable = Nothing of it is shown. Put the card on the reader again, or try another reader; juki doctor helps.
unreadable-card-record = the card record
unreadable-number = the personal number
unreadable-attributes = name, address, birth and sex
unreadable-record-code = the resident record code
unreadable-history = the history
unreadable-procedures = the counter procedures

read-serial = Serial number:        { $serial }
read-municipality = Municipality:         { $code }
read-expiry = In force until:       { $date }
read-name = Name:                 { $name }
read-address = Address:              { $address }
read-birth = Born:                 { $date }
read-sex = Sex:                  { $sex }
read-number = Personal number:      { $number }
read-no-number = Personal number:      none
read-record-code = Resident record code: { $code }
read-since = From { $date }: { $name }, { $address }
read-history = History:
read-procedures = Counter procedures:
read-procedure = { $date } municipality { $municipality }: { $procedure }
procedure-issued = card issued
procedure-other = procedure { $code }
read-certificates = Certificates:         { $certificates }
read-no-certificates = Certificates:         none
read-left-out = Left out, for want of a PIN: { $what }.
read-not-read = Not read, for the reason told: { $what }.
read-foreign = Not read; how other cards than ours hold it nobody has published: { $what }.
read-left-text = personal number, attributes
read-left-visual = pictures of the card's face
read-left-juki = resident record code, history, procedures
sex-male = male
sex-female = female
sex-not-applicable = not applicable
sex-unknown = not known

cert-list-line = { $id }  { $certificate }: { $state }
cert-state-pin = there, readable after the signing password
cert-state-there = in force until { $end }, serial number { $serial }
cert-state-none = none
cert-malformed = { $id }  { $certificate }: not readable as X.509
cert-exported = { $certificate } written to { $path }.
error-cert-malformed = What the card holds is no X.509 certificate: { $certificate }.
todo-cert-malformed = Export it with --format der and look at the bytes.
cert-text-title = { $certificate }
cert-text-subject = Subject:       { $name }
cert-text-issuer = Issuer:        { $name }
cert-text-serial = Serial number: { $serial }
cert-text-begin = Valid from:    { $date }
cert-text-end = Valid to:      { $date }
cert-text-key = Public key:    { $algorithm }
cert-text-usage = Key usage:     { $usage }
cert-text-policy = Policy:        { $policy }
cert-text-name = Name:          { $value }
cert-text-name-flags = Substitutes:   { $value } (name)
cert-text-sex = Sex:           { $value }
date-words =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
date-words-era =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year } ({ $era ->
        [1] Meiji
        [2] Taisho
        [3] Showa
        [4] Heisei
       *[5] Reiwa
    } { $era_year })
year-words = { $year }
month-words =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
unknown-day = day unknown
unknown-month-day = month and day unknown
date-words-partial = { $known } ({ $unknown })
date-words-partial-era =
    { $known } ({ $era ->
        [1] Meiji
        [2] Taisho
        [3] Showa
        [4] Heisei
       *[5] Reiwa
    } { $era_year }; { $unknown })
cert-text-birth = Born:          { $value }
cert-text-address = Address:       { $value }
cert-text-address-flags = Substitutes:   { $value } (address)

help-resident = Records of residents: import and export, characters, record codes and letters; and samples to issue cards from.
help-resident-list = Lists the sample records.
help-resident-check = Checks records of either version: files NAME.json with one each, other files with one in each line, and folders of files NAME.json. Says the first fault of each record with file, line and path, never the value; exit code 10 when there is one.
arg-resident-check-files = The files or folders
help-resident-upgrade = Prints a record of version 1 as one of version 2.
arg-resident-upgrade-file = The record, a JSON file
help-resident-schema = Prints the JSON Schema of a record.
arg-resident-schema-record-version = Of which version: 2, or 1 for records without the member version
help-resident-show = Prints a sample record, JSON, to be changed and issued from.
arg-resident-show-name = Name of the sample, one of those that `juki resident list` shows
help-issue = Issues a card from a resident's record, or finishes what was interrupted. The holder types the PINs, or they are in JUKI_PIN_CARD, JUKI_PIN_AUTH and JUKI_PIN_SIGN.
arg-issue-record = The record, a JSON file (`juki resident show taro` prints one); with --register-number a folder or a file of JSON lines too
arg-issue-register-number = Whose record of several: the resident's number in the municipality's systems (宛名番号)
arg-issue-sample = Instead of a file: the name of a sample record
arg-issue-card-type = The type of the card: A without or B with a photo. It goes before the record's own
arg-issue-authority = The folder of the authority that issues; `juki authority init` makes one
arg-issue-photo = The holder's photo, JPEG or PNG, for a card of type B: 45 mm high and 35 mm wide, or near it. Its middle is cut out in these proportions and never squashed; where more than a quarter would be cut off, or the picture is blank, it is refused
arg-issue-placeholder = No photo: a card of type B holds a drawn placeholder, for trying out
arg-issue-font = The font for characters and variation selectors that the pictures' own font has not; none: no other. Otherwise IPAmj Mincho, where Debian has it. Environment: JUKI_FONT
arg-issue-transport-key = File with the transport key of the card. Otherwise the published test key
arg-issue-yes = Issue without asking
help-read = Reads what the card says of its holder. Each PIN is asked for by its own name; without one only what is free is read.
arg-read-no-pin = Ask for no PIN
arg-read-pictures = Folder to write the pictures of the card's face to
arg-read-spend-last-try = Spend the last try of a PIN on a value that nobody types
help-cert = The certificates on the card.
help-cert-list = Lists them; never asks for a PIN.
help-cert-export = Writes a certificate; the signing certificate needs the signing password.
arg-cert-export-certificate = Which one: sign, auth, sign-ca, auth-ca
arg-cert-export-format = pem, der or text; pem without
arg-cert-export-out = The file to make; an existing one is never replaced. Otherwise standard output
arg-cert-export-spend-last-try = Spend the last try of a PIN on a value that nobody types
help-pin = The PINs of the card.
help-pin-status = Shows how many tries every PIN has left; costs none.
help-pin-change = Changes a PIN. The old and the new value are typed, or in JUKI_PIN_CARD and JUKI_PIN_CARD_NEW (TEXT, JUKI, COMMON, AUTH, SIGN alike).
arg-pin-change-pin = Which one: card (text, juki and common, 暗証番号), text, juki, common, auth, sign (署名用パスワード); card without
arg-pin-change-resume = Finish a change of card that stopped half way: a PIN may have the new number already, and it is tried first
arg-pin-change-spend-last-try = Spend the last try of a PIN on a value that nobody types
help-pin-reset = Gives a PIN a new value and all its tries, at the counter, with the issuer key. The holder types the new value, or it is in JUKI_PIN_CARD_NEW (TEXT, JUKI, COMMON, AUTH, SIGN alike).
arg-pin-reset-pin = Which one: card (text, juki and common, 暗証番号), text, juki, common, auth, sign (署名用パスワード); card without
arg-pin-reset-authority = The folder of the authority that issued the card

read-pictures = Pictures:             { $what }
picture-name = name
picture-address = address
picture-photo = photo
picture-security-code = security code
picture-can = card access number (CAN)
picture-number = personal number
read-picture-file =   { $picture }: { $path }
error-pictures-there = These files are there already, and hold something else: { $paths }
todo-pictures-there = No picture was written. Name another folder with --pictures, or move these files away.
error-pictures-closed = No code opened the pictures of the card's face.
todo-pictures-closed = Give the PIN, or the code on the card's face: code B in JUKI_CODE_B, or code A (the personal number) in JUKI_CODE_A. The rest was read.
error-no-pictures = The card holds no pictures of its face that can be read.
