//! Revocation lists over HTTP. A list carries its authority's signature, so the way it takes needs
//! no protection of its own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use crate::pki::Fetch;

/// The longest list that is taken, in bytes.
const LONGEST: u64 = 32 << 20;
/// How long one address is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// Fetches lists, each address once per run.
#[derive(Debug, Default)]
pub(super) struct Online {
    known: RefCell<HashMap<String, Option<Vec<u8>>>>,
}

impl Fetch for Online {
    fn fetch(&self, url: &str) -> Option<Vec<u8>> {
        self.known.borrow_mut().entry(url.to_owned()).or_insert_with(|| get(url)).clone()
    }
}

fn get(url: &str) -> Option<Vec<u8>> {
    // Real certificates name http addresses; without TLS nothing else can be asked.
    if !url.starts_with("http://") {
        return None;
    }
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let mut answer = agent.get(url).call().ok()?;
    answer.body_mut().with_config().limit(LONGEST).read_to_vec().ok()
}
