//! The one facade: what the command line, the server and the evaluation call.
//!
//! In: sources to read, questions to answer. Out: what was stored, what was found.
//! Never here: printing, arguments, HTTP; a door turns its own shapes into [`Question`]s.

mod arrival;
mod catalogue;
mod feed;
mod ingest;
mod interpretation;
mod lanes;
mod listing;
mod lookup;
mod mentions;
mod question;
mod reader;
mod referable;
mod segment;
mod speakers;
mod timings;
mod topic;
mod upkeep;
mod watch;
mod whole;

use std::sync::Arc;
use std::time::Instant;

use thiserror::Error;

pub use arrival::{ItemError, ItemOutcome};
pub use catalogue::{Bytes, Catalogue, Extent, Footprint, IndexStatus, identity};
pub use feed::{FeedFailure, Freshness, OpenFeed, open_feed};
pub use ingest::{
    Gathering, IngestError, Ingested, Progress, Recognised, Source, Stored, Unembedded,
};
pub use interpretation::{Dropped, Interpretation, Scope};
pub use listing::{ListOrder, ListPlace, Listed, Listing, ListingError, MOST_LISTED};
pub use mentions::{Mentioner, Mentions, WhereMentioned};
pub use question::{Detail, Filter, MOST_HITS, MOST_NAMES, Question, QuestionError, Understanding};
pub use segment::{AROUND_MS, Moment, Segment, SegmentError};
pub use speakers::{
    DoubtfulNames, EvidenceQuote, Logged, MOST_NAME_CHARACTERS, MOST_REASON_CHARACTERS,
    NameSuggestions, Naming, NamingError, Speaker, SuggestedName,
};
pub use timings::Timings;
pub use upkeep::Upkeep;
pub use watch::{IndexShown, STAGES, Standing, Status};
pub use whole::Whole;

use lanes::{Lane, Lanes};
use reader::Reader;
use topic::Topic;
use watch::Watch;

use crate::answer::{self, Answer, Outcome, Passage, Reason};
use crate::embed::{EmbedError, Embedder};
use crate::index::{Allowed, Index, IndexError, SearchPath, VoiceId, content_words};
use crate::question::{QuestionKind, RecordingEdge};
use crate::search::{self, Candidate, Found, Query, SearchConfig};
use crate::store::{PassageId, ReadError};
use crate::time::Span;

/// An answer rests on at least so many passages, however few are asked for, so that it does not
/// depend on their number.
const LEAST_READ: usize = 5;

/// A catalogue with the model that its embeddings were made with.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    embedder: Embedder,
    config: SearchConfig,
    lanes: Lanes,
    watch: Watch,
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
    /// Why there is none.
    pub reason: Option<Reason>,
    /// How the text was understood.
    pub interpretation: Interpretation,
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
    /// How the question was understood.
    pub interpretation: Interpretation,
    /// Which way the vector arm went, where it went at all.
    pub path: Option<SearchPath>,
    /// How long each part took.
    pub timings: Timings,
}

impl Engine {
    /// Joins a catalogue and a model.
    pub fn new(
        catalogue: impl Into<Arc<Catalogue>>,
        embedder: Embedder,
        config: SearchConfig,
    ) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            catalogue: catalogue.into(),
            embedder,
            config,
            lanes: Lanes::new(processors),
            watch: Watch::default(),
        }
    }

    /// Returns how hits are found and ranked.
    pub fn config(&self) -> &SearchConfig {
        &self.config
    }

    /// Returns the catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns how many tokens a text has, as this model's tokenizer counts them, however long the
    /// text is. Other models count others; for English the numbers are near each other.
    pub fn count_tokens(&self, text: &str) -> usize {
        self.embedder.count_all_tokens(text)
    }

    /// Returns the passages nearest to a text, best first, however far they are.
    ///
    /// # Errors
    /// A text that cannot be used, or an index that cannot be read.
    pub fn search(&self, question: &Question) -> Result<SearchOutcome, AskError> {
        let mut timings = Timings::default();
        let lookup = self.look_up(question, &self.config, &mut timings)?;
        let (passages, reason, path) = match lookup.outcome {
            Err(reason) => (Vec::new(), Some(reason), None),
            Ok(mut looked) => {
                looked.passages.truncate(question.k);
                let are_gone =
                    looked.passages.is_empty() && self.catalogue.is_behind(&lookup.index)?;
                let reason = are_gone.then_some(Reason::IndexBehind);
                (looked.passages, reason, Some(looked.found.path))
            }
        };
        self.watch.note(&timings);
        Ok(SearchOutcome {
            passages,
            reason,
            interpretation: lookup.interpretation,
            path,
            timings,
        })
    }

    /// Answers a question in the words of a transcript, or says that none does.
    ///
    /// # Errors
    /// A question that cannot be used, or an index that cannot be read.
    pub fn ask(&self, question: &Question) -> Result<AskOutcome, AskError> {
        self.ask_with(question, &self.config)
    }

    /// Answers a question with other settings of the search, for measuring them.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn ask_with(
        &self,
        question: &Question,
        config: &SearchConfig,
    ) -> Result<AskOutcome, AskError> {
        let mut timings = Timings::default();
        let lookup = self.look_up(question, config, &mut timings)?;
        let (answer, path) = match lookup.outcome {
            Err(reason) => (answer::not_found(reason), None),
            Ok(Looked {
                passages, found, ..
            }) => {
                let reader = Reader::new(&self.embedder, &lookup.index, &found.late);
                let kind = lookup.interpretation.kind;
                let compose = || answer::compose(passages, kind, &reader);
                let mut composed = timings.measure("answer", compose);
                composed.passages.truncate(question.k);
                if let Outcome::NotFound(reason) = &mut composed.outcome {
                    *reason = self.catalogue.reason_of(reason.clone(), &lookup.index)?;
                }
                (composed, Some(found.path))
            }
        };
        self.watch.note(&timings);
        Ok(AskOutcome {
            answer,
            interpretation: lookup.interpretation,
            path,
            timings,
        })
    }

    /// Returns what both arms bring for a question, before ranking, each with its span; none where
    /// nothing can be looked for.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn gather(&self, question: &Question) -> Result<Vec<(Candidate, Option<Span>)>, AskError> {
        let mut timings = Timings::default();
        let prepared = self.prepare(question, &mut timings)?;
        let Ok(allowed) = &prepared.allowed else {
            return Ok(Vec::new());
        };
        let wanted = self.wanted(question, &prepared, &mut timings)?;
        let query = wanted.query(question, allowed);
        let candidates = search::gather(&prepared.index, &query, &self.config)?.candidates;
        let ids: Vec<_> = candidates.iter().map(|candidate| candidate.id).collect();
        let records = self.catalogue.store().passages(&ids)?.into_iter();
        Ok(candidates
            .into_iter()
            .zip(records.map(|record| record.span))
            .collect())
    }

    fn look_up(
        &self,
        question: &Question,
        config: &SearchConfig,
        timings: &mut Timings,
    ) -> Result<Lookup<'_>, AskError> {
        let prepared = self.prepare(question, timings)?;
        let allowed = match &prepared.allowed {
            Ok(allowed) => allowed,
            Err(reason) => {
                return Ok(Lookup {
                    outcome: Err(reason.clone()),
                    _lane: None,
                    index: prepared.index,
                    interpretation: prepared.interpretation,
                });
            }
        };
        let wanted = self.wanted(question, &prepared, timings)?;
        let lane = timings.measure("queue", || self.lanes.enter());
        let query = wanted.query(question, allowed);
        let index = &prepared.index;
        let mut found = timings.measure("search", || search::search(index, &query, config))?;
        let hits = std::mem::take(&mut found.hits);
        let ranked = hits.iter().map(|hit| hit.id).collect();
        let ends_there = hits.len() < search::most_hits(query.k);
        let most = question.k.max(LEAST_READ);
        let mut passages =
            timings.measure("read", || self.catalogue.passages(hits, most, index))?;
        if question.detail == Detail::Explained {
            let reader = Reader::new(&self.embedder, index, &found.late);
            for passage in &mut passages {
                passage.matches = reader.matches(passage);
            }
        }
        Ok(Lookup {
            index: prepared.index,
            interpretation: prepared.interpretation,
            outcome: Ok(Looked {
                passages,
                ranked,
                ends_there,
                allowed: allowed.clone(),
                found,
            }),
            _lane: Some(lane),
        })
    }

    /// Reads the question and finds out which passages may be found.
    fn prepare(&self, question: &Question, timings: &mut Timings) -> Result<Prepared, AskError> {
        question.check()?;
        let index = timings.measure("index", || self.catalogue.index())?;
        let reading = timings.measure("question", || {
            self.catalogue.read_question(question, &index)
        })?;
        let mut interpretation = Interpretation::new(question, reading);
        let allowed = timings.measure("filter", || {
            self.catalogue
                .allowed(question, &mut interpretation, &index)
        })?;
        let allowed = match allowed {
            Ok(allowed) => Ok(allowed),
            Err(reason) => Err(self.catalogue.reason_of(reason, &index)?),
        };
        Ok(Prepared {
            index,
            interpretation,
            allowed: allowed.map(Arc::new),
        })
    }

    /// Has the model read the question.
    fn wanted(
        &self,
        question: &Question,
        prepared: &Prepared,
        timings: &mut Timings,
    ) -> Result<Wanted, AskError> {
        let interpretation = &prepared.interpretation;
        let voices = |names: &[String]| self.catalogue.voices_called(names, &prepared.index);
        let text = question.topic.as_ref().unwrap_or(&question.text);
        let start = Instant::now();
        let read = self.embedder.read_question(text)?;
        timings.add("queue", read.waited);
        timings.add("model", start.elapsed().saturating_sub(read.waited));
        let mut words = content_words(&interpretation.topic);
        if words.is_empty() {
            words = content_words(text);
        }
        Ok(Wanted {
            words,
            topic: Topic::of(read.encoded, text, &interpretation.topic),
            named: voices(&interpretation.named())?,
            spoken_of: voices(&interpretation.spoken_of)?,
            kind: interpretation.kind,
            edge: interpretation.edge,
        })
    }
}

/// A question in the shapes that both arms compare.
struct Wanted {
    words: Vec<String>,
    topic: Topic,
    named: Vec<VoiceId>,
    spoken_of: Vec<VoiceId>,
    kind: QuestionKind,
    edge: Option<RecordingEdge>,
}

impl Wanted {
    fn query<'a>(&'a self, question: &Question, allowed: &'a Allowed) -> Query<'a> {
        Query {
            words: &self.words,
            embedding: &self.topic.embedding,
            tokens: &self.topic.tokens,
            named: &self.named,
            spoken_of: &self.spoken_of,
            kind: self.kind,
            edge: self.edge,
            // Some become one with their neighbours.
            k: question.k.max(LEAST_READ) * 3 / 2,
            allowed,
            plan: question.plan,
        }
    }
}

/// A question that was read, before anything is looked for.
struct Prepared {
    index: Arc<Index>,
    interpretation: Interpretation,
    allowed: Result<Arc<Allowed>, Reason>,
}

struct Lookup<'a> {
    /// Held until the answer is composed.
    _lane: Option<Lane<'a>>,
    index: Arc<Index>,
    interpretation: Interpretation,
    outcome: Result<Looked, Reason>,
}

/// What was found.
struct Looked {
    /// The passages, best first.
    passages: Vec<Passage>,
    /// Those that they were made of, before any were joined or left out.
    ranked: Vec<PassageId>,
    /// Whether there is nothing else to rank.
    ends_there: bool,
    allowed: Arc<Allowed>,
    found: Found,
}
