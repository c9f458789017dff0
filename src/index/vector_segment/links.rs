//! Builds a segment's graph, and lists the vectors that walking it does not reach.
//!
//! After the build, an audit searches for every vector. Those that it does not find are listed, and
//! every search compares the question with them.

use std::ops::Range;

use crate::embed::DIMENSIONS;
use crate::index::build;
use crate::index::dot::dot;
use crate::index::graph::{self, Cursor, GraphLayout};

/// The number of candidates with which the audit after a build searches for each vector.
const AUDIT_CANDIDATES: usize = 64;

/// Where a graph's arrays lie among the words of a file, or of [`Links`].
pub(super) struct LinksLayout {
    pub unreached: Range<usize>,
    pub graph: GraphLayout,
}

impl LinksLayout {
    /// Finds the arrays from where the cursor is and checks that every number points inside them.
    pub(super) fn read(cursor: &mut Cursor<'_>, vectors: usize, unreached: usize) -> Option<Self> {
        let unreached = cursor.range(unreached)?;
        let (graph, end) = GraphLayout::read(cursor.words, cursor.at, vectors)?;
        cursor.at = end;
        let mut listed = cursor.words[unreached.clone()].iter();
        let sound = listed.all(|&vector| (vector as usize) < vectors);
        sound.then_some(Self { unreached, graph })
    }
}

/// A graph that was made, with its own words.
pub(super) struct Links {
    /// As a file has them.
    pub words: Vec<u32>,
    pub layout: LinksLayout,
}

impl Links {
    /// Makes the graph over distinct unit vectors, in rows of [`DIMENSIONS`] numbers.
    pub(super) fn make(vectors: &[f32]) -> Self {
        let mut graph_words = Vec::new();
        graph::write(&build::link(vectors), &mut graph_words);
        let mut words = audit(vectors, &graph_words);
        let unreached = words.len();
        words.extend(graph_words);
        let mut cursor = Cursor {
            words: &words,
            at: 0,
        };
        let layout = LinksLayout::read(&mut cursor, vectors.len() / DIMENSIONS, unreached)
            .expect("a graph that was just written can be read");
        Self { words, layout }
    }
}

/// Searches for every vector and returns those that the graph does not lead to.
fn audit(vectors: &[f32], graph_words: &[u32]) -> Vec<u32> {
    let count = vectors.len() / DIMENSIONS;
    let (graph, _) = GraphLayout::read(graph_words, 0, count)
        .expect("a graph that was just written can be read");
    let row = |node: u32| &vectors[node as usize * DIMENSIONS..][..DIMENSIONS];
    let finds_itself = |node: u32| {
        let similarity = |other: u32| dot(row(node), row(other));
        let (found, _) = graph.search(graph_words, AUDIT_CANDIDATES, &similarity, &|_| true);
        found.iter().any(|near| near.node == node)
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = count.div_ceil(threads).max(1);
    let nodes: Vec<u32> = (0..count as u32).collect();
    let audit = |nodes: &[u32]| -> Vec<u32> {
        let lost = nodes.iter().copied().filter(|&node| !finds_itself(node));
        lost.collect()
    };
    let audit = &audit;
    std::thread::scope(|scope| {
        let shares = nodes.chunks(share);
        let audits: Vec<_> = shares
            .map(|nodes| scope.spawn(move || audit(nodes)))
            .collect();
        let lost = audits.into_iter().map(|audit| audit.join());
        lost.flat_map(|lost| lost.expect("a search does not panic"))
            .collect()
    })
}
