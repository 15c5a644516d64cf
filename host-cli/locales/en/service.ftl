service-added =
    The card has the application “{ $service }” ({ $aid }), { $count ->
        [one] 1 file
       *[other] { $count } files
    }.
service-appended = A record was added to “{ $file }”.
service-removed = The application “{ $service }” is off the card.
service-pin-reset = The PIN of “{ $service }” has its new value and all its tries.
service-closed = (not opened)
service-missing = (not in the application on this card)
service-remove-loses = Everything that “{ $service }” holds on the card { $card } is lost.
error-service-not-confirmed = Nothing was taken off: it was not confirmed.
todo-service-absent = It is added at the counter: juki service add { WORD($profile) } --authority DIR
error-service-interrupted = Adding “{ $service }” to this card was interrupted: it serves nobody yet.
todo-service-interrupted = Finish it at the counter: juki service add { WORD($profile) } --authority DIR. Or take off what was made: juki service remove { WORD($profile) } --authority DIR
error-service-out-of-use = The application “{ $service }” of this card is out of use.
todo-service-out-of-use = At the counter it is taken off with everything in it (juki service remove { WORD($profile) } --authority DIR), and can be added again.
pin-service = PIN of “{ $service }”
prompt-service-pin =
    { $left ->
        [one] PIN of “{ $service }”, { $digits } digits (1 try left):
       *[other] PIN of “{ $service }”, { $digits } digits ({ $left } tries left):
    }
prompt-service-new-pin = New PIN of “{ $service }”, { $digits } digits, chosen by the holder:
error-service-json = The profile cannot be used: { $place } must be { $expected }.
error-service-field = The profile’s { $field } does not fit: { $expected }.
error-service-long = The profile is longer than { $most } bytes.
todo-service-profile = Mend the profile; the sample `library` shows the form. Nothing was sent.
todo-service-unknown = Name a profile, a JSON file. Known without a file: { $samples }
expected-service-name = 1 to 16 small letters, digits and hyphens, each name once
expected-service-label = 1 to 16 ASCII characters without spaces
expected-service-aid = 5 to 16 bytes in hexadecimal digits, and not the name of another provider’s applications
expected-service-fid = four hexadecimal digits from 0100 on, not another application’s
expected-service-pin = 4 to 12 digits, 1 to 10 tries
expected-service-file-fid = four hexadecimal digits whose low five bits no other file has, nor the PIN (1C) and the key (19)
expected-service-structure = a transparent file of 1 to 16384 bytes, or 1 to 254 records of 1 to 255 bytes
expected-service-access = always, never, pin, key, issuer, or any or all of two or three of them; pin only where there is one
expected-service-content = at most one text for a transparent file, at most as many as there are records
error-service-text =
    { $count ->
        [one] 1 byte is
       *[other] { $count } bytes are
    } no record of “{ $file }”: 1 to { $most } are.
error-service-character = A text of “{ $file }” must be { $expected }.
todo-service-character = Write it with characters that can be read. Nothing was changed.
todo-service-text = Write it shorter (in UTF-8 a kanji takes three bytes). Nothing was changed.
todo-service-text-empty = Give the text of the record. Nothing was changed.
error-service-full = “{ $file }” is full ({ $count }).
todo-service-full = No record was added. There is room again when the service is taken off with everything in it and added anew, with a profile that has room for more records (juki service remove { WORD($profile) } --authority DIR).
error-service-file-missing = “{ $service }” on this card has no file “{ $file }”.
todo-service-file-missing = It was added with another profile: use that one. Nothing was changed.
error-service-file = “{ $service }” has no file “{ $file }”.
todo-service-file = It has: { $files }
error-service-no-records = “{ $file }” has no records.
todo-service-no-records = Records are added to linear and cyclic files.
error-service-pin = The PIN has { $digits } digits.
todo-service-pin = Nothing was sent and no try was spent.
error-service-without-pin = “{ $service }” has no PIN.
error-service-wrong-pin =
    { $left ->
        [one] Wrong PIN of “{ $service }”: 1 try left.
       *[other] Wrong PIN of “{ $service }”: { $left } tries left.
    }
todo-service-wrong-pin = Try again, or have the PIN set anew at the counter.
error-service-blocked = The PIN of “{ $service }” is blocked.
todo-service-blocked = A new one is chosen at the counter (juki service reset-pin { WORD($profile) } --authority DIR).
error-service-key = The key of “{ $service }” on this card is another one.
todo-service-key = Give the folder of the authority that issued the card. Or this folder is an older backup, made before the service got its key: take the newest one. Where there is none, take the service off and add it again (juki service remove, juki service add): what it holds is lost then.
error-service-key-blocked = The key of “{ $service }” on this card is blocked by wrong authentications.
todo-service-key-blocked = Renew it at the counter: juki service reset-pin gives the service a new key and the PIN all its tries.
error-service-there = The card has “{ $service }” already.
todo-service-there = `juki service show` reads it, `juki service remove` takes it off.
error-service-taken = “{ $service }” cannot be added: another application of the card has the file identifier { $fid }.
todo-service-taken = Choose another identifier in the profile. Nothing was changed.
error-service-name-taken = “{ $service }” cannot be added: another application of the card has the DF name { $aid }.
todo-service-name-taken = Use the profile that it was added with, or choose another DF name (aid). Nothing was changed.
error-service-elsewhere = “{ $service }” ({ $aid }) has the file identifier { $fid } on this card, and { $own } in the profile.
todo-service-elsewhere = Use the profile that it was added with. Nothing was changed.
error-service-room = The card has no room for “{ $service }”.
todo-service-room = Make the profile’s files smaller, or take off another application. What was made of this one serves nobody; it is taken off by juki service remove { WORD($profile) } --authority DIR
error-service-directory = EF.DIR of the card is full.
todo-service-directory = The application was made, but programs that list applications do not see it. Remove another one first.
error-service-no-directory = The card has no EF.DIR.
error-service-no-pin = The PIN of “{ $service }” is needed.
todo-service-no-pin = Set JUKI_PIN_SERVICE or JUKI_PIN_SERVICE_FILE, or run it at a terminal.
