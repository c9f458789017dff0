//! All embeddings, in segments; a large one has a graph.
//!
//! In: segments, and which passages are gone. Out: the passages nearest to a question, by graph or
//! by exact scan, whichever is cheaper; both have the same signature. Never here: a removed passage
//! among the results.

use super::segment::Segment;
use super::{Allowed, Removed, Scored, dot};
use crate::embed::Embedding;
use crate::passage::PassageTraits;
use crate::store::PassageId;

/// How many vectors a scan may compare before walking a graph is the cheaper way, measured at
/// the shipped settings with `cargo bench --bench search` (see `benches/README.md`). A segment of
/// fewer has no graph until somebody asks for a walk: making one would take a tenth of the time
/// that embedding its passages took, and no search would use it.
pub const GRAPH_BREAK_EVEN: usize = 10_000;

/// The least number of candidates that a walk of the graph keeps; fewer miss neighbours.
const LEAST_CANDIDATES: usize = 128;

/// Which way a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plan {
    /// The cheaper one.
    #[default]
    Cheaper,
    /// The graph, whatever it costs: where there is none yet, it is made first.
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

    /// Returns how many of the segments have a graph.
    pub fn graphs(&self) -> usize {
        let with_graph = self.segments.iter().filter(|segment| segment.has_graph());
        with_graph.count()
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
    pub fn shape(&self, id: PassageId) -> Option<PassageTraits> {
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
        match plan {
            Plan::Graph => self.graph_search(question, k, allowed),
            Plan::Cheaper if !self.scan_is_cheaper(allowed) => {
                self.walk(question, k, allowed, Segment::has_graph)
            }
            Plan::Cheaper | Plan::Exact => self.exact_scan(question, k, allowed),
        }
    }

    /// Returns the nearest passages by walking the graphs, those that have to be made first among
    /// them.
    pub fn graph_search(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
    ) -> (Vec<Scored>, Path) {
        self.walk(question, k, allowed, |_| true)
    }

    /// Returns the nearest passages by walking the graphs of the segments that `is_walked` chooses
    /// and scanning the others.
    fn walk(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
        is_walked: impl Fn(&Segment) -> bool,
    ) -> (Vec<Scored>, Path) {
        let question = question.as_slice();
        let mut found = Vec::new();
        let mut compared = 0;
        for segment in &self.segments {
            if is_walked(segment) {
                let candidates = k.max(LEAST_CANDIDATES);
                let (passages, of_segment) =
                    segment.graph_search(question, candidates, allowed, &self.removed);
                found.extend(passages);
                compared += of_segment;
            } else {
                let before = found.len();
                segment.scan(question, &self.removed, |scored| {
                    if allowed.admits(scored.id) {
                        found.push(scored);
                    }
                });
                compared += found.len() - before;
            }
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
        if self.graphs() == 0 {
            return true;
        }
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

#[cfg(test)]
mod tests {
    use super::super::segment::Embedded;
    use super::*;
    use crate::embed::DIMENSIONS;

    const SHAPE: PassageTraits = PassageTraits {
        words: 1,
        is_question: false,
        has_number: false,
        has_date: false,
    };

    fn embedding(random: &mut fastrand::Rng) -> Embedding {
        let numbers = (0..DIMENSIONS).map(|_| random.f32() - 0.5).collect();
        Embedding::new(numbers).unwrap()
    }

    /// Fifty passages, of which the first thirty are in a segment with a graph.
    fn with_and_without_graph(folder: &std::path::Path, removed: Removed) -> Vectors {
        let mut random = fastrand::Rng::with_seed(3);
        let segments = [("with", 1..31, 0), ("without", 31..51, usize::MAX)];
        let build = |(name, ids, graph_from): (&str, std::ops::Range<u32>, usize)| {
            let mut passages = Embedded::default();
            for id in ids {
                passages.push(PassageId(id), SHAPE, embedding(&mut random).as_slice());
            }
            Segment::build(folder, name, &passages, graph_from).unwrap()
        };
        Vectors::new(segments.map(build).into(), removed)
    }

    #[test]
    fn where_one_of_two_segments_has_no_graph_walking_and_scanning_find_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let removed = Removed(vec![
            (PassageId(9), PassageId(10)),
            (PassageId(40), PassageId(41)),
        ]);
        let vectors = with_and_without_graph(folder.path(), removed);
        assert_eq!((vectors.segments(), vectors.graphs()), (2, 1));
        let question = embedding(&mut fastrand::Rng::with_seed(4));
        let some = Allowed::Only((5..45).map(PassageId).collect());
        for allowed in [Allowed::All, some] {
            let (exact, _) = vectors.exact_scan(&question, 50, &allowed);
            let (walked, path) = vectors.walk(&question, 50, &allowed, Segment::has_graph);
            assert!(matches!(path, Path::Graph { .. }));
            let ids = |found: &[Scored]| found.iter().map(|near| near.id).collect::<Vec<_>>();
            assert_eq!(ids(&exact), ids(&walked));
        }
    }

    #[test]
    fn without_any_graph_scanning_is_the_cheaper_way() {
        let folder = tempfile::tempdir().unwrap();
        let mut vectors = with_and_without_graph(folder.path(), Removed::default());
        vectors.segments.remove(0);
        vectors.live = 2 * GRAPH_BREAK_EVEN;
        assert!(vectors.scan_is_cheaper(&Allowed::All));
    }
}
