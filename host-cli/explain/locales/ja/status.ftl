status-success = 完了
status-more-available = 完了、残りのデータは GET RESPONSE で取り出せます
status-end-of-file-reached = Ne バイト読む前にファイルまたはレコードが終わったか、検索で見つかりませんでした
status-data-may-be-corrupted = 返されたデータの一部が壊れているおそれ
status-file-deactivated = 選択したファイルは停止中です
status-file-terminated = 選択したファイルは廃止されています
status-tries-left =
    { $tries ->
        [0] 残り回数なし
       *[other] 残り { $tries } 回
    }
status-verification-failed = 検証に失敗した
status-memory-failure = メモリーの故障
status-wrong-length = 長さの誤り
status-channel-not-supported = 論理チャネルがないか開いていません
status-secure-messaging-not-supported = セキュアメッセージングなし
status-last-command-of-chain-expected = チェインの最後のコマンドが必要
status-chaining-not-supported = コマンドチェイニングなし
status-incompatible-with-file-structure = ファイルの種類に合わないコマンド
status-security-status-not-satisfied = 暗証番号または鍵が必要
status-authentication-method-blocked = 暗証番号または鍵がロック
status-reference-data-not-usable = 暗証番号または鍵が使えない
status-conditions-not-satisfied = この状態ではできない
status-no-current-file = 選択中のファイルなし
status-sm-data-objects-missing = セキュアメッセージングのデータオブジェクトなし
status-sm-data-objects-incorrect = セキュアメッセージングのデータオブジェクトの誤り
status-incorrect-data = データフィールドの内容の誤り
status-function-not-supported = この機能はありません
status-file-not-found = ファイルまたはアプリケーションがない
status-record-not-found = レコードがない
status-not-enough-memory = メモリー不足
status-incorrect-p1-p2 = P1-P2 の誤り
status-reference-not-found = 暗証番号、鍵またはデータオブジェクトがない
status-file-exists = ファイルが既にある
status-df-name-exists = DF 名が既にある
status-wrong-offset = オフセットがファイルの外
status-wrong-le = Le の誤り、SW2 が正しい値
status-instruction-not-supported = 命令なし
status-class-not-supported = クラスなし
status-no-precise-diagnosis = 原因不明
status-unknown = ISO/IEC 7816-4 に名前のないステータスワード
