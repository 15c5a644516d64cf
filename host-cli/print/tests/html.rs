//! Letters in HTML, read by a parser that is not ours: Python's (`python3`).

#![allow(clippy::unwrap_used, reason = "clippy sees tests only in functions marked as such")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use juki_print::notification::{Letter, NameKind, Occasion, Sender, html};

const JUDGE: &str = include_str!("html_judge.py");

/// What the judge reads of each letter: the window, the code, the names.
fn judged(document: &[u8]) -> Vec<Vec<String>> {
    let mut python = Command::new("python3");
    let python = python.args(["-I", "-c", JUDGE]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = python.spawn().unwrap();
    child.stdin.take().unwrap().write_all(document).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(document));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split('\u{1F}').map(str::to_owned).collect()).collect()
}

fn letter(names: &[(NameKind, &str)], furigana: Option<&str>, address: &str) -> Letter {
    Letter {
        number: "000001".into(),
        date: (2026, 11, 30),
        occasion: Occasion::First,
        postcode: Some("1000013".into()),
        address: address.into(),
        addressee: names[0].1.into(),
        furigana: furigana.map(Into::into),
        names: names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect(),
        code: "24727059608".into(),
    }
}

#[test]
fn another_parser_reads_what_the_records_say() {
    let hostile = "</td></section><script>alert(1)</script><!-- &amp;&lt; \"'` ]]> <![CDATA[";
    let (long, roman) = ("町".repeat(200), ["ABCDEFGHI"; 10].join(" "));
    let address = "東京都千代田区霞が関二丁目１番２号";
    let letters = [
        letter(&[(NameKind::Japanese, "住基　太郎")], Some("ジュウキ　タロウ"), address),
        letter(
            &[
                (NameKind::Roman, &roman),
                (NameKind::Kanji, "葛\u{E0100}城　花子"),
                (NameKind::Alias, "𠮷田　花子"),
            ],
            None,
            &long,
        ),
        letter(&[(NameKind::Roman, hostile), (NameKind::Alias, hostile)], Some(hostile), hostile),
        Letter {
            occasion: Occasion::Change,
            postcode: None,
            ..letter(&[(NameKind::Japanese, "住基　花子")], None, address)
        },
    ];
    let sender =
        Sender { mayor: hostile.into(), english: "Chiyoda-ku".into(), office: hostile.into() };
    let mut document = html::Letters::new(hostile, &sender, Vec::new()).unwrap();
    for letter in &letters {
        let page = document.page(letter).unwrap();
        document.write(&page).unwrap();
    }
    let found = judged(&document.finish().unwrap());
    assert_eq!(found.len(), letters.len());
    for (letter, found) in letters.iter().zip(found) {
        let post = if letter.postcode.is_some() { "〒100-0013" } else { "" };
        let furigana = letter.furigana.as_ref().map(|furigana| format!("（{furigana}）"));
        let furigana = furigana.unwrap_or_default();
        let window =
            [post, " ", &letter.address, " ", &letter.addressee, &furigana, "　様"].concat();
        let names = letter.names.iter().map(|(_, name)| name.clone());
        let expected: Vec<String> =
            [window, letter.code.clone()].into_iter().chain(names).collect();
        assert_eq!(found, expected);
    }
}

#[test]
#[should_panic(expected = "<section>")]
fn the_judge_refuses_what_is_not_closed() {
    judged("<!DOCTYPE html><html><body><section><p></section></body></html>".as_bytes());
}
