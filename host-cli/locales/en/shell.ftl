shell-welcome = A conversation with the card. help lists what there is, Tab completes, quit ends.
shell-help =
    select NAME           a file or application: mf, .., ef.dir, jpki, jpki/signing-certificate,
                          /D100/0101, four digits of a file identifier, a DF name in digits
    cd [NAME], pwd        the same as select, mf without a name; where one stands
    ls                    what the profiles know of and the card has, here
    cat [NAME]            the content of a file
    COMMAND [FORM] [p1=XX] [p2=XX] [le=N] [DATA]
                          a command of the table; DATA is digits, "text" or 62{"{"}82{"{"}38{"}"}{"}"}; a
                          secret is asked for when it is not given
    apdu HEX              bytes as they are
    secure [REF [FILE]]   a session of secure messaging with a key of the MF, as in secure 10;
                          the key is asked for when no file has it; secure off ends it
    explain TOPIC         a status word, a command, a data object or an APDU
    reset, help, quit

    Commands:
shell-reset = The card was reset.
shell-secured = Secure messaging: on.
shell-plain = Secure messaging: off.
error-shell-key = This is no AES key.
shell-no-status = The card answered without a status word.
shell-elsewhere = In a DF that the profiles do not know: `cd mf` leads back, `cat XXXX` shows a file by its identifier.
shell-nothing-known = Nothing that the profiles know of is here.
shell-no-records = The file has no records.
shell-secret = Secret for { $command }:
shell-line = Line { $number }:
error-shell-json = A conversation is no JSON object.
todo-shell-json = Run `juki shell` without --json, or `juki apdu --json`.
error-shell-command = There is no command “{ $word }”.
todo-shell-command = `help` lists what there is.
error-shell-file = “{ $name }” is no file that the profiles know, no identifier, path or DF name.
todo-shell-file = Write mf, .., ef.dir, jpki, jpki/signing-certificate, 2F01, /D100/0101 or a DF name of 5 to 16 bytes in digits. Nothing was sent.
error-shell-list = `ls` lists what is here, and “{ $name }” is not here.
todo-shell-list = Go there first: cd { $name }. What was proved here is lost by that. Nothing was sent.
error-shell-data = The data does not read.
todo-shell-data = Write hexadecimal digits, "text" in quotes, or data objects as in 62{"{"}82{"{"}38{"}"}{"}"}. Nothing was sent.
error-shell-length =
    This is { $count ->
        [one] 1 byte
       *[other] { $count } bytes
    }: a command APDU has 4 to 65544.
todo-shell-length = Write it as in: apdu 00 A4 00 0C 02 3F 00. Nothing was sent.
error-shell-byte = “{ $value }” is no value here.
todo-shell-byte = p1 and p2 are two hexadecimal digits, le is a decimal number, any or none. Nothing was sent.
error-shell-form = { $command } has no form like this.
todo-shell-form = `explain { $command }` shows its forms; `apdu` sends bytes as they are. Nothing was sent.
error-shell-secret = The command needs a secret, and nobody can be asked for it.
todo-shell-secret = Give it in the line, as in: verify verify p2=98 "1234"
error-shell-utf8 = Line { $number } is not UTF-8.
todo-shell-utf8 = Save the script as UTF-8. The lines before it were sent.

error-explain = “{ $topic }” is no status word, no command of this card, no data object that is known here, and no APDU.
todo-explain = Write a status word (6983), a command (read-record), a byte (INS B2, DO 87, CLA 0C), a protocol (pace), or an APDU ('> 0CB09C00...', '< ...9000'). `juki shell` and its `help` list the commands.
todo-explain-near = Known with it in the name: { $topics }
