help-with-card = 専用の PC/SC サービスに入れたカードと共にコマンドを実行します。終了後には何も残りません。
arg-with-card-image = リーダーに入れるカードイメージ。コマンドはこのファイルそのものを使います
arg-with-card-card = コマンドのために作るカード。`juki virtual list` が示すもののうち一つ。省略時は plain。暗証番号は JUKI_PIN_AUTH、JUKI_PIN_SIGN、JUKI_PIN_CARD に、認証局は JUKI_TRUST に入ります
arg-with-card-profile = どのカードとして発行するか：mynumber は今の JPKI プログラムが知るカード、juki は 2009 年のカード、p256 は PKCS#15 を備えたこのプロジェクト独自のカード。省略時は mynumber
arg-with-card-keys = カードが作る鍵の種類。省略時はプロファイルに従う
arg-with-card-atr = リセット応答：own は独自、jpki は OpenSC が JPKI と認めるもの、oseid は設定を変えられない OpenSC がPKCS#15 として読むもの。省略時はプロファイルに従う
arg-with-card-record = 見本の代わりに使う住民の記録。`juki resident show` が示す形の JSON ファイル
arg-with-card-seed = カードのすべてのもとになる数。同じ数なら同じカードがバイト単位で同じに作られます（証明書は --date も同じなら）。数を知る人は鍵も知るので、カードと証明書にその旨が書かれます
arg-with-card-date = カードを作る日（YYYY-MM-DD）。証明書、失効リスト、有効期限の基準。省略時は現在
arg-with-card-fault =
    カードに起こす障害。何度でも指定できます：remove-after=N、remove-after=N:MS（MS ミリ秒後に戻す）、latency=real、latency=MS、status=SW@COMMAND、status=SW@COMMAND:N（N 番目のそのコマンド。例：status=6F00@read-binary:3）、mute、slow
arg-with-card-command =
    コマンドとその引数。-- の後に書きます。カードは JUKI_READER、PC/SC、PKCS#11（JUKI_PKCS11_MODULE）から使えます。終了コードはそのまま返ります

error-with-card-command = 「{ $command }」を起動できません：{ $cause }。
todo-with-card-command = カードには何も送っていません。コマンドは -- の後に書いてください。例：juki with-card -- opensc-tool -l
error-with-card-missing = PC/SC サービスまたはその仮想リーダーがインストールされていません。
todo-with-card-missing = インストールしてください：sudo apt install pcscd vsmartcard-vpcd
error-with-card-isolation = ここでは専用の PC/SC サービスを起動できません。このシステムではこの利用者が名前空間を作れません。
todo-with-card-isolation = 次のどれかを使えるようにしてください：一般利用者の名前空間（sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0）、パスワードなしの sudo、または root。名前空間のないコンテナでは、ほかの pcscd が動いていてはいけません。
error-with-card-service = コマンド用の PC/SC サービスが起動しなかったか、途中で終了したか、カードを示していません。{ $log }
todo-with-card-service = 上はサービス自身の出力です。ほかのプログラムが止めたのであれば、もう一度実行してください。

error-fault = 障害「{ $fault }」は指定できません：{ $cause }。
todo-fault = 使える値：remove-after=N、remove-after=N:MS、latency=real、latency=MS、status=SW@COMMAND、status=SW@COMMAND:N、mute、slow。参照：juki with-card --help
fault-unknown = 「{ $fault }」というものはありません
fault-count = 「{ $number }」は 1 以上の数ではありません
fault-milliseconds = 「{ $number }」は 3600000 以下のミリ秒数ではありません
fault-back-too-soon = カードが戻るのは早くても 1000 ミリ秒後です。それより早いと、抜かれたカードのままだと見なされることがあります
fault-status = 「{ $status }」はステータスワードではありません。61 から 6F または 90 から 9F と、もう一バイトです
fault-without-command = コマンドがありません。例：6F00@read-binary
fault-command = コマンド表に「{ $command }」はありません。あるのは { $known } です
