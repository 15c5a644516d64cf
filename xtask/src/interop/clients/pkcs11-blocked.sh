for try in 1 2 3; do ! p11 "$AUTH_TOKEN" 9999 -O; done
test "$(tries authentication)" = 0
! p11 "$AUTH_TOKEN" 1234 -O >blocked.log 2>&1
grep -E 'CKR_PIN_LOCKED|CKR_PIN_INCORRECT' blocked.log
