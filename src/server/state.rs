//! What all requests share: the engine, and the queue in front of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Problem;
use super::chatbots::{ChatbotConfig, Chatbots};
use crate::engine::Engine;

/// How the server treats its callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeConfig {
    /// How many requests may wait for the model or be at it; one more is turned away.
    pub queue: usize,
    /// What a caller who is turned away is told to wait.
    pub retry_after: Duration,
    /// The largest request body, in bytes.
    pub most_body_bytes: usize,
}

impl Default for ServeConfig {
    /// A question takes about 10 ms, so the last of 64 waits well under a second.
    fn default() -> Self {
        Self {
            queue: 64,
            retry_after: Duration::from_secs(1),
            most_body_bytes: 64 << 10,
        }
    }
}

/// The state of a server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    engine: Arc<Engine>,
    queue: Arc<Semaphore>,
    config: ServeConfig,
    chatbots: Arc<Chatbots>,
}

impl AppState {
    /// Joins an engine and the settings of a server.
    pub fn new(engine: Arc<Engine>, config: ServeConfig) -> Self {
        Self {
            engine,
            queue: Arc::new(Semaphore::new(config.queue)),
            config,
            chatbots: Arc::new(Chatbots::new(ChatbotConfig::default())),
        }
    }

    /// Tells what chatbots are told, and who of them may ask.
    pub fn with_chatbots(self, config: ChatbotConfig) -> Self {
        Self {
            chatbots: Arc::new(Chatbots::new(config)),
            ..self
        }
    }

    /// Returns what the doors for chatbots share.
    pub(super) fn chatbots(&self) -> &Chatbots {
        &self.chatbots
    }

    /// Returns how many tokens a text has.
    pub(super) fn count_tokens(&self, text: &str) -> usize {
        self.engine.count_tokens(text)
    }

    /// Returns the settings.
    pub fn config(&self) -> &ServeConfig {
        &self.config
    }

    /// Takes a place in the queue, which is given back when the permit is dropped.
    ///
    /// # Errors
    /// A full queue.
    pub fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let retry_after = self.config.retry_after;
        self.queue
            .clone()
            .try_acquire_owned()
            .map_err(|_| Problem::busy(retry_after))
    }

    /// Runs blocking work with the engine off the async threads, in the queue.
    ///
    /// # Errors
    /// A full queue, what the work returns, or a panic in it.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self.enter()?;
        let engine = self.engine.clone();
        tokio::task::spawn_blocking(move || {
            let _place = permit;
            work(&engine)
        })
        .await
        .map_err(|_| Problem::internal("the work stopped unexpectedly"))?
    }
}
