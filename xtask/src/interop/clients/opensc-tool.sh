opensc-tool -l | grep -E '^0 +Yes +.*Virtual PCD'
opensc-tool -a | grep -iE '^3b:'
name="$(opensc-tool -n)"
case "$KEYS" in rsa2048) [ "$name" = jpki ] ;; *) [ -n "$name" ] ;; esac
