//! Collects sources into batches, embeds and stores each batch, and returns the outcomes in the order
//! of the sources.

use std::collections::VecDeque;
use std::time::Instant;

use super::ingestor::Ingestor;
use super::pace::Pace;
use super::parsed::{ParsedTranscript, Recognised, recognise};
use super::source::{IngestError, Ingested, Progress, Source};
use super::turn::wait_for_turn;
use crate::embed::{EmbedError, Embedder};
use crate::engine::connections::StoreConnections;
use crate::engine::timings::Timings;

/// The most sources whose outcomes wait for those before them.
const MOST_QUEUED: usize = 1000;

/// Gets the model when a batch first needs it.
type LoadEmbedder<'a, E> = Box<dyn FnMut(&mut Timings) -> Result<&'a Embedder, E> + 'a>;

/// Sources on their way into a store. Small ones are embedded together and share a commit.
///
/// `K` identifies a source to the caller. `E` is the caller's error: a source that the caller could
/// not read is pushed as its error, and keeps its place in the order.
pub struct IngestBatch<'a, K, E> {
    store: &'a StoreConnections,
    load: LoadEmbedder<'a, E>,
    /// In order; those that wait for the model have no outcome yet.
    queue: VecDeque<(K, Option<Result<Ingested, E>>)>,
    waiting: Vec<ParsedTranscript<'static>>,
    waiting_bytes: usize,
    pace: Pace,
}

impl<'a, K, E: From<IngestError>> IngestBatch<'a, K, E> {
    pub(in crate::engine) fn new(
        store: &'a StoreConnections,
        load: impl FnMut(&mut Timings) -> Result<&'a Embedder, E> + 'a,
    ) -> Self {
        Self {
            store,
            load: Box::new(load),
            queue: VecDeque::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            pace: Pace::new(),
        }
    }

    /// Adds a source. Embeds and stores those that wait where they fill the batch, or where the
    /// store must know them before this one is looked at.
    ///
    /// `progress` returns whether to continue. Where it returns `false`, those that wait are
    /// cancelled.
    ///
    /// # Errors
    /// A model that cannot be loaded.
    pub fn push(
        &mut self,
        key: K,
        source: Result<Source, E>,
        timings: &mut Timings,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<(), E> {
        let mut waiting = self.waiting.iter();
        if let Ok(source) = &source
            && waiting.any(|one| one.transcript.id == source.id)
        {
            self.flush(timings, progress)?;
        }
        let recognised = source.and_then(|source| {
            let recognise = || recognise(self.store, source, None);
            Ok(timings.measure("read", recognise)?)
        });
        let outcome = match recognised {
            Ok(Recognised::New(new)) => {
                // A long source fills batches by itself, so it does not wait for others.
                if self.pace.is_full(new.bytes()) {
                    self.flush(timings, progress)?;
                }
                self.waiting_bytes += new.bytes();
                self.waiting.push(*new);
                None
            }
            Ok(Recognised::Known(ingested)) => Some(Ok(ingested)),
            Err(error) => Some(Err(error)),
        };
        self.queue.push_back((key, outcome));
        let is_due = !self.waiting.is_empty() && self.pace.is_due();
        let is_full = self.pace.is_full(self.waiting_bytes) || self.queue.len() > MOST_QUEUED;
        if is_due || is_full {
            self.flush(timings, progress)?;
        }
        Ok(())
    }

    /// Embeds and stores those that wait.
    ///
    /// # Errors
    /// A model that cannot be loaded.
    pub fn flush(
        &mut self,
        timings: &mut Timings,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<(), E> {
        let waiting = std::mem::take(&mut self.waiting);
        let bytes = std::mem::take(&mut self.waiting_bytes);
        let outcomes = if waiting.is_empty() {
            return Ok(());
        } else if progress(Progress::Embedded(0)) {
            let ingestor = Ingestor {
                store: self.store,
                embedder: (self.load)(timings)?,
            };
            let mut wanted = || progress(Progress::Embedded(0));
            let _turn = wait_for_turn(&self.store.index_folder(), &mut wanted);
            let begun = Instant::now();
            let outcomes = ingestor.embed_and_store(waiting, timings, progress);
            self.pace.learn(bytes, begun.elapsed());
            outcomes
        } else {
            let cancelled = waiting.iter().map(|_| Err(EmbedError::Cancelled.into()));
            cancelled.collect()
        };
        let unknown = self.queue.iter_mut().filter(|(_, known)| known.is_none());
        for ((_, known), outcome) in unknown.zip(outcomes) {
            *known = Some(outcome.map_err(E::from));
        }
        Ok(())
    }

    /// Returns those that wait for the model.
    pub fn waiting(&self) -> impl Iterator<Item = &K> {
        let waiting = self.queue.iter().filter(|(_, known)| known.is_none());
        waiting.map(|(key, _)| key)
    }

    /// Takes out the first source whose outcome is known, unless one before it still waits.
    pub fn pop(&mut self) -> Option<(K, Result<Ingested, E>)> {
        match self.queue.pop_front()? {
            (key, Some(outcome)) => Some((key, outcome)),
            waiting => {
                self.queue.push_front(waiting);
                None
            }
        }
    }
}
