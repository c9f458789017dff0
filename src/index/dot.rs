//! The dot product of embeddings, with the widest vectors the processor has.
//!
//! In: two slices of equal length. Out: their dot product, which for unit vectors is their
//! cosine. Never here: `unsafe`; `pulp` picks the instructions and the compiler vectorises.

/// How many sums run side by side: one 512-bit register of `f32`.
const LANES: usize = 16;

/// Returns the dot product of two vectors of one length.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || dot_lanes(a, b),
    )
}

/// Calls `take` with the place of each row of `rows` and its dot product with `question`.
///
/// One choice of instructions serves all rows.
pub(super) fn dot_rows(question: &[f32], rows: &[f32], mut take: impl FnMut(usize, f32)) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || {
            for (place, row) in rows.chunks_exact(question.len()).enumerate() {
                take(place, dot_lanes(question, row));
            }
        },
    );
}

#[inline(always)]
fn dot_lanes(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    for (x, y) in a_lanes.iter().zip(b_lanes) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
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
