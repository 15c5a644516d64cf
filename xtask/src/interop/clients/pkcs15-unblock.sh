for try in 1 2 3; do ! pkcs15-tool --verify-pin --auth-id 01 --pin 9999; done
test "$(tries authentication)" = 0
serial="$("$JUKI" info --json | sed -n 's/.*"serial":"\([^"]*\)".*/\1/p')"
puk="$("$JUKI" authority puk "$CA/.." "$serial")"
pkcs15-tool --unblock-pin --auth-id 01 --puk "$puk" --new-pin 1234
test "$(tries authentication)" = 3
pkcs15-tool --verify-pin --auth-id 01 --pin 1234
