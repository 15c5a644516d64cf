help-sign = カードでファイルに署名します。CAdES 署名（CMS）を別のファイルに書きます。
arg-sign-file = 署名するファイル。- は標準入力
arg-sign-out = 署名の書き出し先。指定しなければ FILE.p7s。- は標準出力
arg-sign-key =
    使う鍵: sign（署名用パスワードが要ります）または auth（利用者証明用の暗証番号が要ります）。指定しなければ sign
arg-sign-format = 署名の形式: der または pem。指定しなければ der
arg-sign-force = 署名ファイルが既にあれば置き換えます
arg-sign-spend-last-try = 端末がなくても、残り 1 回の暗証番号を試します
result-signed = { $file } に署名しました: { $out }
result-signed-by = 署名者: { $subject }
result-signed-certificate = 証明書 { $serial }、{ $certificate }

error-sign-encode = 署名を組み立てられません: { $cause }。
todo-sign-encode = コンピューターの時計を確かめてください（1970 年から 9999 年まで）。何も書いていません。
error-sign-certificate = カードの証明書ファイルの中身は証明書ではありません。
error-sign-key = カードは証明書のものとは別の鍵で署名しました。
todo-sign-certificate = 何も書いていません。このカードは使わないでください。juki verify で他の問題を調べられます。
error-sign-expired = 証明書は { $date } で期限が切れているので、署名しても受け入れられません。
error-sign-not-yet = 証明書は { $date } から有効なので、署名しても受け入れられません。
todo-sign-validity = 署名していません。市区町村の窓口で新しい証明書を受けてください。コンピューターの時計が違っていれば直してください。
error-sign-exists = { $path } は既にあります。
todo-sign-exists = --out で別の名前を選ぶか、--force で置き換えてください。
error-sign-terminal = DER の署名は端末には書きません。
todo-sign-terminal = --out でファイルを指定するか、出力をファイルかプログラムに渡すか、--format pem を使ってください。
error-sign-json-output = 署名と JSON オブジェクトの両方を標準出力に書くことはできません。
todo-sign-json-output = --out でファイルを指定するか、--json を外してください。
error-sign-onto-itself = 署名が、署名するファイルそのものを置き換えてしまいます: { $path }
todo-sign-onto-itself = --out で別の名前を選んでください。
