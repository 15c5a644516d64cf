# The document is typed, then its end, then the PIN.
sign() { BEFORE='hello\n\004' typed "$1\n" "$2"; }
sign ABC123 'jpki-cli crypto sign signed'
openssl dgst -sha1 -verify sign.pub -signature signed doc
sign 1234 'jpki-cli crypto --auth sign signed-auth'
openssl dgst -sha1 -verify auth.pub -signature signed-auth doc
