//! One try: a request, the redirects it meets, a body.
//!
//! In: an address on the web and what is known of its last version. Out: its bytes, or that they are
//! the known ones. Every address is checked after its name is resolved and before a connection is
//! made to that very address, on each redirect again; redirects are followed by hand. Never here: a
//! second try, a proxy of the environment, a cookie, a login.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ureq::http::{Response, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use super::error::is_temporary_status;
use super::headers::{next_hop, retry_after, validators};
use super::resolver::{CheckedResolver, NotAllowed};
use super::{Document, FetchConfig, FetchError, Validators};
use crate::feed::Location;
use crate::feed::location::shown;

/// The name that servers see.
const USER_AGENT: &str = concat!("whosaid/", env!("CARGO_PKG_VERSION"));

/// The status of a version that is known.
pub(super) const NOT_MODIFIED: u16 = 304;

/// What is asked for.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) url: Url,
    pub(super) known: Validators,
    /// When it must be there.
    pub(super) deadline: Instant,
    /// Whether nobody waits for it any more.
    pub(super) abandoned: Arc<AtomicBool>,
}

/// Makes requests; connections are used again. Cheap to clone.
#[derive(Clone)]
pub(super) struct Client {
    agent: Agent,
    most_bytes: u64,
    most_redirects: usize,
}

impl Client {
    pub(super) fn new(config: &FetchConfig) -> Self {
        let tls = TlsConfig::builder()
            // What the user's system trusts, a company's own certificates included.
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let settings = Agent::config_builder()
            .tls_config(tls)
            .user_agent(USER_AGENT)
            // A proxy would connect to addresses that are not checked.
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(config.connect_timeout))
            .timeout_connect(Some(config.connect_timeout))
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

    /// Asks once, and wherever the answers lead; returns nothing for the known version.
    pub(super) fn follow(&self, request: &Request) -> Result<Option<Document>, FetchError> {
        let mut url = request.url.clone();
        for _ in 0..=self.most_redirects {
            let response = self.get(&url, request)?;
            let status = response.status().as_u16();
            match status {
                200 => return self.take(url, response, request).map(Some),
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
        Err(FetchError::TooManyRedirects {
            url: shown(&request.url),
            most: self.most_redirects,
        })
    }

    fn get(&self, url: &Url, request: &Request) -> Result<Response<Body>, FetchError> {
        let left = request.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(url, "it takes too long in all"));
        }
        let mut get = self.agent.get(without_login(url).as_str());
        if let Some(etag) = &request.known.etag {
            get = get.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &request.known.last_modified {
            get = get.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        let get = get.config().timeout_global(Some(left)).build();
        get.call().map_err(|error| failed(url, error))
    }

    /// Takes the body whole.
    fn take(
        &self,
        url: Url,
        response: Response<Body>,
        request: &Request,
    ) -> Result<Document, FetchError> {
        let validators = validators(response.headers());
        let mut body = response.into_body();
        if body.content_length() > Some(self.most_bytes) {
            return Err(failed(&url, ureq::Error::BodyExceedsLimit(self.most_bytes)));
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
                Err(error) => return Err(failed(&url, error.into())),
            }
        }
        Ok(Document {
            bytes,
            at: Location::Web(url),
            validators,
        })
    }
}

fn failed(url: &Url, error: ureq::Error) -> FetchError {
    let place = shown(url);
    let reason = error.to_string();
    match error {
        ureq::Error::Other(other) => match other.downcast_ref::<NotAllowed>() {
            Some(&NotAllowed(address)) => FetchError::Private {
                url: place,
                address,
            },
            None => FetchError::Garbled { url: place, reason },
        },
        ureq::Error::Timeout(_) => too_slow(url, &reason),
        ureq::Error::BodyExceedsLimit(most_bytes) => FetchError::TooLarge { place, most_bytes },
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => FetchError::Insecure { url: place, reason },
        ureq::Error::Io(error) => {
            let reason = error.to_string();
            let cause = error.get_ref();
            if cause.is_some_and(|cause| cause.is::<rustls::Error>()) {
                return FetchError::Insecure { url: place, reason };
            }
            FetchError::Unreachable { url: place, reason }
        }
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
            FetchError::Unreachable { url: place, reason }
        }
        _ => FetchError::Garbled { url: place, reason },
    }
}

fn too_slow(url: &Url, reason: &str) -> FetchError {
    FetchError::TooSlow {
        url: shown(url),
        reason: reason.into(),
    }
}

/// Returns the address as it is asked for: a login in it would only be told to whoever logs the
/// request.
fn without_login(url: &Url) -> Url {
    let mut url = url.clone();
    // Fail only for addresses without a host, which have no login.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
