//! A resident's record without a code.

use serde_json::{Value, json};

pub(crate) fn record(register_number: &str) -> Value {
    json!({
        "version": 2,
        "register_number": register_number,
        "name": { "japanese": { "family": "住基", "given": "太郎" } },
        "birth": "1980-02-29",
        "sex": "male",
        "address": { "text": "東京都千代田区霞が関二丁目１番２号" },
        "municipality": { "code": "131016", "prefecture": "Tokyo-to", "city": "Chiyoda-ku" },
    })
}
