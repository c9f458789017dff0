//! Fetches bytes, politely, and only from where they may come.
//!
//! In: a [`Location`], and what is known of its last version. Out: its bytes, or that they are as
//! before. Time, size, redirects and tries are limited, whatever the server does ([`FetchConfig`]);
//! which addresses are connected to is decided in `client.rs` and `resolver.rs`. Waits between tries,
//! and so looks at the clock. Never here: two requests at once, half a body.

mod client;
mod config;
mod error;
mod headers;
mod resolver;

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use url::Url;

pub use config::{AddressPolicy, FetchConfig};
pub use error::FetchError;
pub use headers::Validators;

use client::{Client, NOT_MODIFIED, Request};

use super::Location;
use super::location::shown;

/// How often the wish to stop is looked at while waiting.
const SLICE: Duration = Duration::from_millis(20);

/// Something that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its bytes, decompressed.
    pub bytes: Vec<u8>,
    /// Where it was found after all redirects.
    pub at: Location,
    /// By what this version is known again.
    pub validators: Validators,
}

/// Fetches one thing after another; connections are used again.
pub struct Fetcher {
    client: Client,
    config: FetchConfig,
    go_on: Box<dyn Fn() -> bool>,
    /// How many fetches in a row each host did not serve.
    failures: HashMap<String, u32>,
}

impl Fetcher {
    /// Returns a fetcher that keeps to these limits. Nothing is connected to yet.
    ///
    /// `go_on` is asked again and again while something is fetched, and says whether to.
    pub fn new(config: FetchConfig, go_on: impl Fn() -> bool + 'static) -> Self {
        Self {
            client: Client::new(&config),
            config,
            go_on: Box::new(go_on),
            failures: HashMap::new(),
        }
    }

    /// Returns what is at a location.
    ///
    /// # Errors
    /// Whatever keeps the bytes from coming whole; nothing is returned in part.
    pub fn fetch(&mut self, at: &Location) -> Result<Document, FetchError> {
        let fetched = self.fetch_unless_known(at, &Validators::default())?;
        // "Not modified" is no answer to a question without a condition.
        fetched.ok_or_else(|| FetchError::Status {
            url: at.to_string(),
            status: NOT_MODIFIED,
            retry_after: None,
        })
    }

    /// Returns what is at a location, or nothing where it is the version with these validators.
    ///
    /// # Errors
    /// As [`Fetcher::fetch`].
    pub fn fetch_unless_known(
        &mut self,
        at: &Location,
        known: &Validators,
    ) -> Result<Option<Document>, FetchError> {
        let url = match at {
            Location::File(path) => return self.read(path).map(Some),
            Location::Web(url) => url,
        };
        let host = host_of(url);
        let failures = self.failures.get(&host).copied().unwrap_or(0);
        if failures >= self.config.most_failures {
            return Err(FetchError::HostDown {
                url: shown(url),
                failures,
            });
        }
        let fetched = self.try_again(&Request {
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

    fn read(&self, path: &Path) -> Result<Document, FetchError> {
        let failed = |source| FetchError::File {
            path: path.into(),
            source,
        };
        let real = path.canonicalize().map_err(failed)?;
        let folder = self.config.folder.as_deref();
        if !folder.is_some_and(|folder| real.starts_with(folder)) {
            return Err(FetchError::Outside { path: path.into() });
        }
        // Opening a pipe would wait for somebody to write to it.
        if !real.metadata().map_err(failed)?.is_file() {
            return Err(failed(std::io::Error::other("it is no file")));
        }
        let most_bytes = self.config.most_bytes;
        let mut bytes = Vec::new();
        std::fs::File::open(&real)
            .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
            .map_err(failed)?;
        if bytes.len() as u64 > most_bytes {
            return Err(FetchError::TooLarge {
                place: path.display().to_string(),
                most_bytes,
            });
        }
        Ok(Document {
            bytes,
            at: Location::File(path.into()),
            validators: Validators::default(),
        })
    }

    /// Makes a request, again where another try may do better.
    fn try_again(&self, request: &Request) -> Result<Option<Document>, FetchError> {
        let mut pause = self.config.first_pause;
        for _ in 1..self.config.most_tries {
            let error = match self.try_once(request) {
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
        self.try_once(request)
    }

    /// Makes a request on a thread of its own: a server may be silent for long, and the caller may
    /// want to stop meanwhile.
    fn try_once(&self, request: &Request) -> Result<Option<Document>, FetchError> {
        self.ask_to_go_on()?;
        let (tell, told) = mpsc::channel();
        std::thread::spawn({
            let (client, request) = (self.client.clone(), request.clone());
            // Nobody listens any more where the request was abandoned.
            move || drop(tell.send(client.follow(&request)))
        });
        loop {
            match told.recv_timeout(SLICE) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Timeout) => {}
                // The thread has panicked, over something that no server should be able to say.
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(FetchError::Garbled {
                        url: shown(&request.url),
                        reason: "it cannot be understood at all".into(),
                    });
                }
            }
            if let Err(stopped) = self.ask_to_go_on() {
                request.abandoned.store(true, Ordering::Relaxed);
                return Err(stopped);
            }
        }
    }

    fn ask_to_go_on(&self) -> Result<(), FetchError> {
        if (self.go_on)() {
            Ok(())
        } else {
            Err(FetchError::Stopped)
        }
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

/// Returns the host with its port: what fails or works as one.
fn host_of(url: &Url) -> String {
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{}:{port}", url.host_str().unwrap_or_default())
}
