heading-usage = Usage:
heading-commands = Commands
heading-command = COMMAND
heading-option = OPTIONS
heading-options = Options
heading-arguments = Arguments
heading-everywhere = Options of every command

help-juki = Issues, reads and uses Basic Resident Registration Cards, in a reader or in a file.
help-exit-codes =
    Exit codes:
      0 done or valid        1 other failure         2 wrong command line
      3 no reader or card    4 no or wrong PIN       5 PIN blocked
      6 not authentic        7 refused by the card   8 cannot be decided
      9 not in force        10 input rejected      130 interrupted

    Try it without a reader:
      juki virtual new my.juki
      juki info --reader my.juki

arg-reader =
    Which card: part of a reader's name, pcsc:NAME, a card image PATH or virtual:PATH. A PATH has a / in it, ends in .juki or is a file. Otherwise: the only reader with a card. Environment: JUKI_READER
arg-can =
    The card access number, six digits that stand on the card (profile p256): everything goes encrypted inside the session that it opens, or not at all. Environment: JUKI_CAN
arg-wait =
    Wait for a reader, a card, or another program to let it go: --wait=SECONDS, 30 without a number
arg-json = Print one JSON object instead of text, also for errors
arg-trace =
    Write every command and response to FILE, decoded, secrets masked; - is standard error
arg-verbose = Say more about what is done, on standard error
arg-lang = Language of all texts: en or ja. Otherwise LC_ALL, LC_MESSAGES or LANG decides
arg-help = Print this help
arg-version = Print the version

help-virtual = Cards in files: make them, put them into the PC/SC service.
help-virtual-new = Makes a card image: a file with a new card in it.
arg-virtual-new-path = The file to make; an existing one is never replaced
arg-virtual-new-kind = The kind of card, one of those that `juki virtual list` shows; blank without
arg-virtual-new-profile = What it is to be issued as: mynumber as today's JPKI programs know it, juki as the card of 2009, p256 this project's own with the PKCS#15 view; mynumber without
arg-virtual-new-keys = Which key pairs it makes; otherwise those of its profile
arg-virtual-new-atr = Its answer to reset: own, jpki (by which OpenSC knows JPKI), oseid (by which an OpenSC that nobody may configure takes the PKCS#15 view); otherwise that of its profile
arg-virtual-new-record = A resident's record to issue it from, in place of the sample; a JSON file as `juki resident show` prints one
arg-virtual-new-seed = A number that everything on the card follows from: it repeats byte for byte, together with --date its certificates too. Whoever knows the number knows the keys; the card and its certificates say so
arg-virtual-new-date = The day on which it is made, YYYY-MM-DD, for certificates, lists and expiry; otherwise now
arg-virtual-new-authority-out = The folder to make for the authority of a ready card; otherwise PATH.authority
arg-virtual-new-transport-key =
    File with the transport key, 16 bytes or 32 hexadecimal digits. Otherwise the published test key: everybody can write on the card then
help-virtual-list = Lists the kinds of card that `juki virtual new` can make.
help-virtual-serve = Puts a card image into the PC/SC service (vpcd), where every program finds it, until Ctrl-C.
arg-virtual-serve-path = The card image
arg-virtual-serve-vpcd = Where vpcd listens, 127.0.0.1:35963 without

help-reader = PC/SC readers.
help-reader-list = Lists the PC/SC readers and what is in them.

help-info = Shows what a card tells without a PIN; never asks for one.

help-apdu = Sends command APDUs as they are and shows the responses.
arg-apdu-commands = A command in hexadecimal digits; spaces and colons may stand between them
arg-apdu-secure = Opens a session of secure messaging first, by MUTUAL AUTHENTICATE with this key of the MF, two hexadecimal digits (10 is the administrator's), and sends the commands inside; a trace shows both
arg-apdu-key = File with the value of that key, 16 or 32 bytes or their hexadecimal digits

help-shell = A conversation with a card: its commands and files by name. A script on standard input ends with exit code 7 when the card refused its last command; a conversation at a terminal ends with 0.
help-explain = Says what status words, commands, data objects and APDUs mean; no card is needed.
arg-explain-topic = A status word (6983), a command (read-record), a byte (INS B2, DO 87, CLA 0C), a protocol (pace), an APDU or a line of a trace ('> 0CB0...')

help-help = Says what a command does and takes: juki help pin reset.
arg-help-command = The command's words; without one, what there is
help-doctor = Finds out why no card answers and which font draws rare characters, and says which command mends it.
help-licenses = Prints the licences of this program, of its font and of the crates in it, in English.

help-service = Municipal applications (条例利用), such as a library card.
help-service-add = At the counter: adds an application to an issued card.
arg-service-add-profile = The profile, a JSON file, or library
arg-service-add-authority = Folder of the authority that issued the card
help-service-show = Reads an application; the PIN is asked for.
arg-service-show-profile = The profile, a JSON file, or library
arg-service-show-authority = At the service's desk, with the application's key: the authority's folder
arg-service-show-no-pin = Only what needs no PIN
arg-service-show-spend-last-try = Spend the last try of the PIN on a value that nobody types
help-service-append = At the service's desk: adds a record.
arg-service-append-profile = The profile, a JSON file, or library
arg-service-append-file = The file's name in the profile
arg-service-append-text = The record
arg-service-append-authority = The authority's folder
arg-service-append-spend-last-try = Spend the last try of the PIN on a value that nobody types
help-service-remove = At the counter: takes an application off the card with everything in it.
arg-service-remove-profile = The profile, a JSON file, or library
arg-service-remove-authority = Folder of the authority that issued the card
arg-service-remove-yes = Take it off without asking
help-service-reset-pin = At the counter: the holder chooses a new PIN.
arg-service-reset-pin-profile = The profile, a JSON file, or library
arg-service-reset-pin-authority = Folder of the authority that issued the card
