//! Encodes and decodes the store's blobs: embeddings, tokens and timed lines, little-endian.
//!
//! An embedding is [`DIMENSIONS`] `f32`; tokens are a `u16` each where all of a passage's fit and a `u32`
//! each where not, and their signs as [`TokenVectors`] has them; a turn's lines are `u64` triples of
//! text start (bytes), start and end (milliseconds).

use crate::embed::{DIMENSIONS, Embedding, MOST_TOKEN_IDS, SIGN_BYTES, TokenVectors};
use crate::time::Span;
use crate::transcript::Cue;

pub(super) fn embedding_bytes(embedding: &Embedding) -> Vec<u8> {
    let numbers = embedding.as_slice().iter();
    numbers.flat_map(|number| number.to_le_bytes()).collect()
}

/// Returns the numbers as they were stored, or `None` where they cannot be an embedding.
pub(super) fn embedding_numbers(bytes: &[u8]) -> Option<Vec<f32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    let numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes));
    let numbers: Vec<f32> = numbers.collect();
    let sound = rest.is_empty()
        && numbers.len() == DIMENSIONS
        && numbers.iter().all(|number| number.is_finite());
    sound.then_some(numbers)
}

pub(super) fn token_id_bytes(tokens: &TokenVectors) -> Vec<u8> {
    let ids = tokens.ids();
    let short: Result<Vec<u16>, _> = ids.iter().map(|&id| u16::try_from(id)).collect();
    match short {
        Ok(short) => short.into_iter().flat_map(u16::to_le_bytes).collect(),
        Err(_) => ids.iter().flat_map(|id| id.to_le_bytes()).collect(),
    }
}

/// Returns the tokens as they were stored, or `None` where numbers and signs do not agree.
pub(super) fn token_vectors(ids: &[u8], signs: &[u8]) -> Option<TokenVectors> {
    let (short, short_rest) = ids.as_chunks::<2>();
    let (long, long_rest) = ids.as_chunks::<4>();
    let is_short = short.len() * SIGN_BYTES == signs.len();
    let rest = if is_short { short_rest } else { long_rest };
    let ids: Vec<u32> = if is_short {
        let short = short.iter().map(|bytes| u16::from_le_bytes(*bytes));
        short.map(u32::from).collect()
    } else {
        let long = long.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let long: Vec<u32> = long.collect();
        // A larger number is in no vocabulary.
        if long.iter().any(|&id| id as usize >= MOST_TOKEN_IDS) {
            return None;
        }
        long
    };
    let tokens = TokenVectors::new(ids, signs.to_vec());
    tokens.filter(|_| rest.is_empty())
}

pub(super) fn cue_bytes(cues: &[Cue]) -> Vec<u8> {
    cues.iter()
        .flat_map(|cue| [cue.text_start as u64, cue.span.start_ms, cue.span.end_ms])
        .flat_map(u64::to_le_bytes)
        .collect()
}

/// Returns the lines, or `None` where the bytes are not the lines of `text`.
pub(super) fn cues(bytes: &[u8], text: &str) -> Option<Vec<Cue>> {
    let (triples, rest) = bytes.as_chunks::<24>();
    let cues = triples.iter().map(|triple| {
        let (numbers, _) = triple.as_chunks::<8>();
        let [text_start, start_ms, end_ms] = [0, 1, 2].map(|i| u64::from_le_bytes(numbers[i]));
        let text_start = usize::try_from(text_start).ok()?;
        text.is_char_boundary(text_start).then_some(Cue {
            text_start,
            span: Span::new(start_ms, end_ms),
        })
    });
    let cues: Vec<Cue> = cues.collect::<Option<_>>()?;
    let sound = rest.is_empty() && cues.is_sorted_by(|a, b| a.text_start < b.text_start);
    sound.then_some(cues)
}
