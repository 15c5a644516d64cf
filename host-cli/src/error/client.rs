//! What errors of readers, sessions and cards mean to the user.

mod reader;
mod session;
