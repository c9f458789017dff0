//! Serves the protocol over HTTP without sessions: each POST gets one JSON response.
//!
//! `Host` and `Origin` are checked, since a page in a browser may reach this machine: by default
//! only this machine's own names are accepted. There are no sessions, as in the newest revision. A
//! client of an older one gets a response to `initialize`; the session that it names is ignored. No
//! stream stays open.

use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::handler::Handler;
use super::links::CitationLinks;
use super::runner::Runner;

/// The names of this machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Which requests are served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpConfig {
    /// Values of `Host` that pass besides this machine's own, with or without a port.
    pub hosts: Vec<String>,
    /// Values of `Origin` that pass besides this machine's own: `https://example.org:443`.
    pub origins: Vec<String>,
    /// The largest request body, in bytes.
    pub most_body_bytes: usize,
}

/// The service; its `handle` takes a request and returns the response.
pub type HttpService<R> = StreamableHttpService<Handler<R>, NeverSessionManager>;

/// Returns the service.
pub fn http_service<R: Runner>(
    runner: R,
    links: CitationLinks,
    config: HttpConfig,
) -> HttpService<R> {
    let hosts = LOOPBACK.map(str::to_owned).into_iter().chain(config.hosts);
    let local = LOOPBACK.map(|name| format!("http://{name}:*"));
    let origins = local.into_iter().chain(config.origins);
    let handler = Handler::new(runner, links);
    let settings = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(config.most_body_bytes)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .enforce_origin_validation();
    let sessions = Arc::new(NeverSessionManager::default());
    StreamableHttpService::new(move || Ok(handler.clone()), sessions, settings)
}
