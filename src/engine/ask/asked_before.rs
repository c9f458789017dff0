//! Finds the question in the recording that a quote replies to.

use super::ranked_text;
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

/// Returns the question of another speaker that a quote replies to, narrowed to its sentence.
pub(super) fn asked_before(
    catalogue: &Catalogue,
    index: &Index,
    quote: &PassageRecord,
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
        .and_then(question_of))
}

/// Returns the last question among the last sentences of a passage's turn.
fn question_of(former: PassageRecord) -> Option<PassageRecord> {
    let text = &former.turn.text;
    let mut last = sentences(text).into_iter().rev().take(LAST_SENTENCES);
    let question = last.find(|it| PassageTraits::of_text(&text[it.clone()]).is_question)?;
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

    /// Returns the question that the passage with these words replies to.
    fn asked(text: &str, words: &str) -> Option<String> {
        let store = Invented::of(&[("marsh", "2024-05-01", text)], 60);
        let index = store.catalogue.index().unwrap();
        let records = store.records();
        let quote = records.iter().find(|record| record.text().contains(words));
        let asked = asked_before(&store.catalogue, &index, quote.unwrap()).unwrap();
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
