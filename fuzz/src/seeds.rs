//! The starting points of the corpora: from the scenarios, the traces and an issued card, the same
//! every time.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use apdu_spec::command::Command;
use apdu_spec::instruction::TABLE;
use test_vectors::conformance;
use test_vectors::rng::TestRng;
use test_vectors::scenario::Step;
use test_vectors::world;

use crate::play::step;
use crate::{commands, host, import, mount, resident, tlv_fcp};

/// Seeds by target and name.
#[derive(Default)]
struct Seeds(BTreeMap<(&'static str, String), Vec<u8>>);

impl Seeds {
    fn put(&mut self, target: &'static str, name: impl Into<String>, parts: &[&[u8]]) {
        let input = parts.concat();
        if !self.0.values().any(|known| *known == input) {
            self.0.insert((target, name.into()), input);
        }
    }
}

/// Writes them where the variable says, and ends the program; without it, nothing. The targets are
/// built already when their corpora are begun: a program for it alone would be built for minutes.
pub fn write_if_asked() {
    let Some(folder) = std::env::var_os(VARIABLE) else { return };
    match write(Path::new(&folder)) {
        Ok(count) => println!("{count} seeds"),
        Err(error) => {
            eprintln!("no seeds: {error}");
            std::process::exit(1);
        }
    }
    std::process::exit(0);
}

/// Where the seeds go.
const VARIABLE: &str = "JUKI_FUZZ_SEEDS";

fn write(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let mut seeds = Seeds::default();
    of_commands(&mut seeds)?;
    of_contract(&mut seeds);
    of_images(&mut seeds);
    of_host(&mut seeds);
    of_files(&mut seeds)?;
    of_tables(&mut seeds);
    for ((target, name), input) in &seeds.0 {
        let folder = folder.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), input)?;
    }
    Ok(seeds.0.len())
}

/// A command as the player takes it.
fn raw(command: &[u8]) -> Vec<u8> {
    let length = match u16::try_from(command.len()).unwrap_or(u16::MAX) {
        length @ 0..0xFF => vec![length.to_be_bytes()[1]],
        length => [&[0xFF][..], &length.to_be_bytes()].concat(),
    };
    [&[step::RAW][..], &length, command].concat()
}

/// Every file of scenarios on a blank card; what OpenSC sent; a run of each row.
fn of_commands(seeds: &mut Seeds) -> Result<(), Box<dyn Error>> {
    let mut frames = Vec::new();
    for file in conformance::files()? {
        let mut input = vec![commands::BLANK];
        for (_, step) in file.scenarios.iter().flat_map(|scenario| &scenario.steps) {
            match step {
                Step::Reset => input.push(step::RESET),
                Step::Administrator => input.extend([step::AUTHENTICATION, 0]),
                Step::Exchange { command, .. } => {
                    input.extend(raw(command));
                    of_command(seeds, command);
                    if frames.len() < 4000 {
                        frames.extend(u16::try_from(command.len())?.to_be_bytes());
                        frames.extend(command);
                    }
                }
            }
        }
        seeds.put("commands", file.name.replace('/', "-"), &[&input]);
        // The same inside a session, for as long as it lasts.
        let (card, steps) = input.split_at(1);
        let name = format!("{}-inside", file.name.replace('/', "-"));
        seeds.put("commands", name, &[card, &[step::SESSION], steps]);
    }
    seeds.put("vpcd", "scenarios", &[&[7], &[0, 1, 1, 0, 1, 2, 0, 1, 4], &frames, &[0, 1, 0]]);
    seeds.put("vpcd", "orders", &[&[1], &[0, 1, 1, 0, 1, 4, 0, 0, 0, 1, 9, 0, 2, 4, 4, 0, 1]]);
    for trace in ["opensc-jpki.trace", "opensc-pkcs15-p256.trace"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/traces").join(trace);
        let mut input = vec![commands::WORLD];
        for line in fs::read_to_string(path)?.lines() {
            if line.starts_with("--") {
                input.push(step::RESET);
            } else if let Some(digits) = line.strip_prefix("> ") {
                let digits = digits.split('#').next().unwrap_or_default().replace(' ', "");
                input.extend(hex::decode(digits).map(|command| raw(&command)).unwrap_or_default());
            }
        }
        seeds.put("commands", trace, &[&input]);
    }
    let mut rng = TestRng::new(1);
    for row in 0..TABLE.len() {
        let mut input = vec![commands::WORLD];
        for form in 0..TABLE[row].forms.len() {
            for _ in 0..6 {
                input.extend([step::MADE, row.to_be_bytes()[7], form.to_be_bytes()[7]]);
                input.extend((0..6).map(|_| rng.next_u64().to_be_bytes()[0] & 0xFC));
            }
            input.push([step::RESET, step::REMOUNT, step::VALUE, step::CUT][form % 4]);
        }
        seeds.put("commands", format!("row-{}", TABLE[row].slug()), &[&input]);
    }
    Ok(())
}

/// What a command's data field holds, for the readers of the contract.
fn of_command(seeds: &mut Seeds, command: &[u8]) {
    let Ok(parsed) = Command::parse(command) else { return };
    let name =
        |what: &str| format!("{what}-{}", &hex::encode(command)[..16.min(command.len() * 2)]);
    if command.len() < 80 {
        seeds.put("tlv_fcp", name("command"), &[&[tlv_fcp::reader::COMMAND], command]);
    }
    if let [0x62, _, content @ ..] = parsed.data {
        seeds.put("tlv_fcp", name("control"), &[&[tlv_fcp::reader::CONTROL], content]);
        seeds.put("tlv_fcp", name("objects"), &[&[tlv_fcp::reader::OBJECTS], parsed.data]);
        if let Some(rules) = apdu_spec::tlv::find(content, 0xABu8) {
            seeds.put("tlv_fcp", name("rules"), &[&[tlv_fcp::reader::RULES], rules]);
        }
    }
}

fn of_contract(seeds: &mut Seeds) {
    for command in world::commands() {
        of_command(seeds, &command);
    }
    let compact = [0x43, 0xFF, 0xB1, 0x00];
    seeds.put("tlv_fcp", "compact", &[&[tlv_fcp::reader::COMPACT], &compact]);
    let rsa = [&[0x7F, 0x49, 0x82, 0x01, 0x09, 0x81, 0x82, 0x01, 0x00][..], &[0xA5; 256]].concat();
    let exponent = [0x82, 0x03, 0x01, 0x00, 0x01];
    seeds.put("tlv_fcp", "key-rsa", &[&[tlv_fcp::reader::PUBLIC_KEY], &rsa, &exponent]);
    let p256 = hex::decode("7F494D06082A8648CE3D0301078641").unwrap_or_default();
    seeds.put("tlv_fcp", "key-p256", &[&[tlv_fcp::reader::PUBLIC_KEY], &p256, &[4; 65]]);
    seeds.put("tlv_fcp", "simple", &[&[tlv_fcp::reader::SIMPLE], &[1, 2, 3, 4, 2, 0xFF, 0, 1, 9]]);
}

fn of_images(seeds: &mut Seeds) {
    let mut rng = TestRng::new(2);
    for number in 0..16 {
        let choices: Vec<u8> = (0..120).map(|_| rng.next_u64().to_be_bytes()[0]).collect();
        seeds.put("mount", format!("bytes-{number}"), &[&[mount::BYTES], &choices]);
        seeds.put("mount", format!("items-{number}"), &[&[mount::ITEMS], &choices]);
    }
    let blank = crate::play::FuzzedCard::blank_on(4).card.into_flash();
    let image = blank.bytes();
    let used = image.iter().rposition(|byte| *byte != 0xFF).map_or(0, |at| at + 1);
    // Two and two are four pages; as many bytes as the choice of two says.
    let [.., high, low] = used.to_be_bytes();
    seeds.put("mount", "own-blank", &[&[mount::OWN, 2, high, low], &image[..used]]);
}

fn of_host(seeds: &mut Seeds) {
    let mut rng = TestRng::new(3);
    for (flow, answers) in host::conversations() {
        for number in 0..3 {
            let choices: Vec<u8> = (0..40).map(|_| rng.next_u64().to_be_bytes()[0]).collect();
            seeds.put(
                "host",
                format!("changed-{flow}-{number}"),
                &[&[host::CHANGED, flow], &choices],
            );
        }
        let mut own = vec![host::OWN, flow];
        for answer in &answers {
            own.extend(as_own(answer));
        }
        own.truncate(6000);
        seeds.put("host", format!("own-{flow}"), &[&own]);
        for (at, answer) in answers.iter().enumerate().filter(|(_, answer)| answer.len() > 8) {
            let data = &answer[..answer.len() - 2];
            for parser in 0..host::PARSERS {
                if data.len() < 3000 && (flow != 0 || parser == 11) {
                    let name = format!("parser-{parser}-{flow}-{at}");
                    seeds.put("host", name, &[&[host::PARSER, parser], data]);
                }
            }
        }
    }
    for command in world::commands() {
        if command.len() < 60 {
            let name = format!("trace-{}", &hex::encode(&command)[..8]);
            seeds.put("host", name, &[&[host::PARSER, host::PARSERS - 1], &command]);
        }
    }
}

/// An answer in the words of a card that has only choices.
fn as_own(answer: &[u8]) -> Vec<u8> {
    let (data, status) = answer.split_at(answer.len() - 2);
    let mut out = match status {
        [0x90, 0x00] => vec![0x00],
        _ => vec![0xFF, status[0], status[1]],
    };
    match u16::try_from(data.len()).unwrap_or(0) {
        length @ 0..0xE0 => out.push(length.to_be_bytes()[1]),
        length => {
            out.push(0xE0);
            out.extend(length.min(1999).to_be_bytes());
        }
    }
    out.extend(&data[..data.len().min(1999)]);
    out
}

fn of_files(seeds: &mut Seeds) -> Result<(), Box<dyn Error>> {
    use resident::reader;
    for sample in juki::resident::samples::SAMPLES {
        let json = sample.json.as_bytes();
        seeds.put("resident", format!("record-{}", sample.name), &[&[reader::RECORD], json]);
    }
    for fault in [
        "mute",
        "slow",
        "remove-after=3",
        "remove-after=3:500",
        "latency=real",
        "latency=20",
        "status=6982@verify",
        "status=SECURITY_STATUS_NOT_SATISFIED@read-binary:2",
    ] {
        let name = format!("fault-{}", fault.replace([':', '=', '@'], "-"));
        seeds.put("resident", name, &[&[reader::FAULT], fault.as_bytes()]);
    }
    let issued = r#"{"event":"issued","serial":"01","purpose":"signing","keys":"p256","card":"999990000000000","not_before":"2026-04-01T03:00:00Z","not_after":"2029-04-01T03:00:00Z"}"#;
    let revoked = r#"{"event":"revoked","serial":"01","date":"2026-05-01T03:00:00Z","reason":"key-compromise"}"#;
    let index = format!("{issued}\n{revoked}\n");
    seeds.put("resident", "index", &[&[reader::INDEX], index.as_bytes()]);
    // A photo of one pixel, as PNG.
    let png = "89504E470D0A1A0A0000000D4948445200000001000000010800000000\
               3A7E9B550000000A49444154789C63680000008200810D0A2DB40000000049454E44AE426082";
    seeds.put("resident", "photo", &[&[reader::PHOTO], &hex::decode(png)?]);
    let library = include_bytes!("../../host-cli/issuing/samples/services/library.json");
    seeds.put("resident", "service-library", &[&[reader::SERVICE], library]);
    for (at, line) in [
        "select jpki/signing-certificate",
        "read-record by-number p1=01 le=00",
        "apdu 00A4000C023F00",
        "explain 6982",
        "verify query p2=98",
        "cat text/attributes",
        "read-binary",
        "B0",
    ]
    .iter()
    .enumerate()
    {
        seeds.put("resident", format!("line-{at}"), &[&[reader::LINE], line.as_bytes()]);
    }
    for (name, which, bytes) in host::files()? {
        seeds.put("resident", name, &[&[which], &bytes]);
    }
    Ok(())
}

/// Rows of every kind, each in the three encodings; the mappings that they are read by, and those
/// of the drawn registers.
fn of_tables(seeds: &mut Seeds) {
    use import::reader;
    let japanese = "7,住基　太郎,ジュウキ　タロウ,,1980-02-29,0,,1,02,,1,東京都千代田区霞が関二丁目１番２号,\
                    1000013,24727059608,379474484458,,,,";
    let rows = [
        japanese.to_owned(),
        japanese.replace("1980-02-29,0,", "1980-02-00,1,昭和55年2月日不詳"),
        japanese.replace("1980-02-29", "昭和55年2月29日").replace("ジュウキ", "ｼﾞｭｳｷ"),
        japanese.replace("1980-02-29", "S55.02.29").replace("二丁目", "二丁目\u{E000}"),
        format!("\"{}\"", japanese.replace(',', "\",\"")),
        "8,,,SANTOS MARIA,19901225,0,,女,12,20,2,大阪府大阪市北区,5300005,25208017643,,ブラジル,1,\
         留学,2028-03-31"
            .to_owned(),
        japanese.replace("24727059608", "24727059600"),
        japanese.replace("住基　太郎", "住基\" 太郎"),
        japanese.replace("住基　太郎", "\"住基　太郎"),
    ];
    let fixed = |encoded: fn(&str) -> Vec<u8>| {
        let mut row = b"000007".to_vec();
        for (text, width) in [("住基　太郎", 24), ("ジュウキ　タロウ", 30), ("198002291", 9)]
        {
            let end = row.len() + width;
            row.extend(encoded(text));
            row.resize(end, b' ');
        }
        let end = row.len() + 40;
        row.extend(encoded("東京都千代田区１番"));
        row.resize(end, b' ');
        [row, b"24727059608379474484458\n".to_vec()].concat()
    };
    let utf8 = |text: &str| text.as_bytes().to_vec();
    let marked = |text: &str| [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let cp932 = |text: &str| {
        let encoded = |part| encoding_rs::SHIFT_JIS.encode(part).0.into_owned();
        // It writes no characters for private use: F040 is U+E000.
        text.split('\u{E000}').map(encoded).collect::<Vec<_>>().join(&b"\xF0\x40"[..])
    };
    for (which, encoded) in (0..).zip([utf8 as fn(&str) -> Vec<u8>, marked, cp932]) {
        for (at, row) in rows.iter().enumerate() {
            let name = format!("csv-{which}-{at}");
            seeds.put("import", name, &[&[reader::CSV + which], &encoded(&format!("{row}\n"))]);
        }
        let table = fixed(if which == 2 { cp932 } else { utf8 });
        let mark: &[u8] = if which == 1 { b"\xEF\xBB\xBF" } else { b"" };
        let name = format!("fixed-{which}");
        seeds.put("import", name, &[&[reader::FIXED + which], mark, &table, &table]);
        for kind in [reader::CSV, reader::FIXED] {
            let text = import::mapping(kind + which);
            let name = format!("mapping-{}", kind + which);
            seeds.put("import", name, &[&[reader::MAPPING], text.as_bytes()]);
        }
    }
}
