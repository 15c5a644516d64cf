help-authority = Test authorities: keys and certificates that cards are issued with.
help-authority-init = Makes a test authority: all its keys, certificates and revocation lists. A passphrase in the environment variable JUKI_AUTHORITY_PASSPHRASE, or in the file that JUKI_AUTHORITY_PASSPHRASE_FILE names, encrypts the private keys.
arg-authority-init-dir = The folder to make; one that is not empty is refused
arg-authority-init-crl-base = Where its revocation lists can be fetched, an http address; stands in the certificates. An address that does not exist, without
help-authority-list = Lists the certificates that an authority issued.
arg-authority-list-dir = The authority's folder
help-authority-revoke = Revokes or suspends a certificate and writes the new revocation list.
arg-authority-revoke-dir = The authority's folder
arg-authority-revoke-certificate = A certificate file (PEM or DER), or the serial number in hexadecimal digits
arg-authority-revoke-reason =
    Why: keyCompromise, affiliationChanged (moved, or another name), superseded, cessationOfOperation, privilegeWithdrawn, cACompromise, unspecified (without), certificateHold (suspends), removeFromCRL (ends a suspension)
help-authority-crl = Writes new revocation lists, good from now on.
arg-authority-crl-dir = The authority's folder
help-authority-puk = Tells the resetting code (PUK) of a card with the PKCS#15 view.
arg-authority-puk-dir = The authority's folder
arg-authority-puk-serial = The serial number of the card, fifteen characters

authority-init-done =
    { $path } holds a new test authority, O=JUKI-EMULATOR. Its certificates prove nobody's identity.
    { "  " }{ $path }/public   certificates and revocation lists, for everybody who checks: --trust { WORD($path) }
    { "  " }{ $path }/private  keys ({ $keys }) and the list of what was issued
    Back up all of { $path }, again after every issue. When it is lost, issued cards stay readable
    and nobody can change them: their issuer keys derive from { $path }/private/master.key.
    Revocation lists are good for { $days } days: juki authority crl { WORD($path) } renews them.
    There is no OCSP responder, and the certificates name none.
authority-encrypted = encrypted under the passphrase
authority-plain = not encrypted, readable by their owner only
authority-list-empty = No certificate has been issued.
authority-list-line = { $serial }  card { $card }  until { $end }  { $purpose }, { $state }
authority-revoked =
    Revoked: { $serial }, { $purpose }, card { $card }; { $reason }.
    New revocation list: { $list }
authority-suspended =
    Suspended: { $serial }, { $purpose }, card { $card }.
    New revocation list: { $list }
    It ends with juki authority revoke { WORD($dir) } { $serial } --reason removeFromCRL; any other reason makes it a revocation for ever.
authority-reinstated =
    In force again: { $serial }, { $purpose }, card { $card }.
    New revocation list: { $list }
authority-crl-done = { $lists } are good for { $days } days from now.
purpose-signing = signing
purpose-authentication = user authentication
state-in-force = in force
state-expired = expired
state-suspended = suspended { $date }
state-revoked = revoked { $date } ({ $reason })

reason-unspecified = no reason given
reason-key-compromise = key in wrong hands
reason-ca-compromise = authority's key in wrong hands
reason-affiliation-changed = the holder's attributes changed
reason-superseded = replaced by a newer certificate
reason-cessation-of-operation = given back
reason-certificate-hold = suspended
reason-remove-from-crl = suspension ended
reason-privilege-withdrawn = right withdrawn

error-authority-exists = { $path } is not empty.
todo-authority-exists = Name a new folder. An authority is never written over: its cards could not be changed any more.
error-no-authority = { $path } holds no test authority.
todo-no-authority = Name the folder that juki authority init made, or make one: juki authority init DIR
error-authority-file = { $path } of the authority is damaged.
error-authority-json = { $path } of the authority is damaged: what is to be there ends or goes wrong in line { $line }, column { $column }.
error-authority-key = { $path } of the authority holds no private key that can be read.
error-authority-index = { $path } of the authority makes no sense in line { $line }.
error-authority-mismatch = { $path } of the authority does not belong to { $other }.
error-authority-missing = { $path } of the authority is missing.
todo-authority-mismatch = One of the two is of another authority, or of another time: take both from one backup of { WORD($dir) }. Nothing was changed.
todo-authority-list-lost = Write new lists: juki authority crl { WORD($dir) }
todo-index-copy-alone =
    Nothing was changed. The copy is whole ({ $copied ->
        [one] 1 line
       *[other] { $copied } lines
    }) and has what was published; put it in its place: cp { WORD($copy) } { WORD($index) }
todo-index-copy-open =
    Nothing was changed. The copy { $copy } is whole ({ $copied ->
        [one] 1 line
       *[other] { $copied } lines
    }), but not every revocation list that was published is there to hold it against: it may be of an earlier time, and what was revoked since would be valid again. Put the lists back, which everybody who checks has, and try again; or take the newest backup of the index. Only where there is neither, and the copy is known to be the newest: cp { WORD($copy) } { WORD($index) }
todo-index-not-copy = Nothing was changed. The lists that were published agree with { $index }, and not with the copy. Put the copy aside, and a new one is written: mv { WORD($copy) } { WORD($aside) }
todo-index-by-copy = Nothing was changed. The lists that were published agree with the copy, and not with the index: mv { WORD($index) } { WORD($aside) } && cp { WORD($copy) } { WORD($index) }
todo-index-two = Nothing was changed. Keep both files under other names, and take both from one backup: the newest of { $index } and { $copy }.
todo-authority-damaged = Take this one file from the backup of { WORD($dir) }: { WORD($path) }. Nothing was changed. Keys and certificates never change; leave the index (private/issued.jsonl) as it is, which changes with every card.
error-index-syntax = Line { $line } of { $path } is no line of an index, from column { $column } on.
error-index-member = Line { $line } of { $path } lacks “{ $member }”, or has something there that cannot be.
error-index-check = Line { $line } of { $path } fails its check: it was changed, or lines before it were lost.
error-index-short =
    { $path } lost lines at its end: it has { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }, its copy { $copy } has { $copied }.
error-index-two =
    { $path } ({ $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }) and its copy { $copy } ({ $copied ->
        [one] 1 line
       *[other] { $copied } lines
    }) are both whole, and differ: one of them is of another time.
error-index-older = { $list } has number { $number }, and { $index } knows of none after { $known }: it is an older copy, or lost lines.
error-index-unrevoked = { $list } names { $serial } as revoked, and { $index } does not: it is an older copy, or lost lines.
todo-index-copy =
    Nothing was changed. The copy is whole ({ $copied ->
        [one] 1 line
       *[other] { $copied } lines
    }) and has all that can be read of the index ({ $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }); put it in its place: mv { WORD($index) } { WORD($aside) } && cp { WORD($copy) } { WORD($index) }
todo-index-behind =
    Nothing was changed. The copy { $copy } is whole, and does not have all that can be read of { $index }: it has { $copied ->
        [one] 1 line
       *[other] { $copied } lines
    }, the index { $lines }. Do not put it in its place. Keep both files, and take the newest backup of the index that has those lines.
todo-index-backup = Put the newest backup of { $index } in its place. Nothing was changed: no list is written without what the last one has. Without such a backup nobody knows what the authority issued since, and it cannot go on: make a new one (juki authority init DIR) and issue its cards anew.
error-authority-list = { $path } of the authority is no revocation list that it signed.
todo-authority-list = Remove { $path }, and write a new list: juki authority crl { WORD($dir) }. What was published is kept in { $other }, too.
authority-upgraded = { $path }: from now on every line of the index has a check value. An older juki cannot use this authority any more.
error-authority-newer = { $path } holds an authority of format { $format }; this juki reads format { $known }.
todo-authority-newer = Use the newer juki that wrote it. Nothing was changed.
error-authority-locked = { $path } of the authority is encrypted, and there is no passphrase.
todo-authority-locked = { WORD($dir) } was made with a passphrase: put it into JUKI_AUTHORITY_PASSPHRASE, or the path of a file with it into JUKI_AUTHORITY_PASSPHRASE_FILE.
error-authority-passphrase = The passphrase does not open { $path } of the authority.
todo-authority-passphrase = Give the passphrase that { WORD($dir) } was made with: check JUKI_AUTHORITY_PASSPHRASE and the file that JUKI_AUTHORITY_PASSPHRASE_FILE names.
error-passphrase-long = The authority's passphrase is longer than { $most } bytes.
todo-passphrase-long = Name the file that holds the passphrase in its first line, or choose a shorter one.
error-passphrase-file-empty = { $variable } is set and names no file.
todo-passphrase-file-empty = Set { $variable } to the path of a file with the passphrase, or unset it.
error-passphrase-empty = The authority's passphrase is empty.
todo-passphrase-empty = Set JUKI_AUTHORITY_PASSPHRASE to the passphrase, or unset it.
error-crl-base = “{ $url }” is no address that revocation lists are fetched from.
todo-crl-base = Give an ASCII address that begins with http://, without ? and #. A list carries its authority's signature, so http takes nothing from it; https, ldap and file are never asked (--revocation online), and RFC 5280 (8) advises against https: the server's certificate would need a list first.
error-not-issued = The authority did not issue a certificate with serial number { $serial }.
todo-not-issued = See what it issued: juki authority list { WORD($dir) }. Or this folder is an older backup, made before the certificate was issued: take the newest one.
error-revoke-twice = { $serial } is revoked already.
todo-revoke-twice = Nothing is left to do; a revocation is for ever. Only a suspension ends, or becomes a revocation.
error-revoke-held = { $serial } is suspended already.
todo-revoke-held = Nothing was changed. To end the suspension: juki authority revoke { WORD($dir) } { $serial } --reason removeFromCRL. To revoke it for ever: another reason.
error-revoke-not-held = { $serial } is not suspended.
todo-revoke-not-held = Nothing is left to do: it is in force.
error-not-certificate = { $path } holds no X.509 certificate.
todo-not-certificate = Name a certificate in PEM or DER, or give the serial number.
error-not-serial = “{ $text }” is neither a file nor a serial number.
todo-not-serial = Give the path of a certificate, or the hexadecimal digits that juki authority list { WORD($dir) } shows.
error-request = The request is not signed by the key that it names.
todo-request = No certificate was issued. Have the card make a new request.
error-term = A certificate cannot end at { $end }: it must end in the future, and before the authority's own ({ $last }).
todo-term = Check the clock, and when the card expires; make a new authority when the old one ends too soon.
error-holder = The name or the sex of the holder cannot stand in a certificate.
error-holder-address = The address has { $length } characters; a certificate takes { $most }.
error-holder-municipality = “{ $code }” is no municipality code.
todo-holder = Correct the resident record. No certificate was issued.
error-holder-age = A signing certificate is not issued to a holder under { $age }.
todo-holder-age = Issue the card without one.
error-pki-encode = A certificate, list or key cannot be encoded: { $cause }.
todo-pki-encode = Check for characters or dates that cannot stand in a certificate.
error-clock = The clock of this machine stands before 1970.
todo-clock = Set it.
authority-puk = { $code }
error-no-such-card = This authority certified no key of a card { $serial }.
todo-no-such-card = juki authority list { WORD($path) } shows the serial numbers of its cards. Or this folder is an older backup, made before the card was issued: take the newest one.
error-no-puk = The card { $serial } has RSA keys and so no PKCS#15 view and no resetting code.
todo-no-puk = Its PINs are unblocked at the counter, each by its name: juki pin reset PIN --authority DIR
