//! Reads the passages of hits from the store, and joins adjacent passages of one turn.

use std::ops::Range;

use crate::answer::RankedPassage;
use crate::engine::catalogue::Catalogue;
use crate::index::Index;
use crate::passage::span_of;
use crate::search::Hit;
use crate::store::{PassageId, PassageRecord, ReadError};

/// Adjoining hits of one turn are joined up to this length.
pub(super) const MOST_JOINED_WORDS: usize = 260;

/// Returns the hits' passages, best first. One that was removed since the search is left out. Names
/// stand with their labels.
pub(super) fn read(
    catalogue: &Catalogue,
    index: &Index,
    hits: Vec<Hit>,
) -> Result<Vec<RankedPassage>, ReadError> {
    let ids: Vec<_> = hits.iter().map(|hit| hit.id).collect();
    let named = named_records(catalogue, index, &ids)?.into_iter();
    let mut records = named.peekable();
    let mut passages: Vec<RankedPassage> = Vec::new();
    for hit in hits {
        let Some(record) = records.next_if(|record| record.id == hit.id) else {
            continue;
        };
        passages.push(RankedPassage {
            best_range: record.text_range.clone(),
            matches: Vec::new(),
            reading: None,
            record,
            hit,
        });
    }
    Ok(passages)
}

/// Returns the passages of these numbers that are still there, in the same order. Names stand with
/// their labels.
pub(super) fn named_records(
    catalogue: &Catalogue,
    index: &Index,
    ids: &[PassageId],
) -> Result<Vec<PassageRecord>, ReadError> {
    let known = catalogue.known_names(index)?;
    let mut records = catalogue.store().reader().passages().records(ids)?;
    for record in &mut records {
        let label = record.speaker.as_deref();
        record.name = label.and_then(|label| known.names.name_of(&record.transcript_id, label));
    }
    Ok(records)
}

/// Joins adjoining passages of one turn, and returns the best `k` of those.
pub(super) fn join_adjoining(mut passages: Vec<RankedPassage>, k: usize) -> Vec<RankedPassage> {
    let mut at = 0;
    while let Some((passage, worse)) = passages[at..].split_first_mut() {
        // What was joined may adjoin another, so that all are looked at again.
        match worse.iter().position(|other| join(passage, &other.record)) {
            Some(place) => drop(passages.remove(at + 1 + place)),
            None => at += 1,
        }
    }
    passages.truncate(k);
    passages
}

/// Lengthens a passage by another of its turn where the two adjoin. Returns whether they did.
fn join(passage: &mut RankedPassage, other: &PassageRecord) -> bool {
    let own = &passage.record;
    let of_one_turn =
        own.transcript_id == other.transcript_id && own.turn_ordinal == other.turn_ordinal;
    if !of_one_turn {
        return false;
    }
    let text = &own.turn.text;
    let gap = |before: &Range<usize>, after: &Range<usize>| {
        before.end <= after.start && text[before.end..after.start].trim().is_empty()
    };
    let adjoin = gap(&own.text_range, &other.text_range) || gap(&other.text_range, &own.text_range);
    let start = own.text_range.start.min(other.text_range.start);
    let end = own.text_range.end.max(other.text_range.end);
    if !adjoin || text[start..end].split_whitespace().count() > MOST_JOINED_WORDS {
        return false;
    }
    let record = &mut passage.record;
    record.text_range = start..end;
    record.doubts = record.doubts.and(other.doubts);
    (record.span, record.estimated_times) = span_of(&record.turn, &record.text_range);
    true
}
