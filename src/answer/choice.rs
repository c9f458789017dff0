//! Chooses the passages to quote, by the kind of question.
//!
//! Most questions get one quote. A question that asks who said something gets one for each speaker.
//! A question that asks when gets several moments. A question for a list gets several quotes,
//! ordered by recording and speaker. A passage much worse than the best is not quoted here; one
//! that has the words of the topic may be (`mentions.rs`).

use super::passage::{RankedPassage, place};
use super::wanted::{AskedOnTape, Wanted};
use crate::english::sentences;
use crate::passage::PassageTraits;
use crate::question::QuestionKind;

/// How much lower than the best a further quote may score: at 1.5 it is a quarter as likely to be
/// right.
const MARGIN: f32 = 1.5;

/// The most quotes.
const MOST_QUOTES: usize = 5;

/// The most moments at which something was talked about.
const MOST_MOMENTS: usize = 3;

/// Passages that begin less than this apart belong to one moment.
const MOMENT_MS: u64 = 60_000;

/// The same, where the file has no times, counted in passages.
const MOMENT_PASSAGES: u32 = 4;

/// Returns the passages to quote, best first; moments by recording and time, those of a list by
/// recording, speaker and time.
pub(super) fn choose(passages: &[RankedPassage], wanted: Wanted) -> Vec<&RankedPassage> {
    let Some(best) = passages.get(first_to_quote(passages, wanted)) else {
        return Vec::new();
    };
    let mut near: Vec<&RankedPassage> = near_the_best(passages).take(MOST_QUOTES).collect();
    match wanted.kind {
        QuestionKind::WhoSaid => {
            let mut speakers = Vec::new();
            near.retain(|passage| {
                let speaker = passage.record.called();
                let new = !speakers.contains(&speaker);
                speakers.push(speaker);
                new
            });
            near
        }
        QuestionKind::WhenSaid => moments(near),
        QuestionKind::List => {
            near.sort_by(|a, b| place(&a.record).cmp(&place(&b.record)));
            near
        }
        _ => vec![best],
    }
}

/// Returns the place of the passage to quote first: the best that does not only ask, unless the
/// reader finds the answer in one that does ("So they last twenty years?").
pub(super) fn first_to_quote(passages: &[RankedPassage], wanted: Wanted) -> usize {
    let answers = |passage: &RankedPassage| {
        wanted.asked == AskedOnTape::Quoted
            || passage.words().is_some()
            || !only_asks(passage.record.text())
    };
    passages.iter().position(answers).unwrap_or(0)
}

/// Returns whether all sentences of a text are questions.
fn only_asks(text: &str) -> bool {
    let mut sentences = sentences(text).into_iter();
    sentences.all(|it| PassageTraits::of_text(&text[it]).is_question)
}

/// Returns the passages, best first, that are not much worse than the best.
pub(super) fn near_the_best(passages: &[RankedPassage]) -> impl Iterator<Item = &RankedPassage> {
    let best = passages.first().map(|best| best.hit.score);
    let is_near = move |score: f32| best.is_some_and(|best| score >= best - MARGIN);
    passages
        .iter()
        .filter(move |passage| is_near(passage.hit.score))
}

/// Returns whether some passages are much worse than the best, so that all that are not are among
/// them.
pub fn reach_far(passages: &[RankedPassage]) -> bool {
    near_the_best(passages).count() < passages.len()
}

/// Returns the best passage of each of the best moments, by recording and time; the recording with
/// the best is first.
fn moments(near: Vec<&RankedPassage>) -> Vec<&RankedPassage> {
    let mut moments: Vec<&RankedPassage> = Vec::new();
    let mut recordings: Vec<&str> = Vec::new();
    for passage in near {
        let is_new = |other: &&RankedPassage| !same_moment(other, passage);
        if moments.len() < MOST_MOMENTS && moments.iter().all(is_new) {
            moments.push(passage);
            recordings.push(&passage.record.transcript_id);
        }
    }
    moments.sort_by_key(|moment| {
        let record = &moment.record;
        let recording = recordings.iter().position(|id| *id == record.transcript_id);
        (recording, record.ordinal)
    });
    moments
}

fn same_moment(a: &RankedPassage, b: &RankedPassage) -> bool {
    let (a, b) = (&a.record, &b.record);
    let near = match (a.span, b.span) {
        (Some(a), Some(b)) => a.start_ms.abs_diff(b.start_ms) < MOMENT_MS,
        _ => a.ordinal.abs_diff(b.ordinal) < MOMENT_PASSAGES,
    };
    a.transcript_id == b.transcript_id && near
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::{passage, wanted};
    use crate::time::Span;

    /// Returns the transcript and the minute of each chosen passage.
    fn chosen(passages: &[RankedPassage], kind: QuestionKind) -> Vec<(&str, u32)> {
        let chosen = choose(passages, wanted(kind)).into_iter();
        let places = chosen.map(|it| (&*it.record.transcript_id, it.record.ordinal / 10));
        places.collect()
    }

    #[test]
    fn moments_stand_in_the_order_of_time_and_the_recording_with_the_best_first() {
        let passages = [
            passage("moor", "Ana", 9, 5.0),
            passage("lake", "Ana", 2, 4.9),
            passage("moor", "Ana", 1, 4.8),
        ];
        let expected = [("moor", 1), ("moor", 9), ("lake", 2)];
        assert_eq!(chosen(&passages, QuestionKind::WhenSaid), expected);
    }

    #[test]
    fn moments_are_three_at_most_and_none_much_worse_than_the_best() {
        let near = [9, 5, 7, 3].map(|minute| passage("moor", "Ana", minute, 5.0));
        let expected = [("moor", 5), ("moor", 7), ("moor", 9)];
        assert_eq!(chosen(&near, QuestionKind::WhenSaid), expected);
        let far = [
            passage("moor", "Ana", 9, 5.0),
            passage("moor", "Ana", 1, 3.0),
        ];
        assert_eq!(chosen(&far, QuestionKind::WhenSaid), [("moor", 9)]);
    }

    #[test]
    fn of_one_moment_the_best_passage_is_quoted_with_times_and_without() {
        let mut passages = [9, 9].map(|minute| passage("moor", "Ana", minute, 5.0));
        passages[1].record.span = Some(Span::new(560_000, 570_000));
        passages[1].record.ordinal += 2;
        assert_eq!(chosen(&passages, QuestionKind::WhenSaid), [("moor", 9)]);
        assert_eq!(chosen(&passages, QuestionKind::List).len(), 2);
        for passage in &mut passages {
            passage.record.span = None;
        }
        assert_eq!(chosen(&passages, QuestionKind::WhenSaid), [("moor", 9)]);
        passages[1].record.ordinal += 20;
        assert_eq!(chosen(&passages, QuestionKind::WhenSaid).len(), 2);
    }

    #[test]
    fn passages_much_worse_than_the_best_say_that_none_better_is_missing() {
        let passages = [
            passage("moor", "Ana", 9, 5.0),
            passage("moor", "Ben", 5, 1.0),
        ];
        assert!(reach_far(&passages));
        assert!(!reach_far(&passages[..1]));
    }

    #[test]
    fn a_quote_may_score_a_margin_less_than_the_best_and_no_less() {
        let at = |score: f32| {
            let passages = [
                passage("moor", "Ana", 9, 5.0),
                passage("moor", "Ana", 5, score),
            ];
            chosen(&passages, QuestionKind::List).len()
        };
        assert_eq!((at(3.5), at(3.49)), (2, 1));
    }

    #[test]
    fn five_passages_are_quoted_at_most() {
        let passages = [1, 2, 3, 4, 5, 6, 7].map(|minute| passage("moor", "Ana", minute, 5.0));
        let five = [1, 2, 3, 4, 5].map(|minute| ("moor", minute));
        assert_eq!(chosen(&passages, QuestionKind::List), five);
    }

    #[test]
    fn moments_are_a_minute_apart_or_four_passages_where_there_are_no_times() {
        let mut passages = [9, 9].map(|minute| passage("moor", "Ana", minute, 5.0));
        let moments = |passages: &[RankedPassage]| chosen(passages, QuestionKind::WhenSaid).len();
        passages[1].record.span = Some(Span::new(540_000 + 59_999, 700_000));
        assert_eq!(moments(&passages), 1);
        passages[1].record.span = Some(Span::new(600_000, 700_000));
        assert_eq!(moments(&passages), 2);
        passages[1].record.span = None;
        passages[1].record.ordinal += 3;
        assert_eq!(moments(&passages), 1);
        passages[1].record.ordinal += 1;
        assert_eq!(moments(&passages), 2);
    }

    #[test]
    fn a_list_goes_by_recording_then_speaker_then_time() {
        let passages = [
            passage("moor", "Ben", 1, 5.0),
            passage("moor", "Ana", 9, 4.9),
            passage("lake", "Cy", 4, 4.8),
            passage("moor", "Ana", 2, 4.7),
        ];
        let expected = [("lake", 4), ("moor", 2), ("moor", 9), ("moor", 1)];
        assert_eq!(chosen(&passages, QuestionKind::List), expected);
    }

    #[test]
    fn who_said_it_is_quoted_once_and_other_kinds_quote_the_best() {
        let passages = [
            passage("moor", "Ana", 9, 5.0),
            passage("moor", "Ana", 5, 4.9),
            passage("moor", "Ben", 1, 4.8),
        ];
        let expected = [("moor", 9), ("moor", 1)];
        assert_eq!(chosen(&passages, QuestionKind::WhoSaid), expected);
        assert_eq!(chosen(&passages, QuestionKind::When), [("moor", 9)]);
        assert!(chosen(&[], QuestionKind::WhenSaid).is_empty());
    }
}
