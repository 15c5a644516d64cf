name="$(certutil -L -d sql:nss -h "$SIGN_TOKEN" -f pin-sign | grep -F "$SIGN_TOKEN:" | sed 's/ *[^ ]*,[^ ]*,[^ ]* *$//' | head -1)"
# Without signed attributes (-G) it leaves an ECDSA signature in the raw form.
cmsutil -S -G -Y NONE -d sql:nss -N "$name" -f pin-sign -T -H SHA256 -i doc -o nss.p7s
accepted nss.p7s
