//! Finds the nodes that a graph does not lead to, and links them.

use super::build::BuiltGraph;
use super::parallel::Workers;
use super::rounded::{RoundedQuestion, RoundedRow};
use super::walk::WalkMemory;

/// The number of candidates with which each node is searched for. Searches for a question keep more.
const AUDIT_CANDIDATES: usize = 32;

/// How many links to a lost node are added.
const ADDED_LINKS: usize = 4;

/// Searches for every node. To those that are not found, adds links from nodes that are met on the
/// way, where these have room. Returns the nodes that are not found even then, ascending.
pub(super) fn repair(
    graph: &mut BuiltGraph,
    rows: &[RoundedRow],
    workers: &mut Workers<WalkMemory>,
) -> Vec<u32> {
    let nodes: Vec<u32> = (0..rows.len() as u32).collect();
    let mut lost = find_lost(graph, rows, &nodes, workers);
    for (node, met) in &lost {
        let linked = met
            .iter()
            .filter(|&&from| graph.add_lowest_link(from, *node));
        // Taking is what adds the links.
        linked.take(ADDED_LINKS).for_each(drop);
    }
    let nodes: Vec<u32> = lost.drain(..).map(|(node, _)| node).collect();
    let lost = find_lost(graph, rows, &nodes, workers).into_iter();
    lost.map(|(node, _)| node).collect()
}

/// Returns those of the nodes that a search does not find, each with the nodes that it found.
fn find_lost(
    graph: &BuiltGraph,
    rows: &[RoundedRow],
    nodes: &[u32],
    workers: &mut Workers<WalkMemory>,
) -> Vec<(u32, Vec<u32>)> {
    let graph = graph.view(rows);
    let met_instead = |node: &u32, memory: &mut WalkMemory| {
        let question = RoundedQuestion::of_row(&rows[*node as usize]);
        let nearest = graph.search(&question, AUDIT_CANDIDATES, None, memory);
        let is_found = nearest.iter().any(|(_, found)| found == *node);
        (!is_found).then(|| nearest.iter().map(|(_, found)| found).collect())
    };
    let searched = nodes.iter().zip(workers.map(nodes, met_instead));
    searched
        .filter_map(|(&node, met)| Some((node, met?)))
        .collect()
}
