//! Asks a language model's server that speaks OpenAI's protocol: the only file here that names
//! `ureq`.
//!
//! In: an address, a name, a key, what to send. Out: pieces of text, as they come, or why none
//! come. Never here: a redirect that is followed with the key in hand, a proxy of the environment,
//! a wait without an end, the key in a message.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use super::events::{read_events, read_whole};

/// How long connecting may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The whole of an answer may take so many times the longest silence.
const SILENCES: u32 = 5;

/// A language model behind an address.
pub struct LanguageModel {
    agent: Agent,
    url: String,
    name: String,
    key: Option<String>,
}

impl fmt::Debug for LanguageModel {
    /// Does not show the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanguageModel")
            .field("url", &self.url)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Where a language model is, and how long it is waited for.
#[derive(Clone)]
pub struct ModelConfig {
    /// The server's address, up to and with `/v1`.
    pub url: String,
    /// Which of its models is asked.
    pub name: String,
    /// What it asks for as a bearer token.
    pub key: Option<String>,
    /// The longest silence.
    pub patience: Duration,
}

/// Why a language model did not answer, as whoever chats is told.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Nobody is there, or the connection broke.
    #[error("it could not be reached")]
    Unreachable,
    /// It did not answer in time.
    #[error("it took too long")]
    TooSlow,
    /// It answered with an error.
    #[error("it answered with the HTTP status {0}")]
    Status(u16),
    /// It sent something that is no answer.
    #[error("it sent something that is no answer")]
    Unreadable,
    /// It stopped before the end.
    #[error("it stopped before the end of its answer")]
    CutShort,
}

impl From<io::Error> for ModelError {
    fn from(error: io::Error) -> Self {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
        let timed_out = matches!(cause, Some(ureq::Error::Timeout(_)));
        match error.kind() {
            _ if timed_out => Self::TooSlow,
            io::ErrorKind::TimedOut => Self::TooSlow,
            io::ErrorKind::InvalidData => Self::Unreadable,
            _ => Self::CutShort,
        }
    }
}

/// One message of a conversation.
#[derive(Serialize)]
pub(super) struct Message<'a> {
    pub(super) role: &'static str,
    pub(super) content: &'a str,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: &'a [Message<'a>],
    stream: bool,
}

impl LanguageModel {
    /// Returns the model. Nothing is connected to yet.
    pub fn new(config: ModelConfig) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let settings = Agent::config_builder()
            .tls_config(tls)
            .user_agent(concat!("whosaid/", env!("CARGO_PKG_VERSION")))
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_resolve(Some(CONNECT_WITHIN))
            .timeout_connect(Some(CONNECT_WITHIN))
            .timeout_recv_response(Some(config.patience))
            .timeout_per_read(Some(config.patience))
            .timeout_global(Some(config.patience * SILENCES))
            .build();
        Self {
            agent: Agent::new_with_config(settings),
            url: format!("{}/chat/completions", config.url.trim_end_matches('/')),
            name: config.name,
            key: config.key,
        }
    }

    /// Sends a conversation and takes the answer piece by piece. `take` returns whether to go on.
    ///
    /// # Errors
    /// Whatever keeps the whole answer from coming; pieces may have been taken before.
    pub(super) fn answer(
        &self,
        messages: &[Message<'_>],
        take: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), ModelError> {
        let request = Request {
            model: &self.name,
            messages,
            stream: true,
        };
        // Strings and a truth value are always JSON.
        let request = serde_json::to_vec(&request).unwrap_or_default();
        let mut post = self.agent.post(&self.url);
        post = post.header("Content-Type", "application/json");
        if let Some(key) = &self.key {
            post = post.header("Authorization", format!("Bearer {key}"));
        }
        let response = post.send(&request).map_err(unanswered)?;
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(ModelError::Status(head.status.as_u16()));
        }
        let media_type = head.headers.get("content-type");
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let whole = media_type.is_some_and(|value| value.starts_with("application/json"));
        let body = body.into_reader();
        if whole {
            read_whole(body, take)
        } else {
            read_events(body, take)
        }
    }
}

fn unanswered(error: ureq::Error) -> ModelError {
    match error {
        ureq::Error::Timeout(_) => ModelError::TooSlow,
        ureq::Error::Io(error) => match ModelError::from(error) {
            ModelError::TooSlow => ModelError::TooSlow,
            _ => ModelError::Unreachable,
        },
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => ModelError::Unreadable,
        _ => ModelError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_not_shown() {
        let model = LanguageModel::new(ModelConfig {
            url: "http://127.0.0.1:1/v1/".into(),
            name: "small".into(),
            key: Some("secret".into()),
            patience: Duration::from_secs(1),
        });
        let shown = format!("{model:?}");
        assert!(
            shown.contains("http://127.0.0.1:1/v1/chat/completions"),
            "{shown}"
        );
        assert!(!shown.contains("secret"), "{shown}");
    }
}
