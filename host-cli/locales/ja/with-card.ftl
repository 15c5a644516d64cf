help-with-card = 専用の PC/SC サービスに入れたカードと共にコマンドを実行します。終了後には何も残りません。
arg-with-card-image = リーダーに入れるカードイメージ。コマンドはこのファイルそのものを使います
arg-with-card-fault =
    カードに起こす障害。何度でも指定できます: remove-after=N、remove-after=N:MS（MS ミリ秒後に戻す）、latency=real、latency=MS、status=SW@COMMAND、status=SW@COMMAND:N（N 番目のそのコマンド。例: status=6F00@read-binary:3）、mute、slow
arg-with-card-command =
    コマンドとその引数。-- の後に書きます。カードは JUKI_READER、PC/SC、PKCS#11 (JUKI_PKCS11_MODULE) から使えます。終了コードはそのまま返ります

error-with-card-command = 「{ $command }」を起動できません: { $cause }。
todo-with-card-command = カードには何も送っていません。コマンドは -- の後に書いてください。例: juki with-card --image my.juki -- opensc-tool -l
error-with-card-missing = PC/SC サービスまたはその仮想リーダーがインストールされていません。
todo-with-card-missing = インストールしてください: sudo apt install pcscd vsmartcard-vpcd
error-with-card-isolation = ここでは専用の PC/SC サービスを起動できません。このシステムではこの利用者が名前空間を作れません。
todo-with-card-isolation = 次のどれかを使えるようにしてください: 一般利用者の名前空間 (sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)、パスワードなしの sudo、または root。名前空間のないコンテナでは、ほかの pcscd が動いていてはいけません。
error-with-card-service = コマンド用の PC/SC サービスが起動しなかったか、途中で終了したか、カードを示していません。{ $log }
todo-with-card-service = 上はサービス自身の出力です。ほかのプログラムが止めたのであれば、もう一度実行してください。

error-fault = 障害「{ $fault }」は指定できません: { $cause }。
todo-fault = 使える値: remove-after=N、remove-after=N:MS、latency=real、latency=MS、status=SW@COMMAND、status=SW@COMMAND:N、mute、slow。参照: juki with-card --help
fault-unknown = 「{ $fault }」というものはありません
fault-count = 「{ $number }」は 1 以上の数ではありません
fault-milliseconds = 「{ $number }」は 3600000 以下のミリ秒数ではありません
fault-back-too-soon = カードが戻るのは早くても 1000 ミリ秒後です。それより早いと、抜かれたカードのままだと見なされることがあります
fault-status = 「{ $status }」はステータスワードではありません。61 から 6F または 90 から 9F と、もう一バイトです
fault-without-command = コマンドがありません。例: 6F00@read-binary
fault-command = コマンド表に「{ $command }」はありません。あるのは { $known } です
