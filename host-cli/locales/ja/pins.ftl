pin-card = カードの暗証番号
prompt-pin =
    { $left ->
        [1] 最後の1回です。間違えるとロックされます。{ $pin }（{ $form }）：
       *[other] あと{ $left }回。{ $pin }（{ $form }）：
    }
prompt-pin-same =
    { $left ->
        [1] 最後の1回です。間違えるとロックされます。{ $pin }（{ $form }。同じ番号なら Enter）：
       *[other] あと{ $left }回。{ $pin }（{ $form }。同じ番号なら Enter）：
    }
prompt-opens = { $pin }で読めるもの：{ $what }
opens-common = ここで読むものはありません。窓口のプログラムが求めます
error-shared-pin = この暗証番号には誤った値が試されています：{ $pin }。JUKI_PIN_CARD は試しませんでした。
todo-shared-pin = 回数は減っていません。この暗証番号の値を { $variable } に設定するか、端末で入力してください。
todo-pin-differs =
    { $left ->
        [1] 残り1回です。次に間違えるとロックされます。
       *[other] 残り{ $left }回です。
    }何も変更しておらず、他の番号も試していません。カードの暗証番号は互いに異なることがあります。この暗証番号の値を { $variable } で指定してください。以前の変更が途中で止まっている場合は、--resume を付けてください。
error-pin-not-believed = カードは、誰も提示していない暗証番号が提示されたと答えています：{ $pin }
todo-pin-not-believed = このカードの答えは信頼できません。別のカードリーダーで試してください。juki doctor も参考になります。
error-pin-not-changed = カードは変更したと答えましたが、新しい値を受け付けません：{ $pin }
todo-pin-not-changed = juki pin status を実行してください。古い値がまだ有効かもしれません。
prompt-new-pin = 新しい{ $pin }（{ $form }）：
prompt-again = もう一度：
error-last-try = 残りは1回だけです：{ $pin }。使いませんでした。
todo-last-try = 変数を設定せずに端末で入力するか、--spend-last-try を指定してください。
error-no-pin = 値が与えられていません：{ $pin }
todo-no-pin =
    端末で juki を実行するか、{ $count ->
        [1] { $names } を設定してください
       *[other] 次のいずれかを設定してください：{ $names }
    }（名前の後に _FILE を付けると、値を書いたファイルを指定できます）
todo-nothing-typed = カードには何も送っていません。回数も減っていません。もう一度実行してください。
error-no-new-pins = 設定する値が与えられていません：{ $pins }
todo-no-pins = 端末で juki を実行するか、次のすべてを設定してください：{ $names }（名前の後に _FILE を付けると、値を書いたファイルを指定できます）
error-no-new-pin = 設定する値が与えられていません：{ $pin }
error-pins-differ = 2回の入力が一致しません。
todo-pins-differ = カードには何も送っていません。もう一度実行してください。

pin-status-left = { $reference }  { $pin }：あと{ $left }回（全{ $most }回）
pin-status-blocked = { $reference }  { $pin }：ロック
pin-status-not-set = { $reference }  { $pin }：未設定
pin-status-verified = { $reference }  { $pin }：照合済み
pin-changed = 変更しました：{ $pin }
pin-change-partly = 変更済み：{ $done }。未変更：{ $missing }。
todo-pin-change-partly = juki pin change card --resume を実行すると、残りだけを変更します。それまでは、そこでは古い番号が有効です。
pin-change-goes-on = 他は新しい番号になっています。変更するもの：{ $missing }
pin-change-done-already = 3つともこの番号になっています。
pin-reset-done = 設定しました（回数も戻りました）：{ $pin }

error-answer-longer = カードが求めたより多く答えました：{ $command }
error-answer-short = カードがファイルの全体を返しませんでした：{ $command }
error-unreadable = カードの返した内容が、あるべき形になっていません：{ $what }
todo-unreadable = その内容は表示しません。カードを置き直すか、別のカードリーダーで試してください。juki doctor も参考になります。
unreadable-card-record = カードの記録
unreadable-number = 個人番号
unreadable-attributes = 4情報
unreadable-record-code = 住民票コード
unreadable-history = 履歴
unreadable-procedures = 窓口の手続

read-serial = 製造番号　　　　：{ $serial }
read-municipality = 市区町村コード　：{ $code }
read-expiry = 有効期限　　　　：{ $date }
read-name = 氏名　　　　　　：{ $name }
read-address = 住所　　　　　　：{ $address }
read-birth = 生年月日　　　　：{ $date }
read-sex = 性別　　　　　　：{ $sex }
read-number = 個人番号　　　　：{ $number }
read-no-number = 個人番号　　　　：なし
read-record-code = 住民票コード　　：{ $code }
read-since = { $date } から：{ $name }、{ $address }
read-history = 履歴：
read-procedures = 窓口の手続：
read-procedure = { $date } 市区町村 { $municipality }：{ $procedure }
procedure-issued = カード交付
procedure-other = 手続 { $code }
read-certificates = 電子証明書　　　：{ $certificates }
read-no-certificates = 電子証明書　　　：なし
read-left-out = 暗証番号がないため、次の内容は読み取っていません：{ $what }
read-not-read = お知らせした理由により、次の内容は読み取っていません：{ $what }
read-foreign = 本ソフトウェアのものでないカードでの形式が公開されていないため、次の内容は読み取っていません：{ $what }
read-left-text = 個人番号・4情報
read-left-visual = 券面の画像
read-left-juki = 住民票コード・履歴・手続
sex-male = 男
sex-female = 女
sex-not-applicable = 適用不能
sex-unknown = 不明

cert-list-line = { $id }  { $certificate }：{ $state }
cert-state-pin = あり（署名用パスワードの入力後に読み取れます）
cert-state-there = 有効期限 { $end }、シリアル番号 { $serial }
cert-state-none = なし
cert-malformed = { $id }  { $certificate }：X.509 として読み取れません
cert-exported = { $certificate }を { $path } に書き出しました。
error-cert-malformed = カードの内容が X.509 証明書ではありません：{ $certificate }
todo-cert-malformed = --format der で書き出して内容を確認してください。
cert-text-title = { $certificate }
cert-text-subject = 主体者　　　：{ $name }
cert-text-issuer = 発行者　　　：{ $name }
cert-text-serial = シリアル番号：{ $serial }
cert-text-begin = 有効期間　始：{ $date }
cert-text-end = 有効期間　終：{ $date }
cert-text-key = 公開鍵　　　：{ $algorithm }
cert-text-usage = 鍵用途　　　：{ $usage }
cert-text-policy = ポリシー　　：{ $policy }
cert-text-name = 氏名　　　　：{ $value }
cert-text-name-flags = 代替文字　　：{ $value }（氏名）
cert-text-sex = 性別　　　　：{ $value }
date-words = { $year }年{ $month }月{ $day }日
date-words-era =
    { $year }年{ $month }月{ $day }日（{ $era ->
        [1] 明治
        [2] 大正
        [3] 昭和
        [4] 平成
       *[5] 令和
    }{ $era_year }年）
year-words = { $year }年
month-words = { $year }年{ $month }月
unknown-day = 日不詳
unknown-month-day = 月日不詳
date-words-partial = { $known }（{ $unknown }）
date-words-partial-era =
    { $known }（{ $era ->
        [1] 明治
        [2] 大正
        [3] 昭和
        [4] 平成
       *[5] 令和
    }{ $era_year }年、{ $unknown }）
cert-text-birth = 生年月日　　：{ $value }
cert-text-address = 住所　　　　：{ $value }
cert-text-address-flags = 代替文字　　：{ $value }（住所）

help-resident = 住民の記録を扱います：取込みと書出し、文字の確認、住民票コードの付番と通知票、カードの発行に使える見本。
help-resident-list = 見本の記録を一覧表示します。
help-resident-check = 記録（版1・版2）を検査します。NAME.json は1件の記録、そのほかのファイルは1行に1件の記録とみなします。NAME.json のフォルダーも指定できます。記録ごとに最初の誤りを、値を示さずにファイル名・行・項目で示し、誤りがあれば終了コード10で終わります。
arg-resident-check-files = 検査するファイルまたはフォルダー
help-resident-upgrade = 版1の記録を版2の形で表示します。
arg-resident-upgrade-file = 記録の JSON ファイル
help-resident-schema = 記録の JSON Schema を表示します。
arg-resident-schema-record-version = スキーマの版。2、または項目 version のない記録の1
help-resident-show = 見本の記録を JSON で表示します。書き換えて発行に使えます。
arg-resident-show-name = 見本の名前（juki resident list で表示されるもの）
help-issue = 住民の記録からカードを発行します。中断した発行の続きも行います。暗証番号は本人が入力するか、JUKI_PIN_CARD、JUKI_PIN_AUTH、JUKI_PIN_SIGN に設定します。
arg-issue-record = 記録の JSON ファイル（juki resident show taro で見本を表示できます）。--register-number を使うときは、フォルダーまたは JSON Lines のファイルも指定できます
arg-issue-register-number = 複数の記録のうち、発行する住民の宛名番号
arg-issue-sample = ファイルの代わりに使う見本の名前
arg-issue-card-type = カード種別（写真なしの A、写真つきの B）。記録の指定より優先します
arg-issue-authority = 発行する認証局のフォルダー（juki authority init で作成できます）
arg-issue-photo = カード種別Bの顔写真（JPEGまたはPNG、縦45mm・横35mmかそれに近い比率）。中央をこの比率で切り抜き、つぶすことはありません。4分の1を超えて切り落とすことになる写真や、何も写っていない写真は使えません
arg-issue-placeholder = 写真を使わず、カード種別Bに見本の画像を入れます（試用のため）
arg-issue-font = 画像用の内蔵フォントにない文字や異体字セレクターの字形を描くフォント。none なら内蔵フォントだけ。指定がなければDebianの場所にあるIPAmj明朝。環境変数：JUKI_FONT
arg-issue-transport-key = カードの輸送鍵のファイル。省略すると公開のテスト鍵を使います
arg-issue-yes = 確認せずに発行します
help-read = カードの記載内容を読み取ります。暗証番号はそれぞれの名前で尋ねます。なければ公開部分だけを読み取ります。
arg-read-no-pin = 暗証番号を尋ねません
arg-read-pictures = 券面の画像を書き出すフォルダー
arg-read-spend-last-try = 入力した値でなくても、残り 1 回の暗証番号を試します
help-cert = カードの電子証明書です。
help-cert-list = 電子証明書を一覧表示します。暗証番号は尋ねません。
help-cert-export = 電子証明書を書き出します。署名用電子証明書には署名用パスワードが必要です。
arg-cert-export-certificate = sign、auth、sign-ca、auth-ca のいずれか
arg-cert-export-format = pem、der、text のいずれか。省略すると pem
arg-cert-export-out = 作成するファイル。既存のファイルは置き換えません。省略すると標準出力
arg-cert-export-spend-last-try = 入力した値でなくても、残り 1 回の暗証番号を試します
help-pin = カードの暗証番号です。
help-pin-status = 各暗証番号の残り回数を表示します。回数は減りません。
help-pin-change = 暗証番号を変更します。新旧の値は入力するか、JUKI_PIN_CARD と JUKI_PIN_CARD_NEW に設定します（TEXT、JUKI、COMMON、AUTH、SIGN も同様）。
arg-pin-change-pin = card（暗証番号。text、juki、common の三つ）、text、juki、common、auth、sign（署名用パスワード）のいずれか。省略すると card
arg-pin-change-resume = 途中で止まった card の変更を終わらせます。すでに新しい番号かもしれないため、それを先に試します
arg-pin-change-spend-last-try = 入力した値でなくても、残り 1 回の暗証番号を試します
help-pin-reset = 窓口で発行者鍵を使い、暗証番号を再設定して回数を戻します。新しい値は本人が入力するか、JUKI_PIN_CARD_NEW に設定します（TEXT、JUKI、COMMON、AUTH、SIGN も同様）。
arg-pin-reset-pin = card（暗証番号。text、juki、common の三つ）、text、juki、common、auth、sign（署名用パスワード）のいずれか。省略すると card
arg-pin-reset-authority = カードを発行した認証局のフォルダー

read-pictures = 券面の画像　　　：{ $what }
picture-name = 氏名
picture-address = 住所
picture-photo = 顔写真
picture-security-code = セキュリティコード
picture-can = カードアクセス番号（CAN）
picture-number = 個人番号
read-picture-file = 　{ $picture }：{ $path }
error-pictures-there = 次のファイルはすでにあり、内容が異なります：{ $paths }
todo-pictures-there = 画像は一つも書き出していません。--pictures で別のフォルダーを指定するか、これらのファイルを移してください。
error-pictures-closed = 券面の画像を読み取るための照合番号がありません。
todo-pictures-closed = 暗証番号を入力するか、券面の照合番号Bを JUKI_CODE_B に、または照合番号A（個人番号）を JUKI_CODE_A に設定してください。他の内容は読み取りました。
error-no-pictures = カードに読み取れる券面の画像がありません。
