//! Makes one request, follows its redirects and reads the body.
//!
//! Every address is checked after its name is resolved and before a connection is made to that very
//! address, and so is the address of each redirect. No cookie and no login is sent.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ureq::http::{Response, header};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use super::config::FetchConfig;
use super::document::{Document, Validators};
use super::error::{FetchError, is_temporary_status};
use super::headers::{next_hop, retry_after, validators};
use super::resolver::{CheckedResolver, NotAllowed};
use crate::feed::location::{Location, shown};
use crate::http_client::client_settings;

/// The status 304, "not modified".
pub(super) const NOT_MODIFIED: u16 = 304;

/// A request for a document.
#[derive(Clone)]
pub(super) struct FetchRequest {
    pub(super) url: Url,
    pub(super) known: Validators,
    /// By when the whole body must have arrived.
    pub(super) deadline: Instant,
    /// Set where nobody waits for the document any more.
    pub(super) abandoned: Arc<AtomicBool>,
}

/// Makes requests and reuses connections. Cheap to clone.
#[derive(Clone)]
pub(super) struct FetchClient {
    agent: Agent,
    most_bytes: u64,
    most_redirects: usize,
}

impl FetchClient {
    pub(super) fn new(config: &FetchConfig) -> Self {
        let settings = client_settings(config.connect_timeout)
            .timeout_per_read(Some(config.read_timeout))
            .timeout_per_write(Some(config.read_timeout))
            .build();
        let resolver = CheckedResolver {
            names: DefaultResolver::default(),
            policy: config.addresses,
        };
        Self {
            agent: Agent::with_parts(settings, DefaultConnector::default(), resolver),
            most_bytes: config.most_bytes,
            most_redirects: config.most_redirects,
        }
    }

    /// Makes a request and follows its redirects; returns `None` for the known version.
    pub(super) fn fetch(&self, request: &FetchRequest) -> Result<Option<Document>, FetchError> {
        let mut url = request.url.clone();
        for _ in 0..=self.most_redirects {
            let response = self.get(&url, request)?;
            let status = response.status().as_u16();
            match status {
                200 => return self.read_body(url, response, request).map(Some),
                NOT_MODIFIED => return Ok(None),
                301 | 302 | 303 | 307 | 308 => url = next_hop(&url, response.headers())?,
                _ => {
                    let retry_after = retry_after(response.headers());
                    return Err(FetchError::Status {
                        url: shown(&url),
                        status,
                        retry_after: retry_after.filter(|_| is_temporary_status(status)),
                    });
                }
            }
        }
        let start = shown(&request.url);
        Err(FetchError::TooManyRedirects(start, self.most_redirects))
    }

    fn get(&self, url: &Url, request: &FetchRequest) -> Result<Response<Body>, FetchError> {
        let left = request.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let reason = "it takes too long in all".into();
            return Err(FetchError::TooSlow(shown(url), reason));
        }
        let mut get = self.agent.get(without_login(url).as_str());
        if let Some(etag) = &request.known.etag {
            get = get.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &request.known.last_modified {
            get = get.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        let get = get.config().timeout_global(Some(left)).build();
        get.call().map_err(|error| error_of(url, error))
    }

    /// Reads the whole body.
    fn read_body(
        &self,
        url: Url,
        response: Response<Body>,
        request: &FetchRequest,
    ) -> Result<Document, FetchError> {
        let validators = validators(response.headers());
        let mut body = response.into_body();
        if body.content_length() > Some(self.most_bytes) {
            return Err(FetchError::TooLarge(shown(&url), self.most_bytes));
        }
        let mut reader = body.with_config().limit(self.most_bytes).reader();
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; 64 << 10]);
        loop {
            if request.abandoned.load(Ordering::Relaxed) {
                return Err(FetchError::Stopped);
            }
            match reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => bytes.extend_from_slice(&chunk[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error_of(&url, error.into())),
            }
        }
        Ok(Document {
            bytes,
            at: Location::Web(url),
            validators,
        })
    }
}

fn error_of(url: &Url, error: ureq::Error) -> FetchError {
    let place = shown(url);
    let reason = error.to_string();
    match error {
        ureq::Error::Other(other) => match other.downcast_ref::<NotAllowed>() {
            Some(&NotAllowed(address)) => FetchError::Private(place, address),
            None => FetchError::Garbled(place, reason),
        },
        ureq::Error::Timeout(_) => FetchError::TooSlow(place, reason),
        ureq::Error::BodyExceedsLimit(most_bytes) => FetchError::TooLarge(place, most_bytes),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => FetchError::Insecure(place, reason),
        ureq::Error::Io(error) => {
            let reason = error.to_string();
            match error.get_ref() {
                Some(cause) if cause.is::<rustls::Error>() => FetchError::Insecure(place, reason),
                _ => FetchError::Unreachable(place, reason),
            }
        }
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
            FetchError::Unreachable(place, reason)
        }
        _ => FetchError::Garbled(place, reason),
    }
}

/// Returns the address without a login, which must not appear in a server's log.
fn without_login(url: &Url) -> Url {
    let mut url = url.clone();
    // Fail only for addresses without a host, which have no login.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
