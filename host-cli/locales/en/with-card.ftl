help-with-card = Runs a command beside a card in a PC/SC service of its own; nothing stays afterwards.
arg-with-card-image = The card image that is put into the reader; the command works on that very file
arg-with-card-fault =
    What goes wrong with the card, may be given several times: remove-after=N, remove-after=N:MS (back after MS milliseconds), latency=real, latency=MS, status=SW@COMMAND, status=SW@COMMAND:N (the Nth such command, as in status=6F00@read-binary:3), mute, slow
arg-with-card-command =
    The command with its arguments, behind --. It finds the card in JUKI_READER, by PC/SC and by PKCS#11 (JUKI_PKCS11_MODULE); its exit code is returned

error-with-card-command = “{ $command }” cannot be started: { $cause }.
todo-with-card-command = Nothing was sent to the card. Give the command behind --, as in: juki with-card --image my.juki -- opensc-tool -l
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
