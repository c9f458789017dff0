//! Computes the embeddings of passages and questions from the model's token vectors.
//!
//! An embedding is the mean of token vectors, without those of padding, scaled to unit length. For
//! a passage, these are the tokens of its own part of the window; for a question, all tokens with
//! the special ones, as the model was trained. Of a model whose pooling is [`Pooling::Cls`] it is the
//! vector of the first special token, scaled alike.

use super::embedding::{DIMENSIONS, Embedding};
use super::encoded::{Encoded, EncodedQuestion};
use super::error::EmbedError;
use super::rules::Pooling;
use super::tokens::{Input, QuestionToken, TokenVectors};
use crate::passage::WindowPart;

/// The model's output vector for one token.
pub(super) type TokenVector = [f32; DIMENSIONS];

/// Returns a text's row without its padding: what stands before the text's tokens, these, and the last
/// special token.
pub(super) fn without_padding<'a>(
    row: &'a [TokenVector],
    input: &Input,
) -> Result<&'a [TokenVector], EmbedError> {
    let wanted = input.len();
    let given = row.len();
    row.get(..wanted)
        .ok_or_else(|| EmbedError::Inference(format!("{wanted} tokens gave {given} vectors")))
}

/// The vector that the vectors of a kind of text share.
pub(super) type Mean = Option<Box<TokenVector>>;

/// Reads a mean vector of [`DIMENSIONS`] little-endian `f32`.
pub(super) fn read_mean(bytes: &[u8]) -> TokenVector {
    let (numbers, _) = bytes.as_chunks::<4>();
    std::array::from_fn(|dimension| f32::from_le_bytes(numbers[dimension]))
}

/// Returns vectors without what all of them share.
pub(super) fn centred(row: &[TokenVector], mean: &Mean) -> Vec<TokenVector> {
    let mut centred = row.to_vec();
    if let Some(mean) = mean {
        for vector in &mut centred {
            let numbers = vector.iter_mut().zip(mean.iter());
            numbers.for_each(|(number, shared)| *number -= shared);
        }
    }
    centred
}

/// Encodes one part of a window from the window as the model reads it and its row without padding.
pub(super) fn encode_part(
    part: &WindowPart,
    input: &Input,
    row: &[TokenVector],
    pooling: Pooling,
) -> Result<Encoded, EmbedError> {
    let tokens = &input.tokens;
    let before = |end: usize| tokens.partition_point(|token| token.range.start < end);
    let own = before(part.range.start)..before(part.range.end);
    let vectors = &row[input.before.len()..][own.clone()];
    let mut kept = TokenVectors::default();
    for (token, vector) in tokens[own].iter().zip(vectors) {
        if token.kept {
            kept.push(token.id, vector);
        }
    }
    // A part without tokens of its own (control characters alone) gets the embedding of the whole
    // window.
    let embedding = pool(if vectors.is_empty() { row } else { vectors }, row, pooling)?;
    Ok(Encoded {
        embedding,
        tokens: kept,
    })
}

/// Encodes a question as the model reads it from its row without padding.
pub(super) fn encode_question(
    input: &Input,
    row: &[TokenVector],
    pooling: Pooling,
) -> Result<EncodedQuestion, EmbedError> {
    let with_vectors = input.tokens.iter().zip(&row[input.before.len()..]);
    let kept = with_vectors.filter(|(token, _)| token.kept);
    let tokens = kept.map(|(token, vector)| {
        Ok(QuestionToken {
            id: token.id,
            vector: Embedding::new(vector.to_vec())?.into_numbers(),
            range: token.range.clone(),
        })
    });
    Ok(EncodedQuestion {
        tokens: tokens.collect::<Result<_, EmbedError>>()?,
        embedding: pool(row, row, pooling)?,
    })
}

/// Returns the embedding of a text of these vectors in a whole row.
fn pool(
    vectors: &[TokenVector],
    row: &[TokenVector],
    pooling: Pooling,
) -> Result<Embedding, EmbedError> {
    match pooling {
        Pooling::Mean => mean(vectors),
        Pooling::Cls => mean(&row[..1]),
    }
}

fn mean(vectors: &[TokenVector]) -> Result<Embedding, EmbedError> {
    let mut sum = vec![0.0; DIMENSIONS];
    for vector in vectors {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
    }
    Ok(Embedding::new(sum)?)
}
