//! A transcript's way in: bytes, turns, passages, windows, embeddings, one commit.
//!
//! In: the bytes of one file and what it is called. Out: what was stored. What the store has
//! already is recognised without a model; several small files are embedded together (see
//! [`Gathering`]). Never here: a transcript that is half in the store; whatever fails or is
//! interrupted, it is wholly in or wholly out.

mod many;

use sha2::{Digest, Sha256};
use thiserror::Error;

pub use many::Gathering;

use super::{Catalogue, Engine, Extent};
use crate::embed::{EmbedError, Encoded};
use crate::passage::{self, Passage, Window};
use crate::store::{CommitError, Described, FeedItem, ReadError, Record, Replaced};
use crate::transcript::{self, Metadata, ParseError, ParseOptions, Person, Transcript, Warning};

/// One file to read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The transcript's id.
    pub id: String,
    /// What is told of it; for the rest, what was told of its former version is kept.
    pub about: Metadata,
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

impl Stored {
    /// Returns how much there is of it.
    pub fn extent(&self) -> Extent {
        Extent {
            turns: self.turns,
            passages: self.passages,
        }
    }
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

/// What a source is to the store.
#[derive(Debug)]
pub enum Recognised {
    /// The store has it; what is told of it is as it is told now.
    Known(Ingested),
    /// The store does not have it, or has another version.
    New(Box<Unembedded>),
}

/// A transcript that was read and is not stored yet.
#[derive(Debug)]
pub struct Unembedded {
    transcript: Transcript,
    people: Option<Vec<Person>>,
    content_hash: [u8; 32],
    warnings: Vec<Warning>,
}

impl Unembedded {
    /// Returns how many bytes its words have.
    fn bytes(&self) -> usize {
        let turns = self.transcript.turns.iter();
        turns.map(|turn| turn.text.len()).sum()
    }
}

/// A transcript that is cut for the model.
struct Divided {
    new: Unembedded,
    passages: Vec<Passage>,
    windows: Vec<Window>,
}

impl Divided {
    /// Returns what the model made of each passage that can be found, out of what it made of every
    /// part of the windows.
    fn findable(&self, encoded: Vec<Vec<Encoded>>) -> Vec<Encoded> {
        let windows = self.windows.iter().zip(encoded);
        let parts = windows.flat_map(|(window, encoded)| window.parts.iter().zip(encoded));
        let findable = parts.filter(|(part, _)| !self.passages[part.passage].backchannel);
        findable.map(|(_, encoded)| encoded).collect()
    }

    fn record<'a>(&'a self, encoded: &'a [Encoded]) -> Record<'a> {
        Record {
            transcript: &self.new.transcript,
            people: self.new.people.as_deref(),
            content_hash: self.new.content_hash,
            passages: &self.passages,
            encoded,
        }
    }

    fn stored(self, passages: usize, replaced: Replaced) -> Ingested {
        Ingested::Stored(Stored {
            turns: self.new.transcript.turns.len(),
            passages,
            warnings: self.new.warnings,
            replaced,
        })
    }
}

impl Catalogue {
    /// Looks whether the store has this very file under this id, and then notes what is told of
    /// it; reads it otherwise. Needs no model.
    ///
    /// # Errors
    /// Bytes that are no transcript, a store that fails.
    pub fn recognise(&self, source: Source) -> Result<Recognised, IngestError> {
        self.recognise_with(source, None)
    }

    fn recognise_with(
        &self,
        source: Source,
        item: Option<&FeedItem<'_>>,
    ) -> Result<Recognised, IngestError> {
        let content_hash = hash_of(&source);
        if self.store().holds(&source.id, &content_hash)? {
            let described = self.change(|store| {
                let described = store.describe(&source.id, &source.about)?;
                if let Some(item) = item {
                    store.keep_feed_item(&source.id, item)?;
                }
                Ok(described)
            })?;
            return Ok(Recognised::Known(match described {
                Described::Changed => Ingested::Described,
                Described::AsBefore => Ingested::Unchanged,
            }));
        }
        let parsed = transcript::parse(&source.bytes, &source.options)?;
        let former = self.store().about(&source.id, &source.path)?;
        let about = source.about.or(former);
        Ok(Recognised::New(Box::new(Unembedded {
            transcript: Transcript {
                title: about.title.unwrap_or_else(|| title_of(&source.id)),
                id: source.id,
                date: about.date,
                media: about.media,
                source: source.path,
                format: parsed.format,
                turns: parsed.turns,
            },
            people: about.people,
            content_hash,
            warnings: parsed.warnings,
        })))
    }
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
        let new = match self.catalogue.recognise_with(source, item)? {
            Recognised::Known(ingested) => return Ok(ingested),
            Recognised::New(new) => new,
        };
        let divided = self.divide(*new);
        if !progress(Progress::Begin(divided.passages.len())) {
            return Err(EmbedError::Cancelled.into());
        }
        let encoded = self
            .embedder
            .embed_windows(&divided.windows, &mut |embedded| {
                progress(Progress::Embedded(embedded))
            })?;
        let encoded = divided.findable(encoded);
        let record = divided.record(&encoded);
        let commit = self.catalogue.change(|store| {
            // Once more, since another's commit may have kept it waiting.
            if !progress(Progress::Embedded(0)) {
                return Ok(None);
            }
            store.commit_with(&record, item).map(Some)
        })?;
        let commit = commit.ok_or(EmbedError::Cancelled)?;
        Ok(divided.stored(encoded.len(), commit.replaced))
    }

    /// Cuts a transcript into passages, and these into windows.
    fn divide(&self, new: Unembedded) -> Divided {
        let turns = &new.transcript.turns;
        let config = self.catalogue.store().identity().passages;
        let count = |text: &str| self.embedder.count_tokens(text);
        let passages = passage::divide(turns, &config, &count);
        let windows = passage::pack(turns, &passages, &config, &count);
        Divided {
            new,
            passages,
            windows,
        }
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
