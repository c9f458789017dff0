//! Stage 5: what makes searching fast, derived from the store and always rebuildable.
//!
//! In: a store. Out: an [`Index`], an immutable snapshot that a search reads whole: vectors with
//! their graphs, the tokens of the same passages, and the lexical index, in a folder beside the
//! store.
//! Never here: anything that is not in the store. Deleting the folder loses nothing; a part that
//! is behind catches up, and one that is damaged or of another version is made again.

mod analysis;
mod build;
mod dot;
mod files;
mod graph;
mod lexical;
mod segment;
mod segments;
mod signs;
mod speakers;
mod token_file;
mod tokens;
mod vectors;

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use analysis::{carries_topic, content_words};
pub use dot::dot;
pub use graph::Adjacency;
pub use lexical::{Bm25, Lexical, LexicalMatch};
pub use segment::Segment;
pub use signs::QuestionVectors;
pub use speakers::{Speakers, Voice, VoiceId};
pub use token_file::TokenRow;
pub use tokens::Tokens;
pub use vectors::{GRAPH_BREAK_EVEN, Path as SearchPath, Plan, Vectors};

use crate::store::{Generation, PassageId, ReadError, Removal, StoreReader};

/// An immutable snapshot of everything that is searched.
pub struct Index {
    /// The store's generation that it shows.
    pub generation: Generation,
    /// The embeddings and their graphs.
    pub vectors: Vectors,
    /// The tokens of the same passages.
    pub tokens: Tokens,
    /// The words.
    pub lexical: Lexical,
    /// Who speaks.
    pub speakers: Speakers,
    /// The first and the last passage of every transcript, ascending.
    ranges: Vec<(PassageId, PassageId)>,
}

/// A passage with how well it fits; the larger, the better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The passage.
    pub id: PassageId,
    /// Its score.
    pub score: f32,
}

impl Scored {
    /// Orders the best first; equal scores by number, so that an order is always the same.
    pub fn best_first(&self, other: &Scored) -> std::cmp::Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then(self.id.cmp(&other.id))
    }
}

/// Which passages may be found.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Allowed {
    /// All that are in the store.
    #[default]
    All,
    /// These, ascending.
    Only(Vec<PassageId>),
}

impl Allowed {
    /// Returns whether the passage may be found.
    pub fn admits(&self, id: PassageId) -> bool {
        match self {
            Allowed::All => true,
            Allowed::Only(ids) => ids.binary_search(&id).is_ok(),
        }
    }
}

/// Something that happened to a derived part, worth a line to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A part was damaged or of another version, and is made again from the store.
    Rebuilding {
        /// The part.
        part: &'static str,
        /// What was wrong with it.
        reason: String,
    },
    /// Another process is writing the folder, and this one waits for it.
    Waiting,
    /// What questions read is older than the store, and could not be made newer.
    Behind {
        /// What is wrong.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Rebuilding { part, reason } => {
                write!(f, "the {part} is made again from the store: {reason}")
            }
            Notice::Behind { reason } => {
                write!(f, "the index cannot be brought up to date: {reason}")
            }
            Notice::Waiting => {
                f.write_str("waiting for another process that is bringing the index up to date")
            }
        }
    }
}

/// Why there is no index.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// A derived file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A folder stands where the index has a file, or a file where it has a folder.
    #[error(
        "{path} is {found}, and the index has {wanted} of that name; delete it, the index is made \
         again from the store"
    )]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// What it is.
        found: &'static str,
        /// What should be there.
        wanted: &'static str,
    },
    /// The lexical index cannot be made.
    #[error("the lexical index in {path}: {reason}; delete the folder, it is made again")]
    Lexical {
        /// Its folder.
        path: PathBuf,
        /// What tantivy said.
        reason: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] ReadError),
}

impl IndexError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }

    fn in_the_way(path: &Path) -> Self {
        let (found, wanted) = if path.is_dir() {
            ("a folder", "a file")
        } else {
            ("a file", "a folder")
        };
        Self::InTheWay {
            path: path.to_owned(),
            found,
            wanted,
        }
    }
}

impl Index {
    /// Opens the index of a store in `folder` and brings it up to date.
    ///
    /// One process at a time writes the folder; this waits for another that does.
    ///
    /// # Errors
    /// A store that cannot be read, or a folder that cannot be written.
    pub fn open(
        store: &StoreReader,
        folder: &Path,
        notify: &mut dyn FnMut(Notice),
    ) -> Result<Self, IndexError> {
        if folder.is_file() {
            return Err(IndexError::in_the_way(folder));
        }
        std::fs::create_dir_all(folder).map_err(IndexError::file(folder))?;
        let _writing = match files::try_lock(folder)? {
            Some(lock) => lock,
            None => {
                notify(Notice::Waiting);
                files::lock(folder)?
            }
        };
        files::expect_files(folder)?;
        // Another process may commit meanwhile; everything here shows one generation.
        let _unchanging = store.begin_reading()?;
        let stamp = store.commits().stamp()?;
        let removed = Removed::new(&store.commits().removals_after(Generation::default())?);
        let pairs = segments::open(store, folder, stamp, &removed, notify)?;
        let (segments, token_files) = pairs
            .into_iter()
            .map(|pair| (pair.vectors, pair.tokens))
            .unzip();
        let lexical = Lexical::open(store, folder, stamp, notify)?;
        Ok(Self {
            generation: stamp.generation,
            vectors: Vectors::new(segments, removed.clone()),
            tokens: Tokens::new(token_files, removed),
            lexical,
            speakers: Speakers::read(store)?,
            ranges: store.scan().transcript_ranges()?,
        })
    }

    /// Returns whether another process is writing the index in `folder` right now.
    pub fn is_being_written(folder: &Path) -> bool {
        matches!(files::try_lock(folder), Ok(None))
    }

    /// Returns the passages of these voices, ascending themselves, that can be found; ascending.
    pub fn passages_of(&self, voices: &[VoiceId]) -> Vec<PassageId> {
        let last = self.ranges.last().map_or(PassageId(0), |(_, last)| *last);
        let mut passages = self.speakers.passages_of(voices, last);
        passages.retain(|&id| self.vectors.embedding(id).is_some());
        passages
    }

    /// Returns the first and the last passage of a passage's transcript.
    pub fn transcript_of(&self, id: PassageId) -> Option<(PassageId, PassageId)> {
        let after = self.ranges.partition_point(|&(first, _)| first <= id);
        self.ranges[..after].last().copied()
    }

    /// Returns the passages that can be found right before and right after one, in its transcript.
    ///
    /// Backchannels between them are passed over.
    pub fn neighbours(&self, id: PassageId) -> (Option<PassageId>, Option<PassageId>) {
        let Some((first, last)) = self.transcript_of(id) else {
            return (None, None);
        };
        let findable = |id: &PassageId| self.vectors.embedding(*id).is_some();
        let mut before = (first.0..id.0).rev().map(PassageId);
        let mut behind = (id.0 + 1..=last.0).map(PassageId);
        (before.find(findable), behind.find(findable))
    }
}

/// Passage numbers that are gone, for quick questions.
#[derive(Debug, Clone, Default)]
struct Removed(Vec<(PassageId, PassageId)>);

impl Removed {
    fn new(removals: &[Removal]) -> Self {
        let mut ranges: Vec<_> = removals
            .iter()
            .map(|gone| (gone.first, gone.last))
            .collect();
        ranges.sort_unstable();
        Self(ranges)
    }

    /// Transcripts are numbered in one piece, so ranges never overlap.
    fn contains(&self, id: PassageId) -> bool {
        let after = self.0.partition_point(|&(first, _)| first <= id);
        after > 0 && self.0[after - 1].1 >= id
    }
}
