//! Reads the best passages with the question, and ranks them anew.
//!
//! Nearness cannot tell a passage that asks the question from one that answers it. So the passages
//! after one that asks are read too.

use std::collections::HashSet;

use super::outcome::{AskError, ReaderState};
use super::ranked_text;
use crate::answer::RankedPassage;
use crate::embed::Embedder;
use crate::engine::catalogue::Catalogue;
use crate::index::{Index, PassageFilter};
use crate::passage::PassageTraits;
use crate::reader::{ReadFailure, Reader, ReaderInput};
use crate::search::Hit;
use crate::store::{PassageId, PassageRecord};

/// How many of the best passages are read.
pub(super) const MOST_READ: usize = 10;

/// How many of the best passages are looked at for a question asked in the recording.
const ASKING: usize = 3;

/// How many passages after one that asks are read with it.
const REPLIES: u32 = 2;

/// How much lower than the passage that asks a reply starts.
const REPLY_PENALTY: f32 = 1.0;

/// How many words before a passage are read with it.
const WORDS_BEFORE: usize = 32;

/// How many passages before one may hold those words.
const PASSAGES_BEFORE: u32 = 4;

/// What the log-odds that a passage has the answer count in its score.
const PRESENCE: f32 = 1.0;

/// What the margin of the best words counts.
const MARGIN: f32 = 0.2;

/// Reads the passages of one search.
#[derive(Clone, Copy)]
pub(super) struct Rereading<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) embedder: &'a Embedder,
    pub(super) reader: &'a Reader,
    pub(super) index: &'a Index,
    pub(super) filter: &'a PassageFilter,
}

impl Rereading<'_> {
    /// Reads the best passages and ranks all anew. Where the reader is busy, they stay as they are.
    pub(super) fn rerank(
        self,
        question: &str,
        passages: &mut Vec<RankedPassage>,
    ) -> Result<ReaderState, AskError> {
        self.add_replies(passages)?;
        let read = passages.len().min(MOST_READ);
        let inputs = self.inputs(&passages[..read])?;
        let readings = match self.reader.read(self.embedder, question, &inputs) {
            Err(ReadFailure::Busy) => return Ok(ReaderState::Busy),
            readings => readings?,
        };
        drop(inputs);
        let worth = readings
            .iter()
            .map(|it| PRESENCE * it.presence + MARGIN * it.margin);
        let worth: Vec<f32> = worth.collect();
        let least = worth.iter().copied().fold(f32::INFINITY, f32::min);
        for (place, passage) in passages.iter_mut().enumerate() {
            // What was not read stays behind what was.
            passage.hit.reading = worth.get(place).copied().unwrap_or(least);
            passage.hit.score += passage.hit.reading;
        }
        for (passage, reading) in passages.iter_mut().zip(readings) {
            passage.reading = Some(reading);
        }
        passages.sort_by(|a, b| b.hit.score.total_cmp(&a.hit.score));
        Ok(ReaderState::Read)
    }

    /// Adds the passages that follow a question of the best, where they may be found.
    fn add_replies(self, passages: &mut Vec<RankedPassage>) -> Result<(), AskError> {
        let known: HashSet<PassageId> = passages.iter().map(|it| it.record.id).collect();
        let mut replies: Vec<Hit> = Vec::new();
        let best = &passages[..passages.len().min(ASKING)];
        for asking in best {
            if !PassageTraits::of_text(asking.record.text()).is_question {
                continue;
            }
            let following = (1..=REPLIES).map(|after| PassageId(asking.record.id.0 + after));
            for id in following {
                let is_new = !known.contains(&id) && replies.iter().all(|reply| reply.id != id);
                if is_new && self.filter.admits(id) {
                    replies.push(Hit {
                        id,
                        score: asking.hit.score - REPLY_PENALTY,
                        diversity_penalty: asking.hit.diversity_penalty + REPLY_PENALTY,
                        ..asking.hit.clone()
                    });
                }
            }
        }
        let mut replies = ranked_text::read(self.catalogue, self.index, replies)?;
        replies.retain(|reply| {
            best.iter()
                .any(|asking| asking.record.transcript_id == reply.record.transcript_id)
        });
        passages.extend(replies);
        passages.sort_by(|a, b| b.hit.score.total_cmp(&a.hit.score));
        Ok(())
    }

    /// Returns what is read of each passage.
    fn inputs<'p>(self, passages: &'p [RankedPassage]) -> Result<Vec<ReaderInput<'p>>, AskError> {
        let reader = self.catalogue.store().reader();
        let input = |passage: &'p RankedPassage| {
            let record = &passage.record;
            let id = record.id.0;
            let former: Vec<PassageId> = (1..=PASSAGES_BEFORE)
                .filter_map(|back| id.checked_sub(back).map(PassageId))
                .collect();
            let former = reader.passages().records(&former)?;
            Ok(ReaderInput {
                speaker: record.speaker.as_deref(),
                text: record.text(),
                before: words_before(record, &former),
            })
        };
        passages.iter().map(input).collect()
    }
}

/// Returns the last words before a passage, of its own turn and of those before it, each turn with
/// its speaker. `former` are the passages before it, the nearest first.
pub(super) fn words_before(record: &PassageRecord, former: &[PassageRecord]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut left = WORDS_BEFORE;
    let mut add = |speaker: Option<&str>, text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let last = &words[words.len().saturating_sub(left)..];
        left -= last.len();
        if !last.is_empty() {
            let label = speaker.map_or(String::new(), |speaker| format!("{speaker}: "));
            parts.push(format!("{label}{}", last.join(" ")));
        }
    };
    add(
        record.speaker.as_deref(),
        &record.turn.text[..record.text_range.start],
    );
    let mut turn = record.turn_ordinal;
    for other in former {
        if other.transcript_id == record.transcript_id && other.turn_ordinal < turn {
            turn = other.turn_ordinal;
            add(other.speaker.as_deref(), &other.turn.text);
        }
    }
    parts.reverse();
    parts.join(" ")
}
