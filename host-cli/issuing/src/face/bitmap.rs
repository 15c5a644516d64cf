//! A picture of black and white dots.

/// Black dots on white paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    height: usize,
    ink: Vec<bool>,
}

impl Bitmap {
    /// White paper of this size in pixels.
    #[must_use]
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, ink: vec![false; width * height] }
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> usize {
        self.height
    }

    /// Is this dot black? Beyond the edges none is.
    #[must_use]
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        x < self.width && self.ink.get(y * self.width + x).is_some_and(|ink| *ink)
    }

    /// Makes a black dot; beyond the edges nothing happens.
    pub(super) fn dot(&mut self, x: usize, y: usize) {
        if x < self.width
            && let Some(ink) = self.ink.get_mut(y * self.width + x)
        {
            *ink = true;
        }
    }

    /// The picture as PNG: one bit a pixel, 0 black, as cards of the family have it. `None` for a
    /// picture without pixels.
    #[must_use]
    pub fn to_png(&self) -> Option<Vec<u8>> {
        let mut file = Vec::new();
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut bytes = Vec::new();
        for row in self.ink.chunks(self.width.max(1)) {
            bytes.extend(row.chunks(8).map(|dots| {
                let white = |(place, ink): (usize, &bool)| if *ink { 0 } else { 0x80 >> place };
                dots.iter().enumerate().map(white).fold(0_u8, |byte, bit| byte | bit)
            }));
        }
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&bytes).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}
