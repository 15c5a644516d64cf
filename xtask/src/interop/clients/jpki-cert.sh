check() { test "$(sha256sum <"$1")" = "$("$JUKI" cert export "$2" --format der --out "$2.der" >/dev/null; sha256sum <"$2.der")"; }
jpki-cli crypto --auth read-certificate >1
check 1 auth
jpki-cli crypto --auth --ca read-certificate >2
check 2 auth-ca
jpki-cli crypto --ca read-certificate >3
check 3 sign-ca
typed 'ABC123\n' 'jpki-cli crypto read-certificate >4'
check 4 sign
