//! What a question may find, and what it found, read from the store.
//!
//! In: a question, an interpretation, hits. Out: its reading, the passages that may be found, the
//! passages that were. Never here: a filter of the caller's that is dropped in silence.

use std::ops::Range;

use super::catalogue::{Catalogue, similar};
use super::{Interpretation, Question, Scope, Understanding};
use crate::answer::{Passage, Reason};
use crate::index::{Allowed, Index, IndexError, VoiceId};
use crate::passage::span_of;
use crate::question::{self, Reading};
use crate::search::Hit;
use crate::store::{PassageId, PassageRecord, PassageScope, ReadError};

/// Adjoining hits of one turn are shown as one up to this length.
const MOST_MERGED_WORDS: usize = 260;

impl Catalogue {
    /// Reads a question by rules, unless it is to be taken literally.
    pub(super) fn read_question(
        &self,
        question: &Question,
        index: &Index,
    ) -> Result<Reading, ReadError> {
        Ok(match question.understanding {
            Understanding::ByRules => question::read(&question.text, &self.referable(index)?.known),
            Understanding::Literal => Reading {
                topic: question.text.clone(),
                ..Reading::default()
            },
        })
    }

    /// Returns the passages that may be found, or why there are none. Filters that were read rather
    /// than given are dropped while nothing is left, and the interpretation says so.
    pub(super) fn allowed(
        &self,
        question: &Question,
        interpretation: &mut Interpretation,
        index: &Index,
    ) -> Result<Result<Allowed, Reason>, IndexError> {
        if index.vectors.is_empty() {
            return Ok(Err(Reason::EmptyIndex));
        }
        let with_phrases = self.with_phrases(&interpretation.phrases, index)?;
        let phrase_not_found = Reason::PhraseNotFound {
            phrases: interpretation.phrases.clone(),
        };
        if with_phrases.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Err(phrase_not_found));
        }
        loop {
            let allowed = match self.resolve(&interpretation.scope, index)? {
                Ok(allowed) => allowed,
                Err(reason) => return Ok(Err(reason)),
            };
            let allowed = match &with_phrases {
                None => allowed,
                Some(ids) => {
                    let both = ids.iter().copied().filter(|&id| allowed.admits(id));
                    Allowed::Only(both.collect())
                }
            };
            if allowed != Allowed::Only(Vec::new()) {
                return Ok(Ok(allowed));
            }
            if !interpretation.drop_one(question) {
                return Ok(Err(if with_phrases.is_some() {
                    phrase_not_found
                } else {
                    Reason::FilterExcludesAll
                }));
            }
        }
    }

    /// Returns the passages in a scope, or why there can be none.
    fn resolve(&self, scope: &Scope, index: &Index) -> Result<Result<Allowed, Reason>, ReadError> {
        if scope.is_everything() {
            return Ok(Ok(Allowed::All));
        }
        let referable = self.referable(index)?;
        let known = &referable.known;
        for asked in &scope.transcripts {
            let mut ids = known.transcripts.iter().map(|transcript| &transcript.id);
            if !ids.any(|id| id == asked) {
                let ids = known.transcripts.iter().map(|known| known.id.clone());
                return Ok(Err(Reason::NoSuchTranscript {
                    asked: asked.clone(),
                    similar: similar(asked, ids.collect()),
                }));
            }
        }
        let mut meant = Vec::new();
        for asked in &scope.speakers {
            let voices = referable.voices_called(asked);
            if voices.is_empty() {
                return Ok(Err(Reason::NoSuchSpeaker {
                    asked: asked.clone(),
                    similar: similar(asked, known.speakers.clone()),
                }));
            }
            meant.extend(voices);
        }
        let by_all = PassageScope {
            transcripts: scope.transcripts.clone(),
            from: scope.from,
            to: scope.to,
        };
        if scope.speakers.is_empty() {
            return Ok(Ok(Allowed::Only(self.store().passages_in(&by_all)?)));
        }
        meant.sort_unstable();
        meant.dedup();
        let mut allowed = index.passages_of(&meant);
        if !by_all.is_everything() {
            let there = Allowed::Only(self.store().passages_in(&by_all)?);
            allowed.retain(|&id| there.admits(id));
        }
        Ok(Ok(Allowed::Only(allowed)))
    }

    /// Returns the voices that these names mean, ascending.
    pub(super) fn voices_called(
        &self,
        names: &[String],
        index: &Index,
    ) -> Result<Vec<VoiceId>, ReadError> {
        let referable = self.referable(index)?;
        let mut voices: Vec<VoiceId> = names
            .iter()
            .flat_map(|name| referable.voices_called(name))
            .collect();
        voices.sort_unstable();
        voices.dedup();
        Ok(voices)
    }

    /// Returns the passages with all the phrases, ascending; `None` where there is no phrase.
    fn with_phrases(
        &self,
        phrases: &[String],
        index: &Index,
    ) -> Result<Option<Vec<PassageId>>, IndexError> {
        if phrases.is_empty() {
            return Ok(None);
        }
        let candidates = index.lexical.with_all_words(&phrases.join(" "))?;
        let wanted: Vec<String> = phrases.iter().map(|phrase| plain(phrase)).collect();
        let records = self.store().passages(&candidates)?.into_iter();
        let has_all = |record: &PassageRecord| {
            let said = plain(record.text());
            wanted.iter().all(|phrase| said.contains(phrase))
        };
        Ok(Some(
            records.filter(has_all).map(|record| record.id).collect(),
        ))
    }

    /// Returns the hits' passages, best first, at most `k`; adjoining ones of one turn as one. One
    /// that was removed since the search is left out. Names stand with their labels.
    pub(super) fn passages(
        &self,
        hits: Vec<Hit>,
        k: usize,
        index: &Index,
    ) -> Result<Vec<Passage>, ReadError> {
        let ids: Vec<_> = hits.iter().map(|hit| hit.id).collect();
        let referable = self.referable(index)?;
        let records = self.store().passages(&ids)?.into_iter();
        let named = records.map(|mut record| {
            let label = record.speaker.as_deref();
            record.name =
                label.and_then(|label| referable.names.name_of(&record.transcript_id, label));
            record
        });
        let mut records = named.peekable();
        let mut passages: Vec<Passage> = Vec::new();
        for hit in hits {
            let Some(record) = records.next_if(|record| record.id == hit.id) else {
                continue;
            };
            passages.push(Passage {
                best_range: record.text_range.clone(),
                matches: Vec::new(),
                record,
                hit,
            });
        }
        let mut at = 0;
        while let Some((passage, worse)) = passages[at..].split_first_mut() {
            // What was joined may adjoin another, so that all are looked at again.
            match worse.iter().position(|other| join(passage, &other.record)) {
                Some(place) => drop(passages.remove(at + 1 + place)),
                None => at += 1,
            }
        }
        passages.truncate(k);
        Ok(passages)
    }
}

/// Lengthens a passage by another of its turn where the two adjoin. Returns whether they did.
fn join(passage: &mut Passage, other: &PassageRecord) -> bool {
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
    if !adjoin || text[start..end].split_whitespace().count() > MOST_MERGED_WORDS {
        return false;
    }
    let record = &mut passage.record;
    record.text_range = start..end;
    record.doubts = record.doubts.and(other.doubts);
    (record.span, record.estimated_times) = span_of(&record.turn, &record.text_range);
    true
}

/// Returns the words of a text in lower case, each between single spaces, without punctuation.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests;
