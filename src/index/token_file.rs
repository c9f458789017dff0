//! Stores the tokens of a segment's passages, and how many passages have each token, in one file.
//!
//! ```text
//! header (u32 words, this machine's byte order)
//!   0  magic "WStk"           4  passages
//!   1  format version         5  tokens
//!   2  crc32 of the payload,  6  different tokens
//!      then words 3 to 7      7  0
//!   3  dimensions
//! payload
//!   signs[tokens × 48], bytes (see `crate::embed::TokenVectors`)
//!   passage ids[passages], ascending; token offsets[passages + 1], by passage;
//!   frequencies[different tokens]: in how many passages each occurs;
//!   token ids[tokens]; different token ids[different tokens], ascending; all u32
//! ```
//!
//! The signs, almost all of the file, stand first, so that they can be written without being held
//! in memory. They take a whole number of words, so what follows is aligned. A file never changes
//! once it is written, and its checksum is verified before use.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use tantivy::directory::OwnedBytes;

use super::error::IndexError;
use super::files;
use crate::embed::{DIMENSIONS, MOST_TOKEN_IDS, SIGN_BYTES, TokenVectors};
use crate::store::{PassageId, ReadError};

const MAGIC: u32 = u32::from_be_bytes(*b"WStk");
const FORMAT: u32 = 2;
const HEADER_WORDS: usize = 8;
const HEADER_BYTES: usize = 4 * HEADER_WORDS;

/// A passage's tokens, in the order of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRow<'a> {
    /// Each token's number in the vocabulary.
    pub ids: &'a [u32],
    /// [`SIGN_BYTES`] for each.
    pub signs: &'a [u8],
}

impl TokenRow<'_> {
    /// Returns a copy.
    pub(super) fn to_vectors(self) -> TokenVectors {
        TokenVectors::new(self.ids.to_vec(), self.signs.to_vec())
            .expect("a row has the signs of its tokens")
    }
}

/// A mapped token file.
pub(super) struct TokenFile {
    bytes: OwnedBytes,
    layout: TokenFileLayout,
}

impl TokenFile {
    /// Writes the file of ascending passages and maps it.
    ///
    /// `tokens_of` is called once for each passage, in their order.
    pub(super) fn build(
        folder: &Path,
        name: &str,
        passages: &[PassageId],
        tokens_of: impl FnMut(PassageId) -> Result<TokenVectors, ReadError>,
    ) -> Result<Self, IndexError> {
        let path = folder.join(name);
        files::write_with(&path, |file| fill(file, &path, passages, tokens_of))?;
        Self::open(folder, name).map_err(|reason| IndexError::File { path, reason })
    }

    /// Maps a token file and checks all of it.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let bytes = files::map(folder, name)?;
        let payload = bytes.get(HEADER_BYTES..);
        let payload = payload.ok_or(format!("{name} is too short"))?;
        let header: &[u32] = bytemuck::cast_slice(&bytes[..HEADER_BYTES]);
        if header[0] != MAGIC
            || header[1] != FORMAT
            || header[3] as usize != DIMENSIONS
            || header[7] != 0
        {
            return Err(format!("{name} has another format"));
        }
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(payload);
        if sealed(checksum, header) != header[2] {
            return Err(format!("the checksum of {name} does not match"));
        }
        let [passages, tokens, different] = [4, 5, 6].map(|place| header[place] as usize);
        let layout = TokenFileLayout::of(passages, tokens, different);
        let file = Self { bytes, layout };
        if file.is_sound() {
            Ok(file)
        } else {
            Err(format!("the numbers of {name} do not fit together"))
        }
    }

    /// Returns the passages' numbers, ascending, with those of removed passages.
    pub(super) fn passages(&self) -> &[u32] {
        self.words(&self.layout.passages)
    }

    /// Returns a passage's tokens, where it is in this file.
    pub(super) fn row(&self, id: PassageId) -> Option<TokenRow<'_>> {
        let place = self.passages().binary_search(&id.0).ok()?;
        let offsets = &self.words(&self.layout.offsets)[place..place + 2];
        let tokens = offsets[0] as usize..offsets[1] as usize;
        let signs = &self.bytes[self.layout.signs.clone()];
        Some(TokenRow {
            ids: &self.words(&self.layout.tokens)[tokens.clone()],
            signs: &signs[tokens.start * SIGN_BYTES..tokens.end * SIGN_BYTES],
        })
    }

    /// Returns each token that occurs, with the number of passages it occurs in.
    pub(super) fn frequencies(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let different = self.words(&self.layout.different).iter().copied();
        different.zip(self.words(&self.layout.frequencies).iter().copied())
    }

    /// Returns how many tokens there are, with those of removed passages.
    pub(super) fn tokens(&self) -> usize {
        self.layout.tokens.len() / 4
    }

    /// Returns the size of the file in bytes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Returns whether every number points inside the file.
    fn is_sound(&self) -> bool {
        if self.layout.different.end != self.bytes.len() {
            return false;
        }
        let offsets = self.words(&self.layout.offsets);
        let different = self.words(&self.layout.different);
        self.passages().is_sorted_by(|a, b| a < b)
            && offsets.first() == Some(&0)
            && offsets.is_sorted()
            && offsets.last().map(|&end| end as usize) == Some(self.tokens())
            && different.is_sorted_by(|a, b| a < b)
            && different
                .iter()
                .all(|&token| (token as usize) < MOST_TOKEN_IDS)
    }

    // The map begins on a page boundary and the signs before the words are a whole number of
    // words, so the casts cannot fail.
    fn words(&self, range: &Range<usize>) -> &[u32] {
        bytemuck::cast_slice(&self.bytes[range.clone()])
    }
}

/// Where the arrays lie among the file's bytes.
struct TokenFileLayout {
    signs: Range<usize>,
    passages: Range<usize>,
    offsets: Range<usize>,
    frequencies: Range<usize>,
    tokens: Range<usize>,
    different: Range<usize>,
}

impl TokenFileLayout {
    /// The counts are below 2^32, so no sum here overflows 64 bits.
    fn of(passages: usize, tokens: usize, different: usize) -> Self {
        let mut at = HEADER_BYTES;
        let mut next = |bytes: usize| {
            at += bytes;
            at - bytes..at
        };
        Self {
            signs: next(tokens * SIGN_BYTES),
            passages: next(4 * passages),
            offsets: next(4 * (passages + 1)),
            frequencies: next(4 * different),
            tokens: next(4 * tokens),
            different: next(4 * different),
        }
    }
}

/// Returns the different tokens of a passage.
pub(super) fn different(ids: &[u32]) -> Vec<u32> {
    let mut different = ids.to_vec();
    different.sort_unstable();
    different.dedup();
    different
}

/// Writes the signs as they come, then the arrays, and last the header in front of them.
fn fill(
    file: &mut File,
    path: &Path,
    passages: &[PassageId],
    mut tokens_of: impl FnMut(PassageId) -> Result<TokenVectors, ReadError>,
) -> Result<(), IndexError> {
    let failed = |error| IndexError::file(path)(error);
    let mut payload = Payload {
        file: BufWriter::new(file),
        checksum: crc32fast::Hasher::new(),
    };
    payload.file.write_all(&[0; HEADER_BYTES]).map_err(failed)?;
    let mut words: Vec<u32> = passages.iter().map(|id| id.0).collect();
    words.push(0);
    let mut tokens: Vec<u32> = Vec::new();
    let mut counts = vec![0; MOST_TOKEN_IDS];
    for &id in passages {
        let of_passage = tokens_of(id)?;
        payload.write(of_passage.signs()).map_err(failed)?;
        tokens.extend(of_passage.ids());
        words.push(u32::try_from(tokens.len()).map_err(|_| IndexError::File {
            path: path.to_owned(),
            reason: "a segment can hold no more than four billion tokens".into(),
        })?);
        for token in different(of_passage.ids()) {
            let count = counts.get_mut(token as usize);
            *count.ok_or_else(|| IndexError::File {
                path: path.to_owned(),
                reason: format!("there is no token {token}"),
            })? += 1;
        }
    }
    let occurring = (0..).zip(&counts).filter(|(_, count)| **count > 0);
    let (occurring, frequencies): (Vec<u32>, Vec<u32>) = occurring.unzip();
    let sizes = [passages.len(), tokens.len(), occurring.len()].map(|count| count as u32);
    for words in [words, frequencies, tokens, occurring] {
        payload
            .write(bytemuck::cast_slice(&words))
            .map_err(failed)?;
    }
    payload.finish(sizes).map_err(failed)
}

/// Writes what follows the header, and keeps its checksum.
struct Payload<'a> {
    file: BufWriter<&'a mut File>,
    checksum: crc32fast::Hasher,
}

impl Payload<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.checksum.update(bytes);
        self.file.write_all(bytes)
    }

    /// Writes the header, which says how many passages, tokens and different tokens there are.
    fn finish(mut self, [passages, tokens, different]: [u32; 3]) -> std::io::Result<()> {
        let dimensions = DIMENSIONS as u32;
        let mut header = [MAGIC, FORMAT, 0, dimensions, passages, tokens, different, 0];
        header[2] = sealed(self.checksum, &header);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(bytemuck::cast_slice(&header))?;
        self.file.flush()
    }
}

/// Returns the checksum of the payload and of the header's counts, which are known last.
fn sealed(mut payload: crc32fast::Hasher, header: &[u32]) -> u32 {
    payload.update(bytemuck::cast_slice(&header[3..]));
    payload.finalize()
}

#[cfg(test)]
mod tests;
