//! Groups texts into batches that waste little on padding.
//!
//! The model pads every text of a batch to the longest, so texts are sorted by length. Batches are
//! small because the runtime gives no memory back, and because questions wait for a batch to end.

/// The most tokens of a batch, padding included.
const BATCH_TOKENS: usize = 2048;

/// The most tokens of a batch of questions, padding included. A larger batch is no faster per token,
/// and its questions finish later.
const MOST_QUESTION_TOKENS: usize = 512;

/// The fixed cost of a forward pass, in tokens: a pass of 16 tokens takes as long as 30 tokens of a
/// large batch.
const PASS_COST_TOKENS: usize = 14;

/// Returns the places of the texts to read next, in their order, the first text among them; nothing
/// where there are no texts.
///
/// The texts are sorted by length and cut into the batches that cost the least together: each costs
/// its pass and its tokens, padding included. The batch with the first text is returned.
pub(super) fn question_batch(token_counts: &[usize]) -> Vec<usize> {
    let mut by_length: Vec<usize> = (0..token_counts.len()).collect();
    by_length.sort_by_key(|&place| (token_counts[place], place));
    // For the texts before each end: the least cost, and where the last batch of it begins.
    let mut least = vec![(0, 0)];
    for end in 1..=by_length.len() {
        let longest = token_counts[by_length[end - 1]];
        let most = (MOST_QUESTION_TOKENS / longest.max(1)).max(1);
        let cuts = (end.saturating_sub(most)..end).map(|begin| {
            let (before, _) = least[begin];
            (before + PASS_COST_TOKENS + longest * (end - begin), begin)
        });
        least.extend(cuts.min());
    }
    let mut end = by_length.len();
    while end > 0 {
        let (_, begin) = least[end];
        let batch = &mut by_length[begin..end];
        if batch.contains(&0) {
            batch.sort_unstable();
            return batch.to_vec();
        }
        end = begin;
    }
    Vec::new()
}

/// Returns the places of the texts, shortest first, in batches of at most 2,048 padded tokens; a
/// longer text is a batch of its own.
pub fn window_batches(token_counts: &[usize]) -> Vec<Vec<usize>> {
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
    fn a_batch_of_questions_is_small_and_has_the_first() {
        let as_long = question_batch(&[16; 100]);
        assert!(as_long.len() <= MOST_QUESTION_TOKENS / 16 && as_long[0] == 0);
        assert_eq!(question_batch(&[10 * MOST_QUESTION_TOKENS, 8, 9]), [0]);
        assert_eq!(question_batch(&[12]), [0]);
        assert!(question_batch(&[]).is_empty());
    }

    #[test]
    fn questions_of_other_lengths_wait_for_a_batch_of_their_own() {
        assert_eq!(question_batch(&[10, 30, 11, 31, 9, 200]), [0, 2, 4]);
        assert_eq!(question_batch(&[200, 8, 9, 190]), [0, 3]);
        // A pass of its own would cost more than the padding.
        assert_eq!(question_batch(&[10, 14]), [0, 1]);
    }

    #[test]
    fn every_text_is_in_one_batch_and_padding_counts() {
        let counts = [1000, 3, 5000, 1000, 1000, 3];
        let batches = window_batches(&counts);
        let mut places: Vec<usize> = batches.concat();
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
        for batch in batches {
            let longest = batch.iter().map(|&place| counts[place]).max().unwrap();
            assert!(batch.len() == 1 || batch.len() * longest <= BATCH_TOKENS);
        }
    }
}
