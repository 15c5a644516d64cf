help-sign = Signs a file with the card: a CAdES signature (CMS) in a file beside it.
arg-sign-file = The file to sign; - is standard input
arg-sign-out = Where to write the signature; FILE.p7s without, - is standard output
arg-sign-key =
    The key: sign, with the signing password, or auth, with the PIN of the user authentication certificate; sign without
arg-sign-format = Form of the signature: der or pem; der without
arg-sign-force = Replace the signature file when there is one already
arg-sign-spend-last-try = Spend the last try of a PIN even without a terminal
result-signed = { $file } is signed: { $out }.
result-signed-by = Signer: { $subject }
result-signed-certificate = Certificate { $serial }, { $certificate }

error-sign-encode = The signature cannot be put together: { $cause }.
todo-sign-encode = Check the computer's clock: it must be between 1970 and 9999. Nothing was written.
error-sign-certificate = What the card holds as certificate is none.
error-sign-key = The card signed with another key than the one in its certificate.
todo-sign-certificate = Nothing was written. Do not use this card: juki verify shows what else is wrong with it.
error-sign-expired = The certificate expired at { $date }: nobody would accept the signature.
error-sign-not-yet = The certificate is valid from { $date } only: nobody would accept the signature.
todo-sign-validity = Nothing was signed. Get a new certificate at the counter of the municipality, or set the computer's clock if it is wrong.
error-sign-exists = { $path } exists already.
todo-sign-exists = Choose another name with --out, or replace it with --force.
error-sign-terminal = A DER signature is not written to a terminal.
todo-sign-terminal = Name a file with --out, send the output into a file or a program, or use --format pem.
error-sign-json-output = The signature and the JSON object cannot both go to standard output.
todo-sign-json-output = Name a file with --out, or leave out --json.
error-sign-onto-itself = The signature would replace the file that is signed: { $path }.
todo-sign-onto-itself = Choose another name with --out.
