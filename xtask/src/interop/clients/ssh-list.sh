ssh-keygen -D "$M" | tee keys
ssh-keygen -i -m PKCS8 -f auth.pub | cut -d' ' -f2 >wanted
grep -F -f wanted keys
