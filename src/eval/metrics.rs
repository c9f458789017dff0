//! Ranks the hits that cover gold spans, and computes percentiles.

use std::time::Duration;

use super::dataset::Match;
use crate::time::Span;

/// The least overlap that counts for [`Match::Overlap`], for files whose lines cut turns anywhere.
const LEAST_OVERLAP_MS: u64 = 300;

/// Returns, for each gold span, the rank (from 1) of the first hit that covers it.
///
/// A hit covers a gold span when at least half of the hit lies in it, so a long hit cannot win by
/// being long; for [`Match::Overlap`], when more than 0.3 s do. Gold 10–20 s: a hit of 12–24 s
/// covers it (8 of 12 s), one of 0–18 s does not (8 of 18 s). A hit without a time covers nothing.
pub fn covered_by_rank(
    hits: &[Option<Span>],
    gold: &[Span],
    matching: Match,
) -> Vec<Option<usize>> {
    let covers = |hit: &Span, gold: &Span| {
        let shared = hit.overlap_ms(gold);
        match matching {
            Match::Overlap => shared > LEAST_OVERLAP_MS,
            Match::HalfOfHit if hit.length_ms() == 0 => gold.contains(hit.start_ms),
            Match::HalfOfHit => 2 * shared >= hit.length_ms(),
        }
    };
    gold.iter()
        .map(|gold| {
            hits.iter()
                .position(|hit| hit.is_some_and(|hit| covers(&hit, gold)))
                .map(|place| place + 1)
        })
        .collect()
}

/// Returns the value below which `share` of the durations lie (nearest rank), or zero of none.
pub fn percentile(durations: &mut [Duration], share: f64) -> Duration {
    durations.sort_unstable();
    let rank = (durations.len() as f64 * share).ceil() as usize;
    durations
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: [Span; 1] = [Span {
        start_ms: 10_000,
        end_ms: 20_000,
    }];

    #[test]
    fn a_hit_covers_when_half_of_itself_lies_in_the_gold_span() {
        let hits = [Span::new(0, 18_000), Span::new(12_000, 24_000)].map(Some);
        assert_eq!(covered_by_rank(&hits, &GOLD, Match::HalfOfHit), [Some(2)]);
    }

    #[test]
    fn where_overlap_is_enough_three_tenths_of_a_second_are_not() {
        let barely = [Some(Span::new(0, 10_300))];
        let enough = [Some(Span::new(0, 10_301))];
        assert_eq!(covered_by_rank(&barely, &GOLD, Match::Overlap), [None]);
        assert_eq!(covered_by_rank(&enough, &GOLD, Match::Overlap), [Some(1)]);
    }

    #[test]
    fn percentiles_take_the_nearest_rank() {
        let mut durations: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut durations, 0.5), Duration::from_millis(10));
        assert_eq!(percentile(&mut durations, 0.95), Duration::from_millis(19));
    }
}
