//! Sends questions to a language model's server over OpenAI's protocol.
//!
//! The key is in no error message, and redirects are not followed, so it goes to no other server.
//! Every wait has a time limit.

use std::fmt;
use std::time::Duration;

use serde_json::json;
use ureq::Agent;

use super::events::{ModelError, read_events, read_whole};
use crate::http_client::client_settings;

/// How long connecting may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The time limit of the whole answer, as a multiple of the longest silence.
const SILENCES: u32 = 5;

/// A language model behind an address.
pub struct LanguageModel {
    agent: Agent,
    url: String,
    config: ModelConfig,
}

impl fmt::Debug for LanguageModel {
    /// Leaves out the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanguageModel")
            .field("url", &self.url)
            .field("name", &self.config.name)
            .finish_non_exhaustive()
    }
}

/// Where a language model is, and how long to wait for it.
#[derive(Clone)]
pub struct ModelConfig {
    /// The server's address, up to and including `/v1`.
    pub url: String,
    /// The model's name there.
    pub name: String,
    /// The bearer token that the server wants.
    pub key: Option<String>,
    /// The longest silence.
    pub patience: Duration,
}

impl LanguageModel {
    /// Returns the model without connecting to it.
    pub fn new(config: ModelConfig) -> Self {
        let settings = client_settings(CONNECT_WITHIN)
            .timeout_recv_response(Some(config.patience))
            .timeout_per_read(Some(config.patience))
            .timeout_global(Some(config.patience * SILENCES))
            .build();
        Self {
            agent: Agent::new_with_config(settings),
            url: format!("{}/chat/completions", config.url.trim_end_matches('/')),
            config,
        }
    }

    /// Sends a task and what the user says, and passes the answer on piece by piece. `take` returns whether to
    /// continue.
    ///
    /// # Errors
    /// Whatever keeps the whole answer from coming; `take` may have had some pieces by then.
    pub(super) fn answer(
        &self,
        task: &str,
        user: &str,
        take: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), ModelError> {
        let request = json!({
            "model": self.config.name,
            "messages": [{ "role": "system", "content": task }, { "role": "user", "content": user }],
            "stream": true,
        });
        let mut post = self.agent.post(&self.url);
        post = post.header("Content-Type", "application/json");
        if let Some(key) = &self.config.key {
            post = post.header("Authorization", format!("Bearer {key}"));
        }
        let (head, body) = post.send(request.to_string())?.into_parts();
        if !head.status.is_success() {
            return Err(ModelError::Status(head.status.as_u16()));
        }
        let media_type = head.headers.get("content-type");
        let is_json = |value: &[u8]| value.starts_with(b"application/json");
        match media_type.is_some_and(|value| is_json(value.as_bytes())) {
            true => read_whole(body.into_reader(), take),
            false => read_events(body.into_reader(), take),
        }
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
