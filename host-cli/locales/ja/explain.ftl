error-explain = 「{ $topic }」はステータスワードでもこのカードのコマンドでもありません。
todo-explain = 4桁の数字（6983）、コマンド（read-record）または命令バイト（B2）を書いてください。コマンドの一覧は `juki shell` の `help` で見られます。
todo-explain-near = 次のものがあります： { $topics }

explain-answered-by = これを返すコマンド： { $commands }
explain-any-command = どのコマンドも返すことがあります。
explain-no-command = このカードのコマンドは返しません。
explain-forms = 形式
explain-data = データ { $field }
explain-le = Le { $field }
explain-secret = （秘密を含む）
explain-status = 応答
explain-tries = 値の誤り、または問い合わせ：残り x 回
explain-common = データと Le： - なし、+ あり、(+) あってもよい、他はバイト数。すべてのコマンドが返しうるもの（6700、6881、6A86 など）は juki explain SW で。

explain-status-more-available = Le = SW2（00 は 256）で GET RESPONSE を送ってください。juki は自動で行います。
explain-status-data-may-be-corrupted = カードがメモリーを読み込めません。自分が何か（MF の SELECT、タグ 45 の GET DATA）を示すだけです。どうすればよいかは `juki doctor` で。
explain-status-end-of-file-reached = Le より少ないバイトしかなく、あるものはすべて返されました。検索の場合は、見つかりませんでした。
explain-status-file-deactivated = ファイルは選択されました。ACTIVATE FILE まで他のことはできません。
explain-status-file-terminated = ファイルは選択されました。二度と使えません。
explain-status-tries-left = 誤った値は1回分を使い、正しい値は回数をすべて戻します。0 で暗証番号または鍵はロックされます（6983）。`juki pin status` は回数を使わずに残りを表示します。
explain-status-verification-failed = 署名が、この鍵によるこのハッシュへの署名ではありません。
explain-status-memory-failure = フラッシュの故障か、保存内容の破損です。何も変わっていません。`juki info` でカードについて分かることを確認してください。
explain-status-wrong-length = データフィールドまたは Le がないか、余分か、どの形式にもない長さです。`juki explain COMMAND` で形式を確認してください。
explain-status-channel-not-supported = 先にチャネルを開く（manage-channel）か、チャネル 0 で送ってください。
explain-status-secure-messaging-not-supported = セキュアメッセージングなし（クラス 00 または 80）で送ってください。
explain-status-last-command-of-chain-expected = チェインの途中で別のコマンドが来ました。チェインは破棄されたので最初から送り直してください。
explain-status-chaining-not-supported = 拡張長で一度に送ってください。
explain-status-incompatible-with-file-structure = レコードはレコードのファイルから、バイトは透過ファイルから読みます。暗証番号と鍵は読めません。別のファイルを選択してください。
explain-status-security-status-not-satisfied = アクセス規則が求める暗証番号または鍵がこのチャネルで確認されていないか、永久に禁止されています。必要な暗証番号がロックされている場合もあります。DF 名による SELECT は確認済みの状態を消します。
explain-status-authentication-method-blocked = 残り回数がありません。解除コードまたは窓口の発行者が解除します（`juki pin reset`）。
explain-status-reference-data-not-usable = 暗証番号に値がないか、鍵がまだ生成されていません。
explain-status-conditions-not-satisfied = 対象が停止中または廃止されているか、鍵の用途が違うか、先に必要なコマンド（GET CHALLENGE、MANAGE SECURITY ENVIRONMENT）がありませんでした。
explain-status-no-current-file = 先に EF を選択するか、短縮識別子で指定してください。
explain-status-incorrect-data = データフィールドの内容がコマンドに合いません。データオブジェクトの過不足か、値が範囲外です。
explain-status-function-not-supported = コマンドはありますが、この機能はありません。空きチャネルがないか、このカードにない形式です。
explain-status-file-not-found = 現在の DF にそのファイルはありません。`select mf` で最上位から始められます。
explain-status-record-not-found = レコードがそれより少ないか、その識別子のものがありません。
explain-status-not-enough-memory = カードまたはファイルがいっぱいです。何も変わっていません。
explain-status-incorrect-p1-p2 = P1-P2 がどの形式にも合いません。`juki explain COMMAND` を見てください。
explain-status-reference-not-found = 現在の DF にその参照またはタグの暗証番号、鍵、データオブジェクトはありません。
explain-status-file-exists = その識別子のファイルが DF に既にあります。何も変わっていません。
explain-status-df-name-exists = その名前のアプリケーションがカードに既にあります。何も変わっていません。
explain-status-wrong-offset = オフセットがファイルの終わりを越えています。
explain-status-wrong-le = Le = SW2 で同じコマンドを送り直してください。juki は自動で行います。
explain-status-instruction-not-supported = このカードにそのコマンドはありません。
explain-status-class-not-supported = そのコマンドは別のクラスバイト（00 または 80）にあります。
explain-status-no-precise-diagnosis = 応答がホストまたはカードの容量に収まりませんでした。少しずつ求めてください。
