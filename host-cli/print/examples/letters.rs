//! Letters of made-up people, to be looked at and to be measured:
//! `cargo run -p juki-print --example letters OUT.pdf|OUT.html [COUNT [FONT]]`.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;

use juki_print::font::{Face, Faces};
use juki_print::notification::{Letter, NameKind, Occasion, Sender, Undrawable, html, pdf};
use juki_print::pdf::Metadata;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("OUT.pdf|OUT.html [COUNT [FONT]]")?;
    let count = arguments.next().map(|count| count.parse()).transpose()?.unwrap_or(5);
    let font = arguments.next().map(std::fs::read).transpose()?;
    let face = font.as_deref().map(Face::parse).transpose()?;
    let faces = Faces::new(face)?;
    let sender = Sender {
        mayor: "千代田区長".into(),
        english: "Chiyoda-ku, Tokyo-to".into(),
        office: "区民生活部　総合窓口課　電話　00-0000-0000".into(),
    };
    let file = BufWriter::new(File::create(&out)?);
    let letters = (0..count).map(letter);
    if out.ends_with(".html") {
        let mut document = html::Letters::new("住民票コード通知票", &sender, file)?;
        for letter in letters {
            let page = document.page(&letter)?;
            document.write(&page)?;
        }
        document.finish()?;
    } else {
        let title = "住民票コード通知票".into();
        let metadata = Metadata { title, language: "ja".into(), date: Some((2026, 11, 30)) };
        let mut document = pdf::Letters::new(&faces, metadata, &sender, Undrawable::Mark, file)?;
        for letter in letters {
            for (part, missing) in document.add(&letter)? {
                eprintln!("letter {}: {part:?}: {missing:?}", letter.number);
            }
        }
        document.finish()?;
    }
    Ok(())
}

/// Name, furigana, names of the table, address.
type Person =
    (&'static str, Option<&'static str>, &'static [(NameKind, &'static str)], &'static str);

/// The people come again and again.
fn letter(number: usize) -> Letter {
    let address = "東京都千代田区霞が関二丁目１番２号";
    let people: [Person; 5] = [
        ("住基　太郎", Some("ジュウキ　タロウ"), &[(NameKind::Japanese, "住基　太郎")], address),
        (
            "SANTOS MARIA CRISTINA",
            Some("サントス　マリア　クリスティナ"),
            &[
                (NameKind::Roman, "SANTOS MARIA CRISTINA"),
                (NameKind::Kanji, "三都　真理亜"),
                (NameKind::Alias, "山田　マリア"),
            ],
            "東京都千代田区霞が関二丁目１番２号　サンプルハイツ１０３号室",
        ),
        (
            "葛\u{E0100}城　花子",
            Some("カツラギ　ハナコ"),
            &[
                (NameKind::Japanese, "葛\u{E0100}城　花子"),
                (NameKind::FormerSurname, "渡邉\u{E0102}"),
            ],
            "奈良県葛\u{E0100}城市𠮷野町１番地",
        ),
        (
            "WOLFESCHLEGELSTEINHAUSENBERGERDORFF HUBERT BLAINE ADOLPH CHARLES DAVID EARL FREDERICK GER",
            Some(
                "ウォルフェシュレーゲルシュタインハウゼンベルガードルフ　ヒューバート　ブレイン　アドルフ",
            ),
            &[(
                NameKind::Roman,
                "WOLFESCHLEGELSTEINHAUSENBERGERDORFF HUBERT BLAINE ADOLPH CHARLES DAVID EARL \
                 FREDERICK GER",
            )],
            "北海道川上郡弟子屈町字屈斜路字奥春別原野基線東一番地先河川敷無番地　オートキャンプ場管理棟東側\
             宿舎アネックスガーデンテラスセンチュリーコート北海道弟子屈第二号館西棟３０１２号室",
        ),
        ("吉田　二郎", None, &[(NameKind::Japanese, "吉田　二郎")], address),
    ];
    let (addressee, furigana, names, address) = people[number % people.len()];
    Letter {
        number: format!("{:06}", number + 1),
        date: (2026, 11, 30),
        occasion: match number % 10 {
            4 => Occasion::Change,
            9 => Occasion::Correction,
            _ => Occasion::First,
        },
        postcode: Some("1000013".into()),
        address: address.into(),
        addressee: addressee.into(),
        furigana: furigana.map(Into::into),
        names: names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect(),
        code: "24727059608".into(),
    }
}
