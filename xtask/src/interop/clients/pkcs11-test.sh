p11 "$AUTH_TOKEN" 1234 --test | tee test.log
grep 'No errors' test.log
