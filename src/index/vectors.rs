//! Finds the passages nearest to a question: by the graphs of the segments or by an exact scan,
//! whichever is cheaper.

use super::dot::dot;
use super::filter::{PassageFilter, Removed};
use super::node_set::NodeSet;
use super::scored::{Scored, best};
use super::vector_segment::VectorSegment;
use crate::embed::Embedding;
use crate::passage::PassageTraits;
use crate::store::PassageId;

/// How many vectors a scan may compare before walking a graph is cheaper, measured with the shipped
/// settings by `cargo bench --bench search` (see `benches/README.md`).
///
/// A segment of fewer has no graph until a walk asks for one: no search would use it.
pub const GRAPH_BREAK_EVEN: usize = 7_000;

/// The least number of candidates that a walk of the graph keeps; fewer miss neighbours.
const LEAST_CANDIDATES: usize = 128;

/// A walk keeps this share more candidates than are asked for, since it compares rounded vectors.
const SPARE_SHARE: usize = 4;

/// Up to so many passages that a filter admits are compared one by one.
const FEW_ADMITTED: usize = 1_000;

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plan {
    /// By walking or by scanning, whichever is cheaper.
    #[default]
    Cheaper,
    /// Along the graphs, whatever it costs; a missing graph is made first.
    Graph,
    /// By comparing every vector, whatever it costs.
    Exact,
}

/// How a search was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchPath {
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
    segments: Vec<VectorSegment>,
    /// Of each segment, the vectors of which not all passages were removed; `None` where no passage
    /// was.
    left: Vec<Option<NodeSet>>,
    removed: Removed,
    live: usize,
}

impl Vectors {
    pub(super) fn new(segments: Vec<VectorSegment>, removed: Removed) -> Self {
        let mut live = 0;
        let left = segments.iter().map(|segment| {
            let ids: Vec<PassageId> = segment.live_ids(&removed).collect();
            live += ids.len();
            let all = ids.len() == segment.ids().len();
            (!all).then(|| segment.vectors_of(&ids, &removed))
        });
        Self {
            left: left.collect(),
            live,
            segments,
            removed,
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
        let mut segments = self.segments.iter();
        segments.find_map(|segment| segment.embedding(id))
    }

    /// Returns a passage's shape.
    pub fn shape(&self, id: PassageId) -> Option<PassageTraits> {
        self.segments.iter().find_map(|segment| segment.shape(id))
    }

    /// Returns the `k` passages nearest to the question by cosine, best first, of those that the
    /// filter admits; and how they were found.
    pub fn search(
        &self,
        question: &Embedding,
        k: usize,
        filter: &PassageFilter,
        plan: Plan,
    ) -> (Vec<Scored>, SearchPath) {
        match plan {
            Plan::Graph => self.walk(question, k, filter, |_| true),
            Plan::Cheaper if !self.scan_is_cheaper(filter) => {
                self.walk(question, k, filter, VectorSegment::has_graph)
            }
            Plan::Cheaper | Plan::Exact => self.scan(question, k, filter),
        }
    }

    /// Returns the nearest passages by walking the graphs of the segments that `is_walked` chooses,
    /// and by scanning the others.
    fn walk(
        &self,
        question: &Embedding,
        k: usize,
        filter: &PassageFilter,
        is_walked: impl Fn(&VectorSegment) -> bool,
    ) -> (Vec<Scored>, SearchPath) {
        let question = question.as_slice();
        let mut found = Vec::new();
        let mut compared = 0;
        let admits = |id| filter.admits(id) && !self.removed.contains(id);
        for (segment, left) in self.segments.iter().zip(&self.left) {
            if is_walked(segment) {
                let most = (k + k / SPARE_SHARE).max(LEAST_CANDIDATES);
                let chosen = match filter {
                    PassageFilter::All => None,
                    PassageFilter::Only(ids) => Some(segment.vectors_of(ids, &self.removed)),
                };
                let admitted = chosen.as_ref().or(left.as_ref());
                let walked = segment.graph_search(question, most, admitted, admits);
                found.extend(walked.0);
                compared += walked.1;
            } else {
                let before = found.len();
                segment.scan(question, &self.removed, |scored| {
                    if filter.admits(scored.id) {
                        found.push(scored);
                    }
                });
                compared += found.len() - before;
            }
        }
        (best(found, k), SearchPath::Graph { compared })
    }

    /// Returns the nearest passages by comparing every one that may be found.
    fn scan(
        &self,
        question: &Embedding,
        k: usize,
        filter: &PassageFilter,
    ) -> (Vec<Scored>, SearchPath) {
        let question = question.as_slice();
        let mut found = Vec::new();
        match filter {
            PassageFilter::All => {
                for segment in &self.segments {
                    segment.scan(question, &self.removed, |scored| found.push(scored));
                }
            }
            PassageFilter::Only(ids) => {
                found.extend(ids.iter().filter_map(|&id| {
                    let score = dot(question, self.embedding(id)?);
                    Some(Scored { id, score })
                }));
            }
        }
        let compared = found.len();
        (best(found, k), SearchPath::Exact { compared })
    }

    /// Returns whether an exact scan is cheaper than a walk.
    fn scan_is_cheaper(&self, filter: &PassageFilter) -> bool {
        let admitted = match filter {
            PassageFilter::All => self.live,
            PassageFilter::Only(ids) if ids.len() <= FEW_ADMITTED => return true,
            PassageFilter::Only(_) => self.live,
        };
        self.graphs() == 0 || admitted <= GRAPH_BREAK_EVEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::DIMENSIONS;
    use crate::index::vector_segment::Embedded;

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
            VectorSegment::build(folder, name, &passages, graph_from).unwrap()
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
        let some = PassageFilter::Only((5..45).map(PassageId).collect());
        for filter in [PassageFilter::All, some] {
            let (exact, _) = vectors.search(&question, 50, &filter, Plan::Exact);
            let (walked, path) = vectors.walk(&question, 50, &filter, VectorSegment::has_graph);
            assert!(matches!(path, SearchPath::Graph { .. }));
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
        assert!(vectors.scan_is_cheaper(&PassageFilter::All));
    }

    #[test]
    fn small_stores_and_narrow_filters_are_scanned() {
        let folder = tempfile::tempdir().unwrap();
        let mut vectors = with_and_without_graph(folder.path(), Removed::default());
        let only = |count: usize| PassageFilter::Only(vec![PassageId(1); count]);
        vectors.live = GRAPH_BREAK_EVEN;
        assert!(vectors.scan_is_cheaper(&PassageFilter::All));
        vectors.live += 1;
        assert!(!vectors.scan_is_cheaper(&PassageFilter::All));
        assert!(vectors.scan_is_cheaper(&only(FEW_ADMITTED)));
        assert!(!vectors.scan_is_cheaper(&only(FEW_ADMITTED + 1)));
    }

    #[test]
    fn a_walk_finds_as_many_as_are_left_however_many_were_removed() {
        let folder = tempfile::tempdir().unwrap();
        let removed = Removed(vec![(PassageId(1), PassageId(25))]);
        let vectors = with_and_without_graph(folder.path(), removed);
        let question = embedding(&mut fastrand::Rng::with_seed(6));
        let (found, _) = vectors.search(&question, 20, &PassageFilter::All, Plan::Graph);
        let (exact, _) = vectors.search(&question, 20, &PassageFilter::All, Plan::Exact);
        assert_eq!(found.len(), 20);
        assert_eq!(found, exact);
    }
}
