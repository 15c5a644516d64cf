//! What secure messaging and PACE cost: instructions of the card, counted by callgrind, for each
//! scene of `card-os/examples/secured.rs`.

use serde_json::Value;

use super::emulated;
use super::scale::{counted, example};
use crate::{Failure, run};

/// Counts all of them.
pub(super) fn measure() -> Result<Vec<Value>, Failure> {
    let program = example("secured")?;
    let names = run::output(run::command(&program).arg("names"))?;
    let counts = (0..names.lines().count()).map(|scene| {
        let (name, each) = counted(&program, &["count", &scene.to_string()])?;
        Ok((each, name))
    });
    emulated::figures("on this host", counts.collect::<Result<_, Failure>>()?)
}
