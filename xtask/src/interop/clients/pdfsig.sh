# One slot with one password: pdfsig gives it to every token and gives up at the second.
{
  cat "${OPENSC_CONF:-/dev/null}"
  printf 'app opensc-pkcs11 { pkcs11 { create_slots_for_pins = "sign"; } }\n'
} >sign.conf
export OPENSC_CONF="$PWD/sign.conf"
mkdir -p nss
certutil -N -d sql:nss --empty-password
modutil -dbdir sql:nss -add opensc -libfile "$M" -force
certutil -A -d sql:nss -n ca -t CT,C,C -i "$(ca signing)"
printf ABC123 >pin
name="$(certutil -L -d sql:nss -h "$SIGN_TOKEN" -f pin | grep -F "$SIGN_TOKEN:" | sed 's/ *[^ ]*,[^ ]*,[^ ]* *$//' | head -1)"
printf '%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer\n<</Root 1 0 R/Size 4>>\nstartxref\n170\n%%%%EOF\n' >in.pdf
# It signs twice, and wants two signatures of one length: half of ECDSA's are.
for turn in $(seq 20); do
  if pdfsig in.pdf out.pdf -add-signature -nssdir sql:nss -nss-pwd ABC123 -nick "$name"; then break; fi
  [ "$KEYS" = p256 ]
  rm -f out.pdf
done
pdfsig -nssdir sql:nss -nss-pwd ABC123 out.pdf | tee checked
grep 'Signature is Valid' checked
