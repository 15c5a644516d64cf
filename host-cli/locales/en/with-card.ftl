help-with-card = Runs a command beside a card in a PC/SC service of its own; nothing stays afterwards.
arg-with-card-image = The card image that is put into the reader; the command works on that very file
arg-with-card-card = The ready card that is made for the command, one of those that `juki virtual list` shows; plain without. Its PINs are in JUKI_PIN_AUTH, JUKI_PIN_SIGN and JUKI_PIN_CARD, its authority in JUKI_TRUST
arg-with-card-profile = What it is to be issued as: mynumber as today's JPKI programs know it, juki as the card of 2009, p256 this project's own with the PKCS#15 view; mynumber without
arg-with-card-keys = Which key pairs it makes; otherwise those of its profile
arg-with-card-atr = Its answer to reset: own, jpki (by which OpenSC knows JPKI), oseid (by which an OpenSC that nobody may configure takes the PKCS#15 view); otherwise that of its profile
arg-with-card-record = A resident's record to issue it from, in place of the sample; a JSON file as `juki resident show` prints one
arg-with-card-seed = A number that everything on the card follows from: it repeats byte for byte, together with --date its certificates too. Whoever knows the number knows the keys; the card and its certificates say so
arg-with-card-date = The day on which it is made, YYYY-MM-DD, for certificates, lists and expiry; otherwise now
arg-with-card-fault =
    What goes wrong with the card, may be given several times: remove-after=N, remove-after=N:MS (back after MS milliseconds), latency=real, latency=MS, status=SW@COMMAND, status=SW@COMMAND:N (the Nth such command, as in status=6F00@read-binary:3), mute, slow
arg-with-card-command =
    The command with its arguments, behind --. It finds the card in JUKI_READER, by PC/SC and by PKCS#11 (JUKI_PKCS11_MODULE); its exit code is returned

error-with-card-command = “{ $command }” cannot be started: { $cause }.
todo-with-card-command = Nothing was sent to the card. Give the command behind --, as in: juki with-card -- opensc-tool -l
error-with-card-missing = The PC/SC service or its virtual reader is not installed.
todo-with-card-missing = Install them: sudo apt install pcscd vsmartcard-vpcd
error-with-card-isolation = No PC/SC service can be had alone here: this system lets this user make no namespaces.
todo-with-card-isolation = Allow one of these: unprivileged user namespaces (sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0), sudo without a password, or root; in a container without namespaces no other pcscd may run.
error-with-card-service = The PC/SC service for the command did not start, ended too early, or shows no card.{ $log }
todo-with-card-service = What it says itself stands above. If another program stopped it, run the command again.

error-fault = The fault “{ $fault }” cannot be: { $cause }.
todo-fault = Possible are: remove-after=N, remove-after=N:MS, latency=real, latency=MS, status=SW@COMMAND, status=SW@COMMAND:N, mute, slow. See: juki with-card --help
fault-unknown = there is no “{ $fault }”
fault-count = “{ $number }” is no number from 1
fault-milliseconds = “{ $number }” is no number of milliseconds up to 3600000
fault-back-too-soon = a card is back after 1000 milliseconds at the soonest, or programs take it for the one that went
fault-status = “{ $status }” is no status word: 61 to 6F or 90 to 9F, and one more byte
fault-without-command = the command is missing, as in 6F00@read-binary
fault-command = there is no command “{ $command }” in the table of commands, only { $known }
