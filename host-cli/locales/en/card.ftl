error-no-application = The card has no application “{ $application }”.
todo-no-application = Put in a card that was issued; juki info shows what is on this one.
error-not-activated = The card is not issued yet: it is blank, or its issuing was interrupted.
todo-not-activated = Finish it with juki issue, with the record and the authority that it was begun with.
error-deactivated = The card is deactivated: it opens nothing.
todo-deactivated = The municipality that issued it can put it into use again.
error-terminated = The card is terminated: it is out of use for good.
todo-terminated = The counter of the municipality issues another one.
error-no-serial = The card gives no serial number.
error-no-card-key = The card has no key to prove itself with.
error-no-card-record = The card gives no card record.

certificate-signing = signing certificate (署名用電子証明書)
certificate-signing-authority = certificate of the signing authority
certificate-authentication = user authentication certificate (利用者証明用電子証明書)
certificate-authentication-authority = certificate of the user authentication authority
error-no-certificate = The card holds no { $certificate }.
todo-no-certificate = juki cert list shows which ones it holds. The counter of the municipality issues them.

pin-authentication = PIN of the user authentication certificate
pin-signing = signing password (署名用パスワード)
pin-text = PIN (暗証番号) of the text application
pin-juki = PIN (暗証番号) of the juki application
pin-common = PIN (暗証番号) of the common application
pin-code-a = code A (照合番号A)
pin-code-b = code B (照合番号B)
pin-birth-code = birth code
pin-form-digits = { $count } digits
pin-form-signing = 6 to 16 letters A-Z and digits, at least one of each
origin-prompt = typed
origin-variable = from { $name }
origin-file = from { $path }, which { $variable } names
origin-data = from the record
origin-known = known to the program

error-pin-form = This cannot be the { $pin } ({ $origin }).
todo-pin-form = Nothing was sent and no try was spent. It has { $form }.
error-pin-wrong = Wrong { $pin } ({ $origin }).
todo-pin-wrong =
    { $left ->
        [one] One try is left: the next wrong one blocks it.
       *[other] { $left } tries are left.
    }
error-pin-now-blocked = Wrong { $pin } ({ $origin }): that was the last try, and it is blocked now.
error-pin-blocked = Blocked: { $pin }.
todo-pin-reset = The counter of the municipality gives it a value: juki pin reset { $selection } --authority DIR
todo-code-blocked = No command of juki sets a code anew: the counter of the municipality issues another card.
error-pin-not-set = No value has been set yet: { $pin }.
error-pin-absent = The card has none: { $pin }.
todo-pin-absent = juki pin status shows which ones it has.

error-pace-not-offered = The card offers no session that a CAN opens (PACE on P-256 with AES-128), and nothing more was sent to it.
todo-pace-none = Leave --can and JUKI_CAN out to go on in the clear: cards of profile p256 alone have a CAN, if they were issued with one.
error-pace-card-access = EF.CardAccess of the card cannot be read, and nothing more was sent to it.
error-pace-no-password = The card has no { $password } that opens a session, and nothing more was sent to it.
error-pace-wrong = Wrong { $password }.
error-pace-suspended = One try is left of the { $password }: the card takes it inside a session of the CAN alone.
error-pace-blocked = Blocked: { $password }.
error-pace-card = The card does not know its { $password }: it is another card, or something stands between reader and card. Nothing more was sent to it.
error-pace-malformed = What came while the session was opened is not of PACE, or was altered on the way. Nothing more was sent to the card.
todo-pace-can = The six digits stand on the card; juki issue printed them, and juki read writes the face with --pictures. A wrong CAN costs no try.
error-can-of-others = { $command } takes no --can: what other programs send to the card is theirs.
todo-can-of-others = Give --can to the program that speaks to the card, or set JUKI_CAN for it.
todo-pace-again = Check the value, and run the command again.
todo-pace-suspended = Open a session with the CAN first, then show the PIN in it.
todo-pace-blocked = The counter of the municipality can set it again.
todo-pace-not-in-the-clear = Try again with the card in a reader that you trust. Send it no PIN in the clear.
