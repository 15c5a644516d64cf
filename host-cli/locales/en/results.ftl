yes = yes
no = no
note-waiting =
    Waiting up to { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }; Ctrl-C ends it.
verbose-reader = Card in { $reader }, ATR { $atr }

kind-blank = An empty card: nothing but its serial number and its transport key.
kind-plain = An adult's card with a photo; everything is in order.
kind-foreign-alias = A foreign resident with an alias; code B counts Gregorian years.
kind-under-15 = A child's card: no signing certificate, no signing password.
kind-no-photo = Type A, without a photo: no code B.
kind-rare-kanji = A name and an address outside the common character sets.
kind-long-address = The longest address that a card takes.
kind-expired = The card and its certificates are past their last day.
kind-certificates-expired = The card is in force, its certificates are not: nobody renewed them.
kind-expiring-soon = The certificates end in two weeks.
kind-revoked = Both certificates are revoked for good.
kind-suspended = Both certificates are suspended, as after a call that the card is lost.
kind-moved = The holder moved: the signing certificate is dead, logging in still works.
kind-pin-last-try = Every PIN has one try left.
kind-pin-blocked = All PINs of four digits are blocked; the signing password is not.
kind-signing-blocked = The signing password is blocked, the PINs are not.
kind-copy = The files of a genuine card without its keys: it fails every challenge.
kind-tampered = The day of birth was altered after signing.
virtual-new-done =
    { $path } holds a new card ({ $kind }, profile { $profile }), serial number { $serial }.
    See it:                          juki info --reader { WORD($path, before: "virtual:") }
    Show it to every program (vpcd): juki virtual serve { WORD($path) }
virtual-new-ready =
    { $path } holds a ready card ({ $kind }, profile { $profile }), serial number { $serial }, in force until { $expiry }.
    Its authority:        { $authority } (judges the card, gives it new PINs, revokes it)
virtual-new-pins =
    PIN of the card:      { $card }
    Authentication PIN:   { $authentication }
virtual-new-signing = Signing password:     { $signing }
virtual-new-code-a = Code A:               { $code }
virtual-new-code-b = Code B:               { $code }
virtual-new-can = Card access (CAN):    { $can }
virtual-new-puk = Resetting code (PUK): { $code }
virtual-new-judge = Judge it:             juki verify --reader { WORD($path, before: "virtual:") } --trust { WORD($authority) }
virtual-serve-inserted = { $path } (serial number { $serial }) is in the reader at { $vpcd }. Ctrl-C takes it out.

slot-empty = no card
slot-card = card
slot-shared = card, in use by another program
slot-exclusive = card, held by another program
slot-mute = card that does not answer
slot-unavailable = reader cannot be used

info-reader = Reader:         { $reader } ({ $protocol })
info-atr = ATR:            { $atr }
info-atr-malformed = { "                " }malformed
info-atr-protocols = { "                " }protocols { $protocols }
info-atr-capabilities = { "                " }command chaining: { $chaining }, extended length: { $extended }, logical channels: { $channels }
info-atr-issuer = { "                " }issuer's data “{ $data }”
info-serial = Serial number:  { $serial }
info-no-serial = Serial number:  the card gives none
info-life = Life cycle:     { $life }
info-no-life = Life cycle:     the card does not say
info-damaged = Damaged:        { $cause }. The card says who it is, and nothing else. { $todo }
info-mf = MF:             { $fcp }
info-atr-info = EF.ATR/INFO:    { $content }
info-profile = Profile:        { $profile }, keys { $keys }
info-seeded = Made from a seed: whoever knows it knows its keys. Never believe this card.
info-opensc =
    OpenSC reads its PKCS#15 view with this line in opensc.conf, within "app default":
    { "    " }{ $mapping }
info-applications = Applications:   { $count }
info-no-applications = Applications:   none in EF.DIR
info-token = JPKI token:     { $label } ({ $kind })

token-juki = Basic Resident Registration Card
token-mynumber = Individual Number Card
token-android = certificates on an Android phone
token-iphone = certificates on an iPhone
token-other = of a kind not known here

life-creation = being created
life-initialisation = blank, not issued
life-activated = issued
life-deactivated = deactivated
life-terminated = terminated

doctor-good = [ok]
doctor-bad = [!!]
doctor-service = The PC/SC service runs.
doctor-readers =
    { $count ->
        [one] One reader is attached.
       *[other] { $count } readers are attached.
    }
doctor-card = There is a card in { $reader }.
doctor-connects = The card in { $reader } can be used.
doctor-image = { $path } is a card image in order.
doctor-damaged = The card in { $reader } is damaged: it says who it is, and nothing else.
doctor-font-off = { $variable } is { $word }: on cards rare characters are drawn as 〓 and variation selectors change nothing; letters with them are refused.
doctor-font-missing = No font draws rare characters and variation selectors: on cards they are 〓 or in their usual form, letters with them are refused. Install IPAmj Mincho: sudo apt install fonts-ipamj-mincho. Another font is named in JUKI_FONT or with --font FILE.
doctor-font-named = Rare characters and variation selectors are drawn from { $path }, which { $variable } names.
doctor-font-system = Rare characters and variation selectors are drawn from { $path } (Debian's package fonts-ipamj-mincho).
doctor-answers = The card in { $reader } answers.
doctor-opensc-configured = OpenSC is configured for the PKCS#15 view of this card ({ $file }).
doctor-opensc-configure =
    The card has a PKCS#15 view. OpenSC reads it with this line in { $file }, within "app default":
    { "    " }{ $mapping }
