# What every case finds.
printf 'hello\n' >doc
cat >tools.sh <<'END'
M="$JUKI_PKCS11_MODULE"
[ ! -f tokens.sh ] || . ./tokens.sh
if [ "$KEYS" = p256 ]; then SUFFIX=p256; else SUFFIX=rsa2048; fi
ca() { if [ -f "$CA/$1-ca-$SUFFIX.pem" ]; then echo "$CA/$1-ca-$SUFFIX.pem"; else echo "$CA/$1-ca.pem"; fi; }
# A key as a URI (RFC 7512): token, identifier.
uri() { printf 'pkcs11:token=%s;id=%%%s' "$(printf '%s' "$1" | sed 's/%/%25/g; s/ /%20/g; s/(/%28/g; s/)/%29/g')" "$2"; }
p11() { local token="$1" pin="$2"; shift 2; pkcs11-tool --module "$M" --token-label "$token" --login --pin "$pin" "$@"; }
# Token, PIN, identifier, name.
p11_sign() {
  if [ "$KEYS" = p256 ]; then
    p11 "$1" "$2" --sign --id "$3" -m ECDSA-SHA256 --signature-format openssl -i doc -o "$4.sig"
  else
    p11 "$1" "$2" --sign --id "$3" -m SHA256-RSA-PKCS -i doc -o "$4.sig"
  fi
  openssl dgst -sha256 -verify "$4.pub" -signature "$4.sig" doc
}
# Runs a command at a terminal of its own, and types when it asks for a PIN, not before: what
# is typed earlier can get lost. $BEFORE is typed at once.
typed() {
  local text="$1"
  shift
  : >typescript
  : >running
  (
    set +ex +o pipefail
    {
      sleep 0.4
      printf '%b' "${BEFORE:-}"
      for turn in $(seq 100); do
        [ -e running ] || exit 0
        if tail -n +2 typescript | grep -qE '(PIN|pin_hint)[^:]*:'; then break; fi
        sleep 0.1
      done
      sleep 0.2
      printf '%b' "$text"
      sleep 0.5
    } 2>/dev/null | {
      script -qefc "$*" typescript
      code=$?
      rm -f running
      exit $code
    }
  )
}
tries() { "$JUKI" pin status --json | sed 's/},{/\n/g' | sed -n "s/.*\"pin\":\"$1\".*\"tries_left\":\([0-9]*\).*/\1/p"; }
# A TLS server on the loopback that lets in whoever has an authentication certificate.
server() {
  PORT=$((20000 + RANDOM % 20000))
  openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 2 2>/dev/null
  openssl s_server -accept "127.0.0.1:$PORT" -cert server.pem -key server.key -Verify 2 -verify_return_error -client_sigalgs RSA+SHA256:ECDSA+SHA256 -CAfile "$(ca authentication)" -purpose any -www >server.log 2>&1 &
  trap "kill $!; cat server.log" EXIT
  sleep 0.5
}
accepted() { openssl cms -verify -binary -inform DER -in "$1" -content doc -CAfile "$(ca signing)" -purpose any -out /dev/null; }
END
. ./tools.sh
for which in auth sign; do
  "$JUKI" cert export "$which" --out "$which.pem" >/dev/null 2>prelude.log
  openssl x509 -in "$which.pem" -pubkey -noout >"$which.pub"
done
pkcs11-tool --module "$M" -L 2>/dev/null | sed -n 's/^ *token label *: *//p' | {
  read -r first; read -r second
  printf 'AUTH_TOKEN=%q\nSIGN_TOKEN=%q\n' "$first" "$second"
} >tokens.sh
