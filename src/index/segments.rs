//! Opens the segments, builds new ones from what the store has added, and merges small ones.
//!
//! A segment is two files: the vectors and the tokens of the same passages. Both are written whole
//! before the manifest names them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::IndexError;
use super::files::{self, HeadSeal, Manifest};
use super::filter::Removed;
use super::notice::Notice;
use super::token_file::TokenFile;
use super::vector_segment::{Embedded, VectorSegment};
use super::vectors::GRAPH_BREAK_EVEN;
use crate::store::{PassageId, Stamp, StoreReader};

pub(super) const MANIFEST: &str = "vectors.json";
const FORMAT: u32 = 3;

/// The prefix of the names of all segments' files.
pub(super) const SEGMENT: &str = "segment-";

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
    segments: Vec<SealedSegment>,
}

/// A segment as the manifest names it, so that a file of the same name from elsewhere is not taken for one
/// of its two.
#[derive(Serialize, Deserialize)]
struct SealedSegment {
    name: String,
    vectors: HeadSeal,
    tokens: HeadSeal,
}

/// Opens the segments in `folder`, and builds what is missing.
pub(super) fn open(
    store: &StoreReader,
    folder: &Path,
    stamp: Stamp,
    removed: &Removed,
    notify: &mut dyn FnMut(Notice),
) -> Result<Vec<FilePair>, IndexError> {
    let building = Building {
        store,
        folder,
        stamp,
        removed,
    };
    let reason = match building.load()? {
        Ok((known, pairs)) => {
            let pairs = building.catch_up(known, pairs)?;
            if building.is_complete(&pairs)? {
                return Ok(pairs);
            }
            Some("it does not have the passages of the store".to_owned())
        }
        Err(None) if !files::any(folder, |name| name.starts_with(SEGMENT)) => {
            return building.catch_up(Segments::default(), Vec::new());
        }
        Err(reason) => reason,
    };
    notify(Notice::Rebuilding {
        part: "vector index",
        reason: reason.unwrap_or_else(|| format!("{MANIFEST} is missing")),
    });
    // Removed even if the store turns out empty and nothing takes its place.
    files::remove(&folder.join(MANIFEST))?;
    files::sweep(folder, SEGMENT, &[])?;
    building.catch_up(Segments::default(), Vec::new())
}

/// What a manifest names, opened; or why it cannot be used, `None` where there is no manifest.
type Loaded = Result<(Segments, Vec<FilePair>), Option<String>>;

/// The sources of a new segment, and its folder.
struct Building<'a> {
    store: &'a StoreReader,
    folder: &'a Path,
    stamp: Stamp,
    removed: &'a Removed,
}

impl Building<'_> {
    /// Opens what the manifest names.
    fn load(&self) -> Result<Loaded, IndexError> {
        let folder = self.folder;
        let read = files::read_manifest(&folder.join(MANIFEST), FORMAT, self.store)?;
        Ok(read.and_then(|manifest| {
            let known: Segments = manifest.contents;
            let pairs = known.segments.iter();
            let pairs = pairs.map(|sealed| FilePair::open(folder, sealed));
            let pairs: Vec<FilePair> = pairs.collect::<Result<_, String>>()?;
            check_once(&pairs, known.covered)?;
            Ok((known, pairs))
        }))
    }

    /// Adds a segment of what was stored after the others were made.
    fn catch_up(&self, known: Segments, pairs: Vec<FilePair>) -> Result<Vec<FilePair>, IndexError> {
        let mut newcomers = Embedded::default();
        let mut add = |id, shape, numbers: &[f32]| newcomers.push(id, shape, numbers);
        let covered = PassageId(known.covered);
        self.store.scan().embeddings_after(covered, &mut add)?;
        match newcomers.ids.is_empty() {
            true => Ok(pairs),
            false => self.seal(newcomers, pairs, known),
        }
    }

    /// Returns whether all passages that can be found are in the segments.
    fn is_complete(&self, pairs: &[FilePair]) -> Result<bool, IndexError> {
        let live = pairs
            .iter()
            .map(|pair| pair.vectors.live_ids(self.removed).count() as u64);
        Ok(live.sum::<u64>() == self.store.passages().count()?)
    }

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
        let segments = kept.iter().map(|pair| self.sealed(&pair.vectors.name));
        let segments: Vec<SealedSegment> = segments.collect::<Result<_, _>>()?;
        let files = segments
            .iter()
            .flat_map(|sealed| [sealed.name.clone(), tokens_name(&sealed.name)]);
        let files: Vec<String> = files.collect();
        let manifest = Manifest {
            format: FORMAT,
            built_from: self.stamp,
            contents: Segments {
                covered: known.covered.max(covered),
                next_name: known.next_name + 1,
                segments,
            },
        };
        files::write_manifest(&self.folder.join(MANIFEST), &manifest)?;
        files::sweep(self.folder, SEGMENT, &files)?;
        Ok(kept)
    }

    fn sealed(&self, name: &str) -> Result<SealedSegment, IndexError> {
        let seal = |file: &str| {
            HeadSeal::of_file(self.folder, file).map_err(|reason| IndexError::File {
                path: self.folder.join(file),
                reason,
            })
        };
        Ok(SealedSegment {
            name: name.to_owned(),
            vectors: seal(name)?,
            tokens: seal(&tokens_name(name))?,
        })
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
    fn open(folder: &Path, sealed: &SealedSegment) -> Result<Self, String> {
        let name = &sealed.name;
        sealed.vectors.check(folder, name)?;
        sealed.tokens.check(folder, &tokens_name(name))?;
        let vectors = VectorSegment::open(folder, name)?;
        let tokens = TokenFile::open(folder, &tokens_name(name))?;
        if vectors.ids() == tokens.passages() {
            Ok(Self { vectors, tokens })
        } else {
            Err(format!("the two files of {name} are of different passages"))
        }
    }
}

/// Checks that no passage is in two segments, and none has a number above those that are covered.
fn check_once(pairs: &[FilePair], covered: u32) -> Result<(), String> {
    let ids = pairs.iter().flat_map(|pair| pair.vectors.ids());
    let mut ids: Vec<u32> = ids.copied().collect();
    ids.sort_unstable();
    let is_once = ids.is_sorted_by(|a, b| a < b);
    match is_once && ids.last().is_none_or(|&last| last <= covered) {
        true => Ok(()),
        false => Err(format!("{MANIFEST} does not fit its segments")),
    }
}

fn tokens_name(segment: &str) -> String {
    format!("{segment}.tokens")
}
