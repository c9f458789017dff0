//! Compares a question's tokens with stored tokens, which have only the signs of their vectors.
//!
//! The cosine is estimated by the dot product with the vector of ±1/√384 that has the same signs.
//! The question's vectors are kept whole. Against whole vectors on both sides, this loses 0.2
//! points of recall@5 (`benches/README.md`).

use std::sync::LazyLock;

use pulp::{Arch, Simd, WithSimd};

use crate::embed::{DIMENSIONS, SIGN_BYTES};

/// How many of the question's tokens are compared at once, so that their sums do not wait for each
/// other.
const AT_ONCE: usize = 4;

/// The eight numbers that each byte of signs encodes.
static SIGN_VECTORS: LazyLock<[[f32; 8]; 256]> = LazyLock::new(|| {
    let size = 1.0 / (DIMENSIONS as f32).sqrt();
    std::array::from_fn(|byte| {
        std::array::from_fn(|bit| if byte >> bit & 1 == 1 { size } else { -size })
    })
});

/// A question's token vectors in groups of four, because comparing four at once takes hardly longer
/// than one. The last group is filled up with zeros.
#[derive(Debug, Clone)]
pub struct QuestionVectors {
    fours: Vec<[[f32; DIMENSIONS]; AT_ONCE]>,
    tokens: usize,
}

impl QuestionVectors {
    /// Returns the vectors of these numbers, [`DIMENSIONS`] a token.
    pub fn new(numbers: &[f32]) -> Self {
        let (vectors, _) = numbers.as_chunks::<DIMENSIONS>();
        let fours = vectors.chunks(AT_ONCE).map(|chunk| {
            let mut four = [[0.0; DIMENSIONS]; AT_ONCE];
            four[..chunk.len()].copy_from_slice(chunk);
            four
        });
        Self {
            fours: fours.collect(),
            tokens: vectors.len(),
        }
    }

    /// Calls `take` for each stored token with its place and its similarity to each of the
    /// question's tokens. `signs` has [`SIGN_BYTES`] a token.
    pub fn compare(&self, signs: &[u8], take: impl FnMut(usize, &[f32])) {
        Arch::new().dispatch(Similarities {
            question: self,
            signs,
            take,
        });
    }
}

struct Similarities<'a, F> {
    question: &'a QuestionVectors,
    signs: &'a [u8],
    take: F,
}

impl<F: FnMut(usize, &[f32])> WithSimd for Similarities<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (stored, _) = self.signs.as_chunks::<SIGN_BYTES>();
        let QuestionVectors { fours, tokens } = self.question;
        let eights = &*SIGN_VECTORS;
        let mut whole = [0.0; DIMENSIONS];
        let mut similarities = vec![[0.0; AT_ONCE]; fours.len()];
        for (place, signs) in stored.iter().enumerate() {
            for (byte, numbers) in signs.iter().zip(whole.as_chunks_mut::<8>().0) {
                *numbers = eights[usize::from(*byte)];
            }
            for (four, to) in fours.iter().zip(&mut similarities) {
                *to = four_dots(simd, four, &whole);
            }
            (self.take)(place, &similarities.as_flattened()[..*tokens]);
        }
    }
}

/// 384 numbers are a whole number of the widest registers, so nothing is left over.
#[inline(always)]
fn four_dots<S: Simd>(
    simd: S,
    rows: &[[f32; DIMENSIONS]; AT_ONCE],
    whole: &[f32; DIMENSIONS],
) -> [f32; AT_ONCE] {
    let [a, b, c, d] = rows;
    let [a, b, c, d] = [a, b, c, d].map(|row| S::as_simd_f32s(row).0);
    let mut sums = [simd.splat_f32s(0.0); AT_ONCE];
    for ((((a, b), c), d), numbers) in a.iter().zip(b).zip(c).zip(d).zip(S::as_simd_f32s(whole).0) {
        sums[0] = simd.mul_add_f32s(*a, *numbers, sums[0]);
        sums[1] = simd.mul_add_f32s(*b, *numbers, sums[1]);
        sums[2] = simd.mul_add_f32s(*c, *numbers, sums[2]);
        sums[3] = simd.mul_add_f32s(*d, *numbers, sums[3]);
    }
    let [a, b, c, d] = sums;
    [
        simd.reduce_sum_f32s(a),
        simd.reduce_sum_f32s(b),
        simd.reduce_sum_f32s(c),
        simd.reduce_sum_f32s(d),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::TokenVectors;

    /// Unit vectors that differ, from a seed.
    fn vector(seed: u64) -> [f32; DIMENSIONS] {
        let mut random = fastrand::Rng::with_seed(seed);
        let vector: [f32; DIMENSIONS] = std::array::from_fn(|_| random.f32() - 0.5);
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.map(|x| x / length)
    }

    #[test]
    fn a_similarity_is_the_dot_product_with_the_signs_at_unit_length() {
        let questions: Vec<[f32; DIMENSIONS]> = (0..7).map(vector).collect();
        let mut stored = TokenVectors::default();
        let passages: Vec<[f32; DIMENSIONS]> = (100..103).map(vector).collect();
        passages.iter().for_each(|token| stored.push(2000, token));
        let mut seen = 0;
        let question = QuestionVectors::new(questions.as_flattened());
        question.compare(stored.signs(), |place, similar| {
            for (question, similarity) in questions.iter().zip(similar) {
                let expected: f32 = question
                    .iter()
                    .zip(&passages[place])
                    .map(|(q, p)| q * p.signum() / (DIMENSIONS as f32).sqrt())
                    .sum();
                assert!((similarity - expected).abs() < 1e-5);
                seen += 1;
            }
        });
        assert_eq!(seen, 21);
    }

    #[test]
    fn a_token_is_nearest_to_its_own_signs() {
        let mut stored = TokenVectors::default();
        (0..9).for_each(|seed| stored.push(2000, &vector(seed)));
        let mut best = (0, f32::MIN);
        QuestionVectors::new(&vector(4)).compare(stored.signs(), |place, similar| {
            if similar[0] > best.1 {
                best = (place, similar[0]);
            }
        });
        assert_eq!(best.0, 4);
        // The cosine of a vector of even numbers with its own signs.
        assert!(best.1 > 0.8);
    }
}
