//! What errors of issuing, ready cards and municipal applications mean to the user.

mod font;
mod issue;
mod municipal;
mod photo;
mod ready;
