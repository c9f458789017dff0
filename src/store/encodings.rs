//! Holds the encodings of a transcript's passages until they are stored: few in memory, many in a file.
//!
//! An encoding takes about 14 times the bytes of its words, so those of a long transcript would take
//! far more memory than the transcript.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::blob::{embedding_bytes, token_id_bytes};
use crate::embed::Encoded;

/// The most encodings in memory: about 10 MB of them.
const MOST_IN_MEMORY: usize = 1000;

/// A passage's encoding as the store has it (see [`super::blob`]).
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct EncodedBlobs {
    pub(super) embedding: Vec<u8>,
    pub(super) token_ids: Vec<u8>,
    pub(super) token_signs: Vec<u8>,
}

impl EncodedBlobs {
    fn parts(&mut self) -> [&mut Vec<u8>; 3] {
        [
            &mut self.embedding,
            &mut self.token_ids,
            &mut self.token_signs,
        ]
    }
}

impl From<Encoded> for EncodedBlobs {
    fn from(encoded: Encoded) -> Self {
        Self {
            embedding: embedding_bytes(&encoded.embedding),
            token_ids: token_id_bytes(&encoded.tokens),
            token_signs: encoded.tokens.signs().to_vec(),
        }
    }
}

/// The encodings of passages, in their order.
#[derive(Debug, Default)]
pub struct Encodings {
    /// Where a file is made; `None` where all of them stay in memory.
    folder: Option<PathBuf>,
    /// The first ones, of which the file has none of the others.
    file: Option<BufWriter<File>>,
    in_file: usize,
    /// Those after the ones in the file.
    in_memory: Vec<EncodedBlobs>,
}

impl From<Vec<Encoded>> for Encodings {
    fn from(encoded: Vec<Encoded>) -> Self {
        Self {
            in_memory: encoded.into_iter().map(EncodedBlobs::from).collect(),
            ..Self::default()
        }
    }
}

impl Encodings {
    /// Returns an empty list that writes to an unnamed file in `folder` where it grows long.
    pub fn spilling_into(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_owned()),
            ..Self::default()
        }
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.in_file + self.in_memory.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds encodings to the end.
    ///
    /// # Errors
    /// A file that cannot be made or written.
    pub fn extend(&mut self, encoded: impl IntoIterator<Item = Encoded>) -> io::Result<()> {
        for one in encoded {
            self.in_memory.push(one.into());
            if self.in_memory.len() > MOST_IN_MEMORY {
                self.spill()?;
            }
        }
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        if self.file.is_none() {
            self.file = Some(BufWriter::new(tempfile::tempfile_in(folder)?));
        }
        let file = self.file.as_mut().expect("it was made");
        for mut encoded in self.in_memory.drain(..) {
            for part in encoded.parts() {
                file.write_all(&(part.len() as u64).to_le_bytes())?;
                file.write_all(part)?;
            }
            self.in_file += 1;
        }
        file.flush()
    }

    /// Returns each encoding, from the first.
    ///
    /// # Errors
    /// A file that cannot be read; each item too.
    pub(super) fn iter(&self) -> io::Result<impl Iterator<Item = io::Result<EncodedBlobs>> + '_> {
        let mut file = match &self.file {
            Some(file) => {
                let mut file = file.get_ref().try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                Some(BufReader::new(file))
            }
            None => None,
        };
        let from_file = (0..self.in_file).map(move |_| {
            let file = file.as_mut().ok_or(io::ErrorKind::UnexpectedEof)?;
            read(file)
        });
        Ok(from_file.chain(self.in_memory.iter().cloned().map(Ok)))
    }
}

fn read(file: &mut BufReader<File>) -> io::Result<EncodedBlobs> {
    let mut encoded = EncodedBlobs::default();
    for part in encoded.parts() {
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        part.resize(u64::from_le_bytes(length) as usize, 0);
        file.read_exact(part)?;
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::{DIMENSIONS, Embedding, TokenVectors};

    fn encoded(number: usize) -> Encoded {
        let mut vector = [0.1; DIMENSIONS];
        vector[number % DIMENSIONS] = 1.0;
        let mut tokens = TokenVectors::default();
        for token in 0..number % 7 {
            tokens.push(2000 + token as u32, &vector);
        }
        let embedding = Embedding::new(vector.to_vec()).unwrap();
        Encoded { embedding, tokens }
    }

    #[test]
    fn many_encodings_go_to_a_file_and_come_back_in_order_twice() {
        let folder = tempfile::tempdir().unwrap();
        for count in [0, 3, MOST_IN_MEMORY, 2 * MOST_IN_MEMORY + 5] {
            let mut kept = Encodings::spilling_into(folder.path());
            kept.extend((0..count).map(encoded)).unwrap();
            assert_eq!(kept.len(), count);
            assert!(kept.in_memory.len() <= MOST_IN_MEMORY);
            for _ in 0..2 {
                let back: io::Result<Vec<EncodedBlobs>> = kept.iter().unwrap().collect();
                let made: Vec<EncodedBlobs> = (0..count).map(|n| encoded(n).into()).collect();
                assert!(back.unwrap() == made, "{count}");
            }
        }
    }
}
