server
printf 'GET / HTTP/1.0\r\n\r\n' | gnutls-cli --port "$PORT" localhost --x509cafile server.pem --x509certfile "$(uri "$AUTH_TOKEN" 01);type=cert" --x509keyfile "$(uri "$AUTH_TOKEN" 01);type=private?pin-value=1234" --priority NORMAL:-VERS-ALL:+VERS-TLS1.2 | tee page
grep '200 ok' page
