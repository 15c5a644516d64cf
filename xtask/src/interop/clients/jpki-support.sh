typed '1234\n' 'jpki-cli support get my-number' | grep "$NUMBER"
typed '1234\n' 'jpki-cli support get attributes' | grep '"address":"'
