help-resident-letters-print = 住民票コードの通知票を、日本語と英語で1人1ページのPDFまたはHTMLにします。印刷待ちの通知票を出力し、印刷済みと記録します。--run を付けると、その回の通知票を再び出力します。内容はバイト単位で同じです。
arg-resident-letters-print-records = 住民の記録（JSONファイルのフォルダー、1件の記録のファイル NAME.json、または1行1件のJSONファイル）。通知票はこの順に並びます
arg-resident-letters-print-codes = 市区町村の住民票コードのフォルダー
arg-resident-letters-print-out = 新しいファイル（NAME.pdf または NAME.html）。所有者だけが読めます
arg-resident-letters-print-run = この回の通知票だけを出力します（印刷済みのものを含む）
arg-resident-letters-print-mayor = 発信者（例：千代田区長）
arg-resident-letters-print-office = 問い合わせ先の窓口と電話番号
arg-resident-letters-print-font = BIZ UDゴシックにない文字のフォント。省略時は、システムにあればIPAmj明朝。none：使わない
arg-resident-letters-print-mark-missing = どのフォントにもない文字を〓または簡略な字体で印刷し、その旨を通知票に記します。省略時は、その通知票を出力しません
arg-resident-letters-print-leave-out = 印刷できない通知票を除いて出力します。除いたものは印刷待ちのままです
arg-resident-letters-print-day = 印刷日。省略時は今日

expected-print-out = .pdf または .html で終わるファイル名

letters-none-to-print = 印刷する通知票はありません。
letters-printed = { $path } に{ $count }通の通知票を出力しました。{ $left ->
    [0] {""}
   *[other] 除いたもの：{ $left }通。
 }
letter-fault = 通知票{ $number }：{ $fault }。
letter-part-sender = 発信者
letter-part-address = 住所
letter-part-addressee = 宛名
letter-part-names = 氏名欄
letter-part-code = 住民票コード
letter-part-wording = 共通の文面
fault-letter-no-record = 宛名番号が一致する、読み取れる記録がありません
fault-letter-unwritten = 住民票コードが記録に記載されていません
fault-letter-not-resident = 名宛人はこの市区町村の住民ではありません（{ $reason }）
fault-letter-long = 最小の文字でも枠に収まりません（{ $part }）
fault-letter-digits = 決められた桁の数字ではありません（{ $part }）
fault-letter-undrawable = どのフォントにもない文字が{ $count }字あります（{ $part }の{ $first }文字目から）

error-letters-municipality = 同じ市区町村の英字表記が、記録によって異なります：「{ $first }」と、番号 { $number } の通知票の「{ $other }」。ファイルは作成していません。
todo-letters-municipality = 通知票の発信者は 1 つの市区町村です。すべての記録の表記（$.municipality.city と .prefecture）をそろえてください。
error-letters-faults = { $all }通のうち{ $count }通の通知票を印刷できません。ファイルは作成していません。
todo-letters-faults = 記録を直すか、その文字のあるフォントを --font で指定してください。--mark-missing を付けると、その文字を〓で印刷します。--leave-out を付けると、ほかの通知票を出力します。
error-letters-run = { $run } 回目の通知票はありません。
todo-letters-run = 何も出力していません。通知票があるのは次の回です：{ $runs }。
todo-letters-no-runs = 何も出力していません。通知票はまだ一通もありません。先に juki resident assign で付番してください。
error-letters-sender = --mayor と --office の内容が通知票に収まりません。
todo-letters-sender = 短くしてください。
error-letters-font-malformed = OpenTypeフォントではないか、壊れています。
error-letters-font-outlines = TrueTypeアウトラインのないフォントです。
error-letters-font-embedding = 文書への部分埋め込みが許可されていないフォントです。
todo-print-font = 別のフォントを --font で指定するか、--font none で使わないでください。
