//! Serves the protocol over HTTP without sessions: each POST gets one response.
//!
//! `Host` and `Origin` are checked, since a page in a browser may reach this machine: by default
//! only this machine's own names are accepted. There are no sessions, as in the newest revision. A
//! client of an older one gets a response to `initialize`; the session that it names is ignored. No
//! stream stays open.

use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::handler::{Handler, Runner};

/// The names of this machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The service; its `handle` takes a request and returns the response.
pub type HttpService<R> = StreamableHttpService<Handler<R>, NeverSessionManager>;

/// How the response to a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerForm {
    /// As JSON.
    Json,
    /// As the one event of a stream that ends with it, for clients that accept nothing else.
    EventStream,
}

/// Returns the service, which answers in this form. Its requests must accept JSON and event
/// streams, as the protocol has it. Besides this machine's own names, `hosts` pass as `Host`, with or without a
/// port, and `origins` as `Origin`: `https://example.org:443`.
pub fn http_service<R: Runner>(
    handler: Handler<R>,
    form: AnswerForm,
    hosts: &[String],
    origins: &[String],
    most_body_bytes: usize,
) -> HttpService<R> {
    let own = LOOPBACK.map(str::to_owned).into_iter();
    let local = LOOPBACK.map(|name| format!("http://{name}:*")).into_iter();
    let settings = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(form == AnswerForm::Json)
        .with_max_request_body_bytes(most_body_bytes)
        .with_allowed_hosts(own.chain(hosts.iter().cloned()))
        .with_allowed_origins(local.chain(origins.iter().cloned()))
        .enforce_origin_validation();
    let sessions = Arc::new(NeverSessionManager::default());
    StreamableHttpService::new(move || Ok(handler.clone()), sessions, settings)
}
