//! Opens the segments, builds new ones from what the store has added, and merges small ones.
//!
//! A segment is two files: the vectors and the tokens of the same passages. Both are written whole
//! before the manifest names them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::files::{self, Manifest};
use super::filter::Removed;
use super::notice::Notice;
use super::token_file::TokenFile;
use super::vector_segment::{Embedded, VectorSegment};
use super::vectors::GRAPH_BREAK_EVEN;
use crate::store::{PassageId, Stamp, StoreReader};

const MANIFEST: &str = "vectors.json";
const FORMAT: u32 = 2;

/// The prefix of the names of all segments' files.
const SEGMENT: &str = "segment-";

/// A segment's two files, of the same passages.
pub(super) struct FilePair {
    pub vectors: VectorSegment,
    pub tokens: TokenFile,
}

/// All segments of a folder.
#[derive(Default, Serialize, Deserialize)]
struct Segments {
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
    let read = files::read_manifest(&folder.join(MANIFEST), FORMAT, store)?;
    let loaded = read.and_then(|manifest| {
        let known: Segments = manifest.contents;
        let pairs = known
            .segments
            .iter()
            .map(|name| FilePair::open(folder, name));
        let pairs: Vec<FilePair> = pairs.collect::<Result<_, String>>()?;
        Ok((known, pairs))
    });
    let (known, pairs) = match loaded {
        Ok(loaded) => loaded,
        Err(None) if !files::any(folder, |name| name.starts_with(SEGMENT)) => Default::default(),
        Err(reason) => {
            notify(Notice::Rebuilding {
                part: "vector index",
                reason: reason.unwrap_or_else(|| format!("{MANIFEST} is missing")),
            });
            // Removed even if the store turns out empty and nothing takes its place.
            files::remove(&folder.join(MANIFEST))?;
            files::sweep(folder, SEGMENT, &[])?;
            Default::default()
        }
    };
    let mut newcomers = Embedded::default();
    let mut add = |id, shape, numbers: &[f32]| newcomers.push(id, shape, numbers);
    store
        .scan()
        .embeddings_after(PassageId(known.covered), &mut add)?;
    if newcomers.ids.is_empty() {
        return Ok(pairs);
    }
    let building = Building {
        store,
        folder,
        stamp,
        removed,
    };
    building.seal(newcomers, pairs, known)
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
        known: Segments,
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
        let name = format!("{SEGMENT}{}", known.next_name);
        kept.push(self.build(&name, &sealed, &merged)?);
        let covered = sealed.ids.last().map_or(0, |id| id.0);
        let names: Vec<String> = kept.iter().map(|pair| pair.vectors.name.clone()).collect();
        let files = names
            .iter()
            .flat_map(|name| [name.clone(), tokens_name(name)]);
        let files: Vec<String> = files.collect();
        let manifest = Manifest {
            format: FORMAT,
            built_from: self.stamp,
            contents: Segments {
                covered: known.covered.max(covered),
                next_name: known.next_name + 1,
                segments: names,
            },
        };
        files::write_manifest(&self.folder.join(MANIFEST), &manifest)?;
        files::sweep(self.folder, SEGMENT, &files)?;
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

fn tokens_name(segment: &str) -> String {
    format!("{segment}.tokens")
}
