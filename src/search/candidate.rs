//! The passages that an arm brought become candidates, each with all that a score is made of.
//!
//! In: both arms' passages with their scores, the question's tokens. Out: [`Candidate`]s, in no
//! order. An arm's scores are on absolute scales: a cosine as it is, BM25 divided by the most that any
//! passage could have for these words, so that scores of different questions can be compared.
//! Never here: a weight.

use std::collections::HashMap;

use super::Query;
use super::ingredients::Features;
use super::late::{LateQuestion, Nearest, Seen};
use crate::index::{Index, LexicalMatch, Scored, dot};
use crate::passage::Shape;
use crate::question::{Edge, Kind};
use crate::store::PassageId;

/// How many of an arm's best passages also bring the passage after them: the answer to a question
/// that was found.
const FOLLOWED: usize = 50;

/// The most candidates whose tokens are compared, the best by a rough score of meaning and words,
/// with neighbours; the constants are those that ranked best before tokens were compared.
const COMPARED: usize = 128;
const ROUGH_WORDS: f32 = 0.8;
const ROUGH_BEFORE: f32 = 0.4;
const ROUGH_AFTER: f32 = 0.1;

/// The words of a passage that is neither short nor long.
const FULL_WORDS: f32 = 60.0;

/// Over how many passages the nearness to an end of the recording falls by an e-fold.
const EDGE_PASSAGES: f32 = 3.0;

/// A passage before ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The passage.
    pub id: PassageId,
    /// The first passage of its transcript.
    pub transcript: PassageId,
    /// What its score is made of.
    pub features: Features,
    /// BM25, not as a share.
    pub bm25: f32,
    /// Its place by meaning, from 1, where that arm brought it.
    pub meaning_rank: Option<usize>,
    /// Its place by words, from 1, where that arm brought it.
    pub word_rank: Option<usize>,
}

/// What both arms brought.
pub(super) struct Arms<'a> {
    pub by_meaning: &'a [Scored],
    pub by_words: &'a [Scored],
    pub lexical: &'a LexicalMatch,
    /// The most BM25 that any passage could have.
    pub most_bm25: f32,
}

/// Joins the arms' passages, each with its features and its place in both arms.
pub(super) fn candidates(
    index: &Index,
    query: &Query<'_>,
    late: &LateQuestion,
    arms: &Arms<'_>,
) -> Vec<Candidate> {
    let (meaning_ranks, word_ranks) = (ranks(arms.by_meaning), ranks(arms.by_words));
    let mut ids: Vec<PassageId> = meaning_ranks
        .keys()
        .chain(word_ranks.keys())
        .copied()
        .collect();
    let best = |arm: &[Scored]| arm.iter().take(FOLLOWED).map(|found| found.id).collect();
    let followed: [Vec<PassageId>; 2] = [best(arms.by_meaning), best(arms.by_words)];
    let followers = followed
        .concat()
        .into_iter()
        .filter_map(|id| index.neighbours(id).1);
    ids.extend(followers.filter(|&id| query.allowed.admits(id)));
    ids.sort_unstable();
    ids.dedup();
    let mut describing = Describing {
        index,
        query,
        arms,
        late,
        seen: Seen::new(late, index),
    };
    let ids = describing.most_promising(ids);
    let described = ids.into_iter().filter_map(|id| {
        Some(Candidate {
            id,
            transcript: index.transcript_of(id)?.0,
            features: describing.features(id)?,
            bm25: arms.lexical.scores.get(&id).copied().unwrap_or(0.0),
            meaning_rank: meaning_ranks.get(&id).copied(),
            word_rank: word_ranks.get(&id).copied(),
        })
    });
    described.collect()
}

fn ranks(found: &[Scored]) -> HashMap<PassageId, usize> {
    let places = found.iter().enumerate();
    places
        .map(|(place, scored)| (scored.id, place + 1))
        .collect()
}

/// The scores of one passage by itself.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    meaning: f32,
    words: f32,
    late: f32,
}

struct Describing<'a> {
    index: &'a Index,
    query: &'a Query<'a>,
    arms: &'a Arms<'a>,
    late: &'a LateQuestion,
    seen: Seen<'a>,
}

impl Describing<'_> {
    /// Returns the passages whose tokens are worth a look: comparing tokens is most of the work.
    fn most_promising(&self, ids: Vec<PassageId>) -> Vec<PassageId> {
        if ids.len() <= COMPARED {
            return ids;
        }
        let rough = |id: Option<PassageId>| {
            let own = self.own_or_none(id);
            own.meaning + ROUGH_WORDS * own.words
        };
        let mut scored: Vec<Scored> = ids
            .into_iter()
            .map(|id| {
                let (before, after) = self.index.neighbours(id);
                let neighbours = ROUGH_BEFORE * rough(before) + ROUGH_AFTER * rough(after);
                Scored {
                    id,
                    score: rough(Some(id)) + neighbours,
                }
            })
            .collect();
        scored.select_nth_unstable_by(COMPARED - 1, Scored::best_first);
        scored.truncate(COMPARED);
        scored.into_iter().map(|scored| scored.id).collect()
    }

    /// Returns a passage's features; `None` where it is not in the index.
    fn features(&mut self, id: PassageId) -> Option<Features> {
        let shape = self.index.vectors.shape(id)?;
        let (before, after) = self.index.neighbours(id);
        let two_before = before.and_then(|id| self.index.neighbours(id).0);
        self.seen
            .look_at([Some(id), before, two_before].into_iter().flatten());
        let own = self.own(id)?;
        let (own_before, own_after) = (self.own_or_none(before), self.own_or_none(after));
        let seen = |id: Option<PassageId>| id.and_then(|id| self.seen.of(id));
        let with_one = self.seen.of(id).map(|nearest| nearest.or(seen(before)));
        let with_two = with_one
            .as_ref()
            .map(|nearest| nearest.or(seen(two_before)));
        let score = |nearest: &Option<Nearest>| {
            nearest
                .as_ref()
                .map_or(0.0, |nearest| self.late.score(nearest))
        };
        let replies = before
            .and_then(|id| self.index.vectors.shape(id))
            .is_some_and(|shape| shape.asks);
        Some(Features {
            meaning: own.meaning,
            words: own.words,
            late: own.late,
            late_with_one_before: score(&with_one),
            late_with_two_before: score(&with_two),
            meaning_before: own_before.meaning,
            meaning_after: own_after.meaning,
            words_before: own_before.words,
            words_after: own_after.words,
            late_before: own_before.late,
            brevity: length(shape).min(0.0),
            length: length(shape).max(0.0),
            counts: one_if(shape.counts && self.query.kind == Kind::HowMany),
            dates: one_if(shape.dates && self.query.kind == Kind::When),
            asks: one_if(shape.asks),
            replies: one_if(replies),
            replies_to: one_if(replies) * own_before.late,
            named: one_if(self.is_named(id)),
            edge: self.nearness_to_edge(id),
        })
    }

    fn own(&self, id: PassageId) -> Option<Own> {
        let embedding = self.index.vectors.embedding(id)?;
        let bm25 = self.arms.lexical.scores.get(&id).copied().unwrap_or(0.0);
        let late = self
            .seen
            .of(id)
            .map_or(0.0, |nearest| self.late.score(nearest));
        Some(Own {
            meaning: dot(self.query.embedding.as_slice(), embedding),
            words: if self.arms.most_bm25 > 0.0 {
                bm25 / self.arms.most_bm25
            } else {
                0.0
            },
            late,
        })
    }

    fn own_or_none(&self, id: Option<PassageId>) -> Own {
        id.and_then(|id| self.own(id)).unwrap_or_default()
    }

    fn is_named(&self, id: PassageId) -> bool {
        let speaker = self.index.speakers.of(id);
        speaker.is_some_and(|speaker| self.query.named.iter().any(|named| named == speaker))
    }

    fn nearness_to_edge(&self, id: PassageId) -> f32 {
        let (Some(edge), Some((first, last))) = (self.query.edge, self.index.transcript_of(id))
        else {
            return 0.0;
        };
        let passages = match edge {
            Edge::Opening => id.0 - first.0,
            Edge::Closing => last.0 - id.0,
        };
        (-(passages as f32) / EDGE_PASSAGES).exp()
    }
}

fn length(shape: Shape) -> f32 {
    (f32::from(shape.words.max(1)) / FULL_WORDS).ln()
}

fn one_if(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
