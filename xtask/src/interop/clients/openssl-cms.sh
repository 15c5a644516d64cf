# The engine asks once more for a key that wants its PIN at every use.
key="$(uri "$SIGN_TOKEN" 02);type=private;pin-value=ABC123"
typed 'ABC123\n' "openssl cms -sign -binary -md sha256 -in doc -signer sign.pem -engine pkcs11 -keyform engine -inkey '$key' -outform DER -out doc.p7s"
accepted doc.p7s
