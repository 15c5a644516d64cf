pkcs15-tool -D >dump
test "$(grep -c '^PIN \[' dump)" -ge 2
test "$(grep -c '^Private .* Key \[' dump)" = 2
test "$(grep -c '^X.509 Certificate \[' dump)" -ge 2
