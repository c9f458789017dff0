//! Tests building, repairing and searching graphs, against comparing every vector.

use super::*;
use crate::embed::DIMENSIONS;
use crate::index::build::{self, BuiltGraph};
use crate::index::parallel::Workers;
use crate::index::repair::repair;
use crate::index::rounded::round;

const SEED: u64 = 21;

/// Vectors around as many topics as a tenth of them.
fn rows(count: usize) -> Vec<RoundedRow> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let topics: Vec<f32> = (0..count.div_ceil(10) * DIMENSIONS)
        .map(|_| random.f32() - 0.5)
        .collect();
    let topic_of = |node: usize| &topics[node / 10 * DIMENSIONS..][..DIMENSIONS];
    let numbers = (0..count).flat_map(|node| {
        let numbers = topic_of(node).iter();
        let shaken: Vec<f32> = numbers.map(|x| x + random.f32() - 0.5).collect();
        shaken
    });
    round(&numbers.collect::<Vec<f32>>())
}

fn link(rows: &[RoundedRow]) -> BuiltGraph {
    build::link(rows, &mut Workers::new())
}

fn search(
    graph: &Graph<'_>,
    row: &RoundedRow,
    candidates: usize,
    admitted: Option<&NodeSet>,
) -> Vec<u32> {
    let question = RoundedQuestion::of_row(row);
    let nearest = graph.search(&question, candidates, admitted, &mut WalkMemory::default());
    nearest.iter().map(|(_, node)| node).collect()
}

/// Returns the share of the ten nearest that searches find, among those that `admits` lets through.
fn recall(graph: &Graph<'_>, admitted: Option<&NodeSet>) -> f64 {
    let asked: Vec<&RoundedRow> = graph.rows.iter().step_by(37).collect();
    let mut found = 0;
    for &row in &asked {
        let question = RoundedQuestion::of_row(row);
        let mut exact = Nearest::new(10);
        for (node, other) in graph.rows.iter().enumerate() {
            if admitted.is_none_or(|admitted| admitted.contains(node as u32)) {
                exact.offer(question.nearness(other), node as u32);
            }
        }
        let nearest = search(graph, row, 64, admitted);
        let is_found = |&(_, node): &(Nearness, u32)| nearest.contains(&node);
        found += exact.iter().filter(is_found).count();
    }
    found as f64 / (10 * asked.len()) as f64
}

#[test]
fn a_walk_finds_the_nearest() {
    let rows = rows(3_000);
    let built = link(&rows);
    assert!(recall(&built.view(&rows), None) > 0.99);
}

#[test]
fn a_walk_between_admitted_nodes_finds_the_nearest_of_them() {
    let rows = rows(3_000);
    let built = link(&rows);
    let graph = built.view(&rows);
    let mut admitted = NodeSet::empty(rows.len());
    let mut random = fastrand::Rng::with_seed(SEED);
    (0..3_000).filter(|_| random.bool()).for_each(|node| {
        admitted.insert(node);
    });
    let question = RoundedQuestion::of_row(&rows[5]);
    let memory = &mut WalkMemory::default();
    let walked = graph.walk_admitted(&question, 64, &admitted, memory);
    let nearest = search(&graph, &rows[5], 10, Some(&admitted));
    let walked: Vec<u32> = walked.iter().map(|(_, node)| node).take(10).collect();
    assert_eq!(walked, nearest);
}

#[test]
fn few_admitted_nodes_are_all_compared() {
    let rows = rows(600);
    let built = link(&rows);
    let mut admitted = NodeSet::empty(rows.len());
    for node in [3, 77, 599] {
        admitted.insert(node);
    }
    let mut found = search(&built.view(&rows), &rows[300], 5, Some(&admitted));
    found.sort_unstable();
    assert_eq!(found, [3, 77, 599]);
}

#[test]
fn no_layer_links_a_node_twice_or_beyond_its_members() {
    let rows = rows(2_000);
    let built = link(&rows);
    let graph = built.view(&rows);
    assert!(graph.layers.len() > 1);
    for layer in &graph.layers {
        let all: Vec<u32> = (0..2_000).collect();
        let members = layer.members.unwrap_or(&all);
        for &node in members {
            let row = layer.row(node);
            let linked: Vec<u32> = row
                .iter()
                .copied()
                .take_while(|&other| other != node)
                .collect();
            let different: std::collections::BTreeSet<u32> = linked.iter().copied().collect();
            assert_eq!(different.len(), linked.len());
            assert!(linked.iter().all(|other| members.contains(other)));
            assert!(row[linked.len()..].iter().all(|&other| other == node));
        }
    }
}

#[test]
fn a_node_that_nothing_links_to_is_linked_again() {
    let rows = rows(500);
    let mut built = link(&rows);
    let lost = (0..500).find(|node| !built.view(&rows).layers[1].row(*node).contains(node));
    let lost = lost.unwrap();
    built.unlink(lost);
    let candidates = 32;
    assert!(!search(&built.view(&rows), &rows[lost as usize], candidates, None).contains(&lost));
    let left = repair(&mut built, &rows, &mut Workers::new());
    assert!(left.is_empty());
    assert!(search(&built.view(&rows), &rows[lost as usize], candidates, None).contains(&lost));
}

#[test]
fn words_that_were_changed_are_refused_or_can_be_searched() {
    let rows = rows(120);
    let built = link(&rows);
    let mut sound = Vec::new();
    write(&built.view(&rows), &mut sound);
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut read = 0;
    for _ in 0..3_000 {
        let mut words = sound.clone();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(..words.len());
            words[at] = if random.bool() {
                random.u32(..130)
            } else {
                random.u32(..)
            };
        }
        if random.u8(..4) == 0 {
            words.truncate(random.usize(..words.len()));
        }
        let mut cursor = Cursor {
            words: &words,
            at: 0,
        };
        if let Some(layout) = GraphLayout::read(&mut cursor, rows.len()) {
            read += 1;
            let graph = layout.graph(&words, &rows);
            assert!(search(&graph, &rows[7], 10, None).len() <= 10);
        }
    }
    assert!(read > 100);
}
