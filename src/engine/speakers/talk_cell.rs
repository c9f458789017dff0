//! Caches how much each label talks, counted once for each commit.

use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::connections::StoreConnections;
use crate::store::{ReadError, Stamp, Talk};

/// How much each label talks, as of one commit.
#[derive(Default)]
pub(in crate::engine) struct TalkCell(Mutex<Option<(Stamp, Arc<[Talk]>)>>);

impl TalkCell {
    /// Returns how much each label talks, by transcript and label.
    pub(super) fn current(&self, store: &StoreConnections) -> Result<Arc<[Talk]>, ReadError> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let store = store.reader();
        let _unchanging = store.begin_reading()?;
        let stamp = store.commits().stamp()?;
        if let Some((of, talks)) = &*counted
            && *of == stamp
        {
            return Ok(talks.clone());
        }
        let talks: Arc<[Talk]> = store.transcripts().talks()?.into();
        *counted = Some((stamp, talks.clone()));
        Ok(talks)
    }
}
