//! What all requests share: the engine, and the queue in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::Access;
use super::chatbots::{ChatbotConfig, Chatbots};
use super::limits::Limits;
use super::metrics::{Metrics, Places, Sources};
use super::{Problem, ServeConfig};
use crate::engine::Engine;

/// The state of a server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    engine: Arc<Engine>,
    queue: Places,
    uploads: Places,
    connections: Places,
    metrics: Arc<Metrics>,
    stopping: Arc<AtomicBool>,
    access: Arc<Access>,
    limits: Arc<Limits>,
    config: Arc<ServeConfig>,
    chatbots: Arc<Chatbots>,
}

impl AppState {
    /// Joins an engine and the settings of a server that everyone on this machine may read from.
    pub fn new(engine: Arc<Engine>, config: ServeConfig) -> Self {
        let queue = Places::new(config.queue);
        let uploads = Places::new(config.uploads);
        let connections = Places::new(config.connections);
        let sources = Sources {
            engine: engine.clone(),
            queue: queue.clone(),
            uploads: uploads.clone(),
            connections: connections.clone(),
        };
        Self {
            engine,
            queue,
            uploads,
            connections,
            metrics: Arc::new(Metrics::new(sources)),
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

    /// Returns the engine, for what does not wait in the queue.
    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.engine
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
        self.connections.free.clone()
    }

    /// Returns the places for transcripts that are read and embedded.
    pub(super) fn upload_places(&self) -> Arc<Semaphore> {
        self.uploads.free.clone()
    }

    /// Returns what is counted.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
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
        let place = self.queue.free.clone().try_acquire_owned();
        place.map_err(|_| Problem::busy(retry_after))
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
