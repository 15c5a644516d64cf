pkcs15-tool --change-pin --auth-id 01 --pin 1234 --new-pin 4321
pkcs15-tool --verify-pin --auth-id 01 --pin 4321
pkcs15-tool --change-pin --auth-id 01 --pin 4321 --new-pin 1234
