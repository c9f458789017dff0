//! What all requests share: the engine, and the queue in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::Access;
use super::chatbots::{ChatbotConfig, Chatbots};
use super::limits::Limits;
use super::{Problem, ServeConfig};
use crate::engine::Engine;

/// How many uploads are read and stored at once: each is held in memory until it is stored.
const UPLOADS_AT_ONCE: usize = 4;

/// The state of a server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    engine: Arc<Engine>,
    queue: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    connections: Arc<Semaphore>,
    stopping: Arc<AtomicBool>,
    access: Arc<Access>,
    limits: Arc<Limits>,
    config: Arc<ServeConfig>,
    chatbots: Arc<Chatbots>,
}

impl AppState {
    /// Joins an engine and the settings of a server that everyone on this machine may read from.
    pub fn new(engine: Arc<Engine>, config: ServeConfig) -> Self {
        Self {
            engine,
            queue: Arc::new(Semaphore::new(config.queue)),
            uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
            connections: Arc::new(Semaphore::new(config.connections)),
            stopping: Arc::default(),
            access: Arc::default(),
            limits: Arc::new(Limits::new(config.rate)),
            config: Arc::new(config),
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

    /// Says who may call.
    pub fn with_access(self, access: Access) -> Self {
        Self {
            access: Arc::new(access),
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

    /// Returns who may call.
    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// Returns how often callers may call.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the settings.
    pub fn config(&self) -> &ServeConfig {
        &self.config
    }

    /// Returns the places for connections.
    pub(super) fn connections(&self) -> Arc<Semaphore> {
        self.connections.clone()
    }

    /// Notes that the server was told to stop: every response is the last of its connection.
    pub(super) fn begin_stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Returns whether the server was told to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
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

    /// Waits for one of the few places for what is long and arrives slowly; meanwhile none of it is
    /// read.
    ///
    /// # Errors
    /// None of them is free within this time.
    pub(super) async fn enter_upload(
        &self,
        within: Duration,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        let place = tokio::time::timeout(within, self.uploads.clone().acquire_owned()).await;
        let place = place.ok().and_then(Result::ok);
        place.ok_or_else(|| Problem::busy(self.config.retry_after))
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
