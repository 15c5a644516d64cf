//! A command that carries a secret shows nothing of it when it is written for debugging, whole or
//! typed: every form that the table calls secret, at every length that it takes.

#![allow(clippy::unwrap_used, reason = "a test fails so")]

use apdu_spec::class::Class;
use apdu_spec::command::{Command, Le, Length};
use apdu_spec::instruction::{Byte, TABLE};
use apdu_spec::request::Request;

/// In no header and no length, neither as a number nor as digits.
const SECRET: u8 = 0xEB;

/// A value that such a parameter may have.
fn value(byte: Byte) -> u8 {
    (0..=0xFF).find(|value| byte.matches(*value)).unwrap()
}

#[test]
fn no_secret_is_in_a_debug_text() {
    let mut shown = 0;
    for row in TABLE {
        let class = Class { family: row.family, ..Class::PLAIN };
        for form in row.forms.iter().filter(|form| form.secret) {
            let mut typed = 0;
            for length in 1..=64 {
                let data = vec![SECRET; length];
                let (p1, p2) = (value(form.p1), value(form.p2));
                let (ins, data, length) = (row.ins, &data[..], Length::Short);
                let command = Command { class, ins, p1, p2, data, le: Le::Absent, length };
                let mut texts = vec![format!("{command:?}")];
                if let Ok(request) = Request::parse(&command) {
                    texts.push(format!("{request:?}"));
                    typed += 1;
                }
                for text in texts {
                    let lower = text.to_lowercase();
                    assert!(!lower.contains("235") && !lower.contains("eb, eb"), "{text}");
                    assert!(!lower.contains("ebeb"), "{text}");
                    shown += 1;
                }
            }
            assert!(typed > 0, "{} {}", row.name, form.name);
        }
    }
    println!("{shown} texts");
}
