//! What a candidate has of each ingredient of a score.
//!
//! In: a passage, its neighbours, the question. Out: [`Features`]. An arm's scores are on absolute
//! scales: a cosine as it is, BM25 divided by the most that any passage could have for these words,
//! so that scores of different questions can be compared. Never here: a weight.

use super::Query;
use super::candidate::Arms;
use super::ingredients::Features;
use super::late::{LateQuestion, Nearest, Seen};
use crate::index::{Index, VoiceId, dot};
use crate::passage::PassageTraits;
use crate::question::{QuestionKind, RecordingEdge};
use crate::store::PassageId;

/// The words of a passage that is neither short nor long.
const FULL_WORDS: f32 = 60.0;

/// Over how many passages the nearness to an end of the recording falls by an e-fold.
const EDGE_PASSAGES: f32 = 3.0;

/// A passage with its neighbours in the transcript.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub id: PassageId,
    before: Option<PassageId>,
    two_before: Option<PassageId>,
    after: Option<PassageId>,
}

impl Around {
    pub(super) fn of(id: PassageId, index: &Index) -> Self {
        let (before, after) = index.neighbours(id);
        Self {
            id,
            before,
            two_before: before.and_then(|id| index.neighbours(id).0),
            after,
        }
    }

    /// Returns the passages whose tokens are compared.
    pub(super) fn compared(&self) -> impl Iterator<Item = PassageId> + use<> {
        let compared = [Some(self.id), self.before, self.two_before];
        compared.into_iter().flatten()
    }
}

/// What both arms say of a passage by itself.
pub(super) struct Scoring<'a> {
    pub index: &'a Index,
    pub query: &'a Query<'a>,
    pub arms: &'a Arms<'a>,
}

impl Scoring<'_> {
    pub(super) fn meaning(&self, id: PassageId) -> f32 {
        let embedding = self.index.vectors.embedding(id);
        embedding.map_or(0.0, |embedding| {
            dot(self.query.embedding.as_slice(), embedding)
        })
    }

    pub(super) fn words(&self, id: PassageId) -> f32 {
        let bm25 = self.arms.lexical.scores.get(&id).copied().unwrap_or(0.0);
        if self.arms.lexical.most > 0.0 {
            bm25 / self.arms.lexical.most
        } else {
            0.0
        }
    }
}

/// Describes passages once their tokens were compared.
pub(super) struct Describing<'a> {
    pub scoring: Scoring<'a>,
    pub late: &'a LateQuestion,
    pub seen: Seen,
}

impl Describing<'_> {
    /// Returns a passage's features; `None` where it is not in the index.
    pub(super) fn features(&self, around: &Around) -> Option<Features> {
        let Self { scoring, seen, .. } = self;
        let &Around {
            id,
            before,
            two_before,
            after,
        } = around;
        let shape = scoring.index.vectors.shape(id)?;
        let meaning = |id: Option<PassageId>| id.map_or(0.0, |id| scoring.meaning(id));
        let words = |id: Option<PassageId>| id.map_or(0.0, |id| scoring.words(id));
        let seen_of = |id: Option<PassageId>| id.and_then(|id| seen.of(id));
        let late =
            |nearest: Option<&Nearest>| nearest.map_or(0.0, |nearest| self.late.score(nearest));
        let with_one = seen.of(id).map(|own| own.or(seen_of(before)));
        let with_two = with_one.as_ref().map(|own| own.or(seen_of(two_before)));
        let asked = before.and_then(|id| scoring.index.vectors.shape(id));
        let replies = one_if(asked.is_some_and(|shape| shape.is_question));
        let late_before = late(seen_of(before));
        let kind = scoring.query.kind;
        Some(Features {
            meaning: scoring.meaning(id),
            words: scoring.words(id),
            late: late(seen.of(id)),
            late_with_one_before: late(with_one.as_ref()),
            late_with_two_before: late(with_two.as_ref()),
            late_beside_best: with_two
                .as_ref()
                .map_or(0.0, |nearest| self.late.score_beside_best(nearest)),
            meaning_before: meaning(before),
            meaning_after: meaning(after),
            words_before: words(before),
            words_after: words(after),
            late_before,
            brevity: length(shape).min(0.0),
            length: length(shape).max(0.0),
            counts: one_if(shape.has_number && kind == QuestionKind::HowMany),
            dates: one_if(shape.has_date && kind == QuestionKind::When),
            asks: one_if(shape.is_question),
            replies,
            replies_to: replies * late_before,
            named: self.named(id),
            edge: self.nearness_to_edge(id),
        })
    }

    /// Who is spoken of counts against a passage as much as who is named counts for it.
    fn named(&self, id: PassageId) -> f32 {
        let Some(speaker) = self.scoring.index.speakers.of(id) else {
            return 0.0;
        };
        let is_one = |voices: &[VoiceId]| one_if(voices.binary_search(&speaker).is_ok());
        is_one(self.scoring.query.named) - is_one(self.scoring.query.spoken_of)
    }

    fn nearness_to_edge(&self, id: PassageId) -> f32 {
        let (Some(edge), Some((first, last))) = (
            self.scoring.query.edge,
            self.scoring.index.transcript_of(id),
        ) else {
            return 0.0;
        };
        let passages = match edge {
            RecordingEdge::Opening => id.0 - first.0,
            RecordingEdge::Closing => last.0 - id.0,
        };
        (-(passages as f32) / EDGE_PASSAGES).exp()
    }
}

fn length(shape: PassageTraits) -> f32 {
    (f32::from(shape.words.max(1)) / FULL_WORDS).ln()
}

fn one_if(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
