# 記録の文字と、市区町村の外字対応表
help-resident-characters = 記録またはテキストの文字を一つずつ調べます。符号位置、MJ文字図形名、JISの文字集合と、ICチップ、券面画像、証明書に記録される文字を示します。
arg-resident-characters-text = 記録（名前が .json で終わるファイル）またはテキスト
arg-resident-characters-characters = 市区町村の外字対応表のファイル（外字と、証明書の代替文字）
arg-issue-characters = 市区町村の外字対応表のファイル（私用領域の外字が表す文字）

characters-is = { $position }　{ $character }　{ $codes }　{ $number }　{ $sets }
characters-held = { "   " }ICチップと券面画像：{ $chip }、証明書：{ $certificate }（代替フラグ0）
characters-substituted = { "   " }ICチップと券面画像：{ $chip }、証明書：{ $certificate }（代替フラグ1：{ $rule }）
characters-refused-certificate = { "   " }ICチップと券面画像：{ $chip }、証明書：使えません。{ $why }
characters-refused-everywhere = { "   " }使えません：{ $why }
characters-refused =
    { $count ->
        [0] すべての文字を使えます。
       *[other] 使えない文字が{ $count }文字あります。
    }
characters-not-given = その市区町村でしか通じない外字です。市区町村の外字対応表（--characters MAP）に登録してください
characters-no-candidate = JIS X 0208・X 0212 の代替文字がどの表にもありません。市区町村の外字対応表（--characters MAP）に代替文字を登録してください
error-characters-json = { $path } は UTF-8 の JSON ではありません。
todo-characters-json = 記録のファイル（juki resident show taro で見本を表示できます）またはテキストを指定してください。

rule-municipality = 市区町村の外字対応表
rule-shape = 異体字セレクターを除いた文字
rule-reduction = MJ縮退マップ：{ $reasons }
rule-letter = 記号を除いたローマ字など
rule-compatibility = Unicode の互換分解

error-character-map-line = 外字対応表の{ $line }行目：{ $fault }。
error-map-column = 外字対応表の{ $line }行{ $column }列：{ $fault }。
todo-characters-map = 何も行っていません。1行目は { $header } と書き、2行目からは { $mj } または { $ivs } または { $substitute } の形で書いてください。最後のコンマの後に備考を書けます。
map-size = ファイルは{ $most }バイト以内にしてください
map-encoding = UTF-8 で保存してください（表計算ソフトでは「CSV UTF-8」）
map-header = { $header } と書いてください
map-columns = 4列必要ですが、{ $count }列です。コンマを含む備考は引用符で囲んでください
map-quote = 引用符はセル全体を囲み、同じ行で閉じてください
map-code = U+E000 のように文字の符号位置を書いてください
map-not-givable = { $code } は登録できません。登録できるのは私用領域、未割り当ての符号、JISにない文字です
map-held = { $code } は JIS X 0208、JIS X 0212 または ASCII にあり、証明書に記録できます。この行を削除してください
map-assigned = { $code } は Unicode の文字で、記録はそのまま残ります。登録できるのは証明書の代替文字（substitute）だけです
map-twice = { $code } は{ $line }行目で登録済みです。どちらか一方を残してください
map-kind = mj、ivs、substitute のどれかを書いてください
map-mj = MJ026196 のように、MJ文字情報一覧表にある番号を書いてください
map-no-character = { $number } は廃止された番号で、対応する文字がありません。一覧表の備考にある番号を使ってください
map-sequence = U+9089 U+E0117 のように、MJ文字情報一覧表にある文字と異体字セレクターを書いてください
map-one-character = 1文字だけ書いてください
map-private-value = { $code } も私用領域または未割り当ての符号です。最終的に表す文字を書いてください
map-not-held = { $code } は JIS X 0208、JIS X 0212、ASCII のどれにもなく、証明書に記録できません
