//! What errors of issuing, ready cards and municipal applications mean to the user.
