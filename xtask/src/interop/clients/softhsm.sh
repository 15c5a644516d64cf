mkdir -p tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$PWD" >softhsm2.conf
export SOFTHSM2_CONF="$PWD/softhsm2.conf"
soft="$(find /usr/lib /usr/local/lib -name libsofthsm2.so 2>/dev/null | head -1)"
softhsm2-util --init-token --free --label soft --pin 1234 --so-pin 12345678
if [ "$KEYS" = p256 ]; then type=EC:prime256v1 mechanism=ECDSA; openssl dgst -sha256 -binary -out message doc; else cp doc message; type=rsa:2048 mechanism=SHA256-RSA-PKCS; fi
pkcs11-tool --module "$soft" --token-label soft --login --pin 1234 --keypairgen --key-type "$type" --id 01 --label key
openssl x509 -in auth.pem -outform DER -out auth.der
pkcs11-tool --module "$soft" --token-label soft --login --pin 1234 --write-object auth.der --type cert --id 01
# Ten times each, in turn; the mean in milliseconds.
measure() {
  local name="$1" card=0 other=0 start
  shift
  for turn in 1 2 3 4 5 6 7 8 9 10; do
    start="$(date +%s%N)"; "$1" "$M" "$AUTH_TOKEN"; card=$((card + $(date +%s%N) - start))
    start="$(date +%s%N)"; "$1" "$soft" soft; other=$((other + $(date +%s%N) - start))
  done >/dev/null 2>&1
  echo "FIGURE $name: card $((card / 10000000)) ms, softhsm2 $((other / 10000000)) ms" >>figures
}
list() { pkcs11-tool --module "$1" --token-label "$2" -O; }
read_it() { pkcs11-tool --module "$1" --token-label "$2" --read-object --type cert --id 01 -o read.der; }
sign() { pkcs11-tool --module "$1" --token-label "$2" --login --pin 1234 --sign --id 01 -m "$mechanism" -i message -o signed; }
set +x
measure list list
measure 'read a certificate' read_it
measure sign sign
cat figures
