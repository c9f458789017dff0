//! All embeddings, in segments that have a graph each.
//!
//! In: segments, and which passages are gone. Out: the passages nearest to a question, by graph or
//! by exact scan, whichever is cheaper; both have the same signature. Never here: a removed passage
//! among the results.

use super::segment::Segment;
use super::{Allowed, Removed, Scored, dot};
use crate::embed::Embedding;
use crate::passage::Shape;
use crate::store::PassageId;

/// How many vectors a scan may compare before walking a graph is the cheaper way, measured at
/// the shipped settings with `cargo bench --bench search` (see `benches/README.md`).
pub const GRAPH_BREAK_EVEN: usize = 10_000;

/// The least number of candidates that a walk of the graph keeps; fewer miss neighbours.
const LEAST_CANDIDATES: usize = 128;

/// Which way a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plan {
    /// The cheaper one.
    #[default]
    Cheaper,
    /// The graph, whatever it costs.
    Graph,
    /// The exact scan, whatever it costs.
    Exact,
}

/// Which way a search went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Graphs were walked.
    Graph {
        /// How many vectors were compared.
        compared: usize,
    },
    /// Every vector that may be found was compared.
    Exact {
        /// How many vectors were compared.
        compared: usize,
    },
}

/// All embeddings of a store.
pub struct Vectors {
    segments: Vec<Segment>,
    removed: Removed,
    live: usize,
}

impl Vectors {
    pub(super) fn new(segments: Vec<Segment>, removed: Removed) -> Self {
        let live = segments
            .iter()
            .map(|segment| segment.live_ids(&removed).count())
            .sum();
        Self {
            segments,
            removed,
            live,
        }
    }

    /// Returns how many passages can be found.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Returns whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Returns how many segments there are.
    pub fn segments(&self) -> usize {
        self.segments.len()
    }

    /// Returns a passage's embedding.
    pub fn embedding(&self, id: PassageId) -> Option<&[f32]> {
        if self.removed.contains(id) {
            return None;
        }
        self.segments
            .iter()
            .find_map(|segment| segment.embedding(id))
    }

    /// Returns a passage's shape.
    pub fn shape(&self, id: PassageId) -> Option<Shape> {
        self.segments.iter().find_map(|segment| segment.shape(id))
    }

    /// Returns the `k` allowed passages nearest to the question, best first, by cosine, and the
    /// way that was taken.
    pub fn search(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
        plan: Plan,
    ) -> (Vec<Scored>, Path) {
        let exact = match plan {
            Plan::Graph => false,
            Plan::Exact => true,
            Plan::Cheaper => self.scan_is_cheaper(allowed),
        };
        if exact {
            self.exact_scan(question, k, allowed)
        } else {
            self.graph_search(question, k, allowed)
        }
    }

    /// Returns the nearest passages by walking the graphs.
    pub fn graph_search(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
    ) -> (Vec<Scored>, Path) {
        let question = question.as_slice();
        let mut found = Vec::new();
        let mut compared = 0;
        for segment in &self.segments {
            let (passages, of_segment) =
                segment.graph_search(question, k.max(LEAST_CANDIDATES), allowed, &self.removed);
            found.extend(passages);
            compared += of_segment;
        }
        (best(found, k), Path::Graph { compared })
    }

    /// Returns the nearest passages by comparing every one that is allowed.
    pub fn exact_scan(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
    ) -> (Vec<Scored>, Path) {
        let question = question.as_slice();
        let mut found = Vec::new();
        match allowed {
            Allowed::All => {
                for segment in &self.segments {
                    segment.scan(question, &self.removed, |scored| found.push(scored));
                }
            }
            Allowed::Only(ids) => {
                found.extend(ids.iter().filter_map(|&id| {
                    let score = dot(question, self.embedding(id)?);
                    Some(Scored { id, score })
                }));
            }
        }
        let compared = found.len();
        (best(found, k), Path::Exact { compared })
    }

    /// A filtered walk passes over what is not allowed, so its cost grows as the filter narrows.
    fn scan_is_cheaper(&self, allowed: &Allowed) -> bool {
        let admitted = match allowed {
            Allowed::All => self.live,
            Allowed::Only(ids) => ids.len(),
        };
        let walk = GRAPH_BREAK_EVEN.saturating_mul(self.live) / admitted.max(1);
        admitted <= walk
    }
}

fn best(mut found: Vec<Scored>, k: usize) -> Vec<Scored> {
    if k > 0 && found.len() > k {
        found.select_nth_unstable_by(k - 1, Scored::best_first);
    }
    found.truncate(k);
    found.sort_unstable_by(Scored::best_first);
    found
}
