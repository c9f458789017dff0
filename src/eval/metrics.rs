//! Ranks the hits that cover gold spans, tells where a quote lies and which words it holds, and
//! computes percentiles.

use std::time::Duration;

use super::dataset::Match;
use crate::english::words;
use crate::time::Span;

/// The least overlap that counts for [`Match::Overlap`], for files whose lines cut turns anywhere,
/// and for a quote.
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

/// Returns whether a quote lies in one of the spans.
///
/// More than 0.3 s of it do; of a quote that is shorter than 0.6 s, at least half. A quote without a
/// time lies in none.
pub(super) fn lies_in(quote: Option<Span>, spans: &[Span]) -> bool {
    let Some(quote) = quote else {
        return false;
    };
    spans.iter().any(|span| {
        let shared = quote.overlap_ms(span);
        match quote.length_ms() {
            0 => span.contains(quote.start_ms),
            length if length < 2 * LEAST_OVERLAP_MS => 2 * shared >= length,
            _ => shared > LEAST_OVERLAP_MS,
        }
    })
}

/// Returns whether a text holds the words of a phrase, one after the other and each as a whole.
///
/// Capitals, accents, apostrophes and other punctuation do not count. A hyphen separates words.
pub(super) fn holds_phrase(text: &str, phrase: &str) -> bool {
    let (text, phrase) = (comparable_words(text), comparable_words(phrase));
    !phrase.is_empty() && text.windows(phrase.len()).any(|words| words == phrase)
}

fn comparable_words(text: &str) -> Vec<String> {
    let without_apostrophes = |word: &str| word.replace(['\'', '‘', 'ʼ'], "");
    words(text)
        .map(|word| without_apostrophes(&word.folded))
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
    fn a_quote_lies_where_more_than_three_tenths_of_a_second_of_it_do() {
        let until = |end_ms| Some(Span::new(5_000, end_ms));
        assert!(!lies_in(until(10_300), &GOLD));
        assert!(lies_in(until(10_301), &GOLD));
        let second = [GOLD[0], Span::new(30_000, 40_000)];
        assert!(lies_in(Some(Span::new(39_000, 50_000)), &second));
    }

    #[test]
    fn a_quote_shorter_than_six_tenths_of_a_second_lies_where_half_of_it_does() {
        assert!(lies_in(Some(Span::new(9_800, 10_200)), &GOLD));
        assert!(!lies_in(Some(Span::new(9_799, 10_200)), &GOLD));
        assert!(!lies_in(Some(Span::new(9_700, 10_300)), &GOLD));
    }

    #[test]
    fn a_quote_without_a_length_lies_where_it_starts_and_one_without_a_time_nowhere() {
        assert!(lies_in(Some(Span::new(10_000, 10_000)), &GOLD));
        assert!(!lies_in(Some(Span::new(20_000, 20_000)), &GOLD));
        assert!(!lies_in(None, &GOLD));
    }

    #[test]
    fn a_phrase_is_held_whatever_its_case_and_punctuation() {
        let text = "Well, it’s sixty-two percent (of ‘Kjelmyra’), I'd say.";
        for phrase in [
            "It's SIXTY-TWO percent",
            "its sixty two",
            "percent. Of Kjelmyra",
            "I’d say",
        ] {
            assert!(holds_phrase(text, phrase), "{phrase}");
        }
    }

    #[test]
    fn a_phrase_is_held_as_whole_words_that_stand_side_by_side() {
        let text = "Nineteen boats paid 3.5 crowns.";
        for phrase in [
            "nine",
            "boat",
            "boats crowns",
            "paid boats",
            "5 crowns",
            "—",
        ] {
            assert!(!holds_phrase(text, phrase), "{phrase}");
        }
    }

    #[test]
    fn percentiles_take_the_nearest_rank() {
        let mut durations: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut durations, 0.5), Duration::from_millis(10));
        assert_eq!(percentile(&mut durations, 0.95), Duration::from_millis(19));
    }
}
