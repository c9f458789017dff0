//! Opens the segments, builds new ones from what the store has added, and merges small ones.
//!
//! A segment is two files: the vectors and the tokens of the same passages. Both are written whole
//! before the manifest names them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::files;
use super::filter::Removed;
use super::notice::Notice;
use super::token_file::TokenFile;
use super::vector_segment::{Embedded, VectorSegment};
use super::vectors::GRAPH_BREAK_EVEN;
use crate::store::{PassageId, ReadError, Stamp, StoreReader};

const MANIFEST: &str = "vectors.json";
const MANIFEST_FORMAT: u32 = 2;

/// The prefix of the names of all segments' files.
const SEGMENT: &str = "segment-";

/// A segment's two files, of the same passages.
pub(super) struct FilePair {
    pub vectors: VectorSegment,
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
) -> Result<Vec<FilePair>, IndexError> {
    let (manifest, pairs) = match load(folder, store)? {
        Ok(loaded) => loaded,
        Err(None) => (Manifest::empty(), Vec::new()),
        Err(Some(reason)) => {
            notify(Notice::Rebuilding {
                part: "vector index",
                reason,
            });
            // Removed even if the store turns out empty and nothing takes its place.
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

/// The sources of a new segment, and its folder.
struct Building<'a> {
    store: &'a StoreReader,
    folder: &'a Path,
    stamp: Stamp,
    removed: &'a Removed,
}

impl Building<'_> {
    /// Makes a segment of the newcomers and merges the small and the mostly removed segments into it.
    ///
    /// This keeps the segments few, while each passage is built into a graph only a few times.
    fn seal(
        &self,
        mut sealed: Embedded,
        mut pairs: Vec<FilePair>,
        manifest: Manifest,
    ) -> Result<Vec<FilePair>, IndexError> {
        let (mut kept, mut merged) = (Vec::new(), Vec::new());
        pairs.sort_by_key(|pair| pair.vectors.ids().len());
        for pair in pairs {
            let segment = &pair.vectors;
            let live: Vec<PassageId> = segment.live_ids(self.removed).collect();
            if live.len() <= 2 * sealed.ids.len() || 2 * live.len() < segment.ids().len() {
                for id in live {
                    let passage = segment.shape(id).zip(segment.embedding(id));
                    let (shape, numbers) = passage.expect("a segment holds its own passages");
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

    /// Writes a segment's two files. Tokens are copied one passage at a time: from the merged
    /// segments' files, and those of newcomers from the store.
    fn build(
        &self,
        name: &str,
        sealed: &Embedded,
        merged: &[FilePair],
    ) -> Result<FilePair, IndexError> {
        let tokens_of = |id| {
            let row = merged.iter().find_map(|pair| pair.tokens.row(id));
            row.map_or_else(|| self.store.scan().tokens(id), |row| Ok(row.to_vectors()))
        };
        let tokens = TokenFile::build(self.folder, &tokens_name(name), &sealed.ids, tokens_of)?;
        let vectors = VectorSegment::build(self.folder, name, sealed, GRAPH_BREAK_EVEN)?;
        Ok(FilePair { vectors, tokens })
    }
}

impl FilePair {
    fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let vectors = VectorSegment::open(folder, name)?;
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

type Loaded = Result<(Manifest, Vec<FilePair>), Option<String>>;

/// Returns the manifest and its segments; inside, `Err(None)` where there is none yet, and the reason
/// where the files cannot be used.
fn load(folder: &Path, store: &StoreReader) -> Result<Loaded, ReadError> {
    let manifest = match read_manifest(folder) {
        Ok(manifest) => manifest,
        Err(reason) => return Ok(Err(reason)),
    };
    match &manifest.built_from {
        Some(stamp) if store.commits().has(stamp)? => {}
        _ => return Ok(Err(Some("it was built from another store".into()))),
    }
    let pairs: Result<Vec<FilePair>, String> = manifest
        .segments
        .iter()
        .map(|name| FilePair::open(folder, name))
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
