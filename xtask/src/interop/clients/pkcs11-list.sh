pkcs11-tool --module "$M" -L | grep 'token label'
test "$(pkcs11-tool --module "$M" -L | grep -c 'token label')" = 2
p11 "$AUTH_TOKEN" 1234 -O | tee objects
grep 'Private Key Object' objects
grep 'Certificate Object' objects
p11 "$SIGN_TOKEN" ABC123 -O | grep 'Private Key Object'
if [ "$KEYS" = p256 ]; then wanted=ECDSA-SHA256; else wanted=SHA256-RSA-PKCS; fi
pkcs11-tool --module "$M" -M | tee mechanisms
grep "$wanted" mechanisms
