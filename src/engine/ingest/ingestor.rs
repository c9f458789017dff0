//! Cuts parsed transcripts into passages, embeds and stores them, several in one batch.
//!
//! The windows of all transcripts share the model's batches, and one commit makes all of them
//! durable. Each transcript is stored whole or not at all. One that fails does not fail the others.

use super::parsed::{ParsedTranscript, Recognised, recognise};
use super::source::{IngestError, Ingested, Progress, Source, Stored};
use crate::embed::{EmbedError, Embedder, Encoded};
use crate::engine::connections::StoreConnections;
use crate::engine::timings::Timings;
use crate::passage::{self, Passage, Window};
use crate::store::{CommitError, Encodings, FeedItem, Record};

/// The most windows that are embedded at a time: some 100,000 tokens, whose vectors take 10 MB. The
/// batches of the model are as full as with more.
const MOST_WINDOWS: usize = 512;

/// What became of a source.
pub(super) type IngestResult = Result<Ingested, IngestError>;

/// Stores transcripts, embedded with the model that the store was made with.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Ingestor<'a> {
    pub(in crate::engine) store: &'a StoreConnections,
    pub(in crate::engine) embedder: &'a Embedder,
}

/// A transcript that is cut into passages and windows.
struct ChunkedTranscript<'a> {
    parsed: ParsedTranscript<'a>,
    passages: Vec<Passage>,
    windows: Vec<Window>,
}

impl ChunkedTranscript<'_> {
    /// Returns the encodings of a window's passages that can be found, out of those of its parts.
    fn findable(&self, window: &Window, encoded: Vec<Encoded>) -> impl Iterator<Item = Encoded> {
        let parts = window.parts.iter().zip(encoded);
        let findable = parts.filter(|(part, _)| !self.passages[part.passage].backchannel);
        findable.map(|(_, encoded)| encoded)
    }
}

impl Ingestor<'_> {
    /// Reads, embeds and stores one source, with the item of a feed that it comes from.
    pub(in crate::engine) fn ingest(
        self,
        source: Source,
        item: Option<FeedItem<'_>>,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> IngestResult {
        match recognise(self.store, source, item)? {
            Recognised::Known(ingested) => Ok(ingested),
            Recognised::New(new) => {
                let timings = &mut Timings::default();
                let mut outcomes = self.embed_and_store(vec![*new], timings, progress);
                outcomes.pop().expect("one transcript has one outcome")
            }
        }
    }

    /// Embeds and stores transcripts, without those that another process has stored meanwhile.
    /// Returns the outcome of each, in their order.
    pub(super) fn embed_and_store(
        self,
        parsed: Vec<ParsedTranscript<'_>>,
        timings: &mut Timings,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<IngestResult> {
        let known = parsed.iter().map(|one| one.known_meanwhile(self.store));
        let known: Vec<Option<IngestResult>> = known.map(Result::transpose).collect();
        let both = parsed.into_iter().zip(&known);
        let new = both.filter_map(|(one, known)| known.is_none().then_some(one));
        let stored = self.embed_and_store_new(new.collect(), timings, progress);
        let mut stored = stored.into_iter();
        let mut next = || stored.next().expect("each new transcript has its outcome");
        let outcomes = known.into_iter();
        outcomes
            .map(|known| known.unwrap_or_else(&mut next))
            .collect()
    }

    /// Embeds and stores transcripts that the store does not have. Returns the outcome of each, in
    /// their order.
    ///
    /// Those that are stored are durable when this returns. `progress` returns whether to continue;
    /// it is last called right before the commit. Where it returns `false`, none is stored.
    fn embed_and_store_new(
        self,
        parsed: Vec<ParsedTranscript<'_>>,
        timings: &mut Timings,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<IngestResult> {
        if parsed.is_empty() {
            return Vec::new();
        }
        let chunked: Vec<_> = timings.measure("divide", || {
            parsed.into_iter().map(|one| self.chunk(one)).collect()
        });
        let passages = chunked.iter().map(|one| one.passages.len()).sum();
        if !progress(Progress::Begin(passages)) {
            return chunked.iter().map(|_| cancelled()).collect();
        }
        let encoded = timings.measure("embed", || self.embed(&chunked, progress));
        timings.measure("store", || self.store(chunked, encoded, progress))
    }

    /// Cuts a transcript into passages, and these into windows.
    fn chunk<'a>(self, parsed: ParsedTranscript<'a>) -> ChunkedTranscript<'a> {
        let turns = &parsed.transcript.turns;
        let main = parsed.transcript.main_language();
        let config = self
            .embedder
            .cutting(self.store.reader().identity().passages);
        let count = |text: &str| self.embedder.count_tokens(text);
        let passages = passage::divide(turns, main, &config, &count);
        let packing = self.embedder.packing(config);
        let windows = passage::pack(turns, &passages, &packing, &count);
        ChunkedTranscript {
            parsed,
            passages,
            windows,
        }
    }

    /// Embeds transcripts together. Where that fails, embeds each alone, so that none fails for
    /// another.
    fn embed(
        self,
        chunked: &[ChunkedTranscript<'_>],
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<Result<Encodings, IngestError>> {
        match self.embed_together(chunked, progress) {
            Ok(encoded) => encoded.into_iter().map(Ok).collect(),
            Err(error) if chunked.len() == 1 => vec![Err(error)],
            Err(error) => {
                let mut stopped = is_cancelled(&error);
                let alone = chunked.iter().map(|one| {
                    if stopped {
                        return Err(EmbedError::Cancelled.into());
                    }
                    let encoded = self.embed_together(std::slice::from_ref(one), progress);
                    stopped = encoded.as_ref().is_err_and(is_cancelled);
                    Ok(encoded?.remove(0))
                });
                alone.collect()
            }
        }
    }

    /// Embeds transcripts together. Returns the encodings of the findable passages of each.
    fn embed_together(
        self,
        chunked: &[ChunkedTranscript<'_>],
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Vec<Encodings>, IngestError> {
        let windows: Vec<(usize, &Window)> = chunked
            .iter()
            .enumerate()
            .flat_map(|(place, one)| one.windows.iter().map(move |window| (place, window)))
            .collect();
        let empty = || Encodings::spilling_into(self.store.folder());
        let mut encodings: Vec<Encodings> = chunked.iter().map(|_| empty()).collect();
        let embedded = &mut |count| progress(Progress::Embedded(count));
        for some in windows.chunks(MOST_WINDOWS) {
            let texts: Vec<&Window> = some.iter().map(|(_, window)| *window).collect();
            let encoded = self.embedder.embed_windows(&texts, embedded)?;
            for ((place, window), encoded) in some.iter().zip(encoded) {
                let findable = chunked[*place].findable(window, encoded);
                let kept = encodings[*place].extend(findable);
                kept.map_err(CommitError::from)?;
            }
        }
        Ok(encodings)
    }

    /// Stores the transcripts that were embedded, unless `progress` returns `false` right before.
    fn store(
        self,
        chunked: Vec<ChunkedTranscript<'_>>,
        encoded: Vec<Result<Encodings, IngestError>>,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Vec<IngestResult> {
        let embedded = chunked.iter().zip(&encoded);
        let records = embedded.filter_map(|(one, encoded)| {
            Some(Record {
                transcript: &one.parsed.transcript,
                people: one.parsed.people.as_deref(),
                content_hash: one.parsed.content_hash,
                passages: &one.passages,
                encoded: encoded.as_ref().ok()?,
                item: one.parsed.item,
            })
        });
        let records: Vec<Record<'_>> = records.collect();
        let commits = if records.is_empty() {
            Ok(None)
        } else {
            self.store.write(|store| {
                // Asks again: the wait for another process's commit may have been long.
                progress(Progress::Embedded(0)).then(|| store.commit_all(&records))
            })
        };
        drop(records);
        let mut commits = commits.map(|commits| commits.map(Vec::into_iter));
        let outcomes = chunked.into_iter().zip(encoded).map(|(one, encoded)| {
            let passages = encoded?.len();
            let commits = match &mut commits {
                Ok(Some(commits)) => commits,
                Ok(None) => return cancelled(),
                Err(error) => return Err(error.clone().into()),
            };
            let commit = commits.next().expect("each record has its outcome")?;
            Ok(Ingested::Stored(Stored {
                turns: one.parsed.transcript.turns.len(),
                passages,
                warnings: one.parsed.warnings,
                replaced: commit.replaced,
            }))
        });
        outcomes.collect()
    }
}

fn is_cancelled(error: &IngestError) -> bool {
    matches!(error, IngestError::Embed(EmbedError::Cancelled))
}

fn cancelled() -> IngestResult {
    Err(EmbedError::Cancelled.into())
}
