//! Reads the best passages with the question, and ranks them anew.
//!
//! Nearness cannot tell a passage that asks the question from one that answers it. So the passages
//! after one that asks are read too.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::outcome::AskError;
use super::ranked_text;
use crate::answer::RankedPassage;
use crate::embed::Embedder;
use crate::engine::catalogue::Catalogue;
use crate::english::sentences;
use crate::index::{Index, PassageFilter};
use crate::passage::PassageTraits;
use crate::reader::{ReaderInput, ReaderPlace, Stages};
use crate::search::{Candidate, Hit};
use crate::store::{PassageId, PassageRecord};

/// How many of the best passages are read at most.
pub(super) const MOST_READ: usize = 12;

/// How many are read at a time. More are read until one seems to have the answer.
const READ_AT_A_TIME: usize = 4;

/// The log-odds from which a passage seems to have the answer.
const ENOUGH_PRESENCE: f32 = 0.0;

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

/// What the log-odds that a passage has the answer count in its score, and what the margin of its
/// best words counts. `examples/fit` gives .23 and .22, which rank nearly alike; 1 and .2 lose seven
/// of the 78 paraphrased questions.
const PRESENCE: f32 = 0.5;
const MARGIN: f32 = 0.2;

/// Reads the passages of one search.
#[derive(Clone, Copy)]
pub(super) struct Rereading<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) embedder: &'a Embedder,
    pub(super) index: &'a Index,
    pub(super) filter: &'a PassageFilter,
}

impl Rereading<'_> {
    /// Reads the best passages and ranks all anew.
    pub(super) fn rerank(
        self,
        place: ReaderPlace<'_>,
        question: &str,
        passages: &mut Vec<RankedPassage>,
    ) -> Result<(), AskError> {
        self.add_replies(passages)?;
        let read = passages.len().min(MOST_READ);
        let inputs = self.inputs(&passages[..read])?;
        let stages = Stages {
            at_a_time: READ_AT_A_TIME,
            is_enough: &|readings| readings.iter().any(|it| it.presence >= ENOUGH_PRESENCE),
        };
        let readings = place.read(self.embedder, question, &inputs, stages)?;
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
        Ok(())
    }

    /// Adds the passages that follow a question of the best, where they may be found. One that was
    /// found itself, and ranks lower, takes the rank that it has as a reply.
    fn add_replies(self, passages: &mut Vec<RankedPassage>) -> Result<(), AskError> {
        let best = passages.iter().take(ASKING);
        let asking: Vec<(PassageId, Hit, String)> = best
            .filter(|it| asks(it.record.text()))
            .map(|it| {
                let transcript = it.record.transcript_id.clone();
                (it.record.id, it.hit.clone(), transcript)
            })
            .collect();
        let mut replies: BTreeMap<PassageId, Hit> = BTreeMap::new();
        for (asking, hit, _) in &asking {
            for id in (1..=REPLIES).map(|after| PassageId(asking.0 + after)) {
                if self.filter.admits(id) {
                    replies.entry(id).or_insert_with(|| reply_to(hit, id));
                }
            }
        }
        // A number after the last of a transcript is of another.
        let answers = |record: &PassageRecord| {
            asking.iter().any(|(asking, _, transcript)| {
                let after = record.id.0.checked_sub(asking.0);
                let follows = after.is_some_and(|after| (1..=REPLIES).contains(&after));
                follows && record.transcript_id == *transcript
            })
        };
        for passage in passages.iter_mut() {
            let reply = replies.remove(&passage.record.id);
            if let Some(reply) = reply.filter(|it| it.score > passage.hit.score)
                && answers(&passage.record)
            {
                passage.hit = reply;
            }
        }
        let replies = replies.into_values().collect();
        let mut replies = ranked_text::read(self.catalogue, self.index, replies)?;
        replies.retain(|reply| answers(&reply.record));
        passages.extend(replies);
        passages.sort_by(|a, b| b.hit.score.total_cmp(&a.hit.score));
        Ok(())
    }

    /// Returns what is read of each passage.
    fn inputs<'p>(self, passages: &'p [RankedPassage]) -> Result<Vec<ReaderInput<'p>>, AskError> {
        let back = |id: PassageId, places| id.0.checked_sub(places).map(PassageId);
        let before = |id| (1..=PASSAGES_BEFORE).filter_map(move |places| back(id, places));
        let ids: BTreeSet<PassageId> = passages
            .iter()
            .flat_map(|it| before(it.record.id))
            .collect();
        let ids: Vec<PassageId> = ids.into_iter().collect();
        let records = self.catalogue.store().reader().passages().records(&ids)?;
        let records: HashMap<PassageId, PassageRecord> =
            records.into_iter().map(|it| (it.id, it)).collect();
        let input = |passage: &'p RankedPassage| {
            let record = &passage.record;
            let former = before(record.id).filter_map(|id| records.get(&id));
            ReaderInput {
                speaker: record.speaker.as_deref(),
                text: record.text(),
                before: words_before(record, former),
            }
        };
        Ok(passages.iter().map(input).collect())
    }
}

/// Returns whether one of the last two sentences of a text is a question.
fn asks(text: &str) -> bool {
    let mut last = sentences(text).into_iter().rev().take(2);
    last.any(|it| PassageTraits::of_text(&text[it]).is_question)
}

/// Returns the hit of a passage that follows one that asks: found by the same features, and a little
/// behind it.
fn reply_to(asking: &Hit, id: PassageId) -> Hit {
    Hit {
        id,
        score: asking.score - REPLY_PENALTY,
        diversity_penalty: asking.diversity_penalty + REPLY_PENALTY,
        candidate: Candidate {
            id,
            ..asking.candidate.clone()
        },
        ..asking.clone()
    }
}

/// Returns the last words before a passage, of its own turn and of those before it, each turn with
/// its speaker. `former` are the passages before it, the nearest first.
pub(super) fn words_before<'a>(
    record: &PassageRecord,
    former: impl Iterator<Item = &'a PassageRecord>,
) -> String {
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
