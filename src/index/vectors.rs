//! All embeddings, in segments that have a graph each.
//!
//! In: a store. Out: the passages nearest to a question, by graph or by exact scan, whichever is
//! cheaper; both have the same signature. Never here: a removed passage among the results.

use std::path::Path as FilePath;

use serde::{Deserialize, Serialize};

use super::segment::{Embedded, Segment};
use super::{Allowed, IndexError, Notice, Removed, Scored, dot, files};
use crate::embed::Embedding;
use crate::passage::Shape;
use crate::store::{PassageId, ReadError, Removal, Stamp, Store};

/// How many vectors a scan may compare before walking a graph is the cheaper way, measured at
/// the shipped settings with `cargo bench --bench search` (see `benches/README.md`).
pub const GRAPH_BREAK_EVEN: usize = 20_000;

/// The least number of candidates that a walk of the graph keeps; fewer miss neighbours.
const LEAST_CANDIDATES: usize = 128;

const MANIFEST: &str = "vectors.json";
const MANIFEST_FORMAT: u32 = 1;

/// Which way a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Plan {
    /// The cheaper one.
    #[default]
    Cheaper,
    /// The graph, whatever it costs.
    Graph,
    /// The exact scan, whatever it costs.
    Exact,
}

/// Which way a search went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
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
    segments: Vec<Segment>,
    removed: Removed,
    live: usize,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    /// The store's commit that it was built from.
    built_from: Option<Stamp>,
    /// Every passage up to this number is in a segment, or was removed.
    covered: u32,
    next_name: u32,
    segments: Vec<String>,
}

impl Vectors {
    /// Opens the segments in `folder`, and builds what is missing.
    pub(super) fn open(
        store: &Store,
        folder: &FilePath,
        stamp: Stamp,
        removals: &[Removal],
        notify: &mut dyn FnMut(Notice),
    ) -> Result<Self, IndexError> {
        let (manifest, segments) = match load(folder, store)? {
            Ok(loaded) => loaded,
            Err(None) => (Manifest::empty(), Vec::new()),
            Err(Some(reason)) => {
                notify(Notice::Rebuilding {
                    part: "vector index",
                    reason,
                });
                // Gone even if the store turns out empty and nothing is built in its place.
                let path = folder.join(MANIFEST);
                std::fs::remove_file(&path).map_err(IndexError::file(&path))?;
                (Manifest::empty(), Vec::new())
            }
        };
        let mut vectors = Self {
            segments,
            removed: Removed::new(removals),
            live: 0,
        };
        let mut newcomers = Embedded::default();
        store.embeddings_after(PassageId(manifest.covered), &mut |id, shape, numbers| {
            newcomers.push(id, shape, numbers);
        })?;
        if !newcomers.ids.is_empty() {
            vectors.seal(newcomers, folder, manifest, stamp)?;
        }
        vectors.live = vectors.count_live();
        Ok(vectors)
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

    /// Returns a passage's embedding.
    pub fn embedding(&self, id: PassageId) -> Option<&[f32]> {
        if self.removed.contains(id) {
            return None;
        }
        self.segments
            .iter()
            .find_map(|segment| segment.embedding(id))
    }

    /// Returns a passage's shape.
    pub fn shape(&self, id: PassageId) -> Option<Shape> {
        self.segments.iter().find_map(|segment| segment.shape(id))
    }

    /// Returns the `k` allowed passages nearest to the question, best first, by cosine, and the
    /// way that was taken.
    pub fn search(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
        plan: Plan,
    ) -> (Vec<Scored>, Path) {
        let exact = match plan {
            Plan::Graph => false,
            Plan::Exact => true,
            Plan::Cheaper => self.scan_is_cheaper(allowed),
        };
        if exact {
            self.exact_scan(question, k, allowed)
        } else {
            self.graph_search(question, k, allowed)
        }
    }

    /// Returns the nearest passages by walking the graphs.
    pub fn graph_search(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
    ) -> (Vec<Scored>, Path) {
        let question = question.as_slice();
        let mut found = Vec::new();
        let mut compared = 0;
        for segment in &self.segments {
            let (passages, of_segment) =
                segment.graph_search(question, k.max(LEAST_CANDIDATES), allowed, &self.removed);
            found.extend(passages);
            compared += of_segment;
        }
        (best(found, k), Path::Graph { compared })
    }

    /// Returns the nearest passages by comparing every one that is allowed.
    pub fn exact_scan(
        &self,
        question: &Embedding,
        k: usize,
        allowed: &Allowed,
    ) -> (Vec<Scored>, Path) {
        let question = question.as_slice();
        let mut found = Vec::new();
        match allowed {
            Allowed::All => {
                for segment in &self.segments {
                    segment.scan(question, &self.removed, |scored| found.push(scored));
                }
            }
            Allowed::Only(ids) => {
                found.extend(ids.iter().filter_map(|&id| {
                    let score = dot(question, self.embedding(id)?);
                    Some(Scored { id, score })
                }));
            }
        }
        let compared = found.len();
        (best(found, k), Path::Exact { compared })
    }

    /// A filtered walk passes over what is not allowed, so its cost grows as the filter narrows.
    fn scan_is_cheaper(&self, allowed: &Allowed) -> bool {
        let admitted = match allowed {
            Allowed::All => self.live,
            Allowed::Only(ids) => ids.len(),
        };
        let walk = GRAPH_BREAK_EVEN.saturating_mul(self.live) / admitted.max(1);
        admitted <= walk
    }

    /// Makes a segment of the newcomers, with the small and the mostly removed segments merged into
    /// it, so that there are never more than a few and each passage is built into a graph only a
    /// few times in its life.
    fn seal(
        &mut self,
        mut sealed: Embedded,
        folder: &FilePath,
        manifest: Manifest,
        stamp: Stamp,
    ) -> Result<(), IndexError> {
        let mut kept = Vec::new();
        self.segments.sort_by_key(|segment| segment.ids().len());
        for segment in self.segments.drain(..) {
            let all = segment.ids().len();
            let live: Vec<PassageId> = live_ids(&segment, &self.removed).collect();
            if live.len() <= 2 * sealed.ids.len() || 2 * live.len() < all {
                for id in live {
                    let shape = segment.shape(id).expect("a segment holds its own passages");
                    let numbers = segment
                        .embedding(id)
                        .expect("a segment holds its own passages");
                    sealed.push(id, shape, numbers);
                }
            } else {
                kept.push(segment);
            }
        }
        let covered = sealed.ids.iter().map(|id| id.0).max().unwrap_or(0);
        let sealed = sealed.sorted();
        let name = format!("segment-{}", manifest.next_name);
        kept.push(Segment::build(folder, &name, &sealed)?);
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            built_from: Some(stamp),
            covered: manifest.covered.max(covered),
            next_name: manifest.next_name + 1,
            segments: kept.iter().map(|segment| segment.name.clone()).collect(),
        };
        files::write_manifest(&folder.join(MANIFEST), &manifest)?;
        files::sweep(folder, "segment-", &manifest.segments)?;
        self.segments = kept;
        Ok(())
    }

    fn count_live(&self) -> usize {
        let in_segments = self
            .segments
            .iter()
            .map(|segment| live_ids(segment, &self.removed).count());
        in_segments.sum()
    }
}

fn live_ids<'a>(
    segment: &'a Segment,
    removed: &'a Removed,
) -> impl Iterator<Item = PassageId> + 'a {
    let ids = segment.ids().iter().map(|&id| PassageId(id));
    ids.filter(|&id| !removed.contains(id))
}

impl Manifest {
    fn empty() -> Self {
        Self {
            format: MANIFEST_FORMAT,
            built_from: None,
            covered: 0,
            next_name: 0,
            segments: Vec::new(),
        }
    }
}

type Loaded = Result<(Manifest, Vec<Segment>), Option<String>>;

/// Returns the manifest and its segments; inside, `Err(None)` where there is none yet, `Err(Some(_))`
/// where what is there cannot be used.
fn load(folder: &FilePath, store: &Store) -> Result<Loaded, ReadError> {
    let manifest = match read_manifest(folder) {
        Ok(manifest) => manifest,
        Err(reason) => return Ok(Err(reason)),
    };
    match &manifest.built_from {
        Some(stamp) if store.knows(stamp)? => {}
        _ => return Ok(Err(Some("it was built from another store".into()))),
    }
    let segments: Result<Vec<Segment>, String> = manifest
        .segments
        .iter()
        .map(|name| Segment::open(folder, name))
        .collect();
    Ok(segments.map(|segments| (manifest, segments)).map_err(Some))
}

fn read_manifest(folder: &FilePath) -> Result<Manifest, Option<String>> {
    let manifest: Option<Manifest> = files::read_manifest(&folder.join(MANIFEST)).map_err(Some)?;
    match manifest {
        None => Err(None),
        Some(manifest) if manifest.format == MANIFEST_FORMAT => Ok(manifest),
        Some(_) => Err(Some(format!("{MANIFEST} has another format"))),
    }
}

fn best(mut found: Vec<Scored>, k: usize) -> Vec<Scored> {
    if k > 0 && found.len() > k {
        found.select_nth_unstable_by(k - 1, Scored::best_first);
    }
    found.truncate(k);
    found.sort_unstable_by(Scored::best_first);
    found
}
