//! Groups texts into batches that waste no padding.
//!
//! In: the token count of each text. Out: batches of their places. A model pads every text of a
//! batch to its longest, so texts are sorted by length, and batches are small because the
//! runtime never gives memory back (`benches/README.md` has the measurement).

/// The most tokens of a batch, padding included.
pub const BATCH_TOKENS: usize = 2048;

/// Returns the places of the texts, shortest first, in batches of at most [`BATCH_TOKENS`] padded
/// tokens; a text longer than that is a batch alone.
pub fn batches(token_counts: &[usize]) -> Vec<Vec<usize>> {
    let mut by_length: Vec<usize> = (0..token_counts.len()).collect();
    by_length.sort_by_key(|&place| (token_counts[place], place));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for place in by_length {
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * token_counts[place] <= BATCH_TOKENS => {
                batch.push(place);
            }
            _ => batches.push(vec![place]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_in_one_batch_and_padding_counts() {
        let counts = [1000, 3, 5000, 1000, 1000, 3];
        let batches = batches(&counts);
        let mut places: Vec<usize> = batches.concat();
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
        for batch in batches {
            let longest = batch.iter().map(|&place| counts[place]).max().unwrap();
            assert!(batch.len() == 1 || batch.len() * longest <= BATCH_TOKENS);
        }
    }
}
