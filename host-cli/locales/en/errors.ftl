list-separator = ,{ " " }
clause-separator = ;{ " " }
error-file = { $path } cannot be read or written: { $cause }.
error-nor-a-file = { $what } Nor is there a file “{ $name }”.
error-named-by = { $what } { $variable } names it.
error-in-file = { $path }: { $what }
whole-file = the file
todo-file = Check the path and the rights of its folder.
todo-no-writer = Start the program that writes to it before juki, or name a file.
todo-no-reader-of-pipe = Start the program that reads it before juki, or name a file.
todo-socket = Name a file.
todo-link = Nothing was written. Name the folder or the file that it leads to: a link would be replaced, and what it leads to stay as it is.
todo-no-file = Put the file that belongs there in its place, from the backup.
todo-no-folder = Move it away, or choose another name.
todo-of-another = Choose a place where nobody else can write, or remove it.
error-system = The operating system refused: { $cause }.
todo-system = Free memory, disk space or files, then run the command again.
error-no-random = The operating system gives no random numbers.
todo-no-random = Wait until the system has started completely, then run the command again.

error-date = { $day } is a day that no certificate names.
error-date-ready = No ready card is made for { $day }: it must be in the years { $first } to { $last }.
todo-date = Give another day, as in --date 2026-04-01.

cause-not-found = no such file or folder
cause-permission-denied = permission denied
cause-already-exists = it exists already
cause-is-a-directory = it is a folder
cause-not-a-directory = a part of the path is no folder
cause-too-large = the file is too large
cause-storage-full = the disk is full
cause-read-only = the file system is read-only
cause-no-writer = it is a pipe, and nothing writes to it
cause-no-reader = it is a pipe, and nothing reads it
cause-socket = it is a socket
cause-link = it is a symbolic link
cause-no-file = it is no file
cause-no-folder = it is no folder
cause-of-another = it belongs to another user
cause-connection-refused = connection refused
cause-timed-out = no answer in time
cause-system = { $text }

error-no-service = The PC/SC service does not run.
todo-no-service = Install and start it: sudo apt install pcscd && sudo systemctl start pcscd. Without a reader: juki virtual new my.juki, then --reader my.juki.
error-no-rights = The PC/SC service refuses this user.
todo-no-rights = Let the user in by a polkit rule for org.debian.pcsc-lite.access_pcsc and access_card, or work on the machine's own screen instead of over the network.
error-no-reader = No card reader is attached.
todo-no-reader = Attach a reader (a USB reader may need: sudo apt install libccid). Without a reader: juki virtual new my.juki, then --reader my.juki.
error-no-such-reader = No reader has “{ $part }” in its name.
todo-choose-reader =
    { $count ->
        [one] Say which reader with this flag:{ $flags }
       *[other] Say which reader with one of these flags:{ $flags }
    }
error-several-readers = { $count } readers hold a card.
error-no-card = No reader holds a card.
error-no-card-in = There is no card in { $reader }.
todo-no-card = Put the card in, or add --wait to wait for it. Without a card: juki virtual new my.juki, then --reader my.juki.
error-card-removed = The card was taken out of { $reader }.
todo-card-removed = Put it back and run the command again.
error-card-reset = Another program reset the card in { $reader }.
todo-card-reset = End the other program and run the command again.
error-mute = The card in { $reader } does not answer.
todo-mute = Take it out, turn it over or wipe its contacts, put it back in, and run the command again.
error-held = Another program holds { $reader }.
todo-held = End that program, or add --wait to wait for it.
error-held-by = { $reader } is held by { $program } (process { $pid }).
todo-held-by = End it (kill { $pid }), or add --wait to wait for it.
error-read-only = { $reader } can only be read, so its card can count no tries: it takes no PIN, no key and no change.
todo-read-only = Get the right to write to the file, or copy it: install -m 600 CARD.juki copy.juki, then --reader copy.juki. Without a PIN: juki info, juki read --no-pin, juki pin status.
error-no-status = The answer from { $reader } has no status word.
error-trace = The trace cannot be written: { $cause }.
error-trace-other = { $path } is there already and is no trace.
todo-trace-other = Give --trace a name that no file has. The file was not changed, and nothing was sent.
error-driver = { $reader } reports: { $cause }.
todo-driver = Take the card out and put it back in; if it stays so, run juki doctor.
error-without-pcsc = This juki was built without PC/SC.
todo-without-pcsc = Use a card image (--reader PATH), or build it with the feature pcsc.

error-image-exists = { $path } exists already.
todo-image-exists = Choose another name, or move the file away first.
todo-image-file = Check the path; juki virtual new PATH makes a card image.
error-image-foreign = { $path } is no card image.
todo-image-foreign = Name a file that juki virtual new made. The file was not changed.
error-image-length =
    { $path } is no whole card image: it has { $found ->
        [one] 1 byte
       *[other] { $found } bytes
    } instead of { $expected }.
todo-image-damaged = Take a copy from before the damage, or make a new card with juki virtual new. The file was not changed.
error-image-newer = { $path } has format { $format }; this juki reads formats up to { $known }.
todo-image-newer = Use the newer juki that wrote it. The file was not changed.
error-image-altered = { $path } was altered: the check over its header does not fit.
error-image-content = { $path } holds no card that can be started: { $cause }.
cause-card-foreign = its memory was not written by a card of this project
cause-card-newer = its memory has format { $format }, which this juki does not know yet
cause-card-damaged = its memory was altered in page { $page } at word { $word }
cause-card-files = object { $object } in it is not a file of a card
cause-card-full = its memory holds more than a card of this kind
cause-card-said = its memory cannot be loaded
todo-card-damaged = It cannot be mended: replace the card. Of a card image, juki doctor --reader PATH says where the damage is.
cause-card-geometry = its memory has another shape
cause-card-flash = its memory cannot be read or written
cause-no-random = the operating system gives no random numbers
error-format = The new card cannot be written: { $cause }.

error-transport-key = { $path } holds no transport key.
todo-transport-key = The file must have 16 bytes, or 32 hexadecimal digits.

error-apdu-digit = Command { $number } has “{ $character }” at position { $position }: no hexadecimal digit.
error-apdu-odd =
    Command { $number } ends at position { $position } with half a byte: { $count ->
        [one] 1 digit
       *[other] { $count } digits
    }.
error-apdu-length =
    Command { $number } has { $count ->
        [one] 1 byte
       *[other] { $count } bytes
    }: a command APDU has 4 to 65544.
todo-apdu = Nothing was sent. Write the command as in: juki apdu '00 A4 00 0C 02 3F 00'

error-refused = The card refused { $command }: { $status }, { $meaning }.
todo-refused = Run the command again with --trace - to see what the card was asked.
todo-refused-security = The card wants a PIN or key that was not given for this.
todo-refused-memory = Run juki doctor: it says whether the card is damaged.
todo-refused-state = The card is not in the state for this; juki info shows its life cycle.
todo-refused-other-card = It may be another kind of card; juki info shows what it is.
error-too-long = { $command } would be longer than a command APDU can be.
todo-too-long = Give fewer bytes.
error-too-far = { $command } cannot carry the offset { $offset }: it has at most four bytes.
todo-too-far = Give an offset inside the file.
error-endless = The answer to { $command } does not end.

error-vpcd = No vpcd listens at { $address }: { $cause }.
todo-vpcd = Install it and start the service: sudo apt install pcscd vsmartcard-vpcd && sudo systemctl restart pcscd (without systemd: sudo pcscd).
error-vpcd-closed = vpcd at { $address } closed the connection: the PC/SC service ended.
todo-vpcd-closed = Start it again (sudo systemctl start pcscd); with --wait the card goes back in by itself.
error-vpcd-silent = vpcd at { $address } does not ask for the card: its slot holds another one.
todo-vpcd-silent = End the other juki virtual serve, or use the second slot: --vpcd 127.0.0.1:35964

usage-unknown-argument = There is no argument “{ $argument }” here.
usage-unknown-command = There is no command “{ $command }”.
usage-no-value = { $argument } needs a value.
usage-wrong-value = { $argument } cannot be “{ $value }”.
usage-wrong-secret = { $argument } cannot have this value.
usage-no-equals = The value of { $argument } follows after =.
usage-value-count = { $argument } has too many or too few values.
usage-twice = { $argument } is there more than once.
usage-conflict = { $argument } does not go with { $other }.
usage-missing-argument = { $argument } is missing.
usage-missing-command = A command is missing.
usage-not-unicode = An argument is not valid Unicode.
todo-usage = See: { $command } --help
todo-usage-suggestion = Did you mean { $suggestion }? See: { $command } --help
todo-usage-expected = It must be { $expected }. See: { $command } --help
expected-can = six digits, as they stand on the card
expected-up-to = a whole number from 0 to { $most }
todo-usage-values = Possible are: { $values }. See: { $command } --help

error-secure = Secure messaging failed: { $command }: { $reason }.
todo-secure = Something altered what passed between reader and card, or the card ended its session. Nothing more was sent. Put the card on a reader that you trust and run the command again.
error-secure-lost = Secure messaging failed earlier; nothing is sent any more.
todo-secure-lost = Reset the card, or take it out and put it back in, and run the command again.
error-secure-not-a-command = This is no command that can be secured: it is no whole command APDU, or its class byte says that it is secured already.
todo-secure-not-a-command = Give the command as it is in the clear; the session secures it.
secure-unsecured = the card answered in the clear, { $status }
secure-object-missing = the answer lacks its status word or its checksum
secure-object-incorrect = a data object of the answer is not what it must be
secure-checksum = the checksum of the answer is wrong
secure-padding = the answer is not padded as it must be
secure-status = the status word is { $inside } under the checksum and { $outside } outside
secure-exhausted = the counter has come to its end
error-card-key = { $path } holds no AES key.
todo-card-key = It must be 16 or 32 bytes, or 32 or 64 hexadecimal digits. Nothing was sent.
error-key-reference = This is no reference of a key.
todo-key-reference = Write two hexadecimal digits, 01 to 1E or 81 to 9E, as in: --secure 10. Nothing was sent.
error-secure-not-proved = The card did not prove that it has this key. The session was ended.
todo-secure-not-proved = Do not use this card: it is another one than it says, or something between the reader and it answered.
error-secure-unknown = The card opens no session of secure messaging with a key.
todo-secure-unknown = It was made by an earlier version, or is no card of this project. Without --secure the commands go in the clear.
error-secure-key-value = The card does not take this as the value of its key { $key }.
todo-secure-key-value = Name the file with the value of that key of this card: --key FILE. Nothing else was sent.
error-secure-no-key = The card has no key { $key } in the MF.
todo-secure-no-key = Name another one, as in: --secure 10. Nothing else was sent.
error-secure-key-use = { $key } opens no session: it is a PIN, a key for another use, or of a card that an earlier version made.
todo-secure-key-use = Name another key, as in: --secure 10. Without --secure the commands go in the clear.
