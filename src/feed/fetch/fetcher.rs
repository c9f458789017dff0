//! Fetches documents one after another, and tries again where that may succeed.
//!
//! It pauses between tries. A document is returned whole or not at all.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use url::Url;

use super::client::{FetchClient, FetchRequest, NOT_MODIFIED};
use super::config::FetchConfig;
use super::document::{Document, Validators};
use super::error::FetchError;
use crate::feed::location::{Location, shown};

/// How often a pause asks whether to go on.
const SLICE: Duration = Duration::from_millis(20);

/// Fetches one document after another and reuses connections.
pub struct Fetcher {
    client: FetchClient,
    config: FetchConfig,
    go_on: Box<dyn Fn() -> bool>,
    /// How many fetches in a row failed at each host.
    failures: HashMap<String, u32>,
}

impl Fetcher {
    /// Returns a fetcher that keeps to these limits, without connecting yet.
    ///
    /// `go_on` returns whether to go on; it is called again and again while something is fetched.
    pub fn new(config: FetchConfig, go_on: impl Fn() -> bool + 'static) -> Self {
        Self {
            client: FetchClient::new(&config),
            config,
            go_on: Box::new(go_on),
            failures: HashMap::new(),
        }
    }

    /// Returns the document at a location.
    ///
    /// # Errors
    /// Fails where the document cannot be fetched whole.
    pub fn fetch(&mut self, at: &Location) -> Result<Document, FetchError> {
        let fetched = self.fetch_unless_known(at, &Validators::default())?;
        // A request without a known version cannot be answered "not modified".
        fetched.ok_or_else(|| FetchError::Status {
            url: at.to_string(),
            status: NOT_MODIFIED,
            retry_after: None,
        })
    }

    /// Returns the document at a location; `None` where it still is the version `known`.
    ///
    /// # Errors
    /// Fails as [`Fetcher::fetch`] does.
    pub fn fetch_unless_known(
        &mut self,
        at: &Location,
        known: &Validators,
    ) -> Result<Option<Document>, FetchError> {
        let url = match at {
            Location::File(path) => return self.read_file(path).map(Some),
            Location::Web(url) => url,
        };
        let host = host_of(url);
        let failures = self.failures.get(&host).copied().unwrap_or(0);
        if failures >= self.config.most_failures {
            return Err(FetchError::HostDown(shown(url), failures));
        }
        let fetched = self.request(&FetchRequest {
            url: url.clone(),
            known: known.clone(),
            deadline: Instant::now() + self.config.total_timeout,
            abandoned: Arc::new(AtomicBool::new(false)),
        });
        match &fetched {
            Err(FetchError::Stopped) => {}
            Err(error) if error.is_temporary() => drop(self.failures.insert(host, failures + 1)),
            _ => drop(self.failures.remove(&host)),
        }
        fetched
    }

    fn read_file(&self, path: &Path) -> Result<Document, FetchError> {
        let failed = |source| FetchError::File {
            path: path.into(),
            source,
        };
        let real = path.canonicalize().map_err(failed)?;
        let folder = self.config.folder.as_deref();
        if !folder.is_some_and(|folder| real.starts_with(folder)) {
            return Err(FetchError::Outside(path.into()));
        }
        // Opening a pipe would block until somebody writes to it.
        if !real.metadata().map_err(failed)?.is_file() {
            return Err(failed(std::io::Error::other("it is not a regular file")));
        }
        let most_bytes = self.config.most_bytes;
        let mut bytes = Vec::new();
        std::fs::File::open(&real)
            .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
            .map_err(failed)?;
        if bytes.len() as u64 > most_bytes {
            return Err(FetchError::TooLarge(path.display().to_string(), most_bytes));
        }
        Ok(Document {
            bytes,
            at: Location::File(path.into()),
            validators: Validators::default(),
        })
    }

    /// Makes a request, again where another try may succeed.
    fn request(&self, request: &FetchRequest) -> Result<Option<Document>, FetchError> {
        let mut pause = self.config.first_pause;
        for _ in 1..self.config.most_tries {
            let error = match self.request_once(request) {
                Err(error) if error.is_temporary() => error,
                done => return done,
            };
            let asked = match &error {
                FetchError::Status { retry_after, .. } => *retry_after,
                _ => None,
            };
            let jittered = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
            let wait = asked.map_or(jittered, |asked| asked.max(jittered));
            let left = request.deadline.saturating_duration_since(Instant::now());
            if wait > self.config.longest_pause || wait > left {
                return Err(error);
            }
            self.sleep(wait)?;
            pause = (pause * 2).min(self.config.longest_pause);
        }
        self.request_once(request)
    }

    /// Makes a request on a thread of its own, since a server may be silent for long while the caller
    /// wants to stop.
    fn request_once(&self, request: &FetchRequest) -> Result<Option<Document>, FetchError> {
        self.ask_to_go_on()?;
        let (send, receive) = mpsc::channel();
        std::thread::spawn({
            let (client, request) = (self.client.clone(), request.clone());
            // Nobody receives the answer to an abandoned request.
            move || drop(send.send(client.fetch(&request)))
        });
        loop {
            match receive.recv_timeout(SLICE) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Timeout) => {}
                // The thread has panicked, which no server should be able to cause.
                Err(RecvTimeoutError::Disconnected) => {
                    let reason = "reading it failed unexpectedly".into();
                    return Err(FetchError::Garbled(shown(&request.url), reason));
                }
            }
            if let Err(stopped) = self.ask_to_go_on() {
                request.abandoned.store(true, Ordering::Relaxed);
                return Err(stopped);
            }
        }
    }

    fn ask_to_go_on(&self) -> Result<(), FetchError> {
        (self.go_on)().then_some(()).ok_or(FetchError::Stopped)
    }

    /// Waits, unless the caller wants to stop.
    fn sleep(&self, wait: Duration) -> Result<(), FetchError> {
        let end = Instant::now() + wait;
        loop {
            self.ask_to_go_on()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(SLICE));
        }
    }
}

/// Returns the host with its port, by which failures are counted.
fn host_of(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}:{port}", url.host_str().unwrap_or_default())
}
