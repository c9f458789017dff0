//! Chooses how a chat is answered: with quotations, or by a language model whose sentences are
//! checked.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::openai::{EXTRACTIVE, PROSE};
use crate::chat::{ChatFindings, LanguageModel, write_answer};
use crate::server::http::Problem;
use crate::server::state::AppState;

/// How many pieces of text are buffered for a slow client.
const MOST_BUFFERED_PIECES: usize = 16;

/// Who answers.
pub(super) enum Responder {
    /// Quotations alone.
    Speakers,
    /// A language model, with its permit to write.
    Model(Arc<LanguageModel>, OwnedSemaphorePermit),
}

impl Responder {
    /// Returns the responder for the model that a request names. Any name but that of the quoting
    /// model gives the language model, where there is one.
    ///
    /// # Errors
    /// Fails where too many answers are being written.
    pub(super) fn choose(state: &AppState, model: Option<&str>) -> Result<Self, Problem> {
        let chatbots = &state.chatbots;
        match &chatbots.model {
            Some(language_model) if model != Some(EXTRACTIVE) => {
                let permit = chatbots.permits.clone().try_acquire_owned();
                let permit =
                    permit.map_err(|_| state.busy("too many answers are being written"))?;
                Ok(Self::Model(language_model.clone(), permit))
            }
            _ => Ok(Self::Speakers),
        }
    }

    /// Returns the name of the model that a client sees.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Speakers => EXTRACTIVE,
            Self::Model(..) => PROSE,
        }
    }

    /// Writes the answer off the async threads and returns its pieces as they come. Writing stops
    /// when the receiver is dropped.
    pub(super) fn answer(self, found: Arc<ChatFindings>) -> mpsc::Receiver<String> {
        let (send, receive) = mpsc::channel(MOST_BUFFERED_PIECES);
        tokio::task::spawn_blocking(move || {
            let mut say = |piece: &str| send.blocking_send(piece.to_owned()).is_ok();
            match &self {
                Self::Speakers => write_answer(&found, None, &mut say),
                Self::Model(model, _permit) => write_answer(&found, Some(model), &mut say),
            }
        });
        receive
    }
}
