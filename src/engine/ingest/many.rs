//! Several transcripts' way in, at the price of one: their windows fill the model's batches
//! together, and one wait for the disk makes all of them durable.
//!
//! In: transcripts that were read. Out: what was stored of each, in their order. Each is wholly in
//! the store or wholly out, and none fails for another. Never here: more of them in memory than
//! fill a few batches, unless one alone is longer.

use super::{Divided, IngestError, Ingested, Progress, Unembedded};
use crate::embed::{EmbedError, Encoded};
use crate::engine::{Engine, Timings};
use crate::passage::Window;
use crate::store::CommitError;

/// So many bytes of words fill the model's batches well (some 15,000 tokens, seven batches) and are
/// embedded in a second or two, which is what an interrupt can cost.
const ENOUGH_BYTES: usize = 64 << 10;

/// Transcripts that are to be embedded together.
#[derive(Debug, Default)]
pub struct Gathering {
    waiting: Vec<Unembedded>,
    bytes: usize,
}

impl Gathering {
    /// Returns whether a transcript goes well with those that wait. One that is long by itself does
    /// not, nor does one of the same id, which the store may know when the others are stored.
    pub fn has_room_for(&self, new: &Unembedded) -> bool {
        let same_id = |waiting: &Unembedded| waiting.transcript.id == new.transcript.id;
        self.waiting.is_empty() || (new.bytes() < ENOUGH_BYTES && !self.waiting.iter().any(same_id))
    }

    /// Has one more wait.
    pub fn add(&mut self, new: Unembedded) {
        self.bytes += new.bytes();
        self.waiting.push(new);
    }

    /// Returns whether those that wait fill the model's batches.
    pub fn is_enough(&self) -> bool {
        self.bytes >= ENOUGH_BYTES
    }

    /// Returns whether one of this id waits.
    pub fn has(&self, id: &str) -> bool {
        self.waiting.iter().any(|new| new.transcript.id == id)
    }

    /// Returns whether none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes all that wait.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

type Outcome = Result<Ingested, IngestError>;

impl Engine {
    /// Embeds and stores what was gathered: what became of each, in their order.
    ///
    /// Those that are stored are durable when this returns. `progress` returns whether to go on;
    /// where it does not, none of them is stored.
    pub fn ingest_together(
        &self,
        gathered: Gathering,
        timings: &mut Timings,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<Outcome> {
        let divided: Vec<Divided> = timings.measure("divide", || {
            let waiting = gathered.waiting.into_iter();
            waiting.map(|new| self.divide(new)).collect()
        });
        let passages = divided.iter().map(|divided| divided.passages.len()).sum();
        if !progress(Progress::Begin(passages)) {
            let cancelled = divided.iter().map(|_| Err(EmbedError::Cancelled.into()));
            return cancelled.collect();
        }
        let encoded = timings.measure("embed", || self.embed_together(&divided, progress));
        timings.measure("store", || self.store_together(divided, encoded))
    }

    /// Embeds transcripts together; where that fails each alone, so that none fails for another.
    fn embed_together(
        &self,
        divided: &[Divided],
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<Result<Vec<Encoded>, EmbedError>> {
        let mut embed = |divided: &[Divided]| {
            let windows: Vec<&Window> = divided.iter().flat_map(|one| &one.windows).collect();
            self.embedder.embed_windows(&windows, &mut |embedded| {
                progress(Progress::Embedded(embedded))
            })
        };
        let mut stopped = false;
        match embed(divided) {
            Ok(encoded) => {
                let mut encoded = encoded.into_iter();
                let own = |one: &Divided| encoded.by_ref().take(one.windows.len()).collect();
                let own: Vec<Vec<Vec<Encoded>>> = divided.iter().map(own).collect();
                let whole = divided.iter().zip(own);
                whole.map(|(one, own)| Ok(one.findable(own))).collect()
            }
            Err(EmbedError::Cancelled) => {
                let cancelled = divided.iter().map(|_| Err(EmbedError::Cancelled));
                cancelled.collect()
            }
            Err(error) if divided.len() == 1 => vec![Err(error)],
            Err(_) => {
                let alone = divided.iter().map(|one| {
                    if stopped {
                        return Err(EmbedError::Cancelled);
                    }
                    let encoded = embed(std::slice::from_ref(one));
                    stopped = matches!(encoded, Err(EmbedError::Cancelled));
                    Ok(one.findable(encoded?))
                });
                alone.collect()
            }
        }
    }

    /// Stores those that were embedded.
    fn store_together(
        &self,
        divided: Vec<Divided>,
        encoded: Vec<Result<Vec<Encoded>, EmbedError>>,
    ) -> Vec<Outcome> {
        let whole = divided.iter().zip(&encoded);
        let records = whole.filter_map(|(one, encoded)| Some(one.record(encoded.as_ref().ok()?)));
        let records: Vec<_> = records.collect();
        let together = self
            .catalogue
            .change(|store| Ok(store.commit_all(&records)));
        let mut commits = match together {
            Ok(commits) => commits.into_iter(),
            // A store that cannot be opened for one cannot be for the next.
            Err(CommitError::Open(error)) => {
                let unopened = records.iter().map(|_| Err(error.clone().into()));
                unopened.collect::<Vec<_>>().into_iter()
            }
            // Each says itself why the store cannot be written.
            Err(_) => {
                let alone = |record| {
                    self.catalogue
                        .change(|store| store.commit_with(record, None))
                };
                records.iter().map(alone).collect::<Vec<_>>().into_iter()
            }
        };
        drop(records);
        let outcomes = divided.into_iter().zip(encoded);
        let outcomes = outcomes.map(|(one, encoded)| {
            let passages = encoded?.len();
            let commit = commits.next().expect("each record has its outcome")?;
            Ok(one.stored(passages, commit.replaced))
        });
        outcomes.collect()
    }
}
