pkcs15-tool --read-certificate 01 -o read.pem
test "$(openssl x509 -in read.pem -outform DER | sha256sum)" = "$(openssl x509 -in auth.pem -outform DER | sha256sum)"
