//! What a host's card was sent, and what it answered: the form in which
//! `card-os/examples/secured.rs` writes it. Numbers are little-endian.

/// Reads it from its beginning.
pub(crate) struct Reader {
    rest: &'static [u8],
}

/// Exchanges that are counted together, or, without a name, not at all.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) exchanges: u16,
}

impl Reader {
    pub(crate) const fn new(bytes: &'static [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The head of the next scene: how many exchanges follow it, and its name.
    pub(crate) fn scene(&mut self) -> Option<Scene> {
        let exchanges = self.number()?;
        let name = core::str::from_utf8(self.bytes()?).ok()?;
        (exchanges != 0).then_some(Scene { name, exchanges })
    }

    /// A command or an answer, behind its length.
    pub(crate) fn bytes(&mut self) -> Option<&'static [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.rest.split_at_checked(length.into())?;
        self.rest = rest;
        Some(bytes)
    }

    fn number(&mut self) -> Option<u16> {
        let (number, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(u16::from_le_bytes(*number))
    }
}
