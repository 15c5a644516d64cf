heading-usage = 使い方：
heading-commands = コマンド
heading-command = コマンド
heading-option = オプション
heading-options = オプション
heading-arguments = 引数
heading-everywhere = どのコマンドでも使えるオプション

help-juki = 住民基本台帳カードを発行し、読み、使います。カードリーダーのカードにも、ファイルのカードにも使えます。
help-exit-codes =
    終了コード：
      0 完了または有効             1 その他の失敗             2 コマンドラインの誤り
      3 リーダーまたはカードなし   4 暗証番号の誤り・未指定   5 暗証番号のロック
      6 真正でない                 7 カードによる拒否         8 判定できない
      9 真正だが失効または期限外  10 入力の却下（送信前）   130 中断

    カードリーダーなしで試すには：
      juki virtual new my.juki
      juki info --reader my.juki

arg-reader =
    使うカード：リーダー名の一部、pcsc:リーダー名、カードイメージのパス、または virtual:パス。「/」を含むもの、.juki で終わるもの、存在するファイルはパスとみなします。指定しなければ、カードの入っているただ一つのリーダー。環境変数：JUKI_READER
arg-can =
    カードアクセス番号（CAN）：カードに書かれた6桁の数字（プロファイル p256）。すべてを CAN で開く暗号化されたセッションの中で送ります。開けなければ何も送りません。環境変数：JUKI_CAN
arg-wait =
    リーダーやカードの用意、または他のプログラムの終了を待ちます：--wait=秒数。数を省くと 30 秒
arg-json = 文章の代わりに JSON オブジェクトを一つ出力します（エラーも）
arg-trace =
    すべてのコマンドと応答を解読して FILE に書きます。秘密の値は伏せます。- は標準エラー出力
arg-verbose = 処理の内容を標準エラー出力に詳しく表示します
arg-lang = 表示の言語：en または ja。指定しなければ LC_ALL、LC_MESSAGES、LANG に従います
arg-help = このヘルプを表示します
arg-version = バージョンを表示します

help-virtual = ファイルのカード：作成と、PC/SC サービスへの挿入。
help-virtual-new = カードイメージ（新しいカードの入ったファイル）を作ります。
arg-virtual-new-path = 作るファイル。既にあるファイルは決して置き換えません
arg-virtual-new-kind = カードの種類。`juki virtual list` が示すもののうち一つ。指定しなければ blank
arg-virtual-new-profile = どのカードとして発行するか：mynumber は今の JPKI プログラムが知るカード、juki は 2009 年のカード、p256 は PKCS#15 を備えたこのプロジェクト独自のカード。省略時は mynumber
arg-virtual-new-keys = カードが作る鍵の種類。省略時はプロファイルに従う
arg-virtual-new-atr = リセット応答：own は独自、jpki は OpenSC が JPKI と認めるもの、oseid は設定を変えられない OpenSC がPKCS#15 として読むもの。省略時はプロファイルに従う
arg-virtual-new-record = 見本の代わりに使う住民の記録。`juki resident show` が示す形の JSON ファイル
arg-virtual-new-seed = カードのすべてのもとになる数。同じ数なら同じカードがバイト単位で同じに作られます（証明書は --date も同じなら）。数を知る人は鍵も知るので、カードと証明書にその旨が書かれます
arg-virtual-new-date = カードを作る日（YYYY-MM-DD）。証明書、失効リスト、有効期限の基準。省略時は現在
arg-virtual-new-authority-out = 発行済みカードの認証局を入れる新しいフォルダー。省略時は PATH.authority
arg-virtual-new-transport-key =
    輸送鍵のファイル（16 バイト、または 16 進数 32 桁）。指定しなければ公開の試験用の鍵を使うので、誰でもカードに書き込めます
help-virtual-list = `juki virtual new` で作れるカードの種類を一覧します。
help-virtual-serve = カードイメージを PC/SC サービス（vpcd）に挿入し、どのプログラムからも使えるようにします。Ctrl-C で終わります。
arg-virtual-serve-path = カードイメージ
arg-virtual-serve-vpcd = vpcd の待ち受け先。指定しなければ 127.0.0.1:35963

help-reader = PC/SC のカードリーダー。
help-reader-list = PC/SC のカードリーダーと、その中のカードを一覧します。

help-info = 暗証番号なしでカードが示す内容を表示します。暗証番号は決して求めません。

help-apdu = コマンド APDU をそのまま送り、応答を表示します。
arg-apdu-commands = 16 進数のコマンド。間に空白とコロンを入れられます
arg-apdu-secure = 先に MF のこの鍵（16 進数 2 桁。10 は管理者の鍵）による MUTUAL AUTHENTICATE でセキュアメッセージングのセッションを開き、コマンドをその中で送ります。トレースには両方が出ます
arg-apdu-key = その鍵のファイル。16 または 32 バイト、またはその 16 進数

help-shell = カードとの対話：コマンドとファイルを名前で使います。標準入力のスクリプトは、最後のコマンドをカードが拒否すると終了コード7で終わります。端末での対話は0で終わります。
help-explain = ステータスワード、コマンド、データオブジェクト、APDU の意味を説明します。カードは要りません。
arg-explain-topic = ステータスワード（6983）、コマンド（read-record）、バイト（INS B2、DO 87、CLA 0C）、プロトコル（pace）、APDU またはトレースの行（'> 0CB0...'）

help-help = コマンドの働きと引数を示します：juki help pin reset
arg-help-command = コマンドの語。なければコマンドの一覧
help-doctor = カードが応答しない原因と、稀な文字を描くフォントの有無を調べ、直すコマンドを示します。
help-licenses = このプログラム、内蔵のフォント、使われているクレートのライセンスを英語で表示します。

help-service = 条例利用アプリケーション。図書館カードなど。
help-service-add = 窓口で、発行済みのカードにアプリケーションを入れます。
arg-service-add-profile = プロファイルの JSON ファイル、または library
arg-service-add-authority = カードを発行した認証局のフォルダー
help-service-show = アプリケーションを読みます。暗証番号を尋ねます。
arg-service-show-profile = プロファイルの JSON ファイル、または library
arg-service-show-authority = 係の窓口で、アプリケーションの鍵を使う：認証局のフォルダー
arg-service-show-no-pin = 暗証番号の要らないものだけ
arg-service-show-spend-last-try = 入力した値でなくても、残り 1 回の暗証番号を試します
help-service-append = 係の窓口で、レコードを追加します。
arg-service-append-profile = プロファイルの JSON ファイル、または library
arg-service-append-file = プロファイルにあるファイルの名前
arg-service-append-text = レコード
arg-service-append-authority = 認証局のフォルダー
arg-service-append-spend-last-try = 入力した値でなくても、残り 1 回の暗証番号を試します
help-service-remove = 窓口で、アプリケーションを中身ごとカードから外します。
arg-service-remove-profile = プロファイルの JSON ファイル、または library
arg-service-remove-authority = カードを発行した認証局のフォルダー
arg-service-remove-yes = 確認せずに外します
help-service-reset-pin = 窓口で、本人が新しい暗証番号を決めます。
arg-service-reset-pin-profile = プロファイルの JSON ファイル、または library
arg-service-reset-pin-authority = カードを発行した認証局のフォルダー
