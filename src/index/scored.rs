//! Orders passages by their scores.

use std::cmp::Ordering;

use crate::store::PassageId;

/// A passage with its score; the larger, the better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The passage.
    pub id: PassageId,
    /// Its score.
    pub score: f32,
}

impl Scored {
    /// Orders the best first, and equal scores by number, so that an order is always the same.
    pub fn best_first(&self, other: &Scored) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then(self.id.cmp(&other.id))
    }
}

/// Keeps the best `most`, in no order.
pub fn keep_best(found: &mut Vec<Scored>, most: usize) {
    if most > 0 && found.len() > most {
        found.select_nth_unstable_by(most - 1, Scored::best_first);
    }
    found.truncate(most);
}

/// Returns the best `most`, best first.
pub fn best(mut found: Vec<Scored>, most: usize) -> Vec<Scored> {
    keep_best(&mut found, most);
    found.sort_unstable_by(Scored::best_first);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_and_of_equal_scores_the_lower_number() {
        let scores = [(4, 0.5), (9, 2.0), (2, 0.5), (7, -1.0)];
        let scored = scores.map(|(id, score)| Scored {
            id: PassageId(id),
            score,
        });
        let ids = |most| -> Vec<u32> {
            let best = best(scored.to_vec(), most).into_iter();
            best.map(|scored| scored.id.0).collect()
        };
        assert_eq!(ids(9), [9, 2, 4, 7]);
        assert_eq!(ids(2), [9, 2]);
        assert!(ids(0).is_empty());
    }
}
