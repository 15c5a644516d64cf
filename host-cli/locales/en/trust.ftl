help-trust = The trust anchors when something is checked without --trust.
help-trust-add = Believes an authority from now on: copies its certificates and revocation lists.
arg-trust-add-path = A file (PEM, DER, or a CV root), a folder of them, or a test authority's folder
help-trust-list = Lists who is believed.
help-trust-remove = Believes an authority no longer.
arg-trust-remove-which = The name as juki trust list shows it, at least eight digits of the fingerprint, or the file or folder that it was added from

trust-add-nothing = All of it was there already.
trust-list-empty = Nobody is believed. Add an authority: juki trust add PATH
trust-line = { $fingerprint }  { $kind }  { $name }
trust-authority = authority{ "      " }
trust-cv-root = CV root{ "        " }
trust-crl = revocation list
trust-replaced = replaced: { $line }
trust-older = not taken, a newer one is there: { $line }
trust-kept =
    { $count ->
        [one] One certificate that the authority revoked for good is not on its newer list
       *[other] { $count } certificates that the authority revoked for good are not on its newer list
    }
      { $newer },
    only on the older one, which therefore stays beside it:
      { $older }
    Serial { $count ->
        [one] number
       *[other] numbers
    }: { $serials }. What is revoked stays so here.
    A certificate may leave a list when it has expired. Otherwise the authority forgot revocations, as one that was restored from an older backup does: tell it; a test authority needs the newest backup of its folder, or juki authority revoke DIR SERIAL once more. To believe the newer list alone: juki trust remove { $fingerprint }
trust-line-list = { $line } (of { $made }, next by { $next })
trust-removed = removed: { $line }

error-trust-file = { $path } holds something else than certificates of authorities, CV roots and revocation lists, or is cut off.
error-trust-nothing = { $path } holds nothing to trust.
todo-trust-file = Name a file in PEM or DER, a folder of such files, or the folder of a test authority.
todo-trust-own-file = Take that file out of { $folder }, then add the authority that it was of again: juki trust add PATH
error-trust-no-authority = { $path } holds a certificate that is no authority's.
todo-trust-no-authority = Name the certificate of the authority that issued it. Whoever believed a holder's certificate would believe that holder only.
error-trust-many = { $path } and the user's folder hold more together than is compared: more than { $objects } objects, or more than { $checks } signatures of lists to check. Nothing was added.
todo-trust-many = Name the files of the authorities that are needed, one by one. What is not needed any more: juki trust list, then juki trust remove FINGERPRINT
error-trust-foreign = { $path } holds a revocation list with the name of an authority that is believed ({ $name }), whose key did not sign it. Nothing was added.
todo-trust-foreign = Leave the list out, or take it from the authority itself. If it is of an earlier or later key of that authority, add the certificate of that key first or together with it.
error-trust-none = Nobody of the name or fingerprint “{ $which }” is believed.
todo-trust-none = See who is: juki trust list
error-trust-none-of = Nothing of { $path } is believed.
error-trust-several = “{ $which }” names more than one: { $lines }
todo-trust-several = Nothing was removed. Name one by its fingerprint, or an authority by the file or folder that it was added from: juki trust remove PATH
error-no-home = There is no folder for trusted certificates: neither XDG_CONFIG_HOME nor HOME is set.
todo-no-home = Set HOME.

judge-valid = Authentic and in force.
judge-of-authority = { $said } That is so of the certificate of an authority above it, { $subject }.
judge-not-yet = Authentic, but valid from { $date } only.
judge-expired = Authentic, but expired at { $date }.
judge-revoked = Authentic, but revoked at { $date }: { $reason }.
judge-suspended = Authentic, but suspended since { $date }.
judge-no-list = Authentic, but whether it is revoked cannot be decided: there is no usable revocation list of its authority.
judge-foreign-list = Authentic, but whether it is revoked cannot be decided: the revocation list with its authority's name is not signed by its authority's key.
judge-list-not-understood = Authentic, but whether it is revoked cannot be decided: a revocation list of its authority has a critical extension that juki does not know.
judge-no-base = Authentic, but whether it is revoked cannot be decided: there is a delta list of its authority, and not the complete list that it goes on from.
judge-some-reasons = Authentic, but whether it is revoked cannot be decided: the revocation lists at hand are about some reasons for revoking only.
judge-unreachable = Authentic, but whether it is revoked cannot be decided: the addresses in the certificate gave no revocation list about it.
judge-old-list = Authentic, but whether it is revoked cannot be decided: the revocation list was to be replaced at { $date }.
judge-early-list = Authentic, but whether it is revoked cannot be decided: the revocation list holds from { $date } only; is the clock right?
doubt-malformed = it is no X.509 certificate, or not a well-formed one
doubt-nobody-trusted = no authority is trusted
doubt-unknown-issuer = its issuer's certificate does not come along, and nobody who is trusted here issued it
doubt-untrusted-issuer = nobody who is trusted here issued it: its issuer's certificate comes along, and leads to no trusted authority
doubt-signature = the authority that it names did not sign it
doubt-algorithm = it is signed by an algorithm that is not supported
doubt-purpose = it is not for this purpose
doubt-authority = a certificate in its chain is no authority's
doubt-other-use = it, or an authority above it, is for another use than that of a Japanese ID card's certificate, or does not say for which
doubt-extension = { $whose } a critical extension that is not known: { $oid }
doubt-extension-twice = { $whose } an extension twice, which no certificate may have: { $oid }
doubt-extension-unreadable = { $whose } an extension that cannot be read: { $oid }
doubt-whose =
    { $place ->
        [0] it has
        [1] the certificate of its issuer has
       *[other] the { $place }th certificate above it has
    }
doubt-names = an authority in its chain may not issue certificates with this name
doubt-name-form = an authority in its chain may issue for certain names only, in a name form that juki does not judge
doubt-policy = an authority in its chain asks for a policy under which it was not issued
doubt-too-many = its chain is too long, or there are too many certificates to try
