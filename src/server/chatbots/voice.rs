//! Who answers: the speakers themselves, or a language model in sentences that are checked.
//!
//! In: what was found. Out: pieces of text as they come, told off the async threads. Whoever stops
//! listening stops the telling. Never here: more models writing at once than are allowed.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::super::{AppState, Problem};
use super::openai::{EXTRACTIVE, PROSE};
use crate::chat::{Found, LanguageModel};

/// How many pieces wait for a slow reader.
const WAITING: usize = 16;

/// Who answers.
pub(super) enum Voice {
    /// The speakers, in quotations.
    Speakers,
    /// A language model, in a place of its own.
    Model(Arc<LanguageModel>, OwnedSemaphorePermit),
}

impl Voice {
    /// Returns who answers a request for the model `asked`; any name but that of the model that
    /// quotes is answered by the best there is.
    ///
    /// # Errors
    /// Too many answers are being written.
    pub(super) fn of(state: &AppState, asked: Option<&str>) -> Result<Self, Problem> {
        let chatbots = state.chatbots();
        match &chatbots.model {
            Some(model) if asked != Some(EXTRACTIVE) => {
                let place = chatbots.written.clone().try_acquire_owned();
                let place = place.map_err(|_| Problem::busy(state.config().retry_after))?;
                Ok(Voice::Model(model.clone(), place))
            }
            _ => Ok(Voice::Speakers),
        }
    }

    /// Returns the name of the model that a client sees.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Voice::Speakers => EXTRACTIVE,
            Voice::Model(..) => PROSE,
        }
    }

    /// Begins to tell; the pieces end when everything is told.
    pub(super) fn tell(self, found: Arc<Found>) -> mpsc::Receiver<String> {
        let (send, receive) = mpsc::channel(WAITING);
        tokio::task::spawn_blocking(move || {
            let mut say = |piece: &str| send.blocking_send(piece.to_owned()).is_ok();
            match &self {
                Voice::Speakers => found.tell(None, &mut say),
                Voice::Model(model, _place) => found.tell(Some(model), &mut say),
            }
        });
        receive
    }
}
