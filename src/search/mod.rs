//! Stage 6: a question becomes ranked hits.
//!
//! In: an index, a question's words, embedding and tokens, and which passages may be found. Out:
//! [`Hit`]s, best first, each with the parts of its score. Never here: the model, the store, or
//! a judgement whether a hit answers anything (see [`crate::answer`]).

mod candidate;
mod features;
mod ingredients;
mod late;
mod rank;
#[cfg(test)]
mod tests;
mod weights;

use std::collections::HashMap;

pub use candidate::Candidate;
pub use ingredients::{Features, Ingredients, Weights};
pub use late::{LateQuestion, Met, Nearest};
pub use rank::{Hit, Spread, Sums, rank};
pub use weights::{SPREAD, WEIGHTS};

use crate::embed::{Embedding, QuestionToken};
use crate::index::{Allowed, Bm25, Index, IndexError, Plan, Scored, SearchPath, VoiceId};
use crate::question::{QuestionKind, RecordingEdge};
use crate::store::PassageId;

/// How hits are found and ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchConfig {
    /// How many passages each arm brings to the ranking.
    pub candidates: usize,
    /// The constants of the lexical arm.
    pub bm25: Bm25,
    /// What each ingredient of a score counts.
    pub weights: Weights,
    /// How hits are kept apart.
    pub spread: Spread,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            candidates: 200,
            bm25: Bm25::default(),
            weights: WEIGHTS,
            spread: SPREAD,
        }
    }
}

/// What is looked for, and where.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The topic's content words, stemmed.
    pub words: &'a [String],
    /// The topic's embedding.
    pub embedding: &'a Embedding,
    /// The topic's tokens.
    pub tokens: &'a [QuestionToken],
    /// The voices that the question names and that may have said it, ascending.
    pub named: &'a [VoiceId],
    /// The voices of whom somebody speaks: what is looked for is said about them, and rather by
    /// others; ascending.
    pub spoken_of: &'a [VoiceId],
    /// What is asked for.
    pub kind: QuestionKind,
    /// The end of the recording that the question asks for.
    pub edge: Option<RecordingEdge>,
    /// How many hits are wanted at most.
    pub k: usize,
    /// Which passages may be found.
    pub allowed: &'a Allowed,
    /// Which way the vector arm goes.
    pub plan: Plan,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// The question's tokens as they were weighed.
    pub late: LateQuestion,
    /// Which way the vector arm went.
    pub path: SearchPath,
}

/// What both arms bring, before ranking.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The candidates, by number.
    pub candidates: Vec<Candidate>,
    /// As in [`Found`].
    pub late: LateQuestion,
    /// As in [`Found`].
    pub path: SearchPath,
}

/// Returns how many hits there are at most where so many are wanted; where there are fewer, they are
/// all that there is.
pub fn most_hits(wanted: usize) -> usize {
    wanted.min(candidate::most_compared(wanted))
}

/// Finds and ranks passages.
///
/// # Errors
/// A lexical index that cannot be read.
pub fn search(
    index: &Index,
    query: &Query<'_>,
    config: &SearchConfig,
) -> Result<Found, IndexError> {
    let gathered = gather(index, query, config)?;
    Ok(Found {
        hits: rank(
            &gathered.candidates,
            &config.weights,
            config.spread,
            query.k,
        ),
        late: gathered.late,
        path: gathered.path,
    })
}

/// Finds candidates and describes them, without ranking.
///
/// # Errors
/// A lexical index that cannot be read.
pub fn gather(
    index: &Index,
    query: &Query<'_>,
    config: &SearchConfig,
) -> Result<Gathered, IndexError> {
    let wanted = config.candidates.max(query.k);
    let (by_meaning, path) =
        index
            .vectors
            .search(query.embedding, wanted, query.allowed, query.plan);
    let lexical = index.lexical.score(query.words, &config.bm25)?;
    let by_words = best_of(&lexical.scores, query.allowed, wanted);
    let late = LateQuestion::new(query.tokens, &index.tokens);
    let arms = candidate::Arms {
        by_meaning: &by_meaning,
        by_words: &by_words,
        lexical: &lexical,
    };
    let candidates = candidate::candidates(index, query, &late, &arms);
    Ok(Gathered {
        candidates,
        late,
        path,
    })
}

fn best_of(scores: &HashMap<PassageId, f32>, allowed: &Allowed, most: usize) -> Vec<Scored> {
    let mut found: Vec<Scored> = scores
        .iter()
        .filter(|(id, _)| allowed.admits(**id))
        .map(|(&id, &score)| Scored { id, score })
        .collect();
    if found.len() > most && most > 0 {
        found.select_nth_unstable_by(most - 1, Scored::best_first);
    }
    found.truncate(most);
    found.sort_unstable_by(Scored::best_first);
    found
}
