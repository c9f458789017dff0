//! Rounds vectors to a byte a number, and compares them in that form.
//!
//! A walk reads many vectors and needs only their order. Bytes are a quarter of the memory of f32,
//! and their sums are whole numbers, so an order is the same on every machine. What a walk finds is
//! compared again in f32.

use pulp::{Arch, Simd, WithSimd};

use crate::embed::DIMENSIONS;

/// A vector at a byte a number. All vectors of a graph are multiplied by the same factor.
pub(super) type RoundedRow = [i8; DIMENSIONS];

/// A similarity of two rounded vectors: the larger, the nearer. Only its order means anything.
pub(super) type Nearness = i32;

/// The numbers of a cache line.
const LINE: usize = 64;

/// Returns the rows of `vectors`, multiplied so that the largest number becomes 127.
pub(super) fn round(vectors: &[f32]) -> Vec<RoundedRow> {
    let factor = f32::from(i8::MAX) / largest(vectors);
    let (rows, _) = vectors.as_chunks::<DIMENSIONS>();
    let round_row = |row: &[f32; DIMENSIONS]| row.map(|number| (number * factor).round() as i8);
    rows.iter().map(round_row).collect()
}

fn largest(numbers: &[f32]) -> f32 {
    let sizes = numbers.iter().map(|number| number.abs());
    sizes.fold(f32::MIN_POSITIVE, f32::max)
}

/// What rows are compared with, at two bytes a number.
///
/// No sum overflows: 384 products of 2¹⁵ and 2⁷ stay below 2³¹.
pub(super) struct RoundedQuestion([i16; DIMENSIONS]);

impl RoundedQuestion {
    /// Returns a vector of [`DIMENSIONS`] numbers, rounded.
    pub(super) fn new(vector: &[f32]) -> Self {
        let factor = f32::from(i16::MAX) / largest(vector);
        let mut rounded = [0; DIMENSIONS];
        for (to, number) in rounded.iter_mut().zip(vector) {
            *to = (number * factor).round() as i16;
        }
        Self(rounded)
    }

    /// Returns a row as a question. It is exact.
    pub(super) fn of_row(row: &RoundedRow) -> Self {
        Self(row.map(i16::from))
    }

    /// Fills `nearness` with the nearness of each of these rows.
    pub(super) fn compare(&self, rows: &[RoundedRow], nodes: &[u32], nearness: &mut Vec<Nearness>) {
        nearness.clear();
        Arch::new().dispatch(Comparison {
            question: self,
            rows,
            nodes,
            nearness,
        });
    }

    /// Returns the nearness of one row.
    pub(super) fn nearness(&self, row: &RoundedRow) -> Nearness {
        let mut nearness = Vec::with_capacity(1);
        self.compare(std::slice::from_ref(row), &[0], &mut nearness);
        nearness[0]
    }
}

struct Comparison<'a> {
    question: &'a RoundedQuestion,
    rows: &'a [RoundedRow],
    nodes: &'a [u32],
    nearness: &'a mut Vec<Nearness>,
}

impl WithSimd for Comparison<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // A number of each cache line is read ahead, so that the rows come from memory side by
        // side. A prefetch instruction would need `unsafe`.
        let mut touched = 0;
        for &node in self.nodes {
            let row = &self.rows[node as usize];
            touched ^= (0..DIMENSIONS)
                .step_by(LINE)
                .fold(0, |all, at| all ^ row[at]);
        }
        std::hint::black_box(touched);
        let rows = self.nodes.iter().map(|&node| &self.rows[node as usize]);
        self.nearness
            .extend(rows.map(|row| product(&self.question.0, row)));
    }
}

/// Written plainly: the compiler makes it the instruction that multiplies and adds pairs.
#[inline(always)]
fn product(question: &[i16; DIMENSIONS], row: &RoundedRow) -> Nearness {
    let pairs = question.iter().zip(row);
    pairs
        .map(|(&a, &b)| Nearness::from(a) * Nearness::from(b))
        .sum()
}

/// Returns at most `most` of the candidates, which are sorted, the nearest first: each that is
/// nearer to the node in question than to all those chosen before it.
///
/// This is algorithm 4 of the HNSW paper. The links it chooses lead in different directions.
pub(super) fn choose_diverse(
    rows: &[RoundedRow],
    candidates: &[(Nearness, u32)],
    most: usize,
) -> Vec<(Nearness, u32)> {
    Arch::new().dispatch(DiverseChoice {
        rows,
        candidates,
        most,
    })
}

struct DiverseChoice<'a> {
    rows: &'a [RoundedRow],
    candidates: &'a [(Nearness, u32)],
    most: usize,
}

impl WithSimd for DiverseChoice<'_> {
    type Output = Vec<(Nearness, u32)>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        let mut chosen: Vec<(Nearness, u32)> = Vec::with_capacity(self.most);
        for &(nearness, node) in self.candidates {
            if chosen.len() == self.most {
                break;
            }
            let row = self.rows[node as usize].map(i16::from);
            let is_diverse = chosen
                .iter()
                .all(|&(_, other)| product(&row, &self.rows[other as usize]) < nearness);
            if is_diverse {
                chosen.push((nearness, node));
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(random: &mut fastrand::Rng) -> Vec<f32> {
        let numbers = (0..DIMENSIONS).map(|_| random.f32() - 0.5);
        numbers.collect()
    }

    #[test]
    fn nearness_is_the_product_of_the_rounded_numbers() {
        let mut random = fastrand::Rng::with_seed(5);
        let vectors: Vec<f32> = (0..9).flat_map(|_| vector(&mut random)).collect();
        let rows = round(&vectors);
        let question = RoundedQuestion::new(&vector(&mut random));
        let mut nearness = Vec::new();
        question.compare(&rows, &[8, 0, 3], &mut nearness);
        let expected: [i64; 3] = [8, 0, 3].map(|node: usize| {
            let pairs = question.0.iter().zip(&rows[node]);
            pairs.map(|(&a, &b)| i64::from(a) * i64::from(b)).sum()
        });
        assert_eq!(
            nearness
                .iter()
                .map(|&near| i64::from(near))
                .collect::<Vec<_>>(),
            expected
        );
        assert_eq!(i64::from(question.nearness(&rows[8])), expected[0]);
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let question = RoundedQuestion::new(&[-1.0; DIMENSIONS]);
        // What no rounding makes, but a damaged file may hold.
        let nearness = question.nearness(&[i8::MIN; DIMENSIONS]);
        assert_eq!(nearness, 384 * 32_767 * 128);
    }

    #[test]
    fn vectors_of_zeros_are_rounded_to_zeros() {
        assert_eq!(round(&[0.0; DIMENSIONS]), [[0; DIMENSIONS]]);
        let question = RoundedQuestion::new(&[0.0; DIMENSIONS]);
        assert_eq!(question.nearness(&[7; DIMENSIONS]), 0);
    }

    #[test]
    fn a_candidate_behind_a_chosen_one_is_left_out() {
        let mut rows = vec![[0; DIMENSIONS]; 3];
        // The second lies behind the first, the third elsewhere.
        rows[0][..2].copy_from_slice(&[100, 10]);
        rows[1][..2].copy_from_slice(&[90, 20]);
        rows[2][..2].copy_from_slice(&[10, 90]);
        let candidates = [(5000, 0), (4900, 1), (4000, 2)];
        assert_eq!(
            choose_diverse(&rows, &candidates, 3),
            [(5000, 0), (4000, 2)]
        );
        assert_eq!(choose_diverse(&rows, &candidates, 1), [(5000, 0)]);
    }
}
