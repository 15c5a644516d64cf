//! Revocation lists over HTTP. A list carries its authority's signature, so the way it takes needs
//! no protection of its own; the network that the verifier stands in does. Somebody has signed a
//! document so that a machine that checks it asks an address of his choice: what is asked, where
//! it leads and how long it takes is bounded.
//!
//! The address in a certificate is one that a trusted authority wrote: it may lie on this machine
//! or in the organisation's network, as that of a test authority does. What nobody trusted wrote
//! is not followed there: no name that suddenly means this machine, no redirection to another
//! host, and never an address of the link, whoever wrote it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::HeaderValue;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use crate::harmless::harmless;
use crate::locale::Message;
use crate::msg;
use crate::pki::received::RevocationList;
use crate::pki::{CrlFetcher, trust};
use crate::texts::io_cause;

mod reach;

use reach::AddressScope;

/// What one run of the program spends.
#[derive(Clone, Copy, Debug)]
struct Budget {
    /// How long it waits for all addresses together.
    patience: Duration,
    /// How many bytes it takes from all of them.
    bytes: u64,
    /// How many addresses it asks.
    addresses: usize,
    /// How many redirections of one address it follows.
    redirections: usize,
}

const BUDGET: Budget =
    Budget { patience: Duration::from_secs(15), bytes: 32 << 20, addresses: 8, redirections: 2 };

/// Fetches revocation lists, each address once per run; a list is read once, and judged once for
/// each authority. Threads take turns: each address is asked once for all of them.
#[derive(Debug)]
pub(super) struct HttpCrlFetcher {
    run: Mutex<FetchState>,
    budget: Budget,
}

/// What a run has fetched so far.
#[derive(Debug)]
struct FetchState {
    known: HashMap<String, Option<Arc<RevocationList>>>,
    /// What was asked, in that order, and what came of it.
    asked: Vec<FetchOutcome>,
    left: RemainingBudget,
}

/// What is left of the budget.
#[derive(Debug)]
struct RemainingBudget {
    /// Set by the first address.
    until: Option<Instant>,
    bytes: u64,
}

impl Default for HttpCrlFetcher {
    fn default() -> Self {
        Self::with(BUDGET)
    }
}

impl HttpCrlFetcher {
    fn with(budget: Budget) -> Self {
        let left = RemainingBudget { until: None, bytes: budget.bytes };
        let run = FetchState { known: HashMap::new(), asked: Vec::new(), left };
        Self { run: Mutex::new(run), budget }
    }

    /// The addresses that were to be asked, and what came of each.
    pub(super) fn asked(&self) -> Vec<FetchOutcome> {
        self.run().asked.clone()
    }

    fn run(&self) -> MutexGuard<'_, FetchState> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, url: &str, left: &mut RemainingBudget) -> Result<Vec<u8>, Message> {
        let mut uri = http(url).ok_or_else(|| msg!("online-not-http"))?;
        let until = *left.until.get_or_insert_with(|| Instant::now() + self.budget.patience);
        let late = || msg!("online-late", seconds = self.budget.patience.as_secs());
        for _ in 0..=self.budget.redirections {
            let rest = until.checked_duration_since(Instant::now()).ok_or_else(late)?;
            let config = Agent::config_builder()
                .timeout_global(Some(rest))
                .max_redirects(0)
                .http_status_as_error(false)
                .build();
            // A proxy resolves names in its own network, not in this one.
            if is_never(&uri) {
                return Err(msg!("online-forbidden"));
            }
            let agent =
                Agent::with_parts(config, DefaultConnector::new(), CheckingResolver::default());
            let mut answer = agent.get(uri.clone()).call().map_err(|cause| match cause {
                Error::Timeout(_) => late(),
                Error::HostNotFound => msg!("online-no-host"),
                Error::Io(cause) => io_cause(&cause),
                other => msg!("cause-system", text = other.to_string()),
            })?;
            let status = answer.status();
            if status.is_redirection() {
                let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes);
                let location = String::from_utf8_lossy(location.unwrap_or_default());
                if location.is_empty() {
                    return Err(msg!("online-no-location", status = status.as_u16()));
                }
                uri = redirected(&uri, &location)
                    .ok_or_else(|| msg!("online-redirected", to = harmless(&location)))?;
                continue;
            }
            if !status.is_success() {
                return Err(msg!("online-status", status = status.as_u16()));
            }
            let body = answer.body_mut().with_config().limit(left.bytes).read_to_vec();
            // What was too long has been taken all the same.
            let taken = body.as_ref().map_or(left.bytes, |body| body.len() as u64);
            left.bytes = left.bytes.saturating_sub(taken);
            return body.map_err(|cause| match cause {
                Error::BodyExceedsLimit(_) => {
                    msg!("online-long", limit = self.budget.bytes >> 20)
                }
                Error::Timeout(_) => late(),
                other => msg!("cause-system", text = other.to_string()),
            });
        }
        Err(msg!("online-redirections", most = self.budget.redirections))
    }
}

/// The outcome of fetching from one address.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FetchOutcome {
    /// The address, as the certificate has it.
    pub(super) url: String,
    /// Why there is no list from it; nothing when there is one, whatever it says.
    pub(super) failure: Option<Message>,
}

impl CrlFetcher for HttpCrlFetcher {
    fn fetch(&self, url: &str) -> Option<Arc<RevocationList>> {
        let mut run = self.run();
        if let Some(known) = run.known.get(url) {
            return known.clone();
        }
        let most = self.budget.addresses;
        let found = if run.known.len() >= most {
            // Said once: there may be many.
            if run.asked.len() > most {
                return None;
            }
            Err(msg!("online-too-many", most = most))
        } else {
            let body = self.get(url, &mut run.left);
            let found = body.and_then(|body| match trust::list_in(&body) {
                Some(list) => Ok(Arc::new(list)),
                None => Err(msg!("online-no-list", length = body.len())),
            });
            run.known.insert(url.to_owned(), found.clone().ok());
            found
        };
        let failure = found.as_ref().err().cloned();
        run.asked.push(FetchOutcome { url: harmless(url), failure });
        found.ok()
    }
}

/// An address that can be asked: of the scheme http (RFC 3986, 3.1: in capitals or not), which real
/// certificates name; without TLS nothing else can be.
fn http(url: &str) -> Option<Uri> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let uri: Uri = format!("http://{rest}").parse().ok()?;
    uri.host().is_some_and(|host| !host.is_empty()).then_some(uri)
}

/// May an address stand in certificates as that of their lists? As one that is asked here, and to
/// which a file's name can be added.
pub(super) fn is_base(url: &str) -> bool {
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#".contains(&byte));
    plain && http(url).is_some_and(|uri| !is_never(&uri))
}

/// Where an answer sends on to, when that is the same host and port: the address that somebody
/// trusted wrote names no other. It may be relative (RFC 9110, 10.2.2; RFC 3986, 5.2).
fn redirected(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next().unwrap_or_default();
    let beside = |path: &str| {
        let authority = from.authority()?;
        http(&format!("http://{authority}{path}"))
    };
    let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    let uri = match location {
        "" => from.clone(),
        _ if has_scheme(location) => http(location)?,
        _ if location.starts_with("//") => http(&format!("http:{location}"))?,
        _ if location.starts_with('/') => beside(&without_dots(location))?,
        _ if location.starts_with('?') => beside(&format!("{}{location}", from.path()))?,
        _ => beside(&without_dots(&format!("{folder}/{location}")))?,
    };
    let same = |of: &Uri| Some((of.host()?.to_ascii_lowercase(), of.port_u16().unwrap_or(80)));
    (same(&uri)? == same(from)?).then_some(uri)
}

/// Does a reference begin with a scheme (RFC 3986, 3.1)?
fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A path without its `.` and `..` (RFC 3986, 5.2.4); what follows `?` stays as it is.
fn without_dots(reference: &str) -> String {
    let (path, query) =
        reference.find('?').map_or((reference, ""), |place| reference.split_at(place));
    let mut kept: Vec<&str> = Vec::new();
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    for (place, step) in steps.iter().enumerate() {
        let last = place + 1 == steps.len();
        match *step {
            "." => {}
            ".." => drop(kept.pop()),
            step => {
                kept.push(step);
                continue;
            }
        }
        // A folder is left, and not a file.
        if last {
            kept.push("");
        }
    }
    format!("/{}{query}", kept.join("/"))
}

/// The host of an address, when it is a number.
fn literal(uri: &Uri) -> Option<IpAddr> {
    let host = uri.host()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Is the host a number that leads nowhere?
fn is_never(uri: &Uri) -> bool {
    literal(uri).is_some_and(|address| AddressScope::of(address) == AddressScope::Never)
}

/// May an address that a host has been resolved to be connected to?
fn allowed(uri: &Uri, address: IpAddr) -> bool {
    match AddressScope::of(address) {
        AddressScope::Public | AddressScope::Private => true,
        // Said so in the certificate. A name that means this machine is a trick.
        AddressScope::Loopback => {
            let name = uri.host().unwrap_or_default();
            literal(uri).is_some() || name.eq_ignore_ascii_case("localhost")
        }
        AddressScope::Never => false,
    }
}

/// Resolves names, and gives no address that must not be connected to: what is checked is what is
/// connected to.
#[derive(Debug, Default)]
struct CheckingResolver(DefaultResolver);

impl Resolver for CheckingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout).map_err(|cause| match cause {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })?;
        // The user's own proxy is where he says it is.
        let of_proxy = config.proxy().is_some_and(|proxy| Some(proxy.host()) == uri.host());
        let mut addresses = self.empty();
        for address in found.iter().filter(|found| of_proxy || allowed(uri, found.ip())) {
            addresses.push(*address);
        }
        if addresses.is_empty() { Err(Error::HostNotFound) } else { Ok(addresses) }
    }
}

#[cfg(test)]
mod tests;
