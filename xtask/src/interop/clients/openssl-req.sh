openssl req -new -sha256 -engine pkcs11 -keyform engine -key "$(uri "$AUTH_TOKEN" 01);type=private;pin-value=1234" -subj /CN=request -out request.pem
openssl req -in request.pem -verify -noout
test "$(openssl req -in request.pem -pubkey -noout | sha256sum)" = "$(sha256sum <auth.pub)"
