#![doc = include_str!("../README.md")]

pub mod font;
pub mod html;
pub mod notification;
pub mod page;
pub mod pdf;
pub mod text;
