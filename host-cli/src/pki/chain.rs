//! Is a certificate authentic, and is it in force? Path validation as in RFC 5280, 6, with what
//! JPKI needs: its authorities share one name through the years, so an issuer is chosen by key
//! identifier and signature, never by name alone.

use der::{DateTime, Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectKeyIdentifier,
};

use super::index::Reason;
use super::trust::TrustStore;
use super::{Purpose, profile, signature};
use crate::exit::Exit;

mod extensions;
mod revocation;
#[cfg(test)]
mod tests;
mod words;

/// Most certificates between the holder's and a trusted one, the trusted one included.
const DEPTH: usize = 6;

/// Fetches a revocation list from an address that a certificate names.
pub trait Fetch: std::fmt::Debug {
    /// What is found there, DER or PEM; `None` when nothing is.
    fn fetch(&self, url: &str) -> Option<Vec<u8>>;
}

/// Where revocation is looked up.
#[derive(Clone, Copy, Debug)]
pub enum Revocation<'a> {
    /// In the lists of the trust store.
    File,
    /// At the addresses that the certificates name, and only there: a list that lies here may be
    /// older.
    Online(&'a dyn Fetch),
    /// Nowhere: a revoked certificate passes for one in force.
    Skip,
}

/// Why a certificate is not authentic, or why that cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is no X.509 certificate.
    Malformed,
    /// No authority is trusted at all.
    NobodyTrusted,
    /// No trusted authority has the key that it names as its issuer's.
    UnknownIssuer,
    /// The authority that it names did not sign it: it was altered or forged.
    Signature,
    /// It is signed by an algorithm that is not supported.
    Algorithm,
    /// It is not for this purpose (key usage).
    Purpose,
    /// One of its authorities is none, by its own certificate.
    Authority,
    /// It has a critical extension that is not known here.
    Extension,
}

/// Is it authentic?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentic {
    /// A trusted authority certified it for this purpose.
    Yes,
    /// It did not.
    No(Doubt),
    /// That cannot be said.
    Undecidable(Doubt),
}

/// Why it cannot be said whether a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no list of its authority.
    NoList,
    /// The newest list of its authority was to be replaced at this moment.
    OutOfDate(DateTime),
    /// There is a list with the authority's name that its key did not sign.
    ForeignList,
    /// It was to be looked up online, and the addresses in the certificate gave no list.
    Unreachable,
}

/// Is it in force? Asked of authentic certificates only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InForce {
    /// Yes.
    Valid,
    /// It begins at this moment.
    NotYet(DateTime),
    /// It ended at this moment.
    Expired(DateTime),
    /// It was revoked, or is suspended ([`Reason::CertificateHold`]).
    Revoked {
        /// Why.
        reason: Reason,
        /// When.
        date: DateTime,
    },
    /// Whether it is revoked cannot be said.
    Unknown(Unknown),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Is it authentic?
    pub authentic: Authentic,
    /// Is it in force? Says something only when it is authentic. Of several certificates in the
    /// chain the first one that is not in force decides.
    pub in_force: InForce,
    /// The chain, DER, the judged certificate first, the trusted one last; without the trusted one
    /// as far as it went.
    pub chain: Vec<Vec<u8>>,
}

impl Judgement {
    /// How a process ends that has nothing else to say.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match (&self.authentic, &self.in_force) {
            (Authentic::No(_), _) => Exit::NotAuthentic,
            (Authentic::Undecidable(_), _) => Exit::Undecided,
            (Authentic::Yes, InForce::Valid) => Exit::Done,
            (Authentic::Yes, InForce::Unknown(_)) => Exit::Undecided,
            (Authentic::Yes, _) => Exit::NotInForce,
        }
    }
}

/// Judges a certificate.
///
/// * `certificate`: DER.
/// * `extra`: certificates that came with it, DER. They are believed when a chain leads from them
///   to a trusted one.
/// * `now`: the moment for which it is asked.
///
/// Order of the checks, the first that fails decides: form, chain by signature, extensions and key
/// usage, then of each certificate from the judged one upwards validity and revocation. A trusted
/// certificate itself is asked for its validity only.
#[must_use]
pub fn judge(
    certificate: &[u8],
    extra: &[Vec<u8>],
    trust: &TrustStore,
    purpose: Purpose,
    revocation: Revocation<'_>,
    now: DateTime,
) -> Judgement {
    let mut judgement = Judgement {
        authentic: Authentic::No(Doubt::Malformed),
        in_force: InForce::Valid,
        chain: vec![certificate.to_vec()],
    };
    let Ok(leaf) = Certificate::from_der(certificate) else {
        return judgement;
    };
    let extra: Vec<Certificate> =
        extra.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let chain = match build(leaf, &extra, trust) {
        Ok(chain) => chain,
        Err(authentic) => return Judgement { authentic, ..judgement },
    };
    judgement.chain = chain.iter().filter_map(|found| found.to_der().ok()).collect();
    if let Err(doubt) = check_usage(&chain, purpose) {
        return Judgement { authentic: Authentic::No(doubt), ..judgement };
    }
    judgement.authentic = Authentic::Yes;
    judgement.in_force = in_force(&chain, trust, revocation, now);
    judgement
}

/// The chain from a certificate to a trusted one.
fn build(
    leaf: Certificate,
    extra: &[Certificate],
    trust: &TrustStore,
) -> Result<Vec<Certificate>, Authentic> {
    if trust.authorities().next().is_none() {
        return Err(Authentic::Undecidable(Doubt::NobodyTrusted));
    }
    let mut chain = vec![leaf];
    let mut doubt = Doubt::UnknownIssuer;
    while chain.len() <= DEPTH {
        let Some(last) = chain.last() else { break };
        match issuer(last, trust.authorities()) {
            Ok(found) => {
                chain.push(found.clone());
                return Ok(chain);
            }
            Err(cause) => doubt = cause,
        }
        let known = |found: &&Certificate| !chain.contains(found);
        match issuer(last, extra.iter().filter(known)) {
            Ok(found) => {
                let found = found.clone();
                chain.push(found);
            }
            Err(cause) => {
                // What a trusted authority says of its own weighs more.
                doubt = if doubt == Doubt::UnknownIssuer { cause } else { doubt };
                break;
            }
        }
    }
    Err(match doubt {
        Doubt::Algorithm => Authentic::Undecidable(doubt),
        _ => Authentic::No(doubt),
    })
}

/// The certificate among `candidates` whose key signed this one.
fn issuer<'a>(
    certificate: &Certificate,
    candidates: impl Iterator<Item = &'a Certificate>,
) -> Result<&'a Certificate, Doubt> {
    let mut doubt = Doubt::UnknownIssuer;
    let Ok(tbs) = certificate.tbs_certificate().to_der() else {
        return Err(Doubt::Malformed);
    };
    // RFC 5280, 4.1.1.2: both name the same algorithm.
    if certificate.tbs_certificate().signature() != certificate.signature_algorithm() {
        return Err(Doubt::Signature);
    }
    for candidate in candidates {
        let authority = candidate.tbs_certificate();
        if authority.subject() != certificate.tbs_certificate().issuer()
            || !names_key(certificate, candidate)
        {
            continue;
        }
        let signature = certificate.signature().as_bytes().unwrap_or_default();
        let key = authority.subject_public_key_info();
        match signature::verify(key, certificate.signature_algorithm(), &tbs, signature) {
            Ok(()) => return Ok(candidate),
            Err(signature::Fault::Wrong) => doubt = Doubt::Signature,
            Err(signature::Fault::Algorithm) => doubt = Doubt::Algorithm,
        }
    }
    Err(doubt)
}

/// True unless both say which key it is, and say different ones.
fn names_key(certificate: &Certificate, authority: &Certificate) -> bool {
    let of = |certificate: &Certificate| {
        let found = certificate.tbs_certificate().get_extension::<SubjectKeyIdentifier>();
        found.ok().flatten().map(|(_, found)| found.0)
    };
    let tbs = certificate.tbs_certificate();
    let wanted = tbs.get_extension::<AuthorityKeyIdentifier>().ok().flatten();
    let wanted = wanted.and_then(|(_, wanted)| wanted.key_identifier);
    // RFC 5280, 4.2.1.1: who signs itself may leave out whose key that is.
    let itself = || if tbs.issuer() == tbs.subject() { of(certificate) } else { None };
    match (wanted.or_else(itself), of(authority)) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => true,
    }
}

/// What the certificates of a chain may be used for.
fn check_usage(chain: &[Certificate], purpose: Purpose) -> Result<(), Doubt> {
    for (place, certificate) in chain.iter().enumerate() {
        let tbs = certificate.tbs_certificate();
        extensions::check(tbs.extensions().map_or(&[][..], Vec::as_slice))?;
        let usage = tbs.get_extension::<KeyUsage>().map_err(|_| Doubt::Malformed)?;
        let usage = usage.map(|(_, usage)| usage.0);
        if place == 0 {
            let extended = tbs.get_extension::<ExtendedKeyUsage>().map_err(|_| Doubt::Malformed)?;
            let extended = extended.map(|(_, extended)| extended.0);
            let fits = usage.is_some_and(|usage| match purpose {
                Purpose::Signing => usage.contains(KeyUsages::NonRepudiation),
                Purpose::Authentication => {
                    usage.contains(KeyUsages::DigitalSignature)
                        && !usage.contains(KeyUsages::NonRepudiation)
                        && extended.is_none_or(|uses| uses.contains(&profile::CLIENT_AUTH))
                }
            });
            if !fits {
                return Err(Doubt::Purpose);
            }
            continue;
        }
        let constraints = tbs.get_extension::<BasicConstraints>().map_err(|_| Doubt::Malformed)?;
        let Some((_, BasicConstraints { ca: true, path_len_constraint: longest })) = constraints
        else {
            return Err(Doubt::Authority);
        };
        // Authorities between this one and the holder.
        let between = place - 1;
        if longest.is_some_and(|longest| usize::from(longest) < between)
            || usage.is_some_and(|usage| !usage.contains(KeyUsages::KeyCertSign))
        {
            return Err(Doubt::Authority);
        }
    }
    Ok(())
}

fn in_force(
    chain: &[Certificate],
    trust: &TrustStore,
    revocation: Revocation<'_>,
    now: DateTime,
) -> InForce {
    for certificate in chain {
        let validity = certificate.tbs_certificate().validity();
        let (from, to) = (validity.not_before.to_date_time(), validity.not_after.to_date_time());
        if now < from {
            return InForce::NotYet(from);
        }
        if now > to {
            return InForce::Expired(to);
        }
    }
    if matches!(revocation, Revocation::Skip) {
        return InForce::Valid;
    }
    let pairs = chain.iter().zip(chain.iter().skip(1));
    pairs
        .map(|(certificate, issuer)| {
            revocation::status(certificate, issuer, trust, revocation, now)
        })
        .find(|found| *found != InForce::Valid)
        .unwrap_or(InForce::Valid)
}
