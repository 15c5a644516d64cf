//! What secure messaging costs: instructions of the card, counted by callgrind, for a command in
//! the clear and inside a session (`card-os/examples/secured.rs`).

use serde_json::{Value, json};

use super::scale::{counted, example};
use crate::Failure;

/// Counts both.
pub(super) fn measure() -> Result<Vec<Value>, Failure> {
    let program = example("secured")?;
    let counts = ["clear", "inside"].map(|how| counted(&program, &[how]));
    counts
        .into_iter()
        .map(|counted| {
            let (name, each) = counted?;
            println!("{each:7} instructions, {name}");
            Ok(json!({ "name": format!("{name}: instructions"), "value": each, "unit": "", "goal": "" }))
        })
        .collect()
}
