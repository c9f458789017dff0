//! Groups texts into batches that waste no padding.
//!
//! In: the token count of each text. Out: batches of their places. A model pads every text of a
//! batch to its longest, so texts are sorted by length, and batches are small because the
//! runtime never gives memory back and questions wait for a batch to end (`benches/README.md` has
//! the measurements).

/// The most tokens of a batch, padding included.
pub const BATCH_TOKENS: usize = 2048;

/// The most tokens of a batch of questions, padding included. A larger one is no faster a token,
/// and what is left to do for its questions begins later.
const MOST_QUESTION_TOKENS: usize = 512;

/// Texts that came one after the other and are read together, as long as they are about as long.
#[derive(Debug, Default)]
pub(super) struct Padded {
    texts: usize,
    tokens: usize,
    longest: usize,
}

impl Padded {
    /// Takes a text of so many tokens, where it fits: at most a third of the batch is padding. The
    /// first one always fits.
    pub(super) fn takes(&mut self, tokens: usize) -> bool {
        let longest = self.longest.max(tokens);
        let padded = longest * (self.texts + 1);
        let fits = padded <= MOST_QUESTION_TOKENS && 2 * padded <= 3 * (self.tokens + tokens);
        if fits || self.texts == 0 {
            self.texts += 1;
            self.tokens += tokens;
            self.longest = longest;
            return true;
        }
        false
    }
}

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
    fn a_batch_of_questions_is_small_and_mostly_words() {
        let mut batch = Padded::default();
        let taken = |batch: &mut Padded, tokens| (0..100).filter(|_| batch.takes(tokens)).count();
        assert_eq!(taken(&mut batch, 16), MOST_QUESTION_TOKENS / 16);
        let mut batch = Padded::default();
        assert!(batch.takes(10) && batch.takes(16) && !batch.takes(200));
        assert!(Padded::default().takes(10 * MOST_QUESTION_TOKENS));
    }

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
