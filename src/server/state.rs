//! Holds what all requests share: the engine, the queue in front of it, and the settings.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::body::Body;
use axum::extract::FromRef;
use axum::response::Json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::config::{ChatbotConfig, ServeConfig};
use super::http::access::{Access, AccessGate};
use super::http::limits::Limits;
use super::http::long_body::{BodyLimits, BodyMemory, LongBody, LongBodyError};
use super::http::request_log::RequestLog;
use super::http::{Problem, problem};
use super::metrics::{Metrics, Permits, Sources};
use crate::chat::LanguageModel;
use crate::engine::Engine;

/// How many answers a language model writes at once; further requests are refused.
const MOST_WRITTEN_AT_ONCE: usize = 16;

/// What a handler returns: a value as JSON, or a problem.
pub(super) type Reply<T> = Result<Json<T>, Problem>;

/// The state of a server; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// For work that does not wait in the queue; see [`AppState::run`].
    pub(super) engine: Arc<Engine>,
    pub(super) sources: Sources,
    pub(super) metrics: Arc<Metrics>,
    pub(super) chatbots: Arc<Chatbots>,
    /// Whether the server was told to stop: every response is then the last of its connection.
    pub(super) stopping: Arc<AtomicBool>,
    upload_memory: BodyMemory,
    access: Arc<Access>,
    limits: Arc<Limits>,
    config: Arc<ServeConfig>,
}

/// The state that the routes for chatbots share.
pub(super) struct Chatbots {
    pub(super) config: ChatbotConfig,
    pub(super) model: Option<Arc<LanguageModel>>,
    /// One permit for each answer that the model may write.
    pub(super) permits: Arc<Semaphore>,
}

impl Chatbots {
    pub(super) fn new(config: ChatbotConfig) -> Self {
        let model = config.model.clone().map(LanguageModel::new);
        Self {
            model: model.map(Arc::new),
            permits: Arc::new(Semaphore::new(MOST_WRITTEN_AT_ONCE)),
            config,
        }
    }
}

impl AppState {
    /// Makes the state of a server that everyone on this machine may read from.
    pub fn new(engine: Arc<Engine>, config: ServeConfig) -> Self {
        let sources = Sources {
            engine: engine.clone(),
            queue: Permits::new(config.queue),
            uploads: Permits::new(config.uploads),
            connections: Permits::new(config.connections),
        };
        Self {
            engine,
            metrics: Arc::new(Metrics::new(sources.clone())),
            sources,
            stopping: Arc::default(),
            upload_memory: BodyMemory::new(config.upload_bytes),
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
        let permit = self.sources.queue.free.clone().try_acquire_owned();
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

    /// Receives an upload of at most this many bytes.
    ///
    /// # Errors
    /// Fails where it is too long, too slow or breaks off, or where uploads fill the memory.
    pub(super) async fn receive_upload(
        &self,
        body: Body,
        most_bytes: usize,
    ) -> Result<LongBody, Problem> {
        let timeouts = self.config.timeouts;
        let limits = BodyLimits {
            most_bytes,
            whole_within: timeouts.receive_upload,
            more_within: timeouts.body,
        };
        let received = self.upload_memory.read(body, limits).await;
        received.map_err(|error| match error {
            LongBodyError::NoRoom => self.busy("too many transcripts are being received"),
            LongBodyError::Body(problem) => problem,
        })
    }

    /// Waits for a permit for long work, once all that it needs is there.
    ///
    /// # Errors
    /// Fails where none becomes free within the time for receiving an upload.
    pub(super) async fn enter_long(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let within = self.config.timeouts.receive_upload;
        let permit = timeout(within, self.sources.uploads.free.clone().acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok);
        permit.ok_or_else(|| self.busy("too many transcripts are being stored"))
    }

    /// Runs work that takes minutes off the async threads. It has permits of its own, so that it
    /// takes no place from questions, and is told whether its caller still waits for it. `permits`
    /// are held until it ends.
    ///
    /// # Errors
    /// What the work returns, a panic in it, or that it took too long.
    pub(super) async fn run_long<T: Send + 'static>(
        &self,
        permits: impl Send + 'static,
        work: impl FnOnce(&Engine, &dyn Fn() -> bool) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = Arc::new(());
        let wanted = Arc::downgrade(&waiting);
        let engine = self.engine.clone();
        let work = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when its caller goes away.
            let _permits = permits;
            work(&engine, &|| wanted.strong_count() > 0)
        });
        let done = timeout(self.config().timeouts.upload, work).await;
        drop(waiting);
        done.map_err(|_| given_up())?
            .map_err(|_| Problem::stopped())?
    }

    /// Waits a while until questions find what was committed, and returns whether they do. An index
    /// that is not up to date in time is no error, since the transcript is stored.
    pub(super) async fn await_shown(&self) -> bool {
        let (engine, most) = (self.engine.clone(), self.config().timeouts.show);
        let shown = tokio::task::spawn_blocking(move || engine.catalogue().await_last_commit(most));
        matches!(shown.await, Ok(Ok(true)))
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

/// Returns the problem of an upload that took too long.
pub(super) fn given_up() -> Problem {
    let detail = "the upload took too long and was given up, unless it was being stored already; \
                  GET /v1/transcripts lists what is there";
    Problem::new(&problem::TIMED_OUT, detail)
}
