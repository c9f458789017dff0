//! Builds an HNSW graph over distinct vectors: algorithms 1, 3 and 4 of the paper that `walk` names.
//!
//! Nodes are inserted in batches. Those of a batch are compared with the graph as it was before the
//! batch, side by side, and with each other; then their links are set. So the graph does not depend
//! on how many threads there are or which is faster: the same vectors make the same graph.

use std::cmp::Reverse;

use super::graph::Graph;
use super::parallel::Workers;
use super::rounded::{Nearness, RoundedQuestion, RoundedRow, choose_diverse};
use super::walk::{Layer, MOST_LINKS, MOST_LOWEST_LINKS, WalkMemory};

/// Candidates compared for a new node's links.
const CONSTRUCTION_CANDIDATES: usize = 200;

/// Nodes inserted side by side. Larger batches keep the threads busier, and compare more of the
/// nodes with each other.
const BATCH: usize = 256;

/// The most layers; a node of the sixteenth is one of 16¹⁵.
const MOST_LAYERS: usize = 16;

/// The seed of the order and of the layers. Inserting in the order of a conversation leaves nodes
/// that no path reaches, so the order is shuffled, the same way each time.
const SEED: u64 = 20_260_101;

/// A graph with its own arrays.
pub(super) struct BuiltGraph {
    entry: u32,
    layers: Vec<BuiltLayer>,
}

struct BuiltLayer {
    /// `None` on the lowest layer, which has all nodes.
    members: Option<Vec<u32>>,
    links: Vec<u32>,
}

/// A new node's wish to be linked to by `node`.
struct ReverseLink {
    layer: usize,
    node: u32,
    nearness: Nearness,
    new: u32,
}

/// Links distinct vectors. `workers` does the work.
pub(super) fn link(rows: &[RoundedRow], workers: &mut Workers<WalkMemory>) -> BuiltGraph {
    let (order, highest) = order(rows.len());
    let mut graph = BuiltGraph::without_links(&order, &highest);
    let (_, newcomers) = order.split_at(order.len().min(1));
    for batch in newcomers.chunks(BATCH) {
        let view = graph.view(rows);
        let places: Vec<usize> = (0..batch.len()).collect();
        let links = workers.map(&places, |&place, memory| {
            links_of_newcomer(&view, &highest, batch, place, memory)
        });
        let mut reverse = graph.set(batch, &links);
        reverse.sort_unstable_by_key(|link| (link.layer, link.node, link.new));
        let same_row = |a: &ReverseLink, b: &ReverseLink| (a.layer, a.node) == (b.layer, b.node);
        let rows_to_change: Vec<&[ReverseLink]> = reverse.chunk_by(same_row).collect();
        let view = graph.view(rows);
        let changed = workers.map(&rows_to_change, |added, _| row_with(&view, added));
        for (added, links) in rows_to_change.iter().zip(changed) {
            graph.layers[added[0].layer].set(added[0].node, links.into_iter());
        }
    }
    graph
}

/// Returns the order of insertion, and each node's highest layer. The first has the highest of all,
/// so that it is the entry from the beginning.
fn order(nodes: usize) -> (Vec<u32>, Vec<usize>) {
    let mut random = fastrand::Rng::with_seed(SEED);
    let scale = 1.0 / (MOST_LINKS as f64).ln();
    let mut layer = || (-(1.0 - random.f64()).ln() * scale) as usize;
    let highest: Vec<usize> = (0..nodes).map(|_| layer().min(MOST_LAYERS - 1)).collect();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    random.shuffle(&mut order);
    let topmost = (0..nodes).max_by_key(|&place| (highest[order[place] as usize], Reverse(place)));
    if let Some(topmost) = topmost {
        order.swap(0, topmost);
    }
    (order, highest)
}

/// Returns a new node's links on each of its layers, from the lowest. Earlier nodes of its batch are
/// compared one by one.
fn links_of_newcomer(
    graph: &Graph<'_>,
    highest: &[usize],
    batch: &[u32],
    place: usize,
    memory: &mut WalkMemory,
) -> Vec<Vec<(Nearness, u32)>> {
    let node = batch[place];
    let layers = highest[node as usize] + 1;
    let question = RoundedQuestion::of_row(&graph.rows[node as usize]);
    let (_, mut start) = graph.approach(&question, layers, memory);
    let earlier = &batch[..place];
    let mut nearness = Vec::new();
    question.compare(graph.rows, earlier, &mut nearness);
    let mut links = Vec::with_capacity(layers);
    for (at, layer) in graph.layers.iter().enumerate().take(layers).rev() {
        let most = CONSTRUCTION_CANDIDATES;
        let mut nearest = layer.walk(graph.rows, &question, &[start], most, None, memory);
        start = nearest.iter().next().map_or(start, |(_, node)| node);
        for (&other, &nearness) in earlier.iter().zip(&nearness) {
            if highest[other as usize] >= at {
                nearest.offer(nearness, other);
            }
        }
        let candidates: Vec<_> = nearest.iter().collect();
        links.push(choose_diverse(graph.rows, &candidates, MOST_LINKS));
    }
    links.reverse();
    links
}

/// Returns the links of a node of the graph with the new ones; where they are too many, the diverse
/// ones among them.
fn row_with(graph: &Graph<'_>, added: &[ReverseLink]) -> Vec<u32> {
    let ReverseLink { layer, node, .. } = added[0];
    let row = graph.layers[layer].row(node);
    let linked = row.iter().copied().take_while(|&other| other != node);
    let mut links: Vec<u32> = linked.collect();
    if links.len() + added.len() <= row.len() {
        links.extend(added.iter().map(|link| link.new));
        return links;
    }
    let question = RoundedQuestion::of_row(&graph.rows[node as usize]);
    let mut nearness = Vec::new();
    question.compare(graph.rows, &links, &mut nearness);
    let added = added.iter().map(|link| (link.nearness, link.new));
    let mut candidates: Vec<_> = nearness.into_iter().zip(links).chain(added).collect();
    candidates.sort_unstable_by_key(|&(nearness, node)| (Reverse(nearness), node));
    let chosen = choose_diverse(graph.rows, &candidates, row.len()).into_iter();
    chosen.map(|(_, node)| node).collect()
}

impl BuiltGraph {
    fn without_links(order: &[u32], highest: &[usize]) -> Self {
        let entry = order.first().copied().unwrap_or(0);
        let layers = highest.iter().max().map_or(0, |&layer| layer + 1);
        let nodes = || 0..order.len() as u32;
        let layer = |at: usize| {
            let members = nodes().filter(|&node| highest[node as usize] >= at);
            let length = if at == 0 {
                MOST_LOWEST_LINKS
            } else {
                MOST_LINKS
            };
            BuiltLayer {
                links: members
                    .clone()
                    .flat_map(|node| std::iter::repeat_n(node, length))
                    .collect(),
                members: (at > 0).then(|| members.collect()),
            }
        };
        Self {
            entry,
            layers: (0..layers).map(layer).collect(),
        }
    }

    /// Returns the graph over these vectors, for searching.
    pub(super) fn view<'a>(&'a self, rows: &'a [RoundedRow]) -> Graph<'a> {
        let layers = self.layers.iter().map(|layer| Layer {
            members: layer.members.as_deref(),
            links: &layer.links,
        });
        Graph {
            rows,
            entry: self.entry,
            layers: layers.collect(),
        }
    }

    /// Adds a link from `from` to `node` on the lowest layer, where there is room; returns whether
    /// there was.
    pub(super) fn add_lowest_link(&mut self, from: u32, node: u32) -> bool {
        let free = self.layers.first_mut().and_then(|lowest| {
            let mut row = lowest.row_mut(from).iter_mut();
            row.find(|other| **other == from)
        });
        free.map(|free| *free = node).is_some()
    }

    /// Removes all links to a node on the lowest layer.
    #[cfg(test)]
    pub(super) fn unlink(&mut self, node: u32) {
        for from in (0..self.layers[0].links.len() / MOST_LOWEST_LINKS).map(|from| from as u32) {
            let row = self.layers[0].row_mut(from);
            let kept: Vec<u32> = row
                .iter()
                .copied()
                .filter(|&to| to != node && to != from)
                .collect();
            if from != node {
                self.layers[0].set(from, kept.into_iter());
            }
        }
    }

    /// Sets the links of new nodes, and returns those that should lead back.
    fn set(&mut self, batch: &[u32], links: &[Vec<Vec<(Nearness, u32)>>]) -> Vec<ReverseLink> {
        let mut reverse = Vec::new();
        for (&new, layers) in batch.iter().zip(links) {
            for (layer, links) in layers.iter().enumerate() {
                self.layers[layer].set(new, links.iter().map(|&(_, node)| node));
                reverse.extend(links.iter().map(|&(nearness, node)| ReverseLink {
                    layer,
                    node,
                    nearness,
                    new,
                }));
            }
        }
        reverse
    }
}

impl BuiltLayer {
    fn row_mut(&mut self, node: u32) -> &mut [u32] {
        let (place, length) = match &self.members {
            None => (node as usize, MOST_LOWEST_LINKS),
            Some(members) => (members.partition_point(|&member| member < node), MOST_LINKS),
        };
        &mut self.links[place * length..][..length]
    }

    fn set(&mut self, node: u32, links: impl Iterator<Item = u32>) {
        let filled = links.chain(std::iter::repeat(node));
        let row = self.row_mut(node).iter_mut();
        row.zip(filled).for_each(|(place, link)| *place = link);
    }
}
