//! A transcript's way in: bytes, turns, passages, windows, embeddings, one commit.
//!
//! In: the bytes of one file and what it is called. Out: what was stored. Never here: a transcript
//! that is half in the store; whatever fails or is interrupted, it is wholly in or wholly out.

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Engine;
use crate::embed::EmbedError;
use crate::passage;
use crate::store::{CommitError, Described, FeedItem, ReadError, Record, Replaced};
use crate::transcript::{self, About, ParseError, ParseOptions, Transcript, Warning};

/// One file to read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The transcript's id.
    pub id: String,
    /// What is told of it; for the rest, what was told of its former version is kept.
    pub about: About,
    /// How it is to be read.
    pub options: ParseOptions,
    /// Where it comes from: an absolute path, or `-`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Ingested {
    /// The store has this very file under this id; nothing was embedded.
    Unchanged,
    /// The store has this very file, and what is told of it was changed; nothing was embedded.
    Described,
    /// It was read and stored.
    Stored(Stored),
}

/// What was stored of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Turns read.
    pub turns: usize,
    /// Passages embedded.
    pub passages: usize,
    /// What could not be read as it stood.
    pub warnings: Vec<Warning>,
    /// Whether it took the place of a former version.
    pub replaced: Replaced,
}

/// How far the embedding of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many passages are about to be embedded.
    Begin(usize),
    /// So many more are.
    Embedded(usize),
}

/// Why a source was not stored. The store is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IngestError {
    /// It is no transcript that can be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The model failed, or the caller asked to stop.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store refused it.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl Engine {
    /// Reads, embeds and stores one source, in place of its former version.
    ///
    /// It is durable when this returns. The index is brought up to date when it is next used.
    /// `progress` returns whether to go on; it is asked for the last time right before the commit.
    ///
    /// # Errors
    /// Bytes that are no transcript, a model or store that fails, the wish to stop.
    pub fn ingest(
        &self,
        source: Source,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Ingested, IngestError> {
        self.ingest_with(source, None, progress)
    }

    /// Reads, embeds and stores one source as [`Engine::ingest`] does, with the item of a feed that
    /// it came from in the same commit.
    pub(super) fn ingest_with(
        &self,
        source: Source,
        item: Option<&FeedItem<'_>>,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Ingested, IngestError> {
        let content_hash = hash_of(&source);
        if self.catalogue.store().holds(&source.id, &content_hash)? {
            let described = self.catalogue.change(|store| {
                let described = store.describe(&source.id, &source.about)?;
                if let Some(item) = item {
                    store.keep_feed_item(&source.id, item)?;
                }
                Ok(described)
            })?;
            return Ok(match described {
                Described::Changed => Ingested::Described,
                Described::AsBefore => Ingested::Unchanged,
            });
        }
        let parsed = transcript::parse(&source.bytes, &source.options)?;
        let former = self.catalogue.store().about(&source.id, &source.path)?;
        let about = source.about.or(former);
        let transcript = Transcript {
            title: about.title.unwrap_or_else(|| title_of(&source.id)),
            id: source.id,
            date: about.date,
            media: about.media,
            source: source.path,
            format: parsed.format,
            turns: parsed.turns,
        };
        let config = self.catalogue.store().identity().passages;
        let count = |text: &str| self.embedder.count_tokens(text);
        let passages = passage::divide(&transcript.turns, &config, &count);
        let windows = passage::pack(&transcript.turns, &passages, &config, &count);
        if !progress(Progress::Begin(passages.len())) {
            return Err(EmbedError::Cancelled.into());
        }
        let encoded = self.embedder.embed_windows(&windows, &mut |embedded| {
            progress(Progress::Embedded(embedded))
        })?;
        let findable = windows
            .iter()
            .zip(encoded)
            .flat_map(|(window, encoded)| window.parts.iter().zip(encoded))
            .filter(|(part, _)| !passages[part.passage].backchannel);
        let encoded: Vec<_> = findable.map(|(_, encoded)| encoded).collect();
        let record = Record {
            transcript: &transcript,
            people: about.people.as_deref(),
            content_hash,
            passages: &passages,
            encoded: &encoded,
        };
        let commit = self.catalogue.change(|store| {
            // Once more, since another's commit may have kept it waiting.
            if !progress(Progress::Embedded(0)) {
                return Ok(None);
            }
            store.commit_with(&record, item).map(Some)
        })?;
        let commit = commit.ok_or(EmbedError::Cancelled)?;
        Ok(Ingested::Stored(Stored {
            turns: transcript.turns.len(),
            passages: encoded.len(),
            warnings: parsed.warnings,
            replaced: commit.replaced,
        }))
    }
}

/// Returns what two sources share whose bytes are the same and are read in the same way.
pub(super) fn hash_of(source: &Source) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(&source.bytes);
    if source.options != ParseOptions::default() {
        hash.update(format!("{:?}", source.options));
    }
    hash.finalize().into()
}

/// Returns what people read for an id: `chopping_block` becomes `chopping block`.
fn title_of(id: &str) -> String {
    id.replace('_', " ")
}
