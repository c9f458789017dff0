//! Searches an HNSW graph inside a mapped file, where the neighbour lists are flat arrays.
//!
//! The search is that of Malkov and Yashunin, "Efficient and robust approximate nearest neighbor
//! search using Hierarchical Navigable Small World graphs" (2016), algorithms 2 and 5.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::ops::Range;

/// Each node's neighbours on each of its layers, from the lowest: `adjacency[node][layer]`. A node has
/// as many layers as lists.
pub(super) type Adjacency = Vec<Vec<Vec<u32>>>;

/// Where a graph's arrays lie among the words of a file.
#[derive(Debug, Clone)]
pub(super) struct GraphLayout {
    nodes: usize,
    entry: u32,
    layers: Vec<LayerLayout>,
}

/// One layer: its nodes ascending (none listed on the lowest, which has all), and for the i-th of
/// them the links `links[offsets[i]..offsets[i + 1]]`.
#[derive(Debug, Clone)]
struct LayerLayout {
    members: Range<usize>,
    offsets: Range<usize>,
    links: Range<usize>,
}

/// A node with its similarity to the question, ordered by it.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Near {
    pub similarity: f32,
    pub node: u32,
}

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.similarity
            .total_cmp(&other.similarity)
            .then(other.node.cmp(&self.node))
    }
}

/// Appends a graph to the words of a file: the number of layers, the entry node, then each layer from
/// the lowest as member count, link count, members, offsets, links.
pub(super) fn write(graph: &Adjacency, words: &mut Vec<u32>) {
    let nodes = 0..graph.len() as u32;
    let layers_of = |node: u32| graph[node as usize].len();
    let layers = graph.iter().map(Vec::len).max().unwrap_or(0);
    let topmost = |&node: &u32| (layers_of(node), Reverse(node));
    let entry = nodes.clone().max_by_key(topmost);
    words.extend([layers as u32, entry.unwrap_or(0)]);
    for layer in 0..layers {
        let members = nodes.clone().filter(|&node| layers_of(node) > layer);
        let members: Vec<u32> = members.collect();
        let mut offsets = vec![0];
        let mut links: Vec<u32> = Vec::new();
        for &node in &members {
            links.extend(graph[node as usize].get(layer).into_iter().flatten());
            offsets.push(links.len() as u32);
        }
        let listed: &[u32] = if layer == 0 { &[] } else { &members };
        words.extend([members.len() as u32, links.len() as u32]);
        words.extend(listed);
        words.extend(offsets);
        words.extend(links);
    }
}

impl GraphLayout {
    /// Finds a graph of `nodes` nodes at the start of `words[from..]`; returns it and where it
    /// ends, or `None` where the words are no such graph.
    pub(super) fn read(words: &[u32], from: usize, nodes: usize) -> Option<(Self, usize)> {
        let mut cursor = Cursor { words, at: from };
        let [layer_count, entry] = cursor.numbers()?;
        let mut layers = Vec::new();
        for layer in 0..layer_count {
            let [members, links] = cursor.numbers()?;
            let listed = if layer == 0 { 0 } else { members as usize };
            let layout = LayerLayout {
                members: cursor.range(listed)?,
                offsets: cursor.range(members as usize + 1)?,
                links: cursor.range(links as usize)?,
            };
            let sound = (layer > 0 || members as usize == nodes) && layout.is_sound(words, nodes);
            layers.push(sound.then_some(layout)?);
        }
        let sound = (entry as usize) < nodes || nodes == 0;
        let layout = Self {
            nodes,
            entry,
            layers,
        };
        sound.then_some((layout, cursor.at))
    }

    /// Returns up to `candidates` nodes nearest to the question that `admits` lets through, best
    /// first, and how many nodes were compared.
    ///
    /// The walk also visits nodes that are not let through, so a narrow filter makes it longer.
    pub(super) fn search(
        &self,
        words: &[u32],
        candidates: usize,
        similarity: &dyn Fn(u32) -> f32,
        admits: &dyn Fn(u32) -> bool,
    ) -> (Vec<Near>, usize) {
        if self.nodes == 0 || candidates == 0 {
            return (Vec::new(), 0);
        }
        let mut compared = 1;
        let mut entry = Near {
            node: self.entry,
            similarity: similarity(self.entry),
        };
        for layer in self.layers.iter().skip(1).rev() {
            entry = layer.descend(words, entry, similarity, &mut compared);
        }
        let Some(lowest) = self.layers.first() else {
            return (vec![entry], compared);
        };
        let mut walk = GraphWalk {
            visited: vec![false; self.nodes],
            open: BinaryHeap::new(),
            found: BinaryHeap::new(),
            candidates,
        };
        walk.meet(entry, admits);
        while let Some(nearest) = walk.open.pop() {
            if walk.is_done(nearest) {
                break;
            }
            for &node in lowest.links_of(words, nearest.node) {
                if !walk.visited[node as usize] {
                    compared += 1;
                    let similarity = similarity(node);
                    walk.meet(Near { similarity, node }, admits);
                }
            }
        }
        let mut found: Vec<Near> = walk.found.into_iter().map(|Reverse(near)| near).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        (found, compared)
    }
}

/// The state of a search on the lowest layer.
struct GraphWalk {
    visited: Vec<bool>,
    /// Nodes whose links are still to be followed, the nearest on top.
    open: BinaryHeap<Near>,
    /// The best nodes that were let through, the farthest on top.
    found: BinaryHeap<Reverse<Near>>,
    candidates: usize,
}

impl GraphWalk {
    fn meet(&mut self, near: Near, admits: &dyn Fn(u32) -> bool) {
        self.visited[near.node as usize] = true;
        if self.is_done(near) {
            return;
        }
        self.open.push(near);
        if admits(near.node) {
            self.found.push(Reverse(near));
            if self.found.len() > self.candidates {
                self.found.pop();
            }
        }
    }

    /// Returns whether the search can end: enough nodes were found, and all of them are nearer than
    /// this one.
    fn is_done(&self, near: Near) -> bool {
        let farthest = self.found.peek();
        self.found.len() >= self.candidates
            && farthest.is_some_and(|Reverse(farthest)| near < *farthest)
    }
}

impl LayerLayout {
    fn links_of<'a>(&self, words: &'a [u32], node: u32) -> &'a [u32] {
        let members = &words[self.members.clone()];
        let place = match members.binary_search(&node) {
            _ if members.is_empty() => node as usize,
            Ok(place) => place,
            Err(_) => return &[],
        };
        let offsets = &words[self.offsets.clone()];
        &words[self.links.clone()][offsets[place] as usize..offsets[place + 1] as usize]
    }

    /// Returns the nearest node that greedy steps on this layer reach.
    fn descend(
        &self,
        words: &[u32],
        mut nearest: Near,
        similarity: &dyn Fn(u32) -> f32,
        compared: &mut usize,
    ) -> Near {
        loop {
            let before = nearest.node;
            for &node in self.links_of(words, before) {
                *compared += 1;
                nearest = nearest.max(Near {
                    node,
                    similarity: similarity(node),
                });
            }
            if nearest.node == before {
                return nearest;
            }
        }
    }

    /// Returns whether every number points inside the arrays, so that no search can leave them.
    fn is_sound(&self, words: &[u32], nodes: usize) -> bool {
        let offsets = &words[self.offsets.clone()];
        let links = &words[self.links.clone()];
        let inside = |node: &u32| (*node as usize) < nodes;
        offsets.is_sorted()
            && offsets.first() == Some(&0)
            && offsets.last() == Some(&(links.len() as u32))
            && words[self.members.clone()].is_sorted_by(|a, b| a < b)
            && words[self.members.clone()].iter().all(inside)
            && links.iter().all(inside)
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
