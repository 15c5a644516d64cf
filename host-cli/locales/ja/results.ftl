yes = あり
no = なし
note-waiting = 最長 { $seconds } 秒待ちます。Ctrl-C で終わります。
verbose-reader = { $reader } のカード、ATR { $atr }

kind-blank = 空のカード：製造番号と輸送鍵だけが入っています。
kind-plain = 成人の写真付きカード。すべて正常です。
kind-foreign-alias = 通称のある外国人住民。照合番号Bは西暦で数えます。
kind-under-15 = 15歳未満のカード：署名用証明書も署名用パスワードもありません。
kind-no-photo = 写真のないAバージョン：照合番号Bがありません。
kind-rare-kanji = 一般の文字集合にない文字を含む氏名と住所。
kind-long-address = カードに入る最も長い住所。
kind-expired = カードも証明書も有効期限が過ぎています。
kind-certificates-expired = カードは有効ですが、証明書は更新されず期限切れです。
kind-expiring-soon = 証明書はあと2週間で期限切れになります。
kind-revoked = 証明書は二つとも失効しています。
kind-suspended = 証明書は二つとも一時停止中です（紛失の届出の後のように）。
kind-moved = 転居：署名用証明書は失効し、利用者証明用証明書は有効です。
kind-pin-last-try = どの暗証番号も残り1回です。
kind-pin-blocked = 4桁の暗証番号はすべてロックされています。署名用パスワードは使えます。
kind-signing-blocked = 署名用パスワードだけがロックされています。
kind-copy = 本物のカードのファイルだけを写したもの：鍵がなく、どの検証にも答えられません。
kind-tampered = 署名の後で生年月日が書き換えられています。
virtual-new-done =
    { $path } に新しいカード（{ $kind }、プロファイル { $profile }）を作りました。製造番号 { $serial }。
    内容を見る：                          juki info --reader { WORD($path, before: "virtual:") }
    どのプログラムからも使う（vpcd）：    juki virtual serve { WORD($path) }
virtual-new-ready =
    { $path } に発行済みのカード（{ $kind }、プロファイル { $profile }）を作りました。製造番号 { $serial }、有効期限 { $expiry }。
    その認証局：          { $authority }（カードの検証、暗証番号の再設定、失効に使います）
virtual-new-pins =
    カードの暗証番号：    { $card }
    利用者証明用暗証番号：{ $authentication }
virtual-new-signing = 署名用パスワード：    { $signing }
virtual-new-code-a = 照合番号A：           { $code }
virtual-new-code-b = 照合番号B：           { $code }
virtual-new-can = カードアクセス（CAN）：{ $can }
virtual-new-puk = 解除コード（PUK）：   { $code }
virtual-new-judge = 検証する：            juki verify --reader { WORD($path, before: "virtual:") } --trust { WORD($authority) }
virtual-serve-inserted = { $path }（製造番号 { $serial }）を { $vpcd } のリーダーに入れました。Ctrl-C で抜きます。

slot-empty = カードなし
slot-card = カードあり
slot-shared = カードあり（他のプログラムも使用中）
slot-exclusive = カードあり（他のプログラムが占有）
slot-mute = カードあり（応答なし）
slot-unavailable = リーダーが使えません

info-reader = リーダー：      { $reader }（{ $protocol }）
info-atr = ATR：           { $atr }
info-atr-malformed = { "                " }形式が正しくありません
info-atr-protocols = { "                " }プロトコル { $protocols }
info-atr-capabilities = { "                " }コマンドチェイニング：{ $chaining }、拡張長：{ $extended }、論理チャネル：{ $channels }
info-atr-issuer = { "                " }発行者データ「{ $data }」
info-serial = 製造番号：      { $serial }
info-no-serial = 製造番号：      カードが示しません
info-life = 状態：          { $life }
info-no-life = 状態：          カードが示しません
info-damaged = 破損：          { $cause }。カードは自分が何かを示すだけです。{ $todo }
info-mf = MF：            { $fcp }
info-atr-info = EF.ATR/INFO：   { $content }
info-profile = プロファイル：  { $profile }、鍵 { $keys }
info-seeded = シードから作られました。シードを知る人は鍵も知ります。このカードを信じてはいけません。
info-opensc =
    OpenSC で PKCS#15 として読むには、opensc.conf の "app default" に次の行が要ります：
    { "    " }{ $mapping }
info-applications = アプリケーション：{ $count }
info-no-applications = アプリケーション：EF.DIR にありません
info-token = JPKI トークン： { $label }（{ $kind }）

token-juki = 住民基本台帳カード
token-mynumber = 個人番号カード
token-android = スマートフォン（Android）の電子証明書
token-iphone = スマートフォン（iPhone）の電子証明書
token-other = 種類不明

life-creation = 作成中
life-initialisation = 未発行（空）
life-activated = 発行済み
life-deactivated = 停止中
life-terminated = 廃止

doctor-good = [可]
doctor-bad = [否]
doctor-service = PC/SC サービスが動いています。
doctor-readers = { $count } 台のリーダーがつながっています。
doctor-card = { $reader } にカードが入っています。
doctor-connects = { $reader } のカードを使えます。
doctor-image = { $path } は正しいカードイメージです。
doctor-damaged = { $reader } のカードは壊れています。自分が何かを示すだけです。
doctor-font-off = { $variable } が { $word } のため、カードでは稀な文字が〓になり、異体字セレクターは字形に反映されません。そのような文字のある通知票は出力できません。
doctor-font-missing = 稀な文字と異体字を描くフォントがありません。カードでは〓または通常の字形になり、そのような文字のある通知票は出力できません。IPAmj明朝をインストールしてください：sudo apt install fonts-ipamj-mincho。別のフォントは JUKI_FONT または --font FILE で指定できます。
doctor-font-named = 稀な文字と異体字は、{ $variable } で指定された { $path } で描きます。
doctor-font-system = 稀な文字と異体字は { $path }（Debian のパッケージ fonts-ipamj-mincho）で描きます。
doctor-answers = { $reader } のカードが応答します。
doctor-opensc-configured = OpenSC はこのカードの PKCS#15 を読むよう設定されています（{ $file }）。
doctor-opensc-configure =
    このカードは PKCS#15 を備えます。OpenSC で読むには、{ $file } の "app default" に次の行が要ります：
    { "    " }{ $mapping }
