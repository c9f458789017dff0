//! Reads the file `e5-small-q4.bin`, which is little-endian:
//!
//! ```text
//! magic "E5S1", u32 version
//! i32 hidden, layers, heads, feed-forward, vocabulary, positions, types; f32 epsilon; i32 block
//! tokenizer
//!   i32 pieces, bos, eos, pad, unknown; u64 bytes of the pieces
//!   u32 offsets[pieces + 1]; f32 scores[pieces]; the pieces' bytes (UTF-8)
//!   i32 entries, u32 bytes: which characters are read as which others
//! directory
//!   i32 tensors; of each: u16 length and bytes of its name, u8 type, u32 numbers, u64 offset, u64 bytes
//! tensors
//!   type 0: f32; type 1: blocks of 32 numbers, each an f16 scale and 16 bytes
//! ```
//!
//! The low halves of a block's bytes are its first 16 numbers, the high halves its last 16; a number
//! is (half − 8) × scale.

use std::collections::HashMap;

/// Numbers in a block.
pub(super) const BLOCK: usize = 32;

/// Bytes of a block: the scale and two numbers a byte.
const BLOCK_BYTES: usize = 2 + BLOCK / 2;

/// The file's contents.
pub(super) struct Source<'a> {
    bytes: &'a [u8],
    /// The pieces of the vocabulary, in the order of their numbers, with their scores.
    pub(super) pieces: Vec<(&'a str, f32)>,
    /// Where each tensor stands, by its name.
    tensors: HashMap<&'a str, Tensor>,
}

struct Tensor {
    kind: u8,
    numbers: usize,
    offset: usize,
}

/// A block of a tensor.
pub(super) struct Block {
    /// What its numbers are multiples of.
    pub(super) scale: f32,
    /// Its numbers, from 0 to 15; 8 stands for zero.
    pub(super) halves: [u8; BLOCK],
}

impl Block {
    /// Returns the numbers that the block stands for.
    pub(super) fn numbers(&self) -> [f32; BLOCK] {
        self.halves.map(|half| (f32::from(half) - 8.0) * self.scale)
    }
}

impl<'a> Source<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        let mut cursor = Cursor { bytes, at: 0 };
        if cursor.take(4)? != b"E5S1" {
            return Err("it does not begin with E5S1".into());
        }
        // The version, seven sizes, epsilon and the block: our graph has them, and the file is
        // pinned by its hash.
        cursor.take(10 * 4)?;
        let pieces = cursor.count()?;
        // The numbers of the special pieces.
        cursor.take(4 * 4)?;
        let length = usize::try_from(cursor.u64()?).map_err(|error| error.to_string())?;
        let offsets = cursor.u32s(pieces + 1)?;
        let scores = cursor.u32s(pieces)?;
        let text = cursor.take(length)?;
        let read_piece = |place: usize| {
            let range = offsets[place] as usize..offsets[place + 1] as usize;
            let piece = text.get(range).and_then(|piece| str::from_utf8(piece).ok());
            let piece = piece.ok_or_else(|| format!("piece {place} is no text"))?;
            Ok((piece, f32::from_bits(scores[place])))
        };
        let pieces = (0..pieces).map(read_piece).collect::<Result<_, String>>()?;
        // What characters are read as is left out: it is Unicode's NFKC, which the tokenizer has.
        cursor.count()?;
        let length = cursor.count()?;
        cursor.take(length)?;
        Ok(Self {
            bytes,
            pieces,
            tensors: cursor.directory()?,
        })
    }

    /// Returns a tensor of `f32`.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f32>, String> {
        let tensor = self.tensor(name, 0)?;
        let bytes = self.range(name, tensor.offset, 4 * tensor.numbers)?;
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect())
    }

    /// Returns the blocks of a tensor, row by row.
    pub(super) fn blocks(&self, name: &str) -> Result<impl Iterator<Item = Block> + '_, String> {
        let tensor = self.tensor(name, 1)?;
        let length = tensor.numbers / BLOCK * BLOCK_BYTES;
        let (blocks, _) = self
            .range(name, tensor.offset, length)?
            .as_chunks::<BLOCK_BYTES>();
        Ok(blocks.iter().map(|block| Block {
            scale: f32_of_f16(u16::from_le_bytes([block[0], block[1]])),
            halves: std::array::from_fn(|number| {
                let byte = block[2 + number % (BLOCK / 2)];
                if number < BLOCK / 2 {
                    byte & 15
                } else {
                    byte >> 4
                }
            }),
        }))
    }

    fn tensor(&self, name: &str, kind: u8) -> Result<&Tensor, String> {
        let tensor = self.tensors.get(name);
        let tensor = tensor.filter(|tensor| tensor.kind == kind);
        tensor.ok_or_else(|| format!("it has no tensor {name} of type {kind}"))
    }

    fn range(&self, name: &str, offset: usize, length: usize) -> Result<&'a [u8], String> {
        let end = offset.checked_add(length);
        let bytes = end.and_then(|end| self.bytes.get(offset..end));
        bytes.ok_or_else(|| format!("the tensor {name} goes past its end"))
    }
}

/// Returns the `f32` of a half-precision number (IEEE 754).
fn f32_of_f16(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 31);
    let fraction = f32::from(bits & 1023) / 1024.0;
    sign * match exponent {
        0 => fraction * 2f32.powi(-14),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction) * 2f32.powi(exponent - 15),
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        self.at += length;
        taken.ok_or_else(|| "it is cut off".into())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many bytes as were taken"))
    }

    fn u64(&mut self) -> Result<u64, String> {
        self.array().map(u64::from_le_bytes)
    }

    fn count(&mut self) -> Result<usize, String> {
        let number = self.array().map(u32::from_le_bytes)?;
        let number = number as usize;
        // A byte holds two numbers at most, so that a wrong count allocates little.
        if number > 2 * self.bytes.len() {
            return Err(format!("{number} is more than its bytes hold"));
        }
        Ok(number)
    }

    fn u32s(&mut self, count: usize) -> Result<Vec<u32>, String> {
        let (numbers, _) = self.take(4 * count)?.as_chunks::<4>();
        Ok(numbers
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
            .collect())
    }

    fn directory(&mut self) -> Result<HashMap<&'a str, Tensor>, String> {
        let tensors = self.count()?;
        let read = |_| {
            let length = self.array().map(u16::from_le_bytes)?;
            let name = self.take(length.into())?;
            let name = str::from_utf8(name).map_err(|error| error.to_string())?;
            let [kind] = self.array()?;
            let numbers = self.count()?;
            let offset = usize::try_from(self.u64()?).map_err(|error| error.to_string())?;
            self.u64()?;
            let tensor = Tensor {
                kind,
                numbers,
                offset,
            };
            Ok((name, tensor))
        };
        (0..tensors).map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_numbers_are_read_as_the_standard_says() {
        for (bits, number) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2f32.powi(-24)),
            (0x3555, 0.333_251_95),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(f32_of_f16(bits), number, "{bits:04x}");
        }
        assert!(f32_of_f16(0x7e00).is_nan());
    }

    #[test]
    fn cut_off_and_foreign_bytes_are_refused() {
        assert!(Source::read(b"").is_err());
        assert!(Source::read(b"PK\x03\x04").is_err());
        let mut claims_much = b"E5S1".to_vec();
        claims_much.extend([0; 40]);
        claims_much.extend(u32::MAX.to_le_bytes());
        assert!(Source::read(&claims_much).is_err());
    }
}
