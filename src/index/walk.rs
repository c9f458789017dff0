//! Walks one layer of a graph, from node to node towards a question.
//!
//! The search is that of Malkov and Yashunin, "Efficient and robust approximate nearest neighbor
//! search using Hierarchical Navigable Small World graphs" (2016), algorithm 2. Where only some
//! nodes are admitted, the walk steps over the others to their links, and compares only admitted
//! nodes.

use super::node_set::NodeSet;
use super::rounded::{Nearness, RoundedQuestion, RoundedRow};

/// Links a node keeps on each upper layer. The HNSW paper's usual choice for a few hundred
/// dimensions.
pub(super) const MOST_LINKS: usize = 16;

/// Links a node keeps on the lowest layer.
pub(super) const MOST_LOWEST_LINKS: usize = 2 * MOST_LINKS;

/// A layer's arrays: for each node a row of as many links as its kind of layer has at most. A
/// shorter row is filled up with the node itself.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    /// The layer's nodes, ascending; `None` on the lowest layer, which has all.
    pub members: Option<&'a [u32]>,
    /// The rows of links, in the order of the nodes.
    pub links: &'a [u32],
}

impl<'a> Layer<'a> {
    /// Returns a node's links, filled up with the node itself; none of a node that is not on this
    /// layer.
    pub(super) fn row(&self, node: u32) -> &'a [u32] {
        let (place, length) = match self.members {
            None => (node as usize, MOST_LOWEST_LINKS),
            Some(members) => match members.binary_search(&node) {
                Ok(place) => (place, MOST_LINKS),
                Err(_) => return &[],
            },
        };
        &self.links[place * length..][..length]
    }

    /// Returns the nearest node that greedy steps from `nearest` reach.
    pub(super) fn descend(
        &self,
        rows: &[RoundedRow],
        question: &RoundedQuestion,
        mut nearest: (Nearness, u32),
        memory: &mut WalkMemory,
    ) -> (Nearness, u32) {
        loop {
            let before = nearest.1;
            let row = self.row(before);
            question.compare(rows, row, &mut memory.nearness);
            memory.compared += row.len();
            for (&node, &nearness) in row.iter().zip(&memory.nearness) {
                if nearness > nearest.0 {
                    nearest = (nearness, node);
                }
            }
            if nearest.1 == before {
                return nearest;
            }
        }
    }

    /// Returns up to `candidates` nodes nearest to the question that are admitted, all where
    /// `admitted` is `None`. The walk sets out from `starts`.
    pub(super) fn walk(
        &self,
        rows: &[RoundedRow],
        question: &RoundedQuestion,
        starts: &[u32],
        candidates: usize,
        admitted: Option<&NodeSet>,
        memory: &mut WalkMemory,
    ) -> Nearest {
        let mut nearest = Nearest::new(candidates);
        memory.visited.clear(rows.len());
        memory.fresh.clear();
        for &start in starts {
            memory.meet(*self, start, admitted);
        }
        loop {
            let WalkMemory {
                fresh, nearness, ..
            } = memory;
            question.compare(rows, fresh, nearness);
            memory.compared += fresh.len();
            for (&node, &nearness) in fresh.iter().zip(nearness.iter()) {
                nearest.offer(nearness, node);
            }
            let Some(node) = nearest.next_open() else {
                return nearest;
            };
            memory.fresh.clear();
            for &linked in self.row(node) {
                memory.meet(*self, linked, admitted);
            }
        }
    }
}

/// What a walk needs beside the graph: one bit a node. It is used again for the next walk.
#[derive(Default)]
pub(super) struct WalkMemory {
    visited: NodeSet,
    /// Nodes that were met and are to be compared.
    fresh: Vec<u32>,
    nearness: Vec<Nearness>,
    /// How many nodes were compared so far.
    pub compared: usize,
}

impl WalkMemory {
    /// Takes a node up for comparison; in place of one that is not admitted, those it links to.
    fn meet(&mut self, layer: Layer<'_>, node: u32, admitted: Option<&NodeSet>) {
        if !self.visited.insert(node) {
            return;
        }
        match admitted {
            Some(admitted) if !admitted.contains(node) => {
                for &linked in layer.row(node) {
                    if admitted.contains(linked) && self.visited.insert(linked) {
                        self.fresh.push(linked);
                    }
                }
            }
            _ => self.fresh.push(node),
        }
    }
}

/// The nearest nodes met so far, the nearest first; of equal ones, the lower number.
///
/// An entry is one number: the nearness, the node's number inverted, and in the lowest bit whether
/// its links are still to be followed.
pub(super) struct Nearest {
    entries: Vec<u64>,
    most: usize,
    /// All entries before this place were followed.
    followed: usize,
}

impl Nearest {
    /// Returns a list that keeps the nearest `most` nodes.
    pub(super) fn new(most: usize) -> Self {
        Self {
            entries: Vec::with_capacity(most + 1),
            most,
            followed: 0,
        }
    }

    /// Puts a node in its place, unless enough are nearer. Node numbers are below 2³¹.
    pub(super) fn offer(&mut self, nearness: Nearness, node: u32) {
        // The sign bit is turned so that the order of unsigned numbers is that of the nearness.
        let high = (nearness as u32) ^ (1 << 31);
        let entry = u64::from(high) << 32 | u64::from(!(node << 1));
        if self.entries.len() >= self.most {
            match self.entries.last() {
                Some(&last) if last < entry => self.entries.pop(),
                _ => return,
            };
        }
        let place = self.entries.partition_point(|&other| other > entry);
        self.entries.insert(place, entry);
        self.followed = self.followed.min(place);
    }

    /// Returns the nearest node whose links were not followed, and marks it.
    fn next_open(&mut self) -> Option<u32> {
        while let Some(entry) = self.entries.get_mut(self.followed) {
            self.followed += 1;
            if *entry & 1 == 1 {
                *entry ^= 1;
                return Some(node_of(*entry));
            }
        }
        None
    }

    /// Returns the nodes, the nearest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Nearness, u32)> {
        let nearness_of = |entry: u64| ((entry >> 32) as u32 ^ (1 << 31)) as Nearness;
        let entries = self.entries.iter();
        entries.map(move |&entry| (nearness_of(entry), node_of(entry)))
    }
}

fn node_of(entry: u64) -> u32 {
    !(entry as u32) >> 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_of_equal_ones_the_lower_number() {
        let mut nearest = Nearest::new(4);
        let offered = [
            (-5, 1),
            (7, 9),
            (7, 2),
            (i32::MIN, 3),
            (i32::MAX, 4),
            (-6, 5),
        ];
        for (nearness, node) in offered {
            nearest.offer(nearness, node);
        }
        let kept: Vec<_> = nearest.iter().collect();
        assert_eq!(kept, [(i32::MAX, 4), (7, 2), (7, 9), (-5, 1)]);
    }

    #[test]
    fn each_node_is_followed_once_the_nearest_first() {
        let mut nearest = Nearest::new(3);
        nearest.offer(1, 10);
        nearest.offer(2, 20);
        assert_eq!(nearest.next_open(), Some(20));
        nearest.offer(3, 30);
        nearest.offer(0, 40);
        nearest.offer(-1, 50);
        let rest = std::iter::from_fn(|| nearest.next_open());
        assert_eq!(rest.collect::<Vec<_>>(), [30, 10]);
    }

    #[test]
    fn a_list_of_none_keeps_none() {
        let mut nearest = Nearest::new(0);
        nearest.offer(1, 1);
        assert_eq!(nearest.iter().count(), 0);
    }
}
