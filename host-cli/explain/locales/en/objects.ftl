explain-colon = { ": " }

class-unknown = no class byte: ISO/IEC 7816-4 reserves it
class-plain = no secure messaging
class-proprietary-sm = secure messaging in a format of its own (this card has none)
class-sm = secure messaging without the header under the checksum (this card has none)
class-sm-header = secure messaging, the header under the checksum
class-chained = a command of a chain, and not its last
class-channel = logical channel { $channel }

line-no-command = no command APDU: its lengths do not add up
line-no-row = this card has no such command
line-masked = a secret: not shown
line-le-outside = how much of the secured answer is handed out at once; it is under no checksum
line-status-outside = outside the checksum: whoever sits between can change it, and DO 99 says what the card answered

object-from-host = From the host
object-from-card = From the card
object-from-either = In both directions
object-within = , in { $tag }
object-list = Data objects

value-padded = padding indicator 01 (80, then 00 up to a block), then whole blocks
value-no-blocks = padding indicator 01, but no whole blocks behind it: 6988
value-other-padding = not padding indicator 01: 6988
value-le-any = all there is
value-password-1 = MRZ
value-password-2 = CAN
value-password-3 = PIN
value-password-4 = PUK

protocol-secure-messaging = Secure messaging
protocol-secure-messaging-does =
    While a session is open, command and answer stand in these data objects. CLA 0C (with channel and chaining bit as without) says that the header is under the checksum.
    The checksum is the first 8 bytes of the AES-CMAC over the counter (16 bytes), of a command the header CLA INS P1 P2 (padded), and the data objects before 8E (padded when there are any). The counter goes up before every command and every answer; encrypted, it is the IV.
    6987: a data object is missing, or a command came in the clear. 6988: a data object or the checksum is wrong. Both end the session; it must be opened anew.
protocol-pace = PACE
protocol-pace-does =
    Host and card show each other that they know the same password (CAN, PIN...) without sending it, and agree on the keys of a session.
    MANAGE SECURITY ENVIRONMENT 00 22 C1 A4 names mechanism and password. Four GENERAL AUTHENTICATE follow, each with 7C: the nonce, the mapping, the keys, the tokens; all but the last with the chaining bit (10 86), and each is answered. After the last answer the session is open, its counter 0.
    To MANAGE SECURITY ENVIRONMENT, 63Cx is a warning, and the steps go on: so many tries are left. 63C1: the PIN is suspended, and the last step is 6985 unless it comes inside a session that was opened with the CAN. 63C0: it is blocked, and the last step is 6983.
    To the last step, 63Cx is a wrong password that has cost a try; 6300 a wrong one without a counter (CAN, MRZ). 6A80: a step that is none, or a point that is not on the curve. Any other command in between ends it.
protocol-chip-authentication = Chip authentication
protocol-chip-authentication-does =
    The card shows that it has the private key to its static public key, and the session gets new keys.
    MANAGE SECURITY ENVIRONMENT 00 22 41 A4 names mechanism and key, GENERAL AUTHENTICATE 00 86 carries 7C. Its answer comes under the old keys; the new ones begin after it, their counter 0.
protocol-terminal-authentication = Terminal authentication
protocol-terminal-authentication-does =
    The terminal shows that it has the private key to the last certificate of a chain that begins at a trust anchor of the card.
    MANAGE SECURITY ENVIRONMENT 00 22 81 B6 and PERFORM SECURITY OPERATION 00 2A 00 BE for each certificate; then 00 22 81 A4, GET CHALLENGE and EXTERNAL AUTHENTICATE with the signature r || s.
protocol-certificate = Card-verifiable certificate
protocol-certificate-does = Sent to the card with PERFORM SECURITY OPERATION 00 2A 00 BE, body and signature one behind the other.
protocol-card-access = EF.CardAccess
protocol-card-access-does = A file in the MF (identifier 011C, short identifier 1C), free to read: which protocols the card has. In DER; nobody has signed it.
protocol-security-environment = Security environment
protocol-security-environment-does = Which key an operation takes: MANAGE SECURITY ENVIRONMENT 00 22, P1 41 (computation), 81 (verification) or C1 (both), P2 the template: A4 authentication, A6 key agreement, B6 signature, B8 confidentiality.
protocol-dynamic-authentication = GENERAL AUTHENTICATE
protocol-dynamic-authentication-does = Authentication with a key of the card in steps; an empty data object asks for its value.

object-sm-plain-value = the data field in the clear, under the checksum (even INS)
object-sm-cryptogram-of-tlv = the data field, padded and encrypted (odd INS: no padding indicator)
object-sm-cryptogram = the data field behind a padding indicator, padded and encrypted (even INS)
object-sm-le = the Le field of the command inside: one byte, or two in extended length
object-sm-status = the status word of the answer inside
object-sm-checksum = the checksum, 8 bytes: over the counter, the header (of a command) and all data objects before it

object-pace-mechanism = the mechanism
object-pace-password = which password
object-pace-parameter = the standardised domain parameters: which curve
object-pace-chat = certificate holder authorisation template: the rights that the terminal will show, or is limited to
object-pace-auxiliary-data = authenticated auxiliary data of terminal authentication
object-pace-template = dynamic authentication data; empty it asks for the nonce
object-pace-nonce = the nonce, encrypted with the key of the password
object-pace-mapping-host = the host's public key of the mapping
object-pace-mapping-card = the card's public key of the mapping
object-pace-key-host = the host's ephemeral public key on the mapped generator
object-pace-key-card = the card's ephemeral public key on the mapped generator
object-pace-token-host = the host's token: a checksum over the card's public key
object-pace-token-card = the card's token: a checksum over the host's public key
object-pace-authority = the name of a trust anchor of the card (CAR)
object-pace-authority-before = the name of the trust anchor before (CAR)

object-ca-mechanism = the mechanism
object-ca-key = the reference of the card's private key
object-ca-key-host = the host's ephemeral public key
object-ca-random = a random number of the card, from which the new keys are derived
object-ca-token = the card's token: a checksum over the host's public key, with the new key

object-ta-authority = the name of the key that signed the next certificate (CAR)
object-ta-mechanism = the mechanism
object-ta-holder = the name of the terminal's key, from its certificate (CHR)
object-ta-key-host = the compressed ephemeral public key that chip authentication will use
object-ta-auxiliary-data = authenticated auxiliary data, part of what is signed

object-cv-certificate = a certificate
object-cv-body = the body of a certificate: what is signed
object-cv-signature = the signature, r || s
object-cv-profile = the version of the profile, 00
object-cv-authority = the name of the key that signed it (CAR)
object-cv-public-key = a public key
object-cv-holder = the name of the certified key (CHR)
object-cv-chat = role and rights of the holder (CHAT)
object-cv-effective = the first day, YYMMDD with a byte for each digit
object-cv-expiration = the last day, YYMMDD with a byte for each digit
object-cv-algorithm = which signatures the key is for
object-cv-point = the public point, uncompressed
object-cv-role = the kind of terminal
object-cv-rights = role (two highest bits) and rights

object-card-access-set = the set of SecurityInfo
object-card-access-info = a SecurityInfo
object-card-access-protocol = the protocol
object-card-access-number = a number: the first the version, the second the domain parameters (0C: P-256) or the key

object-se-algorithm = the algorithm: 01 AES-CMAC, 02 RSA, 04 ECDSA, 05 ECDH, 06 SHA-256
object-se-file = the key's file identifier in the current DF
object-se-public-key = the reference of a key
object-se-private-key = the reference of a key

object-ga-witness = the code of a mutual authentication; empty it asks for RND.ICC
object-ga-witness-card = RND.ICC of a mutual authentication
object-ga-challenge = RND.IFD; empty it asks for RND.ICC
object-ga-challenge-card = RND.ICC of an external authentication
object-ga-response-asked = asks for the card's code or signature
object-ga-response = the host's code or signature
object-ga-response-card = the card's code or signature
