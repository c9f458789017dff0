//! Runs the search of one question, from its reading to its ranked passages.

use std::sync::Arc;
use std::time::Instant;

use super::as_heard;
use super::corrections::{self, CorrectedQuestion};
use super::heard_names::HeardNameFinder;
use super::interpretation::Interpretation;
use super::outcome::{AskError, ReaderState};
use super::passage_filter::ScopeResolver;
use super::question::{Detail, Question, ReaderUse};
use super::ranked_text;
use super::rereading::{MOST_READ, Rereading};
use super::token_matcher::TokenMatcher;
use super::topic_vectors::TopicVectors;
use crate::answer::{RankedPassage, Reason};
use crate::embed::Embedder;
use crate::engine::catalogue::Catalogue;
use crate::engine::cpu_permits::{CpuPermit, CpuPermits};
use crate::engine::timings::Timings;
use crate::index::{Index, LabelId, OtherSpelling, PassageFilter, content_words_in};
use crate::question::{QuestionKind, RecordingEdge};
use crate::reader::{ReadFailure, Reader, ReaderPlace};
use crate::search::{self, Candidate, Query, RankedHits, SearchConfig};
use crate::store::ReadError;
use crate::time::Span;

/// An answer rests on at least this many passages, however few are asked for, so that it does not
/// depend on their number.
const LEAST_RANKED: usize = 5;

/// Searches a catalogue with the model of its embeddings.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Searcher<'a> {
    pub(in crate::engine) catalogue: &'a Catalogue,
    pub(in crate::engine) embedder: &'a Embedder,
    pub(in crate::engine) permits: &'a CpuPermits,
    pub(in crate::engine) config: &'a SearchConfig,
    /// What reads the best passages; `None` where there is none.
    pub(in crate::engine) reader: Option<&'a Reader>,
}

/// One question's search.
pub(super) struct SearchRun<'a> {
    pub(super) index: Arc<Index>,
    pub(super) interpretation: Interpretation,
    /// The passages, or why nothing could be searched for.
    pub(super) outcome: Result<RankedPassages, Reason>,
    /// Held until the answer is composed.
    _permit: Option<CpuPermit<'a>>,
}

/// What a search found.
pub(super) struct RankedPassages {
    /// The passages, best first.
    pub(super) passages: Vec<RankedPassage>,
    /// Whether there is nothing else to rank.
    pub(super) ends_there: bool,
    /// Which passages could be found.
    pub(super) filter: Arc<PassageFilter>,
    /// How they were found.
    pub(super) found: RankedHits,
    /// Whether they were read.
    pub(super) reader: ReaderState,
}

/// A question that was read, with the passages that may be found for it.
struct ScopedQuestion {
    corrected: CorrectedQuestion,
    index: Arc<Index>,
    interpretation: Interpretation,
    filter: Result<Arc<PassageFilter>, Reason>,
}

/// A question prepared for both retrievers.
struct EncodedTopic {
    words: Vec<String>,
    spellings: Vec<OtherSpelling>,
    vectors: TopicVectors,
    named: Vec<LabelId>,
    spoken_of: Vec<LabelId>,
    kind: QuestionKind,
    edge: Option<RecordingEdge>,
}

impl EncodedTopic {
    fn query<'a>(&'a self, question: &Question, filter: &'a PassageFilter) -> Query<'a> {
        Query {
            words: &self.words,
            spellings: &self.spellings,
            embedding: &self.vectors.embedding,
            tokens: &self.vectors.tokens,
            named: &self.named,
            spoken_of: &self.spoken_of,
            kind: self.kind,
            edge: self.edge,
            // Some are joined with their neighbours.
            k: (question.k.max(LEAST_RANKED) * 3 / 2).max(MOST_READ),
            filter,
            plan: question.plan,
        }
    }
}

impl<'a> Searcher<'a> {
    /// Searches for a question.
    pub(super) fn run(
        self,
        question: &Question,
        timings: &mut Timings,
    ) -> Result<SearchRun<'a>, AskError> {
        let scoped = self.scope(question, timings)?;
        let question = &scoped.corrected.question;
        let (outcome, permit) = match &scoped.filter {
            Err(reason) => (Err(reason.clone()), None),
            Ok(filter) => {
                let (place, reader) =
                    self.queue_for_reader(question.reader, scoped.interpretation.kind)?;
                let topic = self.encode(question, &scoped, timings)?;
                let permit = timings.measure("queue", || self.permits.acquire());
                let index = &scoped.index;
                let mut ranked = self.rank(question, index, &topic, filter, timings)?;
                ranked.reader = reader;
                let permit = match place {
                    None => Some(permit),
                    Some(place) => {
                        // The reader takes long, and others may search meanwhile.
                        drop(permit);
                        let reading = Rereading {
                            catalogue: self.catalogue,
                            embedder: self.embedder,
                            index,
                            filter,
                        };
                        let passages = &mut ranked.passages;
                        let read = || reading.rerank(place, &question.text, passages);
                        timings.measure("reader", read)?;
                        None
                    }
                };
                self.present(question, index, &mut ranked);
                scoped.corrected.as_typed(&mut ranked.passages);
                (Ok(ranked), permit)
            }
        };
        Ok(SearchRun {
            index: scoped.index,
            interpretation: scoped.interpretation,
            outcome,
            _permit: permit,
        })
    }

    /// Returns the candidates of both retrievers for a question, before ranking, each with its
    /// time; none where nothing can be searched for.
    pub(in crate::engine) fn candidates(
        self,
        question: &Question,
    ) -> Result<Vec<(Candidate, Option<Span>)>, AskError> {
        let mut timings = Timings::default();
        let scoped = self.scope(question, &mut timings)?;
        let question = &scoped.corrected.question;
        let Ok(filter) = &scoped.filter else {
            return Ok(Vec::new());
        };
        let topic = self.encode(question, &scoped, &mut timings)?;
        let query = topic.query(question, filter);
        let candidates = search::gather(&scoped.index, &query, self.config)?.candidates;
        let ids: Vec<_> = candidates.iter().map(|candidate| candidate.id).collect();
        let records = self.catalogue.store().reader().passages().records(&ids)?;
        let spans = records.into_iter().map(|record| record.span);
        Ok(candidates.into_iter().zip(spans).collect())
    }

    /// Returns why nothing was found: for this reason in what the index shows, unless a newer index
    /// may show more. Ids of transcripts are read from the store, which is not behind.
    pub(super) fn reason_of(self, reason: Reason, index: &Index) -> Result<Reason, ReadError> {
        let is_of_store = matches!(reason, Reason::NoSuchTranscript { .. });
        let may_be_newer = !is_of_store && self.is_behind(index)?;
        Ok(if may_be_newer {
            Reason::IndexBehind
        } else {
            reason
        })
    }

    /// Returns whether the store has a commit that an index does not show.
    pub(super) fn is_behind(self, index: &Index) -> Result<bool, ReadError> {
        self.catalogue.snapshot().is_behind(index)
    }

    /// Reads the question and filters the passages that may be found.
    fn scope(self, question: &Question, timings: &mut Timings) -> Result<ScopedQuestion, AskError> {
        question.check()?;
        let index = timings.measure("index", || self.catalogue.index())?;
        let resolver = ScopeResolver {
            catalogue: self.catalogue,
            index: &index,
            ranked_as: self.embedder.ranked_as(),
        };
        let correct = || corrections::correct(self.catalogue, self.embedder, &index, question);
        let mut corrected = timings.measure("question", correct)?;
        let question = &corrected.question;
        let reading = timings.measure("question", || resolver.read(question))?;
        let mut interpretation = Interpretation::new(question, reading);
        interpretation.corrections = std::mem::take(&mut corrected.corrections);
        let filter =
            timings.measure("filter", || resolver.filter(question, &mut interpretation))?;
        let filter = match filter {
            Ok(filter) => {
                let names = HeardNameFinder {
                    catalogue: self.catalogue,
                    embedder: self.embedder,
                    index: &index,
                };
                let find = || names.find(question, &interpretation.topic);
                interpretation.heard = timings.measure("filter", find)?;
                Ok(Arc::new(filter))
            }
            Err(reason) => Err(self.reason_of(reason, &index)?),
        };
        Ok(ScopedQuestion {
            corrected,
            index,
            interpretation,
            filter,
        })
    }

    /// Encodes the question with the model.
    fn encode(
        self,
        question: &Question,
        scoped: &ScopedQuestion,
        timings: &mut Timings,
    ) -> Result<EncodedTopic, AskError> {
        let interpretation = &scoped.interpretation;
        let resolver = ScopeResolver {
            catalogue: self.catalogue,
            index: &scoped.index,
            ranked_as: self.embedder.ranked_as(),
        };
        let text = question.topic.as_ref().unwrap_or(&question.text);
        let start = Instant::now();
        let read = self.embedder.read_question(text)?;
        timings.add("queue", read.waited);
        timings.add("model", start.elapsed().saturating_sub(read.waited));
        let mut words = content_words_in(&interpretation.topic, interpretation.language.likely);
        if words.is_empty() {
            words = content_words_in(text, interpretation.language.likely);
        }
        Ok(EncodedTopic {
            words,
            spellings: as_heard::spellings(&interpretation.heard, text),
            vectors: TopicVectors::new(read.encoded, text, interpretation),
            named: resolver.labels_called(&interpretation.named())?,
            spoken_of: resolver.labels_called(&interpretation.spoken_of)?,
            kind: interpretation.kind,
            edge: interpretation.edge,
        })
    }

    fn rank(
        self,
        question: &Question,
        index: &Index,
        topic: &EncodedTopic,
        filter: &Arc<PassageFilter>,
        timings: &mut Timings,
    ) -> Result<RankedPassages, AskError> {
        let query = topic.query(question, filter);
        let mut found = timings.measure("search", || search::search(index, &query, self.config))?;
        let hits = std::mem::take(&mut found.hits);
        let ends_there = hits.len() < search::most_hits(query.k);
        let passages =
            timings.measure("read", || ranked_text::read(self.catalogue, index, hits))?;
        Ok(RankedPassages {
            passages,
            ends_there,
            filter: filter.clone(),
            found,
            reader: ReaderState::Off,
        })
    }

    /// Joins passages of one turn, leaves out those that are too many, and explains the rest where
    /// the question asks for it.
    fn present(self, question: &Question, index: &Index, ranked: &mut RankedPassages) {
        let passages = std::mem::take(&mut ranked.passages);
        ranked.passages = ranked_text::join_adjoining(passages, question.k.max(LEAST_RANKED));
        if question.detail == Detail::Explained {
            let matcher = TokenMatcher::new(self.embedder, index, &ranked.found.tokens);
            for passage in &mut ranked.passages {
                passage.matches = matcher.matches(passage);
            }
        }
    }

    /// Takes a place in the line before the reader, where it is to read. Who spoke of something, and
    /// when, is no answer that a reader finds.
    fn queue_for_reader(
        self,
        wanted: ReaderUse,
        kind: QuestionKind,
    ) -> Result<(Option<ReaderPlace<'a>>, ReaderState), AskError> {
        let of_talk = matches!(kind, QuestionKind::WhoSaid | QuestionKind::WhenSaid);
        match (wanted, self.reader) {
            (ReaderUse::On, _) if of_talk => Ok((None, ReaderState::Off)),
            (ReaderUse::Off, _) | (ReaderUse::On, None) => Ok((None, ReaderState::Off)),
            (ReaderUse::Required, None) => Err(ReadFailure::Absent.into()),
            (_, Some(reader)) => Ok(match reader.queue() {
                None => (None, ReaderState::Busy),
                place => (place, ReaderState::Read),
            }),
        }
    }
}
