mkdir -p nss
certutil -N -d sql:nss --empty-password
modutil -dbdir sql:nss -add opensc -libfile "$M" -force
printf 1234 >pin-auth
printf ABC123 >pin-sign
certutil -K -d sql:nss -h "$AUTH_TOKEN" -f pin-auth | tee keys
grep -E '^< 0>' keys
certutil -K -d sql:nss -h "$SIGN_TOKEN" -f pin-sign | grep -E '^< 0>'
certutil -L -d sql:nss -h "$SIGN_TOKEN" -f pin-sign | tee certificates
grep -F "$SIGN_TOKEN:" certificates
