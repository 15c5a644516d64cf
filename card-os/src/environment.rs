//! The current security environment of a logical channel: which key each control reference
//! template names (ISO/IEC 7816-4:2020, 10.3.3).

use apdu_spec::request::{Purpose, Template};

use crate::objects::NodeId;

/// What a key of the environment is for: one template, one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    InternalAuthentication,
    ExternalAuthentication,
    KeyAgreement,
    Signature,
    Verification,
    Decipherment,
}

impl Role {
    pub(crate) const ALL: [Self; 6] = [
        Self::InternalAuthentication,
        Self::ExternalAuthentication,
        Self::KeyAgreement,
        Self::Signature,
        Self::Verification,
        Self::Decipherment,
    ];

    /// Its template, and its one purpose there.
    pub(crate) const fn reference(self) -> (Template, Purpose) {
        match self {
            Self::InternalAuthentication => (Template::Authentication, Purpose::Computation),
            Self::ExternalAuthentication => (Template::Authentication, Purpose::Verification),
            Self::KeyAgreement => (Template::KeyAgreement, Purpose::Computation),
            Self::Signature => (Template::Signature, Purpose::Computation),
            Self::Verification => (Template::Signature, Purpose::Verification),
            Self::Decipherment => (Template::Confidentiality, Purpose::Computation),
        }
    }

    /// Is it among the roles that SET of a template for this purpose sets?
    pub(crate) fn is_of(self, template: Template, purpose: Purpose) -> bool {
        let (own, needed) = self.reference();
        // Key agreement is the same for both parties (ISO/IEC 7816-4:2020, 11.6.11: bits 8 and 7 of
        // P1 both mean it).
        let is_of_both = own == Template::KeyAgreement;
        own == template && (is_of_both || purpose.qualifier() & needed.qualifier() != 0)
    }
}

/// The keys of an environment, by their roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Environment {
    keys: [Option<NodeId>; Role::ALL.len()],
}

impl Environment {
    /// No key has a role.
    pub(crate) const EMPTY: Self = Self { keys: [None; Role::ALL.len()] };

    /// The key that has this role.
    pub(crate) fn key(&self, role: Role) -> Option<NodeId> {
        self.keys.get(role as usize).copied().flatten()
    }

    /// Gives a key a role.
    pub(crate) fn set(&mut self, role: Role, key: NodeId) {
        if let Some(place) = self.keys.get_mut(role as usize) {
            *place = Some(key);
        }
    }

    /// Takes a role from the key that has it.
    pub(crate) fn clear(&mut self, role: Role) {
        if let Some(place) = self.keys.get_mut(role as usize) {
            *place = None;
        }
    }

    /// Takes every role from other keys than these.
    pub(crate) fn retain(&mut self, keep: impl Fn(NodeId) -> bool) {
        for place in &mut self.keys {
            *place = place.filter(|key| keep(*key));
        }
    }
}
