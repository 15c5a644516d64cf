test "$(tries authentication)" = 3
! p11 "$AUTH_TOKEN" 9999 -O >wrong.log 2>&1
grep CKR_PIN_INCORRECT wrong.log
test "$(tries authentication)" = 2
p11 "$AUTH_TOKEN" 1234 -O >/dev/null
test "$(tries authentication)" = 3
