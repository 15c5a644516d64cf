use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

const WHOLE: &str = r#"{
  "version": 1,
  "municipality": "131016",
  "blocks": [
    { "first": "2472700000", "last": "2472799999", "handed_out": "2026-04-01", "by": "東京都" },
    { "first": "0000000005", "last": "0000000005", "handed_out": "2026-05-01", "by": "Tokyo" }
  ]
}"#;

fn refused(json: &str) -> String {
    BlockFile::parse(json.as_bytes(), day("2026-11-30")).unwrap_err().to_string()
}

#[test]
fn a_file_of_blocks_says_what_is_held() {
    let file = BlockFile::parse(WHOLE.as_bytes(), day("2026-11-30")).unwrap();
    assert_eq!(file.municipality.to_string(), "131016");
    assert_eq!(file.blocks.size(), 100_001);
    assert_eq!(file.blocks.of(5).unwrap().by(), "Tokyo");
    assert!(file.blocks.of(4).is_none() && file.blocks.of(6).is_none());
    assert_eq!(file.blocks.of(2_472_799_999).unwrap().size(), 100_000);
}

#[test]
fn each_rule_refuses_and_says_where() {
    for (from, to, said) in [
        ("\"version\": 1", "\"version\": 2", "$.version must be"),
        ("\"version\": 1,", "", "$.version must be there"),
        ("131016", "131017", "$.municipality must be six digits, the last their check digit"),
        ("131016", "１３１０１６", "$.municipality must be six digits"),
        ("2472700000", "247270000", "$.blocks[0].first must be ten digits"),
        ("2472799999", "24727999990", "$.blocks[0].last must be ten digits"),
        ("2472799999", "２472799999", "$.blocks[0].last must be ten digits"),
        ("2472700000", "2472800000", "$.blocks[0] must be a block whose first"),
        ("2026-04-01", "2026-04-31", "$.blocks[0].handed_out must be a day that there is"),
        ("2026-04-01", "2026-12-01", "$.blocks[0].handed_out must be a day not after 2026-11-30"),
        ("東京都", "", "$.blocks[0].by must be one line"),
        ("東京都", " 東京都", "$.blocks[0].by must be one line"),
        ("東京都", "東京\\n都", "$.blocks[0].by must be one line"),
        ("東京都", "東京\\u202e都", "$.blocks[0].by must be one line"),
        (
            "\"0000000005\", \"last\": \"0000000005\"",
            "\"2472799999\", \"last\": \"3000000000\"",
            "$.blocks[1] must be a block that overlaps no other",
        ),
        (
            "\"0000000005\", \"last\": \"0000000005\"",
            "\"2472699999\", \"last\": \"2472700000\"",
            "$.blocks[1] must be a block that overlaps no other",
        ),
        (
            "\"0000000005\", \"last\": \"0000000005\"",
            "\"2472700009\", \"last\": \"2472700010\"",
            "$.blocks[1] must be a block that overlaps no other",
        ),
        (
            "\"0000000005\", \"last\": \"0000000005\"",
            "\"0000000000\", \"last\": \"9999999999\"",
            "$.blocks[1] must be a block that overlaps no other",
        ),
        ("\"by\": \"Tokyo\"", "\"bye\": \"Tokyo\"", "$.blocks[1].bye must be left out"),
    ] {
        let changed = WHOLE.replace(from, to);
        assert_ne!(changed, WHOLE);
        let told = refused(&changed);
        assert!(told.starts_with(said), "{from} -> {to}: {told}");
    }
    assert!(
        refused(r#"{"version":1,"municipality":"131016","blocks":[]}"#).contains("at least one")
    );
    assert!(refused(&" ".repeat(LONGEST_FILE + 1)).contains("at most 1048576 bytes"));
    assert!(refused("{").contains("ends early"));
}

#[test]
fn a_file_has_a_block() {
    let municipality = MunicipalityCode::parse("131016").unwrap();
    assert_eq!(BlockFile::new(municipality, Blocks::default()), Err(BlockRule::None));
}

#[test]
fn a_municipality_holds_so_many_blocks() {
    let mut blocks = Blocks::default();
    for number in 0..MOST as u64 {
        blocks.insert(Block::new(number * 2, number * 2, day("2026-04-01"), "x").unwrap()).unwrap();
    }
    let more = Block::new(9_999_999_999, 9_999_999_999, day("2026-04-01"), "x").unwrap();
    assert_eq!(blocks.insert(more), Err(BlockRule::TooMany));
    assert_eq!(Block::new(0, BODIES, day("2026-04-01"), "x"), Err(BlockRule::Digits));
}
