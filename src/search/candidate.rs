//! The passages that an arm brought become candidates, each with all that a score is made of.
//!
//! In: both arms' passages with their scores, the question's tokens. Out: [`Candidate`]s, in no
//! order. Never here: a weight.

use std::collections::HashMap;

use super::Query;
use super::features::{Around, Describing, Scoring};
use super::ingredients::Features;
use super::late::{LateQuestion, Seen};
use crate::index::{Index, LexicalMatch, Scored};
use crate::store::PassageId;

/// How many of an arm's best passages also bring the passage after them: the answer to a question
/// that was found.
const FOLLOWED: usize = 50;

/// The most candidates whose tokens are compared, the best by a rough score of meaning and words,
/// with neighbours; the constants are those that ranked best before tokens were compared.
const COMPARED: usize = 100;
/// Where more hits are wanted than this, as many candidates as that are compared. It is what an
/// engine wants for the hundred passages above: half as many again, as some are joined.
const WANTED: usize = COMPARED * 3 / 2;
const ROUGH_WORDS: f32 = 0.8;
const ROUGH_BEFORE: f32 = 0.4;
const ROUGH_AFTER: f32 = 0.1;

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
}

/// Returns how many candidates are compared at most where so many hits are wanted.
pub(super) fn most_compared(wanted: usize) -> usize {
    if wanted > WANTED { wanted } else { COMPARED }
}

/// Joins the arms' passages, each with its features and its place in both arms.
pub(super) fn candidates(
    index: &Index,
    query: &Query<'_>,
    late: &LateQuestion,
    arms: &Arms<'_>,
) -> Vec<Candidate> {
    let scoring = Scoring { index, query, arms };
    let around: Vec<Around> = most_promising(&scoring, brought(index, query, arms))
        .into_iter()
        .map(|id| Around::of(id, index))
        .collect();
    let compared = around.iter().flat_map(Around::compared).collect();
    let describing = Describing {
        scoring,
        late,
        seen: Seen::new(late, index, compared),
    };
    let (meaning_ranks, word_ranks) = (ranks(arms.by_meaning), ranks(arms.by_words));
    let described = around.into_iter().filter_map(|around| {
        let id = around.id;
        Some(Candidate {
            id,
            transcript: index.transcript_of(id)?.0,
            features: describing.features(&around)?,
            bm25: arms.lexical.scores.get(&id).copied().unwrap_or(0.0),
            meaning_rank: meaning_ranks.get(&id).copied(),
            word_rank: word_ranks.get(&id).copied(),
        })
    });
    described.collect()
}

/// Returns the passages that an arm brought, and those after the best of them, each once.
fn brought(index: &Index, query: &Query<'_>, arms: &Arms<'_>) -> Vec<PassageId> {
    let both = [arms.by_meaning, arms.by_words];
    let followed = both.into_iter().flat_map(|arm| arm.iter().take(FOLLOWED));
    let followers = followed.filter_map(|found| index.neighbours(found.id).1);
    let followers = followers.filter(|&id| query.allowed.admits(id));
    let mut ids: Vec<PassageId> = both.into_iter().flatten().map(|found| found.id).collect();
    ids.extend(followers);
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns the passages whose tokens are worth a look: comparing tokens is most of the work.
fn most_promising(scoring: &Scoring<'_>, ids: Vec<PassageId>) -> Vec<PassageId> {
    let most = most_compared(scoring.query.k);
    if ids.len() <= most {
        return ids;
    }
    let rough = |id: Option<PassageId>| {
        id.map_or(0.0, |id| {
            scoring.meaning(id) + ROUGH_WORDS * scoring.words(id)
        })
    };
    let mut scored: Vec<Scored> = ids
        .into_iter()
        .map(|id| {
            let (before, after) = scoring.index.neighbours(id);
            let neighbours = ROUGH_BEFORE * rough(before) + ROUGH_AFTER * rough(after);
            Scored {
                id,
                score: rough(Some(id)) + neighbours,
            }
        })
        .collect();
    scored.select_nth_unstable_by(most - 1, Scored::best_first);
    scored.truncate(most);
    scored.into_iter().map(|scored| scored.id).collect()
}

fn ranks(found: &[Scored]) -> HashMap<PassageId, usize> {
    let places = found.iter().enumerate();
    places
        .map(|(place, scored)| (scored.id, place + 1))
        .collect()
}
