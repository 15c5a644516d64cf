//! What errors of signing and judging mean to the user.
