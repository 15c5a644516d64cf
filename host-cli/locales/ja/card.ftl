error-no-application = このカードにはアプリケーション「{ $application }」がありません。
todo-no-application = 発行済みのカードを使ってください。juki info でカードの内容を確認できます。
error-not-activated = このカードはまだ発行されていません。未発行か、発行の途中で中断されています。
todo-not-activated = 発行を始めたときと同じ記録と認証局を指定して juki issue を実行し、発行を完了してください。
error-deactivated = このカードは停止中で、内容を利用できません。
todo-deactivated = 発行した市区町村の窓口で停止を解除できます。
error-terminated = このカードは廃止されており、再び使うことはできません。
todo-terminated = 市区町村の窓口で新しいカードの発行を受けてください。
error-no-serial = カードが製造番号を返しません。
error-no-card-key = このカードには真正性を証明する鍵がありません。
error-no-card-record = カードからカード情報のレコードを読み取れません。

certificate-signing = 署名用電子証明書
certificate-signing-authority = 署名用認証局の証明書
certificate-authentication = 利用者証明用電子証明書
certificate-authentication-authority = 利用者証明用認証局の証明書
error-no-certificate = このカードには{ $certificate }がありません。
todo-no-certificate = juki cert list でカード内の証明書を確認できます。証明書は市区町村の窓口で発行されます。

pin-authentication = 利用者証明用電子証明書の暗証番号
pin-signing = 署名用パスワード
pin-text = 暗証番号（券面事項入力補助）
pin-juki = 暗証番号（住基）
pin-common = 暗証番号（共通）
pin-code-a = 照合番号A
pin-code-b = 照合番号B
pin-birth-code = 生年月日コード
pin-form-digits = 数字{ $count }桁
pin-form-signing = 英大文字と数字を各1文字以上含む6～16文字
origin-prompt = 入力
origin-variable = { $name } の値
origin-file = { $variable } が示す { $path }
origin-data = 記録の値
origin-known = プログラムが持つ値

error-pin-form = { $pin }として使えない値です（{ $origin }）。
todo-pin-form = カードには何も送っていません。回数も減っていません。形式は{ $form }です。
error-pin-wrong = { $pin }が違います（{ $origin }）。
todo-pin-wrong =
    { $left ->
        [1] あと1回です。次に間違えるとロックされます。
       *[other] あと{ $left }回です。
    }
error-pin-now-blocked = { $pin }が違います（{ $origin }）。最後の1回だったため、ロックされました。
error-pin-blocked = ロックされています：{ $pin }
todo-pin-reset = 市区町村の窓口で設定できます：juki pin reset { $selection } --authority DIR
todo-code-blocked = 照合番号を再設定するコマンドはありません。市区町村の窓口でカードを再発行します。
error-pin-not-set = まだ設定されていません：{ $pin }
error-pin-absent = このカードにはありません：{ $pin }
todo-pin-absent = juki pin status でカードにあるものを確認できます。

error-pace-not-offered = このカードは CAN で開くセッション（PACE、P-256 と AES-128）に対応していません。これ以上は何も送っていません。
todo-pace-none = --can と JUKI_CAN を指定しなければ、暗号化せずに続けます。CAN があるのは、CAN 付きで発行されたプロファイル p256 のカードだけです。
error-pace-card-access = カードの EF.CardAccess を読み取れません。これ以上は何も送っていません。
error-pace-no-password = このカードにはセッションを開く { $password } がありません。これ以上は何も送っていません。
error-pace-wrong = { $password } が違います。
error-pace-suspended = { $password } はあと1回です。カードは CAN のセッションの中でだけ受け付けます。
error-pace-blocked = ロックされています：{ $password }
error-pace-card = カードが自分の { $password } を知りません。別のカードか、リーダーとカードの間に何かがあります。これ以上は何も送っていません。
error-pace-malformed = セッションを開く間の応答が PACE のものではないか、途中で書き換えられています。これ以上は何も送っていません。
todo-pace-can = 6桁の数字はカードに書かれています。juki issue も表示し、券面の画像は juki read の --pictures で見られます。間違えても回数は減りません。
error-can-of-others = { $command } に --can は指定できません。カードに送るのは他のプログラムです。
todo-can-of-others = カードと話すプログラムに --can を指定するか、そのために JUKI_CAN を設定してください。
todo-pace-again = 正しい値を指定してください。
todo-pace-suspended = 先に CAN でセッションを開き、その中で PIN を示してください。
todo-pace-blocked = 市区町村の窓口で再設定できます。
todo-pace-not-in-the-clear = 信頼できるリーダーでやり直してください。暗号化せずに PIN を送らないでください。
