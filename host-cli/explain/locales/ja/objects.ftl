explain-colon = ：

class-unknown = クラスバイトではありません（ISO/IEC 7816-4 の予約）
class-plain = セキュアメッセージングなし
class-proprietary-sm = 独自形式のセキュアメッセージング（このカードにはない）
class-sm = ヘッダーを認証コードに含めないセキュアメッセージング（このカードにはない）
class-sm-header = セキュアメッセージング、ヘッダーも認証コードの対象
class-chained = チェインの途中のコマンド
class-channel = 論理チャネル { $channel }

line-no-command = コマンド APDU ではありません（長さが合わない）
line-no-row = このカードにそのコマンドはありません
line-masked = 秘密のため表示しません
line-le-outside = 保護された応答のうち一度に渡す量。認証コードの対象外
line-status-outside = 認証コードの対象外。途中で変えられるため、カードの応答は DO 99 で確認してください

object-from-host = ホストから
object-from-card = カードから
object-from-either = 双方向
object-within = 、{ $tag } の中
object-list = データオブジェクト

value-padded = パディング指示子 01（80 の後、ブロックの終わりまで 00）とブロック単位の暗号文
value-no-blocks = パディング指示子 01 の後がブロック単位ではない：6988
value-other-padding = パディング指示子が 01 ではない：6988
value-le-any = あるものすべて
value-password-1 = MRZ
value-password-2 = CAN
value-password-3 = PIN
value-password-4 = PUK

protocol-secure-messaging = セキュアメッセージング
protocol-secure-messaging-does =
    セッションが開いている間、コマンドと応答はこれらのデータオブジェクトに入ります。CLA 0C（チャネルとチェインのビットは通常と同じ）は、ヘッダーも認証コードの対象であることを示します。
    認証コードは AES-CMAC の先頭8バイトで、カウンター（16バイト）、コマンドではヘッダー CLA INS P1 P2（パディング付き）、8E より前のデータオブジェクト（あればパディング付き）を対象とします。カウンターはコマンドごと、応答ごとに先に 1 増え、その暗号文が IV になります。
    6987：データオブジェクトがないか、コマンドが保護なしで来ました。6988：データオブジェクトか認証コードの誤りです。どちらもセッションを終わらせるので、開き直してください。
protocol-pace = PACE
protocol-pace-does =
    ホストとカードが、同じパスワード（CAN、PIN など）を知っていることを、それを送らずに互いに示し、セッションの鍵を共有します。
    MANAGE SECURITY ENVIRONMENT 00 22 C1 A4 で方式とパスワードを指定し、7C を運ぶ GENERAL AUTHENTICATE を4回送ります：ナンス、写像、鍵、トークン。最後以外はチェインのビット付き（10 86）で、それぞれに応答があります。最後の応答の後にセッションが開き、カウンターは 0 です。
    MANAGE SECURITY ENVIRONMENT への 63Cx は残り回数の警告で、手順は続けられます。63C1 は PIN の一時停止で、CAN で開いたセッションの中でなければ最後の手順が 6985 になります。63C0 はロックで、最後の手順は 6983 です。
    最後の手順への 63Cx は、1回分を使ったパスワードの誤り、6300 は回数のないパスワード（CAN、MRZ）の誤りです。6A80 は、手順にない内容か、曲線上にない点です。途中で別のコマンドを送ると終わります。
protocol-chip-authentication = チップ認証
protocol-chip-authentication-does =
    カードが、固定の公開鍵に対応する秘密鍵を持つことを示し、セッションの鍵が新しくなります。
    MANAGE SECURITY ENVIRONMENT 00 22 41 A4 で方式と鍵を指定し、GENERAL AUTHENTICATE 00 86 で 7C を送ります。応答は古い鍵で保護され、その後から新しい鍵になり、カウンターは 0 です。
protocol-terminal-authentication = 端末認証
protocol-terminal-authentication-does =
    端末が、カードのトラストアンカーから始まる証明書の列の最後の証明書に対応する秘密鍵を持つことを示します。
    証明書ごとに MANAGE SECURITY ENVIRONMENT 00 22 81 B6 と PERFORM SECURITY OPERATION 00 2A 00 BE、続いて 00 22 81 A4、GET CHALLENGE、署名 r || s の EXTERNAL AUTHENTICATE です。
protocol-certificate = カード検証可能証明書
protocol-certificate-does = PERFORM SECURITY OPERATION 00 2A 00 BE で、本体と署名を続けて送ります。
protocol-card-access = EF.CardAccess
protocol-card-access-does = MF のファイル（識別子 011C、短縮識別子 1C）で、誰でも読め、カードが持つプロトコルを示します。DER で、署名はありません。
protocol-security-environment = セキュリティ環境
protocol-security-environment-does = 操作に使う鍵を指定します：MANAGE SECURITY ENVIRONMENT 00 22、P1 は 41（計算）、81（検証）または C1（両方）、P2 はテンプレート：A4 認証、A6 鍵共有、B6 署名、B8 秘匿。
protocol-dynamic-authentication = GENERAL AUTHENTICATE
protocol-dynamic-authentication-does = カードの鍵による段階的な認証です。空のデータオブジェクトは値を求めます。

object-sm-plain-value = 暗号化しないデータフィールド、認証コードの対象（偶数の INS）
object-sm-cryptogram-of-tlv = パディングして暗号化したデータフィールド（奇数の INS、パディング指示子なし）
object-sm-cryptogram = パディング指示子と、パディングして暗号化したデータフィールド（偶数の INS）
object-sm-le = 中のコマンドの Le：1バイト、拡張長では2バイト
object-sm-status = 中の応答のステータスワード
object-sm-checksum = 認証コード8バイト：カウンター、ヘッダー（コマンドの場合）、これより前のすべてのデータオブジェクトが対象

object-pace-mechanism = 方式
object-pace-password = どのパスワードか
object-pace-parameter = 標準のドメインパラメーター：どの曲線か
object-pace-chat = 証明書所持者の権限のテンプレート：端末が示す権限、またはその上限
object-pace-auxiliary-data = 端末認証の補助データ
object-pace-template = 動的な認証データ。空ならナンスを求める
object-pace-nonce = パスワードの鍵で暗号化したナンス
object-pace-mapping-host = 写像のためのホストの公開鍵
object-pace-mapping-card = 写像のためのカードの公開鍵
object-pace-key-host = 写像した生成元によるホストの一時公開鍵
object-pace-key-card = 写像した生成元によるカードの一時公開鍵
object-pace-token-host = ホストのトークン：カードの公開鍵への認証コード
object-pace-token-card = カードのトークン：ホストの公開鍵への認証コード
object-pace-authority = カードのトラストアンカーの名前（CAR）
object-pace-authority-before = 前のトラストアンカーの名前（CAR）

object-ca-mechanism = 方式
object-ca-key = カードの秘密鍵の参照
object-ca-key-host = ホストの一時公開鍵
object-ca-random = 新しい鍵の導出に使うカードの乱数
object-ca-token = カードのトークン：新しい鍵による、ホストの公開鍵への認証コード

object-ta-authority = 次の証明書に署名した鍵の名前（CAR）
object-ta-mechanism = 方式
object-ta-holder = 証明書にある端末の鍵の名前（CHR）
object-ta-key-host = チップ認証で使う一時公開鍵の圧縮形
object-ta-auxiliary-data = 署名の対象となる補助データ

object-cv-certificate = 証明書
object-cv-body = 証明書の本体（署名の対象）
object-cv-signature = 署名 r || s
object-cv-profile = プロファイルの版、00
object-cv-authority = 署名した鍵の名前（CAR）
object-cv-public-key = 公開鍵
object-cv-holder = 証明された鍵の名前（CHR）
object-cv-chat = 所持者の役割と権限（CHAT）
object-cv-effective = 有効期間の最初の日、YYMMDD を1桁1バイトで
object-cv-expiration = 有効期間の最後の日、YYMMDD を1桁1バイトで
object-cv-algorithm = 鍵の署名方式
object-cv-point = 公開点（非圧縮）
object-cv-role = 端末の種類
object-cv-rights = 役割（上位2ビット）と権限

object-card-access-set = SecurityInfo の集合
object-card-access-info = SecurityInfo
object-card-access-protocol = プロトコル
object-card-access-number = 数：最初は版、次はドメインパラメーター（0C は P-256）または鍵

object-se-algorithm = アルゴリズム：01 AES-CMAC、02 RSA、04 ECDSA、05 ECDH、06 SHA-256
object-se-file = 現在の DF にある鍵のファイル識別子
object-se-public-key = 鍵の参照
object-se-private-key = 鍵の参照

object-ga-witness = 相互認証のコード。空なら RND.ICC を求める
object-ga-witness-card = 相互認証の RND.ICC
object-ga-challenge = RND.IFD。空なら RND.ICC を求める
object-ga-challenge-card = 外部認証の RND.ICC
object-ga-response-asked = カードのコードまたは署名を求める
object-ga-response = ホストのコードまたは署名
object-ga-response-card = カードのコードまたは署名
