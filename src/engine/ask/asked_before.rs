//! Finds the question in the recording that a quote replies to.

use std::ops::Range;

use super::ranked_text;
use crate::answer::{RankedPassage, ScoresSentences};
use crate::engine::catalogue::Catalogue;
use crate::english::sentences;
use crate::index::Index;
use crate::passage::{PassageTraits, span_of};
use crate::store::{PassageId, PassageRecord, ReadError};

/// A quote replies to the turn before its own if at most this many words of its turn stand before
/// it.
const MOST_WORDS_BEFORE: usize = 12;

/// How many passages back the turn before is looked for.
const PASSAGES_BACK: u32 = 3;

/// How many of that turn's last sentences are looked at.
const LAST_SENTENCES: usize = 3;

/// Returns the question of another speaker that a quote replies to, narrowed to its sentence: of
/// several, the one that `scorer` likes best.
pub(super) fn asked_before(
    catalogue: &Catalogue,
    index: &Index,
    quote: &PassageRecord,
    scorer: &dyn ScoresSentences,
) -> Result<Option<PassageRecord>, ReadError> {
    let before = &quote.turn.text[..quote.text_range.start];
    if before.split_whitespace().count() > MOST_WORDS_BEFORE {
        return Ok(None);
    }
    let back = |places| quote.id.0.checked_sub(places).map(PassageId);
    let ids: Vec<PassageId> = (1..=PASSAGES_BACK).filter_map(back).collect();
    let former = ranked_text::named_records(catalogue, index, &ids)?;
    let is_before = |other: &PassageRecord| {
        other.transcript_id == quote.transcript_id && other.turn_ordinal + 1 == quote.turn_ordinal
    };
    let former = former.into_iter().find(is_before);
    Ok(former
        .filter(|former| former.speaker != quote.speaker)
        .and_then(|former| question_of(former, scorer)))
}

/// Returns the best question among the last sentences of a passage, the last of several alike.
fn question_of(former: PassageRecord, scorer: &dyn ScoresSentences) -> Option<PassageRecord> {
    let text = former.text();
    let last = sentences(text).into_iter().rev().take(LAST_SENTENCES);
    let questions: Vec<Range<usize>> = last
        .filter(|it| PassageTraits::of_text(&text[it.clone()]).is_question)
        .collect();
    let start = former.text_range.start;
    let former = RankedPassage::unranked(former);
    let scores = scorer.scores(&former, &questions);
    let scored = questions.into_iter().zip(scores).rev();
    let (question, _) = scored.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let question = start + question.start..start + question.end;
    let former = former.record;
    let (span, estimated_times) = span_of(&former.turn, &question);
    Some(PassageRecord {
        text_range: question,
        span,
        estimated_times,
        ..former
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::tests::Invented;

    /// Prefers sentences with a word.
    struct Having(&'static str);

    impl ScoresSentences for Having {
        fn scores(&self, passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32> {
            let text = passage.record.text();
            let has = |it: &Range<usize>| text[it.clone()].contains(self.0);
            sentences.iter().map(|it| f32::from(has(it))).collect()
        }
    }

    /// Returns the question that the passage with these words replies to.
    fn asked(text: &str, words: &str) -> Option<String> {
        let store = Invented::of(&[("marsh", "2024-05-01", text)], 60);
        let index = store.catalogue.index().unwrap();
        let records = store.records();
        let quote = records.iter().find(|record| record.text().contains(words));
        let scorer = Having("buy");
        let asked = asked_before(&store.catalogue, &index, quote.unwrap(), &scorer).unwrap();
        asked.map(|asked| asked.text().to_owned())
    }

    #[test]
    fn a_reply_names_the_question_of_the_turn_before() {
        let text = "00:00:01.000 Ana: We walked on. Where did you buy it? Not in a shop.\n\
                    00:00:09.000 Ben: At the market.\n";
        assert_eq!(
            asked(text, "At the market").as_deref(),
            Some("Where did you buy it?")
        );
    }

    #[test]
    fn of_several_questions_the_best_is_named_and_of_those_alike_the_last() {
        let asked_of = |turn: &str| {
            let text = format!("00:00:01.000 Ana: {turn}\n00:00:09.000 Ben: At the market.\n");
            asked(&text, "At the market")
        };
        let best = asked_of("Where did you buy it? Was it dear? Or cheap?");
        assert_eq!(best.as_deref(), Some("Where did you buy it?"));
        let last = asked_of("Was it dear? Or cheap?");
        assert_eq!(last.as_deref(), Some("Or cheap?"));
    }

    #[test]
    fn nothing_is_replied_to_where_nobody_else_asked() {
        let told = "00:00:01.000 Ana: We walked on.\n00:00:09.000 Ben: At the market.\n";
        assert_eq!(asked(told, "At the market"), None);
        let first = "00:00:01.000 Ben: At the market.\n00:00:09.000 Ana: Where?\n";
        assert_eq!(asked(first, "At the market"), None);
    }

    #[test]
    fn words_far_into_a_turn_reply_to_nothing() {
        let lead = "So I went there on a long grey day and ".repeat(12);
        let text = format!(
            "00:00:01.000 Ana: Where did you buy it?\n00:00:09.000 Ben: {lead} at the market.\n"
        );
        assert_eq!(asked(&text, "at the market"), None);
    }
}
