module="$(readlink -f "$M")"
ssh-keygen -i -m PKCS8 -f auth.pub >auth.ssh
chmod 600 auth.ssh
printf '#!/bin/sh\necho 1234\n' >ask.sh
chmod +x ask.sh
eval "$(ssh-agent -P "$(dirname "$module")/*")"
trap 'ssh-agent -k' EXIT
SSH_ASKPASS="$PWD/ask.sh" SSH_ASKPASS_REQUIRE=force ssh-add -s "$module"
ssh-keygen -Y sign -n file -f auth.ssh doc
ssh-keygen -Y check-novalidate -n file -s doc.sig <doc
