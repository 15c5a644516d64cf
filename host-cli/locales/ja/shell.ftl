shell-welcome = カードとの対話です。help で一覧、Tab で補完、quit で終了します。
shell-help =
    select NAME           ファイルまたはアプリケーション：mf、..、ef.dir、jpki、
                          jpki/signing-certificate、/D100/0101、ファイル識別子4桁、DF 名の数字
    cd [NAME]、pwd        select と同じ（NAME がなければ mf）；今いる場所
    ls                    プロファイルにあり、カードのここにもあるもの
    cat [NAME]            ファイルの内容
    COMMAND [FORM] [p1=XX] [p2=XX] [le=N] [DATA]
                          表にあるコマンド。DATA は数字、"文字列" または 62{"{"}82{"{"}38{"}"}{"}"}。秘密は
                          書かなければ尋ねます
    apdu HEX              そのままのバイト列
    secure [REF [FILE]]   MF の鍵によるセキュアメッセージングのセッション（例：secure 10）。
                          鍵のファイルがなければ入力を求めます。secure off で終えます
    explain TOPIC         ステータスワード、コマンド、データオブジェクト、APDU
    reset、help、quit

    コマンド：
shell-reset = カードをリセットしました。
shell-secured = セキュアメッセージング：オン
shell-plain = セキュアメッセージング：オフ
error-shell-key = AES の鍵ではありません。
shell-no-status = カードの応答にステータスワードがありません。
shell-elsewhere = プロファイルにない DF にいます。`cd mf` で戻り、`cat XXXX` で識別子のファイルを見られます。
shell-nothing-known = プロファイルにあるものはここにありません。
shell-no-records = ファイルにレコードはありません。
shell-secret = { $command } の秘密：
shell-line = { $number } 行目：
error-shell-json = 対話は JSON オブジェクトになりません。
todo-shell-json = --json なしの `juki shell` か、`juki apdu --json` を使ってください。
error-shell-command = コマンド「{ $word }」はありません。
todo-shell-command = `help` で一覧が見られます。
error-shell-file = 「{ $name }」はプロファイルにあるファイルでも、識別子、パス、DF 名でもありません。
todo-shell-file = mf、..、ef.dir、jpki、jpki/signing-certificate、2F01、/D100/0101 または5から16バイトの DF 名を数字で書いてください。何も送っていません。
error-shell-list = `ls` はここにあるものだけを示します。「{ $name }」はここではありません。
todo-shell-list = 先に移動してください：cd { $name }。移動するとここでの認証は失われます。何も送っていません。
error-shell-data = データを読み取れません。
todo-shell-data = 16進数字、引用符の中の "文字列"、または 62{"{"}82{"{"}38{"}"}{"}"} のようなデータオブジェクトを書いてください。何も送っていません。
error-shell-length = { $count } バイトです。コマンド APDU は 4 から 65544 バイトです。
todo-shell-length = こう書いてください：apdu 00 A4 00 0C 02 3F 00。何も送っていません。
error-shell-byte = 「{ $value }」はここでは使えません。
todo-shell-byte = p1 と p2 は16進2桁、le は10進数か any か none です。何も送っていません。
error-shell-form = { $command } にこの形式はありません。
todo-shell-form = 形式は `explain { $command }` で見られます。`apdu` はバイト列をそのまま送ります。何も送っていません。
error-shell-secret = このコマンドには秘密が必要ですが、尋ねる相手がいません。
todo-shell-secret = 行の中に書いてください。例：verify verify p2=98 "1234"
error-shell-utf8 = { $number } 行目が UTF-8 ではありません。
todo-shell-utf8 = スクリプトを UTF-8 で保存してください。それより前の行は送られました。

error-explain = 「{ $topic }」は、ステータスワード、このカードのコマンド、既知のデータオブジェクト、APDU のどれでもありません。
todo-explain = ステータスワード（6983）、コマンド（read-record）、バイト（INS B2、DO 87、CLA 0C）、プロトコル（pace）、または APDU（'> 0CB09C00...'、'< ...9000'）を書いてください。コマンドの一覧は `juki shell` の `help` で見られます。
todo-explain-near = 名前に含むもの：{ $topics }
