help-verify = Judges a signed file, or the card itself: genuine, in force, or not.
arg-verify-file = The signed file, or one with the signature around it; - is standard input. Without one the card is judged
arg-verify-signature = The signature, of at most 32 MB, 128 signers and 512 certificates; FILE.p7s without. - is standard input
arg-verify-trust =
    Trust anchors: a file (PEM, DER, or a CV root), a folder of them, or a test authority's folder; may be there more than once. Otherwise the paths in JUKI_TRUST, otherwise what juki trust list shows
arg-verify-revocation =
    Where to look up whether a certificate is revoked: file, the lists among those to believe; online, the http addresses in the certificates (at most 8, 15 seconds and 32 MB together, no redirection to another host); skip, nowhere; file without
arg-verify-allow-authentication-key = Accept a signature by the key for user authentication: it tells who answered, not that anybody agreed
arg-verify-date = Judge as of this day, YYYY-MM-DD, noon in Japan; otherwise now
arg-verify-no-pin = Ask for no PIN: only what the card shows to everybody is judged, and the verdict is “incomplete” (exit code 8) at best
arg-verify-signing = Judge the signing certificate too, with the signing password; done without it when JUKI_PIN_SIGN is set
arg-verify-spend-last-try = Spend the last try of a PIN on a value that nobody types

check-line = { $topic }: { $reason }
check-list = (revocation list of { $made } for certificate { $place } of the chain, next by { $next }, number { $number })
check-list-alone = (revocation list of { $made } for certificate { $place } of the chain, number { $number })
outcome-passed = ok
outcome-failed = WRONG
outcome-undecided = open
outcome-absent = none
outcome-left-out = left out

check-document = Document
check-signature = Signature
check-binding = Certificate named in the signature
check-commitment = Key stands for agreement
check-chain = Issuer of the certificate
check-in-force = Certificate in force
check-municipal-key = Key of the municipality
check-data = Personal data
check-data-key = Key of the personal data
check-this-card = Card holds the key of the personal data
check-face = Face of the card
check-face-key = Card holds the key of its face
check-card-key = Key of the card
check-card-itself = Card holds its key
check-serial = Serial number
check-card-in-force = Card in force
check-authentication-chain = Issuer of the user authentication certificate
check-authentication-in-force = User authentication certificate in force
check-signing-chain = Issuer of the signing certificate
check-signing-in-force = Signing certificate in force
check-authentication-card = User authentication certificate of this card
check-signing-card = Signing certificate of this card
check-holder = Data and signing certificate

verdict-document-valid = VALID: { $file } is as it was signed, and the signer's certificate is genuine and in force.
verdict-document-not-authentic = NOT AUTHENTIC: do not rely on the signature of { $file }.
verdict-document-not-in-force = NOT IN FORCE: { $file } is as it was signed, and the signer's certificate is genuine, but not in force.
verdict-document-no-commitment = NO COMMITMENT: { $file } is as it was signed, but the signer's key is not known to stand for agreement to what it says.
verdict-document-undecided = UNDECIDED: the signature of { $file } can be neither accepted nor rejected.
verdict-card-valid = VALID: the card is genuine and in force.
verdict-card-valid-in-part = VALID: the card is genuine and in force. Its signing certificate was not judged: it may be revoked, or another person's (--signing judges it).
verdict-card-incomplete = INCOMPLETE: not everything that a verdict needs was judged; see what was left out.
verdict-card-not-authentic = NOT AUTHENTIC: do not rely on this card.
verdict-card-not-in-force = NOT IN FORCE: the card is genuine, but it or a certificate on it is not in force.
verdict-card-undecided = UNDECIDED: the card can be neither accepted nor rejected.
verify-signer = Signer { $number } of { $count }: { $subject }
verify-signer-named = Signer { $number } of { $count }: { $name }, { $subject }
verify-signer-unknown = Signer { $number } of { $count }: not known, the certificate does not come along
advice-trust = Say whom to believe with --trust, or once and for all with juki trust add.
verdict-open = Against it stand: { $items }.
verdict-open-item = { $topic } ({ $outcome })
advice-algorithm = Ask the signer for a signature with SHA-256, by an RSA key of 2048 to 4096 bits (PKCS #1 v1.5) or a P-256 key: no authority that is named changes that.
advice-attributes = Ask the signer for a signature with signed attributes (CAdES; openssl cms -sign without -noattr).
advice-certificate = Ask the signer for a signature with his certificate inside (openssl cms -sign without -nocerts).
advice-sign-again = Ask the signer to sign again with another program.
advice-signing-key = Ask the signer for a signature by the key of his signing certificate.
advice-other-program = Judge it with a program that knows it: whom juki believes changes nothing.
advice-online = Try again later, or fetch the list yourself and add it (juki trust add FILE), then judge with --revocation file.
advice-clock = Check the clock of this machine, or the day in --date.
advice-issuer = Get the certificate of its issuer, and of every authority above it up to one to believe, from whoever issued them, and name them with --trust; only if you know from elsewhere that they are to be believed.
advice-untrusted-issuer = Whoever made it put the certificate of its issuer beside it, which proves nothing by itself. Get that of the authority, or of one above it, from the authority itself and name it with --trust; only if you know from elsewhere that it is to be believed. If one is named already: it is another one, or certificates between the two are missing.
advice-cv-foreign = Name the authority that issued the card with --trust, if it is to be believed.
advice-refused = Judge the card again. If it refuses again, juki doctor says whether it is damaged; --trace - shows what it was asked.
advice-expiry-unreadable = Read the last day off the face of the card; juki doctor says whether the card is damaged.
advice-no-proof = Compare its face with the holder: what is printed on it is all that shows whose it is.
reason-key = keys of this kind are not on the list of those that are relied on: { $key }.
error-encrypted = { $path } is encrypted ({ $kind }): a signature may be inside.
todo-encrypted = Decrypt it first with the receiver's key, and judge what comes out: openssl cms -decrypt -inform { $form } -in { WORD($path) } -inkey KEY.pem -out OUT
todo-get-signature = Name the CMS signature (usually .p7s or .p7m) as second argument; if this is the one that you got, get it again from where it came from.
todo-encrypted-otherwise = Decrypt it first with the program that it was made for, and judge what comes out.
todo-base64 = Judge what it stands for, with the options as before: tr -cd 'A-Za-z0-9+/=' < { WORD($path) } | base64 -d | juki verify -
todo-base64-beside = Judge what it stands for, with the options as before: tr -cd 'A-Za-z0-9+/=' < { WORD($path) } | base64 -d | juki verify { WORD($document) } -
todo-foreign-named = Judge it with a program for that form, or name a CMS signature in its place.
foreign-empty = empty
foreign-base64 = base 64 without the lines BEGIN and END
foreign-certificate = a certificate
foreign-list = a revocation list
foreign-key = a private key
reason-document-crlf = not byte for byte: it was signed as a text with CRLF line ends, and this file has others.
reason-document-lf = not byte for byte: it was signed with LF line ends, and this file has others.
advice-document-crlf = Programs that take it for a text sign it so (openssl cms -sign without -binary). Judge the text as it was signed, with the options as before: perl -pe 's/\r?\n/\r\n/' < { WORD($path) } | juki verify - { WORD($signature) }
advice-document-lf = Its line ends were changed on the way. Judge the text as it was signed, with the options as before: perl -pe 's/\r\n/\n/' < { WORD($path) } | juki verify - { WORD($signature) }
advice-pin = Judge it with the PIN (without --no-pin): without the personal data and the face nobody knows whose card this is, or that it is no copy.
advice-left-out = Judge it with what was left out: only then is it known whether the card is genuine. Code B stands on its face (JUKI_CODE_B).
advice-not-tied = Name the whole folder of the authority with --trust: its index says for which card a certificate was issued.
advice-list = Get a new revocation list of the authority (juki authority crl for a test authority) and refresh the one that is trusted with juki trust add DIR, or leave revocation out with --revocation skip.
advice-base-list = Get the complete revocation list that the delta list goes on from, or a newer one, and add it (juki trust add FILE), or leave revocation out with --revocation skip.
advice-authentication-key = If it is enough to know who answered, say so with --allow-authentication-key.
verify-padding = { $count ->
    [one] One byte of white space or zero follows the signature, and is no part of it.
   *[other] { $count } bytes of white space and zeros follow the signature, and are no part of it.
}
verify-asked = Asked for a revocation list: { $url }: { $why }.
online-not-http = not an address with http, and no other is asked
online-forbidden = the address leads to the link or to nowhere, and is never asked
online-late = no answer in time (all addresses together have { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
})
online-no-host = the host is not known, or its name leads where no list may lie (this machine, the link)
online-redirected = it sends on to another host or another scheme, which is not followed ({ $to })
online-no-location = the server sends on (status { $status }), and does not say where to
online-redirections = it sends on more than { $most ->
    [one] once
   *[other] { $most } times
}
online-status = the server answers with status { $status }
online-long = longer than all lists together may be ({ $limit } MB)
online-no-list = { $length ->
    [one] one byte came, which is
   *[other] { $length } bytes came, which are
} no revocation list
online-too-many = not asked, nor any further address: at most { $most } are
verify-asked-none = No address was asked for a revocation list: no certificate was known well enough to be asked about, or none names an address.
verify-claimed-time = Time of signing, as the signer says: { $time }
verify-card = Serial number { $serial }, municipality { $municipality }, in force until { $expiry }

reason-document-same = it is the one that was signed.
reason-document-other = it is not the one that was signed.
reason-document-two = the file and the document inside the signature are not the same.
reason-document-missing = it is neither inside the signature nor beside it.
reason-algorithm = the algorithm { $algorithm } is not on the list of those that are relied on.
reason-no-attributes = there are no signed attributes, which CAdES asks for.
reason-no-digest = the signed attributes do not hold its digest exactly once.
reason-no-certificate = the signer's certificate does not come along.
reason-candidates = { $count } certificates that come along may be the signer's, and the signature does not say which; at most { $most } are tried.
reason-content-type = the signed attributes are about another type of content.
reason-signature-right = made by the key in the certificate.
reason-signature-wrong = not made by the key in the certificate, or altered.
reason-use-signing = the certificate is for signing (content commitment).
reason-use-authentication = the certificate is for user authentication: it tells who answered, not that anybody agreed to what the document says.
reason-use-authentication-allowed = the certificate is for user authentication, which is enough as asked.
reason-use-mail = the certificate is for mail (emailProtection), and does not say that its key stands for agreement.
reason-use-unsaid = the certificate does not say what its key is for (no key usage).
reason-use-other = the certificate is for other signatures, and does not say that its key stands for agreement.
reason-use-no-signatures = the certificate does not allow its key to sign (key usage).
reason-use-unreadable = what the certificate says of the use of its key cannot be read.
reason-bound = it is the one that the signer meant.
reason-attributes-encoding = the signed attributes are not in DER, so what was signed is not there byte for byte.
reason-attributes-order = the signed attributes are not in the order in which they were signed: some programs accept that, others do not.
reason-bound-sha1 = it is the one that the signer meant, by its SHA-1 hash (version 1).
reason-bound-unreadable = it is named in a form that cannot be read.
reason-bound-other = the signer meant another certificate.
reason-bound-algorithm = it is named by the hash { $algorithm }, which is not on the list of those that are relied on.
reason-plain-cms = none; this is plain CMS, not CAdES.

reason-not-asked = it needs the { $pin }.
reason-signing-not-asked = it needs the signing password (--signing).
reason-no-proof = a card of this kind gives no proof that it is no copy.
reason-certificate-pin = it needs the { $pin }.
reason-not-on-card = there is none on the card.
reason-not-shown = the card shows none, and nothing that is signed says that it has none.
reason-unreadable = it cannot be read as what it should be.
reason-no-cv-root = no trusted root certificate for it (--trust).
reason-cv-right = certified by a trusted root.
reason-cv-wrong = the certificate was altered, or issued by another key.
reason-municipal-undecided = the key of the municipality is not known to be genuine.
reason-data-right = as the municipality signed it.
reason-data-hash = it is not what the municipality signed.
reason-data-signature = the signature is not by the key of the municipality.
reason-data-offsets = its directory (DF21) points beside the data.
reason-data-key-right = signed by the municipality, for this data.
reason-data-key-unbound = signed by the municipality, but not for this data: it is another card's.
reason-face-right = as the municipality signed it, and as the personal data has it.
reason-face-other = signed by the municipality, but it says something else than the personal data.
reason-face-keys = its parts were signed for different cards.
reason-face-closed = no code for it is known, or too few tries of it are left.
reason-challenge-right = the card answered a random challenge with it.
reason-challenge-wrong = the card's answer to a random challenge does not fit: this may be a copy.
reason-challenge-no-key = the card has no such key to answer a random challenge with: this may be a copy.
reason-card-key-right = certified by the municipality for this card.
reason-serial-same = { $serial } everywhere.
reason-serial-other = the card gives different ones: { $serials }.
reason-card-until = until { $expiry }, as the card itself says.
reason-card-expired = expired after { $expiry }.
reason-expiry-unreadable = the last day cannot be read.
reason-holder-same = name, birth date, sex and address are the same.
reason-holder-other = they are about different persons, or of different dates.
reason-holder-substituted = the certificate has substitutes for some characters, and no published table has them for those of the card. Only the municipality knows whether it chose them: ask it. With its mapping file, juki resident characters NAME --characters MAP shows what it gives.
reason-tied-index = issued for this card, as the index of the authority has it.
reason-tied-statement = its key is one of this card's, as the municipality signed it.
reason-tied-other = the index of the authority has it as issued for another card, { $serial }.
reason-tied-no-key = its key is none of this card's: it was issued for another card.
reason-statement-other = what the municipality signed of the keys is about another card, { $serial }.
reason-not-tied = nothing on the card says that it was issued for this card.
reason-chain-right = a trusted authority issued it.
reason-sentence = { $text }.
reason-sentence-whole = { $text }
reason-not-authentic-first = not asked before its issuer is known.
reason-revocation-skipped = within its validity; whether it was revoked was not looked up.
reason-cv-foreign = none of the trusted roots has the key that it names as its issuer's.
reason-card-key-undecided = the key of the card is not known to be genuine.
reason-holder-not-read = it needs both of them.

error-not-a-signature = { $path } is no CMS signature.
error-not-signed-data = { $path } is CMS, but no signature: { $kind }.
error-no-signer = { $path } holds certificates only: nobody signed.
todo-not-a-signature = Name the signature as second argument: juki verify FILE SIGNATURE
error-no-signature-file = There is no signature beside { $file }: { $path } does not exist.
error-signature-damaged = { $path } is a CMS signature that is cut off or damaged.
todo-signature-damaged = Get the file again from where it came from.
error-pem-damaged = The block { $label } in { $path } is cut off or damaged.
todo-pem-damaged = Get the file again from where it came from: from the line with BEGIN to the line with END.
error-signature-several = { $path } holds { $count } signature files one behind the other: it is not clear which one is meant.
todo-signature-several = Put each of them into a file of its own, and judge them one by one.
error-signature-behind = { $count ->
    [one] One byte follows the signature in { $path }, and is no part of it.
   *[other] { $count } bytes follow the signature in { $path }, and are no part of it.
}
todo-signature-behind = White space and zeros may follow a signature, nothing else: get the file again from where it came from.
error-signature-signers = { $path } has { $count } signers: at most { $most } are judged.
error-signature-certificates = { $path } holds { $count } certificates: at most { $most } are looked at.
error-signature-attributes = A signer in { $path } has { $count } signed attributes: at most { $most } are looked at.
todo-signature-attributes = Ask the signer for a signature with fewer.
todo-signature-many = Judge signatures of fewer signers, in a file each.
error-foreign-file = { $path } is { $kind }, and there is no signature beside it: { $beside } does not exist.
error-foreign-signature = { $path } is { $kind }: it is no CMS signature.
todo-foreign = Judge it with a program for that form, or name a CMS signature as second argument: juki verify FILE SIGNATURE
foreign-signed-pdf = a PDF with a signature inside (PAdES), which juki does not read
foreign-pdf = a PDF in which no signature is seen
foreign-mail = a mail with a signature inside (S/MIME), which juki does not read
foreign-signed-xml = XML with a signature inside (XAdES), which juki does not read
foreign-xml = XML in which no signature is seen
foreign-container = a container with signatures inside (ASiC), which juki does not read
foreign-openpgp = an OpenPGP signature, which juki does not read
error-detached = { $path } holds a signature without its document.
todo-detached = Name the document too: juki verify FILE { WORD($path) }
error-signature-too-long = { $path } is too long for a signature: more than { $limit } MB.
todo-signature-too-long = Name the document first, the signature second: juki verify FILE SIGNATURE
error-two-inputs = Document and signature cannot both come from standard input.
todo-two-inputs = Name a file for one of them.
