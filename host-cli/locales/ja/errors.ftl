list-separator = 、
clause-separator = 、
error-file = { $path } を読み書きできません：{ $cause }。
error-nor-a-file = { $what }「{ $name }」というファイルもありません。
error-named-by = { $what }{ $variable } が指定しています。
error-in-file = { $path }：{ $what }
whole-file = ファイル全体
todo-file = パスと、フォルダーの権限を確かめてください。
todo-no-writer = 書き込むプログラムを juki より先に起動するか、ファイルを指定してください。
todo-no-reader-of-pipe = 読み取るプログラムを juki より先に起動するか、ファイルを指定してください。
todo-socket = ファイルを指定してください。
todo-no-file = 本来のファイルをバックアップから戻してください。
error-system = オペレーティングシステムに拒否されました：{ $cause }。
todo-system = メモリー、ディスク、開いているファイルを空けてから、もう一度実行してください。
error-no-random = オペレーティングシステムから乱数が得られません。
todo-no-random = システムの起動が終わってから、もう一度実行してください。

error-date = { $day } は証明書に書けない日付です。
error-date-ready = { $day } のカードは作れません：{ $first } 年から { $last } 年までの日付に限ります。
todo-date = --date 2026-04-01 のように別の日付を指定してください。

cause-not-found = ファイルまたはフォルダーがありません
cause-permission-denied = 権限がありません
cause-already-exists = 既にあります
cause-is-a-directory = フォルダーです
cause-not-a-directory = パスの途中がフォルダーではありません
cause-too-large = ファイルが大きすぎます
cause-storage-full = ディスクに空きがありません
cause-read-only = 読み取り専用のファイルシステムです
cause-no-writer = パイプですが、書き込むプログラムがありません
cause-no-reader = パイプですが、読み取るプログラムがありません
cause-socket = ソケットです
cause-no-file = ファイルではありません
cause-connection-refused = 接続を拒否されました
cause-timed-out = 時間内に応答がありません
cause-system = { $text }

error-no-service = PC/SC サービスが動いていません。
todo-no-service = インストールして起動してください：sudo apt install pcscd && sudo systemctl start pcscd。リーダーなしで使うには：juki virtual new my.juki の後、--reader my.juki。
error-no-rights = PC/SC サービスがこの利用者を拒否しています。
todo-no-rights = polkit の規則で org.debian.pcsc-lite.access_pcsc と access_card を許可するか、ネットワーク越しでなく機械の画面から操作してください。
error-no-reader = カードリーダーがつながっていません。
todo-no-reader = リーダーをつないでください（USB のリーダーには sudo apt install libccid が要ることがあります）。リーダーなしで使うには：juki virtual new my.juki の後、--reader my.juki。
error-no-such-reader = 名前に「{ $part }」を含むリーダーはありません。
todo-choose-reader =
    { $count ->
        [1] 次のようにリーダーを指定してください：{ $flags }
       *[other] 次のどれかでリーダーを指定してください：{ $flags }
    }
error-several-readers = { $count } 台のリーダーにカードが入っています。
error-no-card = どのリーダーにもカードが入っていません。
error-no-card-in = { $reader } にカードが入っていません。
todo-no-card = カードを入れるか、--wait を付けて待ってください。カードなしで使うには：juki virtual new my.juki の後、--reader my.juki。
error-card-removed = { $reader } からカードが抜かれました。
todo-card-removed = カードを入れ直して、もう一度実行してください。
error-card-reset = 他のプログラムが { $reader } のカードをリセットしました。
todo-card-reset = そのプログラムを終えてから、もう一度実行してください。
error-mute = { $reader } のカードが応答しません。
todo-mute = カードを抜き、向きと端子の汚れを確かめて入れ直し、もう一度実行してください。
error-held = 他のプログラムが { $reader } を使っています。
todo-held = そのプログラムを終えるか、--wait を付けて待ってください。
error-held-by = { $reader } は { $program }（プロセス { $pid }）が使っています。
todo-held-by = 終わらせる（kill { $pid }）か、--wait を付けて待ってください。
error-read-only = { $reader } は読み取り専用です。カードが残り回数を記録できないため、暗証番号も鍵も変更も受け付けません。
todo-read-only = ファイルへの書き込み権限を得るか、コピーしてください：install -m 600 CARD.juki copy.juki の後 --reader copy.juki。暗証番号が要らないもの：juki info、juki read --no-pin、juki pin status。
error-no-status = { $reader } からの応答にステータスワードがありません。
error-trace = トレースを書けません：{ $cause }。
error-trace-other = { $path } はすでにあり、トレースではありません。
todo-trace-other = --trace には、まだないファイルの名前を指定してください。このファイルは変更しておらず、カードには何も送っていません。
error-driver = { $reader } からの報告：{ $cause }。
todo-driver = カードを抜いて入れ直してください。直らなければ juki doctor を実行してください。
error-without-pcsc = この juki は PC/SC なしで作られています。
todo-without-pcsc = カードイメージを使う（--reader パス）か、pcsc 機能を付けて作り直してください。

error-image-exists = { $path } は既にあります。
todo-image-exists = 別の名前を選ぶか、先にそのファイルを移してください。
todo-image-file = パスを確かめてください。カードイメージは juki virtual new パス で作れます。
error-image-foreign = { $path } はカードイメージではありません。
todo-image-foreign = juki virtual new で作ったファイルを指定してください。このファイルは変更していません。
error-image-length = { $path } は完全なカードイメージではありません：{ $expected } バイトのはずが { $found } バイトです。
todo-image-damaged = 壊れる前の写しを使うか、juki virtual new で新しいカードを作ってください。このファイルは変更していません。
error-image-newer = { $path } は形式 { $format } です。この juki が読めるのは形式 { $known } までです。
todo-image-newer = これを書いた新しい juki を使ってください。このファイルは変更していません。
error-image-altered = { $path } は改変されています：先頭部分の検査値が合いません。
error-image-content = { $path } のカードは起動できません：{ $cause }。
cause-card-foreign = メモリーはこのプロジェクトのカードが書いたものではありません
cause-card-newer = メモリーは形式 { $format } で、この juki はまだ読めません
cause-card-damaged = メモリーの { $page } ページ { $word } ワード目が改変されています
cause-card-files = { $object } 番の内容がカードのファイルではありません
cause-card-full = メモリーの内容がこの種類のカードに収まりません
cause-card-said = メモリーを読み込めません
todo-card-damaged = 直せません。カードを取り替えてください。カードイメージなら、juki doctor --reader PATH で壊れた場所がわかります。
cause-card-geometry = メモリーの大きさが違います
cause-card-flash = メモリーを読み書きできません
cause-no-random = オペレーティングシステムから乱数が得られません
error-format = 新しいカードを書けません：{ $cause }。

error-transport-key = { $path } に輸送鍵がありません。
todo-transport-key = ファイルの中身は 16 バイト、または 16 進数 32 桁でなければなりません。

error-apdu-digit = { $number } 番目のコマンドの { $position } 文字目「{ $character }」は 16 進数ではありません。
error-apdu-odd = { $number } 番目のコマンドは { $position } 文字目で半バイトのまま終わっています（{ $count } 桁）。
error-apdu-length = { $number } 番目のコマンドは { $count } バイトです。コマンド APDU は 4 から 65544 バイトです。
todo-apdu = 何も送っていません。コマンドはこう書きます：juki apdu '00 A4 00 0C 02 3F 00'

error-refused = カードが { $command } を拒否しました：{ $status }、{ $meaning }。
todo-refused = --trace - を付けてもう一度実行すると、カードに送った内容が見られます。
todo-refused-security = これには暗証番号または鍵による認証が要ります。
todo-refused-memory = juki doctor で、カードが壊れていないか確かめてください。
todo-refused-state = カードはこの操作のできる状態ではありません。状態は juki info で見られます。
todo-refused-other-card = 別の種類のカードかもしれません。juki info で確かめてください。
error-too-long = { $command } がコマンド APDU の上限を超えます。
todo-too-long = バイト数を減らしてください。
error-too-far = { $command } ではオフセット { $offset } を送れません。オフセットは最大 4 バイトです。
todo-too-far = ファイル内のオフセットを指定してください。
error-endless = { $command } への応答が終わりません。

error-vpcd = { $address } に vpcd がありません：{ $cause }。
todo-vpcd = インストールしてサービスを起動してください：sudo apt install pcscd vsmartcard-vpcd && sudo systemctl restart pcscd（systemd がなければ sudo pcscd）。
error-vpcd-closed = { $address } の vpcd が接続を閉じました。PC/SC サービスが終わったためです。
todo-vpcd-closed = もう一度起動してください（sudo systemctl start pcscd）。--wait を付けておくと、カードは自動で入り直します。
error-vpcd-silent = { $address } の vpcd がカードを求めてきません。別のカードが入っています。
todo-vpcd-silent = もう一つの juki virtual serve を終えるか、二つ目のスロットを使ってください：--vpcd 127.0.0.1:35964

usage-unknown-argument = ここに「{ $argument }」という引数はありません。
usage-unknown-command = 「{ $command }」というコマンドはありません。
usage-no-value = { $argument } には値が要ります。
usage-wrong-value = { $argument } に「{ $value }」は指定できません。
usage-no-equals = { $argument } の値は = に続けて書きます。
usage-value-count = { $argument } の値の数が合いません。
usage-twice = { $argument } が二度以上あります。
usage-conflict = { $argument } と { $other } は同時に使えません。
usage-missing-argument = { $argument } がありません。
usage-missing-command = コマンドがありません。
usage-not-unicode = 引数の中に Unicode として正しくないものがあります。
todo-usage = 参照：{ $command } --help
todo-usage-suggestion = { $suggestion } ではありませんか。参照：{ $command } --help
todo-usage-expected = 必要な形：{ $expected }。参照：{ $command } --help
expected-up-to = 0～{ $most } の整数
todo-usage-values = 使える値：{ $values }。参照：{ $command } --help

error-secure = セキュアメッセージングに失敗しました：{ $command }：{ $reason }
todo-secure = カードリーダーとカードの間で内容が変えられたか、カードがセッションを終えました。以後は何も送っていません。信頼できるカードリーダーに置き、もう一度実行してください。
error-secure-lost = セキュアメッセージングは先に失敗しているため、何も送りません。
todo-secure-lost = カードをリセットするか、抜いて入れ直し、もう一度実行してください。
error-secure-not-a-command = セキュアメッセージングで送れるコマンドではありません。コマンドAPDUとして不完全か、クラスバイトがすでに保護されていることを示しています。
todo-secure-not-a-command = 保護する前のコマンドを指定してください。保護はセッションが行います。
secure-unsecured = カードが保護せずに { $status } と答えました
secure-object-missing = 応答にステータスワードまたはチェックサムがありません
secure-object-incorrect = 応答のデータオブジェクトが正しくありません
secure-checksum = 応答のチェックサムが一致しません
secure-padding = 応答のパディングが正しくありません
secure-status = ステータスワードがチェックサムの内側では { $inside }、外側では { $outside } です
secure-exhausted = カウンターが上限に達しました
