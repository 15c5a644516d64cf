typed "$NUMBER\n" 'jpki-cli surface get name >name.png'
head -c 8 name.png | od -An -tx1 | grep '89 50 4e 47 0d 0a 1a 0a'
typed "$NUMBER\n" 'jpki-cli surface get address >address.png'
head -c 8 address.png | od -An -tx1 | grep '89 50 4e 47 0d 0a 1a 0a'
typed "$NUMBER\n" 'jpki-cli surface get expiry-date >expiry'
grep -E '^20[0-9]{6}$' expiry
test "$(jpki-cli surface stat a)" = 10
