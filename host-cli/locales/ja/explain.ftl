# 説明のうち、このプログラムのコマンドを挙げるもの。juki-explain の同じ名前のものに代わる。
explain-legend = データと Le：- なし、+ あり、(+) あってもよい、他はバイト数。応答への対処：juki explain { $example }
explain-status-more-available = Le = SW2（00 は 256）で GET RESPONSE を送ってください。juki は自動で行います。
explain-status-data-may-be-corrupted = カードがメモリーを読み込めません。自分が何か（MF の SELECT、タグ 45 の GET DATA）を示すだけです。どうすればよいかは `juki doctor` で。
explain-status-tries-left = 誤った値は1回分を使い、正しい値は回数をすべて戻します。0 で暗証番号または鍵はロックされます（6983）。PACE の MANAGE SECURITY ENVIRONMENT への応答では警告で、1 のときその PIN は一時停止中です：`juki explain pace`。`juki pin status` は回数を使わずに残りを表示します。
explain-status-memory-failure = フラッシュの故障か、保存内容の破損です。何も変わっていません。`juki info` でカードについて分かることを確認してください。
explain-status-wrong-length = データフィールドまたは Le がないか、余分か、どの形式にもない長さです。`juki explain read-record` のように、コマンドの形式を確認してください。
explain-status-authentication-method-blocked = 残り回数がありません。解除コードまたは窓口の発行者が解除します（`juki pin reset PIN --authority DIR`）。
explain-status-file-not-found = 現在の DF にそのファイルはありません。`select mf` で最上位から始められます。
explain-status-incorrect-p1-p2 = P1-P2 がどの形式にも合いません。`juki explain read-record` のように、コマンドの形式を確認してください。
explain-status-wrong-le = Le = SW2 で同じコマンドを送り直してください。juki は自動で行います。
