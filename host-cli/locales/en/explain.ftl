error-explain = “{ $topic }” is no status word and no command of this card.
todo-explain = Write four digits (6983), a command (read-record) or an instruction byte (B2). `juki shell` and its `help` list the commands.
todo-explain-near = There are: { $topics }

explain-answered-by = Answered by: { $commands }
explain-any-command = Any command may answer it.
explain-no-command = No command of this card answers it.
explain-forms = Forms
explain-data = data { $field }
explain-le = Le { $field }
explain-secret = (carries a secret)
explain-status = Answers
explain-tries = wrong value, or asked for: x tries are left
explain-common = Data and Le: - absent, + there, (+) may be there, else how many bytes. What every command may answer besides (6700, 6881, 6A86 ...): juki explain SW.

explain-status-more-available = Send GET RESPONSE with Le = SW2 (00: 256). juki does so by itself.
explain-status-data-may-be-corrupted = The card cannot load its memory. It says who it is (SELECT of the MF, GET DATA of tag 45) and nothing else; `juki doctor` says what to do.
explain-status-end-of-file-reached = Fewer bytes were there than Le asked for; those that were there have come. After a search: nothing was found.
explain-status-file-deactivated = The file was selected. Nothing but ACTIVATE FILE can be done with it until then.
explain-status-file-terminated = The file was selected. It can never be used again.
explain-status-tries-left = Each wrong value costs a try, a right one gives all of them back; at 0 the PIN or key is blocked (6983). `juki pin status` shows the tries of all PINs without spending one.
explain-status-verification-failed = The signature is not one of this key over this hash.
explain-status-memory-failure = The flash failed or what is stored there is damaged. Nothing was changed. `juki info` says what is still known of the card.
explain-status-wrong-length = The data field or Le is missing, too much, or of a length that no form of the command takes: see the forms in `juki explain COMMAND`.
explain-status-channel-not-supported = Open the channel first (manage-channel), or send the command on channel 0.
explain-status-secure-messaging-not-supported = Send the command without secure messaging (class byte 00 or 80).
explain-status-last-command-of-chain-expected = Another command came in the middle of a chain. The chain is gone: send it again from its beginning.
explain-status-chaining-not-supported = Send the command in one piece, with extended length.
explain-status-incompatible-with-file-structure = Records are read from files of records, bytes from transparent ones, and a PIN or key is never read: select another file.
explain-status-security-status-not-satisfied = The access rule asks for a PIN or key that is not proved on this channel, or forbids it for ever. A PIN that it needs may be blocked too. SELECT by DF name forgets what was proved.
explain-status-authentication-method-blocked = No try is left. A PIN is unblocked with its resetting code or by the issuer at the counter (`juki pin reset`).
explain-status-reference-data-not-usable = The PIN has no value or the key was not generated yet.
explain-status-conditions-not-satisfied = The object is deactivated or terminated, the key must not be used so, or the command that has to come before (GET CHALLENGE, MANAGE SECURITY ENVIRONMENT) did not.
explain-status-no-current-file = Select an EF first, or name it by its short identifier.
explain-status-incorrect-data = The content of the data field is not what the command takes: a data object too many or too few, a value outside its range.
explain-status-function-not-supported = The card has the command but not this function of it: no channel is left, or the form is none of this card's.
explain-status-file-not-found = There is no such file in the current DF. `select mf` begins at the top.
explain-status-record-not-found = The file has fewer records, or none with this identifier.
explain-status-not-enough-memory = The card or the file is full. Nothing was changed.
explain-status-incorrect-p1-p2 = P1-P2 is of no form of the command: see `juki explain COMMAND`.
explain-status-reference-not-found = There is no PIN, key or data object with this reference or tag in the current DF.
explain-status-file-exists = The DF has a file with this identifier already. Nothing was changed.
explain-status-df-name-exists = The card has an application of this name already. Nothing was changed.
explain-status-wrong-offset = The offset is beyond the end of the file.
explain-status-wrong-le = Send the same command again with Le = SW2. juki does so by itself.
explain-status-instruction-not-supported = This card has no such command.
explain-status-class-not-supported = The command exists with another class byte (00 or 80).
explain-status-no-precise-diagnosis = The answer did not fit what the host or the card can hold. Ask for less at a time.
