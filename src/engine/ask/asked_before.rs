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
