//! Builds an HNSW graph over distinct unit vectors with `hnsw_rs`.
//!
//! Only the links are kept; the crate's own index is dropped. Its dump format and filters are not
//! used, nor its scalar distances, which panic on ordinary unit vectors.

use hnsw_rs::prelude::{Distance, Hnsw, Neighbour};

use super::dot::dot;
use super::graph::Adjacency;
use crate::embed::DIMENSIONS;

/// Links a node keeps on each upper layer; twice as many on the lowest. The HNSW paper's usual
/// choice for a few hundred dimensions.
const MOST_LINKS: usize = 16;

/// Candidates compared for a new node's links; well above twice [`MOST_LINKS`], as the crate asks.
const CONSTRUCTION_CANDIDATES: usize = 200;

/// The crate's fixed number of layers.
const LAYERS: usize = 16;

/// The seed of the shuffle. Inserting in the order of a conversation leaves nodes that no path
/// reaches, so the order is shuffled, the same way each time.
const SHUFFLE_SEED: u64 = 20_260_101;

/// The distance of two unit vectors: one minus their cosine, at least zero since the crate panics
/// below.
#[derive(Clone, Copy, Default)]
struct ClampedCosine;

impl Distance<f32> for ClampedCosine {
    fn eval(&self, a: &[f32], b: &[f32]) -> f32 {
        (1.0 - dot(a, b)).max(0.0)
    }
}

/// Links the rows of `vectors`, which are distinct unit vectors of [`DIMENSIONS`] numbers.
pub(super) fn link(vectors: &[f32]) -> Adjacency {
    let rows: Vec<&[f32]> = vectors.chunks_exact(DIMENSIONS).collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    fastrand::Rng::with_seed(SHUFFLE_SEED).shuffle(&mut order);

    let hnsw = Hnsw::new(
        MOST_LINKS,
        rows.len(),
        LAYERS,
        CONSTRUCTION_CANDIDATES,
        ClampedCosine,
    );
    let shuffled: Vec<(&[f32], usize)> = order.iter().map(|&node| (rows[node], node)).collect();
    // Threads that insert the very first node at once can leave one of them without links.
    let (first, others) = shuffled.split_at(shuffled.len().min(1));
    first.iter().for_each(|&node| hnsw.insert_slice(node));
    hnsw.parallel_insert_slice(&others.to_vec());
    adjacency(&hnsw, rows.len())
}

fn adjacency(hnsw: &Hnsw<'_, f32, ClampedCosine>, nodes: usize) -> Adjacency {
    let mut adjacency = vec![Vec::new(); nodes];
    if nodes == 0 {
        return adjacency;
    }
    for point in hnsw.get_point_indexation() {
        let layers = usize::from(point.get_point_id().0) + 1;
        let neighbours = point.get_neighborhood_id().into_iter().take(layers);
        let ids = |layer: Vec<Neighbour>| layer.iter().map(|near| near.d_id as u32).collect();
        adjacency[point.get_origin_id()] = neighbours.map(ids).collect();
    }
    adjacency
}
