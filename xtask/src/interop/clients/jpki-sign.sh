# The document is typed, then its end, then the PIN.
sign() { (sleep 0.4; printf 'hello\n\004'; sleep 0.4; printf '%s\n' "$1"; sleep 0.5) | script -qec "$2" /dev/null; }
sign ABC123 'jpki-cli crypto sign signed'
openssl dgst -sha1 -verify sign.pub -signature signed doc
sign 1234 'jpki-cli crypto --auth sign signed-auth'
openssl dgst -sha1 -verify auth.pub -signature signed-auth doc
