//! Embeds the passages of a store anew with another model, in place.
//!
//! Passages stay as they were cut, with their numbers. The new embeddings are kept batch by batch, so that
//! a process that was stopped goes on where it was; questions read the old ones until all are there.

use std::path::Path;

use thiserror::Error;

use super::store_model::{StoreModel, identity};
use crate::embed::{EmbedError, Embedder, Encoded, Model, ModelIdentity};
use crate::passage::{self, Passage, PassageConfig, Window, line};
use crate::remedy::Remedy;
use crate::store::{
    CommitError, Identity, OpenError, PassageId, PassageToEmbed, ReadError, Restored, Staged,
    StoreWriter,
};
use crate::transcript::Turn;

/// The windows of a batch: some 6,000 tokens, a second or a few of work, which are the most that a kill
/// loses.
const BATCH_WINDOWS: usize = 32;

/// Why passages could not be embedded anew. What was embedded before is kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReembedError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store cannot be written, or another process embeds it with a third model.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// A passage cannot be embedded, or the caller stopped it.
    #[error(transparent)]
    Embed(#[from] EmbedError),
}

impl ReembedError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Open(error) => error.remedy(),
            Self::Read(error) => error.remedy(),
            Self::Commit(error) => error.remedy(),
            Self::Embed(_) => None,
        }
    }
}

/// A store whose passages are being embedded anew.
pub struct Reembedding<'a> {
    store: StoreWriter,
    embedder: &'a Embedder,
    model: &'a StoreModel,
    with: Identity,
    staged: Staged,
    done: Reembedded,
}

/// What embedding anew has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reembedded {
    /// Passages that this process embedded; others were embedded before.
    pub embedded: u64,
    /// Those of which the model reads only the beginning.
    pub cut_off: u64,
}

/// Whether there is anything to embed.
pub enum Outset<'a> {
    /// There is, or a step to be done.
    Begun(Box<Reembedding<'a>>),
    /// The store is of this model. Embeddings of another, named here, were dropped where they had been
    /// begun.
    OfThisModel {
        /// The other model.
        given_up: Option<String>,
    },
}

/// A window, with the number of each of its parts that is to be embedded.
type NumberedWindow = (Window, Vec<Option<PassageId>>);

impl<'a> Reembedding<'a> {
    /// Begins to embed the store at `path` with this model, or goes on.
    ///
    /// # Errors
    /// A store that cannot be opened, or whose turns were cut otherwise than by this version.
    pub fn begin(
        path: &Path,
        embedder: &'a Embedder,
        model: &'a StoreModel,
    ) -> Result<Outset<'a>, ReembedError> {
        let mut store = StoreWriter::open_as_recorded(path, identity(Model::English))?;
        let with = model.store_identity();
        let recorded = store.identity();
        // Its name may have been changed.
        let has_same_hashes = ModelIdentity::parse(&recorded.model)
            .is_some_and(|stored| stored.has_hashes_of(&model.identity));
        if has_same_hashes || with.is_recorded_as(&recorded.to_string()) {
            if let Some(folder) = model.folder() {
                store.keep_model_folder(&folder)?;
            }
            let given_up = store.give_up_reembedding()?;
            return Ok(Outset::OfThisModel { given_up });
        }
        let staged = store.begin_reembedding(&with)?;
        Ok(Outset::Begun(Box::new(Self {
            store,
            embedder,
            model,
            with,
            staged,
            done: Reembedded::default(),
        })))
    }

    /// Returns how many passages are embedded, and how many there are.
    pub fn staged(&self) -> Staged {
        self.staged
    }

    /// Embeds what is missing, also what others add meanwhile, and puts it in place.
    ///
    /// `progress` returns whether to go on.
    ///
    /// # Errors
    /// A store that cannot be read or written, a passage that cannot be embedded, the wish to stop.
    pub fn run(
        mut self,
        progress: &mut dyn FnMut(Staged) -> bool,
    ) -> Result<Reembedded, ReembedError> {
        loop {
            self.embed_missing(progress)?;
            let folder = self.model.folder();
            let put = self
                .store
                .finish_reembedding(&self.with, folder.as_deref())?;
            if let Restored::Swapped(_) = put {
                return Ok(self.done);
            }
            self.staged = self.store.begin_reembedding(&self.with)?;
        }
    }

    fn embed_missing(
        &mut self,
        progress: &mut dyn FnMut(Staged) -> bool,
    ) -> Result<(), ReembedError> {
        let mut batch: Vec<NumberedWindow> = Vec::new();
        for id in self.store.not_reembedded()? {
            // One may be gone meanwhile.
            let Some((transcript, passages)) = self.store.to_reembed(&id)? else {
                continue;
            };
            for window in self.windows(&transcript.turns, &passages) {
                batch.push(window);
                if batch.len() == BATCH_WINDOWS {
                    self.embed(std::mem::take(&mut batch), progress)?;
                }
            }
        }
        self.embed(batch, progress)
    }

    /// Returns the windows of a transcript that have a passage without a new embedding.
    fn windows(&mut self, turns: &[Turn], stored: &[PassageToEmbed]) -> Vec<NumberedWindow> {
        let passages = stored.iter().map(|it| Passage {
            turn: it.turn,
            text_range: it.text_range.clone(),
            span: None,
            estimated_times: false,
            backchannel: it.backchannel,
        });
        let passages: Vec<Passage> = passages.collect();
        let packing = self.embedder.packing(PassageConfig::default());
        let count = |text: &str| self.embedder.count_tokens(text);
        let windows = passage::pack(turns, &passages, &packing, &count).into_iter();
        let numbered = windows.map(|window| {
            let wanted = window.parts.iter().map(|part| {
                let passage = &stored[part.passage];
                (!passage.backchannel && !passage.is_staged).then_some(passage.id)
            });
            let wanted = wanted.collect();
            (window, wanted)
        });
        let numbered =
            numbered.filter(|(_, wanted): &NumberedWindow| wanted.iter().any(Option::is_some));
        let numbered: Vec<NumberedWindow> = numbered.collect();
        let read = numbered
            .iter()
            .flat_map(|(window, wanted)| window.parts.iter().zip(wanted));
        let read = read.filter_map(|(part, wanted)| wanted.map(|_| &passages[part.passage]));
        let is_cut_off = |passage: &&Passage| {
            let label = turns[passage.turn].speaker.as_deref();
            !self.embedder.reads_whole(&line(label, passage.text(turns)))
        };
        self.done.cut_off += read.filter(is_cut_off).count() as u64;
        numbered
    }

    /// Embeds windows and keeps what they give.
    fn embed(
        &mut self,
        batch: Vec<NumberedWindow>,
        progress: &mut dyn FnMut(Staged) -> bool,
    ) -> Result<(), ReembedError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (windows, numbers): (Vec<Window>, Vec<Vec<Option<PassageId>>>) =
            batch.into_iter().unzip();
        let staged = self.staged;
        let encoded = self
            .embedder
            .embed_windows(&windows, &mut |_| progress(staged))?;
        let parts = encoded
            .into_iter()
            .flatten()
            .zip(numbers.into_iter().flatten());
        let kept = parts.filter_map(|(encoded, number)| Some((number?, encoded)));
        let kept: Vec<(PassageId, Encoded)> = kept.collect();
        self.staged.done += kept.len() as u64;
        self.done.embedded += kept.len() as u64;
        self.store.stage(&self.with, kept)?;
        if progress(self.staged) {
            Ok(())
        } else {
            Err(EmbedError::Cancelled.into())
        }
    }
}
