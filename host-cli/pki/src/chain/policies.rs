//! Certificate policies along a chain (RFC 5280, 6.1), for the initial policy set any-policy: what
//! is left to decide is whether an authority requires an explicit policy.
//!
//! The valid_policy_tree of RFC 5280 can grow exponentially. Which leaves it has follows from the
//! policies of its lowest level alone, each with its expected policy set; these are no more than
//! the certificates list.

use std::collections::{BTreeMap, BTreeSet};

use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::constraints::PolicyConstraints;
use x509_cert::ext::pkix::{CertificatePolicies, InhibitAnyPolicy, PolicyMappings};

use super::super::oid::{self, ANY_POLICY as ANY};
use super::super::received::Certificate;
use super::{ExtensionLocation, PathError, extensions};

/// Most mappings of one certificate.
const MAPPINGS: usize = 256;

/// The nodes of one level by their valid policy, each with its expected policy set.
type Level = BTreeMap<ObjectIdentifier, BTreeSet<ObjectIdentifier>>;

/// The state variables (RFC 5280, 6.1.2).
struct State {
    /// `None`: there is no valid policy any more.
    level: Option<Level>,
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any: usize,
}

/// Checks a chain, the holder's certificate first. The trust anchor at its end is not processed.
pub(super) fn check(chain: &[&Certificate]) -> Result<(), PathError> {
    let count = chain.len();
    let mut state = State {
        level: Some(Level::from([(ANY, BTreeSet::from([ANY]))])),
        explicit_policy: count,
        policy_mapping: count,
        inhibit_any: count,
    };
    for (place, certificate) in chain.iter().enumerate().rev().skip(1) {
        state.process(certificate, place)?;
        if state.explicit_policy == 0 && state.level.is_none() {
            return Err(PathError::Policy);
        }
        if place == 0 {
            state.wrap_up(certificate)?;
        } else {
            state.prepare(certificate, place)?;
        }
    }
    if state.explicit_policy == 0 && state.level.is_none() {
        Err(PathError::Policy)
    } else {
        Ok(())
    }
}

impl State {
    /// RFC 5280, 6.1.3 (d) and (e).
    fn process(&mut self, certificate: &Certificate, place: usize) -> Result<(), PathError> {
        let policies = extensions::read::<CertificatePolicies>(certificate, place)?;
        let (Some(policies), Some(above)) = (policies, self.level.take()) else {
            self.level = None;
            return Ok(());
        };
        let named: BTreeSet<_> = policies.0.iter().map(|found| found.policy_identifier).collect();
        // RFC 5280, 4.2.1.4: none stands twice.
        if named.len() != policies.0.len() {
            let at = ExtensionLocation { oid: oid::CERTIFICATE_POLICIES, place };
            return Err(PathError::ExtensionUnreadable(at));
        }
        let expected: BTreeSet<_> = above.values().flatten().copied().collect();
        let mut level = Level::new();
        for policy in named.iter().filter(|policy| **policy != ANY) {
            if expected.contains(policy) || above.contains_key(&ANY) {
                level.insert(*policy, BTreeSet::from([*policy]));
            }
        }
        let any = self.inhibit_any > 0 || (place > 0 && certificate.is_self_issued());
        if named.contains(&ANY) && any {
            for policy in expected {
                level.entry(policy).or_insert_with(|| BTreeSet::from([policy]));
            }
        }
        self.level = Some(level).filter(|level| !level.is_empty());
        Ok(())
    }

    /// RFC 5280, 6.1.4 (a), (b), (h), (i), (j): before the next certificate.
    fn prepare(&mut self, certificate: &Certificate, place: usize) -> Result<(), PathError> {
        if let Some(mappings) = extensions::read::<PolicyMappings>(certificate, place)? {
            self.map(&mappings)?;
        }
        if !certificate.is_self_issued() {
            for counter in
                [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any]
            {
                *counter = counter.saturating_sub(1);
            }
        }
        let limit = |counter: &mut usize, to: Option<u32>| {
            let to = to.and_then(|to| usize::try_from(to).ok());
            *counter = to.map_or(*counter, |to| to.min(*counter));
        };
        if let Some(constraints) = extensions::read::<PolicyConstraints>(certificate, place)? {
            limit(&mut self.explicit_policy, constraints.require_explicit_policy);
            limit(&mut self.policy_mapping, constraints.inhibit_policy_mapping);
        }
        if let Some(InhibitAnyPolicy(skip)) = extensions::read(certificate, place)? {
            limit(&mut self.inhibit_any, Some(skip));
        }
        Ok(())
    }

    fn map(&mut self, mappings: &PolicyMappings) -> Result<(), PathError> {
        if mappings.0.len() > MAPPINGS {
            return Err(PathError::TooMany);
        }
        let mut wanted: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for mapping in &mappings.0 {
            let (from, to) = (mapping.issuer_domain_policy, mapping.subject_domain_policy);
            if from == ANY || to == ANY {
                return Err(PathError::Policy);
            }
            wanted.entry(from).or_default().insert(to);
        }
        let Some(level) = &mut self.level else { return Ok(()) };
        for (from, to) in wanted {
            if self.policy_mapping == 0 {
                level.remove(&from);
            } else if level.contains_key(&from) || level.contains_key(&ANY) {
                level.insert(from, to);
            }
        }
        if level.is_empty() {
            self.level = None;
        }
        Ok(())
    }

    /// RFC 5280, 6.1.5 (a) and (b): after the holder's certificate.
    fn wrap_up(&mut self, certificate: &Certificate) -> Result<(), PathError> {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        let constraints = extensions::read::<PolicyConstraints>(certificate, 0)?;
        if constraints.is_some_and(|found| found.require_explicit_policy == Some(0)) {
            self.explicit_policy = 0;
        }
        Ok(())
    }
}
