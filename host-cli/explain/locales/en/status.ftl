status-success = done
status-more-available = done, more data waits for GET RESPONSE
status-end-of-file-reached = end of file or record reached before Ne bytes, or nothing found
status-data-may-be-corrupted = part of the returned data may be corrupted
status-file-deactivated = the selected file is deactivated
status-file-terminated = the selected file is terminated
status-tries-left =
    { $tries ->
        [0] no try left
        [one] 1 try left
       *[other] { $tries } tries left
    }
status-verification-failed = the verification failed
status-memory-failure = memory failure
status-wrong-length = wrong length
status-channel-not-supported = logical channel not supported or not open
status-secure-messaging-not-supported = secure messaging not supported
status-last-command-of-chain-expected = last command of the chain expected
status-chaining-not-supported = command chaining not supported
status-incompatible-with-file-structure = command does not fit the kind of file
status-security-status-not-satisfied = PIN or key needed
status-authentication-method-blocked = PIN or key blocked
status-reference-data-not-usable = PIN or key not usable
status-conditions-not-satisfied = not in this state
status-no-current-file = no current file
status-sm-data-objects-missing = expected secure messaging data objects missing
status-sm-data-objects-incorrect = incorrect secure messaging data objects
status-incorrect-data = wrong content of the data field
status-function-not-supported = function not supported
status-file-not-found = file or application not found
status-record-not-found = record not found
status-not-enough-memory = not enough memory
status-incorrect-p1-p2 = wrong parameters P1-P2
status-reference-not-found = PIN, key or data object not found
status-file-exists = file exists already
status-df-name-exists = DF name exists already
status-wrong-offset = offset outside the file
status-wrong-le = wrong Le field, SW2 is the right one
status-instruction-not-supported = instruction not supported
status-class-not-supported = class not supported
status-no-precise-diagnosis = no precise diagnosis
status-unknown = a status word that ISO/IEC 7816-4 does not name
