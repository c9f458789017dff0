//! Builds the search index from the store: vectors with their graphs, tokens, words.
//!
//! An [`Index`] is an immutable snapshot in a folder beside the store: vectors with their graphs,
//! the tokens of the same passages, and the lexical index. Deleting the folder loses nothing: a part
//! that is behind catches up, and one that is damaged or of another version is rebuilt.

mod analysis;
mod build;
mod dictionary;
mod documents;
mod dot;
mod error;
mod files;
mod filter;
mod graph;
mod joined_words;
mod lexical;
mod node_set;
mod notice;
mod parallel;
mod postings;
mod repair;
mod rounded;
mod scored;
mod segments;
mod signs;
mod sounds;
mod speakers;
mod stemming;
mod token_file;
mod tokens;
mod vector_segment;
mod vectors;
mod walk;

use std::path::Path;

use tempfile::TempDir;

pub use analysis::{RequiredWords, carries_topic, content_words, content_words_in};
pub use dot::dot;
pub use error::IndexError;
pub use filter::PassageFilter;
pub use lexical::{Bm25, Lexical, LexicalMatch, OtherSpelling};
pub use notice::Notice;
pub use scored::{Scored, best, keep_best};
pub use signs::QuestionVectors;
pub use sounds::SoundAlike;
pub use speakers::{LabelId, SpeakerLabel, Speakers};
pub use token_file::TokenRow;
pub use tokens::Tokens;
pub use vectors::{GRAPH_BREAK_EVEN, Plan, SearchPath, Vectors};

use crate::store::{Generation, PassageId, Stamp, StoreReader};
use filter::Removed;

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
    /// The throw-away folder that stands for one that cannot be written.
    _links: Option<TempDir>,
}

impl Index {
    /// Opens the index of a store in `folder` and brings it up to date.
    ///
    /// One process at a time writes the folder; another that does is waited for. Where the folder cannot
    /// be written, what is missing is made in a throw-away one.
    ///
    /// # Errors
    /// A store that cannot be read, or a folder that cannot be written.
    pub fn open(
        store: &StoreReader,
        folder: &Path,
        notify: &mut dyn FnMut(Notice),
    ) -> Result<Self, IndexError> {
        if folder.is_file() {
            return Err(IndexError::FileInTheWay(folder.into()));
        }
        if files::cannot_write(folder) {
            return Self::inspect(store, folder, notify);
        }
        let _writing = match files::try_lock(folder)? {
            Some(lock) => lock,
            None => {
                notify(Notice::Waiting);
                files::lock(folder)?
            }
        };
        files::check_no_folder_in_the_way(folder)?;
        // Another process may commit meanwhile; everything here shows one generation.
        let _unchanging = store.begin_reading()?;
        // Vectors of one model are never compared with questions of another.
        if let Some(other) = store.reembedded_with()? {
            return Err(IndexError::Reembedded(other));
        }
        let stamp = store.commits().stamp()?;
        let removed = Removed::new(&store.commits().removals_after(Generation::default())?);
        let segments = segments::open(store, folder, stamp, &removed, notify)?;
        let pairs = segments.into_iter().map(|pair| (pair.vectors, pair.tokens));
        let (segments, token_files) = pairs.unzip();
        let lexical = Lexical::open(store, folder, stamp, notify)?;
        Ok(Self {
            generation: stamp.generation,
            vectors: Vectors::new(segments, removed.clone()),
            tokens: Tokens::new(token_files, removed),
            lexical,
            speakers: Speakers::read(store)?,
            ranges: store.scan().transcript_ranges()?,
            _links: None,
        })
    }

    /// Opens the index of a store without writing in `folder`: what is missing is made in a throw-away one.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn inspect(
        store: &StoreReader,
        folder: &Path,
        notify: &mut dyn FnMut(Notice),
    ) -> Result<Self, IndexError> {
        let links = files::link_elsewhere(folder)?;
        let opened = Self::open(store, links.path(), notify)?;
        Ok(Self {
            _links: Some(links),
            ..opened
        })
    }

    /// Deletes the index in `folder`, so that the next one has nothing of what was removed.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn discard(folder: &Path) -> Result<(), IndexError> {
        if !folder.exists() {
            return Ok(());
        }
        let _writing = files::lock(folder)?;
        for manifest in [segments::MANIFEST, lexical::MANIFEST] {
            files::remove(&folder.join(manifest))?;
        }
        files::sweep(folder, segments::SEGMENT, &[])?;
        let lexical = folder.join("lexical");
        match lexical.exists() {
            true => std::fs::remove_dir_all(&lexical).map_err(IndexError::file(&lexical)),
            false => Ok(()),
        }
    }

    /// Returns the newest commit that an index in `folder` shows; `None` where there is no index.
    pub fn newest_stamp(folder: &Path) -> Option<Stamp> {
        let manifests = [segments::MANIFEST, lexical::MANIFEST];
        let stamps = manifests.map(|name| files::stamp_of_manifest(&folder.join(name)));
        stamps.into_iter().flatten().max_by_key(|it| it.generation)
    }

    /// Takes the turn to add to the store whose index is in `folder`, until the file is dropped; `None`
    /// while another process has it.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn try_take_turn(folder: &Path) -> Result<Option<std::fs::File>, IndexError> {
        files::try_take_turn(folder)
    }

    /// Returns whether another process is writing the index in `folder` right now.
    pub fn is_being_written(folder: &Path) -> bool {
        matches!(files::try_lock(folder), Ok(None))
    }

    /// Returns the passages of these speaker labels that can be found, ascending. The labels ascend
    /// as well.
    pub fn passages_of(&self, labels: &[LabelId]) -> Vec<PassageId> {
        let last = self.ranges.last().map_or(PassageId(0), |(_, last)| *last);
        let mut passages = self.speakers.passages_of(labels, last);
        passages.retain(|&id| self.vectors.embedding(id).is_some());
        passages
    }

    /// Returns the first and the last passage of a passage's transcript.
    pub fn transcript_of(&self, id: PassageId) -> Option<(PassageId, PassageId)> {
        let after = self.ranges.partition_point(|&(first, _)| first <= id);
        self.ranges[..after].last().copied()
    }

    /// Returns the passages right before and right after one in its transcript.
    ///
    /// Backchannels between them, which cannot be found, are skipped.
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
