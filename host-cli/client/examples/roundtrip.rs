//! The round trip of a short command through pcscd: what remains when the
//! card has next to nothing to do. Prints one JSON line per figure.

#[cfg(feature = "pcsc")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::time::Instant;

    const COMMANDS: usize = 2_000;
    const WARM_UP: usize = 100;
    /// GET CHALLENGE, 8 bytes.
    const COMMAND: [u8; 5] = [0x00, 0x84, 0x00, 0x00, 0x08];

    let context = pcsc::Context::establish(pcsc::Scope::User)?;
    let card = context
        .list_readers_owned()?
        .into_iter()
        .find_map(|reader| {
            context.connect(&reader, pcsc::ShareMode::Exclusive, pcsc::Protocols::ANY).ok()
        })
        .ok_or("no reader has a card")?;

    let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
    let mut times = Vec::with_capacity(COMMANDS);
    for round in 0..WARM_UP + COMMANDS {
        let started = Instant::now();
        let answer = card.transmit(&COMMAND, &mut buffer)?;
        let time = started.elapsed();
        if answer.len() != 10 || !answer.ends_with(&[0x90, 0x00]) {
            return Err(format!("GET CHALLENGE answered {answer:02X?}").into());
        }
        if round >= WARM_UP {
            times.push(time);
        }
    }
    times.sort_unstable();

    for (name, share, goal) in [("median", 50, "\"<= 150\""), ("99th percentile", 99, "null")] {
        let time = times[COMMANDS * share / 100].as_secs_f64() * 1e6;
        println!(
            "{{\"name\":\"round trip through pcscd, {name}\",\"value\":{time:.1},\"unit\":\"µs\",\"goal\":{goal}}}"
        );
    }
    Ok(())
}

#[cfg(not(feature = "pcsc"))]
fn main() {
    println!("built without the feature pcsc: nothing to measure");
}
