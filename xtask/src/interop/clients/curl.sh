server
curl -sS --cacert server.pem --engine pkcs11 --cert-type PEM --cert auth.pem --key-type ENG --key "$(uri "$AUTH_TOKEN" 01);type=private;pin-value=1234" --tls-max 1.2 "https://localhost:$PORT/" >page
grep 'Client certificate' page
