help-authority = 試験用の認証局：カードの発行に使う鍵と証明書です。
help-authority-init = 試験用の認証局を作ります（鍵、証明書、失効リスト）。環境変数 JUKI_AUTHORITY_PASSPHRASE、または JUKI_AUTHORITY_PASSPHRASE_FILE が指すファイルにパスフレーズがあれば、秘密鍵を暗号化します。
arg-authority-init-dir = 作るフォルダー。空でないフォルダーには作りません
arg-authority-init-crl-base = 失効リストの配布元（http のアドレス）。証明書に書かれます。省略時は存在しないアドレス
help-authority-list = 認証局が発行した証明書を一覧します。
arg-authority-list-dir = 認証局のフォルダー
help-authority-revoke = 証明書を失効または一時停止させ、新しい失効リストを書きます。
arg-authority-revoke-dir = 認証局のフォルダー
arg-authority-revoke-certificate = 証明書のファイル（PEM または DER）、または 16 進数のシリアル番号
arg-authority-revoke-reason =
    理由：keyCompromise（鍵の危殆化）、affiliationChanged（転居・改姓など）、superseded（更新）、cessationOfOperation（返納）、privilegeWithdrawn（権利の取消し）、cACompromise（認証局の鍵の危殆化）、unspecified（省略時）、certificateHold（一時停止）、removeFromCRL（一時停止の解除）
help-authority-crl = 失効リストを今から有効なものに作り直します。
arg-authority-crl-dir = 認証局のフォルダー
help-authority-puk = PKCS#15 を備えたカードの解除コード（PUK）を表示します。
arg-authority-puk-dir = 認証局のフォルダー
arg-authority-puk-serial = カードの製造番号（15 文字）

authority-init-done =
    { $path } に試験用の認証局（O=JUKI-EMULATOR）を作りました。その証明書は誰の本人確認にもなりません。
    { "  " }{ $path }/public   証明書と失効リスト。検証する人に渡します：--trust { WORD($path) }
    { "  " }{ $path }/private  秘密鍵（{ $keys }）と発行記録
    { $path } 全体を、発行のたびにバックアップしてください。失うと、発行済みのカードは読めますが、
    書き換えは誰にもできなくなります。カードの発行者鍵は { $path }/private/master.key から作られるためです。
    失効リストの有効期間は { $days } 日です。更新：juki authority crl { WORD($path) }
    OCSP レスポンダーはなく、証明書にも書かれません。
authority-encrypted = パスフレーズで暗号化
authority-plain = 暗号化なし、所有者だけが読めます
authority-list-empty = 発行した証明書はありません。
authority-list-line = { $serial }  カード { $card }  { $end } まで  { $purpose }、{ $state }
authority-revoked =
    失効させました：{ $serial }、{ $purpose }、カード { $card }、{ $reason }。
    新しい失効リスト：{ $list }
authority-suspended =
    一時停止しました：{ $serial }、{ $purpose }、カード { $card }。
    新しい失効リスト：{ $list }
    解除：juki authority revoke { WORD($dir) } { $serial } --reason removeFromCRL。ほかの理由を指定すると失効になり、取り消せません。
authority-reinstated =
    再び有効になりました：{ $serial }、{ $purpose }、カード { $card }。
    新しい失効リスト：{ $list }
authority-crl-done = { $lists } は今から { $days } 日間有効です。
purpose-signing = 署名用
purpose-authentication = 利用者証明用
state-in-force = 有効
state-expired = 期限切れ
state-suspended = { $date } に一時停止
state-revoked = { $date } に失効（{ $reason }）

reason-unspecified = 理由の記載なし
reason-key-compromise = 鍵の危殆化
reason-ca-compromise = 認証局の鍵の危殆化
reason-affiliation-changed = 記載事項の変更
reason-superseded = 新しい証明書への更新
reason-cessation-of-operation = 返納
reason-certificate-hold = 一時停止
reason-remove-from-crl = 一時停止の解除
reason-privilege-withdrawn = 権利の取消し

error-authority-exists = { $path } は空ではありません。
todo-authority-exists = 新しいフォルダーを指定してください。認証局には上書きしません。そのカードが書き換えられなくなるためです。
error-no-authority = { $path } は試験用の認証局ではありません。
todo-no-authority = juki authority init で作ったフォルダーを指定するか、作ってください：juki authority init フォルダー
error-authority-file = 認証局の { $path } が壊れています。
error-authority-json = 認証局の { $path } が壊れています：{ $line } 行 { $column } バイト目まで読めましたが、必要な内容がありません。
error-authority-key = 認証局の { $path } に、読める秘密鍵がありません。
error-authority-index = 認証局の { $path } の { $line } 行目が読めません。
error-authority-mismatch = 認証局の { $path } が { $other } と対応していません。
error-authority-missing = 認証局の { $path } がありません。
todo-authority-mismatch = どちらかが別の認証局か、別の時点のものです。{ WORD($dir) } の一つのバックアップから両方を戻してください。何も変更していません。
todo-authority-list-lost = 新しい失効リストを作ってください：juki authority crl { WORD($dir) }
todo-index-copy-alone = 何も変更していません。写し（{ $copied } 行）は壊れておらず、公開した失効リストと一致します。次のコマンドで戻してください：cp { WORD($copy) } { WORD($index) }
todo-index-copy-open = 何も変更していません。写しの { $copy }（{ $copied } 行）は壊れていませんが、公開した失効リストがそろっていないため、照合できません。古い時点のものなら、その後の失効が取り消されてしまいます。検証する人に渡した失効リストを戻してからもう一度試すか、最も新しいバックアップから { $index } を戻してください。どちらもなく、写しが最新だと分かっている場合に限り：cp { WORD($copy) } { WORD($index) }
todo-index-not-copy = 何も変更していません。公開した失効リストと一致するのは { $index } で、写しではありません。写しを別の名前にすれば、新しい写しが作られます：mv { WORD($copy) } { WORD($aside) }
todo-index-by-copy = 何も変更していません。公開した失効リストと一致するのは写しで、発行記録ではありません：mv { WORD($index) } { WORD($aside) } && cp { WORD($copy) } { WORD($index) }
todo-index-two = 何も変更していません。両方のファイルを別の名前で残し、{ $index } と { $copy } を最も新しい一つのバックアップから戻してください。
todo-authority-damaged = { WORD($dir) } のバックアップから、このファイルだけを戻してください：{ WORD($path) }。何も変更していません。鍵と証明書は変わりませんが、発行記録（private/issued.jsonl）は発行のたびに変わるため、そのままにしてください。
error-index-syntax = { $path } の { $line } 行目は、{ $column } バイト目から発行記録として読めません。
error-index-member = { $path } の { $line } 行目に「{ $member }」がないか、あり得ない値です。
error-index-check = { $path } の { $line } 行目が検査値と一致しません。書き換わったか、それより前の行が失われています。
error-index-short = { $path } の終わりの行が失われています。{ $lines } 行ありますが、写しの { $copy } には { $copied } 行あります。
error-index-two = { $path }（{ $lines } 行）と写しの { $copy }（{ $copied } 行）はどちらも壊れていませんが、内容が違います。どちらかが別の時点のものです。
error-index-older = { $list } の番号は { $number } ですが、{ $index } にある番号は { $known } までです。古いバックアップか、行が失われています。
error-index-unrevoked = { $list } では { $serial } が失効していますが、{ $index } では失効していません。古いバックアップか、行が失われています。
todo-index-copy = 何も変更していません。写し（{ $copied } 行）は壊れておらず、発行記録（{ $lines } 行）で読める行を全て含みます。次のコマンドで戻してください：mv { WORD($index) } { WORD($aside) } && cp { WORD($copy) } { WORD($index) }
todo-index-behind = 何も変更していません。写しの { $copy } は壊れていませんが、{ $index } で読める行を全ては含みません。写しは { $copied } 行、発行記録は { $lines } 行です。写しで置き換えないでください。両方のファイルを残し、それらの行を含む最も新しいバックアップから戻してください。
todo-index-backup = { $index } を最も新しいバックアップから戻してください。何も変更していません。前のリストにある失効を欠くリストは作りません。バックアップがなければ、その後に何を発行したかは誰にも分からず、この認証局は使えません。新しい認証局を作り（juki authority init フォルダー）、カードを発行し直してください。
error-authority-list = 認証局の { $path } は、その認証局が署名した失効リストではありません。
todo-authority-list = { $path } を削除し、新しいリストを作ってください：juki authority crl { WORD($dir) }。公開したものは { $other } にもあります。
authority-upgraded = { $path }：発行記録の全ての行に検査値を付けました。古い juki ではこの認証局を使えません。
error-authority-newer = { $path } の認証局の形式は { $format } です。この juki が読めるのは形式 { $known } です。
todo-authority-newer = 作成した新しい juki を使ってください。何も変更していません。
error-authority-locked = 認証局の { $path } は暗号化されていますが、パスフレーズがありません。
todo-authority-locked = { WORD($dir) } はパスフレーズ付きで作られています。JUKI_AUTHORITY_PASSPHRASE にパスフレーズを、または JUKI_AUTHORITY_PASSPHRASE_FILE にそのファイルのパスを設定してください。
error-authority-passphrase = このパスフレーズでは認証局の { $path } を開けません。
todo-authority-passphrase = { WORD($dir) } を作ったときのパスフレーズを指定してください。JUKI_AUTHORITY_PASSPHRASE、または JUKI_AUTHORITY_PASSPHRASE_FILE が指すファイルを確かめてください。
error-passphrase-long = 認証局のパスフレーズが { $most } バイトを超えています。
todo-passphrase-long = 1 行目にパスフレーズがあるファイルを指定するか、短いものにしてください。
error-passphrase-file-empty = { $variable } が設定されていますが、ファイル名が空です。
todo-passphrase-file-empty = { $variable } にパスフレーズのファイルのパスを設定するか、設定を消してください。
error-passphrase-empty = 認証局のパスフレーズが空です。
todo-passphrase-empty = JUKI_AUTHORITY_PASSPHRASE にパスフレーズを設定するか、設定を消してください。
error-crl-base = 「{ $url }」は失効リストの取得元になりません。
todo-crl-base = http:// で始まり、? と # を含まない ASCII のアドレスを指定してください。失効リストには認証局の署名があるため、http で足ります。https、ldap、file のアドレスからは取得しません（--revocation online）。https はサーバーの証明書の確認にまた失効リストが要るため、RFC 5280（8 節）も避けるよう求めています。
error-not-issued = シリアル番号 { $serial } の証明書は、この認証局が発行したものではありません。
todo-not-issued = 発行した証明書を見る：juki authority list { WORD($dir) }。または、このフォルダーが証明書の発行より前の古いバックアップです。最新のバックアップを使ってください。
error-revoke-twice = { $serial } は既に失効しています。
todo-revoke-twice = することはありません。失効は取り消せません。解除や失効への変更ができるのは一時停止だけです。
error-revoke-held = { $serial } は既に一時停止しています。
todo-revoke-held = 何も変更していません。解除：juki authority revoke { WORD($dir) } { $serial } --reason removeFromCRL。失効させる場合は、ほかの理由を指定してください。
error-revoke-not-held = { $serial } は一時停止していません。
todo-revoke-not-held = することはありません。有効です。
error-not-certificate = { $path } に X.509 証明書がありません。
todo-not-certificate = PEM または DER の証明書、またはシリアル番号を指定してください。
error-not-serial = 「{ $text }」というファイルはなく、シリアル番号でもありません。
todo-not-serial = 証明書のパス、または juki authority list { WORD($dir) } が示す 16 進数を指定してください。
error-request = 証明書要求が、そこに書かれた鍵で署名されていません。
todo-request = 証明書は発行していません。カードに要求を作り直させてください。
error-term = 証明書の終わりを { $end } にはできません。今より後で、認証局の証明書の終わり（{ $last }）以前でなければなりません。
todo-term = 時計とカードの有効期限を確かめてください。認証局が先に終わる場合は、新しい認証局を作ってください。
error-holder = 氏名または性別を証明書に書けません。
error-holder-address = 住所が { $length } 文字あります。証明書に書けるのは { $most } 文字までです。
error-holder-municipality = 「{ $code }」は市区町村コードではありません。
todo-holder = 住民記録を直してください。証明書は発行していません。
error-holder-age = { $age } 歳未満の人には署名用電子証明書を発行しません。
todo-holder-age = 署名用電子証明書なしでカードを発行してください。
error-pki-encode = 証明書、失効リストまたは鍵を符号化できません：{ $cause }。
todo-pki-encode = 証明書に書けない文字や日付がないか確かめてください。
error-clock = この機械の時計が 1970 年より前を指しています。
todo-clock = 時計を合わせてください。
authority-puk = { $code }
error-no-such-card = この認証局は、カード { $serial } の鍵を証明していません。
todo-no-such-card = juki authority list { WORD($path) } で、発行したカードの製造番号を見られます。または、このフォルダーがカードの発行より前の古いバックアップです。最新のバックアップを使ってください。
error-no-puk = カード { $serial } は RSA 鍵のカードで、PKCS#15 も解除コードもありません。
todo-no-puk = 暗証番号は窓口で、それぞれの名前を指定して解除します：juki pin reset PIN --authority DIR
