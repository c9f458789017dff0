//! Which segments there are: opened, built from what the store has more, merged.
//!
//! In: a store. Out: segments, each with its vectors and its tokens of the same passages. A segment's
//! two files are written whole before the manifest names them. Never here: a search.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::segment::{Embedded, Segment};
use super::token_file::TokenFile;
use super::vectors::GRAPH_BREAK_EVEN;
use super::{IndexError, Notice, Removed, files};
use crate::store::{PassageId, ReadError, Stamp, StoreReader};

const MANIFEST: &str = "vectors.json";
const MANIFEST_FORMAT: u32 = 2;

/// What the names of all segments' files begin with.
const SEGMENT: &str = "segment-";

/// A segment's two files.
pub(super) struct Pair {
    pub vectors: Segment,
    pub tokens: TokenFile,
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

/// Opens the segments in `folder`, and builds what is missing.
pub(super) fn open(
    store: &StoreReader,
    folder: &Path,
    stamp: Stamp,
    removed: &Removed,
    notify: &mut dyn FnMut(Notice),
) -> Result<Vec<Pair>, IndexError> {
    let (manifest, pairs) = match load(folder, store)? {
        Ok(loaded) => loaded,
        Err(None) => (Manifest::empty(), Vec::new()),
        Err(Some(reason)) => {
            notify(Notice::Rebuilding {
                part: "vector index",
                reason,
            });
            // Gone even if the store turns out empty and nothing is built in its place.
            files::remove(&folder.join(MANIFEST))?;
            files::sweep(folder, SEGMENT, &[])?;
            (Manifest::empty(), Vec::new())
        }
    };
    let mut newcomers = Embedded::default();
    store
        .scan()
        .embeddings_after(PassageId(manifest.covered), &mut |id, shape, numbers| {
            newcomers.push(id, shape, numbers);
        })?;
    if newcomers.ids.is_empty() {
        Ok(pairs)
    } else {
        let building = Building {
            store,
            folder,
            stamp,
            removed,
        };
        building.seal(newcomers, pairs, manifest)
    }
}

/// What a new segment is built from, and where.
struct Building<'a> {
    store: &'a StoreReader,
    folder: &'a Path,
    stamp: Stamp,
    removed: &'a Removed,
}

impl Building<'_> {
    /// Makes a segment of the newcomers, with the small and the mostly removed segments merged into
    /// it, so that there are never more than a few and each passage is built into a graph only a
    /// few times in its life.
    fn seal(
        &self,
        mut sealed: Embedded,
        mut pairs: Vec<Pair>,
        manifest: Manifest,
    ) -> Result<Vec<Pair>, IndexError> {
        let (mut kept, mut merged) = (Vec::new(), Vec::new());
        pairs.sort_by_key(|pair| pair.vectors.ids().len());
        for pair in pairs {
            let segment = &pair.vectors;
            let live: Vec<PassageId> = segment.live_ids(self.removed).collect();
            if live.len() <= 2 * sealed.ids.len() || 2 * live.len() < segment.ids().len() {
                for id in live {
                    let shape = segment.shape(id).expect("a segment holds its own passages");
                    let numbers = segment
                        .embedding(id)
                        .expect("a segment holds its own passages");
                    sealed.push(id, shape, numbers);
                }
                merged.push(pair);
            } else {
                kept.push(pair);
            }
        }
        let sealed = sealed.sorted();
        let name = format!("{SEGMENT}{}", manifest.next_name);
        kept.push(self.build(&name, &sealed, &merged)?);
        let covered = sealed.ids.last().map_or(0, |id| id.0);
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            built_from: Some(self.stamp),
            covered: manifest.covered.max(covered),
            next_name: manifest.next_name + 1,
            segments: kept.iter().map(|pair| pair.vectors.name.clone()).collect(),
        };
        files::write_manifest(&self.folder.join(MANIFEST), &manifest)?;
        files::sweep(self.folder, SEGMENT, &manifest.files())?;
        Ok(kept)
    }

    /// Writes a segment's two files. Tokens are copied from the merged segments' files, those of
    /// newcomers from the store, one passage at a time.
    fn build(&self, name: &str, sealed: &Embedded, merged: &[Pair]) -> Result<Pair, IndexError> {
        let tokens_of = |id| {
            let row = merged.iter().find_map(|pair| pair.tokens.row(id));
            row.map_or_else(|| self.store.scan().tokens(id), |row| Ok(row.to_vectors()))
        };
        let tokens = TokenFile::build(self.folder, &tokens_name(name), &sealed.ids, tokens_of)?;
        let vectors = Segment::build(self.folder, name, sealed, GRAPH_BREAK_EVEN)?;
        Ok(Pair { vectors, tokens })
    }
}

impl Pair {
    fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let vectors = Segment::open(folder, name)?;
        let tokens = TokenFile::open(folder, &tokens_name(name))?;
        if vectors.ids() == tokens.passages() {
            Ok(Self { vectors, tokens })
        } else {
            Err(format!("the two files of {name} are of different passages"))
        }
    }
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

    /// Returns the names of all files of the segments.
    fn files(&self) -> Vec<String> {
        let tokens = self.segments.iter().map(|name| tokens_name(name));
        self.segments.iter().cloned().chain(tokens).collect()
    }
}

fn tokens_name(segment: &str) -> String {
    format!("{segment}.tokens")
}

type Loaded = Result<(Manifest, Vec<Pair>), Option<String>>;

/// Returns the manifest and its segments; inside, `Err(None)` where there is none yet, `Err(Some(_))`
/// where what is there cannot be used.
fn load(folder: &Path, store: &StoreReader) -> Result<Loaded, ReadError> {
    let manifest = match read_manifest(folder) {
        Ok(manifest) => manifest,
        Err(reason) => return Ok(Err(reason)),
    };
    match &manifest.built_from {
        Some(stamp) if store.commits().has(stamp)? => {}
        _ => return Ok(Err(Some("it was built from another store".into()))),
    }
    let pairs: Result<Vec<Pair>, String> = manifest
        .segments
        .iter()
        .map(|name| Pair::open(folder, name))
        .collect();
    Ok(pairs.map(|pairs| (manifest, pairs)).map_err(Some))
}

fn read_manifest(folder: &Path) -> Result<Manifest, Option<String>> {
    let manifest: Option<Manifest> = files::read_manifest(&folder.join(MANIFEST)).map_err(Some)?;
    match manifest {
        None if files::any(folder, |name| name.starts_with(SEGMENT)) => {
            Err(Some(format!("{MANIFEST} is missing")))
        }
        None => Err(None),
        Some(manifest) if manifest.format == MANIFEST_FORMAT => Ok(manifest),
        Some(_) => Err(Some(format!("{MANIFEST} has another format"))),
    }
}
