! pkcs15-tool --read-certificate 02 -o closed.pem
! grep -s CERTIFICATE closed.pem
pkcs15-tool --read-certificate 02 --verify-pin --auth-id 02 --pin ABC123 -o read.pem
test "$(openssl x509 -in read.pem -outform DER | sha256sum)" = "$(openssl x509 -in sign.pem -outform DER | sha256sum)"
