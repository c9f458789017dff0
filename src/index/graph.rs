//! Searches an HNSW graph whose links are flat arrays, in memory or inside a mapped file.
//!
//! ```text
//! words: links of the lowest layer[nodes × 32]
//!        number of layers, entry node
//!        of each upper layer, from the lower: member count; members[…], ascending; links[members × 16]
//! ```
//!
//! The links of the lowest layer come first, so that a node's lie in two cache lines.

use std::ops::Range;

use super::node_set::NodeSet;
use super::rounded::{Nearness, RoundedQuestion, RoundedRow};
use super::walk::{Layer, MOST_LINKS, MOST_LOWEST_LINKS, Nearest, WalkMemory};

/// Of how many nodes one must be admitted for a walk; of fewer, all that are admitted are compared.
const SPARSE: usize = 6;

/// As many admitted nodes are compared at once whatever their share.
const FEW: usize = 10_000;

/// How many admitted nodes a filtered walk sets out from, beside the entry: what is admitted may
/// lie far from the way to the question.
const FILTERED_STARTS: usize = 32;

/// A graph with its vectors. A graph of any nodes has a layer.
pub(super) struct Graph<'a> {
    pub rows: &'a [RoundedRow],
    pub entry: u32,
    /// From the lowest.
    pub layers: Vec<Layer<'a>>,
}

impl Graph<'_> {
    /// Returns up to `candidates` nodes nearest to the question that are admitted, all where
    /// `admitted` is `None`.
    pub(super) fn search(
        &self,
        question: &RoundedQuestion,
        candidates: usize,
        admitted: Option<&NodeSet>,
        memory: &mut WalkMemory,
    ) -> Nearest {
        if self.rows.is_empty() || candidates == 0 {
            return Nearest::new(0);
        }
        match admitted {
            Some(admitted) if self.is_sparse(admitted) => {
                self.compare(question, candidates, admitted, memory)
            }
            Some(admitted) => self.walk_admitted(question, candidates, admitted, memory),
            None => {
                let (_, start) = self.approach(question, 1, memory);
                let lowest = self.layers[0];
                lowest.walk(self.rows, question, &[start], candidates, None, memory)
            }
        }
    }

    /// Returns whether comparing all admitted nodes is better than a walk between them.
    fn is_sparse(&self, admitted: &NodeSet) -> bool {
        admitted.len() < FEW.max(self.rows.len() / SPARSE)
    }

    /// Walks between admitted nodes.
    fn walk_admitted(
        &self,
        question: &RoundedQuestion,
        candidates: usize,
        admitted: &NodeSet,
        memory: &mut WalkMemory,
    ) -> Nearest {
        let step = (admitted.len() / FILTERED_STARTS).max(1);
        let mut starts: Vec<u32> = admitted.iter().step_by(step).collect();
        starts.push(self.approach(question, 1, memory).1);
        let lowest = self.layers[0];
        lowest.walk(
            self.rows,
            question,
            &starts,
            candidates,
            Some(admitted),
            memory,
        )
    }

    /// Returns a node near the question, by greedy steps on each layer down to `lowest`.
    pub(super) fn approach(
        &self,
        question: &RoundedQuestion,
        lowest: usize,
        memory: &mut WalkMemory,
    ) -> (Nearness, u32) {
        let start = question.nearness(&self.rows[self.entry as usize]);
        memory.compared += 1;
        let layers = self.layers.iter().skip(lowest).rev();
        layers.fold((start, self.entry), |nearest, layer| {
            layer.descend(self.rows, question, nearest, memory)
        })
    }

    /// Compares all admitted nodes.
    fn compare(
        &self,
        question: &RoundedQuestion,
        candidates: usize,
        admitted: &NodeSet,
        memory: &mut WalkMemory,
    ) -> Nearest {
        let nodes: Vec<u32> = admitted.iter().collect();
        let mut nearest = Nearest::new(candidates);
        let mut nearness = Vec::new();
        for nodes in nodes.chunks(MOST_LOWEST_LINKS) {
            question.compare(self.rows, nodes, &mut nearness);
            let compared = nodes.iter().zip(&nearness);
            compared.for_each(|(&node, &nearness)| nearest.offer(nearness, node));
        }
        memory.compared += nodes.len();
        nearest
    }
}

/// Where a graph's arrays lie among words.
#[derive(Debug, Clone)]
pub(super) struct GraphLayout {
    entry: u32,
    lowest: Range<usize>,
    /// The members and links of each upper layer.
    upper: Vec<(Range<usize>, Range<usize>)>,
}

impl GraphLayout {
    /// Finds a graph of `nodes` nodes where the cursor is, and checks that every number points
    /// inside it, so that no walk can leave it; `None` where the words are no such graph.
    pub(super) fn read(cursor: &mut Cursor<'_>, nodes: usize) -> Option<Self> {
        let words = cursor.words;
        let lowest = cursor.range(nodes.checked_mul(MOST_LOWEST_LINKS)?)?;
        let [layers, entry] = cursor.numbers()?;
        let mut upper = Vec::new();
        for _ in 1..layers {
            let [count] = cursor.numbers()?;
            let members = cursor.range(count as usize)?;
            let links = cursor.range((count as usize).checked_mul(MOST_LINKS)?)?;
            upper.push((members, links));
        }
        let inside = |range: &Range<usize>| {
            let mut listed = words[range.clone()].iter();
            listed.all(|&node| (node as usize) < nodes)
        };
        let upper_sound = upper.iter().all(|(members, links)| {
            let ascending = words[members.clone()].is_sorted_by(|a, b| a < b);
            ascending && inside(members) && inside(links)
        });
        let entry_sound = (entry as usize) < nodes || nodes == 0;
        let sound = layers > 0 && entry_sound && inside(&lowest) && upper_sound;
        sound.then_some(Self {
            entry,
            lowest,
            upper,
        })
    }

    /// Returns the graph in these words, over these vectors.
    pub(super) fn graph<'a>(&self, words: &'a [u32], rows: &'a [RoundedRow]) -> Graph<'a> {
        let lowest = Layer {
            members: None,
            links: &words[self.lowest.clone()],
        };
        let upper = self.upper.iter().map(|(members, links)| Layer {
            members: Some(&words[members.clone()]),
            links: &words[links.clone()],
        });
        Graph {
            rows,
            entry: self.entry,
            layers: std::iter::once(lowest).chain(upper).collect(),
        }
    }
}

/// Appends a graph to the words of a file.
pub(super) fn write(graph: &Graph<'_>, words: &mut Vec<u32>) {
    let (lowest, upper) = match graph.layers.split_first() {
        Some((lowest, upper)) => (lowest.links, upper),
        None => (&[][..], &[][..]),
    };
    words.extend(lowest);
    words.extend([1 + upper.len() as u32, graph.entry]);
    for layer in upper {
        let members = layer.members.unwrap_or_default();
        words.push(members.len() as u32);
        words.extend(members);
        words.extend(layer.links);
    }
}

/// Reads arrays one after the other.
pub(super) struct Cursor<'a> {
    pub words: &'a [u32],
    pub at: usize,
}

impl Cursor<'_> {
    pub(super) fn numbers<const N: usize>(&mut self) -> Option<[u32; N]> {
        let range = self.range(N)?;
        self.words[range].try_into().ok()
    }

    pub(super) fn range(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length)?;
        let range = self.at..end;
        self.words.get(range.clone())?;
        self.at = end;
        Some(range)
    }
}

#[cfg(test)]
mod tests;
