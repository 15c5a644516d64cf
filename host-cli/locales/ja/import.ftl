help-resident-import = 住民の表（CSV または固定長）を読み、行ごとに記録を作成します。記録にできない行は、行・列・理由を報告し、ほかの行は書き出します。中断した取込みは、もう一度実行すると続きから再開します。
arg-resident-import-file = 表のファイル
arg-resident-import-map = 表の列と記録との対応：TOML ファイル、または standard、spreadsheet、fixed
arg-resident-import-characters = 市区町村の外字対応表（外字がどの文字に当たるか）
arg-resident-import-out = 記録の出力先：1行に1件のファイル NAME.jsonl、または1件1ファイルの新しいフォルダー
arg-resident-import-report = 取り込めなかった行と代替文字の報告を書くファイル。テキスト形式。名前が .jsonl で終わるときは JSON Lines 形式（既定は出力先と同じ場所の NAME.rejected.txt）
arg-resident-import-dry-run = すべてを読んで確認するだけで、記録は書き出しません
arg-resident-import-constant = すべての記録に入れる値。例：municipality.code=131016。複数指定できます
help-resident-export = ファイル NAME.jsonl またはフォルダーの記録を、取込みと同じ対応で表に書き出します。
arg-resident-export-records = 記録
arg-resident-export-map = 表の列と記録との対応：TOML ファイル、または standard、spreadsheet、fixed
arg-resident-export-out = 書き出す表
arg-resident-export-constant = すべての記録に入っている値。例：municipality.code=131016。複数指定できます
help-resident-map = 用意された対応を TOML で表示します。書き換えて取込みに使えます。
arg-resident-map-name = 対応の名前：standard、spreadsheet または fixed

import-place-line = { $line } 行
import-place-column = { $line } 行 { $column } 列（{ $name }）
import-place-path = { $line } 行 { $path }
import-place-record = 記録 { $line }
import-place-record-column = 記録 { $line }、{ $column } 列（{ $name }）
import-place-record-path = 記録 { $line }、{ $path }
import-place-file = { $file }、{ $place }
import-rejected = { $place }：{ $reason }{ $todo }
import-rejected-shape = { $place }、{ $shape }：{ $reason }{ $todo }
import-more = このほかに { $count } 件を取り込めませんでした。
import-substituted = { $place }：{ $position }文字目の { $code } を代替文字の{ $text }としました。
import-more-substituted = このほかに { $count } 文字を代替文字としました。
import-done = { $rows } 行：{ $written } 件の記録を { $out } に書き出しました。{ $rejected } 件は取り込めませんでした。
import-dry = { $rows } 行：{ $written } 件は記録にできます。{ $rejected } 件は取り込めません。何も書き出していません。
import-resumed = 中断までに { $rows } 行を読み終えていたため、その続きから取り込みました。
import-substitutes = 外字対応表により、外字 { $count } 文字を代替文字としました。氏名と住所の代替文字は、証明書と同じように記録にも代替文字であることを示します。
import-report = 行ごとの報告の全体は { $report } にあります。個人情報は含みません。
import-progress = { $rows } 行、取込み不可 { $rejected } 件、毎秒 { $speed } 行、残り約 { $left } 秒
export-done = 記録 { $records } 件：{ $written } 行を { $out } に書き出しました。{ $rejected } 件は書き出せませんでした。
export-left-out = { $path } に対応する列がありません（該当する記録：{ $count } 件）。
export-without-record = このうち { $count } 行は、記録に必要な項目に対応する列がないため、取り込んでも記録になりません。列を加えた対応表を使ってください。
export-formulas = 表計算ソフトが数式とみなす文字（=、+、-、@、タブ、改行）で始まるセルが { $count } 個あります。最初のものは { $row } 行 { $column } 列（{ $name }）です。記録のとおりに書き出しているため、表計算ソフトではすべての列を文字列として読み込んでください。

shape-nothing = 空
shape-more = ほか
shape-digits = 数字 { $count } 字
shape-wide-digits = 全角数字 { $count } 字
shape-letters = 英字 { $count } 字
shape-wide-letters = 全角英字 { $count } 字
shape-other-letters = その他の文字 { $count } 字
shape-hiragana = ひらがな { $count } 字
shape-katakana = カタカナ { $count } 字
shape-narrow-katakana = 半角カタカナ { $count } 字
shape-kanji = 漢字 { $count } 字
shape-spaces = 半角空白 { $count } 字
shape-wide-spaces = 全角空白 { $count } 字
shape-signs = 記号 { $count } 字
shape-hidden = 見えない文字 { $count } 字
shape-private = 外字 { $code }（{ $count } 字）

reason-quote-inside = 引用符で始まらないセルの中に引用符があります。
reason-after-quote = 閉じる引用符の後に文字があります。
reason-open-quote = 引用符が閉じられていません。
reason-bare-return = 改行コード CR だけがあり、LF がありません。
reason-too-long = 行が { $most } バイトを超えています。
reason-cell-count = 列の数は { $expected } のはずですが、{ $found } です。
reason-length = 長さは { $expected } のはずですが、{ $found } です。
reason-straddles = 全角文字が次の列にまたがっています。
reason-decode = { $position } 文字目（バイト { $bytes }）は { $encoding } の文字ではありません。
reason-empty = 空にできない列です。
reason-code = { $codes } のいずれかでなければなりません。
reason-number = 先頭に0を付けない整数でなければなりません。
reason-date = 日付でなければなりません。書き方の例：{ $formats }（対応表のこの列の convert で決まります）。
reason-no-such-day = 実在する日付（元号の期間内の日付）でなければなりません。
reason-old-calendar = 元号による日付を読めるのは、新暦となった明治6年以後だけです。
reason-split = 全角空白（U+3000）で区切った2つの文字列でなければなりません。
reason-flag = { $no } または { $yes } でなければなりません。
reason-whole-unknown = 不詳フラグが立っていますが、年月日がすべて書かれています。
reason-no-wording = 年月日の一部がなく、不詳表記もありません。
reason-wording-of-known = 年月日がわかっているのに、不詳表記があります。
reason-gap = { $path } が空で、その後の項目に値があります。
reason-record = { $path } を記録にできません（必要な形：{ $expected }）。
reason-own-character = { $path } の{ $position }文字目の { $code } は外字（私用領域または未割当て）です。
reason-duplicate = 同じ番号が { $line } 行にもあります。
reason-encode = { $position } 文字目の { $code } は { $encoding } にありません。
reason-no-form = この値に対応するコードや書式が列にありません。
reason-too-wide = 列の幅 { $width } に対し、値の幅は { $found } です。
reason-constant = 対応で定めた、すべての記録に共通の値と異なります。
reason-reads-otherwise = この行を読み戻すと、別の記録になります。
todo-row-quotes = セルを引用符で囲み、中の引用符は2つ重ねてください（RFC 4180）。
todo-row-cells = 対応に書かれた列と見比べてください。
todo-row-decode = セルを { $encoding } で保存し直すか、表の文字コードを対応に書いてください。
todo-row-value = セルの値を直すか、対応の変換方法を直してください。
todo-row-unknown = 不明な部分は 00 とし、住民票の表記を不詳表記に書いてください。
todo-row-record = 元のデータを訂正し、表を出力し直してください。
todo-row-characters = 市区町村の外字対応表に { $code } を登録し、--characters でその対応表を指定してください。
todo-row-unmapped = この項目の列または共通の値を対応に加えてください。
todo-row-duplicate = どちらの行が正しいか確認し、もう一方を取り除いてください。
todo-row-encode = 表を UTF-8 で書き出すか、{ $encoding } にある文字を記録に使ってください。
todo-row-form = 対応にコードや書式を加えるか、列の幅を広げてください。
todo-record-row = 記録を訂正してください。juki resident check で誤りを確認できます。
todo-row-constant = 市区町村ごとの対応を使って書き出してください。

error-map-line = 対応 { $map } を使えません（{ $line } 行）：{ $fault }
error-map-option = --constant { $option } を使えません：{ $fault }
error-map-unknown = { $name } という対応もファイルもありません。
todo-map = 対応を直してください。juki resident map spreadsheet で見本を表示できます。
todo-map-unknown = TOML ファイル、または次のいずれかを指定してください：{ $names }
todo-map-option = --constant municipality.code=131016 のように、項目と値を書いてください。
map-form = { $text }。
map-version = 版が { $version } です。このプログラムが読めるのは版 { $own } です。
map-too-long = { $most } バイトを超えています。
map-column-count = 列がないか、{ $most } 列を超えています。
map-path = { $path } は記録の項目ではありません（項目の一覧は docs/records.md）。
map-path-twice = { $path } が2回指定されています。
map-name-twice = { $name } という列が2つあります。
map-target = 列 { $name } には path、split、unknown_flag、unknown_wording、ignore のうち1つだけを書いてください。
map-setting = { $name } はここでは使えません。
map-missing = { $name } がありません。
map-delimiter = 区切り文字はコンマ、セミコロン、コロン、タブのいずれかです。
map-padding = 埋め字は半角空白、全角空白、または値の前の0です。
map-width = 幅は1以上、1件の長さは { $most } 以下です。
map-conversion = convert には codes、date、number のうち1つだけ、または width を書いてください。
map-value = 値は文字列、0以上の整数、true、false のいずれかです。
map-no-date = { $path } の日付の列がありません。
map-unknown-twice = { $path } について同じことを示す列が2つあります。
map-flag-words = flag_words には、「いいえ」と「はい」を表す異なる2つの語を書いてください。
map-no-equals = 等号がありません。

error-table = { $table } は対応のとおりではありません：{ $fault }
table-mark = BOM（バイト順マーク）で始まっています。
table-no-mark = BOM（バイト順マーク）で始まっていません。
table-no-header = 空です。
table-header-row = 見出しの行を読めません：{ $reason }
table-header-text = { $column } 列の見出しは { $encoding } の文字ではありません。
table-missing-columns = { $names } { $more ->
        [0] の列がありません。
       *[other] ほか { $more } 列がありません。
    }
table-other-columns = 対応にない列があります（{ $numbers } 列{ $more ->
        [0] ）。
       *[other] 、ほか { $more } 列）。
    }
table-column-twice = { $name } の列が2つあります。
todo-table-mark = 対応に encoding = "utf-8-bom" と書いてください。
todo-table-no-mark = 対応に encoding = "utf-8" と書いてください。
todo-table-header = 表の1行目に対応の列名を書くか、対応の列名を表に合わせてください。
todo-table-encoding = 表の文字コードを対応に書いてください：cp932（Shift_JIS。Windows の表計算ソフトで CSV を保存したときなど）、utf-8、utf-8-bom のいずれか。
todo-table-columns = 対応を直してください。対応にある列はすべて表に必要です。使わない列には ignore = true と書くか、other_columns = "ignore" としてください。
error-import-exists = { $path } はすでにあります。
todo-import-exists = 別の名前にするか、先に移してください。
error-import-busy = 別の取込みが { $path } に書き込んでいます。
todo-import-busy = 終わるまでお待ちください。
error-import-journal = { $path } は取込みの経過の記録ではありません。
todo-import-journal = 記録の出力先を別の名前にしてください。
error-import-other-input = { $path } は別の表で始めた取込みのものです。
error-import-other-map = { $path } は別の対応で始めた取込みのものです。
error-import-other-characters = { $path } は別の外字対応表（--characters）で、または外字対応表なしで始めた取込みのものです。
todo-import-other = 続けるには同じ表・対応・外字対応表で実行してください。初めからやり直すには、同じ場所の .journal と .part を削除してください。
error-import-lost = { $path } は、中断した取込みが残したものと異なります。
todo-import-lost = このファイルと同じ場所の .journal を削除し、初めからやり直してください。
error-import-other-report = { $path } は別の報告（{ $report }）で始めた取込みのものです。
todo-import-other-report = 続けるには同じ --report で実行してください。初めからやり直すには、同じ場所の .journal と .part を削除してください。
error-import-left-over = { $path } がありますが、取込みの経過の記録にはありません。
todo-import-left-over = 先に移すか、別の名前にしてください。
error-import-changed = { $path } は読み取り中に書き換えられました。
todo-import-changed = 表に書き込みがないときにもう一度実行してください。その前に、記録の出力先と同じ場所の .journal と .part を削除してください。
error-import-same-name = { $path } が2つの用途に指定されています。
todo-import-same-name = 表、記録、報告には別々の名前を付けてください。NAME.part と NAME.journal も書き込みに使います。
todo-import-room = 空きを作ってから、同じコマンドをもう一度実行してください。中断したところから続けます。
error-import-out = 記録の出力先がありません。
todo-import-out = --out で指定するか、--dry-run を付けてください。
error-export-beginning = 列名を書き出せません：{ $reason }
todo-export-beginning = 表を UTF-8 で書き出すか、対応の列名を変えてください。
