//! Holds what all requests share: the engine, the queue in front of it, and the settings.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::FromRef;
use axum::response::Json;
use tokio::sync::OwnedSemaphorePermit;

use super::chatbots::{ChatbotConfig, Chatbots};
use super::config::ServeConfig;
use super::http::access::{Access, AccessGate};
use super::http::limits::Limits;
use super::http::problem::{self, Problem};
use super::http::request_log::RequestLog;
use super::metrics::{Metrics, Permits, Sources};
use crate::engine::Engine;

/// What a handler returns: a value as JSON, or a problem.
pub(super) type Reply<T> = Result<Json<T>, Problem>;

/// The state of a server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// For work that does not wait in the queue; see [`AppState::run`].
    pub(super) engine: Arc<Engine>,
    queue: Permits,
    /// One for each transcript that may be stored at a time.
    pub(super) uploads: Permits,
    /// One for each connection that may be open.
    pub(super) connections: Permits,
    pub(super) metrics: Arc<Metrics>,
    pub(super) chatbots: Arc<Chatbots>,
    /// Whether the server was told to stop: every response is then the last of its connection.
    pub(super) stopping: Arc<AtomicBool>,
    access: Arc<Access>,
    limits: Arc<Limits>,
    config: Arc<ServeConfig>,
}

impl AppState {
    /// Makes the state of a server that everyone on this machine may read from.
    pub fn new(engine: Arc<Engine>, config: ServeConfig) -> Self {
        let queue = Permits::new(config.queue);
        let uploads = Permits::new(config.uploads);
        let connections = Permits::new(config.connections);
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

    /// Sets the settings for chatbots.
    pub fn with_chatbots(mut self, config: ChatbotConfig) -> Self {
        self.chatbots = Arc::new(Chatbots::new(config));
        self
    }

    /// Sets who may call.
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = Arc::new(access);
        self
    }

    /// Returns the settings.
    pub fn config(&self) -> &ServeConfig {
        &self.config
    }

    /// Returns what requests are checked against.
    pub(super) fn gate(&self) -> AccessGate {
        AccessGate {
            access: self.access.clone(),
            limits: self.limits.clone(),
            cors: self.config.cors.clone().into(),
        }
    }

    /// Returns where requests are logged and counted.
    pub(super) fn request_log(&self) -> RequestLog {
        RequestLog {
            metrics: self.metrics.clone(),
            questions: self.config.logged_questions,
            stopping: self.stopping.clone(),
        }
    }

    /// Takes a place in the queue, which is given back when the permit is dropped.
    ///
    /// # Errors
    /// A full queue.
    pub fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let permit = self.queue.free.clone().try_acquire_owned();
        permit.map_err(|_| self.busy("the queue is full"))
    }

    /// Returns the problem of an overloaded server; `why` names what is full.
    pub(super) fn busy(&self, why: &str) -> Problem {
        let wait = self.config.retry_after;
        let detail = format!("{why}; try again in {} s", wait.as_secs().max(1));
        Problem::new(&problem::BUSY, detail).retry_after(wait)
    }

    /// Runs blocking work with the engine in the queue, off the async threads.
    ///
    /// # Errors
    /// Fails where the queue is full, where the work fails, and where it panics.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self.enter()?;
        let engine = self.engine.clone();
        let work = move || {
            let _permit = permit;
            work(&engine)
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|_| Problem::stopped())?
    }

    /// Runs work as [`AppState::run`] does and returns its result as JSON.
    pub(super) async fn reply<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
    ) -> Reply<T> {
        self.run(work).await.map(Json)
    }
}

impl FromRef<AppState> for Arc<ServeConfig> {
    fn from_ref(state: &AppState) -> Self {
        state.config.clone()
    }
}
