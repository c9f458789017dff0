//! Computes dot products with the widest vector instructions that the processor has.
//!
//! The dot product of unit vectors is their cosine. `pulp` picks the instructions. The code it runs
//! is a method that is always inlined: a closure is not inlined, and would be compiled for the
//! oldest processor.

use pulp::{Arch, Simd, WithSimd};

/// Returns the dot product of two vectors of one length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    Arch::new().dispatch(Dot { a, b })
}

/// Calls `take` with the place of each row of `rows` and its dot product with `question`.
///
/// The instructions are chosen once for all rows.
pub(super) fn dot_rows(question: &[f32], rows: &[f32], take: impl FnMut(usize, f32)) {
    Arch::new().dispatch(Rows {
        question,
        rows,
        take,
    });
}

struct Dot<'a> {
    a: &'a [f32],
    b: &'a [f32],
}

impl WithSimd for Dot<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        dot_with(simd, self.a, self.b)
    }
}

struct Rows<'a, F> {
    question: &'a [f32],
    rows: &'a [f32],
    take: F,
}

impl<F: FnMut(usize, f32)> WithSimd for Rows<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        for (place, row) in self.rows.chunks_exact(self.question.len()).enumerate() {
            (self.take)(place, dot_with(simd, self.question, row));
        }
    }
}

/// Four sums run side by side, so that one addition does not wait for the last.
#[inline(always)]
fn dot_with<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let (a_lanes, a_rest) = S::as_simd_f32s(a);
    let (b_lanes, b_rest) = S::as_simd_f32s(b);
    let (a_fours, a_left) = a_lanes.as_chunks::<4>();
    let (b_fours, b_left) = b_lanes.as_chunks::<4>();
    let mut sums = [simd.splat_f32s(0.0); 4];
    for (a, b) in a_fours.iter().zip(b_fours) {
        for place in 0..4 {
            sums[place] = simd.mul_add_f32s(a[place], b[place], sums[place]);
        }
    }
    for (a, b) in a_left.iter().zip(b_left) {
        sums[0] = simd.mul_add_f32s(*a, *b, sums[0]);
    }
    let [first, second, third, fourth] = sums;
    let sum = simd.add_f32s(simd.add_f32s(first, second), simd.add_f32s(third, fourth));
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    simd.reduce_sum_f32s(sum) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_and_rest_add_up() {
        let a: Vec<f32> = (0..37).map(|x| x as f32).collect();
        let expected: f32 = (0..37).map(|x| (x * x) as f32).sum();
        assert_eq!(dot(&a, &a), expected);
    }
}
