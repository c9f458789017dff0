//! Measures the features of a passage: by itself, beside its neighbours, and against the question.

use super::features::Features;
use super::max_sim::{BestSimilarities, QuestionTokens, SimilaritiesByPassage};
use super::retrieve::Retrieved;
use crate::index::{Index, LabelId};
use crate::passage::PassageTraits;
use crate::question::{QuestionKind, RecordingEdge};
use crate::store::PassageId;

/// The number of words of a passage that counts as neither short nor long.
const FULL_WORDS: f32 = 60.0;

/// The number of passages over which the nearness to an end of the recording falls by a factor of
/// e.
const EDGE_PASSAGES: f32 = 3.0;

/// A passage with its neighbours in the transcript.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    pub id: PassageId,
    before: Option<PassageId>,
    two_before: Option<PassageId>,
    after: Option<PassageId>,
}

impl Surroundings {
    pub(super) fn new(id: PassageId, index: &Index) -> Self {
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

/// Everything that the features are measured with.
pub(super) struct Measuring<'a> {
    pub retrieved: &'a Retrieved<'a>,
    pub tokens: &'a QuestionTokens,
    pub similarities: SimilaritiesByPassage,
}

impl Measuring<'_> {
    /// Returns a passage's features; `None` where it is not in the index.
    pub(super) fn features(&self, surroundings: &Surroundings) -> Option<Features> {
        let Self {
            retrieved, tokens, ..
        } = self;
        let &Surroundings {
            id,
            before,
            two_before,
            after,
        } = surroundings;
        let shape_of = |id| retrieved.index.vectors.shape(id);
        let shape = shape_of(id)?;
        let similarities = |id: Option<PassageId>| self.similarities.get(id?);
        let max_sim =
            |found: Option<&BestSimilarities>| found.map_or(0.0, |found| tokens.max_sim(found));
        let own = similarities(Some(id));
        let with_one = own.map(|own| own.or(similarities(before)));
        let with_two = with_one
            .as_ref()
            .map(|own| own.or(similarities(two_before)));
        let max_sim_before = max_sim(similarities(before));
        let replies = one_if(
            before
                .and_then(shape_of)
                .is_some_and(|shape| shape.is_question),
        );
        let kind = retrieved.query.kind;
        Some(Features {
            meaning: retrieved.meaning(Some(id)),
            bm25: retrieved.bm25_share(Some(id)),
            max_sim: max_sim(own),
            max_sim_with_one_before: max_sim(with_one.as_ref()),
            max_sim_with_two_before: max_sim(with_two.as_ref()),
            max_sim_beside_best: with_two
                .as_ref()
                .map_or(0.0, |found| tokens.max_sim_beside_best(found)),
            meaning_before: retrieved.meaning(before),
            meaning_after: retrieved.meaning(after),
            bm25_before: retrieved.bm25_share(before),
            bm25_after: retrieved.bm25_share(after),
            max_sim_before,
            brevity: log_length(shape).min(0.0),
            length: log_length(shape).max(0.0),
            counts: one_if(shape.has_number && kind == QuestionKind::HowMany),
            dates: one_if(shape.has_date && kind == QuestionKind::When),
            asks: one_if(shape.is_question),
            replies,
            replies_to: replies * max_sim_before,
            named: self.named(id),
            edge: self.nearness_to_edge(id),
        })
    }

    /// Returns 1 where the question names the speaker, -1 where it asks what others say about the
    /// speaker, and 0 where both or neither holds.
    fn named(&self, id: PassageId) -> f32 {
        let Some(speaker) = self.retrieved.index.speakers.of(id) else {
            return 0.0;
        };
        let is_one = |labels: &[LabelId]| one_if(labels.binary_search(&speaker).is_ok());
        is_one(self.retrieved.query.named) - is_one(self.retrieved.query.spoken_of)
    }

    fn nearness_to_edge(&self, id: PassageId) -> f32 {
        let range = self.retrieved.index.transcript_of(id);
        let (Some(edge), Some((first, last))) = (self.retrieved.query.edge, range) else {
            return 0.0;
        };
        let passages = match edge {
            RecordingEdge::Opening => id.0 - first.0,
            RecordingEdge::Closing => last.0 - id.0,
        };
        (-(passages as f32) / EDGE_PASSAGES).exp()
    }
}

fn log_length(shape: PassageTraits) -> f32 {
    (f32::from(shape.words.max(1)) / FULL_WORDS).ln()
}

fn one_if(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
