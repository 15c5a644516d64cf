//! Objects, one after the other, and the table of where they begin.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Chunk, Filter, Finish as _, Name, Ref};
use sha2::{Digest as _, Sha256};

use super::{PdfError, chunk};

/// The file that is being written.
pub(super) struct Output<W> {
    file: W,
    /// Bytes written.
    length: u64,
    /// Where the objects begin, that of number 1 first; 0: not written yet.
    offsets: Vec<u64>,
    hash: Sha256,
}

impl<W> std::fmt::Debug for Output<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("length", &self.length).finish_non_exhaustive()
    }
}

impl<W: Write> Output<W> {
    pub(super) fn new(file: W) -> Result<Self, PdfError> {
        let mut output = Self { file, length: 0, offsets: Vec::new(), hash: Sha256::new() };
        // Bytes above 127 tell programs that the file is not text (7.5.2).
        output.put(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(output)
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> Result<Ref, PdfError> {
        self.offsets.push(0);
        // The limit of readers (Annex C).
        let number = i32::try_from(self.offsets.len()).ok().filter(|number| *number < 8_388_607);
        number.map(Ref::new).ok_or(PdfError::TooLarge)
    }

    /// Writes a chunk with one object.
    pub(super) fn write(&mut self, chunk: &Chunk) -> Result<(), PdfError> {
        for id in chunk.refs() {
            let index = usize::try_from(id.get() - 1).ok();
            if let Some(offset) = index.and_then(|index| self.offsets.get_mut(index)) {
                *offset = self.length;
            }
        }
        self.put(chunk.as_bytes())
    }

    /// Writes a compressed stream with numbers in its dictionary.
    pub(super) fn stream(
        &mut self,
        id: Ref,
        bytes: &[u8],
        numbers: &BTreeMap<&'static str, i32>,
    ) -> Result<(), PdfError> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes)?;
        let packed = encoder.finish()?;
        // pdf-writer takes no stream that is longer.
        i32::try_from(packed.len()).map_err(|_| PdfError::TooLarge)?;
        let mut chunk = chunk();
        let mut stream = chunk.stream(id, &packed);
        stream.filter(Filter::FlateDecode);
        for (name, number) in numbers {
            stream.pair(Name(name.as_bytes()), *number);
        }
        stream.finish();
        self.write(&chunk)
    }

    /// Writes the table of objects and the trailer; gives the file back.
    pub(super) fn finish(mut self, catalog: Ref, info: Ref) -> Result<W, PdfError> {
        let start = self.length;
        let count = self.offsets.len() + 1;
        self.put(format!("xref\n0 {count}\n0000000000 65535 f \n").as_bytes())?;
        for offset in std::mem::take(&mut self.offsets) {
            if offset > 9_999_999_999 {
                return Err(PdfError::TooLarge);
            }
            self.put(format!("{offset:010} 00000 n \n").as_bytes())?;
        }
        let hash = self.hash.clone().finalize();
        let id: String = hash.iter().take(16).map(|byte| format!("{byte:02X}")).collect();
        let (catalog, info) = (catalog.get(), info.get());
        let trailer = format!(
            "trailer\n<</Size {count}/Root {catalog} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\n\
             startxref\n{start}\n%%EOF\n"
        );
        self.put(trailer.as_bytes())?;
        self.file.flush()?;
        Ok(self.file)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), PdfError> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += u64::try_from(bytes.len()).map_err(|_| PdfError::TooLarge)?;
        Ok(())
    }
}
