//! What errors of the authority, certificates, lists and trust mean to the user.
