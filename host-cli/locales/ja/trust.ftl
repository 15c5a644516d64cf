help-trust = --trust なしで検証するとき、誰を信頼するか。
help-trust-add = 認証局を信頼します。その証明書と失効リストを写します。
arg-trust-add-path = ファイル（PEM、DER、CV ルート）、そのフォルダー、または試験用の認証局のフォルダー
help-trust-list = 信頼している認証局を一覧します。
help-trust-remove = 認証局の信頼をやめます。
arg-trust-remove-which = juki trust list が示す名前、フィンガープリントの 8 桁以上、または登録したときのファイルかフォルダー

trust-add-nothing = すべて登録済みです。
trust-list-empty = 信頼している認証局はありません。登録：juki trust add パス
trust-line = { $fingerprint }  { $kind }  { $name }
trust-authority = 認証局{ "    " }
trust-cv-root = CV ルート{ " " }
trust-crl = 失効リスト
trust-replaced = 置換：{ $line }
trust-older = より新しいものがあるため追加しません：{ $line }
trust-kept =
    認証局が失効させた証明書のうち { $count } 件が、新しい失効リスト
      { $newer }
    になく、古い失効リストだけにあります。そのため古いものも残します。
      { $older }
    シリアル番号：{ $serials }。失効したものは、ここでは失効したままです。
    期限の切れた証明書は失効リストから外れることがあります。それ以外なら、認証局が失効の記録を失っています（古いバックアップから戻した場合など）。認証局に知らせてください。試験用の認証局では、フォルダーを最も新しいバックアップから戻すか、もう一度失効させてください：juki authority revoke フォルダー シリアル番号。新しい失効リストだけを信頼する場合：juki trust remove { $fingerprint }
trust-line-list = { $line }（{ $made } 作成、次は { $next } まで）
trust-removed = 削除：{ $line }

error-trust-file = { $path } に、認証局の証明書、CV ルート、失効リスト以外のものがあるか、途中で切れています。
error-trust-nothing = { $path } には、信頼の対象となるものがありません。
todo-trust-file = PEM または DER のファイル、そのフォルダー、または試験用の認証局のフォルダーを指定してください。
todo-trust-own-file = そのファイルを { $folder } から取り除き、その認証局をもう一度追加してください：juki trust add パス
error-trust-no-authority = { $path } に、認証局のものでない証明書があります。
todo-trust-no-authority = 発行した認証局の証明書を指定してください。所有者の証明書は信頼の起点になりません。
error-trust-many = { $path } とユーザーのフォルダーを合わせると、比べられる数を超えます：{ $objects } 件、または失効リストの署名の検証 { $checks } 回まで。何も追加していません。
todo-trust-many = 必要な認証局のファイルを 1 つずつ指定してください。不要なものの削除：juki trust list で確かめて、juki trust remove フィンガープリント
error-trust-foreign = { $path } に、信頼している認証局（{ $name }）の名前を持ちながら、その鍵で署名されていない失効リストがあります。何も追加していません。
todo-trust-foreign = その失効リストを除くか、認証局から直接入手してください。その認証局の以前または以後の鍵のものであれば、その鍵の証明書を先に、または一緒に追加してください。
error-trust-none = 「{ $which }」という名前またはフィンガープリントの認証局は信頼していません。
todo-trust-none = 一覧：juki trust list
error-trust-none-of = { $path } にあるものは信頼していません。
error-trust-several = 「{ $which }」に当たるものが複数あります：{ $lines }
todo-trust-several = 何も削除していません。一つをフィンガープリントで指定するか、認証局を登録したときのファイルかフォルダーで指定してください：juki trust remove パス
error-no-home = 信頼する証明書のフォルダーがありません。XDG_CONFIG_HOME も HOME も設定されていません。
todo-no-home = HOME を設定してください。

judge-valid = 真正で、有効です。
judge-of-authority = { $said } これは、その上の認証局（{ $subject }）の証明書についてのことです。
judge-not-yet = 真正ですが、有効になるのは { $date } からです。
judge-expired = 真正ですが、{ $date } に期限が切れました。
judge-revoked = 真正ですが、{ $date } に失効しました：{ $reason }。
judge-suspended = 真正ですが、{ $date } から一時停止しています。
judge-no-list = 真正ですが、失効しているか判定できません：使える認証局の失効リストがありません。
judge-foreign-list = 真正ですが、失効しているか判定できません：認証局の名前の失効リストが、認証局の鍵で署名されていません。
judge-list-not-understood = 真正ですが、失効しているか判定できません：認証局の失効リストに、juki の知らない重要な（critical）拡張があります。
judge-no-base = 真正ですが、失効しているか判定できません：認証局の差分リスト（delta CRL）はありますが、基になるリストが手元にありません。
judge-some-reasons = 真正ですが、失効しているか判定できません：手元の失効リストは一部の失効理由だけのものです。
judge-unreachable = 真正ですが、失効しているか判定できません：証明書に書かれたアドレスから、その証明書についての失効リストを取得できませんでした。
judge-old-list = 真正ですが、失効しているか判定できません：失効リストは { $date } に更新されるはずでした。
judge-early-list = 真正ですが、失効しているか判定できません：失効リストは { $date } からのものです。時計が正しいか確かめてください。
doubt-malformed = X.509 証明書ではないか、形が正しくありません
doubt-nobody-trusted = 信頼している認証局がありません
doubt-unknown-issuer = 発行者の証明書が付いておらず、信頼している認証局が発行したものでもありません
doubt-untrusted-issuer = 信頼している認証局が発行したものではありません。発行者の証明書は付いていますが、信頼している認証局につながりません
doubt-signature = 名前のある認証局は署名していません
doubt-algorithm = 署名のアルゴリズムに対応していません
doubt-purpose = この用途の証明書ではありません
doubt-authority = 連鎖の中に認証局のものでない証明書があります
doubt-other-use = 証明書かその上の認証局が、公的個人認証の証明書とは別の用途のものか、用途を示していません
doubt-extension = { $whose }に知らない重要な（critical）拡張があります：{ $oid }
doubt-extension-twice = { $whose }に同じ拡張が二つあります：{ $oid }
doubt-extension-unreadable = { $whose }に読めない拡張があります：{ $oid }
doubt-whose =
    { $place ->
        [0] 証明書
        [1] 発行者の証明書
       *[other] { $place } つ上の証明書
    }
doubt-names = 連鎖の中の認証局は、この名前の証明書を発行できません
doubt-name-form = 連鎖の中の認証局が発行できる名前の制限を、ここでは判定できません
doubt-policy = 連鎖の中の認証局が求めるポリシーで発行されていません
doubt-too-many = 連鎖が長すぎるか、試す証明書が多すぎます
