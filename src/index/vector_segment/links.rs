//! Makes a segment's graph: rounded vectors, links, and the nodes that walking it does not reach.
//!
//! Every search compares the question with the nodes that are not reached.

use std::ops::Range;

use crate::embed::DIMENSIONS;
use crate::index::build;
use crate::index::graph::{self, Cursor, GraphLayout};
use crate::index::parallel::Workers;
use crate::index::repair::repair;
use crate::index::rounded::{RoundedRow, round};

/// Where a graph and the list of nodes that it does not reach lie among words.
pub(super) struct LinksLayout {
    pub graph: GraphLayout,
    pub unreached: Range<usize>,
}

impl LinksLayout {
    /// Finds the arrays from where the cursor is and checks that every number points inside them.
    pub(super) fn read(cursor: &mut Cursor<'_>, vectors: usize, unreached: usize) -> Option<Self> {
        let graph = GraphLayout::read(cursor, vectors)?;
        let unreached = cursor.range(unreached)?;
        let mut listed = cursor.words[unreached.clone()].iter();
        let sound = listed.all(|&vector| (vector as usize) < vectors);
        sound.then_some(Self { graph, unreached })
    }
}

/// A graph that was made, with its own arrays.
pub(super) struct Links {
    pub rows: Vec<RoundedRow>,
    /// As a file has them.
    pub words: Vec<u32>,
    pub layout: LinksLayout,
}

impl Links {
    /// Makes the graph over distinct unit vectors, in rows of [`DIMENSIONS`] numbers.
    pub(super) fn make(vectors: &[f32]) -> Self {
        let rows = round(vectors);
        let mut workers = Workers::new();
        let mut built = build::link(&rows, &mut workers);
        let unreached = repair(&mut built, &rows, &mut workers);
        let mut words = Vec::new();
        graph::write(&built.view(&rows), &mut words);
        words.extend(&unreached);
        let mut cursor = Cursor {
            words: &words,
            at: 0,
        };
        let layout = LinksLayout::read(&mut cursor, vectors.len() / DIMENSIONS, unreached.len())
            .expect("a graph that was just written can be read");
        Self {
            rows,
            words,
            layout,
        }
    }
}
