//! The one facade: what the command line, the server and the evaluation call.
//!
//! In: sources to read, questions to answer. Out: what was stored, what was found.
//! Never here: printing, arguments, HTTP; a door turns its own shapes into [`Question`]s.

mod catalogue;
mod ingest;
mod question;
mod timings;

use thiserror::Error;

pub use catalogue::{Catalogue, IndexStatus, identity};
pub use ingest::{IngestError, Ingested, Progress, Source, Stored};
pub use question::{MOST_HITS, MOST_NAMES, Question, QuestionError};
pub use timings::Timings;

use crate::answer::{self, Answer, Passage, Reason};
use crate::embed::{EmbedError, Embedder};
use crate::index::{Allowed, IndexError, SearchPath};
use crate::search::{self, Query, SearchConfig};
use crate::store::ReadError;

/// A catalogue with the model that its embeddings were made with.
pub struct Engine {
    catalogue: Catalogue,
    embedder: Embedder,
    config: SearchConfig,
}

/// Why a question could not be looked up. "Not found" is no error.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AskError {
    /// The question itself cannot be used.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The model failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] ReadError),
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct SearchOutcome {
    /// The passages, best first; none where `reason` says why.
    pub passages: Vec<Passage>,
    /// Why nothing could be looked for.
    pub reason: Option<Reason>,
    /// Which way the vector arm went, where it went at all.
    pub path: Option<SearchPath>,
    /// How long each part took.
    pub timings: Timings,
}

/// What a question found.
#[derive(Debug, Clone)]
pub struct AskOutcome {
    /// The answer.
    pub answer: Answer,
    /// Which way the vector arm went, where it went at all.
    pub path: Option<SearchPath>,
    /// How long each part took.
    pub timings: Timings,
}

impl Engine {
    /// Joins a catalogue and a model.
    pub fn new(catalogue: Catalogue, embedder: Embedder, config: SearchConfig) -> Self {
        Self {
            catalogue,
            embedder,
            config,
        }
    }

    /// Returns the catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns the passages nearest to a text, best first, however far they are.
    ///
    /// # Errors
    /// A text that cannot be used, or an index that cannot be read.
    pub fn search(&self, question: &Question) -> Result<SearchOutcome, AskError> {
        let mut timings = Timings::default();
        let lookup = self.look_up(question, &mut timings)?;
        Ok(match lookup {
            Lookup::Impossible(reason) => SearchOutcome {
                passages: Vec::new(),
                reason: Some(reason),
                path: None,
                timings,
            },
            Lookup::Found { passages, path, .. } => SearchOutcome {
                passages,
                reason: None,
                path: Some(path),
                timings,
            },
        })
    }

    /// Answers a question in the words of a transcript, or says that none does.
    ///
    /// # Errors
    /// A question that cannot be used, or an index that cannot be read.
    pub fn ask(&self, question: &Question) -> Result<AskOutcome, AskError> {
        let mut timings = Timings::default();
        let lookup = self.look_up(question, &mut timings)?;
        Ok(match lookup {
            Lookup::Impossible(reason) => AskOutcome {
                answer: answer::not_found(reason),
                path: None,
                timings,
            },
            Lookup::Found {
                passages,
                words,
                path,
            } => AskOutcome {
                answer: timings.measure("answer", || answer::compose(passages, &words)),
                path: Some(path),
                timings,
            },
        })
    }

    fn look_up(&self, question: &Question, timings: &mut Timings) -> Result<Lookup, AskError> {
        question.check()?;
        let index = timings.measure("index", || self.catalogue.index())?;
        let allowed = match timings.measure("filter", || self.catalogue.resolve(&question.scope))? {
            Ok(allowed) => allowed,
            Err(reason) => return Ok(Lookup::Impossible(reason)),
        };
        if index.vectors.is_empty() {
            return Ok(Lookup::Impossible(Reason::EmptyIndex));
        }
        if allowed == Allowed::Only(Vec::new()) {
            return Ok(Lookup::Impossible(Reason::FilterExcludesAll));
        }
        let encoded = timings.measure("model", || self.embedder.embed_question(&question.text))?;
        let query = Query {
            text: &question.text,
            embedding: &encoded.embedding,
            k: question.k,
            allowed,
            plan: question.plan,
        };
        let found = timings.measure("search", || search::search(&index, &query, &self.config))?;
        let passages = timings.measure("read", || self.catalogue.passages(&found.hits))?;
        Ok(Lookup::Found {
            passages,
            words: found.words,
            path: found.path,
        })
    }
}

enum Lookup {
    Impossible(Reason),
    Found {
        passages: Vec<Passage>,
        words: Vec<(String, f32)>,
        path: SearchPath,
    },
}
